"""What is put on record of signing in, passwords, addresses and factors; and that no act goes without."""

import re
from contextlib import contextmanager

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import generate_totp_secret
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.urls import reverse

from accounts import sessions, sign_in_trail
from accounts.models import User
from accounts.workflows import people
from audit.models import AuditEvent
from notifications import mails
from notifications.models import Notice
from tests.accounts import signing_up
from tests.accounts.test_second_factors import with_app
from tests.authenticator import code_of
from tests.factories import PASSWORD, StaffFactory, UserFactory
from tests.matrix.factors import add_passkey

NEW_PASSWORD = "seven quiet lanterns hum"
ANSWER = '{"id": "x"}'  # of no passkey that there is


def sign_in(user, password=PASSWORD, client=None):
    client = client or Client(raise_request_exception=False)
    client.post("/sign-in/", {"login": user.username, "password": password})
    return client


def told():
    """(verb, outcome, reason, who, about whom or what), oldest first, but for the mails."""
    return [
        (event.verb, event.outcome, event.reason, event.actor_id, event.object_id)
        for event in AuditEvent.objects.exclude(verb="account_mail.send").order_by("pk")
    ]


def mailed():
    events = AuditEvent.objects.filter(verb="account_mail.send").order_by("pk")
    return [(event.reason, event.actor_id, event.object_id) for event in events]


def last():
    return told()[-1]


@pytest.fixture
def dee(db):
    return UserFactory(username="dee.acts", email="dee@example.org")


class TestSigningIn:
    def test_in_and_out(self, dee):
        client = sign_in(dee)
        client.post("/sign-out/")
        assert told() == [
            ("session.sign_in", "done", "", dee.pk, str(dee.pk)),
            ("session.sign_out", "done", "", dee.pk, str(dee.pk)),
        ]
        event = AuditEvent.objects.first()
        assert event.address == "127.0.0.1"
        assert event.request_id

    def test_a_wrong_password_tells_whose_account_it_was(self, dee):
        sign_in(dee, "wrong")
        wrong = ("session.sign_in", "failed", "WrongNameOrPassword", None, str(dee.pk))
        assert told() == [wrong]

    def test_an_unknown_name_is_not_kept(self, db):
        Client().post("/sign-in/", {"login": "pat.smith", "password": "pat’s very own words"})
        assert told() == [("session.sign_in", "failed", "WrongNameOrPassword", None, "")]
        assert "pat" not in str(AuditEvent.objects.values())

    def test_a_sixth_wrong_one_is_refused(self, dee):
        for _ in range(6):
            sign_in(dee, "wrong")
        assert [outcome for _v, outcome, *_more in told()] == ["failed"] * 5 + ["refused"]
        assert last() == ("session.sign_in", "refused", "TooManyAttempts", None, str(dee.pk))

    def test_what_was_not_used_for_too_long_says_so(self, dee):
        client = sign_in(dee)
        session = client.session
        session[sessions.SEEN] -= 31 * 60
        session.save()
        client.get("/dashboard/")
        assert last() == ("session.sign_out", "done", "Unused", dee.pk, str(dee.pk))

    def test_signing_up(self, db):
        visitor = signing_up.Visitor()
        visitor.signs_up()
        visitor.gives(signing_up.WRONG)
        visitor.gives(signing_up.mailed_code())
        pat = User.objects.get()
        assert [event[:4] for event in told()] == [
            ("sign_up.begin", "done", "", None),
            ("sign_up.confirm", "refused", "WrongSignUpCode", None),
            ("sign_up.confirm", "done", "", None),
            ("person.sign_up", "done", "", pat.pk),
            ("session.sign_in", "done", "", pat.pk),
        ]


class TestSessions:
    def test_ending_another(self, dee):
        here = sign_in(dee)
        sign_in(dee)
        other = UserSession.objects.exclude(session_key=here.session.session_key).get()
        here.post(f"/account/sessions/{other.pk}/end/")
        assert last() == ("session.end", "done", "", dee.pk, str(other.pk))

    def test_ending_all_others(self, dee):
        here = sign_in(dee)
        sign_in(dee)
        here.post("/account/sessions/")
        assert last()[0] == "session.end"
        assert UserSession.objects.count() == 1

    def test_ending_all(self, dee):
        sign_in(dee).post("/account/sessions/end-all/")
        assert [verb for verb, *_more in told()][1:] == ["session.end_all", "session.sign_out"]


class TestPasswords:
    def change(self, client):
        words = {"oldpassword": PASSWORD, "password1": NEW_PASSWORD, "password2": NEW_PASSWORD}
        return client.post("/account/password/change/", words)

    def test_changed(self, dee):
        self.change(sign_in(dee))
        changed = ("password.change", "done", "", dee.pk, str(dee.pk))
        assert changed in told()

    def test_a_wrong_old_one_is_no_sign_in(self, dee):
        client = sign_in(dee)
        words = {"oldpassword": "wrong", "password1": NEW_PASSWORD}
        client.post("/account/password/change/", words)
        assert last() == ("password.confirm", "failed", "WrongPassword", dee.pk, str(dee.pk))

    def test_a_wrong_one_where_it_is_asked_again(self, dee):
        client = sign_in(dee)
        for _ in range(6):
            client.post("/account/reauthenticate/", {"password": "wrong"})
        wrong = ("password.confirm", "failed", "WrongPassword", dee.pk, str(dee.pk))
        too_many = ("password.confirm", "refused", "TooManyAttempts", dee.pk, str(dee.pk))
        assert told()[1:] == [wrong] * 5 + [too_many]

    def test_forgotten(self, dee):
        client = Client()
        client.post("/account/password/reset/", {"email": dee.email})
        confirm = reverse("account_confirm_password_reset_code")
        client.post(confirm, {"code": "WRONGS"})
        assert last() == ("password.reset", "failed", "WrongCode", None, str(dee.pk))
        state = client.session["account_password_reset_verification"]
        client.post(confirm, {"code": state["code"]})
        words = {"password1": NEW_PASSWORD, "password2": NEW_PASSWORD}
        client.post(reverse("account_complete_password_reset"), words)
        assert ("password.reset", "done", "", dee.pk, str(dee.pk)) in told()

    def test_set_by_who_was_invited(self, db):
        kim = StaffFactory(role="Administrators")
        pat = people.invite_staff(username="pat", email="pat@example.org", groups=[], by=kim)
        client = Client()
        page = client.get(people.welcome_path(pat), follow=True)
        client.post(page.redirect_chain[-1][0], {"new_password": NEW_PASSWORD})
        assert last() == ("password.set", "done", "", pat.pk, str(pat.pk))

    @pytest.mark.django_db(transaction=True)
    def test_stays_as_it_was_if_the_event_cannot_be_written(self, transactional_db, no_events):
        dee = UserFactory()
        client = sign_in(dee)
        with no_events("password.change"):
            assert self.change(client).status_code == 500
        dee.refresh_from_db()
        assert dee.check_password(PASSWORD)


def mailed_code():
    notice = Notice.objects.filter(kind="account_mail").latest("created_at")
    return re.search(r"^\s*([A-Z0-9-]{6,9})\s*$", mails.compose(notice).body, re.M)[1]


class TestMails:
    """Whoever has a mail sent is on record, before anything comes of it."""

    def test_a_code_to_set_a_new_password(self, dee):
        Client().post("/account/password/reset/", {"email": dee.email})
        assert mailed() == [("password_reset_code", None, str(dee.pk))]

    def test_the_same_to_an_address_that_nobody_has(self, db):
        Client().post("/account/password/reset/", {"email": "nobody@example.org"})
        assert mailed() == [("unknown_account", None, "")]

    def test_another_address(self, dee):
        sign_in(dee).post("/account/email/", {"action_add": "", "email": "new@example.org"})
        assert mailed() == [("email_confirmation", dee.pk, "")]


class TestTheRest:
    def test_another_language_once(self, dee):
        client = sign_in(dee)
        for _ in range(2):
            client.post("/language/", {"language": "es"})
        assert told()[1:] == [("person.choose_language", "done", "es", dee.pk, str(dee.pk))]

    def test_a_passkey_that_is_renamed(self, dee):
        client = sign_in(dee)
        key = add_passkey(dee)
        client.post(reverse("mfa_edit_webauthn", args=[key.pk]), {"name": "My phone"})
        key.refresh_from_db()
        assert key.wrap().name == "My phone"
        assert last() == ("second_factor.rename", "done", "", dee.pk, str(key.pk))

    def test_a_form_of_theirs_without_a_token(self, dee):
        client = Client(enforce_csrf_checks=True)
        client.force_login(dee)
        assert client.post("/account/email/", {"email": "evil@example.org"}).status_code == 403
        assert last() == ("form.send", "refused", "NoToken", dee.pk, str(dee.pk))

    def test_not_a_visitors_who_could_fill_the_trail(self, db):
        assert Client(enforce_csrf_checks=True).post("/sign-in/").status_code == 403
        assert told() == []


class TestAddresses:
    def test_confirmed_and_changed(self, dee):
        client = sign_in(dee)
        client.post("/account/email/", {"action_add": "", "email": "dee.new@example.org"})
        client.post("/account/confirm-email/", {"code": "WRONGS"})
        assert last() == ("email.confirm", "failed", "WrongCode", dee.pk, str(dee.pk))
        client.post("/account/confirm-email/", {"code": mailed_code()})
        address = EmailAddress.objects.get(user=dee, email="dee.new@example.org")
        verbs = {verb: about for verb, outcome, _r, _by, about in told() if outcome == "done"}
        assert verbs["email.confirm"] == verbs["email.change"] == str(address.pk)
        assert "example.org" not in str(AuditEvent.objects.values())


class TestSecondFactors:
    def test_set_up_and_removed(self, dee, monkeypatch):
        client = sign_in(dee)
        secret = generate_totp_secret()
        client.get("/account/second-factor/totp/activate/")
        session = client.session
        session["mfa.totp.secret"] = secret
        session.save()
        client.post("/account/second-factor/totp/activate/", {"code": code_of(secret)})
        app = Authenticator.objects.get(user=dee, type="totp")
        assert ("second_factor.add", "done", "totp", dee.pk, str(app.pk)) in told()
        client.post("/account/second-factor/totp/deactivate/")
        assert ("second_factor.remove", "done", "totp", dee.pk, str(dee.pk)) in told()

    def test_an_app_that_does_not_prove_itself(self, dee):
        client = sign_in(dee)
        client.get("/account/second-factor/totp/activate/")
        client.post("/account/second-factor/totp/activate/", {"code": "wrong"})
        assert last() == ("second_factor.add", "failed", "WrongCode", dee.pk, str(dee.pk))

    def test_a_passkey_that_is_not_accepted(self, dee):
        client = sign_in(dee)
        add_passkey(dee)
        client.post(reverse("mfa_reauthenticate_webauthn"), {"credential": ANSWER})
        assert last() == ("second_factor.use", "failed", "PasskeyNotAccepted", dee.pk, str(dee.pk))

    def test_nobodys_passkey(self, db):
        Client().post(reverse("mfa_login_webauthn"), {"credential": ANSWER})
        assert told() == [("session.sign_in", "failed", "PasskeyNotAccepted", None, "")]

    def test_used_and_mistyped(self, dee):
        secret = with_app(dee)
        app = Authenticator.objects.get(user=dee, type="totp")
        client = sign_in(dee)
        assert told()[1:] == []  # not in yet
        client.post("/account/second-factor/authenticate/", {"code": "000000"})
        assert last() == ("second_factor.use", "failed", "WrongCode", None, str(app.pk))
        client.post("/account/second-factor/authenticate/", {"code": code_of(secret)})
        assert [verb for verb, *_more in told()[2:]] == ["second_factor.use", "session.sign_in"]


@pytest.fixture
def no_events():
    """While it lasts, the database refuses events of one verb."""

    @contextmanager
    def refused(verb):
        with connection.cursor() as cursor:
            cursor.execute(
                "ALTER TABLE audit_auditevent ADD CONSTRAINT auditevent_refused_here"
                f" CHECK (verb <> '{verb}') NOT VALID"
            )
        try:
            yield
        finally:
            with connection.cursor() as cursor:
                cursor.execute(
                    "ALTER TABLE audit_auditevent DROP CONSTRAINT auditevent_refused_here"
                )

    return refused


@pytest.mark.django_db(transaction=True)
class TestNoEventNoAct:
    def test_nobody_is_signed_in(self, no_events):
        dee = UserFactory()
        with no_events("session.sign_in"):
            client = sign_in(dee)
        assert client.get("/dashboard/").status_code == 302

    def test_no_session_is_ended(self, no_events):
        dee = UserFactory()
        client = sign_in(dee)
        before = Session.objects.count()
        with no_events("session.end_all"):
            assert client.post("/account/sessions/end-all/").status_code == 500
        assert Session.objects.count() == before


def test_every_name_of_a_writing_view_is_one():
    for name in sign_in_trail.WRITING:
        args = [1] if name in {"mfa_edit_webauthn", "mfa_remove_webauthn"} else []
        assert reverse(name, args=args)
