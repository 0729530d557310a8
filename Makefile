# Needs make and a Python >= 3.11 with venv, nothing else. `make help` lists what there is.

UV_VERSION := 0.13.9
LOCAL := .local
UV := $(LOCAL)/uv/$(UV_VERSION)/bin/uv
INSTALLED := .venv/.installed
PY := .venv/bin/python

# Settings as production has them, with values that open nothing.
PRODUCTION := env -i PATH="$$PATH" HOME="$$HOME" ENV_FILE=/dev/null DEMO=0 \
	SITE_URL=https://portal.example.org EMAIL_URL=smtp://127.0.0.1:1 \
	DATABASE_URL=postgres://nobody:no-password-of-any@127.0.0.1:1/none \
	BROKER_URL=redis://:no-password-of-any@127.0.0.1:1/0 \
	SECRET_KEY=no-secret-for-make-check-only-0123456789-abcdefghijklmnopqrstuvwxyz \
	CODE_KEYS=1:000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f \
	NOTICE_KEYS=bm8tc2VjcmV0LWZvci1tYWtlLWNoZWNrLW9ubHktMDA=
MANAGE := $(PRODUCTION) $(PY) manage.py
# Several commands want no database; Django only mentions that it found none.
MANAGE_QUIETLY := $(PRODUCTION) $(PY) -W ignore::RuntimeWarning manage.py

.PHONY: help run test stress check fix reset
.DEFAULT_GOAL := help

help: ## what there is
	@sed -n 's/^\([a-z]*\):.*## /  make \1\t/p' Makefile

run: $(INSTALLED) ## the whole portal at http://localhost:8000 (PORT=8010 make run: at another)
	@exec $(PY) -m portal.embedded run

test: $(INSTALLED) ## every test, in a browser too (ARGS="-k wizard" passes options to pytest)
	@$(PY) -m tests.browser
	@exec $(PY) -m pytest -n 2 --dist worksteal $(ARGS)

stress: $(INSTALLED) ## the tests that take their time, with full counts
	@STRESS=1 exec $(PY) -m pytest -m stress --timeout 3600 $(ARGS)

check: $(INSTALLED) ## format, lint, types, templates, migrations, settings, floors, words, styles
	$(PY) -m ruff format --check --quiet .
	$(PY) -m ruff check --quiet .
	$(PRODUCTION) $(PY) -m mypy .
	$(PY) -m djlint --lint --quiet .
	$(MANAGE_QUIETLY) makemigrations --check --dry-run
	$(MANAGE) check --deploy --fail-level WARNING
	$(PY) -m tests.floors
	$(MANAGE) translations --check
	$(PY) assets/check_fresh.py

fix: $(INSTALLED) ## format, and mend what can be mended without thought
	$(PY) -m ruff format --quiet .
	$(PY) -m ruff check --fix --quiet .
	$(MANAGE) translations

reset: $(INSTALLED) ## forget the demo's data (not while it runs)
	@exec $(PY) -m portal.embedded reset

# --- What all of them stand on ---------------------------------------------------------------

$(UV):
	@python=$$(sh .ci/find-python) || exit 1; \
	echo "Installing uv $(UV_VERSION) into $(LOCAL)/uv …"; \
	rm -rf $(LOCAL)/uv && mkdir -p -m 700 $(LOCAL) && \
	"$$python" -m venv $(LOCAL)/uv/$(UV_VERSION) && \
	$(LOCAL)/uv/$(UV_VERSION)/bin/python -m pip install --quiet --disable-pip-version-check uv==$(UV_VERSION)

# First with the authorities that the machine trusts, then with uv's own, and its complaints.
$(INSTALLED): $(UV) pyproject.toml uv.lock
	@python=$$(sh .ci/find-python) || exit 1; \
	echo "Installing what the portal needs into .venv …"; \
	sync() { env -u VIRTUAL_ENV -u UV_PROJECT_ENVIRONMENT UV_PYTHON_DOWNLOADS=never \
		$(UV) sync --quiet --frozen --group dev --python "$$python" "$$@"; }; \
	{ sync --system-certs 2>/dev/null || sync; } && touch $@
