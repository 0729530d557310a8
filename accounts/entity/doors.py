"""Who gets into an entity's pages, and what all of these pages have in common."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.entity import sections
from accounts.http import AuthenticatedRequest
from accounts.models import Entity, User

View = Callable[..., HttpResponseBase]


def contacts_only(view: View) -> View:
    """For whoever speaks for an entity; ``entity_of`` gives it."""

    @wraps(view)
    def door(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        user = request.user
        if not isinstance(user, User) or not user.is_contact:
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return door


def entity_of(request: AuthenticatedRequest) -> Entity:
    return request.user.entity_contact.entity


def page(request: AuthenticatedRequest, **context: Any) -> dict[str, Any]:
    """What templates/entity/_top.html takes, and what the page itself adds."""
    entity = entity_of(request)
    match = request.resolver_match
    here = match.view_name if match else ""
    tabs = [(reverse(one.url_name), one.label, one.holds(here)) for one in sections.all_of_them()]
    return {"entity": entity, "tabs": tabs, "state_words": state_words(entity), **context}


def state_words(entity: Entity) -> tuple[str, str] | None:
    """What a contact of an entity that is not active can and cannot do: heading and text."""
    if entity.status == Entity.Status.SUSPENDED:
        return (
            _("Your entity is suspended"),
            _(
                "All who work for it pause with it, and nobody can be added or invited. You can still "
                "see everything, ask to remove somebody and keep your sites up to date. Settle the "
                "suspension with the certification desk: what people had comes back with it."
            ),
        )
    if entity.status == Entity.Status.ENDED:
        return (
            _("Your entity has ended its part in the program"),
            _(
                "Nobody works for it any more, and nothing can change here. You can still read your "
                "requests. If your organization takes part again, the certification desk registers it "
                "anew."
            ),
        )
    return None
