"""The certification desk at its lists: what they tell, and that every status changes by a decision."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.admin_decisions import OF_ASSISTERS, OF_ENTITIES, for_assister, for_entity
from accounts.models import Assister, Entity, Lack, StandingChange
from tests.accounts.factories import days_ago
from tests.factories import AssisterFactory, EntityFactory, StaffFactory

pytestmark = pytest.mark.django_db
LIST = "/admin/accounts/assister/"


@pytest.fixture(autouse=True)
def kim(client):
    kim = StaffFactory(role="Certification desk")
    client.force_login(kim)
    return kim


def decide(client, row, name, **data):
    address = reverse(f"admin:accounts_{row._meta.model_name}_decide", args=[row.pk, name])
    return client.post(address, data, follow=True)


def act(client, action, rows, **data):
    chosen = {"action": action, "_selected_action": [row.pk for row in rows]}
    return client.post(LIST, {**chosen, **data}, follow=True).content.decode()


def lacks(assister):
    return Assister.objects.get(pk=assister.pk).standing().lacks


class TestTheList:
    def test_tells_standing_days_to_due_and_last_sign_in(self, client):
        AssisterFactory(
            ready=True, certification__certified_on=days_ago(300), user__last_login=timezone.now()
        )
        AssisterFactory(suspended=True, badge=None)

        text = client.get(LIST).content.decode()

        assert '<td class="field-standing_now">Ready</td>' in text
        assert "Certification suspended, Badge not issued yet" in text
        assert '<td class="field-days_to_due">65</td>' in text
        assert '<td class="field-last_sign_in nowrap">' in text

    @pytest.mark.parametrize(
        ("query", "found"),
        [
            ("standing=ready", "good grace soon"),
            ("standing=suspended", "bad"),
            ("standing=no_badge", "unbadged"),
            ("standing=nonsense", "good grace soon bad unbadged"),
            ("due=30", "soon"),
            ("due=60", "soon"),
            ("due=grace", "grace"),
            ("q=soon", "soon"),
            ("standing=ready&q=bad", ""),
        ],
    )
    def test_is_filtered_and_searched(self, client, query, found):
        AssisterFactory(ready=True, last_name="good")
        AssisterFactory(ready=True, last_name="grace", certification__in_grace=True)
        AssisterFactory(
            ready=True, last_name="soon", certification__certified_on=days_ago(365 - 20)
        )
        AssisterFactory(suspended=True, last_name="bad")
        AssisterFactory(unbadged=True, last_name="unbadged")

        shown = client.get(f"{LIST}?{query}").context["cl"].result_list

        assert {row.last_name for row in shown} == set(found.split())

    @pytest.mark.parametrize("rows", [1, 10])
    def test_of_entities_takes_the_same_queries(self, client, rows, django_assert_num_queries):
        EntityFactory.create_batch(rows)
        client.get("/")
        with django_assert_num_queries(9):
            client.get("/admin/accounts/entity/")

    def test_counts_who_works_for_an_entity_now(self, client):
        entity = EntityFactory()
        AssisterFactory.create_batch(2, entity=entity)
        AssisterFactory(entity=entity, affiliation__ended_on=days_ago(1))

        text = client.get("/admin/accounts/entity/").content.decode()

        assert '<td class="field-assisters_now">2</td>' in text


class TestADecision:
    def test_asks_for_the_reason_first(self, client):
        assister = AssisterFactory(ready=True)
        address = reverse("admin:accounts_assister_decide", args=[assister.pk, "suspend"])

        text = client.get(address).content.decode()

        assert "They may sign in and read why." in text
        assert "Choose the reason" in text
        assert lacks(assister) == set()

    def test_is_not_made_without_one_and_keeps_the_words(self, client):
        assister = AssisterFactory(ready=True)
        text = decide(client, assister, "suspend", note="Kept words").content.decode()
        assert "Choose the reason." in text
        assert "Kept words" in text
        assert lacks(assister) == set()

    def test_is_made_once_confirmed(self, client, kim):
        assister = AssisterFactory(ready=True)

        text = decide(client, assister, "suspend", reason="papers", note="Send us the papers.")

        assert "Done: Suspend." in text.content.decode()
        assert lacks(assister) == {Lack.SUSPENDED}
        change = StandingChange.objects.get()
        assert (change.reason, change.by) == ("papers", kim)
        assert "Send us the papers." in text.content.decode()  # in the history

    def test_says_on_the_same_page_what_is_refused(self, client):
        text = decide(client, AssisterFactory(), "suspend", reason="papers").content.decode()
        assert "Only who is certified can be suspended." in text

    def test_takes_no_reason_of_another_decision(self, client):
        assister = AssisterFactory(ready=True)
        decide(client, assister, "suspend", reason="routine")
        assert lacks(assister) == set()

    def test_puts_an_entity_on_record(self, client):
        assister = AssisterFactory(affiliation=None)
        entity, ended = EntityFactory(), EntityFactory(status="ended")
        decide(client, assister, "affiliate", reason="routine", entity=ended.pk)
        assert Lack.NOT_AFFILIATED in lacks(assister)
        decide(client, assister, "affiliate", reason="routine", entity=entity.pk)
        assert Lack.NOT_AFFILIATED not in lacks(assister)

    def test_leads_from_certified_to_ready_and_prints_the_badge(self, client):
        assister = AssisterFactory(activated=True)
        decide(client, assister, "certify", reason="routine")
        text = decide(client, assister, "issue-badge", reason="routine").content.decode()

        assert "Print badge" in text
        assert lacks(assister) == set()
        badge = client.get(reverse("admin:accounts_assister_badge", args=[assister.pk]))
        assert "data:image/svg+xml" in badge.content.decode()

    @pytest.mark.parametrize(
        ("facts", "names"),
        [
            ({}, "certify end-affiliation"),
            ({"unbadged": True}, "suspend revoke issue-badge end-affiliation"),
            ({"ready": True}, "suspend revoke take-back-badge end-affiliation"),
            ({"suspended": True}, "reinstate revoke take-back-badge end-affiliation"),
            ({"revoked": True}, "certify end-affiliation"),
            ({"expired": True, "badge": None}, "renew certify end-affiliation"),
            ({"certified": True, "affiliation": None}, "suspend revoke affiliate"),
            (
                {"ready": True, "certification__in_grace": True},
                "renew suspend revoke take-back-badge end-affiliation",
            ),
        ],
    )
    def test_is_offered_where_it_makes_sense(self, facts, names):
        assert [one.name for one in for_assister(AssisterFactory(**facts))] == names.split()

    @pytest.mark.parametrize(
        "facts",
        [
            {},
            {"unbadged": True},
            {"ready": True, "certification__in_grace": True},
            {"suspended": True},
            {"expired": True},
        ],
    )
    def test_that_is_offered_is_not_refused(self, client, facts):
        entity = EntityFactory()
        for decision in for_assister(AssisterFactory(**facts)):
            reason = next(one for one in decision.reasons if one != "other")
            done = decide(
                client, AssisterFactory(**facts), decision.name, reason=reason, entity=entity.pk
            )
            assert "Done: " in done.content.decode(), decision.name


class TestEntityDecisions:
    def test_suspend_and_end(self, client):
        entity = AssisterFactory(ready=True).entity
        decide(client, entity, "suspend", reason="rules")
        assert not Assister.objects.ready().exists()
        decide(client, entity, "reinstate", reason="settled")
        assert Assister.objects.ready().exists()
        decide(client, entity, "end", reason="closed")
        assert Entity.objects.get().status == "ended"

    def test_none_is_offered_once_it_has_ended(self):
        assert for_entity(EntityFactory.build(status="ended")) == []

    def test_status_cannot_be_posted(self, client):
        entity = EntityFactory()
        client.post(
            reverse("admin:accounts_entity_change", args=[entity.pk]),
            {"kind": "cee", "legal_name": "New", "status": "ended", "counties": ["Fresno"]},
        )
        entity.refresh_from_db()
        assert (entity.legal_name, entity.status, entity.counties) == ("New", "active", ["Fresno"])

    def test_a_name_that_is_taken_is_said_at_the_form(self, client):
        EntityFactory(legal_name="Traders")
        response = client.post(
            reverse("admin:accounts_entity_add"), {"kind": "cee", "legal_name": "traders"}
        )
        assert "There is an entity of this kind and name already." in response.content.decode()
        assert Entity.objects.count() == 1

    def test_nor_can_another_be_renamed_to_it(self, client):
        EntityFactory(legal_name="Traders")
        entity = EntityFactory()
        address = reverse("admin:accounts_entity_change", args=[entity.pk])
        text = client.post(address, {"kind": "cee", "legal_name": "traders"}).content.decode()
        assert "There is an entity of this kind and name already." in text


class TestActions:
    def test_confirm_first_then_do_and_report(self, client):
        good, other = AssisterFactory.create_batch(2, ready=True)
        wrong = AssisterFactory()
        rows = [good, other, wrong]

        text = act(client, "suspend", rows)
        assert "They may sign in and read why." in text
        assert good.full_name in text
        assert lacks(good) == set()

        text = act(client, "suspend", rows, confirmed="yes", reason="rules")
        assert "Suspend: done for 2 people." in text
        assert f"{wrong.certification_number}: Only who is certified can be suspended." in text
        assert lacks(good) == lacks(other) == {Lack.SUSPENDED}

    def test_want_a_reason_too(self, client):
        assister = AssisterFactory(ready=True)
        assert "Choose the reason." in act(client, "suspend", [assister], confirmed="yes")
        assert lacks(assister) == set()

    def test_take_no_more_than_one_can_look_at(self, client, monkeypatch):
        monkeypatch.setattr("accounts.deciding_admin.MOST_AT_ONCE", 1)
        assert "Choose at most 1 at once" in act(
            client, "suspend", AssisterFactory.create_batch(2, ready=True)
        )

    def test_do_not_flood_the_page_with_refusals(self, client):
        text = act(
            client, "suspend", AssisterFactory.create_batch(12), confirmed="yes", reason="rules"
        )
        assert text.count("Only who is certified can be suspended.") == 10
        assert "And 2 more were refused." in text

    def test_are_not_there_for_who_may_only_look(self, client):
        client.force_login(StaffFactory(role="Administrators"))
        assister = AssisterFactory(ready=True)
        assert "End affiliation" not in client.get(LIST).content.decode()
        act(client, "suspend", [assister], confirmed="yes", reason="rules")
        assert lacks(assister) == set()


def test_every_decision_says_what_it_does():
    for decision in [*OF_ASSISTERS.values(), *OF_ENTITIES.values()]:
        assert str(decision.effect).endswith(".")


def test_grace_shows_as_days_below_zero(client):
    AssisterFactory(ready=True, certification__in_grace=True)
    due = timezone.localdate() - days_ago(370) - timedelta(days=365)
    text = client.get(LIST).content.decode()
    assert f'<td class="field-days_to_due">{-due.days}</td>' in text


def test_an_address_that_another_assister_has_is_said_at_the_field(client):
    other, here = AssisterFactory.create_batch(2)
    address = f"/admin/accounts/assister/{here.pk}/change/"
    facts = {
        "certification_number": here.certification_number,
        "first_name": here.first_name,
        "last_name": here.last_name,
        "language": "en",
        "delegation_codes-TOTAL_FORMS": 0,
        "delegation_codes-INITIAL_FORMS": 0,
    }
    page = client.post(address, {**facts, "email": other.email.upper()}).content.decode()
    assert "Another assister has this e-mail address." in page
    assert client.post(address, {**facts, "email": here.email}).status_code == 302


def test_words_that_nobody_sees_are_no_reason(client):
    assister = AssisterFactory(ready=True)
    answer = decide(client, assister, "suspend", reason="other", note="\u200b\u202e")
    assert "Say in the note what the reason is" in answer.content.decode()
    assert not lacks(assister)
