"""The first page after sign-in: each role's part, and always which role that is."""

import pytest

from accounts import next_steps
from accounts.next_steps import NextStep
from tests.factories import (
    AssisterFactory,
    EntityContactFactory,
    StaffFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db


def page_of(client, user):
    client.force_login(user)
    return client.get("/dashboard/").content.decode()


def test_an_assister_reads_what_they_wait_for_and_who_does_it(client):
    text = page_of(client, AssisterFactory(unbadged=True).user)

    assert "Certified Enrollment Counselor" in text
    assert "Badge not issued yet" in text
    assert "The certification desk issues it" in text


def test_an_assister_to_whom_nothing_is_missing_can_show_their_badge(client):
    assert "/account/badge/" in page_of(client, AssisterFactory(ready=True).user)


@pytest.mark.parametrize(
    ("status", "words"),
    [
        ("active", "Your assisters, their invitations"),
        ("suspended", "The audit of last year is late."),
        ("ended", "ended its part"),
    ],
)
def test_a_contact_reads_how_their_entity_stands(client, status, words):
    contact = EntityContactFactory(entity__status=status)
    contact.entity.standing_changes.create(
        what="entity_suspended", reason="papers", note="The audit of last year is late."
    )
    assert words in page_of(client, contact.user)


def test_a_consumer_reads_how_to_see_their_case(client):
    assert "access code" in page_of(client, UserFactory())


def test_staff_read_their_role(client):
    assert "Certification desk" in page_of(client, StaffFactory(role="Certification desk"))


def test_one_account_with_several_roles_sees_each_part(client):
    user = AssisterFactory(activated=True).user
    EntityContactFactory(user=user, entity__legal_name="Traders")

    text = page_of(client, user)

    assert text.index("Certified Enrollment Counselor</h2>") < text.index("Entity contact</h2>")
    assert "(Certified Enrollment Counselor, Entity contact)" in text


def test_the_most_urgent_comes_first_with_its_count(client, monkeypatch):
    def provider(user):
        yield NextStep(role="Desk", title="Later", text="…", order=60)
        yield NextStep(role="Desk", title="Now", text="…", order=1, count=7, url="/x/", action="Go")

    monkeypatch.setattr(next_steps, "_providers", [provider])
    text = page_of(client, UserFactory())

    assert text.index("Now (7)") < text.index("Later")


def test_a_visitor_signs_in_first(client):
    assert client.get("/dashboard/").url == "/sign-in/?next=/dashboard/"


@pytest.mark.parametrize(
    ("facts", "queries"),
    [
        (
            {"ready": True},
            6,
        ),  # session, user with relations, ready, delegations, second factor, courses
        ({"unbadged": True}, 9),  # and what there is of certifications, badges, affiliations
    ],
)
def test_takes_few_queries(client, django_assert_num_queries, facts, queries):
    client.force_login(AssisterFactory(**facts).user)
    client.get("/dashboard/")

    with django_assert_num_queries(queries):
        client.get("/dashboard/")
