"""The ways in: three facts, limits on guessing, exact reasons only for who knows all three."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connections
from django.utils import timezone

from audit.models import AuditEvent
from delegation.cleaning import Facts
from delegation.errors import (
    AlreadyActivated,
    CodeExpired,
    CodeRevoked,
    CodeUsed,
    DraftGone,
    NumberTriedTooOften,
    WrongFacts,
    WrongTakeUpCode,
)
from delegation.models import ActivationDraft
from delegation.workflows import activation_entries, delegation_codes
from limiter.errors import TooManyAttempts
from notifications import mails
from notifications.models import Notice
from tests.factories import (
    ActivationDraftFactory,
    AssisterFactory,
    DelegationCodeFactory,
    StaffFactory,
)

pytestmark = pytest.mark.django_db


def facts_of(code, text="ABCDEF", **changes):
    facts = {
        "code": text,
        "legal_name": code.assister.entity.legal_name,
        "number": code.assister.certification_number,
    }
    return Facts(**{**facts, **changes})


def begin(facts, address="192.0.2.1", **kwargs):
    return activation_entries.begin(facts=facts, address=address, **kwargs)


@pytest.fixture
def code():
    return DelegationCodeFactory(code="ABCDEF")


class TestBegin:
    def test_opens_a_draft(self, code):
        entry = begin(facts_of(code, text="abcdef"))

        assert entry.draft.assister == code.assister
        assert not entry.must_confirm

    def test_opens_the_same_draft_again(self, code):
        first = begin(facts_of(code)).draft

        assert begin(facts_of(code), held_draft=first.pk).draft == first

    def test_an_empty_draft_leaves_the_other_browser(self, code):
        first = begin(facts_of(code)).draft

        entry = begin(facts_of(code))

        assert entry.draft != first
        assert ActivationDraft.objects.get() == entry.draft

    @pytest.mark.parametrize(
        "wrong",
        [
            {"text": "XXXXXX"},
            {"legal_name": "Another"},
            {"legal_name": ""},
            {"number": "599999999"},
        ],
    )
    def test_refuses_wrong_facts_in_the_same_words(self, code, wrong):
        other = DelegationCodeFactory()
        with pytest.raises(WrongFacts) as refusal:
            begin(facts_of(code, **wrong))
        with pytest.raises(WrongFacts) as another:
            begin(facts_of(other, text="ABCDEF"))

        assert str(refusal.value) == str(another.value)
        assert not ActivationDraft.objects.exists()
        assert AuditEvent.objects.filter(outcome="refused", reason="WrongFacts").count() == 2

    @pytest.mark.parametrize(
        ("state", "reason"),
        [
            ({"used": True}, CodeUsed),
            ({"expired": True}, CodeExpired),
            ({"revoked": True}, CodeRevoked),
            ({"assister__activated": True}, AlreadyActivated),
        ],
    )
    def test_gives_the_exact_reason_once_all_facts_match(self, state, reason):
        code = DelegationCodeFactory(code="ABCDEF", **state)
        with pytest.raises(reason):
            begin(facts_of(code))
        with pytest.raises(WrongFacts):
            begin(facts_of(code, legal_name="Another"))

    def test_starts_afresh_when_the_draft_is_too_old(self, code):
        old = ActivationDraftFactory(
            code=code, filled=True, edited_at=timezone.now() - timedelta(days=31)
        )

        entry = begin(facts_of(code))

        assert entry.draft != old
        assert not entry.must_confirm


class TestGuessing:
    def test_five_wrong_tries_at_a_number_from_an_address(self, code):
        for _ in range(5):
            with pytest.raises(WrongFacts):
                begin(facts_of(code, text="XXXXXX"))

        with pytest.raises(TooManyAttempts):
            begin(facts_of(code))
        assert begin(facts_of(code), address="192.0.2.2").draft

    def test_right_facts_cost_nothing(self, code):
        for _ in range(7):
            begin(facts_of(code))

    def test_twenty_numbers_from_an_address(self, code):
        for n in range(20):
            with pytest.raises(WrongFacts):
                begin(facts_of(code, number=f"{n:09d}"))

        with pytest.raises(TooManyAttempts):
            begin(facts_of(code))

    def test_after_twenty_a_day_at_a_number_only_the_mailed_link_opens_it(self, code):
        for n in range(20):
            with pytest.raises(WrongFacts):
                begin(facts_of(code, text="XXXXXX"), address=f"192.0.2.{n}")

        with pytest.raises(NumberTriedTooOften):
            begin(facts_of(code), address="198.51.100.1")
        with pytest.raises(NumberTriedTooOften):
            begin(facts_of(code), address="198.51.100.2", invited_code=uuid4())
        assert begin(facts_of(code), address="198.51.100.3", invited_code=code.pk).draft

    def test_the_link_of_another_opens_nothing(self, code):
        for n in range(20):
            with pytest.raises(WrongFacts):
                begin(facts_of(code, text="XXXXXX"), address=f"192.0.2.{n}")

        with pytest.raises(NumberTriedTooOften):
            begin(facts_of(code), address="198.51.100.1", invited_code=DelegationCodeFactory().pk)


class TestTakeUp:
    @pytest.fixture
    def draft(self, code):
        return ActivationDraftFactory(code=code, filled=True)

    @pytest.fixture
    def mailed(self, draft):
        activation_entries.send_take_up_code(draft=draft.pk)
        mail = mails.compose(Notice.objects.get(kind="take_up_code"))
        assert mail.to == [draft.code.sent_to]
        return next(line for line in mail.body.splitlines() if line.isdigit())

    def test_is_asked_for_what_somebody_filled_in_elsewhere(self, code, draft):
        assert begin(facts_of(code)).must_confirm
        assert begin(facts_of(code), held_draft=uuid4()).must_confirm
        assert not begin(facts_of(code), held_draft=draft.pk).must_confirm

    def test_goes_on_with_the_mailed_code(self, code, draft, mailed):
        taken = activation_entries.take_up(draft=draft.pk, code=code.pk, typed=mailed)

        assert taken.last_name == "Acts"

    def test_is_held_by_one_browser_at_a_time(self, code, draft, mailed):
        taken = activation_entries.take_up(draft=draft.pk, code=code.pk, typed=mailed)

        assert taken.pk != draft.pk
        assert not ActivationDraft.objects.filter(pk=draft.pk).exists()
        event = AuditEvent.objects.get(verb="activation.take_up")
        assert (event.object_id, event.reason) == (str(draft.pk), f"now:{taken.pk}")

    def test_drops_the_password_that_somebody_else_may_have_set(self, code, draft, mailed):
        taken = activation_entries.take_up(draft=draft.pk, code=code.pk, typed=mailed)

        assert (taken.username, taken.password) == ("", "")

    def test_refuses_a_code_replaced_meanwhile(self, code, draft, mailed):
        delegation_codes.issue(assister=code.assister, by=StaffFactory())

        with pytest.raises(CodeRevoked):
            activation_entries.take_up(draft=draft.pk, code=code.pk, typed=mailed)

    def test_works_once(self, code, draft, mailed):
        taken = activation_entries.take_up(draft=draft.pk, code=code.pk, typed=mailed)

        with pytest.raises(WrongTakeUpCode):
            activation_entries.take_up(draft=taken.pk, code=code.pk, typed=mailed)

    def test_refuses_an_old_one(self, code, draft, mailed):
        ActivationDraft.objects.update(take_up_expires_at=timezone.now())

        with pytest.raises(WrongTakeUpCode):
            activation_entries.take_up(draft=draft.pk, code=code.pk, typed=mailed)

    def test_five_wrong_tries(self, code, draft, mailed):
        wrong = "000000" if mailed != "000000" else "000001"
        for _ in range(5):
            with pytest.raises(WrongTakeUpCode):
                activation_entries.take_up(draft=draft.pk, code=code.pk, typed=wrong)

        with pytest.raises(TooManyAttempts):
            activation_entries.take_up(draft=draft.pk, code=code.pk, typed=mailed)

    def test_without_a_mailed_code_nothing_matches(self, code, draft):
        with pytest.raises(WrongTakeUpCode):
            activation_entries.take_up(draft=draft.pk, code=code.pk, typed="")

    def test_three_mails_an_hour(self, draft):
        for _ in range(3):
            activation_entries.send_take_up_code(draft=draft.pk)

        with pytest.raises(TooManyAttempts):
            activation_entries.send_take_up_code(draft=draft.pk)

    def test_a_draft_that_is_gone(self):
        with pytest.raises(DraftGone):
            activation_entries.send_take_up_code(draft=uuid4())

    def test_survives_a_reissued_code(self, code, draft):
        delegation_codes.issue(assister=code.assister, by=StaffFactory(), code="GHJKMN")

        entry = begin(facts_of(code, text="GHJKMN"), held_draft=draft.pk)

        assert entry.draft == draft
        assert entry.draft.code == entry.code != code
        assert entry.draft.last_name == "Acts"


class TestCorrectedAddress:
    """The first invitation went to somebody else; what they began is not the assister's."""

    @pytest.fixture
    def reissued(self, code):
        code.assister.email = "right@example.org"
        code.assister.save()
        return delegation_codes.issue(assister=code.assister, by=StaffFactory(), code="GHJKMN")

    @pytest.mark.parametrize("filled", [True, False])
    def test_begins_afresh(self, code, filled, reissued):
        wrong_persons = ActivationDraftFactory(code=code, filled=filled)

        entry = begin(facts_of(code, text="GHJKMN"))

        assert not entry.must_confirm
        assert entry.draft.pk != wrong_persons.pk
        assert ActivationDraft.objects.get().last_name == ""

    def test_even_where_the_old_draft_is_held(self, code, reissued):
        held = ActivationDraftFactory(code=code, filled=True)

        assert begin(facts_of(code, text="GHJKMN"), held_draft=held.pk).draft != held


@pytest.mark.django_db(transaction=True)
def test_twenty_beginnings_at_once_leave_one_draft():
    code = DelegationCodeFactory(code="ABCDEF")

    def try_it(n):
        try:
            return begin(facts_of(code), address=f"192.0.2.{n}").draft.pk
        finally:
            connections.close_all()

    with ThreadPoolExecutor(20) as pool:
        begun = set(pool.map(try_it, range(20)))

    assert ActivationDraft.objects.get().pk in begun


def test_an_assister_without_a_code_cannot_begin():
    assister = AssisterFactory()
    facts = Facts("ABCDEF", assister.entity.legal_name, assister.certification_number)

    with pytest.raises(WrongFacts):
        begin(facts)
