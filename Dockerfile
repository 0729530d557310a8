# The portal for production: web, worker and beat are one image with different commands.

FROM python:3.13-slim-bookworm AS build
COPY --from=ghcr.io/astral-sh/uv:0.13.9 /uv /usr/local/bin/uv
WORKDIR /srv/portal
ENV UV_PYTHON_DOWNLOADS=never UV_LINK_MODE=copy UV_COMPILE_BYTECODE=1
COPY pyproject.toml uv.lock ./
RUN uv sync --frozen --no-dev
COPY . .
# Settings want values. These open nothing, and none of them is in the image that is shipped.
RUN env \
    SITE_URL=https://build.invalid EMAIL_URL=smtp://build.invalid \
    DATABASE_URL=postgres://build:no-password-of-any@build.invalid/portal \
    BROKER_URL=redis://:no-password-of-any@build.invalid \
    SECRET_KEY=no-secret-for-the-build-only-0123456789-abcdefghijklmnopqrstuvwxyz \
    CODE_KEYS=1:000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f \
    NOTICE_KEYS=bm8tc2VjcmV0LWZvci1tYWtlLWNoZWNrLW9ubHktMDA= \
    STATIC_ROOT=/srv/portal/staticfiles \
    .venv/bin/python manage.py collectstatic --no-input --verbosity 0

FROM python:3.13-slim-bookworm
RUN groupadd --system --gid 10001 portal \
    && useradd --system --uid 10001 --gid portal --home-dir /var/lib/portal portal \
    && install --directory --owner portal --group portal --mode 700 /var/lib/portal /var/lib/portal-uploads
WORKDIR /srv/portal
COPY --from=build /srv/portal /srv/portal
ENV PATH=/srv/portal/.venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    STATIC_ROOT=/srv/portal/staticfiles \
    LOCAL_DIR=/var/lib/portal \
    UPLOAD_DIR=/var/lib/portal-uploads \
    GRANIAN_HOST=0.0.0.0 \
    GRANIAN_PORT=8000
USER portal
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s \
    CMD ["python", "portal/probe.py", "web"]
CMD ["granian", "--interface", "wsgi", "--workers", "2", "--blocking-threads", "1", "--workers-kill-timeout", "5", "portal.wsgi:application"]
