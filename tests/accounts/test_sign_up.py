"""Making a consumer's account: the account exists when the mailed code is given, and not before."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.core.cache import cache
from django.db import IntegrityError, connections
from django.utils import timezone

from accounts.models import SignUp, User
from accounts.tasks import delete_old_sign_ups
from accounts.workflows import people
from audit.models import AuditEvent
from notifications.models import Notice
from tests.accounts.signing_up import (
    CODE_PAGE,
    USERNAME_PAGE,
    WRONG,
    Visitor,
    mailed_code,
    newest_mail,
)
from tests.factories import PASSWORD, SignUpFactory, StaffFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def fresh():
    cache.clear()


@pytest.fixture
def pat():
    return Visitor()


class TestTheCode:
    def test_makes_the_account_and_signs_in(self, pat):
        pat.client.cookies["language"] = "es"
        pat.signs_up(email="Pat@example.org")
        assert not User.objects.exists()

        page = pat.gives(mailed_code().lower().replace("-", " "))

        assert page.redirect_chain == [("/dashboard/", 302)]
        user = User.objects.get()
        assert (user.username, user.email, user.language) == ("pat.gives", "pat@example.org", "es")
        assert user.get_full_name() == "Pat Gives"
        assert user.check_password(PASSWORD)
        address = EmailAddress.objects.get()
        assert (address.user, address.verified, address.primary) == (user, True, True)
        assert not SignUp.objects.exists()
        assert AuditEvent.objects.filter(verb="person.sign_up", actor_id=user.pk).count() == 1

    def test_a_wrong_one_is_said_and_counted(self, pat):
        pat.signs_up()

        answers = [pat.gives(WRONG) for _ in range(6)]

        assert "This is not the code we sent last" in answers[0].content.decode()
        assert [answer.status_code for answer in answers] == [200] * 5 + [429]
        assert pat.gives(mailed_code()).status_code == 429
        assert not User.objects.exists()

    def test_an_old_one_does_not_work_and_a_new_one_does(self, pat):
        pat.signs_up()
        SignUp.objects.update(code_expires_at=timezone.now())
        assert "too old" in pat.gives(mailed_code()).content.decode()

        old = mailed_code()
        pat.asks_again()

        assert mailed_code() != old
        assert "This is not the code" in pat.gives(old).content.decode()
        pat.gives(mailed_code())
        assert pat.is_signed_in

    def test_works_in_the_browser_that_signed_up_only(self, pat):
        pat.signs_up()
        other = Visitor()

        assert other.gives(mailed_code()).redirect_chain == [("/sign-up/", 302)]
        assert not User.objects.exists()

    def test_leads_to_the_page_one_came_from(self, pat):
        page = pat.client.get("/sign-up/?next=/account/email/")
        assert 'name="next" value="/account/email/"' in page.content.decode()
        pat.signs_up(next="/account/email/")
        pat.gives(WRONG)
        pat.asks_again()

        assert pat.gives(mailed_code()).redirect_chain == [("/account/email/", 302)]

    def test_leads_to_no_other_site(self, pat):
        pat.signs_up(next="https://elsewhere.example/")

        assert pat.gives(mailed_code()).redirect_chain == [("/dashboard/", 302)]


class TestNothingIsReserved:
    """By who has not shown that the address is theirs."""

    def test_an_invitation_takes_the_username_and_the_address(self, pat):
        pat.signs_up()

        people.invite_staff(
            username="pat.gives", email="pat@example.org", groups=[], by=StaffFactory()
        )

    def test_another_sign_up_takes_both(self, pat):
        pat.signs_up()
        other = Visitor()
        other.signs_up()
        other.gives(mailed_code())

        assert other.is_signed_in

    def test_what_was_forgotten_is_wiped(self, pat):
        SignUpFactory(code_expires_at=timezone.now() - timedelta(hours=2))
        new = SignUpFactory()

        delete_old_sign_ups()

        assert SignUp.objects.get() == new

    def test_after_an_hour_one_begins_again(self, pat):
        pat.signs_up()
        SignUp.objects.update(code_expires_at=timezone.now() - timedelta(hours=2))

        page = pat.gives(mailed_code())

        assert page.redirect_chain == [("/sign-up/", 302)]
        assert "fill in the form again" in page.content.decode()

    def test_signing_up_again_replaces_what_waited(self, pat):
        pat.signs_up()
        pat.signs_up(username="pat.gives2")

        assert SignUp.objects.get().username == "pat.gives2"

    def test_going_back_wipes_it(self, pat):
        pat.signs_up()
        assert pat.client.get("/sign-up/").url == CODE_PAGE

        pat.client.post("/sign-up/cancel/")

        assert not SignUp.objects.exists()
        assert pat.client.get("/sign-up/").status_code == 200


class TestTakenMeanwhile:
    def test_the_username_one_chooses_another_and_types_nothing_else_again(self, pat):
        pat.signs_up(next="/account/email/")
        UserFactory(username="Pat.Gives", email="other@example.org")

        page = pat.gives(mailed_code())
        assert page.redirect_chain == [(USERNAME_PAGE, 302)]
        assert "Somebody else took the username" in page.content.decode()
        assert "This username is taken" in pat.chooses("PAT.gives").content.decode()
        assert "Use 4 to 30 letters" in pat.chooses("Päť").content.decode()
        assert pat.client.get(CODE_PAGE).url == USERNAME_PAGE
        page = pat.chooses("pat.gives2")

        assert page.redirect_chain == [("/account/email/", 302)]
        assert User.objects.get(username="pat.gives2").check_password(PASSWORD)

    def test_the_address_one_signs_in(self, pat):
        pat.signs_up()
        UserFactory(email="PAT@example.org")

        page = pat.gives(mailed_code())

        assert page.redirect_chain == [("/sign-in/", 302)]
        assert "has an account" in page.content.decode()
        assert not SignUp.objects.exists()

    def test_no_username_without_the_code(self, pat):
        pat.signs_up()

        assert pat.chooses("pat.gives2").redirect_chain == [(CODE_PAGE, 302)]
        assert not User.objects.exists()


class TestTheDatabaseRefuses:
    @pytest.mark.parametrize(
        ("facts", "constraint"),
        [
            ({"email": ""}, "signup_email_given"),
            ({"password": PASSWORD}, "signup_password_is_hashed"),
            ({"digest": "ABCD-EFGH"}, "signup_code_is_a_digest"),
        ],
    )
    def test_what_must_not_be_kept(self, facts, constraint):
        with pytest.raises(IntegrityError, match=constraint):
            SignUpFactory(**facts)


class TestAtTheSameMoment:
    pytestmark = pytest.mark.django_db(transaction=True)

    def at_once(self, *acts):
        def run(act):
            try:
                return act()
            finally:
                connections.close_all()

        with ThreadPoolExecutor(len(acts)) as pool:
            return list(pool.map(run, acts))

    def waiting(self, n, **others):
        """So many visitors, each with the code that was mailed to them."""
        visitors = []
        for i in range(n):
            visitor = Visitor(f"198.51.100.{i}")
            visitor.signs_up(**{name: value.format(i) for name, value in others.items()})
            visitors.append((visitor, mailed_code(others["email"].format(i))))
        return visitors

    def test_a_second_press_of_the_button_makes_no_second_account(self):
        [(pat, code)] = self.waiting(1, email="pat@example.org")
        twin = Visitor()
        twin.client.cookies = pat.client.cookies.copy()

        pages = self.at_once(lambda: pat.gives(code), lambda: twin.gives(code))

        assert {page.status_code for page in pages} == {200}
        assert User.objects.count() == EmailAddress.objects.count() == 1

    def test_of_many_with_one_username_one_gets_it_and_the_others_choose(self):
        visitors = self.waiting(6, email="pat{}@example.org")

        self.at_once(*(lambda v=v, code=code: v.gives(code) for v, code in visitors))

        assert User.objects.count() == 1
        assert sorted(v.is_signed_in for v, _code in visitors) == [False] * 5 + [True]
        for n, (visitor, _code) in enumerate(visitors):
            if not visitor.is_signed_in:
                visitor.chooses(f"pat.gives{n}")
        assert User.objects.count() == 6

    def test_of_many_with_one_address_one_makes_the_account(self):
        visitors = self.waiting(5, email="pat@example.org", username="pat.gives{}")

        self.at_once(*(lambda v=v, code=code: v.gives(code) for v, code in visitors))

        assert User.objects.count() == EmailAddress.objects.count() == 1
        assert not SignUp.objects.exists()


def test_the_mail_speaks_the_language_of_the_page(pat):
    pat.client.cookies["language"] = "es"
    pat.signs_up()

    mail = newest_mail()

    assert mail.subject == "Confirme su correo electrónico"
    assert "15 minutos" in mail.body
    assert Notice.objects.get().kind == "sign_up_code"
