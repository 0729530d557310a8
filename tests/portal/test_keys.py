"""Missing or weak settings: nothing starts, and the variable is named, never its value."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.exceptions import ImproperlyConfigured

from portal import addresses, keys
from tests.portal.production import ENVIRONMENT as PRODUCTION
from tests.portal.production import run

KEY, ANOTHER = bytes(range(32)).hex(), bytes(range(64, 96)).hex()
FERNET = "dGVzdHMtb25seS0wMTIzNDU2Nzg5LWFiY2RlZmdoaWo="
STRONG = "k3Jv9_qWz7Lm2Xp8Rt5Yn1Bc6Df4Gh0Ks-AeIoUuPpTtQqWwEe"


def refused(name, check, value, **options):
    with pytest.raises(ImproperlyConfigured) as refusal:
        check(value, **options)
    assert str(refusal.value).startswith(f"{name} is missing or weak")
    assert ".env.example" in str(refusal.value)
    return str(refusal.value)


def test_the_last_code_key_is_the_newest():
    assert list(keys.code_keys([f"1:{KEY}", f"2:{ANOTHER}\n"])) == ["1", "2"]


@pytest.mark.parametrize(
    "weak",
    [
        "",
        STRONG[:49],
        "a" * 64,
        "abcdefghij" * 6,
        "secretkey" * 7,
        f"django-insecure-{STRONG}",
        f"changeme{STRONG}",
    ],
)
def test_a_weak_secret_key_is_named(weak):
    said = refused("SECRET_KEY", keys.secret_key, weak)
    assert not weak or weak not in said


def test_a_random_secret_key_is_taken():
    assert keys.secret_key(STRONG) == STRONG


@pytest.mark.parametrize(
    "weak",
    [
        [],
        ["1:"],
        [KEY],
        [f":{KEY}"],
        [f"1:{KEY[2:]}"],
        ["1:" + "x" * 64],
        ["1:" + "00" * 32],
        ["1:" + "deadbeef" * 8],
        [f"1:{KEY}", f"1:{ANOTHER}"],
        [f"1:{KEY}", f"2:{KEY}"],
        [f"1:{KEY}", "2:"],
    ],
)
def test_a_weak_code_key_is_named(weak):
    refused("CODE_KEYS", keys.code_keys, weak)


@pytest.mark.parametrize("weak", [[], [""], ["x"], [FERNET, "é"], [FERNET[:20]], ["A" * 43 + "="]])
def test_a_weak_notice_key_is_named(weak):
    refused("NOTICE_KEYS", keys.notice_keys, weak)


@pytest.mark.parametrize(
    ("demo", "bad"),
    [
        (False, ""),
        (False, "portal.example.org"),
        (False, "http://portal.example.org"),
        (False, "https://portal.example.org/portal/"),
        (False, "https://user@portal.example.org"),
        (False, "https://portal.example.org:port"),
        (False, "https://[portal"),
        (True, "http://portal.example.org"),
        (True, "https://portal.example.org"),
    ],
)
def test_an_unsafe_site_is_refused(demo, bad):
    refused("SITE_URL", addresses.site_url, bad, demo=demo)


def test_a_site_is_taken_without_its_slash():
    assert addresses.site_url("https://a.example.org/", demo=False) == "https://a.example.org"
    assert addresses.site_url("http://localhost:8000", demo=True) == "http://localhost:8000"


@pytest.mark.parametrize(
    "bad",
    [
        "",
        "sqlite:///db",
        "postgres://portal:long-enough-password@host",
        "postgres://portal@host/portal",
        "postgres://portal:short@host/portal",
    ],
)
def test_an_unsafe_database_is_refused(bad):
    refused("DATABASE_URL", addresses.database_url, bad, demo=False)


@pytest.mark.parametrize(
    "bad", ["", "memory://", "redis://", "redis://host/0", "redis://:short@host/0"]
)
def test_an_unsafe_broker_is_refused(bad):
    refused("BROKER_URL", addresses.broker_url, bad, demo=False)


def test_the_demo_needs_no_passwords_on_its_own_machine():
    assert addresses.database_url("postgres://me@localhost/portal", demo=True)
    assert addresses.broker_url("redis://localhost/0", demo=True)


@pytest.mark.parametrize(
    "bad", ["", "console://", "mail.example.org", "smtp://", "smtp+tls://user@host", "smtp://h:x"]
)
def test_mail_that_goes_nowhere_is_refused(bad):
    refused("EMAIL_URL", addresses.mail_url, bad)


@pytest.mark.parametrize("bad", [[], ["*"], ["a.example.org", "*.example.org"], [".org"], [""]])
def test_a_pattern_is_no_host(bad):
    refused("ALLOWED_HOSTS", addresses.hosts, bad)


@pytest.mark.parametrize("bad", ["", "x", "-1", "1.5", "6"])
def test_a_number_of_proxies_that_cannot_be_is_refused(bad):
    refused("TRUSTED_PROXIES", addresses.trusted_proxies, bad)


@pytest.mark.parametrize("bad", ["", "10.1.0.0/99", "10.1.2.3/16", "here"])
def test_machines_of_no_network_are_refused(bad):
    refused("MACHINES_ALLOWED", addresses.networks, ["127.0.0.0/8", bad])


MUST = sorted(PRODUCTION)
WEAK = {
    "SITE_URL": "http://portal.example.org",
    "DATABASE_URL": "postgres://portal:marker@127.0.0.1:1/portal",
    "BROKER_URL": "redis://:marker@127.0.0.1:1/0",
    "EMAIL_URL": "console://marker",
    "SECRET_KEY": "marker" * 10,
    "CODE_KEYS": "1:6d61726b6572",
    "NOTICE_KEYS": "bWFya2Vy",
    "ALLOWED_HOSTS": "*",
    "TRUSTED_PROXIES": "99",
    "DEMO": "1",
}
# What each kind of process does first.
STARTS = {
    "web": "import portal.wsgi",
    "worker": "from portal.celery import app; app.loader.import_default_modules()",
    "manage.py": "import sys; sys.argv = ['manage.py', 'check']; import manage; manage.main()",
}


def started_without(change):
    name, value = change
    environment = {**PRODUCTION, name: value} if value else {**PRODUCTION}
    if not value:
        del environment[name]
    return run("import django; django.setup()", environment)


@pytest.mark.parametrize(
    "changes",
    [[(name, "") for name in MUST], sorted(WEAK.items())],
    ids=["missing", "weak"],
)
def test_nothing_starts_with_one_of_them_missing_or_weak(changes):
    with ThreadPoolExecutor(2) as pool:
        answers = dict(zip(changes, pool.map(started_without, changes), strict=True))

    for (name, value), done in answers.items():
        named = "SITE_URL" if name == "DEMO" else name
        assert done.returncode != 0, name
        assert f"{named} is missing or weak" in done.stderr
        assert ".env.example" in done.stderr
        assert not value or len(value) < 6 or value not in done.stderr, "the value is printed"


@pytest.mark.parametrize("process", STARTS)
def test_every_process_starts_with_all_of_them_and_not_without_one(process):
    assert run(STARTS[process], PRODUCTION).returncode == 0

    weak = run(STARTS[process], {**PRODUCTION, "CODE_KEYS": "1:00"})
    assert weak.returncode != 0
    assert "CODE_KEYS is missing or weak" in weak.stderr
