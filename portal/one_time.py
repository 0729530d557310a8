"""A form that is sent twice, by a second press or a page loaded again, is one act.

The form carries a key of its own; the row that it makes keeps ``key_of`` it under a unique constraint.
"""

import json
from typing import Any
from uuid import UUID, uuid4, uuid5

from django import forms
from django.core.exceptions import ValidationError


class KeyField(forms.UUIDField):
    """New each time the form is shown; one that is missing or spoilt is a form of its own."""

    widget = forms.HiddenInput(attrs={"autocomplete": "off"})

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, initial=uuid4, **kwargs)

    def clean(self, value: Any) -> UUID:
        try:
            return super().clean(value) or uuid4()
        except ValidationError:
            return uuid4()


def key_of(form: UUID, *told: Any) -> UUID:
    """Of what was told in this form: a browser that goes back may tell something else in the same one."""
    return uuid5(form, json.dumps(told, sort_keys=True))
