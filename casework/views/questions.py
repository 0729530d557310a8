"""Questions on a case: what the case desk or the delegate asks, and the one answer to each."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.http import AuthenticatedRequest
from casework.errors import CaseClosed, NotOpen, NotTheirsToAnswer, SentAlready
from casework.models import Question
from casework.question_forms import AnswerForm, AskForm
from casework.views.doors import Door, closed, through_delegates_door, through_own_door
from casework.workflows import questions, reads
from delegation.models import Scope
from limiter.http import with_status_of
from portal.errors import Refusal
from portal.paginators import CappedPaginator


@require_safe
def _list(request: AuthenticatedRequest, door: Door) -> HttpResponse:
    reads.note("question.list", about=door.case, case=door.case, by=request.user)
    found = Question.objects.filter(case=door.case).for_lists().first_to_do_first()
    page_obj = CappedPaginator(found, 25).get_page(request.GET.get("page"))
    context = {
        "door": door,
        "page_obj": page_obj,
        "rows": [(row, door.url("question_answer", row.pk)) for row in page_obj],
        "ask_url": "" if door.is_own else door.url("question_ask"),
    }
    return render(request, "casework/question_list.html", context)


def _answer(request: AuthenticatedRequest, door: Door, pk: UUID) -> HttpResponse:
    """The question with its answer; or with the form for one."""
    _question(door, pk)
    form = AnswerForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return _page(request, door, pk, form)
    words = form.cleaned_data["answer"]
    try:
        questions.answer(case=door.case.pk, question=pk, words=words, by=request.user)
    except CaseClosed:
        return closed(request, door.case.pk, part=Scope.CHANGES)
    except (NotOpen, NotTheirsToAnswer) as refusal:
        messages.warning(request, str(refusal))
        return _page(request, door, pk, form)
    messages.success(request, _("Your answer is sent."))
    return redirect(door.url("question_answer", pk))


def _page(request: AuthenticatedRequest, door: Door, pk: UUID, form: AnswerForm) -> HttpResponse:
    """As it stands now: who comes second reads the answer that is there, beside what they typed."""
    question = _question(door, pk)
    reads.note("question.read", about=question, case=door.case, by=request.user)
    is_theirs = question.may_be_answered_by(request.user)
    may_answer = is_theirs and door.may(Scope.CHANGES)
    may_withdraw = question.is_open and not (door.is_own or question.is_of_desk)
    context: dict[str, Any] = {
        "door": door,
        "question": question,
        "form": form if may_answer else None,
        "lock": door.report_lock if is_theirs else None,
        "typed": [] if may_answer else form.typed,
        "list_url": door.url("question_list"),
        "withdraw_url": door.url("question_withdraw", pk) if may_withdraw else "",
    }
    return render(request, "casework/question_answer.html", context)


def _question(door: Door, pk: UUID) -> Question:
    question = get_object_or_404(Question.objects.for_lists().filter(case=door.case), pk=pk)
    question.case = door.case
    return question


def _ask(request: AuthenticatedRequest, door: Door) -> HttpResponse:
    form = AskForm(request.POST if request.method == "POST" else None)
    refused = None
    if form.is_valid():
        try:
            questions.ask(case=door.case.pk, by=request.user, **form.cleaned_data)
        except CaseClosed:
            return closed(request, door.case.pk, part=door.part)
        except SentAlready as refusal:
            messages.info(request, str(refusal))
            return redirect(door.url("question_list"))
        except Refusal as refusal:
            refused = refusal
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("It is asked. You get a mail when it is answered."))
            return redirect(door.url("question_list"))
    reads.note("question.open_form", about=door.case, case=door.case, by=request.user)
    context = {"door": door, "form": form, "list_url": door.url("question_list")}
    return with_status_of(render(request, "casework/question_ask.html", context), refused)


@require_POST
def _withdraw(request: AuthenticatedRequest, door: Door, pk: UUID) -> HttpResponse:
    get_object_or_404(Question, pk=pk, case=door.case, asked_as=Question.Asker.DELEGATE)
    try:
        questions.withdraw(case=door.case.pk, question=pk, by=request.user)
    except CaseClosed:
        return closed(request, door.case.pk, part=door.part)
    except NotOpen as refusal:
        messages.info(request, str(refusal))
    else:
        messages.success(request, _("It is withdrawn. Nobody needs to answer it."))
    return redirect(door.url("question_answer", pk))


own_question_list = through_own_door(_list)
own_question_answer = through_own_door(_answer)
question_list = through_delegates_door(_list)
question_answer = through_delegates_door(_answer)
question_ask = through_delegates_door(_ask)
question_withdraw = through_delegates_door(_withdraw)
