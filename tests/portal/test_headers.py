"""What production says beside every answer, whatever answers and however it ends."""

import pytest
from csp.constants import SELF
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from accounts import sessions
from portal import checks
from tests.factories import PASSWORD, StaffFactory, UserFactory
from tests.portal import production

HOST = "portal.example.org"
CSP = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data:",
    "font-src": "'self'",
    "media-src": "'self'",
    "connect-src": "'self'",
    "form-action": "'self'",
    "frame-ancestors": "'none'",
    "base-uri": "'none'",
}
HEADERS = {
    "Strict-Transport-Security": "max-age=63072000; includeSubDomains; preload",
    "X-Frame-Options": "DENY",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
ANSWERS = [
    (200, "get", "/"),
    (200, "get", "/sign-in/"),
    (200, "get", "/activate/"),
    (302, "get", "/dashboard/"),
    (302, "get", "/admin/"),
    (301, "get", "/admin"),
    (200, "get", "/healthz"),
    (200, "get", "/readyz"),
    (200, "get", "/dev/mail/"),
    (200, "get", "/dev/style/"),
    (200, "get", "/static/css/portal.css"),
    (200, "get", "/static/js/portal.js"),
    (200, "get", "/static/fonts/PublicSans-Bold.woff2"),
    (200, "head", "/static/css/portal.css"),
    (404, "get", "/static/css/none.css"),
    (405, "put", "/static/css/portal.css"),
    (405, "put", "/"),
    (405, "options", "/healthz"),
    (405, "get", "/language/"),
    (404, "get", "/no/such/page/"),
    (400, "get", "/?q=%00"),
    (400, "get", "/fails/bad/"),
    (403, "get", "/fails/forbidden/"),
    (413, "get", "/fails/long/"),
    (429, "get", "/fails/full/"),
    (500, "get", "/fails/mistake/"),
    (503, "get", "/fails/gone/"),
    (400, "get", "/empty/json/"),
]
pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.portal.failing_urls")]


@pytest.fixture(autouse=True)
def as_in_production(settings):
    cache.clear()
    for name, value in production.of_the_web().items():
        setattr(settings, name, value)
    settings.ALLOWED_HOSTS = [HOST]
    settings.WHITENOISE_USE_FINDERS = True  # nothing is collected for tests


def client(**more):
    options = {"raise_request_exception": False, "HTTP_HOST": HOST, "wsgi.url_scheme": "https"}
    return Client(**options, **more)


def signed_in(user):
    here = client()
    here.post("/sign-in/", {"login": user.username, "password": PASSWORD}, secure=True)
    return here


def missing(response):
    """The headers that are not as they must be."""
    response.close()  # a static file is open until then
    wrong = {
        name: response.get(name) for name, value in HEADERS.items() if response.get(name) != value
    }
    policy = dict(
        part.strip().split(" ", 1) for part in response["Content-Security-Policy"].split(";")
    )
    if policy != CSP:
        wrong["Content-Security-Policy"] = policy
    if "camera=()" not in response.get("Permissions-Policy", ""):
        wrong["Permissions-Policy"] = response.get("Permissions-Policy")
    return wrong


class TestEveryAnswer:
    @pytest.mark.parametrize(("status", "verb", "path"), ANSWERS)
    def test_has_every_header(self, status, verb, path):
        response = getattr(client(), verb)(path, secure=True)

        assert response.status_code == status
        assert missing(response) == {}
        assert response["X-Request-ID"]

    def test_also_one_that_is_not_modified(self):
        first = client().get("/static/css/portal.css", secure=True)
        first.close()
        again = client().get(
            "/static/css/portal.css",
            headers={"If-Modified-Since": first["Last-Modified"]},
            secure=True,
        )

        assert again.status_code == 304
        assert missing(again) == {}

    def test_also_a_form_without_our_cookie(self):
        response = client(enforce_csrf_checks=True).post("/language/", secure=True)

        assert response.status_code == 403
        assert missing(response) == {}

    def test_also_a_host_that_is_not_ours(self):
        response = client().get("/", secure=True, headers={"Host": "evil.example"})

        assert response.status_code == 400
        assert missing(response) == {}

    def test_also_the_way_to_tls_but_for_what_tls_must_say(self):
        response = client().get("/dashboard/")

        assert (response.status_code, response.url) == (301, f"https://{HOST}/dashboard/")
        assert missing(response) == {"Strict-Transport-Security": None}

    @pytest.mark.parametrize("path", ["/admin/", "/admin/accounts/entity/", "/admin/no/such/"])
    def test_also_the_admin(self, path):
        assert (
            missing(signed_in(StaffFactory(role="Certification desk")).get(path, secure=True)) == {}
        )


class TestSignedIn:
    @pytest.mark.parametrize(
        "path",
        [
            "/",
            "/dashboard/",
            "/account/session/",
            "/no/such/page/",
            "/fails/mistake/",
            "/account/email/",
        ],
    )
    def test_pages_are_kept_nowhere(self, path):
        response = signed_in(UserFactory()).get(path, secure=True)

        assert "no-store" in response["Cache-Control"]
        assert missing(response) == {}

    def test_the_admin_is_kept_nowhere(self):
        response = signed_in(StaffFactory(role="Certification desk")).get("/admin/", secure=True)

        assert (response.status_code, "no-store" in response["Cache-Control"]) == (200, True)


class TestSignOut:
    @pytest.mark.parametrize(
        "way", ["account_logout", "accounts:sign_out_everywhere", "accounts:hand_over"]
    )
    def test_the_browser_forgets(self, way):
        response = signed_in(UserFactory()).post(reverse(way), secure=True)

        assert response["Clear-Site-Data"] == '"cache", "storage"'
        assert missing(response) == {}

    def test_at_the_end_of_an_unused_session_too(self):
        here = signed_in(UserFactory())
        session = here.session
        session[sessions.SEEN] -= 31 * 60
        session.save()

        assert here.get("/dashboard/", secure=True)["Clear-Site-Data"]

    def test_not_before(self):
        assert "Clear-Site-Data" not in signed_in(UserFactory()).get("/dashboard/", secure=True)
        assert "Clear-Site-Data" not in client().get("/", secure=True)


class TestCookies:
    @pytest.mark.parametrize("name", ["__Host-sessionid", "__Host-csrftoken", "__Host-language"])
    def test_are_for_this_host_over_tls_and_not_for_scripts(self, name):
        here = signed_in(UserFactory())
        here.get("/sign-in/", secure=True)
        here.get("/", secure=True)
        here.post("/language/", {"language": "es"}, secure=True)

        cookie = here.cookies[name]
        assert cookie["secure"]
        assert cookie["httponly"]
        assert cookie["samesite"] == "Lax"
        assert (cookie["path"], cookie["domain"]) == ("/", "")

    def test_there_are_no_others(self):
        here = signed_in(UserFactory())
        here.get("/", secure=True)
        here.post("/language/", {"language": "es"}, secure=True)

        assert [name for name in here.cookies if not name.startswith("__Host-")] == []


class TestDeployCheck:
    def test_production_passes(self, settings):
        settings.REQUIRE_MFA = True

        assert checks.web_is_hardened(None) == []

    @pytest.mark.parametrize(
        ("name", "value"),
        [
            ("SECURE_HSTS_SECONDS", 3600),
            ("SECURE_HSTS_INCLUDE_SUBDOMAINS", False),
            ("SESSION_COOKIE_NAME", "sessionid"),
            ("SESSION_COOKIE_SAMESITE", "None"),
            ("CSRF_COOKIE_HTTPONLY", False),
            ("LANGUAGE_COOKIE_SECURE", False),
            ("X_FRAME_OPTIONS", "SAMEORIGIN"),
            ("REQUIRE_MFA", False),
            ("CONTENT_SECURITY_POLICY", {"DIRECTIVES": {"default-src": [SELF]}}),
        ],
    )
    def test_names_what_is_weaker(self, settings, name, value):
        settings.REQUIRE_MFA = True
        setattr(settings, name, value)

        [problem] = checks.web_is_hardened(None)

        assert problem.msg.startswith(f"{name} is weaker")

    @pytest.mark.parametrize(
        "loosened",
        [{"script-src": ["'unsafe-inline'"]}, {"img-src": ["*"]}, {"frame-ancestors": [SELF]}],
    )
    def test_a_loosened_policy_is_not_strict(self, loosened):
        directives = production.of_the_web()["CONTENT_SECURITY_POLICY"]["DIRECTIVES"]

        assert checks.is_strict(directives)
        assert not checks.is_strict({**directives, **loosened})
