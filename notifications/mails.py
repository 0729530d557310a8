"""A notice as the mail that its recipient reads."""

from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db.models import Model
from django.template import Context
from django.template.loader import get_template
from django.utils import translation
from django.utils.http import http_date

from notifications.models import Notice
from portal import secret_box


class AboutVanished(Exception):
    """What the mail should be about is no longer there."""


def templates_of(kind: str) -> tuple[str, str, str]:
    """The subject, the text and the HTML of a kind of mail."""
    return f"mail/{kind}.subject.txt", f"mail/{kind}.txt", f"mail/{kind}.html"


def compose(notice: Notice) -> EmailMultiAlternatives:
    """The same mail at every try: same id, same date, same secrets, in the recipient's language."""
    about = notice.about() if notice.about_type else None
    if about is None and notice.about_type:
        raise AboutVanished
    context = _context(notice, about)
    subject, text, html = templates_of(notice.kind)
    with translation.override(notice.language):
        mail = EmailMultiAlternatives(
            subject=" ".join(_render(subject, context, escape=False).split()),
            body=_render(text, context, escape=False).strip() + "\n",
            to=[notice.to],
            headers={
                "Message-ID": notice.message_id,
                "Date": http_date(notice.created_at.timestamp()),
                "Auto-Submitted": "auto-generated",
                "Content-Language": translation.get_language() or settings.LANGUAGE_CODE,
            },
        )
        mail.attach_alternative(_render(html, context, escape=True).strip() + "\n", "text/html")
    return mail


def _context(notice: Notice, about: Model | None) -> dict[str, Any]:
    return {
        "about": about,
        "SITE_URL": settings.SITE_URL,
        "HELP_LINE_NUMBER": settings.HELP_LINE_NUMBER,
        "LANGUAGE": notice.language,
        **(secret_box.unseal(notice.secrets) if notice.secrets else {}),
    }


def _render(name: str, context: dict[str, Any], *, escape: bool) -> str:
    """Plain text must not turn an apostrophe into ``&#x27;``."""
    template = get_template(name).template  # type: ignore[attr-defined]
    return template.render(Context(context, autoescape=escape))
