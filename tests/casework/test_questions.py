"""Questions on a case: asked by the case desk or the delegate, answered once, and who hears of it."""

from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from audit.models import AuditEvent
from cases.models import Case
from casework.errors import (
    CaseClosed,
    NotOpen,
    NotTheirsToAnswer,
    OwnCase,
    SentAlready,
    TooManyQuestions,
)
from casework.models import Question
from casework.workflows import questions
from limiter.errors import TooManyAttempts
from notifications import delivery
from notifications.models import Notice
from tests.casework.factories import CASE_DESK, DocumentFactory, QuestionFactory
from tests.casework.test_changes import at_once, end, told
from tests.casework.web import verbs
from tests.delegation.factories import DelegationFactory
from tests.factories import CaseFactory, StaffFactory

pytestmark = pytest.mark.django_db
WORDS = "Which pay stub is the latest?"


@pytest.fixture
def held():
    """Pat’s case, delegated to Dee."""
    return DelegationFactory()


@pytest.fixture
def kim():
    return StaffFactory(role=CASE_DESK)


@pytest.fixture
def pat(client, held):
    client.force_login(held.case.user)
    return client


@pytest.fixture
def dee(client, held):
    client.force_login(held.assister.user)
    return client


@pytest.fixture
def desk(client, kim):
    client.force_login(kim)
    return client


def asks(case, by, **more):
    return questions.ask(case=case.pk, by=by, **{"words": WORDS, "key": uuid4(), **more})


def desk_asks(case, by, **more):
    return questions.ask_for_desk(case=case.pk, by=by, **{"words": WORDS, "key": uuid4(), **more})


def answers(question, by, words="The one of May."):
    return questions.answer(case=question.case_id, question=question.pk, words=words, by=by)


def own(name, *args):
    return reverse(f"casework:own_question_{name}", args=args)


def of(case, name, *args):
    return reverse(f"casework:question_{name}", args=[case.pk, *args])


def url(name, *args):
    return reverse(f"admin:casework_question_{name}", args=args)


def page(response):
    return response.content.decode()


@pytest.mark.parametrize(
    ("constraint", "facts"),
    [
        ("question_asker_is_known", {"asked_as": "nobody"}),
        ("question_says_something", {"words": ""}),
        ("question_answer_by_and_at_agree", {"answered": True, "answer": ""}),
        ("question_withdrawn_by_and_at_agree", {"withdrawn": True, "withdrawn_by": None}),
        ("question_of_a_known_state_with_its_moments", {"state": "answered"}),
        ("question_of_a_known_state_with_its_moments", {"answered": True, "state": "open"}),
        ("question_settled_once_answered", {"settled": True, "asked_as": "delegate"}),
        ("question_settled_once_answered", {"settled": True, "settled_by": None}),
    ],
)
def test_the_database_refuses(constraint, facts):
    with pytest.raises(IntegrityError, match=constraint):
        QuestionFactory(**facts)


class TestAsk:
    def test_by_the_delegate_the_consumer_is_told_without_its_words(self, held, mailoutbox):
        question = asks(held.case, held.assister.user)
        assert (question.asked_as, question.is_open) == ("delegate", True)
        assert told() == {("question_asked", held.case.user.email)}
        delivery.deliver(Notice.objects.get().pk)
        [mail] = mailoutbox
        assert "stub" not in mail.subject + mail.body + str(mail.alternatives)
        event = AuditEvent.objects.get(verb="question.ask")
        assert event.acting_for_id == held.case.user_id
        assert (event.entity_id, event.case_id) == (held.assister.entity_id, held.case_id)

    def test_by_the_case_desk_consumer_and_delegate_are_told(self, held, kim):
        assert desk_asks(held.case, kim).is_of_desk
        people = (held.case.user, held.assister.user)
        assert told() == {("question_asked", person.email) for person in people}

    def test_the_same_form_asks_once(self, held, kim):
        key = uuid4()
        asks(held.case, held.assister.user, key=key)
        with pytest.raises(SentAlready):
            asks(held.case, held.assister.user, key=key)
        with pytest.raises(SentAlready):  # whoever else has got the same key
            desk_asks(CaseFactory(linked=True), kim, key=key)
        assert Question.objects.count() == 1

    def test_so_many_wait_at_once_and_so_many_are_asked_an_hour(self, held, settings, monkeypatch):
        settings.CASE_MAX_QUESTIONS = 2
        dee = held.assister.user
        first, _second = asks(held.case, dee), asks(held.case, dee)
        with pytest.raises(TooManyQuestions):
            asks(held.case, dee)
        answers(first, held.case.user)
        asks(held.case, dee)
        limit = replace(questions.QUESTIONS_ACCOUNT, most=4)
        monkeypatch.setattr(questions, "QUESTIONS_ACCOUNT", limit)
        with pytest.raises(TooManyAttempts):
            asks(held.case, dee)

    def test_not_on_a_case_that_is_closed_or_ones_own(self, held, kim):
        with pytest.raises(OwnCase):
            asks(held.case, held.case.user)
        with pytest.raises(OwnCase):
            desk_asks(CaseFactory(user=kim), kim)
        with pytest.raises(CaseClosed):
            asks(CaseFactory(linked=True), held.assister.user)
        end(held)
        with pytest.raises(CaseClosed):
            asks(held.case, held.assister.user)
        assert not Question.objects.exists()


class TestAnswer:
    def test_by_the_consumer_the_delegate_who_asked_is_told(self, held):
        question = QuestionFactory(case=held.case, delegates=True, asked_by=held.assister.user)
        answers(question, held.case.user)
        question.refresh_from_db()
        assert (question.state, question.answer) == ("answered", "The one of May.")
        assert told() == {("question_answered", held.assister.user.email)}

    def test_by_the_consumer_to_the_case_desk_which_has_its_queue(self, held):
        question = QuestionFactory(case=held.case)
        answers(question, held.case.user)
        assert told() == set()
        assert list(Question.objects.queued()) == [question]

    def test_by_the_delegate_for_them_who_are_told(self, held):
        question = QuestionFactory(case=held.case)
        answers(question, held.assister.user)
        assert told() == {("question_answered", held.case.user.email)}
        event = AuditEvent.objects.get(verb="question.answer")
        assert event.acting_for_id == held.case.user_id

    def test_what_the_delegate_asks_is_not_answered_by_a_delegate(self, held):
        question = QuestionFactory(case=held.case, delegates=True, asked_by=held.assister.user)
        with pytest.raises(NotTheirsToAnswer):
            answers(question, held.assister.user)

    def test_once_and_the_same_words_again_are_no_second(self, held):
        question = QuestionFactory(case=held.case)
        for _time in range(2):
            answers(question, held.case.user)
        with pytest.raises(NotOpen):
            answers(question, held.assister.user)
        with pytest.raises(NotOpen):
            answers(question, held.case.user, words="No, of June.")
        question.refresh_from_db()
        assert question.answer == "The one of May."
        assert verbs() == ["question.answer", *["question.answer refused: NotOpen"] * 2]

    def test_not_what_is_withdrawn_or_of_another_case(self, held):
        question = QuestionFactory(case=held.case, withdrawn=True)
        with pytest.raises(NotOpen):
            answers(question, held.case.user)
        other = QuestionFactory()
        with pytest.raises(Question.DoesNotExist):
            questions.answer(
                case=held.case_id, question=other.pk, words="Of May.", by=held.case.user
            )

    def test_not_once_the_delegation_has_ended(self, held):
        question = QuestionFactory(case=held.case)
        end(held)
        with pytest.raises(CaseClosed):
            answers(question, held.assister.user)


class TestEnd:
    def test_the_case_desk_withdraws_its_own_and_puts_away_what_it_has_read(self, kim):
        open_one, answered = QuestionFactory(), QuestionFactory(answered=True)
        questions.withdraw_for_desk(question=open_one.pk, by=kim)
        questions.settle(question=answered.pk, by=kim)
        assert not Question.objects.queued().exists()
        for act in (questions.withdraw_for_desk, questions.settle):
            for question in (open_one, answered):
                with pytest.raises(NotOpen):
                    act(question=question.pk, by=kim)

    def test_not_on_their_own_case_and_not_a_delegates(self, kim):
        mine = QuestionFactory(case=CaseFactory(user=kim), answered=True)
        theirs = QuestionFactory(delegates=True)
        for act in (questions.withdraw_for_desk, questions.settle):
            with pytest.raises(OwnCase):
                act(question=mine.pk, by=kim)
            with pytest.raises(Question.DoesNotExist):
                act(question=theirs.pk, by=kim)

    def test_a_delegate_withdraws_theirs_and_that_of_the_one_before_them(self, held):
        earlier = QuestionFactory(case=held.case, delegates=True)
        who = {"case": held.case_id, "by": held.assister.user}
        questions.withdraw(question=earlier.pk, **who)
        with pytest.raises(NotOpen):
            questions.withdraw(question=earlier.pk, **who)
        with pytest.raises(Question.DoesNotExist):
            questions.withdraw(question=QuestionFactory(case=held.case).pk, **who)


@pytest.mark.django_db(transaction=True)
class TestRaces:
    def test_of_two_who_answer_at_once_one_is_refused(self, held):
        question = QuestionFactory(case=held.case)
        by = [held.case.user, held.assister.user]
        outcome = at_once(*(lambda who=who: answers(question, who, words=who.email) for who in by))
        question.refresh_from_db()
        [refused] = [at for at, what in enumerate(outcome) if what is NotOpen]
        assert question.answered_by == by[1 - refused]
        assert question.answer == by[1 - refused].email
        assert AuditEvent.objects.filter(verb="question.answer", outcome="done").count() == 1

    def test_answered_while_it_is_withdrawn(self, kim):
        question = QuestionFactory()
        outcome = at_once(
            lambda: answers(question, question.case.user).state,
            lambda: questions.withdraw_for_desk(question=question.pk, by=kim),
        )
        question.refresh_from_db()
        assert (outcome, question.state) in [
            (["answered", NotOpen], "answered"),
            ([NotOpen, None], "withdrawn"),
        ]

    def test_answered_while_the_delegation_ends(self, held):
        question = QuestionFactory(case=held.case)

        def ends():
            with transaction.atomic():
                Case.objects.select_for_update(no_key=True).get(pk=held.case_id)
                end(held)

        said, _ended = at_once(lambda: answers(question, held.assister.user).state, ends)
        question.refresh_from_db()
        assert (said, question.state) in {("answered", "answered"), (CaseClosed, "open")}

    def test_asked_at_once_no_more_than_may_wait(self, held, settings):
        settings.CASE_MAX_QUESTIONS = 1
        outcome = at_once(*[lambda: asks(held.case, held.assister.user).state] * 3)
        assert sorted(map(str, outcome)) == sorted(["open", *[str(TooManyQuestions)] * 2])


class TestPages:
    def test_the_delegate_asks_and_the_consumer_answers(self, client, held):
        client.force_login(held.assister.user)
        assert "No questions yet" in page(client.get(of(held.case, "list")))
        key = uuid4()
        asked = client.post(of(held.case, "ask"), {"key": key, "words": WORDS}, follow=True)
        assert "It is asked." in page(asked)
        again = client.post(of(held.case, "ask"), {"key": key, "words": WORDS}, follow=True)
        assert "This question was asked already." in page(again)
        waits = page(client.get(of(held.case, "answer", key)))
        assert "It waits for the consumer" in waits
        assert "Withdraw the question" in waits

        client.force_login(held.case.user)
        dashboard = page(client.get(reverse("accounts:dashboard")))
        assert "Questions to answer (1)" in dashboard
        assert "Asked by the assister" in page(client.get(own("list")))
        shown = page(client.get(own("answer", key)))
        assert "Withdraw the question" not in shown
        sent = client.post(own("answer", key), {"answer": "The one\nof May."}, follow=True)
        assert "Your answer is sent." in page(sent)
        assert "The one<br>of May." in page(sent)
        assert "Questions to answer" not in page(client.get(reverse("accounts:dashboard")))
        assert [verb for verb in verbs() if verb.startswith("question")] == [
            "question.list",
            "question.ask",
            "question.list",
            "question.ask refused: SentAlready",
            "question.list",
            "question.read",
            "question.list",
            "question.read",
            "question.answer",
            "question.read",
        ]

    def test_what_is_missing_or_too_long_is_said_and_stays(self, client, held):
        question = QuestionFactory(case=held.case)
        client.force_login(held.case.user)
        assert "Enter an answer." in page(client.post(own("answer", question.pk), {"answer": " "}))
        long = page(client.post(own("answer", question.pk), {"answer": "so " * 400}))
        assert "at most 1000 characters" in long
        assert "so so so" in long
        client.force_login(held.assister.user)
        assert "Enter your question." in page(client.post(of(held.case, "ask"), {"words": ""}))
        assert Question.objects.get().is_open

    def test_in_two_tabs_the_second_reads_the_answer_and_keeps_what_was_typed(self, pat, held):
        question = QuestionFactory(case=held.case)
        answers(question, held.assister.user)
        shown = page(pat.post(own("answer", question.pk), {"answer": "No, the one of June."}))
        assert "answered or withdrawn already" in shown
        assert "The one of May." in shown
        assert "What you typed" in shown
        assert "No, the one of June." in shown
        assert 'name="answer"' not in shown

    def test_too_many_are_refused_with_the_words_kept(self, dee, held, settings):
        settings.CASE_MAX_QUESTIONS = 0
        shown = page(dee.post(of(held.case, "ask"), {"words": WORDS}))
        assert "Withdraw one that matters less" in shown
        assert WORDS in shown

    def test_ended_between_page_and_post_what_was_typed_is_kept(self, dee, held):
        question = QuestionFactory(case=held.case)
        end(held)
        for address in (of(held.case, "ask"), of(held.case, "answer", question.pk)):
            response = dee.post(address, {"words": "Both of May.", "answer": "Both of May."})
            assert response.status_code == 403
            assert "Both of May." in page(response)
            assert "stub" not in page(response)
        question.refresh_from_db()
        assert question.is_open

    def test_one_of_another_case_is_not_there(self, client, held):
        other = QuestionFactory(delegates=True)
        for user, address in (
            (held.case.user, own("answer", other.pk)),
            (held.assister.user, of(held.case, "answer", other.pk)),
            (held.assister.user, of(held.case, "withdraw", other.pk)),
        ):
            client.force_login(user)
            assert client.post(address, {"answer": "Of May."}).status_code == 404
        other.refresh_from_db()
        assert other.is_open

    def test_the_list_costs_the_same_for_one_and_for_many(
        self, pat, held, django_assert_max_num_queries
    ):
        QuestionFactory(case=held.case, delegates=True, asked_by=held.assister.user)
        pat.get(own("list"))
        with django_assert_max_num_queries(12) as one:
            pat.get(own("list"))
        for _n in range(5):
            QuestionFactory(case=held.case, answered=True)
            QuestionFactory(case=held.case, delegates=True, asked_by=held.assister.user)
        with django_assert_max_num_queries(len(one.captured_queries)):
            pat.get(own("list"))

    def test_what_waits_comes_first_the_oldest_before_the_newer(self, held):
        moment = timezone.now()
        done, newer, older = (
            QuestionFactory(case=held.case, asked_at=moment - timedelta(days=days), **facts)
            for days, facts in ((9, {"answered": True}), (1, {}), (2, {}))
        )
        assert list(Question.objects.first_to_do_first()) == [older, newer, done]


class TestCaseDesk:
    def test_asked_by_number_answered_read_and_done_with(self, desk, held, kim):
        found = desk.post(url("find_case"), {"number": held.case.number})
        assert found.url == url("ask", held.case_id)
        assert held.case.number in page(desk.get(found.url))
        key = uuid4()
        asked = desk.post(found.url, {"key": key, "words": WORDS}, follow=True)
        assert "It is asked; they are told." in page(asked)
        question = Question.objects.get()
        assert (question.pk, question.asked_by, question.is_of_desk) == (key, kim, True)
        again = desk.post(found.url, {"key": key, "words": WORDS}, follow=True)
        assert "This question was asked already." in page(again)
        assert held.case.number not in page(desk.get(url("changelist"))).split("result_list")[-1]
        answers(question, held.case.user)
        dashboard = page(desk.get(reverse("accounts:dashboard")))
        assert "Answers to read (1)" in dashboard
        assert held.case.number in page(desk.get(url("changelist")))
        shown = page(desk.get(url("change", key)))
        assert "The one of May." in shown
        assert verbs()[:3] == ["question.find_case", "case.desk_read", "question.desk_ask"]
        assert "question.desk_read" in verbs()
        assert "It is done with." in page(desk.post(url("settle", key), follow=True))
        assert not Question.objects.queued().exists()

    def test_what_a_delegate_asks_is_no_business_of_the_desk(self, desk):
        question = QuestionFactory(delegates=True, answered=True)
        assert desk.get(url("change", question.pk)).status_code == 302
        assert desk.post(url("settle", question.pk)).status_code == 404
        assert question.case.number not in page(desk.get(url("changelist"), {"progress": "all"}))

    def test_their_own_case_is_not_there(self, desk, kim):
        mine = QuestionFactory(case=CaseFactory(user=kim))
        assert desk.get(url("change", mine.pk)).status_code == 302
        assert desk.post(url("withdraw", mine.pk)).status_code == 404
        assert desk.get(url("ask", mine.case_id)).status_code == 404
        told = page(desk.post(url("find_case"), {"number": mine.case.number}))
        assert "This is your own case" in told

    def test_a_number_that_nobody_has(self, desk):
        told = page(desk.post(url("find_case"), {"number": "0000000001"}))
        assert "No case has this number." in told
        assert verbs()[-1] == "question.find_case"

    def test_from_a_document_one_gets_to_a_question(self, desk):
        document = DocumentFactory()
        shown = page(desk.get(reverse("admin:casework_document_change", args=[document.pk])))
        assert url("ask", document.case_id) in shown

    def test_the_queue_costs_the_same_for_one_and_for_ten(
        self, desk, django_assert_max_num_queries
    ):
        QuestionFactory(answered=True)
        desk.get(url("changelist"))
        with django_assert_max_num_queries(20) as one:
            desk.get(url("changelist"))
        QuestionFactory.create_batch(9, answered=True)
        with django_assert_max_num_queries(len(one.captured_queries)):
            desk.get(url("changelist"))
