"""The lines of the logs: one JSON object each, with ids, and with nothing that anybody typed."""

import io
import json
import logging

import pytest
from django.conf import settings
from django.db import IntegrityError, transaction
from django.test import Client

from portal import context
from portal.celery import app, keep_logging
from portal.logs import JsonFormatter, ShortFormatter
from tests.factories import PASSWORD, UserFactory


@pytest.fixture
def lines():
    """What is logged meanwhile, as production writes it."""
    out = io.StringIO()
    handler = logging.StreamHandler(out)
    handler.setFormatter(JsonFormatter())
    ours, levels = [logging.getLogger(name) for name in ("", "portal.request")], []
    levels = [logger.level for logger in ours]
    logging.getLogger().addHandler(handler)
    for logger in ours:
        logger.setLevel(logging.INFO)
    yield lambda: [json.loads(line) for line in out.getvalue().splitlines()]
    logging.getLogger().removeHandler(handler)
    for logger, level in zip(ours, levels, strict=True):
        logger.setLevel(level)


def of_requests(lines):
    return [line for line in lines() if line["logger"] == "portal.request"]


@pytest.mark.django_db
class TestRequestLine:
    def test_says_what_was_asked_by_name_and_how_it_went(self, lines):
        response = Client().get("/sign-in/?next=/dashboard/")
        [line] = of_requests(lines)
        assert line.pop("time").endswith("+00:00")
        assert line.pop("milliseconds") >= 0
        assert line == {
            "level": "INFO",
            "logger": "portal.request",
            "message": "request",
            "request_id": response["X-Request-ID"],
            "view": "account_login",
            "method": "GET",
            "status": 200,
        }

    def test_says_who_asked_by_id(self, lines):
        dee = UserFactory()
        client = Client()
        client.force_login(dee)
        client.get("/dashboard/")
        assert of_requests(lines)[-1]["user"] == str(dee.pk)

    def test_holds_no_address_and_nothing_that_was_typed(self, lines):
        dee = UserFactory()
        client = Client()
        client.get("/account/welcome/MQ/a-secret-token/")
        client.get("/nothing-here/marker-in-path/?q=marker-in-query")
        client.post("/sign-in/", {"login": dee.username, "password": "marker-typed"})
        client.post("/sign-in/", {"login": dee.email, "password": PASSWORD})
        client.get("/dashboard/")
        said = json.dumps(lines())
        assert "django.request" in said  # its own line, without the path
        for personal in ("marker", "secret", dee.username, dee.email, PASSWORD, "127.0.0.1"):
            assert personal not in said

    def test_a_made_up_verb_is_not_repeated(self, lines):
        Client().generic("MARKER", "/")
        assert of_requests(lines)[0]["method"] == "other"


class TestLines:
    def test_of_ours_are_whole(self, lines):
        logging.getLogger("notifications.delivery").warning("Notice %s waits", "7")
        assert lines()[0]["message"] == "Notice 7 waits"

    def test_of_other_packages_keep_only_the_words_of_their_code(self, lines):
        logging.getLogger("django.request").warning("Not Found: %s", "/pat.smith/")
        logging.getLogger("kombu").warning("Connection refused")
        assert [line["message"] for line in lines()] == ["Not Found: %s", "Connection refused"]

    def test_know_the_request_and_who_is_asking(self, lines):
        here = context._current.set(context.RequestContext(request_id="AB-1"))
        user = UserFactory.build()
        who = context._user_id.set(user.pk)
        logging.getLogger("delegation.views").warning("Odd")
        context._user_id.reset(who)
        context._current.reset(here)
        assert (lines()[0]["request_id"], lines()[0]["user"]) == ("AB-1", str(user.pk))

    @pytest.mark.django_db
    def test_of_errors_tell_class_and_place_and_not_what_the_row_held(self, lines):
        UserFactory(email="pat.smith@example.org")
        try:
            with transaction.atomic():
                UserFactory(email="pat.smith@example.org")
        except IntegrityError:
            logging.getLogger("portal").exception("It failed")
        [line] = lines()
        assert line["error"]["class"] == "django.db.utils.IntegrityError"
        assert line["error"]["cause"] == "psycopg.errors.UniqueViolation"
        assert any("tests/portal/test_logs.py" in place for place in line["error"]["at"])
        assert "pat.smith" not in json.dumps(line)

    def test_of_celery_tell_the_job(self, lines):
        facts = {"name": "audit.tasks.seal_events", "id": "1", "args": "('pat.smith',)"}
        logging.getLogger("celery.app.trace").error(
            "Task %(name)s raised: %(args)s", facts, extra={"data": facts}
        )
        [line] = lines()
        assert line["job"] == "audit.tasks.seal_events"
        assert "pat.smith" not in json.dumps(line)


class TestSettings:
    def test_production_writes_json_and_the_demo_short_lines(self):
        assert settings.LOGGING["formatters"]["json"]["()"] == "portal.logs.JsonFormatter"
        assert settings.LOGGING["handlers"]["console"]["formatter"] == "short"  # DEMO=1 here

    def test_workers_log_as_the_web_does(self):
        from celery.signals import setup_logging

        assert any(keep_logging is receiver() for _key, receiver in setup_logging.receivers)
        assert app.main == "portal"

    def test_short_lines_are_short(self):
        record = logging.LogRecord("portal", logging.WARNING, "x.py", 1, "Odd: %s", ("7",), None)
        record.status = 503
        assert ShortFormatter().format(record) == "WARNING portal: Odd: 7 status=503"
