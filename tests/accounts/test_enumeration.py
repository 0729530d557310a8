"""Whether an e-mail address has an account is not to be found out: same answer, same work."""

import re

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from accounts.models import User
from notifications.models import Notice
from tests.accounts.test_sign_in_limits import counting_hashes
from tests.factories import PASSWORD, UserFactory

pytestmark = pytest.mark.django_db
KNOWN, UNKNOWN = "known@example.org", "unkno@example.org"  # of one length


@pytest.fixture(autouse=True)
def known():
    cache.clear()
    return UserFactory(username="somebody", email=KNOWN)


def masked(response, email):
    """The page without what differs for each visitor: tokens, and what was typed."""
    text = re.sub(r'name="csrfmiddlewaretoken" value="[^"]*"', "", response.content.decode())
    text = re.sub(r"about=[\w%-]+", "", text)  # sealed, and of another length for every request
    return text.replace(email, "…")


def walk(path, data, email):
    """What a visitor sees of the whole exchange: statuses, addresses, pages."""
    response = Client().post(path, data, follow=True)
    return response.redirect_chain, response.status_code, masked(response, email)


def reset(email):
    return walk(reverse("account_reset_password"), {"email": email}, email)


def sign_up(email, username="dee.acts"):
    data = {
        "first_name": "Dee",
        "last_name": "Acts",
        "email": email,
        "username": username,
        "password1": PASSWORD,
    }
    return walk(reverse("account_signup"), data, email)


def sign_in(email):
    return walk(reverse("account_login"), {"login": email, "password": "wrong"}, email)


@pytest.mark.parametrize("act", [reset, sign_up, sign_in])
def test_the_answer_is_the_same_to_the_byte(act):
    assert act(KNOWN) == act(UNKNOWN)


@pytest.mark.parametrize(("act", "times"), [(reset, 0), (sign_up, 1), (sign_in, 1)])
@pytest.mark.parametrize("email", [KNOWN, UNKNOWN])
def test_the_password_is_hashed_as_often(act, times, email):
    with counting_hashes() as hashes:
        act(email)

    assert len(hashes) == times


@pytest.mark.parametrize("email", [KNOWN, UNKNOWN])
@pytest.mark.parametrize("act", [reset, sign_up])
def test_one_mail_goes_out_either_way(act, email):
    act(email)

    assert Notice.objects.get().to == email


def test_a_second_account_of_an_address_is_not_made():
    sign_up(KNOWN)

    assert User.objects.filter(email__iexact=KNOWN).count() == 1
    assert not User.objects.filter(username="dee.acts").exists()


def test_a_taken_username_is_said():
    _chain, status, text = sign_up(UNKNOWN, username="SomeBody")

    assert status == 200
    assert "This username is taken" in text


@pytest.mark.parametrize("password", ["Dee Acts Dee Acts Dee", "somebody2.somebody2"])
def test_a_password_of_ones_own_names_is_refused(password):
    data = {"first_name": "Dee", "last_name": "Acts", "email": UNKNOWN, "username": "somebody2"}

    page = Client().post(reverse("account_signup"), {**data, "password1": password})

    assert page.status_code == 200
    assert not User.objects.filter(email=UNKNOWN).exists()
