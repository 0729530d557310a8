"""The addresses and hosts as the settings take them in: with one missing or unsafe, nothing starts.

The demo, which is reached from its own machine only, may do without TLS and passwords.
"""

from ipaddress import IPv4Network, IPv6Network, ip_network
from urllib.parse import SplitResult, urlsplit

from portal.keys import SHORTEST_PASSWORD, refusal

LOOPBACK = {"localhost", "127.0.0.1", "::1"}
MAIL_SCHEMES = {"smtp", "smtps", "smtp+tls", "smtp+ssl"}
BROKER_SCHEMES = {"redis", "rediss"}
DATABASE_SCHEMES = {"postgres", "postgresql", "psql", "pgsql"}
MOST_PROXIES = 5


def site_url(value: str, *, demo: bool) -> str:
    site = _split(value)
    is_bare = site.path in {"", "/"} and not (site.query or site.fragment or "@" in site.netloc)
    if not site.hostname or not is_bare or site.scheme not in {"http", "https"}:
        raise refusal("SITE_URL", "an address such as https://portal.example.org")
    if demo and site.hostname not in LOOPBACK:
        raise refusal("SITE_URL", "this machine's, since DEMO=1 is for this machine only")
    if not demo and site.scheme != "https":
        raise refusal("SITE_URL", "https:// in production")
    return value.strip().rstrip("/")


def database_url(value: str, *, demo: bool, name: str = "DATABASE_URL") -> str:
    database = _split(value)
    is_named = database.scheme in DATABASE_SCHEMES and len(database.path) > 1
    if not is_named or not _has_password(database, demo):
        raise refusal(name, f"postgres://user:{_PASSWORD}@host:5432/database")
    return value.strip()


def broker_url(value: str, *, demo: bool) -> str:
    broker = _split(value)
    is_named = broker.scheme in BROKER_SCHEMES and bool(broker.hostname)
    if not is_named or not _has_password(broker, demo):
        raise refusal("BROKER_URL", f"redis://:{_PASSWORD}@host:6379/0")
    return value.strip()


def mail_url(value: str) -> str:
    mail = _split(value)
    is_named = mail.scheme in MAIL_SCHEMES and bool(mail.hostname)
    if not is_named or bool(mail.username) != bool(mail.password):
        raise refusal("EMAIL_URL", "smtp+tls://user:password@host:587")
    return value.strip()


def hosts(names: list[str]) -> list[str]:
    """Each by name: a pattern would let anybody's host into the links that are mailed."""
    if not names or any("*" in name or name.startswith(".") or not name.strip() for name in names):
        raise refusal("ALLOWED_HOSTS", "host names separated by commas, none of them a pattern")
    return names


def networks(names: list[str]) -> list[IPv4Network | IPv6Network]:
    try:
        return [ip_network(name.strip()) for name in names]
    except ValueError:
        raise refusal("MACHINES_ALLOWED", "networks separated by commas: 10.1.0.0/16") from None


def trusted_proxies(value: str) -> int:
    """More than stand there, and clients write their own address."""
    if not value.strip().isdecimal() or int(value) > MOST_PROXIES:
        raise refusal("TRUSTED_PROXIES", f"a number from 0 to {MOST_PROXIES}")
    return int(value)


_PASSWORD = f"<password of {SHORTEST_PASSWORD} characters or more>"


def _has_password(address: SplitResult, demo: bool) -> bool:
    return demo or len(address.password or "") >= SHORTEST_PASSWORD


def _split(value: str) -> SplitResult:
    try:
        address = urlsplit(value.strip())
        address.port  # noqa: B018  # raises where it is no number
    except ValueError:
        return urlsplit("")
    return address
