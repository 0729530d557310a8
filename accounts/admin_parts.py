"""What several admins of the portal share."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.widgets import AutocompleteSelect
from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from portal.errors import Refusal


class RefusalsAsMessages:
    """What only the workflow can refuse (someone else was faster) comes back as a message."""

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return super().changeform_view(request, *args, **kwargs)  # type: ignore[misc]
        except Refusal as refusal:
            messages.error(request, str(refusal))
            return redirect(request.path)


class TickedRows:
    """Mixed into every ModelAdmin by the site: what was ticked and can be no row's key is not ticked.

    Django's own breaks the page over it.
    """

    model: type[models.Model]

    def response_action(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        sent = request.POST.copy()
        ticked = sent.getlist(ACTION_CHECKBOX_NAME)
        sent.setlist(ACTION_CHECKBOX_NAME, [one for one in ticked if self._may_be_key(one)])
        request.POST = sent  # type: ignore[assignment]
        return super().response_action(request, *args, **kwargs)  # type: ignore[misc]

    def _may_be_key(self, text: str) -> bool:
        try:
            self.model._meta.pk.to_python(text)
        except ValidationError:
            return False
        return True


class UUIDAutocomplete(AutocompleteSelect):
    """Django's own breaks the page when what was sent is no UUID."""

    def optgroups(self, name: str, value: Sequence[str], attr: Any = None) -> Any:
        return super().optgroups(name, [one for one in value if _is_uuid(one)], attr)


def _is_uuid(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True


class UUIDAutocompletes:
    """For an admin with autocomplete fields, all of which lead to rows that have a UUID."""

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name in self.autocomplete_fields:  # type: ignore[attr-defined]
            site = self.admin_site  # type: ignore[attr-defined]
            kwargs["widget"] = UUIDAutocomplete(db_field, site, using=kwargs.get("using"))
        return super().formfield_for_foreignkey(db_field, request, **kwargs)  # type: ignore[misc]
