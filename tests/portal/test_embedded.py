import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

import psycopg
import pytest

from portal.embedded import BASE_DIR, prepare_demo, programs
from portal.embedded.errors import CannotStart
from portal.embedded.keeper import explain
from portal.embedded.keys import demo_keys
from portal.embedded.ports import free_port
from portal.embedded.postgres import Postgres
from portal.embedded.services import Service
from tests.portal.instance import Instance, bare_environment, command_line, family, still_running

# What an ordinary user does who is not us: drop root first, then start a server.
AS_ORDINARY_USER = """
import ctypes, os, pathlib, pwd, sys
import psycopg
from portal.embedded.errors import CannotStart
from portal.embedded.ports import free_port
from portal.embedded.postgres import Postgres
home, wheel = map(pathlib.Path, sys.argv[1:])
sys.path.insert(0, str(wheel))
psycopg.connect
user = pwd.getpwnam("nobody")
if os.geteuid() == 0:
    os.setgroups([])
    os.setgid(user.pw_gid)
    os.setuid(user.pw_uid)
server = Postgres(home, "secret")
try:
    with psycopg.connect(server.start()) as connection:
        owner = os.stat(f"/proc/{server.process.pid}").st_uid
        print(connection.execute("SELECT lower('É')").fetchone()[0], owner == os.getuid())
except CannotStart as refusal:
    print(refusal)
finally:
    server.stop()
"""


@pytest.fixture
def folder():
    """Not pytest's: that is too deep below folders that are closed to others."""
    with tempfile.TemporaryDirectory(dir="/tmp") as made:
        yield Path(made)


@pytest.fixture
def postgres(folder):
    """One service by itself; its folder is closed to everyone else."""
    service = Service("postgres", folder / "local")
    yield service
    service.release()
    service.wait_until_stopped(120)
    assert not service.is_kept()


def start(service):
    service.local_dir.mkdir(mode=0o700, exist_ok=True)
    service.begin()
    return service.finish()


def keeper_of(service):
    return json.loads((service.home / "address.json").read_text())["keeper"]


def server_of(service):
    return int((service.home / "files/data/postmaster.pid").read_text().split()[0])


def wait_until_ended(processes):
    deadline = time.monotonic() + 120
    while still_running(processes) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert still_running(processes) == {}


def run_python(*arguments, **options):
    return subprocess.run(
        [sys.executable, *arguments], cwd=BASE_DIR, capture_output=True, text=True, **options
    )


class TestPostgres:
    def test_knows_all_letters_whatever_the_locale_of_the_machine(self, postgres, monkeypatch):
        monkeypatch.setenv("LC_ALL", "C")
        with psycopg.connect(start(postgres)) as connection:
            row = connection.execute(
                "SELECT lower('É'), current_setting('server_encoding'), usesuper"
                " FROM pg_user WHERE usename = current_user"
            ).fetchone()
        assert row == ("é", "UTF8", False)

    def test_wants_the_password_and_listens_here_only(self, postgres):
        address = start(postgres)
        password = demo_keys(postgres.local_dir)["postgres"]
        with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
            psycopg.connect(address.replace(password, "guess"))
        with psycopg.connect(address) as connection:
            settings = "SELECT current_setting('listen_addresses'), inet_server_addr()::text"
            assert connection.execute(settings).fetchone()[0] == "127.0.0.1"

    def test_keeps_its_data_from_one_start_to_the_next(self, postgres):
        with psycopg.connect(start(postgres)) as connection:
            connection.execute("CREATE TABLE kept AS SELECT 42 AS answer")
        postgres.release()
        postgres.wait_until_stopped(120)
        assert not postgres.is_kept()

        with psycopg.connect(start(postgres)) as connection:
            assert connection.execute("SELECT answer FROM kept").fetchone() == (42,)

    def test_opens_no_folder_and_has_no_privilege(self, postgres):
        start(postgres)
        assert postgres.local_dir.stat().st_mode & 0o077 == 0
        status = Path(f"/proc/{server_of(postgres)}/status").read_text()
        assert "\nUid:\t0" not in status
        assert "\nCapEff:\t0000000000000000" in status

    def test_runs_as_the_ordinary_user_who_starts_it(self, folder):
        told = self.as_ordinary_user(folder)
        assert told.split() == ["é", "True"]

    def test_refuses_another_users_data(self, folder):
        data = folder / "home/files/data"
        data.mkdir(parents=True)
        (data / "PG_VERSION").write_text("18\n")
        data.chmod(0)
        said = self.as_ordinary_user(folder)
        data.chmod(0o700)
        assert "belong to another user" in said

    def as_ordinary_user(self, folder):
        home = folder / "home"
        home.mkdir(exist_ok=True)
        wheel = programs.postgres_programs().parent.parent
        shutil.copytree(wheel, folder / "wheel" / wheel.name)
        libraries = wheel.with_name(f"{wheel.name}.libs")
        shutil.copytree(libraries, folder / "wheel" / libraries.name)
        subprocess.run(["chmod", "-R", "a+rX", str(folder / "wheel")], check=True)
        folder.chmod(0o755)
        if os.geteuid() == 0:
            for path in [home, *home.glob("files")]:
                shutil.chown(path, "nobody")
        done = run_python("-c", AS_ORDINARY_USER, str(home), str(folder / "wheel"))
        return done.stdout + done.stderr

    def test_refuses_the_data_of_another_version(self, postgres):
        start(postgres)
        postgres.release()
        postgres.wait_until_stopped(120)
        (postgres.home / "files/data/PG_VERSION").write_text("12\n")
        with pytest.raises(CannotStart, match=r"made by PostgreSQL 12 .*`make reset`"):
            start(postgres)

    def test_says_what_to_do_when_the_disk_is_full(self, folder):
        server = Postgres(folder, "secret")
        server.log.write_text("FATAL: could not write file: No space left on device\n")
        assert server._explanation().startswith("The disk is full: free some space")
        assert explain(OSError(28, "No space left"), folder).startswith("The disk is full")

    def test_quotes_the_log_when_it_knows_no_better(self, folder):
        server = Postgres(folder, "secret")
        server.log.write_text("LOG: starting\nFATAL: something unheard of\n")
        said = server._explanation()
        assert "FATAL: something unheard of" in said
        assert "DATABASE_URL" in said


class TestProgramsOutOfReach:
    def test_are_copied_for_as_long_as_the_service_runs(self, folder):
        """Below a folder that is closed to others, as root's is; its permissions stay."""
        closed = folder / "closed"
        wheel = programs.postgres_programs().parent.parent
        shutil.copytree(wheel, closed / wheel.name)
        libraries = wheel.with_name(f"{wheel.name}.libs")
        shutil.copytree(libraries, closed / libraries.name)
        closed.chmod(0o700)
        server = Postgres(closed / "home", "secret")
        program = closed / wheel.name / "pginstall/bin/postgres"

        found = server.reachable.find(program, root=closed / wheel.name)

        assert closed.stat().st_mode & 0o777 == 0o700
        if os.geteuid() == 0:
            assert found.parts[:2] == ("/", "tmp")
            assert not found.is_relative_to(closed)
        with server.log.open("wb") as log:
            run = server.account.start(
                [str(found), "--version"], log=log, dies_with_us=signal.SIGTERM
            )
        assert run.wait(120) == 0
        server.reachable.remove_copy()
        assert found.exists() is found.is_relative_to(closed)


class TestSharing:
    def test_two_who_come_at_once_use_one_server(self, folder):
        ask = (
            "import os; from portal.embedded import prepare_environment; prepare_environment();"
            "print(os.environ['DATABASE_URL'], os.environ['BROKER_URL'], flush=True); input()"
        )
        environment = bare_environment(folder / "local")
        both = [
            subprocess.Popen(
                [sys.executable, "-c", ask],
                cwd=BASE_DIR,
                env=environment,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
            )
            for _ in range(2)
        ]
        first, second = (one.stdout.readline() for one in both)
        for one in both:
            one.communicate("\n", timeout=120)
        assert first == second
        assert first.startswith("postgres://portal:")
        for name in ("postgres", "valkey"):
            service = Service(name, folder / "local")
            service.wait_until_stopped(120)
            assert not service.is_kept()

    def test_one_who_leaves_does_not_stop_it_for_the_other(self, postgres):
        address = start(postgres)
        guest = Service("postgres", postgres.local_dir)
        assert start(guest) == address
        guest.release()
        time.sleep(1)
        psycopg.connect(address).close()

    def test_stops_when_its_last_user_is_killed(self, folder):
        ask = (
            "import time; from portal.embedded import prepare_environment;"
            "prepare_environment(); print('ready', flush=True); time.sleep(600)"
        )
        environment = bare_environment(folder / "local")
        with subprocess.Popen(
            [sys.executable, "-c", ask],
            cwd=BASE_DIR,
            env=environment,
            stdout=subprocess.PIPE,
            text=True,
        ) as user:
            assert user.stdout.readline() == "ready\n"
            service = Service("postgres", folder / "local")
            server = server_of(service)
            user.kill()
        service.wait_until_stopped(120)
        Service("valkey", folder / "local").wait_until_stopped(120)
        assert command_line(server) == ""


class TestAfterAKill:
    def test_a_stale_pid_file_does_not_hinder_the_next_start(self, postgres, monkeypatch):
        monkeypatch.delenv("EMBEDDED_DURABLE")
        with psycopg.connect(start(postgres)) as connection:
            connection.execute("CREATE TABLE kept AS SELECT 42 AS answer")
        servers = family(server_of(postgres))
        # A keeper that sees or tells its server to end leaves no such file: it is kept from both.
        os.kill(keeper_of(postgres), signal.SIGSTOP)
        os.kill(server_of(postgres), signal.SIGKILL)
        os.kill(keeper_of(postgres), signal.SIGKILL)
        postgres._keeper.wait(120)
        wait_until_ended(servers)
        assert (postgres.home / "files/data/postmaster.pid").exists()
        postgres.release()

        with psycopg.connect(start(postgres)) as connection:
            assert connection.execute("SELECT answer FROM kept").fetchone() == (42,)

    def test_the_server_ends_with_its_keeper(self, postgres):
        start(postgres)
        server = server_of(postgres)
        line = command_line(server)
        os.kill(keeper_of(postgres), signal.SIGKILL)
        postgres._keeper.wait(120)
        wait_until_ended({server: line})


class TestKeys:
    def test_are_made_once_for_their_owner_only(self, folder):
        made = demo_keys(folder)
        assert demo_keys(folder) == made
        assert (folder / "secrets.json").stat().st_mode & 0o777 == 0o600
        assert len(made["SECRET_KEY"]) > 50

    def test_differ_from_one_place_to_another(self, folder):
        (folder / "a").mkdir()
        (folder / "b").mkdir()
        assert not set(demo_keys(folder / "a").values()) & set(demo_keys(folder / "b").values())


class TestProduction:
    ASK = "import os; from portal.embedded import prepare_environment; prepare_environment();"

    def test_starts_nothing_when_a_database_is_named(self, folder):
        environment = bare_environment(folder / "local", DATABASE_URL="postgres://elsewhere/portal")
        ask = self.ASK + "print(sorted({'DEMO', 'BROKER_URL', 'SECRET_KEY'} & set(os.environ)))"
        assert run_python("-c", ask, env=environment).stdout == "[]\n"
        assert not (folder / "local").exists()

    def test_reads_the_file_of_variables(self, folder):
        (folder / "env").write_text("DATABASE_URL=postgres://elsewhere/portal\nDEMO=0\n")
        environment = bare_environment(folder / "local", ENV_FILE=str(folder / "env"))
        ask = self.ASK + "print(os.environ['DATABASE_URL'])"
        assert run_python("-c", ask, env=environment).stdout == "postgres://elsewhere/portal\n"

    def test_names_what_to_set_when_the_folder_cannot_be_used(self, folder):
        (folder / "file").write_text("")
        environment = bare_environment(folder / "file" / "local")
        done = run_python("-c", self.ASK, env=environment)
        assert done.returncode == 1
        assert "set LOCAL_DIR to another folder" in done.stderr
        assert "Traceback" not in done.stderr


def test_refusals_of_the_demo_are_one_sentence(folder):
    with pytest.raises(CannotStart) as refusal:
        prepare_demo(Path("/proc/nowhere"))
    assert str(refusal.value).count("\n") == 0


class TestReset:
    def test_refuses_while_somebody_uses_the_data(self, postgres):
        start(postgres)
        done = run_python(
            "-m", "portal.embedded", "reset", env=bare_environment(postgres.local_dir)
        )
        assert done.returncode == 1
        assert "stop it first" in done.stderr
        assert (postgres.home / "files/data/PG_VERSION").exists()

    def test_removes_the_data_but_not_what_was_installed(self, folder):
        local = folder / "local"
        (local / "uv").mkdir(parents=True)
        (local / "mail").mkdir()
        demo_keys(local)
        done = run_python("-m", "portal.embedded", "reset", env=bare_environment(local))
        assert done.returncode == 0
        assert [path.name for path in local.iterdir()] == ["uv"]


class TestRunRefuses:
    def run(self, folder, **environment):
        return run_python(
            "-m", "portal.embedded", "run", env=bare_environment(folder, **environment)
        )

    def test_a_port_that_is_taken(self, folder):
        with socket.create_server(("127.0.0.1", 0)) as other:
            port = other.getsockname()[1]
            done = self.run(folder, PORT=str(port))
        assert done.returncode == 1
        assert f"Port {port} is taken by another program: choose another" in done.stderr
        assert "Traceback" not in done.stderr

    @pytest.mark.parametrize("port", ["http", "0", "70000", "-1", "８０００"])
    def test_what_is_no_port(self, folder, port):
        done = self.run(folder, PORT=port)
        assert done.returncode == 1
        assert "give a number" in done.stderr

    def test_a_database_that_does_not_answer(self, folder):
        nowhere = f"postgres://portal:x@127.0.0.1:{free_port()}/portal"
        done = self.run(folder, PORT=str(free_port()), DATABASE_URL=nowhere)
        assert done.returncode == 1
        assert "The database does not answer: check DATABASE_URL" in done.stderr
        assert "Traceback" not in done.stderr

    def test_a_site_elsewhere(self, folder):
        """The demo is for this machine only."""
        port, site = str(free_port()), "https://portal.example.org"
        done = self.run(folder, PORT=port, SITE_URL=site, DATABASE_URL="postgres://nowhere/portal")
        assert done.returncode == 1
        assert "DEMO=1 is for this machine only" in done.stderr
        assert "Traceback" not in done.stderr


@pytest.mark.instance
@pytest.mark.timeout(900)
class TestRun:
    @pytest.fixture(scope="class")
    def data(self):
        """Of all these starts: the first one makes it, whichever that is."""
        with tempfile.TemporaryDirectory(dir="/tmp") as made:
            yield Path(made) / "local"

    @pytest.fixture
    def start(self, data):
        started = []

        def begin():
            started.append(Instance(data))
            return started[-1]

        yield begin
        for instance in started:
            if instance.process.poll() is None:
                instance.stop()

    @pytest.fixture
    def instance(self, start):
        return start()

    def assert_shows_the_first_page(self, instance):
        instance.wait_until_ready()
        assert f"http://localhost:{instance.port}" in instance.said
        assert "SJ5Nen" in instance.said
        for host in ("127.0.0.1", "localhost"):
            with urllib.request.urlopen(f"http://{host}:{instance.port}/") as page:
                assert page.status == 200

    def test_shows_the_first_page_and_leaves_nothing_behind(self, instance):
        """As Ctrl-C ends it; that it goes by SIGTERM, too, the outages' portal shows."""
        self.assert_shows_the_first_page(instance)
        family = instance.family()
        assert len(family) > 10

        assert instance.stop(signal.SIGINT) == 0

        assert still_running(family) == {}
        assert "Traceback" not in instance.said

    def test_begins_again_after_it_was_killed_and_ends_as_a_whole(self, instance, start):
        instance.wait_until_ready()
        family = instance.family()
        instance.stop(signal.SIGKILL)
        wait_until_ended(family)

        instance = start()
        self.assert_shows_the_first_page(instance)
        family = instance.family()
        assert "Traceback" not in instance.said
        beat = next(pid for pid, line in family.items() if "beat" in line)
        os.kill(beat, signal.SIGKILL)
        assert instance.ended() == 1
        assert "beat has ended, so everything stops" in instance.said
        assert still_running(family) == {}
