"""The gate before assisters' pages, one's own standing and badge, and the check of a badge."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.utils import timezone

from accounts import gates
from accounts.workflows import badges, certifications, entities
from tests.accounts.factories import BadgeFactory, StandingChangeFactory
from tests.factories import AssisterFactory, UserFactory

pytestmark = pytest.mark.django_db


def text_of(client, address, status=200):
    response = client.get(address)
    assert response.status_code == status
    return response.content.decode()


class TestStanding:
    def test_says_what_is_missing_and_who_mends_it(self, client):
        assister = AssisterFactory(suspended=True, badge=None)
        StandingChangeFactory(assister=assister, note="Send us your certificate of this year.")
        client.force_login(assister.user)

        text = text_of(client, "/account/standing/")

        assert "Certification suspended" in text
        assert "Send us your certificate of this year." in text
        assert "The certification desk" in text
        assert "Badge not issued yet" in text
        assert "take the training and order materials" in text

    def test_says_that_nothing_is(self, client):
        client.force_login(AssisterFactory(ready=True).user)
        assert "all good today" in text_of(client, "/account/standing/")

    def test_is_of_assisters_only(self, client):
        client.force_login(UserFactory())
        assert client.get("/account/standing/").status_code == 403


class TestTheGate:
    """The badge's page stands behind it, as those of upper floors do."""

    def test_lets_who_is_ready_through(self, client):
        assister = AssisterFactory(ready=True)
        client.force_login(assister.user)
        assert assister.entity.legal_name in text_of(client, "/account/badge/").replace(
            "&amp;", "&"
        ).replace("&#x27;", "'")

    @pytest.mark.parametrize(
        ("facts", "words"),
        [
            ({"unbadged": True}, "Badge not issued yet"),
            ({"suspended": True}, "Certification suspended"),
            ({"expired": True}, "Certification expired"),
            ({"ready": True, "entity__status": "suspended"}, "Entity suspended"),
        ],
    )
    def test_explains_itself_to_others(self, client, facts, words):
        client.force_login(AssisterFactory(**facts).user)

        text = text_of(client, "/account/badge/", status=403)

        assert "You cannot open this page now" in text
        assert words in text
        assert "What you can do meanwhile" in text

    @pytest.mark.parametrize("user", [UserFactory.build, AnonymousUser])
    def test_knows_nobody_but_assisters(self, rf, user):
        request = rf.get("/")
        request.user = user()
        view = gates.ready_assisters_only(lambda _request: HttpResponse("in"))
        with pytest.raises(PermissionDenied):
            view(request)

    def test_costs_one_query(self, client, django_assert_num_queries):
        user = AssisterFactory(ready=True).user
        with django_assert_num_queries(1):
            assert gates.is_ready(user)

    def test_closes_with_the_next_request(self, client):
        assister = AssisterFactory(ready=True)
        client.force_login(assister.user)
        text_of(client, "/account/badge/")

        entities.suspend(entity=assister.entity, by=None, reason="rules")

        client.force_login(assister.user)
        text_of(client, "/account/badge/", status=403)


class TestBadgeCheck:
    def badge(self, **facts):
        facts = facts or {"ready": True}
        return AssisterFactory(spoken_languages=["en", "vi"], **facts).badges.get()

    def test_of_a_good_one_says_who_where_and_which_languages(self, client):
        badge = self.badge()

        text = text_of(client, f"/badge/{badge.pk}/")

        assert "Valid today" in text
        assert "Dee Acts" in text
        assert "English, Vietnamese" in text
        assert "What to do now" not in text

    def test_says_nothing_else(self, client):
        badge = self.badge(
            ready=True,
            phone="9165550123",
            certification_number="511112222",
            email="d@secret.example",
        )
        text = text_of(client, f"/badge/{badge.pk}/")
        for private in ("9165550123", "511112222", "secret", str(badge.assister_id), "510000"):
            assert private not in text
        assert "Dee Acts" not in text[: text.index("</title>")]

    @pytest.mark.parametrize(
        "facts",
        [
            {"suspended": True},
            {"expired": True},
            {"ready": True, "user__is_active": False},
            {"ready": True, "entity__status": "suspended"},
            {"certified": True, "badged": True},
        ],
        ids=["suspended", "expired", "switched off", "entity suspended", "not activated"],
    )
    def test_of_one_that_is_not_good_says_so_and_what_to_do_but_not_why(self, client, facts):
        text = text_of(client, f"/badge/{self.badge(**facts).pk}/")

        assert "Not valid today" in text
        assert "What to do now" in text
        assert "suspended" not in text.lower()

    def test_of_one_that_was_replaced_is_not_valid(self, client):
        assister = AssisterFactory(ready=True)
        old = assister.badges.get()
        badges.take_back(assister=assister, by=None, reason="own_request")
        new = badges.issue(assister=assister, by=None)

        assert "Not valid today" in text_of(client, f"/badge/{old.pk}/")
        assert "Valid today" in text_of(client, f"/badge/{new.pk}/")

    def test_follows_a_decision_at_once(self, client):
        badge = self.badge()
        certifications.revoke(assister=badge.assister, by=None, reason="rules")
        assert "Not valid today" in text_of(client, f"/badge/{badge.pk}/")

    def test_of_none_is_not_found(self, client):
        assert client.get("/badge/00000000-0000-4000-8000-000000000000/").status_code == 404

    def test_issued_for_a_day_to_come_is_not_valid(self, client):
        badge = BadgeFactory(issued_on=timezone.localdate() + timedelta(days=1))
        assert "Not valid today" in text_of(client, f"/badge/{badge.pk}/")
