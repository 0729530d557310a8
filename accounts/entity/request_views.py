"""What a contact asks of the certification desk, and how it stands."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from django.views.generic import ListView

from accounts.entity.doors import contacts_only, entity_of, page
from accounts.entity.forms import AddForm, RemoveForm, RequestFilterForm
from accounts.errors import AskedAlready
from accounts.http import AuthenticatedRequest
from accounts.models import Assister, Entity, EntityRequest
from accounts.workflows import entity_requests
from portal.errors import Refusal


@method_decorator(contacts_only, name="dispatch")
class RequestList(ListView):
    """What was asked for the entity, newest first; by whichever of its contacts."""

    request: AuthenticatedRequest
    template_name = "entity/request_list.html"
    paginate_by = 25

    def get_queryset(self) -> QuerySet[EntityRequest]:
        self.form = RequestFilterForm(self.request.GET)
        chosen = self.form.facts()
        found = EntityRequest.objects.filter(entity=entity_of(self.request))
        if chosen["state"]:
            found = found.filter(state=chosen["state"])
        return _about(found, chosen["q"]).select_related("assister")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        more = {"form": self.form, "is_filtered": any(self.form.facts().values())}
        return page(self.request, **super().get_context_data(**kwargs), **more)


def _about(found: QuerySet[EntityRequest], words: str) -> QuerySet[EntityRequest]:
    """Each word is in the name of who is to be added or removed."""
    names = ("first_name", "last_name", "assister__first_name", "assister__last_name")
    for word in words.split():
        of_the_name = Q()
        for name in names:
            of_the_name |= Q(**{f"{name}__unaccent__icontains": word})
        found = found.filter(of_the_name)
    return found


@contacts_only
def request_detail(request: AuthenticatedRequest, pk: UUID) -> HttpResponse:
    asked = _own(request, pk)
    return render(request, "entity/request_detail.html", page(request, asked=asked))


def _own(request: AuthenticatedRequest, pk: UUID) -> EntityRequest:
    own = EntityRequest.objects.filter(entity=entity_of(request))
    return get_object_or_404(own.select_related("assister", "asked_by"), pk=pk)


@contacts_only
@require_POST
def request_withdraw(request: AuthenticatedRequest, pk: UUID) -> HttpResponse:
    asked = _own(request, pk)
    try:
        entity_requests.withdraw(request=asked, by=request.user)
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The request is withdrawn."))
    return redirect(asked)


@contacts_only
def request_add(request: AuthenticatedRequest) -> HttpResponse:
    """Ask for somebody to be added."""
    entity = entity_of(request)
    form = AddForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        facts = form.cleaned_data
        same = EntityRequest.objects.open().filter(what="add", email__iexact=facts["email"])
        answer = _ask(
            request,
            form,
            lambda: entity_requests.ask_to_add(entity=entity, **facts, by=request.user),
            same,
        )
        if answer:
            return answer
    is_shut = entity.status != Entity.Status.ACTIVE
    return render(request, "entity/request_add.html", page(request, form=form, is_shut=is_shut))


@contacts_only
def request_remove(request: AuthenticatedRequest, pk: UUID) -> HttpResponse:
    """Ask that one of the entity's own assisters no longer works there."""
    entity = entity_of(request)
    assister = get_object_or_404(Assister.objects.working_for(entity), pk=pk)
    form = RemoveForm(request.POST if request.method == "POST" else None)
    same = EntityRequest.objects.open().filter(what="remove", assister=assister)
    if form.is_valid():
        facts = form.cleaned_data
        answer = _ask(
            request,
            form,
            lambda: entity_requests.ask_to_remove(
                entity=entity, assister=assister, **facts, by=request.user
            ),
            same,
        )
        if answer:
            return answer
    elif request.method == "GET" and (asked := same.filter(entity=entity).first()):
        return redirect(asked)
    context = page(request, form=form, assister=assister)
    return render(request, "entity/request_remove.html", context)


def _ask(
    request: AuthenticatedRequest,
    form: forms.Form,
    ask: Callable[[], EntityRequest],
    same: QuerySet[EntityRequest],
) -> HttpResponse | None:
    """The request's page; what was asked already, as by a second press, leads to that one."""
    try:
        asked = ask()
    except AskedAlready as already:
        open_one = same.filter(entity=entity_of(request)).first()
        if open_one is not None:
            messages.info(request, str(already))
            return redirect(open_one)
        form.add_error(None, str(already))
    except Refusal as refusal:
        form.add_error(None, str(refusal))
    else:
        messages.success(request, _("Your request is with the certification desk."))
        return redirect(asked)
    return None
