from html import unescape
from typing import Any
from urllib.parse import urlencode

from django import template
from django.template import Context
from django.urls import reverse
from django.utils.html import strip_tags
from django.utils.safestring import SafeString

from portal import problems

register = template.Library()


@register.simple_tag(takes_context=True)
def note_problem(context: Context, text: Any) -> str:
    """Remember what the page tells somebody, for the links to "Report a problem" that follow."""
    problems.note(context.get("request"), message=_plain(text))
    return ""


@register.simple_tag(takes_context=True)
def report_url(context: Context) -> str:
    """The address of "Report a problem" with all that this page knows; works without a request too."""
    message = context.get("report_message") or ""
    problem = problems.note(
        context.get("request"), message=_plain(message), step=_current_step(context)
    )
    return f"{reverse('support:report_send')}?{urlencode({'about': problems.pack(problem)})}"


def _plain(text: Any) -> str:
    """As it is read: of what is marked up, the words."""
    return unescape(strip_tags(text)) if isinstance(text, SafeString) else str(text)


def _current_step(context: Context) -> str:
    """As the page's own step indicator says it."""
    steps = context.get("steps") or []
    current = next((step for step in steps if step["state"] == "current"), None)
    return str(current["label"]) if current else ""
