"""An entity's work sites and their hours, kept up to date by its contact."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.db.models import Count, F, Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from django.views.generic import ListView

from accounts.entity.doors import contacts_only, entity_of, page
from accounts.entity.site_forms import SiteForm, VersionField, as_initial, hours_by_day
from accounts.errors import SiteChanged
from accounts.http import AuthenticatedRequest
from accounts.models import Entity, OpeningHours, Site
from accounts.workflows import sites
from portal.errors import Refusal


@method_decorator(contacts_only, name="dispatch")
class SiteList(ListView):
    """Those in use first, then those that were closed."""

    request: AuthenticatedRequest
    template_name = "entity/site_list.html"
    paginate_by = 12

    def get_queryset(self) -> QuerySet[Site]:
        own = Site.objects.filter(entity=entity_of(self.request))
        working = Q(assisters__affiliations__ended_on=None, assisters__entity=F("entity"))
        people = Count("assisters", filter=working, distinct=True)
        in_use_first = F("closed_on").desc(nulls_first=True)
        return own.annotate(people=people).order_by(in_use_first, "zip_code", "street", "pk")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        rows = context["object_list"].prefetch_related("opening_hours")
        return page(self.request, **context, lines=[(row, _facts(row)) for row in rows])


def _facts(site: Site) -> list[tuple[Any, str]]:
    """What stands beside the address: label and words, each only where there is something."""
    access = {True: _("Yes"), False: _("No"), None: _("Not known")}
    by_day = hours_by_day(site.opening_hours.all())
    said = [f"{day.label}: {by_day[day.value]}" for day in OpeningHours.Weekday if day in by_day]
    return [
        (_("Phone"), phone_words(site.phone) or _("Not given")),
        (_("Languages"), ", ".join(site.languages_in_words) or _("Not given")),
        (_("Wheelchair access"), access[site.is_wheelchair_accessible]),
        (_("Opening hours"), "\n".join(said) or _("Not given")),
    ]


def phone_words(phone: str) -> str:
    return f"{phone[:3]}-{phone[3:6]}-{phone[6:]}" if phone else ""


@contacts_only
def site_add(request: AuthenticatedRequest) -> HttpResponse:
    entity = entity_of(request)
    form = SiteForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            sites.add(entity=entity, facts=form.facts(), hours=form.hours(), by=request.user)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The site is on record."))
            return redirect("entity:site_list")
    context = page(request, form=form, is_shut=entity.status == Entity.Status.ENDED)
    return render(request, "entity/site_add.html", context)


@contacts_only
def site_edit(request: AuthenticatedRequest, pk: UUID) -> HttpResponse:
    """What is typed stays when somebody else was faster, beside what is on record now."""
    site = _own(request, pk)
    form = SiteForm(request.POST if request.method == "POST" else None, initial=as_initial(site))
    changed = None
    if form.is_valid():
        try:
            sites.change(
                site=site.pk,
                version=form.cleaned_data["version"],
                facts=form.facts(),
                hours=form.hours(),
                by=request.user,
            )
        except SiteChanged as refusal:
            changed = _own(request, pk)
            form = _for_the_version(form, changed, str(refusal))
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The site is up to date."))
            return redirect("entity:site_list")
    context = page(
        request,
        form=form,
        site=site,
        now=changed and [(_("Address"), str(changed)), *_facts(changed)],
        is_shut=entity_of(request).status == Entity.Status.ENDED,
    )
    return render(request, "entity/site_edit.html", context)


def _for_the_version(form: SiteForm, site: Site, words: str) -> SiteForm:
    """What was typed, now to be saved over the version that is shown beside it."""
    data: Any = form.data.copy()  # type: ignore[attr-defined]
    data["version"] = str(site.version)
    again = SiteForm(data)
    again.is_valid()
    again.add_error(None, words)
    return again


def _own(request: AuthenticatedRequest, pk: UUID) -> Site:
    own = Site.objects.filter(entity=entity_of(request))
    return get_object_or_404(own.prefetch_related("opening_hours"), pk=pk)


class VersionForm(forms.Form):
    version = VersionField(required=False)


@contacts_only
@require_POST
def site_close(request: AuthenticatedRequest, pk: UUID) -> HttpResponse:
    return _do(request, pk, sites.close, _("The site is closed. You can open it again any time."))


@contacts_only
@require_POST
def site_reopen(request: AuthenticatedRequest, pk: UUID) -> HttpResponse:
    return _do(request, pk, sites.reopen, _("The site is in use again."))


def _do(
    request: AuthenticatedRequest, pk: UUID, act: Callable[..., object], done: str
) -> HttpResponse:
    """One verb on the site as it was seen."""
    site, form = _own(request, pk), VersionForm(request.POST)
    seen = form.cleaned_data["version"] if form.is_valid() else -1  # no other field
    try:
        act(site=site.pk, version=seen, by=request.user)
    except SiteChanged:
        messages.error(request, _("This site was changed meanwhile. Look at it once more."))
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, done)
    return redirect("entity:site_list")
