"""One's own account: changing the address, what is mailed of it, ending sessions."""

import re

import pytest
from django.conf import settings
from django.template.loader import get_template
from django.urls import reverse

from notifications import mails
from notifications.models import Notice
from tests.accounts.somebody import NEW_ADDRESS, Somebody
from tests.factories import PASSWORD, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def somebody(client):
    return Somebody(client)


class TestChangingTheAddress:
    def test_takes_the_code_and_tells_the_old_address(self, client, somebody):
        somebody.wants_another_address()
        code = client.session["account_email_verification_code"]["code"]

        response = client.post(reverse("account_email_verification_sent"), {"code": code})

        assert response.status_code == 302
        somebody.user.refresh_from_db()
        assert somebody.user.email == NEW_ADDRESS
        assert list(somebody.user.emailaddress_set.values_list("email", flat=True)) == [NEW_ADDRESS]
        told = Notice.objects.filter(to="dee.acts@example.org").latest("created_at")
        assert mails.compose(told).subject == "Your e-mail address was changed"

    def test_what_is_no_address_is_said_plainly(self, client, somebody):
        somebody.signs_in()

        response = client.post(reverse("account_email"), {"email": "dee", "action_add": ""})

        assert "Enter an e-mail address such as name@example.org." in response.content.decode()


class TestMails:
    def newest(self):
        return mails.compose(Notice.objects.filter(kind="account_mail").latest("created_at"))

    @pytest.mark.parametrize(
        ("before", "words"),
        [
            (Somebody.comes_for_the_first_time, "Confirm your e-mail address"),
            (Somebody.wants_another_address, "Confirm your e-mail address"),
            (Somebody.forgot_the_password, "Your code for a new password"),
        ],
    )
    def test_the_code_stands_on_a_line_of_its_own(self, somebody, before, words):
        before(somebody)

        mail = self.newest()

        assert mail.subject == words
        assert re.search(r"^[A-Z0-9]{4}-[A-Z0-9]{4}$", mail.body, re.M)
        assert "15 minutes" in mail.body

    def test_a_change_is_told_with_when_and_where(self, client, somebody):
        somebody.shows_who_they_are()
        page = client.post(
            reverse("account_change_password"),
            {"oldpassword": PASSWORD, "password1": "three red kettles hum"},
            headers={"User-Agent": "Mozilla/5.0 (Windows NT 10.0) Gecko Firefox/140.0"},
            follow=True,
        )
        assert page.redirect_chain == [(reverse("account_email"), 302)]
        assert "Your password is changed." in page.content.decode()

        mail = self.newest()

        assert mail.subject == "Your password was changed"
        assert "Browser: Firefox, Windows" in mail.body
        assert "Was it not you?" in mail.body

    @pytest.mark.parametrize(
        ("email", "words"),
        [
            ("nobody@example.org", "There is no account with this address"),
            ("dee.acts@example.org", "Your code for a new password"),
        ],
    )
    def test_only_the_mail_says_whether_an_address_is_known(self, client, somebody, email, words):
        response = client.post(reverse("account_reset_password"), {"email": email})

        assert response.url == reverse("account_confirm_password_reset_code")
        assert self.newest().subject == words

    @pytest.mark.parametrize(
        "prefix",
        [
            path.relative_to(settings.BASE_DIR / "templates")
            .as_posix()
            .removesuffix("_subject.txt")
            for path in (settings.BASE_DIR / "templates").glob("*/email/*_subject.txt")
        ],
    )
    def test_no_subject_holds_anything_personal(self, prefix):
        assert "{{" not in get_template(f"{prefix}_subject.txt").template.source


class TestSessions:
    def test_one_can_be_ended(self, client, signed_in_elsewhere, somebody):
        somebody.signs_in()
        other = signed_in_elsewhere(somebody.user)
        there = somebody.user.usersession_set.exclude(session_key=client.session.session_key).get()

        response = client.post(reverse("accounts:session_end", args=[there.pk]), follow=True)

        assert "The session has ended." in response.content.decode()
        assert other.get("/dashboard/").status_code == 302
        assert client.get("/dashboard/").status_code == 200

    def test_those_of_others_cannot(self, client, signed_in_elsewhere, somebody):
        somebody.signs_in()
        sam = UserFactory(username="sam.strange")
        stranger = signed_in_elsewhere(sam)
        theirs = sam.usersession_set.get()

        assert client.post(reverse("accounts:session_end", args=[theirs.pk])).status_code == 404
        assert stranger.get("/dashboard/").status_code == 200

    @pytest.fixture
    def signed_in_elsewhere(self, client):
        """Signs in once more, in another browser."""

        def sign_in(user):
            other = type(client)()
            other.post("/sign-in/", {"login": user.username, "password": PASSWORD})
            return other

        return sign_in
