"""Whom a consumer has chosen before their account has a case: kept in the session until it has."""

from uuid import UUID

from django.http import HttpRequest

from accounts.models import Assister

KEY = "chosen_assister"


def keep(request: HttpRequest, assister: Assister) -> None:
    request.session[KEY] = str(assister.pk)


def kept(request: HttpRequest) -> UUID | None:
    return UUID(request.session[KEY]) if KEY in request.session else None


def forget(request: HttpRequest) -> None:
    request.session.pop(KEY, None)
