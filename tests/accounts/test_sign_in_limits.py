"""Wrong passwords: counted exactly, per account and address; the owner is never kept out by a stranger."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from unittest import mock

import pytest
from django.db import connections
from django.test import Client

from accounts.models import User
from notifications.models import Notice
from tests.factories import PASSWORD, UserFactory
from tests.hashers import QuickArgon2

SIGN_IN = "/sign-in/"


@contextmanager
def counting_hashes():
    """How often a password is hashed: the slow part, which must not tell whether an account exists."""
    calls = []

    def counted(method):
        return lambda self, *args: (calls.append(method), method(self, *args))[1]

    with (
        mock.patch.object(QuickArgon2, "encode", counted(QuickArgon2.encode)),
        mock.patch.object(QuickArgon2, "verify", counted(QuickArgon2.verify)),
    ):
        yield calls


def attempt(login="dee.acts", password="wrong", address="192.0.2.1"):
    return Client(REMOTE_ADDR=address).post(SIGN_IN, {"login": login, "password": password})


@pytest.fixture
def dee(db):
    return UserFactory(username="dee.acts", email="dee@example.org")


class TestLimits:
    def test_five_failures_then_429_with_the_time_to_wait(self, dee):
        answers = [attempt() for _ in range(6)]

        assert [answer.status_code for answer in answers] == [200] * 5 + [429]
        assert 0 < int(answers[-1]["Retry-After"]) <= 300

    def test_the_right_password_is_refused_too_while_the_limit_stands(self, dee):
        for _ in range(5):
            attempt()

        assert attempt(password=PASSWORD).status_code == 429

    def test_the_owner_gets_in_from_another_address(self, dee):
        for _ in range(6):
            attempt()

        assert attempt(password=PASSWORD, address="198.51.100.7").status_code == 302

    def test_success_is_not_counted(self, dee):
        for _ in range(7):
            assert attempt(password=PASSWORD).status_code == 302

    def test_twenty_a_minute_from_an_address_whatever_the_names(self, dee):
        for n in range(20):
            assert attempt(login=f"name{n}").status_code == 200

        assert attempt(login="another").status_code == 429

    def test_letter_case_opens_no_second_count(self, dee):
        for login in ("dee.acts", "DEE.ACTS", "Dee.Acts", "dEE.ACTS", "deE.acts"):
            attempt(login=login)

        assert attempt().status_code == 429

    def test_many_failures_from_everywhere_are_told_to_the_owner_once(self, dee):
        for n in range(30):
            attempt(address=f"198.51.100.{n}")

        assert Notice.objects.filter(kind="failed_sign_ins", to=dee.email).count() == 1
        assert attempt(password=PASSWORD, address="203.0.113.1").status_code == 302

    def test_username_and_address_of_one_account_count_together_and_do_not_tell(self, dee):
        """A 429 for the address would tell that it belongs to the username."""
        wrong = [attempt(login="dee.acts") for _ in range(3)]
        wrong += [attempt(login=dee.email) for _ in range(2)]

        with counting_hashes() as hashes:
            right = attempt(login=dee.email, password=PASSWORD)

        assert right.status_code == wrong[-1].status_code == 200
        assert "is not right" in right.content.decode()
        assert len(hashes) == 1
        elsewhere = attempt(login=dee.email, password=PASSWORD, address="198.51.100.7")
        assert elsewhere.status_code == 302

    def test_what_the_client_says_of_its_address_is_not_believed(self, dee):
        for n in range(5):
            Client(REMOTE_ADDR="192.0.2.1", HTTP_X_FORWARDED_FOR=f"198.51.100.{n}").post(
                SIGN_IN, {"login": "dee.acts", "password": "wrong"}
            )

        assert attempt().status_code == 429


@pytest.mark.django_db(transaction=True)
def test_two_hundred_wrong_passwords_at_once_evaluate_exactly_five():
    UserFactory(username="dee.acts", email="dee@example.org")

    def try_it(_n):
        try:
            return attempt().status_code
        finally:
            connections.close_all()

    with (
        mock.patch.object(User, "check_password", autospec=True, return_value=False) as checks,
        ThreadPoolExecutor(16) as pool,
    ):
        answers = list(pool.map(try_it, range(200)))

    assert checks.call_count == 5
    assert answers.count(200) == 5
    assert answers.count(429) == 195
    assert attempt(password=PASSWORD, address="198.51.100.7").status_code == 302


class TestEnumeration:
    @pytest.mark.parametrize(
        "login", ["dee.acts", "dee@example.org", "nobody", "nobody@example.org"]
    )
    def test_the_password_is_hashed_once_either_way(self, dee, login):
        with counting_hashes() as hashes:
            attempt(login=login)

        assert len(hashes) == 1

    def test_a_switched_off_account_looks_like_a_wrong_password_to_who_lacks_it(self, dee):
        dee.is_active = False
        dee.save()

        with counting_hashes() as hashes:
            off = attempt()
        assert len(hashes) == 1
        assert "is not right" in off.content.decode()
