"""Two at the same moment: one gets it, the other is told so in words."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.cache import cache
from django.db import connections
from django.test import Client

from accounts.models import User
from tests.factories import PASSWORD


def sign_up(n, *, email, username):
    data = {
        "first_name": "Dee",
        "last_name": "Acts",
        "email": email,
        "username": username,
        "password1": PASSWORD,
    }
    try:
        client = Client(REMOTE_ADDR=f"198.51.100.{n}", raise_request_exception=False)
        return client.post("/sign-up/", data).status_code
    finally:
        connections.close_all()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("email", "username"), [("dee{}@example.org", "dee.acts"), ("dee@example.org", "dee.acts{}")]
)
def test_of_many_sign_ups_at_once_one_makes_the_account(email, username):
    cache.clear()
    with ThreadPoolExecutor(8) as pool:
        answers = list(
            pool.map(
                lambda n: sign_up(n, email=email.format(n), username=username.format(n)), range(24)
            )
        )

    assert set(answers) <= {200, 302, 429}
    assert User.objects.count() == 1
