"""Whether an e-mail address has an account is not to be found out: same answer, same work."""

import re

import pytest
from django.core.cache import cache
from django.db import transaction
from django.test import Client
from django.urls import reverse

from accounts.models import User
from notifications.models import Notice
from tests.accounts.signing_up import WRONG, Visitor, newest_mail
from tests.accounts.test_sign_in_limits import counting_hashes
from tests.factories import PASSWORD, UserFactory
from tests.matrix.world import forget_attempts

pytestmark = pytest.mark.django_db
KNOWN, UNKNOWN = "known@example.org", "unkno@example.org"  # of one length


@pytest.fixture(autouse=True)
def known():
    cache.clear()
    return UserFactory(username="somebody", email=KNOWN, password="seven brass kettles rust")


def seen(response, email):
    """What a visitor sees: statuses, addresses, the page without its tokens and what was typed."""
    text = re.sub(r'name="csrfmiddlewaretoken" value="[^"]*"', "", response.content.decode())
    text = re.sub(r"about=[\w%-]+", "", text)  # sealed, and of another length for every request
    return (
        getattr(response, "redirect_chain", []),
        response.status_code,
        re.sub(re.escape(email), "…", text, flags=re.I),
    )


def reset(email):
    """Asks for a code, tries until it may not any more, and looks where that leads."""
    client = Client()
    yield client.post(reverse("account_reset_password"), {"email": email}, follow=True)
    for _ in range(4):
        path = reverse("account_confirm_password_reset_code")
        yield client.post(path, {"code": WRONG}, follow=True)
    yield client.get(reverse("account_complete_password_reset"), follow=True)
    for _ in range(5):  # until there were too many mails
        yield client.post(reverse("account_reset_password"), {"email": email}, follow=True)


def sign_up(email):
    """Everything that can be tried without the mail."""
    pat, other = Visitor(), Visitor()
    yield pat.signs_up(email=email)
    yield other.signs_in("pat.gives")
    yield other.signs_in(email)
    yield pat.signs_in("pat.gives")
    yield other.signs_up(email="other@example.org")
    for _ in range(6):  # one more than the limit
        yield pat.gives(WRONG)
    for _ in range(5):  # until there were too many mails
        yield pat.asks_again()
    yield pat.signs_up(email=email, username="pat.gives2")
    yield pat.client.get("/sign-up/", follow=True)
    yield pat.client.post(reverse("accounts:sign_up_cancel"), follow=True)
    yield pat.client.get(reverse("accounts:sign_up_code"), follow=True)
    yield other.signs_in("pat.gives")


def sign_in(email):
    for login in [email, email.upper(), "somebody", "somebody", "somebody", email]:
        yield Visitor().signs_in(login, "wrong")


def change_address(email):
    """By somebody who has an account."""
    user = UserFactory(username="dee.acts", email="dee@example.org")
    client = Visitor().client
    client.post("/sign-in/", {"login": user.username, "password": PASSWORD})
    yield client.post(reverse("account_email"), {"email": email, "action_add": ""}, follow=True)
    confirm = reverse("account_email_verification_sent")
    yield client.post(confirm, {"action": "resend"}, follow=True)
    yield client.get(reverse("account_email"))
    for _ in range(3):
        yield client.post(confirm, {"code": WRONG}, follow=True)
    yield client.get(reverse("account_email"))


def story(act, email):
    """Of one act from beginning to end; what it did is undone."""
    cache.clear()
    forget_attempts()
    with transaction.atomic():
        told = [seen(response, email) for response in act(email)]
        transaction.set_rollback(True)
    return told


@pytest.mark.parametrize("act", [reset, sign_up, sign_in, change_address])
def test_every_step_is_the_same_to_the_byte(act):
    for of_known, of_unknown in zip(story(act, KNOWN), story(act, UNKNOWN), strict=True):
        assert of_known == of_unknown


@pytest.mark.parametrize(("act", "hashes"), [(reset, [0]), (sign_up, [1, 1]), (sign_in, [1])])
def test_the_password_is_hashed_as_often(act, hashes):
    """Once by each of the first steps, whose address it ever is."""
    for email in (KNOWN, UNKNOWN):
        cache.clear()
        forget_attempts()
        steps = act(email)
        for wanted in hashes:
            with counting_hashes() as counted:
                next(steps)
            assert len(counted) == wanted


@pytest.mark.parametrize("act", [reset, sign_up])
@pytest.mark.parametrize("email", [KNOWN, UNKNOWN])
def test_one_mail_goes_out_either_way(act, email):
    next(act(email))

    assert Notice.objects.get().to == email


def test_the_owner_is_told_where_to_go(settings):
    User.objects.update(language="es")
    Visitor().signs_up(email="Known@example.org")

    mail = newest_mail(KNOWN)

    assert mail.subject == "Usted ya tiene una cuenta"
    for name in ("account_login", "account_reset_password"):
        assert settings.SITE_URL + reverse(name) in mail.body


def test_a_taken_username_is_said():
    page = Visitor().signs_up(email=UNKNOWN, username="SomeBody")

    assert page.status_code == 200
    assert "This username is taken" in page.content.decode()


@pytest.mark.parametrize("password", ["Dee Acts Dee Acts Dee", "somebody2.somebody2"])
def test_a_password_of_ones_own_names_is_refused(password):
    names = {"first_name": "Dee", "last_name": "Acts", "username": "somebody2"}

    page = Visitor().signs_up(**names, password1=password)

    assert "password1" in page.context["form"].errors
