"""What a password must be: long, not common, not made of one's own words (NIST SP 800-63B-4, 3.1.1.2)."""

import json
import re
import unicodedata
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

# Words that everyone here, or everyone anywhere, would think of first.
PRODUCT_WORDS = frozenset({"assister", "portal", "calheers", "covered", "california"})
COMMON_WORDS = frozenset(
    {"password", "passphrase", "contraseña", "welcome", "qwerty", "iloveyou", "letmein", "secret"}
)
SHORTEST_WORD = 3
# So many different letters and digits must remain when those words are taken out.
LEFT_AT_LEAST = 6


def normalise(password: str) -> str:
    """The same password whichever keyboard typed it: NFKC (SP 800-63B-4, 3.1.1.2)."""
    return unicodedata.normalize("NFKC", password)


def own_words(user: Any) -> set[str]:
    """What is known of a person that a guesser would try: names, address, entity, the product's words."""
    texts = [
        getattr(user, name, "") or ""
        for name in ("username", "first_name", "last_name", "email", "entity_name")
    ]
    words = {word for text in texts for word in re.split(r"[\W_]+", normalise(text).casefold())}
    whole = {normalise(text).casefold() for text in texts}
    return {
        word for word in words | whole | PRODUCT_WORDS | COMMON_WORDS if len(word) >= SHORTEST_WORD
    }


def password_rules(user: Any) -> list[dict[str, Any]]:
    """The rules as the page shows them, in a form that a script can check while one types."""
    least = settings.PASSWORD_MIN_LENGTH
    return [
        {
            "rule": "min-length",
            "value": least,
            "text": _("At least %(least)d characters") % {"least": least},
        },
        {
            "rule": "not-words",
            "value": LEFT_AT_LEAST,
            "words": json.dumps(sorted(own_words(user), key=len, reverse=True)),
            "text": _("More than your name, your organization’s name or this portal’s name"),
        },
    ]


class LengthValidator:
    def __init__(self, at_least: int, at_most: int) -> None:
        self.at_least, self.at_most = at_least, at_most

    def validate(self, password: str, user: Any = None) -> None:
        if len(password) < self.at_least:
            raise ValidationError(
                ngettext(
                    "Use at least %(least)d character.",
                    "Use at least %(least)d characters: a few words put together work well.",
                    self.at_least,
                )
                % {"least": self.at_least},
                code="password_too_short",
            )
        if len(password) > self.at_most:
            raise ValidationError(
                _("Use at most %(most)d characters.") % {"most": self.at_most},
                code="password_too_long",
            )

    def get_help_text(self) -> str:
        return _("At least %(least)d characters.") % {"least": self.at_least}


class OwnWordsValidator:
    """Refuses a password that is little more than one's own names and words that all think of."""

    def validate(self, password: str, user: Any = None) -> None:
        left = normalise(password).casefold()
        for word in sorted(own_words(user), key=len, reverse=True):
            left = left.replace(word, "")
        if len(set(re.sub(r"[\W_]+", "", left))) < LEFT_AT_LEAST:
            raise ValidationError(
                _(
                    "Choose words that are not your name, your username or your organization’s name."
                ),
                code="password_own_words",
            )

    def get_help_text(self) -> str:
        return _("Not made of your name, username, e-mail address or organization.")
