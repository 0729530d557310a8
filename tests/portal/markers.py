"""Personal data that no real text holds, and everywhere it might have got to."""

import base64
import io
import json
import logging
import re
from contextlib import contextmanager

from django.contrib.sessions.backends.db import SessionStore
from django.db import connection
from django.test import Client

from portal.celery import app
from portal.logs import JsonFormatter

# What no person, code or text is written in: moments, ids, yes or no.
PLAIN_TYPES = ("timestamp with time zone", "date", "uuid", "boolean", "interval")
COLUMNS = """
SELECT table_name, column_name FROM information_schema.columns
WHERE table_schema = 'public' AND NOT data_type = ANY(%s)
ORDER BY 1, 2
"""


class Browser:
    """Keeps the addresses it was sent to, the pages and the titles it was shown."""

    def __init__(self):
        self.client = Client(
            raise_request_exception=False,
            headers={"Accept": "text/html", "Sec-Fetch-Site": "same-origin"},
        )
        self.redirects, self.titles, self.pages = [], [], []

    def goes(self, path):
        return self._seen(self.client.get(path, follow=True))

    def sends(self, path, **fields):
        """To a page that it saw first, as people do."""
        page = self.goes(path).content.decode()
        hidden = dict(re.findall(r'name="(version|[\w-]+_FORMS)" value="(\d+)"', page))
        return self._seen(self.client.post(path, {**hidden, **fields}, follow=True))

    def _seen(self, response):
        self.redirects += [address for address, _status in response.redirect_chain]
        text = b"" if response.streaming else response.content
        self.pages.append(text.decode(errors="replace"))
        self.titles += re.findall(r"<title>(.*?)</title>", text.decode(), re.DOTALL)
        return response


@contextmanager
def listening():
    """All that is logged meanwhile, as production writes it, from INFO on."""
    stream, root = io.StringIO(), logging.getLogger()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(JsonFormatter())
    before = root.level
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    logging.getLogger("portal.request").setLevel(logging.INFO)
    try:
        yield stream
    finally:
        root.removeHandler(handler)
        root.setLevel(before)
        logging.getLogger("portal.request").setLevel(logging.NOTSET)


def cells():
    """(table.column, text) of everything the database holds; what is only packed is unpacked."""
    with connection.cursor() as cursor:
        cursor.execute(COLUMNS, [list(PLAIN_TYPES)])
        for table, column in cursor.fetchall():
            cursor.execute(f'SELECT "{column}" FROM "{table}" WHERE "{column}" IS NOT NULL')
            for (value,) in cursor.fetchall():
                yield f"{table}.{column}", _as_text(table, column, value)


def _as_text(table, column, value):
    if (table, column) == ("django_session", "session_data"):
        return json.dumps(SessionStore().decode(value), default=str)
    if (table, column) == ("portal_cache", "value"):
        return base64.b64decode(value).decode(errors="replace")
    if isinstance(value, bytes | memoryview):
        return bytes(value).decode(errors="replace")
    return str(value)


def published():
    """Every message that waits in the broker, unpacked."""
    told = []
    with app.connection_for_read() as broker:
        channel = broker.default_channel
        for name in list(channel.queues):
            while (
                message := channel.queues[name].get(block=False)
                if channel.queues[name].qsize()
                else None
            ):
                body = base64.b64decode(message["body"]).decode(errors="replace")
                told.append(f"{json.dumps(message, default=str)} {body}")
    return told


def found(markers, text):
    """The names of those that stand in the text, whatever their case."""
    folded = text.casefold()
    return {
        name
        for name, value in markers.items()
        if value.casefold() in folded and _stands_alone(value.casefold(), folded)
    }


def _stands_alone(value, text):
    return re.search(rf"(?<![a-z0-9]){re.escape(value)}(?![a-z0-9])", text)
