"""What a password must be, and that the page's rules say the same."""

from importlib import import_module

import pytest
from django.conf import settings
from django.contrib.auth.hashers import get_hashers
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from accounts.passwords import password_rules
from tests.factories import PASSWORD, UserFactory

DEE = {"username": "dee.acts", "first_name": "Dee", "last_name": "Acts", "email": "d@traders.org"}


@pytest.fixture
def dee():
    user = UserFactory.build(**DEE)
    user.entity_name = "American Traders 3"
    return user


@pytest.mark.parametrize(
    "password",
    [
        "x" * 14,
        "aaaaaaaaaaaaaaaaaaaa",
        "Dee Acts Dee Acts Dee",
        "dee.acts@traders.org",
        "American Traders 3 American Traders",
        "assister portal california",
        "passwordpassword",
        "ＰＡＳＳＷＯＲＤpassword",
        "x1y2z3" * 50,
    ],
)
def test_refuses(password, dee):
    with pytest.raises(ValidationError):
        validate_password(password, dee)


@pytest.mark.parametrize(
    "password",
    [
        PASSWORD,
        "my american cousin sings",
        "tres teteras verdes cantan",
        "猫が窓の外でずっと静かに歌っている",
    ],
)
def test_accepts(password, dee):
    validate_password(password, dee)


def test_the_page_shows_the_length_that_counts(dee):
    [length, _words] = password_rules(dee)

    assert length["value"] == settings.PASSWORD_MIN_LENGTH == 15


def test_there_is_one_hasher_and_it_is_argon2():
    """A second one would make accounts recognizable by the time their check takes."""
    production = import_module("portal.settings")

    assert production.PASSWORD_HASHERS == ["django.contrib.auth.hashers.Argon2PasswordHasher"]
    assert [hasher.algorithm for hasher in get_hashers()] == ["argon2"]
