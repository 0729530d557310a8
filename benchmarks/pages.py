"""CPU time of the server per page, as a multiple of a bare Django view's: ``python -m benchmarks.pages``.

Starts a portal and the floor app of its own, one worker each, asks in turns over loopback, and reads the
worker's user and system time. Judge by the multiples; a run in which the floor itself varies by more than a
quarter is refused.
"""

import atexit
import http.client
import os
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from statistics import median

from portal.embedded import BASE_DIR, prepare_demo
from portal.embedded.ports import free_port

ROUNDS, REQUESTS, WARM_UP = 7, 100, 30
Ask = Callable[[], int]


class Client:
    """A browser as far as the server sees one: keeps its connection and its cookies."""

    def __init__(self, port: int) -> None:
        self.connection = http.client.HTTPConnection("localhost", port)
        self.cookies: dict[str, str] = {}

    def ask(self, path: str, data: str | None = None) -> tuple[int, str]:
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        if data is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        self.connection.request("POST" if data is not None else "GET", path, data, headers)
        response = self.connection.getresponse()
        for cookie in response.headers.get_all("Set-Cookie") or []:
            name, _sep, value = cookie.strip().partition(";")[0].partition("=")
            self.cookies[name] = value
        return response.status, response.read().decode(errors="replace")

    def sign_in(self, username: str, password: str) -> None:
        _status, page = self.ask("/sign-in/")
        [token] = re.findall(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)[:1]
        status, _page = self.ask(
            "/sign-in/", f"csrfmiddlewaretoken={token}&login={username}&password={password}"
        )
        assert status == 302, f"sign-in answered {status}"


@contextmanager
def serving(application: str) -> Iterator[tuple[int, list[int]]]:
    """A Granian with one worker; its port, and the ids of all its processes."""
    port = free_port()
    command = [
        sys.executable,
        "-m",
        "granian",
        "--interface",
        "wsgi",
        application,
        "--workers",
        "1",
    ]
    command += ["--blocking-threads", "1", "--port", str(port), "--log-level", "warning"]
    server = subprocess.Popen(command, cwd=BASE_DIR)
    try:
        wait_for(port)
        children = Path(f"/proc/{server.pid}/task/{server.pid}/children").read_text().split()
        yield port, [server.pid, *map(int, children)]
    finally:
        server.terminate()
        server.wait(10)


def wait_for(port: int) -> None:
    for _try in range(300):
        try:
            Client(port).ask("/")
            return
        except OSError:
            time.sleep(0.1)
    raise SystemExit("A server did not start.")


def cpu_seconds(pids: list[int]) -> float:
    """Of all threads, by the scheduler's own nanoseconds."""
    threads = [task for pid in pids for task in Path(f"/proc/{pid}/task").iterdir()]
    return sum(int((task / "schedstat").read_text().split()[0]) for task in threads) / 1e9


def milliseconds_each(pids: list[int], ask: Ask) -> float:
    before = cpu_seconds(pids)
    for _request in range(REQUESTS):
        status = ask()
        assert status == 200, f"answered {status}"
    return (cpu_seconds(pids) - before) / REQUESTS * 1000


def main() -> None:
    folder = BASE_DIR / ".local" / "benchmark"
    os.environ.update(DEMO="1", LOCAL_DIR=str(folder))
    for service in prepare_demo(folder):
        atexit.register(service.release)
    subprocess.run(
        [sys.executable, "-m", "portal.embedded", "site"],
        cwd=BASE_DIR,
        check=True,
        stdout=subprocess.DEVNULL,
    )
    with (
        serving("benchmarks.floor:application") as floor,
        serving("portal.wsgi:application") as portal,
    ):
        measure(floor, portal)


def status_of(who: Client, path: str) -> int:
    return who.ask(path)[0]


def measure(floor: tuple[int, list[int]], portal: tuple[int, list[int]]) -> None:
    public = ["/", "/activate/", "/sign-in/", "/find-help/", "/find-help/?where=93721"]
    pages = [*public, "/dashboard/", "/account/second-factor/"]
    visitor, person = Client(portal[0]), Client(portal[0])
    person.sign_in("maria", "demo-portal-passphrase")
    below = Client(floor[0])
    asks: dict[str, tuple[list[int], Ask]] = {"floor": (floor[1], lambda: below.ask("/")[0])}
    for path in pages:
        who = visitor if path in public else person
        asks[path] = (portal[1], partial(status_of, who, path))
    for _pids, ask in asks.values():
        for _request in range(WARM_UP):
            ask()
    times: dict[str, list[float]] = {name: [] for name in asks}
    for _round in range(ROUNDS):
        for name, (pids, ask) in asks.items():
            times[name].append(milliseconds_each(pids, ask))
    report(times)


def report(times: dict[str, list[float]]) -> None:
    unit = median(times["floor"])
    if max(times["floor"]) - min(times["floor"]) > unit / 2:
        print("Not judged: the floor itself varies by more than a quarter either way.")
    print(f"floor {unit:.3f} ms of CPU a request")
    for name, values in times.items():
        print(f"{name:<26} {median(values):7.2f} ms  {median(values) / unit:6.1f} × F")


if __name__ == "__main__":
    main()
