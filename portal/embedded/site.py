"""What must be done once before the web, the worker and beat start: ``python -m portal.embedded site``."""

import contextlib
import errno
import hashlib
import os
import sys
from pathlib import Path

from portal.embedded import local_dir, locks


def prepare_site() -> int:
    """The exit status; what went wrong is said in a sentence if we know one."""
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import CommandError
    from django.db import DatabaseError, OperationalError

    from portal.embedded.keeper import explain

    try:
        _prepare()
    except (CommandError, ImproperlyConfigured) as error:
        print(error, file=sys.stderr)
    except DatabaseError as error:
        if "No space left on device" in str(error):
            print(explain(OSError(errno.ENOSPC, ""), local_dir()), file=sys.stderr)
        elif isinstance(error, OperationalError):
            print(f"The database does not answer: check DATABASE_URL. {error}", file=sys.stderr)
        else:
            raise
    except OSError as error:
        print(explain(error, local_dir()), file=sys.stderr)
    else:
        return 0
    return 1


def _prepare() -> None:
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
    root.parent.mkdir(parents=True, exist_ok=True)
    stamp = root.with_name(f"{root.name}.stamp")
    with locks.held(root.with_name(f"{root.name}.lock")):
        now = fingerprint()
        if root.is_dir() and stamp.exists() and stamp.read_text() == now:
            return
        stamp.unlink(missing_ok=True)
        call_command("collectstatic", verbosity=0, interactive=False, clear=True)
        stamp.write_text(now)


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
