"""The decisions of the certification desk: what each changes, whom it tells, and what it refuses."""

from datetime import timedelta

import pytest
from django.contrib.auth import get_user
from django.test import Client
from django.utils import timezone

from accounts import standing
from accounts.errors import (
    AlreadyAffiliated,
    BadgeOut,
    EntityEnded,
    EntityNameTaken,
    EntityNotActive,
    NoBadge,
    NotAffiliated,
    NoteMissing,
    NumberTaken,
    TooEarly,
    WrongStatus,
)
from accounts.models import Assister, Badge, Certification, Entity, Lack, StandingChange
from accounts.workflows import (
    assisters,
    badges,
    certifications,
    entities,
    people,
    unused_accounts,
)
from audit.models import AuditEvent
from delegation.errors import NoEntity
from delegation.workflows import delegation_codes
from notifications.models import Notice
from tests.accounts.factories import CertificationFactory, days_ago
from tests.factories import (
    PASSWORD,
    AssisterFactory,
    DelegationCodeFactory,
    EntityContactFactory,
    EntityFactory,
    StaffFactory,
)

pytestmark = pytest.mark.django_db
What = StandingChange.What


@pytest.fixture
def kim():
    return StaffFactory(role="Certification desk")


@pytest.fixture
def told(monkeypatch):
    """What those who registered were told, besides those who do anyway."""
    heard = []
    listeners = [
        *standing.standing_changed._listeners,
        lambda them, what, by: heard.append(({one.pk for one in them}, what, by)),
    ]
    monkeypatch.setattr(standing.standing_changed, "_listeners", listeners)
    return heard


def lacks(assister):
    return Assister.objects.get(pk=assister.pk).standing().lacks


def signed_in(user):
    client = Client()
    client.post("/sign-in/", {"login": user.username, "password": PASSWORD})
    assert is_in(client)
    return client


def is_in(client):
    return get_user(client).is_authenticated


def event(verb):
    return AuditEvent.objects.filter(verb=verb, outcome="done").get()


def refusal(verb):
    return AuditEvent.objects.filter(verb=verb, outcome="refused").get()


class TestRegister:
    def test_puts_an_assister_on_record_with_all_that_is_yet_to_come(self, kim):
        entity = EntityFactory()

        assister = assisters.register(
            entity=entity,
            certification_number="500000999",
            first_name="Dee",
            last_name="Acts",
            email="dee@example.org",
            by=kim,
        )

        assert lacks(assister) == {Lack.NOT_ACTIVATED, Lack.NOT_CERTIFIED, Lack.NO_BADGE}
        assert assister.affiliations.get().entity == entity
        assert event("assister.register").object_id == str(assister.pk)

    @pytest.mark.parametrize("status", ["suspended", "ended"])
    def test_refuses_an_entity_that_is_not_active(self, kim, status):
        with pytest.raises(EntityNotActive):
            register(EntityFactory(status=status), kim)

    def test_refuses_a_number_that_is_taken(self, kim):
        entity = EntityFactory()
        register(entity, kim)
        with pytest.raises(NumberTaken):
            register(entity, kim)
        assert Assister.objects.count() == 1


def register(entity, by):
    return assisters.register(
        entity=entity,
        certification_number="500000999",
        first_name="Dee",
        last_name="Acts",
        email="dee@example.org",
        by=by,
    )


class TestCertify:
    def test_begins_a_year_and_its_grace(self, kim, told):
        assister = AssisterFactory(activated=True)
        CertificationFactory(assister=assister, pending=True)

        row = certifications.certify(assister=assister, by=kim)

        today = timezone.localdate()
        assert (row.certified_on, row.due_on) == (today, today + timedelta(days=365))
        assert row.grace_until == row.due_on + timedelta(days=30)
        assert assister.certifications.count() == 1
        assert told == [({assister.pk}, What.CERTIFIED, kim)]
        assert event("certification.certify").reason == "routine"
        assert Notice.objects.get(kind="standing_change").to == assister.user.email

    @pytest.mark.parametrize("facts", [{"revoked": True}, {"expired": True}])
    def test_begins_anew_after_an_end(self, kim, facts):
        assister = AssisterFactory(**facts)

        certifications.certify(assister=assister, by=kim)

        assert not lacks(assister) & {Lack.REVOKED, Lack.EXPIRED}
        assert assister.certifications.count() == 2

    @pytest.mark.parametrize("facts", [{"certified": True}, {"suspended": True}])
    def test_refuses_who_is_certified(self, kim, facts):
        with pytest.raises(WrongStatus):
            certifications.certify(assister=AssisterFactory(**facts), by=kim)
        assert refusal("certification.certify").reason == "WrongStatus"

    def test_refuses_a_day_to_come(self, kim):
        with pytest.raises(TooEarly):
            certifications.certify(assister=AssisterFactory(), by=kim, on=days_ago(-1))

    def test_refuses_a_day_on_which_another_held(self, kim):
        with pytest.raises(WrongStatus):
            certifications.certify(assister=AssisterFactory(expired=True), by=kim, on=days_ago(300))


class TestRenew:
    @pytest.mark.parametrize(
        ("since", "due_in"),
        [(300, 65 + 365), (365, 365), (380, -15 + 365), (400, 365)],
        ids=["in time", "on the day", "in grace", "too late"],
    )
    def test_loses_no_days_and_wins_none(self, kim, since, due_in):
        assister = AssisterFactory(ready=True, certification__certified_on=days_ago(since))

        row = certifications.renew(assister=assister, by=kim)

        assert row.due_on == timezone.localdate() + timedelta(days=due_in)
        assert lacks(assister) == set()
        assert event("certification.renew").object_id == str(row.pk)

    def test_brings_back_what_expired(self, kim):
        assister = AssisterFactory(expired=True)
        certifications.renew(assister=assister, by=kim)
        assert lacks(assister) == set()

    def test_keeps_the_one_before(self, kim):
        assister = AssisterFactory(ready=True, certification__certified_on=days_ago(300))
        certifications.renew(assister=assister, by=kim)
        first = assister.certifications.order_by("pk").first()
        assert (first.status, first.ended_on) == ("certified", timezone.localdate())

    def test_refuses_to_be_early(self, kim):
        assister = AssisterFactory(ready=True, certification__certified_on=days_ago(274))
        with pytest.raises(TooEarly, match="90 days"):
            certifications.renew(assister=assister, by=kim)

    @pytest.mark.parametrize("facts", [{}, {"suspended": True}, {"revoked": True}])
    def test_refuses_what_has_no_year_to_follow(self, kim, facts):
        with pytest.raises(WrongStatus):
            certifications.renew(assister=AssisterFactory(**facts), by=kim)


class TestSuspend:
    def test_holds_at_once_everywhere_and_lets_the_person_read_why(self, kim, told):
        assister = AssisterFactory(ready=True)
        browser = signed_in(assister.user)

        certifications.suspend(
            assister=assister, by=kim, reason="papers", note="The training is missing."
        )

        assert lacks(assister) == {Lack.SUSPENDED}
        assert not Assister.objects.ready().exists()
        assert not is_in(browser)
        assert told == [({assister.pk}, What.SUSPENDED, kim)]
        assert (
            "The training is missing."
            in signed_in(assister.user).get("/account/standing/").content.decode()
        )

    def test_is_on_record_without_the_words(self, kim):
        assister = AssisterFactory(ready=True)
        certifications.suspend(assister=assister, by=kim, reason="papers", note="About Pat.")

        put_down = event("certification.suspend")
        assert (put_down.reason, put_down.actor_id) == ("papers", kim.pk)
        assert put_down.entity_id == assister.entity_id

    @pytest.mark.parametrize(
        "facts", [{}, {"suspended": True}, {"revoked": True}, {"expired": True}]
    )
    def test_refuses_who_is_not_certified(self, kim, facts):
        with pytest.raises(WrongStatus):
            certifications.suspend(assister=AssisterFactory(**facts), by=kim, reason="papers")

    def test_wants_a_note_where_the_reason_says_nothing(self, kim):
        assister = AssisterFactory(ready=True)
        with pytest.raises(NoteMissing):
            certifications.suspend(assister=assister, by=kim, reason="other", note=" ")
        assert lacks(assister) == set()

    def test_a_listener_that_says_no_undoes_it(self, kim, monkeypatch):
        def refuse(*_told):
            raise WrongStatus("No.")

        monkeypatch.setattr(standing.standing_changed, "_listeners", [refuse])
        assister = AssisterFactory(ready=True)
        with pytest.raises(WrongStatus):
            certifications.suspend(assister=assister, by=kim, reason="papers")
        assert lacks(assister) == set()


class TestReinstate:
    def test_gives_back_what_was_suspended(self, kim, told):
        assister = AssisterFactory(ready=True)
        before = assister.certifications.values().get()
        certifications.suspend(assister=assister, by=kim, reason="complaint")

        certifications.reinstate(assister=assister, by=kim, reason="settled")

        assert lacks(assister) == set()
        assert assister.certifications.values().get() == before
        assert told[-1] == ({assister.pk}, What.REINSTATED, kim)
        assert event("certification.reinstate").reason == "settled"

    def test_gives_back_no_badge_that_was_handed_in(self, kim):
        assister = AssisterFactory(suspended=True)
        badges.take_back(assister=assister, by=kim, reason="own_request")
        certifications.reinstate(assister=assister, by=kim, reason="settled")
        assert lacks(assister) == {Lack.NO_BADGE}

    def test_gives_back_no_days_that_have_passed(self, kim):
        assister = AssisterFactory(suspended=True, certification__certified_on=days_ago(400))
        row = certifications.reinstate(assister=assister, by=kim, reason="settled")
        assert row.status == "expired"
        assert lacks(assister) == {Lack.EXPIRED}

    @pytest.mark.parametrize("facts", [{}, {"certified": True}, {"revoked": True}])
    def test_refuses_who_is_not_suspended(self, kim, facts):
        with pytest.raises(WrongStatus):
            certifications.reinstate(assister=AssisterFactory(**facts), by=kim, reason="settled")


class TestRevoke:
    @pytest.mark.parametrize("facts", [{"ready": True}, {"suspended": True}])
    def test_ends_it_and_the_badge_for_good(self, kim, told, facts):
        assister = AssisterFactory(**facts)
        browser = signed_in(assister.user)

        certifications.revoke(assister=assister, by=kim, reason="rules")

        assert lacks(assister) == {Lack.REVOKED, Lack.NO_BADGE}
        assert not is_in(browser)
        assert told == [({assister.pk}, What.REVOKED, kim)]
        assert event("certification.revoke").reason == "rules"

    def test_takes_the_invitation_along(self, kim):
        code = DelegationCodeFactory(assister__certified=True)
        certifications.revoke(assister=code.assister, by=kim, reason="rules")
        code.refresh_from_db()
        assert code.revoked_at

    @pytest.mark.parametrize("facts", [{}, {"revoked": True}, {"expired": True}])
    def test_refuses_where_there_is_nothing_to_revoke(self, kim, facts):
        with pytest.raises(WrongStatus):
            certifications.revoke(assister=AssisterFactory(**facts), by=kim, reason="rules")


class TestAffiliation:
    def test_its_end_ends_access_and_badge(self, kim, told):
        assister = AssisterFactory(ready=True)
        browser = signed_in(assister.user)

        assisters.end_affiliation(assister=assister, by=kim, reason="left")

        assert lacks(assister) == {Lack.NOT_AFFILIATED, Lack.NO_BADGE}
        assert not is_in(browser)
        assert told == [({assister.pk}, What.AFFILIATION_ENDED, kim)]
        assert event("assister.end_affiliation").entity_id == assister.entity_id

    def test_its_end_ends_the_invitation_and_there_is_no_other(self, kim):
        code = DelegationCodeFactory()
        assisters.end_affiliation(assister=code.assister, by=kim, reason="left")
        code.refresh_from_db()
        assert code.revoked_at
        with pytest.raises(NoEntity):
            delegation_codes.issue(assister=code.assister, by=kim)

    def test_the_next_one_begins_the_same_day_and_wants_a_badge(self, kim):
        assister, other = AssisterFactory(ready=True), EntityFactory(kind="pbee")
        assisters.end_affiliation(assister=assister, by=kim, reason="left")

        assisters.affiliate(assister=assister, entity=other, by=kim)

        assert lacks(assister) == {Lack.NO_BADGE}
        assister.refresh_from_db()
        assert (assister.entity, assister.site) == (other, None)
        badges.issue(assister=assister, by=kim)
        assert lacks(assister) == set()

    def test_refuses_a_second_end(self, kim):
        with pytest.raises(NotAffiliated):
            assisters.end_affiliation(
                assister=AssisterFactory(affiliation=None), by=kim, reason="left"
            )

    def test_refuses_a_second_one(self, kim):
        with pytest.raises(AlreadyAffiliated):
            assisters.affiliate(assister=AssisterFactory(), entity=EntityFactory(), by=kim)

    def test_refuses_an_entity_that_is_not_active(self, kim):
        with pytest.raises(EntityNotActive):
            assisters.affiliate(
                assister=AssisterFactory(affiliation=None),
                entity=EntityFactory(status="suspended"),
                by=kim,
            )


class TestBadges:
    def test_the_last_thing_missing(self, kim, told):
        assister = AssisterFactory(unbadged=True)

        badge = badges.issue(assister=assister, by=kim)

        assert lacks(assister) == set()
        assert told == [({assister.pk}, What.BADGE_ISSUED, kim)]
        assert event("badge.issue").object_id == str(badge.pk)

    def test_is_a_gate_apart_from_the_activation(self, kim):
        assister = AssisterFactory(certified=True)
        badges.issue(assister=assister, by=kim)
        assert lacks(assister) == {Lack.NOT_ACTIVATED}

    @pytest.mark.parametrize(
        ("facts", "why"),
        [
            ({"ready": True}, BadgeOut),
            ({}, WrongStatus),
            ({"suspended": True, "badge": None}, WrongStatus),
            ({"certified": True, "affiliation": None}, NotAffiliated),
        ],
    )
    def test_is_refused_to(self, kim, facts, why):
        with pytest.raises(why):
            badges.issue(assister=AssisterFactory(**facts), by=kim)

    def test_handed_in_it_counts_no_longer(self, kim, told):
        assister = AssisterFactory(ready=True)
        badges.take_back(assister=assister, by=kim, reason="own_request")
        assert lacks(assister) == {Lack.NO_BADGE}
        assert told == [({assister.pk}, What.BADGE_RETURNED, kim)]
        assert Badge.objects.get().returned_on == timezone.localdate()

    def test_refuses_to_take_back_what_is_not_out(self, kim):
        with pytest.raises(NoBadge):
            badges.take_back(assister=AssisterFactory(), by=kim, reason="own_request")


class TestEntities:
    def test_one_is_registered(self, kim):
        entity = entities.register(
            kind="cee", legal_name="Traders", counties=["Fresno"], phone="5595550123", by=kim
        )
        assert (entity.status, entity.counties) == ("active", ["Fresno"])
        assert event("entity.register").object_id == str(entity.pk)

    def test_a_name_that_is_taken_is_refused(self, kim):
        EntityFactory(legal_name="Traders")
        with pytest.raises(EntityNameTaken):
            entities.register(kind="cee", legal_name="traders", by=kim)

    def test_a_suspension_takes_all_along_and_gives_back_what_each_had(self, kim, told):
        entity = EntityFactory()
        good, bad = (
            AssisterFactory(entity=entity, **{how: True}) for how in ("ready", "suspended")
        )
        other = AssisterFactory(ready=True)
        contact = EntityContactFactory(entity=entity).user
        browsers = [signed_in(one) for one in (good.user, contact)]
        stranger = signed_in(other.user)

        entities.suspend(entity=entity, by=kim, reason="rules", note="The audit is late.")

        assert lacks(good) == {Lack.ENTITY_SUSPENDED}
        assert lacks(bad) == {Lack.ENTITY_SUSPENDED, Lack.SUSPENDED}
        assert lacks(other) == set()
        assert not any(map(is_in, browsers))
        assert is_in(stranger)
        assert told == [({good.pk, bad.pk}, What.ENTITY_SUSPENDED, kim)]
        assert Notice.objects.filter(kind="entity_standing", to=contact.email).exists()
        assert good.note_about(Lack.ENTITY_SUSPENDED) == "The audit is late."

        entities.reinstate(entity=entity, by=kim, reason="settled")

        assert lacks(good) == set()
        assert lacks(bad) == {Lack.SUSPENDED}
        assert told[-1] == ({good.pk, bad.pk}, What.ENTITY_REINSTATED, kim)

    @pytest.mark.parametrize("status", ["active", "suspended"])
    def test_an_end_is_for_good(self, kim, told, status):
        assister = AssisterFactory(ready=True)
        Entity.objects.update(status=status)

        entities.end(entity=assister.entity, by=kim, reason="closed")

        assert lacks(assister) == {Lack.NOT_AFFILIATED, Lack.NO_BADGE}
        assert told == [({assister.pk}, What.ENTITY_ENDED, kim)]
        assert event("entity.end").reason == "closed"
        assert event("assister.end_affiliation").object_id == str(assister.pk)
        for refused in (entities.end, entities.suspend, entities.reinstate):
            with pytest.raises(EntityEnded):
                refused(entity=assister.entity, by=kim, reason="mistake")

    def test_refuses_what_is_so_already(self, kim):
        with pytest.raises(WrongStatus):
            entities.reinstate(entity=EntityFactory(), by=kim, reason="settled")
        with pytest.raises(WrongStatus):
            entities.suspend(entity=EntityFactory(status="suspended"), by=kim, reason="rules")

    def test_many_assisters_cost_no_more_sessions(self, kim, django_assert_max_num_queries):
        """What grows is one mail each."""
        entity = EntityFactory()
        AssisterFactory.create_batch(10, entity=entity, ready=True)
        with django_assert_max_num_queries(35):
            entities.suspend(entity=entity, by=kim, reason="rules")


class TestSwitchedOff:
    def test_upper_floors_hear_of_it(self, kim, told):
        assister = AssisterFactory(ready=True)
        people.disable(user=assister.user, by=kim)
        assert lacks(assister) == {Lack.SWITCHED_OFF}
        people.enable(user=assister.user, by=kim)
        assert lacks(assister) == set()
        assert [what for _them, what, _by in told] == [What.SWITCHED_OFF, What.SWITCHED_ON]

    def test_upper_floors_hear_of_it_too_where_nobody_used_the_account(self, told):
        long_ago = timezone.now() - timedelta(days=100)
        user = AssisterFactory(
            ready=True,
            user__date_joined=long_ago,
            user__warned_unused_at=timezone.now() - timedelta(days=8),
        ).user
        unused_accounts.switch_off(user=user.pk)
        assert told == [({user.assister.pk}, What.SWITCHED_OFF, None)]


def test_expiry_is_marked_once(told):
    assister = AssisterFactory(ready=True, certification__certified_on=days_ago(396))
    assert lacks(assister) == {Lack.EXPIRED}  # by itself, before anybody marks it

    assert certifications.expire(assister=assister)
    assert not certifications.expire(assister=assister)

    row = Certification.objects.get()
    assert (row.status, row.ended_on) == ("expired", timezone.localdate())
    assert told == [({assister.pk}, What.LAPSED, None)]
