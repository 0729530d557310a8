"""Who has seen and done what on a case: all of it for the consumer, the work for whoever helps them."""

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.http import AuthenticatedRequest
from audit.models import AuditEvent
from casework.activity import entries, events, people
from casework.activity_forms import ActivityForm, ObjectionForm
from casework.errors import ObjectedAlready
from casework.models import Objection
from casework.views.doors import Door, through_delegates_door, through_own_door
from casework.workflows import objections, reads


@require_safe
def _activity(request: AuthenticatedRequest, door: Door) -> HttpResponse:
    reads.note("activity.read", about=door.case, case=door.case, by=request.user)
    form = ActivityForm(request.GET)
    found = form.narrowed(events.of(door.case), request.user)
    return _page(request, door, "casework/activity.html", form, found)


@require_safe
def _history(request: AuthenticatedRequest, door: Door) -> HttpResponse:
    reads.note("history.read", about=door.case, case=door.case, by=request.user)
    found = events.shown_to_delegate(door.case, request.user)
    return _page(request, door, "casework/history.html", ActivityForm(request.GET), found)


def _page(
    request: AuthenticatedRequest,
    door: Door,
    template: str,
    form: ActivityForm,
    found: events.Events,
) -> HttpResponse:
    """A page of them; or, to be printed, all that were chosen."""
    most = events.MOST_PRINTED if form.is_to_be_printed else events.PER_PAGE
    page = events.page(found, form.position, most)
    days = entries.by_day(page.events, request.user, objections=door.is_own)
    context: dict[str, Any] = {
        "door": door,
        "form": form,
        "page": page,
        "days": days,
        "most": most,
        "older_query": urlencode({**form.chosen, "after": page.older}) if page.older else "",
        "newest_query": urlencode(form.chosen),
        "print_query": urlencode({**form.chosen, "print": "all"}),
    }
    return render(request, template, context)


def _objection(request: AuthenticatedRequest, door: Door, event: int) -> HttpResponse:
    """One thing that was done; one press, and it is reported, and what lets them do more has ended."""
    theirs = events.objectionable(door.case, request.user)
    done = get_object_or_404(theirs, pk=event)
    made = Objection.objects.filter(event=done.pk).first()
    open_one = people.access_of(door.case, done).select_related("entity", "assister").first()
    form = ObjectionForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        return _objected(request, door, done, form)
    if made:
        objections.note_read(objection=made, by=request.user)
    [(_day, [entry])] = entries.by_day([done], request.user)
    context = {"door": door, "entry": entry, "made": made, "form": form, "open_one": open_one}
    return render(request, "casework/objection.html", context)


def _objected(
    request: AuthenticatedRequest, door: Door, done: AuditEvent, form: ObjectionForm
) -> HttpResponse:
    try:
        made = objections.make(
            case=door.case.pk,
            event=done.pk,
            words=form.cleaned_data["words"],
            ends=_ends(request),
            by=request.user,
        )
    except ObjectedAlready as refusal:
        messages.info(request, str(refusal))
    except AuditEvent.DoesNotExist:
        raise Http404 from None
    else:
        said = _("We have your report, number %(number)s. You hear from us by e-mail.")
        if made.ended:
            said = _(
                "Their access has ended, and we have your report, number %(number)s. You hear from us "
                "by e-mail."
            )
        messages.success(request, said % {"number": made.name})
    return redirect("casework:objection", done.pk)


def _ends(request: AuthenticatedRequest) -> UUID | None:
    """The access that the page said would end."""
    try:
        return UUID(request.POST.get("ends", ""))
    except ValueError:
        return None


activity = through_own_door(_activity)
objection = through_own_door(_objection)
history = through_delegates_door(_history)
