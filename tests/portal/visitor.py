"""Somebody at a portal that runs in processes of its own."""

import http.client
import re
from http.cookiejar import CookieJar
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, build_opener

COOKIE = "sessionid=" + "k" * 32  # whose session is looked up


class Visitor:
    """A browser without scripts: posts the form it was shown."""

    def __init__(self, url):
        self.url = url.replace("127.0.0.1", "localhost")
        self.opener = build_opener(HTTPCookieProcessor(CookieJar()))

    def post(self, path, **fields):
        """The path it ends at."""
        page = self.opener.open(self.url + path, timeout=120).read().decode()
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)[1]
        version = re.search(r'name="version" value="(\d+)"', page)
        data = {"csrfmiddlewaretoken": token, "version": version[1] if version else "", **fields}
        answer = self.opener.open(self.url + path, urlencode(data).encode(), timeout=120)
        return answer.url.removeprefix(self.url)


def ask(portal, path, cookie=COOKIE):
    """Status, headers and text of an answer, in Spanish."""
    connection = http.client.HTTPConnection("localhost", portal.port, timeout=120)
    headers = {"Cookie": cookie, "Accept": "text/html", "Accept-Language": "es"}
    connection.request("GET", path, headers=headers)
    answer = connection.getresponse()
    text = answer.read().decode()
    connection.close()
    return answer.status, answer.headers, text
