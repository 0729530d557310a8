"""The containers' health checks: ``python portal/probe.py web`` or ``… beat``.

Run as a file, with the standard library alone: it comes every few seconds.
"""

import http.client
import os
import sys
import time
from pathlib import Path
from urllib.parse import urlsplit

# Beat writes its schedule down every three minutes.
BEAT_IS_LATE_AFTER = 600


def web() -> str:
    """Empty when this container's web process answers, else what is wrong."""
    port = int(os.environ.get("GRANIAN_PORT") or 8000)
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=4)
    host = urlsplit(os.environ.get("SITE_URL", "")).hostname or "localhost"
    try:
        connection.request("GET", "/healthz", headers={"Host": host})
        status = connection.getresponse().status
    except (OSError, http.client.HTTPException) as error:
        return f"no answer: {error}"
    finally:
        connection.close()
    return "" if status == 200 else f"status {status}"


def beat() -> str:
    """Empty when beat has written its schedule lately."""
    written = [
        path.stat().st_mtime
        for path in Path(os.environ.get("LOCAL_DIR") or ".local").glob("celerybeat-schedule*")
    ]
    if not written:
        return "beat has written no schedule"
    late = time.time() - max(written)
    return "" if late < BEAT_IS_LATE_AFTER else f"beat wrote its schedule {late:.0f} seconds ago"


if __name__ == "__main__":
    sys.exit({"web": web, "beat": beat}[sys.argv[1]]() or 0)
