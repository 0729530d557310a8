"""What an entity's contact asks of the certification desk: asked once, decided once, told by mail."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import IntegrityError, connections
from django.utils import timezone

from accounts.errors import (
    AddressTaken,
    AlreadyAffiliated,
    AskedAlready,
    EntityNotActive,
    NotAffiliated,
    NotOnRecord,
    NotYetWanted,
    NumberTaken,
    RequestDecided,
)
from accounts.models import Assister, EntityRequest, Lack, StandingChange
from accounts.workflows import assisters, entity_requests
from audit.models import AuditEvent
from notifications import mails
from notifications.models import Notice
from portal.errors import Refusal
from tests.accounts.factories import EntityRequestFactory
from tests.factories import (
    AssisterFactory,
    EntityFactory,
    StaffFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate


def whom(**more):
    facts = {"first_name": "Rosa", "last_name": "Núñez", "email": "rosa@example.org"}
    return {**facts, "language": "es", "wanted_on": TODAY(), **more}


def ask(entity, by=None, **more):
    return entity_requests.ask_to_add(entity=entity, **whom(**more), by=by or UserFactory())


class TestAsking:
    def test_to_add_is_on_record_with_its_day(self):
        entity, contact = EntityFactory(), UserFactory()
        asked = ask(entity, contact, wanted_on=TODAY() + timedelta(3))
        assert asked.is_open
        assert asked.asked_by == contact
        event = AuditEvent.objects.get(verb="entity_request.ask_to_add")
        assert (event.entity_id, event.object_id) == (entity.pk, str(asked.pk))

    def test_for_the_same_address_is_one_request_whatever_its_capitals(self):
        entity = EntityFactory()
        ask(entity)
        with pytest.raises(AskedAlready):
            ask(entity, email="ROSA@example.org")
        assert EntityRequest.objects.count() == 1

    def test_tells_nobody_whom_another_entity_asks_for(self):
        ask(EntityFactory())
        ask(EntityFactory())
        assert EntityRequest.objects.count() == 2

    def test_again_after_it_was_decided(self):
        entity = EntityFactory()
        entity_requests.withdraw(request=ask(entity), by=UserFactory())
        assert ask(entity).is_open

    @pytest.mark.parametrize("status", ["suspended", "ended"])
    def test_nobody_is_added_to_an_entity_that_is_not_active(self, status):
        with pytest.raises(EntityNotActive):
            ask(EntityFactory(status=status))

    def test_somebody_can_be_removed_from_one_that_is_suspended(self):
        assister = AssisterFactory(entity__status="suspended")
        asked = remove_asked(assister)
        assert asked.assister == assister
        assert not asked.is_addition

    def test_to_remove_is_about_ones_own_only(self):
        with pytest.raises(NotAffiliated):
            remove_asked(AssisterFactory(), entity=EntityFactory())

    def test_to_remove_does_not_wait_for_what_an_entity_before_asked(self):
        assister = AssisterFactory()
        remove_asked(assister)
        assisters.end_affiliation(assister=assister, by=None, reason="left")
        now = EntityFactory()
        assisters.affiliate(assister=assister, entity=now, by=None)
        assert remove_asked(assister, entity=now).is_open

    def test_to_remove_the_same_twice_is_one_request(self):
        assister = AssisterFactory()
        remove_asked(assister)
        with pytest.raises(AskedAlready):
            remove_asked(assister)


def remove_asked(assister, entity=None):
    return entity_requests.ask_to_remove(
        entity=entity or assister.entity,
        assister=assister,
        wanted_on=TODAY(),
        reason="left",
        by=UserFactory(),
    )


class TestAdding:
    def test_registers_the_person_and_answers_in_the_language_of_who_asked(self):
        contact = UserFactory(language="es")
        asked = EntityRequestFactory(asked_by=contact, language="es")
        kim = StaffFactory()

        entity_requests.add(request=asked, certification_number="500000999", answer="Bien.", by=kim)

        asked.refresh_from_db()
        assister = Assister.objects.get(certification_number="500000999")
        assert (asked.state, asked.assister, asked.decided_by) == ("done", assister, kim)
        assert (assister.full_name, assister.email) == ("Rosa Núñez", asked.email)
        assert assister.language == "es"
        assert assister.affiliations.get().entity == asked.entity
        notice = Notice.objects.get(kind="request_answered")
        mail = mails.compose(notice)
        assert mail.to == [contact.email]
        assert notice.language == "es"
        assert asked.get_absolute_url() in mail.body
        for private in ("Rosa", "Núñez", asked.email):
            assert private not in mail.subject + mail.body

    def test_takes_the_record_that_the_person_has(self):
        former = AssisterFactory(affiliation=None)
        asked = EntityRequestFactory()
        entity_requests.add(
            request=asked,
            certification_number=former.certification_number,
            is_on_record=True,
            by=StaffFactory(),
        )
        former.refresh_from_db()
        assert former.entity == asked.entity
        assert Assister.objects.working_for(asked.entity).get() == former

    @pytest.mark.parametrize(
        ("is_on_record", "known", "refusal"),
        [
            (False, {}, NumberTaken),
            (True, {}, AlreadyAffiliated),
            (True, None, NotOnRecord),
        ],
        ids=["number taken", "with another entity", "nobody's number"],
    )
    def test_refused_leaves_the_request_as_it_was(self, is_on_record, known, refusal):
        number = "599999999"
        if known is not None:
            AssisterFactory(certification_number=number)
        asked = EntityRequestFactory()
        with pytest.raises(refusal):
            entity_requests.add(
                request=asked,
                certification_number=number,
                is_on_record=is_on_record,
                by=StaffFactory(),
            )
        asked.refresh_from_db()
        assert asked.is_open
        assert not Notice.objects.exists()

    @pytest.mark.parametrize(
        "other",
        [
            lambda email: AssisterFactory(email=email),
            lambda email: UserFactory(email=email, is_active=False),
        ],
        ids=["another assister's", "of an account that is switched off"],
    )
    def test_registers_nobody_who_could_not_activate_with_their_address(self, other):
        asked = EntityRequestFactory()
        other(asked.email.upper())
        with pytest.raises(AddressTaken):
            entity_requests.add(request=asked, certification_number="500000999", by=StaffFactory())
        asked.refresh_from_db()
        assert asked.is_open
        assert not Assister.objects.filter(certification_number="500000999").exists()

    def test_waits_for_the_day(self):
        asked = EntityRequestFactory(wanted_on=TODAY() + timedelta(2))
        with pytest.raises(NotYetWanted):
            entity_requests.add(request=asked, certification_number="500000999", by=StaffFactory())
        assert not Assister.objects.exists()

    def test_is_for_active_entities(self):
        asked = EntityRequestFactory(entity__status="suspended")
        with pytest.raises(EntityNotActive):
            entity_requests.add(request=asked, certification_number="500000999", by=StaffFactory())


class TestRemoving:
    def test_ends_the_affiliation_as_the_desk_does(self):
        assister = AssisterFactory(ready=True)
        asked = EntityRequestFactory(removal=True, entity=assister.entity, assister=assister)

        entity_requests.remove(request=asked, by=StaffFactory())

        asked.refresh_from_db()
        assert asked.state == "done"
        assert Lack.NOT_AFFILIATED in Assister.objects.get().standing().lacks
        assert not assister.badges.filter(returned_on=None).exists()
        change = StandingChange.objects.get(what="affiliation_ended")
        assert (change.reason, change.note) == ("left", "")
        kinds = sorted(Notice.objects.values_list("kind", flat=True))
        assert kinds == ["request_answered", "standing_change"]

    def test_the_contact_s_own_words_are_for_the_desk(self):
        asked = EntityRequestFactory(removal=True, reason="other", note="Came late too often.")
        entity_requests.remove(request=asked, by=StaffFactory())
        change = StandingChange.objects.get(what="affiliation_ended")
        assert (change.reason, change.note) == ("entity_request", "")

    def test_touches_no_other_entity_s_affiliation(self):
        """The assister left meanwhile, and another entity took them on."""
        asked = EntityRequestFactory(removal=True)
        other = EntityFactory()
        assisters.end_affiliation(assister=asked.assister, by=None, reason="left")
        assisters.affiliate(assister=asked.assister, entity=other, by=None)

        entity_requests.remove(request=asked, by=StaffFactory())

        asked.refresh_from_db()
        assert asked.state == "done"
        assert Assister.objects.working_for(other).get() == asked.assister

    def test_waits_for_the_day(self):
        asked = EntityRequestFactory(removal=True, wanted_on=TODAY() + timedelta(2))
        with pytest.raises(NotYetWanted):
            entity_requests.remove(request=asked, by=StaffFactory())
        assert Assister.objects.working_for(asked.entity).exists()


class TestDeciding:
    def test_no_is_said_with_words_before_the_day_too(self):
        asked = EntityRequestFactory(wanted_on=TODAY() + timedelta(9))
        entity_requests.refuse(request=asked, answer=" Not certified. ", by=StaffFactory())
        asked.refresh_from_db()
        assert (asked.state, asked.answer) == ("refused", "Not certified.")
        assert "refused" in mails.compose(Notice.objects.get()).body

    @pytest.mark.parametrize("facts", [{"withdrawn": True}, {"refused": True}])
    def test_is_final(self, facts):
        asked = EntityRequestFactory(**facts)
        kim = StaffFactory()
        acts = [
            lambda: entity_requests.withdraw(request=asked, by=kim),
            lambda: entity_requests.refuse(request=asked, answer="No.", by=kim),
            lambda: entity_requests.add(request=asked, certification_number="500000999", by=kim),
        ]
        for act in acts:
            with pytest.raises(RequestDecided):
                act()

    def test_one_kind_is_not_the_other(self):
        with pytest.raises(RequestDecided):
            entity_requests.remove(request=EntityRequestFactory(), by=StaffFactory())

    @pytest.mark.django_db(transaction=True)
    def test_happens_once_however_many_do_it(self):
        """Whoever comes first: the others are told, and what happened is one of the two."""
        asked, kim = EntityRequestFactory(removal=True), StaffFactory()
        acts = [
            lambda: entity_requests.remove(request=asked, by=kim),
            lambda: entity_requests.withdraw(request=asked, by=kim),
        ] * 2

        def run(act):
            try:
                act()
            except Refusal as refusal:
                return type(refusal).__name__
            else:
                return "done"
            finally:
                connections.close_all()

        with ThreadPoolExecutor(4) as pool:
            told = sorted(pool.map(run, acts))
        assert told == ["RequestDecided"] * 3 + ["done"]
        asked.refresh_from_db()
        is_with_them = Assister.objects.working_for(asked.entity).exists()
        assert (asked.state == "withdrawn") == is_with_them


@pytest.mark.parametrize(
    ("constraint", "facts"),
    [
        ("entityrequest_says_whom", {"email": ""}),
        ("entityrequest_says_whom", {"reason": "left"}),
        ("entityrequest_says_whom", {"removal": True, "assister": None}),
        ("entityrequest_says_whom", {"removal": True, "reason": ""}),
        ("entityrequest_state_known", {"state": "lost", "withdrawn": False}),
        ("entityrequest_decided_by_and_at_agree", {"withdrawn": True, "decided_by": None}),
        ("entityrequest_decided_by_and_at_agree", {"decided_at": "2026-01-02T03:04Z"}),
        ("entityrequest_refused_with_words", {"refused": True, "answer": ""}),
        ("entityrequest_added_is_on_record", {"refused": True, "state": "done"}),
    ],
)
def test_the_database_refuses(constraint, facts):
    if constraint == "entityrequest_state_known":
        facts |= {"decided_by": UserFactory(), "decided_at": timezone.now()}
    with pytest.raises(IntegrityError, match=constraint):
        EntityRequestFactory(**facts)


def test_the_database_keeps_one_open_request_for_each_person():
    asked = EntityRequestFactory()
    with pytest.raises(IntegrityError, match="entityrequest_one_open_per_email"):
        EntityRequestFactory(entity=asked.entity, email=asked.email.upper())


def test_the_database_keeps_one_open_request_for_each_assister():
    asked = EntityRequestFactory(removal=True)
    with pytest.raises(IntegrityError, match="entityrequest_one_open_per_assister"):
        EntityRequestFactory(removal=True, entity=asked.entity, assister=asked.assister)
