"""Missing or weak secrets: nothing starts, and the variable is named."""

import pytest
from django.core.exceptions import ImproperlyConfigured

from portal import keys

KEY = "ab" * 32
FERNET = "dGVzdHMtb25seS10ZXN0cy1vbmx5LXRlc3RzLW9ubHk="


def test_the_last_code_key_is_the_newest():
    assert list(keys.code_keys([f"1:{KEY}", f"2:{KEY}"])) == ["1", "2"]


@pytest.mark.parametrize("weak", ["", "short", "a" * 64])
def test_a_weak_secret_key_is_named(weak):
    with pytest.raises(ImproperlyConfigured, match="SECRET_KEY"):
        keys.secret_key(weak)


@pytest.mark.parametrize(
    "weak", [[], ["1:"], [KEY], [f":{KEY}"], ["1:abcd"], ["1:" + "x" * 64], [f"1:{KEY}"] * 2]
)
def test_a_weak_code_key_is_named(weak):
    with pytest.raises(ImproperlyConfigured, match="CODE_KEYS"):
        keys.code_keys(weak)


@pytest.mark.parametrize("weak", [[], [""], ["x"], [FERNET, "é"], [FERNET[:20]]])
def test_a_weak_notice_key_is_named(weak):
    with pytest.raises(ImproperlyConfigured, match="NOTICE_KEYS"):
        keys.notice_keys(weak)
