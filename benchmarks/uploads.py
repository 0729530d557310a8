"""How many documents a second come in, and are opened: ``python -m benchmarks.uploads``.

Sends so many files to the page that a browser sends them to, then opens them as a worker does, one after
the other, on a database of its own under ``.local/``. Seconds are those of one process; CPU is its own
and that of the processes that open the files. No scanner is asked: what it takes comes on top.
"""

import atexit
import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from io import BytesIO
from uuid import uuid4

from portal.embedded import BASE_DIR, prepare_demo

FILES = 200
JPEG_SIZE = (2600, 1950)  # noise of 5 megapixels makes about 2 MB


def main() -> None:
    folder = BASE_DIR / ".local" / "benchmark-uploads"
    os.environ.update(
        DEMO="1",
        LOCAL_DIR=str(folder),
        CASE_MAX_MEGABYTES="100000",
        DOCUMENTS_PER_ACCOUNT="30000",
    )
    for service in prepare_demo(folder):
        atexit.register(service.release)
    for module in (["portal.embedded", "site"], ["benchmarks.uploads", "run"]):
        stdout = subprocess.DEVNULL if module[1] == "site" else None
        subprocess.run([sys.executable, "-m", *module], cwd=BASE_DIR, check=True, stdout=stdout)


def photo() -> bytes:
    """Of about 2 MB."""
    from PIL import Image

    noise = Image.effect_noise((JPEG_SIZE[0] // 2, JPEG_SIZE[1] // 2), 60)
    file = BytesIO()
    noise.resize(JPEG_SIZE).convert("RGB").save(file, format="JPEG", quality=90)
    return file.getvalue()


def paper() -> bytes:
    """A PDF of three pages, each with a picture on it, as scanners make them."""
    from PIL import Image

    pages = [Image.effect_noise((1240, 1754), 40).convert("L") for _page in range(3)]
    file = BytesIO()
    pages[0].save(file, format="PDF", save_all=True, append_images=pages[1:], quality=60)
    return file.getvalue()


def cpu() -> float:
    """Of this process and of those it started, in seconds."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(each.ru_utime + each.ru_stime for each in used)


def timed(what: str, act: Callable[[], None]) -> None:
    begun, begun_cpu = time.monotonic(), cpu()
    act()
    seconds, used = time.monotonic() - begun, cpu() - begun_cpu
    rate, each = FILES / seconds, used / FILES * 1000
    print(f"{what}: {rate:.1f} files/s, {each:.0f} ms of CPU each", flush=True)


def run() -> None:
    import django

    os.environ["DJANGO_SETTINGS_MODULE"] = "portal.settings"
    django.setup()
    from django.conf import settings
    from django.test import Client

    from accounts.models import User

    settings.ALLOWED_HOSTS = ["*"]
    browser = Client()
    browser.force_login(User.objects.get(username="maria"))
    for name, content in (("photo.jpg", photo()), ("paper.pdf", paper())):
        size = f"{name} of {len(content) / 1024**2:.1f} MB"
        timed(f"{size}, sent", lambda name=name, content=content: send(browser, name, content))  # type: ignore[misc]
        timed(f"{size}, opened by the worker", check)


def send(browser: "Client", name: str, content: bytes) -> None:  # type: ignore[name-defined]  # noqa: F821
    from django.core.files.uploadedfile import SimpleUploadedFile

    for _file in range(FILES):
        form = {"key": uuid4(), "type": "other", "people": "contact", "note": ""}
        sent = {**form, "uploads": SimpleUploadedFile(name, content)}
        answer = browser.post("/my-case/documents/send/", sent)
        assert answer.status_code == 302, answer.context["form"].errors


def check() -> None:
    from casework.models import DocumentFile
    from casework.workflows import document_files

    waiting = list(DocumentFile.objects.unchecked().values_list("pk", flat=True))
    assert len(waiting) == FILES
    for file in waiting:
        document_files.check(file=file)
    assert not DocumentFile.objects.unchecked().exists()
    assert not DocumentFile.objects.filter(state="refused").exists()


if __name__ == "__main__":
    run() if "run" in sys.argv else main()
