"""What must be done once before the web, the worker and beat start: ``python -m portal.embedded site``."""

import contextlib
import hashlib
import os
import sys
from pathlib import Path


def prepare_site() -> None:
    """Migrate, collect changed static files, load the demo. Prints only what the demo says."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
    import django
    from django.core.management import call_command

    django.setup()
    with contextlib.redirect_stdout(sys.stderr):
        call_command("migrate", verbosity=0, interactive=False)
        collect_static()
    call_command("load_demo")


def collect_static() -> None:
    """Collect them again only when one has changed: hashing and compressing takes seconds."""
    from django.conf import settings
    from django.core.management import call_command

    root = Path(settings.STATIC_ROOT)
    stamp = root.with_name(f"{root.name}.stamp")
    print_now = fingerprint()
    if root.is_dir() and stamp.exists() and stamp.read_text() == print_now:
        return
    stamp.unlink(missing_ok=True)
    call_command("collectstatic", verbosity=0, interactive=False, clear=True)
    stamp.write_text(print_now)


def fingerprint() -> str:
    """Of names, sizes and times of all static files, and of how they are stored."""
    from django.conf import settings
    from django.contrib.staticfiles.finders import get_finders

    seen = hashlib.sha256(repr(settings.STORAGES["staticfiles"]).encode())
    for finder in get_finders():
        for name, storage in finder.list([]):
            facts = os.stat(storage.path(name))
            seen.update(f"{storage.path(name)} {facts.st_size} {facts.st_mtime_ns}\n".encode())
    return seen.hexdigest()
