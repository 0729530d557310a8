import re

from django import template
from django.utils.translation import gettext as _

register = template.Library()

# In the order of asking: most browsers name some of the others too.
BROWSERS = [
    (r"Edg", "Edge"),
    (r"OPR/", "Opera"),
    (r"Firefox/|FxiOS", "Firefox"),
    (r"Chrome/|CriOS", "Chrome"),
    (r"Safari/", "Safari"),
]
SYSTEMS = [
    (r"iPhone", "iPhone"),
    (r"iPad", "iPad"),
    (r"Android", "Android"),
    (r"Windows", "Windows"),
    (r"Mac OS X", "Mac"),
    (r"CrOS", "Chromebook"),
    (r"Linux", "Linux"),
]


@register.filter
def in_fours(key: str) -> str:
    """A long key as it is typed without losing the place: "ABCD EFGH"."""
    return " ".join(key[start : start + 4] for start in range(0, len(key), 4))


@register.filter
def browser(user_agent: str) -> str:
    """What a browser says of itself in words that its owner knows: "Firefox, Windows"."""
    names = [_named(user_agent, BROWSERS), _named(user_agent, SYSTEMS)]
    return ", ".join(name for name in names if name) or _("A browser we do not know")


def _named(user_agent: str, table: list[tuple[str, str]]) -> str:
    return next((name for pattern, name in table if re.search(pattern, user_agent)), "")
