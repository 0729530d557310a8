"""The very commands that the container files name, run against the tests' services."""

import http.client
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psycopg
import pytest
from redis import Redis

from portal.embedded import programs
from portal.embedded.ports import free_port
from tests.containers import files
from tests.services import broker_of_its_own

pytestmark = [pytest.mark.instance, pytest.mark.timeout(900)]


@pytest.fixture(scope="module")
def database():
    """A fresh database on the tests' server, migrated by the command of the migrate service.

    The address is the web's: a role of its own, to which the migration gave what it needs.
    """
    server, _slash, _name = os.environ["DATABASE_URL"].rpartition("/")
    name = f"test_run{os.getpid()}_containers"
    role, password = f"{name}_web", "containers-only-password"
    forget(server, name, role)  # of a run that was killed, and whose number comes again
    with psycopg.connect(f"{server}/postgres", autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    with psycopg.connect(f"{server}/postgres", user="postgres", autocommit=True) as connection:
        connection.execute(f"CREATE ROLE {role} LOGIN PASSWORD '{password}'")
    web = f"postgres://{role}:{password}@{server.rpartition('@')[2]}/{name}"
    migrate = files.compose()["services"]["migrate"]
    environment = inside(migrate, DATABASE_URL=web, MIGRATE_DATABASE_URL=f"{server}/{name}")
    try:
        done = run(migrate["command"], environment)
        assert done.returncode == 0, done.stderr
        assert f"The role {role} has what it needs." in done.stdout
        yield web
    finally:
        forget(server, name, role)


def forget(server, database, role):
    with psycopg.connect(f"{server}/postgres", user="postgres", autocommit=True) as connection:
        connection.execute(f"DROP DATABASE IF EXISTS {database} WITH (FORCE)")
        connection.execute(f"DROP ROLE IF EXISTS {role}")


@pytest.fixture
def folder():
    with tempfile.TemporaryDirectory() as made:
        yield Path(made)


def inside(service, **changes):
    """The container's environment; its programs are those beside this Python."""
    path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
    broker = {"BROKER_URL": broker_of_its_own()}
    changes = {"PATH": path, **broker, "GRANIAN_HOST": "127.0.0.1", **changes}
    return files.environment_of(service, **changes)


def run(command, environment, **options):
    return subprocess.run(
        command, cwd=files.ROOT, env=environment, capture_output=True, text=True, **options
    )


class Running:
    """One container's command, for as long as the block lasts; it must end when asked."""

    def __init__(self, command, environment):
        self.command, self.environment = command, environment

    def __enter__(self):
        self.process = subprocess.Popen(
            self.command,
            cwd=files.ROOT,
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        return self

    def healthy(self, check, within=300):
        deadline = time.monotonic() + within
        while time.monotonic() < deadline and self.process.poll() is None:
            if run(check, self.environment).returncode == 0:
                return True
            time.sleep(0.2)
        return False

    def __exit__(self, *_error):
        self.process.send_signal(signal.SIGTERM)
        try:
            self.output = self.process.communicate(timeout=120)[0]
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.communicate()
            raise


def shell_or_plain(check):
    """What Docker makes of a health check's ``test``."""
    return ["sh", "-c", check[1]] if check[0] == "CMD-SHELL" else check[1:]


def ask(port, path, **headers):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
    try:
        connection.request("GET", path, headers=headers)
        answer = connection.getresponse()
        return answer.status, answer.read().decode(errors="replace"), answer.headers
    finally:
        connection.close()


@pytest.fixture(scope="module")
def static_root():
    """Collected by the command of the build stage, with its settings and no others."""
    with tempfile.TemporaryDirectory() as folder:
        (build,) = [it for it in files.of_stage(files.dockerfile()[0], "RUN") if "collect" in it]
        build = build.replace("/srv/portal/staticfiles", f"{folder}/static")
        build = build.replace(".venv/bin/python", sys.executable)
        done = run(["sh", "-c", f"exec {build}"], {"PATH": os.environ["PATH"]})
        assert done.returncode == 0, done.stderr
        yield f"{folder}/static"


class TestWeb:
    @pytest.fixture
    def service(self):
        return files.compose()["services"]["web"]

    @pytest.fixture
    def command(self):
        (command,) = files.of_stage(files.dockerfile()[-1], "CMD")
        return files.json_command(command)

    @pytest.fixture
    def check(self):
        (check,) = files.of_stage(files.dockerfile()[-1], "HEALTHCHECK")
        return files.json_command(check)

    def environment(self, service, static_root, folder, **changes):
        port = str(free_port())
        paths = {"STATIC_ROOT": str(static_root), "LOCAL_DIR": str(folder)}
        return inside(service, GRANIAN_PORT=port, **paths, **changes)

    def test_serves_behind_the_proxy(self, service, command, check, database, static_root, folder):
        environment = self.environment(service, static_root, folder, DATABASE_URL=database)
        port = int(environment["GRANIAN_PORT"])
        with Running(command, environment) as web:
            assert web.healthy(check)
            host = {"Host": files.GIVEN["SITE_HOST"]}
            assert ask(port, "/readyz", **host)[:2] == (200, "ready\n")
            assert ask(port, "/", **host)[0] == 301  # plain http came to the proxy
            status, page, headers = ask(port, "/", **host, **{"X-Forwarded-Proto": "https"})
            assert status == 200
            assert headers["Strict-Transport-Security"]
            style = page.partition('rel="stylesheet" href="')[2].partition('"')[0]
            status, _body, headers = ask(
                port, style, **host, **{"X-Forwarded-Proto": "https", "Accept-Encoding": "br"}
            )
            assert (status, headers["Content-Encoding"]) == (200, "br")
            assert ask(port, "/", Host="elsewhere.example")[0] == 400
        assert web.process.returncode == 0, web.output

    def test_is_alive_but_not_ready_without_its_database(self, service, command, check, folder):
        nowhere = f"postgres://portal:no-such-password@127.0.0.1:{free_port()}/portal"
        environment = self.environment(service, folder, folder, DATABASE_URL=nowhere)
        port = int(environment["GRANIAN_PORT"])
        with Running(command, environment) as web:
            assert web.healthy(check)
            status, said, _headers = ask(port, "/readyz", Host=files.GIVEN["SITE_HOST"])
            assert (status, said) == (503, "not ready: the database does not answer\n")

    def test_check_fails_when_nobody_answers(self, service, check):
        done = run(check, inside(service, GRANIAN_PORT=str(free_port())))
        assert done.returncode == 1
        assert "no answer" in done.stderr

    @pytest.mark.parametrize("name", ["SECRET_KEY", "CODE_KEYS", "NOTICE_KEYS", "EMAIL_URL"])
    def test_does_not_start_without_a_secret(self, service, name, database):
        environment = inside(service, DATABASE_URL=database)
        del environment[name]
        done = run([sys.executable, "-c", "import portal.wsgi"], environment)
        assert done.returncode != 0
        assert name in done.stderr

    def test_takes_a_secret_from_a_file(self, service, folder, database):
        environment = inside(service, DATABASE_URL=database)
        (folder / "key").write_text(environment.pop("SECRET_KEY"))
        environment["SECRET_KEY_FILE"] = str(folder / "key")
        done = run([sys.executable, "-c", "import portal.wsgi"], environment)
        assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("name", ["worker", "beat"])
def test_runs_and_is_found_healthy(name, database, folder):
    service = files.compose()["services"][name]
    environment = inside(service, DATABASE_URL=database, LOCAL_DIR=str(folder))
    environment["PATH"] = with_hostname(folder, environment["PATH"])
    with Running(service["command"], environment) as process:
        if name == "worker":
            wait_until_asked_for(process.process, environment["BROKER_URL"])
        assert process.healthy(shell_or_plain(service["healthcheck"]["test"])), (
            process.process.poll()
        )
    assert "Traceback" not in process.output


def wait_until_asked_for(worker, broker):
    """A check that comes before the worker listens would wait ten seconds for an answer."""
    deadline = time.monotonic() + 120
    with Redis.from_url(broker) as asked:
        while worker.poll() is None and time.monotonic() < deadline:
            if any(b"celery.pidbox" in b for b in asked.smembers("_kombu.binding.celery.pidbox")):
                return
            time.sleep(0.05)


def with_hostname(folder, path):
    """Every image has `hostname`; here Python says it, where the machine has none."""
    if shutil.which("hostname"):
        return path
    script = folder / "hostname"
    script.write_text("#!/bin/sh\nexec uname -n\n")
    script.chmod(0o755)
    return f"{folder}:{path}"


def test_beat_that_wrote_nothing_for_long_is_not_healthy(folder):
    service = files.compose()["services"]["beat"]
    check = shell_or_plain(service["healthcheck"]["test"])
    environment = inside(service, LOCAL_DIR=str(folder))
    assert run(check, environment).returncode == 1
    (folder / "celerybeat-schedule").write_text("")
    assert run(check, environment).returncode == 0
    os.utime(folder / "celerybeat-schedule", (0, 0))
    assert run(check, environment).returncode == 1


class TestServers:
    def test_valkey_wants_the_password(self, folder):
        service = files.compose()["services"]["valkey"]
        port = free_port()
        (folder / "valkey-server").symlink_to(programs.valkey_program())
        command = [*service["command"][:2], f"{service['command'][2]} --port {port}"]
        environment = {"PATH": f"{folder}:{os.environ['PATH']}", **service["environment"]}
        with Running(command, environment):
            assert wait_for_answer(port, "PING") == "-NOAUTH Authentication required."
            assert wait_for_answer(port, f"AUTH {files.GIVEN['BROKER_PASSWORD']}") == "+OK"

    def test_postgres_is_asked_by_its_own_tool(self, database):
        service = files.compose()["services"]["postgres"]
        check = shell_or_plain(service["healthcheck"]["test"])
        path = f"{programs.postgres_programs()}:{os.environ['PATH']}"
        port = database.rpartition(":")[2].partition("/")[0]
        environment = {"PATH": path, "PGPORT": port}
        # As Docker asks: again, where one answer took longer than the tool waits.
        assert any(run(check, environment).returncode == 0 for _ in range(12))
        assert run(check, {"PATH": path, "PGPORT": str(free_port())}).returncode != 0

    def test_postgres_is_initialised_with_all_letters(self):
        said = files.compose()["services"]["postgres"]["environment"]["POSTGRES_INITDB_ARGS"]
        assert said.split() == ["--encoding=UTF8", "--locale-provider=builtin", "--locale=C.UTF-8"]


def wait_for_answer(port, words):
    deadline = time.monotonic() + 120
    while True:
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=120) as connection:
                connection.sendall(f"{words}\r\n".encode())
                return connection.recv(256).decode().strip()
        except ConnectionRefusedError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.05)
