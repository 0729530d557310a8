"""Whose address a request has: what our own proxies saw, never what the client says."""

import pytest

from portal.middleware import client_address


class Request:
    def __init__(self, remote, forwarded=""):
        self.META = {"REMOTE_ADDR": remote}
        if forwarded is not None:
            self.META["HTTP_X_FORWARDED_FOR"] = forwarded


@pytest.mark.parametrize(
    ("proxies", "forwarded", "address"),
    [
        (0, "203.0.113.9", "192.0.2.1"),
        (1, "203.0.113.9, 198.51.100.7", "198.51.100.7"),
        (2, "203.0.113.9, 198.51.100.7, 10.0.0.2", "198.51.100.7"),
        (2, "203.0.113.9", "192.0.2.1"),
        (1, "", None),
        (1, None, "192.0.2.1"),
        (1, "198.51.100.7, unknown", None),
    ],
)
def test_as_many_proxies_are_believed_as_stand_there(settings, proxies, forwarded, address):
    settings.TRUSTED_PROXIES = proxies

    assert client_address(Request("192.0.2.1", forwarded)) == address


@pytest.mark.parametrize(
    ("remote", "address"),
    [
        ("::ffff:192.0.2.1", "192.0.2.1"),
        ("fe80::1%eth0", "fe80::1"),
        ("2001:db8::1", "2001:db8::1"),
        ("", None),
    ],
)
def test_one_client_has_one_address_however_it_is_written(settings, remote, address):
    settings.TRUSTED_PROXIES = 0

    assert client_address(Request(remote)) == address
