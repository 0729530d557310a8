"""Which browser the journeys run in; ``python -m tests.browser`` installs one when there is none."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
# Below the project, where `make test` has Playwright put its own.
PLAYWRIGHTS = Path(__file__).resolve().parent.parent / ".local" / "browsers"


def find() -> str | None:
    if chosen := os.environ.get("CHROMIUM"):
        return shutil.which(chosen)
    for name in NAMES:
        if found := shutil.which(name):
            return found
    own = sorted(PLAYWRIGHTS.glob("chromium-*/chrome-*/chrome"))
    return str(own[-1]) if own else None


def install() -> None:
    """The distribution's as root, else Playwright's own."""
    if os.geteuid() == 0 and shutil.which("apt-get"):
        environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        steps = [["apt-get", "update"], ["apt-get", "install", "-y", "chromium"]]
        if all(_worked(step, environment) for step in steps):
            return
    environment = {**os.environ, "PLAYWRIGHT_BROWSERS_PATH": str(PLAYWRIGHTS)}
    _worked([sys.executable, "-m", "playwright", "install", "chromium"], environment)


def _worked(command: list[str], environment: dict[str, str]) -> bool:
    print(f"No Chromium found: {' '.join(command[-3:])}", flush=True)
    ended = subprocess.run(
        command, env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True
    )
    if ended.returncode != 0:
        print((ended.stderr or ended.stdout).strip()[-500:])
    return ended.returncode == 0


if __name__ == "__main__" and find() is None and not os.environ.get("CHROMIUM"):
    install()
