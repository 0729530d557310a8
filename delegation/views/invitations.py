"""The invitations of an entity's assisters, and the button that sends one again."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST
from django.views.generic import ListView

from accounts.entity.doors import contacts_only, entity_of, page
from accounts.entity.forms import ANY, FilterForm
from accounts.http import AuthenticatedRequest
from accounts.models import Assister, Entity
from delegation import invitations
from delegation.errors import InvitedMeanwhile
from delegation.workflows.invitations import send_again
from portal.errors import Refusal


class InvitationFilterForm(FilterForm):
    state = forms.ChoiceField(
        label=gettext_lazy("State"),
        choices=[ANY, *invitations.State.choices],
        required=False,
    )


@method_decorator(contacts_only, name="dispatch")
class InvitationList(ListView):
    request: AuthenticatedRequest
    template_name = "delegation/invitation_list.html"
    paginate_by = 25

    def get_queryset(self) -> QuerySet[Any]:
        self.form = InvitationFilterForm(self.request.GET)
        chosen = self.form.facts()
        every: Any = invitations.of_entity(entity_of(self.request))
        found = every.about(chosen["q"])
        return invitations.in_state(found, chosen["state"]) if chosen["state"] else found

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        more = {
            "form": self.form,
            "is_filtered": any(self.form.facts().values()),
            "lines": invitations.invitations(context["object_list"]),
            "may_send": entity_of(self.request).status == Entity.Status.ACTIVE,
        }
        return page(self.request, **context, **more)


class SeenForm(forms.Form):
    """Which code was the newest on the page. Nobody types it: nonsense is none."""

    seen = forms.UUIDField(required=False)


@contacts_only
@require_POST
def invitation_send(request: AuthenticatedRequest, pk: UUID) -> HttpResponse:
    assister = get_object_or_404(Assister.objects.working_for(entity_of(request)), pk=pk)
    form = SeenForm(request.POST)
    seen = form.cleaned_data["seen"] if form.is_valid() else None
    try:
        code = send_again(assister=assister, seen=seen, by=request.user)
    except InvitedMeanwhile as already:
        messages.info(request, str(already))
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        text = _("A new invitation is on its way to {}. The one before no longer works.")
        messages.success(request, text.format(code.sent_to))
    return redirect("invitations:invitation_list")
