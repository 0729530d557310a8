"""Reporting a change: what it is, since when, a look at it, and off to the case desk."""

from typing import Any
from uuid import UUID, uuid4

from crispy_forms.helper import FormHelper
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.http import AuthenticatedRequest
from casework.change_forms import ChangeForm, KindForm, filled_form, form_for, sent_rows
from casework.errors import AnswersMissing, CaseClosed, EditedElsewhere, NotEditable, SentAlready
from casework.models import ChangeReport
from casework.views.doors import Door, closed, through_delegates_door, through_own_door
from casework.views.drafts import saved, version_of
from casework.workflows import changes, reads
from delegation.models import Scope
from portal.paginators import CappedPaginator


@require_safe
def _list(request: AuthenticatedRequest, door: Door) -> HttpResponse:
    reads.note("change.list", about=door.case, case=door.case, by=request.user)
    found = ChangeReport.objects.filter(case=door.case).for_lists().first_to_do_first()
    page_obj = CappedPaginator(found, 25).get_page(request.GET.get("page"))
    rows = [(row, door.url("change_detail", row.pk)) for row in page_obj]
    context = {
        "door": door,
        "page_obj": page_obj,
        "rows": rows,
        "new_url": door.url("change_create"),
    }
    return render(request, "casework/change_list.html", context)


def _create(request: AuthenticatedRequest, door: Door) -> HttpResponse:
    form = KindForm(request.POST if request.method == "POST" else None)
    form.helper = FormHelper()  # type: ignore[attr-defined]
    form.helper.form_tag, form.helper.disable_csrf = False, True  # type: ignore[attr-defined]
    key = _key(request)
    if form.is_valid():
        try:
            changes.begin(
                case=door.case.pk, kind=form.cleaned_data["kind"], key=key, by=request.user
            )
        except CaseClosed:
            return closed(request, door.case.pk, part=door.part)
        except SentAlready as refusal:
            messages.info(request, str(refusal))
        return redirect(door.url("change_edit", key))
    reads.note("change.open_form", about=door.case, case=door.case, by=request.user)
    context = {"door": door, "form": form, "key": key, "list_url": door.url("change_list")}
    return render(request, "casework/change_create.html", context)


def _key(request: AuthenticatedRequest) -> UUID:
    """Of the form: sent twice, it begins one. One that nobody gave it begins here."""
    try:
        return UUID(request.POST.get("key", ""))
    except ValueError:
        return uuid4()


def _edit(request: AuthenticatedRequest, door: Door, pk: UUID) -> HttpResponse:
    change = _change(door, pk)
    if request.method != "POST":
        if not change.is_editable:
            return redirect(door.url("change_detail", pk))
        reads.note("change.read", about=change, case=door.case, by=request.user)
        form = filled_form(change, case=door.case)
        return _edit_page(request, door, pk, form if "check" in request.GET else form.quiet())
    form = form_for(change, request.POST, case=door.case)
    facts: dict[str, Any] = {"case": door.case.pk, "change": pk, "by": request.user}
    return saved(
        request,
        door,
        form,
        save=lambda: changes.save(version=version_of(request), answers=form.typed(), **facts),
        show=lambda form, **more: _edit_page(request, door, pk, form, **more),
        detail_url=door.url("change_detail", pk),
        later_url=door.url("change_list"),
        next_url=lambda: door.url("change_review", pk),
    )


def _edit_page(
    request: AuthenticatedRequest, door: Door, pk: UUID, form: ChangeForm, **more: Any
) -> HttpResponse:
    """``elsewhere``: beside what was typed here, what somebody else has saved; sent again, this counts."""
    change = _change(door, pk)
    context = {
        "door": door,
        "form": form,
        "change": change,
        "version": change.version,
        "list_url": door.url("change_list"),
        "elsewhere": False,
        "their_rows": [],
        **more,
    }
    if more.get("elsewhere"):
        context["their_rows"] = filled_form(change, case=door.case).typed_rows()
    return render(request, "casework/change_edit.html", context)


def _review(request: AuthenticatedRequest, door: Door, pk: UUID) -> HttpResponse:
    change = _change(door, pk)
    if not change.is_editable:
        if request.method == "POST":
            messages.info(
                request, _("It was sent already, or is settled. See below how it stands.")
            )
        return redirect(door.url("change_detail", pk))
    form = filled_form(change, case=door.case)
    edit_url = door.url("change_edit", pk)
    if not form.is_valid():
        return redirect(f"{edit_url}?check=1")
    if request.method == "POST":
        return _sent(request, door, change, form)
    reads.note("change.read", about=change, case=door.case, by=request.user)
    context = {"door": door, "change": change, "rows": form.rows(), "edit_url": edit_url}
    return render(request, "casework/change_review.html", context)


def _sent(
    request: AuthenticatedRequest, door: Door, change: ChangeReport, form: ChangeForm
) -> HttpResponse:
    facts = form.facts()
    try:
        changes.send(
            case=door.case.pk,
            change=change.pk,
            version=version_of(request),
            from_on=form.cleaned_data["from_on"],
            facts=facts,
            by=request.user,
        )
    except CaseClosed:
        return closed(request, door.case.pk, part=door.part)
    except (EditedElsewhere, AnswersMissing) as refusal:
        messages.warning(request, _("%(why)s Look at it once more.") % {"why": refusal})
        return redirect(door.url("change_review", change.pk))
    except NotEditable as refusal:
        messages.info(request, str(refusal))
    else:
        messages.success(request, _("It is sent. The case desk takes it in."))
    return redirect(door.url("change_detail", change.pk))


@require_safe
def _detail(request: AuthenticatedRequest, door: Door, pk: UUID) -> HttpResponse:
    change = _change(door, pk)
    reads.note("change.read", about=change, case=door.case, by=request.user)
    context = {
        "door": door,
        "change": change,
        "rows": sent_rows(change) if change.facts else [],
        "list_url": door.url("change_list"),
        "edit_url": door.url("change_edit", pk),
        "withdraw_url": door.url("change_withdraw", pk),
    }
    return render(request, "casework/change_detail.html", context)


@require_POST
def _withdraw(request: AuthenticatedRequest, door: Door, pk: UUID) -> HttpResponse:
    _change(door, pk)
    try:
        changes.withdraw(case=door.case.pk, change=pk, by=request.user)
    except CaseClosed:
        return closed(request, door.case.pk, part=door.part)
    except NotEditable as refusal:
        messages.info(request, str(refusal))
    else:
        messages.success(request, _("It is withdrawn. Nothing of it will be changed in the case."))
    return redirect(door.url("change_detail", pk))


def _change(door: Door, pk: UUID) -> ChangeReport:
    change = get_object_or_404(ChangeReport.objects.for_lists().filter(case=door.case), pk=pk)
    change.case = door.case
    return change


own_change_list = through_own_door(_list)
own_change_create = through_own_door(_create)
own_change_edit = through_own_door(_edit)
own_change_review = through_own_door(_review)
own_change_detail = through_own_door(_detail)
own_change_withdraw = through_own_door(_withdraw)
change_list = through_delegates_door(_list)
change_create = through_delegates_door(_create, Scope.CHANGES)
change_edit = through_delegates_door(_edit, Scope.CHANGES)
change_review = through_delegates_door(_review, Scope.CHANGES)
change_detail = through_delegates_door(_detail)
change_withdraw = through_delegates_door(_withdraw, Scope.CHANGES)
