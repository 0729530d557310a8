"""An entity's own assisters: where each stands, what is missing, and who mends it."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.formats import date_format
from django.views.generic import ListView

from accounts.entity.doors import contacts_only, entity_of, page
from accounts.entity.forms import AssisterFilterForm
from accounts.entity.words import MENDED
from accounts.http import AuthenticatedRequest
from accounts.models import Assister, Entity, EntityRequest, Lack


@dataclass(frozen=True)
class Line:
    """One assister as the list shows them."""

    assister: Assister
    missing: list[tuple[Any, Any]]
    due_on: str
    removal: EntityRequest | None
    remove_url: str


@method_decorator(contacts_only, name="dispatch")
class AssisterList(ListView):
    request: AuthenticatedRequest
    template_name = "entity/assister_list.html"
    paginate_by = 25

    def get_queryset(self) -> QuerySet[Assister]:
        self.form = AssisterFilterForm(self.request.GET)
        chosen = self.form.facts()
        found = _standing_so(entity_of(self.request), chosen["standing"]).about(chosen["q"])
        if chosen["due"]:
            found = found.due(chosen["due"])
        return found.order_by("last_name", "first_name", "pk")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        rows = context["object_list"].with_standing().prefetch_related("requests")
        today = timezone.localdate()
        more = {
            "form": self.form,
            "is_filtered": any(self.form.facts().values()),
            "lines": [_line(row, today) for row in rows],
        }
        return page(self.request, **context, **more)


def _standing_so(entity: Entity, standing: str) -> Any:
    if standing == "missing":
        return Assister.objects.unready_of(entity)
    found = Assister.objects.working_for(entity)
    if standing == "ready":
        return found.ready()
    return found.lacking(Lack(standing)) if standing else found


def _line(assister: Assister, today: date) -> Line:
    row = assister.certification(today)
    due = row.due_on if row is not None and row.ended_on is None else None
    asked = (one for one in assister.requests.all() if one.is_open and not one.is_addition)
    return Line(
        assister=assister,
        missing=[(one.what, MENDED[one.lack]) for one in assister.standing().missing],
        due_on=date_format(due, "SHORT_DATE_FORMAT") if due else "",
        removal=next(asked, None),
        remove_url=reverse("entity:request_remove", args=[assister.pk]),
    )
