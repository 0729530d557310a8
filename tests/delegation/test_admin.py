"""The certification desk's button, and who may press it."""

from types import SimpleNamespace

import pytest
from django.contrib import admin
from django.urls import reverse

from accounts.models import Assister
from delegation.models import DelegationCode
from delegation.workflows import activations
from notifications.models import Notice
from tests.factories import (
    ActivationDraftFactory,
    AssisterFactory,
    DelegationCodeFactory,
    StaffFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def kim(client):
    kim = StaffFactory(role="Certification desk")
    client.force_login(kim)
    return kim


def page(assister):
    return reverse("admin:accounts_assister_change", args=[assister.pk])


def button(assister):
    return reverse("admin:accounts_assister_issue_code", args=[assister.pk])


def test_the_desk_issues_a_code(client, kim):
    assister = AssisterFactory()

    assert "Issue delegation code" in client.get(page(assister)).content.decode()
    response = client.post(button(assister), follow=True)

    assert f"on its way to {assister.email}" in response.content.decode()
    assert DelegationCode.objects.get().issued_by == kim
    assert Notice.objects.get().to == assister.email


def test_an_active_account_needs_none(client, kim):
    assister = AssisterFactory(activated=True)

    assert "Issue delegation code" not in client.get(page(assister)).content.decode()
    response = client.post(button(assister), follow=True)

    assert "active already" in response.content.decode()
    assert not DelegationCode.objects.exists()


def test_a_get_issues_nothing(client, kim):
    assister = AssisterFactory()

    assert client.get(button(assister)).status_code == 405
    assert not DelegationCode.objects.exists()


@pytest.mark.parametrize("role", ["", "Administrators"])
def test_other_staff_may_not(client, role):
    client.force_login(StaffFactory(role=role))
    assister = AssisterFactory()

    assert client.post(button(assister)).status_code == 403
    assert not DelegationCode.objects.exists()


@pytest.mark.parametrize("user", [None, UserFactory])
def test_nobody_else_gets_in(client, user):
    if user:
        client.force_login(user())
    assister = AssisterFactory()

    response = client.post(button(assister))

    assert response.status_code == 302
    assert "login" in response.url or "sign-in" in response.url
    assert not DelegationCode.objects.exists()


def edit(client, assister, **changes):
    form = client.get(page(assister)).context["adminform"].form
    data = {name: form.initial.get(name) or "" for name in form.fields}
    management = {"delegation_codes-TOTAL_FORMS": 0, "delegation_codes-INITIAL_FORMS": 0}
    return client.post(page(assister), {**data, **management, **changes}, follow=True)


@pytest.mark.parametrize(
    ("fact", "value"),
    [
        ("email", lambda: "new@example.org"),
        ("certification_number", lambda: "599999999"),
    ],
)
def test_a_new_address_or_fact_ends_the_code_that_was_sent(client, kim, fact, value):
    code = DelegationCodeFactory()

    response = edit(client, code.assister, **{fact: value()})

    assert "The code sent before no longer works" in response.content.decode()
    code.refresh_from_db()
    assert code.revoked_at


def test_a_new_name_ends_no_code(client, kim):
    code = DelegationCodeFactory()

    edit(client, code.assister, last_name="Other")

    code.refresh_from_db()
    assert code.is_live()


def test_what_activation_writes_cannot_be_posted(client, kim):
    assister = AssisterFactory()

    edit(client, assister, user=kim.pk, activated_at_0="2026-01-01", phone="9165550123")

    assister.refresh_from_db()
    assert (assister.user, assister.activated_at, assister.phone) == (None, None, "")


def test_an_edit_undoes_no_activation_that_ended_meanwhile(kim):
    draft = ActivationDraftFactory(filled=True)
    shown = Assister.objects.get(pk=draft.assister_id)
    activations.confirm(draft=draft.pk, by=None, language="en")
    desk = admin.site.get_model_admin(Assister)
    shown.first_name = "Edited"
    form = SimpleNamespace(changed_data=["first_name"])

    desk.save_model(SimpleNamespace(user=kim), shown, form, change=True)

    shown.refresh_from_db()
    assert (shown.first_name, shown.is_activated) == ("Edited", True)


@pytest.mark.parametrize("odd", ["abc", "x/y", "_00", "é", "a" * 5000])
def test_an_odd_assister_is_not_found(client, kim, odd):
    assert client.post(f"/admin/accounts/assister/{odd}/issue-code/").status_code == 404


def test_a_code_leaves_no_trace_of_its_text_in_the_admin(client, kim):
    code = DelegationCodeFactory()

    assert code.digest not in client.get(page(code.assister)).content.decode()


@pytest.mark.parametrize("rows", [1, 10])
def test_the_list_takes_the_same_queries_for_any_number_of_rows(
    client, kim, rows, django_assert_num_queries
):
    AssisterFactory.create_batch(rows)
    client.get("/")  # the session notes when it began

    with django_assert_num_queries(12):
        client.get(reverse("admin:accounts_assister_changelist"))


def test_the_desk_is_not_handed_the_invited_persons_link(client, kim):
    code = DelegationCodeFactory()

    page_text = client.get(page(code.assister)).content.decode()

    assert "View on site" not in page_text
    assert "/r/" not in page_text
