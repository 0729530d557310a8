"""The life of a question: asked by the case desk or the delegate, answered once, withdrawn, done with."""

from uuid import UUID

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from audit import trail
from cases.models import Case
from casework import marks, statements
from casework.errors import NotOpen, NotTheirsToAnswer, OwnCase, SentAlready, TooManyQuestions
from casework.limits import QUESTIONS_ACCOUNT
from casework.models import Question
from casework.telling import consumer_of, delegates_of, tell_of
from delegation.models import Scope
from limiter import limits
from portal.db import refusing

State, Asker = Question.State, Question.Asker


@trail.workflow("question.ask")
def ask(*, case: UUID, words: str, key: UUID, by: User) -> Question:
    """By the delegate, of the consumer, who is told. ``key`` is the form’s: sent twice, it asks once.

    Raises CaseClosed, OwnCase, SentAlready, TooManyQuestions, TooManyAttempts.
    """
    limits.charge((QUESTIONS_ACCOUNT, by.pk))
    held = statements.open_case(case, by, Scope.READ)
    question = _ask(held, Asker.DELEGATE, words, key, by)
    trail.record("question.ask", by=by, about=question, **marks.of(held, by))
    tell_of("question_asked", question, consumer_of(held))
    return question


@trail.workflow("question.desk_ask")
def ask_for_desk(*, case: UUID, words: str, key: UUID, by: User) -> Question:
    """By the case desk, of the household: consumer and delegate are told.

    Raises OwnCase, SentAlready, TooManyQuestions, TooManyAttempts.
    """
    limits.charge((QUESTIONS_ACCOUNT, by.pk))
    held = _case(case)
    question = _ask(held, Asker.DESK, words, key, by)
    trail.record("question.desk_ask", by=by, about=question, case=held)
    tell_of("question_asked", question)
    return question


@trail.workflow("question.answer")
def answer(*, case: UUID, question: UUID, words: str, by: User) -> Question:
    """Once: of two at the same time one is refused. The same words of the same person again are no second.

    A delegate who asked is told; so is the consumer, if the delegate answers for them. Raises
    CaseClosed, NotOpen, NotTheirsToAnswer; Question.DoesNotExist for one of another case.
    """
    held = statements.open_case(case, by, Scope.CHANGES)
    found = _locked(question, held)
    if found.answered_by_id == by.pk and found.answer == words:
        return found
    _refuse_others(found, by)
    told = {"state": State.ANSWERED, "answer": words, "answered_by": by}
    _write(found, **told, answered_at=timezone.now())
    trail.record("question.answer", by=by, about=found, **marks.of(held, by))
    hear = consumer_of(held) if held.user_id != by.pk else []
    if not found.is_of_desk:
        hear = delegates_of(held)
    tell_of("question_answered", found, hear)
    return found


@trail.workflow("question.withdraw")
def withdraw(*, case: UUID, question: UUID, by: User) -> None:
    """What a delegate asked, by whoever is the delegate now. Raises CaseClosed, NotOpen, DoesNotExist."""
    held = statements.open_case(case, by, Scope.READ)
    found = _locked(question, held, asked_as=Asker.DELEGATE)
    _withdraw(found, by)
    trail.record("question.withdraw", by=by, about=found, **marks.of(held, by))


@trail.workflow("question.desk_withdraw")
def withdraw_for_desk(*, question: UUID, by: User) -> None:
    """By anybody of the case desk: who asked may be away. Raises NotOpen, OwnCase."""
    found = _for_desk(question, by)
    _withdraw(found, by)
    trail.record("question.desk_withdraw", by=by, about=found, case=found.case)


@trail.workflow("question.settle")
def settle(*, question: UUID, by: User) -> None:
    """The case desk has read the answer: out of its queue. Raises NotOpen, OwnCase."""
    found = _for_desk(question, by)
    if not found.is_queued:
        raise _not_open(found)
    _write(found, settled_by=by, settled_at=timezone.now())
    trail.record("question.settle", by=by, about=found, case=found.case)


@trail.workflow("question.find_case")
def find_case(*, number: str, by: User) -> Case | None:
    """The case of this number, for whoever is to ask about it; put on record either way. Raises OwnCase."""
    case = Case.objects.filter(number=number).first()
    if case:
        _refuse_own(case, by)
    trail.record("question.find_case", by=by, about=case, case=case, reason="" if case else "none")
    return case


@trail.workflow("question.desk_read")
def desk_read(*, question: Question, by: User) -> None:
    """Before it is shown: what cannot be noted is not seen. Raises OwnCase."""
    _refuse_own(question.case, by)
    trail.record("question.desk_read", by=by, about=question, case=question.case)


def _ask(case: Case, asker: str, words: str, key: UUID, by: User) -> Question:
    """The case is locked: so many are counted that two at once cannot both be the last."""
    _refuse_own(case, by)
    if Question.objects.filter(pk=key).exists():
        raise _asked_already(case)
    if Question.objects.open().filter(case=case).count() >= settings.CASE_MAX_QUESTIONS:
        raise TooManyQuestions(
            _(
                "%(most)d questions wait for an answer already. Withdraw one that matters less, "
                "or call the consumer."
            )
            % {"most": settings.CASE_MAX_QUESTIONS},
            about=case,
        )
    with refusing("casework_question_pkey", _asked_already(case)):
        return Question.objects.create(pk=key, case=case, asked_as=asker, words=words, asked_by=by)


def _asked_already(case: Case) -> SentAlready:
    return SentAlready(_("This question was asked already."), about=case)


def _withdraw(found: Question, by: User) -> None:
    if not found.is_open:
        raise _not_open(found)
    _write(found, state=State.WITHDRAWN, withdrawn_by=by, withdrawn_at=timezone.now())


def _refuse_others(found: Question, by: User) -> None:
    if not found.is_open:
        raise _not_open(found)
    if not found.may_be_answered_by(by):
        words = _("Only the consumer answers what their assister asks.")
        raise NotTheirsToAnswer(words, about=found)


def _refuse_own(case: Case, by: User) -> None:
    if case.user_id == by.pk:
        raise OwnCase(_("This is your own case: somebody else must do it."), about=case)


def _not_open(found: Question) -> NotOpen:
    words = _("This question is answered or withdrawn already. See how it stands.")
    return NotOpen(words, about=found)


def _case(case: UUID) -> Case:
    held = Case.objects.select_for_update(of=("self",), no_key=True).select_related("user")
    return held.get(pk=case)


def _for_desk(question: UUID, by: User) -> Question:
    """Locked in the order of everybody else: the case first."""
    case = Case.objects.select_for_update(of=("self",), no_key=True).get(questions=question)
    _refuse_own(case, by)
    return _locked(question, case, asked_as=Asker.DESK)


def _locked(question: UUID, case: Case, **facts: object) -> Question:
    rows = Question.objects.select_for_update(of=("self",), no_key=True)
    found = rows.get(pk=question, case=case, **facts)
    found.case = case
    return found


def _write(found: Question, **facts: object) -> None:
    for name, value in facts.items():
        setattr(found, name, value)
    found.save(update_fields=list(facts))
