"""A browser at allauth's pages, and what its owner did there before the test looks."""

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal import auth as totp
from django.urls import reverse

from tests.factories import PASSWORD, UserFactory
from tests.matrix.factors import add_passkey

NEW_ADDRESS = "dee.new@example.org"


class Somebody:
    """A browser, and what its owner did with it."""

    def __init__(self, client):
        self.client, self.user = client, UserFactory(username="dee.acts")

    def nobody(self):
        pass

    def signs_in(self):
        self.client.post("/sign-in/", {"login": "dee.acts", "password": PASSWORD})

    def shows_who_they_are(self):
        self.signs_in()
        self.client.post(reverse("account_reauthenticate"), {"password": PASSWORD})

    def has_no_password(self):
        self.signs_in()
        self.user.set_unusable_password()
        self.user.save()
        self.client.force_login(self.user)

    def has_all_factors(self):
        self.shows_who_they_are()
        self.sets_up_factors()

    def sets_up_factors(self):
        totp.TOTP.activate(self.user, totp.generate_totp_secret())
        RecoveryCodes.activate(self.user)
        add_passkey(self.user)

    def is_asked_for_a_factor(self):
        self.sets_up_factors()
        self.signs_in()

    def signs_up(self):
        data = {
            "first_name": "Pat",
            "last_name": "Gives",
            "email": "pat@example.org",
            "username": "pat.gives",
            "password1": PASSWORD,
        }
        response = self.client.post("/sign-up/", data)
        assert response.url == reverse("accounts:sign_up_code")

    def comes_for_the_first_time(self):
        """After an activation the first sign-in confirms the address."""
        self.user.emailaddress_set.update(verified=False)
        self.client.post("/sign-in/", {"login": "dee.acts", "password": PASSWORD})

    def wants_another_address(self):
        self.shows_who_they_are()
        self.client.post(reverse("account_email"), {"email": NEW_ADDRESS, "action_add": ""})

    def forgot_the_password(self):
        self.client.post(reverse("account_reset_password"), {"email": self.user.email})

    def has_the_code(self):
        self.forgot_the_password()
        state = self.client.session["account_password_reset_verification"]
        self.client.post(reverse("account_confirm_password_reset_code"), {"code": state["code"]})

    @property
    def passkey(self):
        return self.user.authenticator_set.filter(type=Authenticator.Type.WEBAUTHN)
