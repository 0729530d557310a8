"""`make reset`: the demo as on the first day."""

import shutil
import sys

from portal.embedded import VARIABLES, local_dir, locks, read_env_file
from portal.embedded.services import Service

# What `make` installed is no data.
KEPT = {"uv", "installed", "browsers"}


def reset() -> int:
    read_env_file()
    folder = local_dir()
    for place in [folder, folder / "test"]:
        if not place.exists():
            continue
        services = [Service(name, place) for name in VARIABLES]
        if locks.is_held(place / "run.lock") or any(it.has_users() for it in services):
            print(f"Something still uses the data in {place}: stop it first.", file=sys.stderr)
            return 1
        for service in services:
            service.wait_until_stopped(30)
    if folder.exists():
        for path in folder.iterdir():
            if path.name not in KEPT:
                shutil.rmtree(path) if path.is_dir() else path.unlink()
    print("The demo's data are gone. The next `make run` begins anew.")
    return 0
