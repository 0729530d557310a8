"""A session's cookie, tampered with."""

import pytest

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "value", ['"aaaaaaaaaa\\000aaaa"', "a' OR 1=1 --", "x" * 5000, "ééééééééé"]
)
@pytest.mark.parametrize("page", ["/", "/activate/", "/sign-in/"])
def test_a_made_up_cookie_is_just_a_new_visitor(client, page, value):
    cookie = f"sessionid={value}".encode().decode("latin-1")

    assert client.get(page, headers={"Cookie": cookie}).status_code == 200
