import re

import pytest

from tests.containers import files

OURS = {"migrate", "web", "worker", "beat"}
PARTS = OURS | {"postgres", "valkey", "caddy"}


def split_mount(mount):
    source, target, *_options = mount.split(":")
    return target, source


@pytest.fixture
def services():
    return files.compose()["services"]


class TestCompose:
    def test_has_every_part(self, services):
        assert set(services) == PARTS

    @pytest.mark.parametrize("name", sorted(files.GIVEN))
    def test_has_no_default_for_a_secret(self, name):
        given = {key: value for key, value in files.GIVEN.items() if key != name}
        with pytest.raises(KeyError, match=name):
            files.compose(given)

    def test_holds_no_secret(self):
        text = (files.ROOT / "docker-compose.yml").read_text()
        for name, value in re.findall(
            r"^\s+(\w*(?:KEYS?|PASSWORD|AUTH)):\s*\"?(.*?)\"?$", text, re.M
        ):
            assert value.startswith("${"), name

    @pytest.mark.parametrize("name", sorted(PARTS - {"migrate"}))
    def test_looks_after_each_part(self, services, name):
        service = services[name]
        assert service["restart"] == "unless-stopped"
        if name != "web":  # its image's
            assert service["healthcheck"]["test"]

    @pytest.mark.parametrize("name", sorted(OURS))
    def test_gives_our_processes_no_privilege(self, services, name):
        service = services[name]
        assert service["read_only"] is True
        assert service["cap_drop"] == ["ALL"]
        assert "no-new-privileges:true" in service["security_opt"]
        assert "user" not in service

    def test_shows_the_proxy_only(self, services):
        assert {name for name, service in services.items() if service.get("ports")} == {"caddy"}
        networks = files.compose()["networks"]
        for name in ("postgres", "valkey"):
            assert all(networks[network]["internal"] for network in services[name]["networks"])

    def test_starts_in_order(self, services):
        for name in ("web", "worker", "beat"):
            needs = services[name]["depends_on"]
            assert needs["migrate"] == {"condition": "service_completed_successfully"}
        assert services["migrate"]["depends_on"]["postgres"] == {"condition": "service_healthy"}
        assert services["caddy"]["depends_on"]["web"] == {"condition": "service_healthy"}

    def test_names_only_variables_that_exist(self, services):
        listed = (files.ROOT / ".env.example").read_text()
        for variable in services["web"]["environment"]:
            assert f"# {variable}=" in listed

    def test_web_and_worker_share_what_is_uploaded_and_nobody_else_has_it(self, services):
        folder = files.image_environment()["UPLOAD_DIR"]
        mounted = {
            name: dict(map(split_mount, it.get("volumes", []))) for name, it in services.items()
        }
        having = {name: there[folder] for name, there in mounted.items() if folder in there}
        assert having == {"web": "uploads", "worker": "uploads"}
        assert "uploads" in files.compose()["volumes"]

    def test_never_runs_the_demo(self, services):
        assert not any(
            "DEMO" in (service.get("environment") or {}) for service in services.values()
        )


class TestDockerfile:
    def test_ships_no_build_tools_and_runs_as_nobody_special(self):
        last = files.dockerfile()[-1]
        assert files.of_stage(last, "USER") == ["portal"]
        assert not any("uv" in rest for rest in files.of_stage(last, "COPY"))
        instructions = [name for name, _rest in last]
        assert instructions.index("USER") < instructions.index("CMD")

    def test_installs_what_is_locked_and_nothing_for_development(self):
        runs = files.of_stage(files.dockerfile()[0], "RUN")
        assert any(run.startswith("uv sync --frozen --no-dev") for run in runs)

    def test_pins_the_same_uv_as_make(self):
        pinned = re.search(r"UV_VERSION := (\S+)", (files.ROOT / "Makefile").read_text())[1]
        assert any(
            f"uv:{pinned} " in rest for rest in files.of_stage(files.dockerfile()[0], "COPY")
        )

    def test_keeps_no_secret(self):
        for stage in files.dockerfile():
            assert files.of_stage(stage, "ARG") == []
            for rest in files.of_stage(stage, "ENV"):
                assert not re.search(r"KEY|PASSWORD|SECRET|_URL", rest)

    def test_makes_the_folder_of_uploads_for_its_user_alone(self):
        """A volume takes its owner from the folder over which it is laid first."""
        (made,) = files.of_stage(files.dockerfile()[-1], "RUN")
        install = made.partition("install --directory ")[2]
        assert install.startswith("--owner portal --group portal --mode 700 ")
        assert files.image_environment()["UPLOAD_DIR"] in install.split()

    def test_is_looked_after(self):
        (check,) = files.of_stage(files.dockerfile()[-1], "HEALTHCHECK")
        assert files.json_command(check) == ["python", "portal/probe.py", "web"]

    def test_takes_in_only_what_it_needs(self):
        ignored = (files.ROOT / ".dockerignore").read_text().splitlines()
        assert ignored[0] == "*"
        taken = {line[1:] for line in ignored if line.startswith("!")}
        assert taken.isdisjoint({".env", ".git", ".local", ".venv", "tests", "docs"})
        apps = {path.parent.name for path in files.ROOT.glob("*/apps.py")}
        assert apps <= taken


class TestCaddyfile:
    @pytest.fixture
    def text(self):
        lines = (files.ROOT / "Caddyfile").read_text().splitlines()
        return "\n".join(line for line in lines if not line.strip().startswith("#"))

    def test_is_balanced(self, text):
        opened = len(re.findall(r"\{$", text, re.M))
        assert opened == len(re.findall(r"^\s*\}$", text, re.M))

    def test_stands_before_the_web_service(self, text, services):
        (upstream,) = re.findall(r"reverse_proxy (\S+)", text)
        name, port = upstream.split(":")
        assert name in services
        assert port == files.image_environment()["GRANIAN_PORT"]
        assert "{$SITE_HOST}" in text

    def test_takes_ten_documents_at_once_and_no_more(self, text):
        assert re.findall(r"max_size (\S+)", text) == ["110MB"]

    def test_believes_no_address_that_a_client_spelt_with_underscores(self, text):
        before = text.partition("reverse_proxy")[0]
        assert "request_header -*_*" in before

    def test_hides_what_machines_ask(self, text):
        assert "@machines path /healthz /readyz /metrics" in text
        assert "respond @machines 404" in text

    def test_compresses_nothing_for_people_who_are_signed_in(self, text):
        assert "@public not header_regexp Cookie sessionid" in text
        assert re.findall(r"encode (\S+)", text) == ["@public"]

    def test_answers_its_own_health_check(self, text, services):
        url = services["caddy"]["healthcheck"]["test"][-1]
        assert f"\n{url.rstrip('/')} {{" in text
