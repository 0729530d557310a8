"""The trail in the admin: read, filtered, taken along as CSV, and never changed."""

import csv
import io
import time
import uuid
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from allauth.account.internal.flows.login import AUTHENTICATION_METHODS_SESSION_KEY
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from audit import export
from audit.models import AuditEvent
from portal.paginators import CappedPaginator
from tests.factories import PASSWORD, AuditEventFactory, StaffFactory, UserFactory

pytestmark = pytest.mark.django_db
LIST = "/admin/audit/auditevent/"
EXPORT = f"{LIST}export/"
PACIFIC = ZoneInfo("America/Los_Angeles")


MANY = """
INSERT INTO audit_auditevent
    (at, verb, outcome, reason, actor_id, object_type, object_id, request_id)
SELECT now() - n * interval '1 minute', 'noise.' || chr(97 + n % 26), 'done', '',
    gen_random_uuid(), 'accounts.user', gen_random_uuid(), gen_random_uuid()
FROM generate_series(1, 20000) n;
ANALYZE audit_auditevent
"""


@pytest.fixture
def auditor():
    return StaffFactory(role="Auditors")


@pytest.fixture
def client(auditor):
    client = Client()
    client.post("/sign-in/", {"login": auditor.username, "password": PASSWORD})
    return client


def verbs(response):
    return {event.verb for event in response.context["cl"].result_list}


def about(user, **facts):
    return AuditEventFactory(object_type="accounts.user", object_id=str(user.pk), **facts)


class TestFilters:
    @pytest.fixture
    def dee(self):
        return UserFactory(username="dee.acts")

    @pytest.fixture(autouse=True)
    def _events(self, dee):
        AuditEventFactory(verb="noise.one", at=timezone.now() - timedelta(days=1))
        AuditEventFactory(verb="by.dee", actor_id=dee.pk, request_id="AAAA-BBBB")
        about(dee, verb="on.dee", outcome="refused", reason="No")
        AuditEventFactory(verb="long.ago", at=datetime(2020, 11, 1, 23, 30, tzinfo=PACIFIC))

    @pytest.mark.parametrize(
        ("query", "found"),
        [
            ("actor={pk}", {"by.dee"}),
            ("record={pk}", {"on.dee"}),
            ("request=AAAA-BBBB", {"by.dee"}),
            ("outcome__exact=refused", {"on.dee"}),
            ("verb=noise.one", {"noise.one"}),
            ("until={long_ago}", {"long.ago"}),
            ("since={long_ago}&until={long_ago}", {"long.ago"}),
            ("actor={pk}&verb=noise.one", set()),
            ("actor=dee.acts", set()),
            ("since=soon", set()),
            ("since=9999-12-31", set()),
            ("record={pk}'--", set()),
        ],
    )
    def test_find(self, client, dee, query, found):
        response = client.get(f"{LIST}?{query.format(pk=dee.pk, long_ago='2020-11-01')}")
        assert response.status_code == 200
        assert verbs(response) == found

    def test_keep_one_another(self, client):
        page = client.get(f"{LIST}?verb=noise.one&since=2020-01-01").content.decode()
        assert '<input type="hidden" name="verb" value="noise.one">' in page
        assert 'name="since" value="2020-01-01"' in page

    def test_names_who_did_it_while_there_is_such_an_account(self, client):
        gone = uuid.uuid4()
        AuditEventFactory(actor_id=gone)
        page = client.get(LIST).content.decode()
        assert "dee.acts" in page
        assert str(gone) in page

    @pytest.mark.parametrize(
        ("query", "index"),
        [
            ("", "auditevent_of_time"),
            ("actor={pk}", "auditevent_of_actor"),
            ("record={pk}", "auditevent_of_object"),
            ("request=AAAA-BBBB", "auditevent_of_request"),
            ("outcome__exact=failed", "auditevent_not_done"),
            ("verb=noise.one", "auditevent_of_verb"),
        ],
    )
    def test_use_an_index(self, client, dee, query, index):
        """As the planner decides over many rows."""
        with connection.cursor() as cursor:
            cursor.execute(MANY)
        with CaptureQueriesContext(connection) as asked:
            client.get(f"{LIST}?{query.format(pk=dee.pk)}")
        [sql] = [
            query["sql"] for query in asked.captured_queries if 'AS "username"' in query["sql"]
        ]
        with connection.cursor() as cursor:
            cursor.execute(f"EXPLAIN {sql.removesuffix(' LIMIT 50')} LIMIT 50")
            plan = "\n".join(line for (line,) in cursor.fetchall())
        assert index in plan

    def test_never_count_all(self, client, monkeypatch):
        monkeypatch.setattr(CappedPaginator, "most", 2)
        with CaptureQueriesContext(connection) as asked:
            response = client.get(LIST)
        assert response.context["cl"].result_count == 2
        counts = [it["sql"] for it in asked.captured_queries if "COUNT(" in it["sql"]]
        assert counts
        assert all("LIMIT 2" in sql for sql in counts)


class TestReading:
    def test_is_on_record(self, client, auditor):
        event = AuditEventFactory()
        client.get(LIST)
        client.get(f"{LIST}{event.pk}/change/")
        read = AuditEvent.objects.filter(actor_id=auditor.pk).order_by("pk")
        assert [(it.verb, it.reason, it.object_id) for it in read][-2:] == [
            ("record.list", "audit.auditevent", ""),
            ("record.view", "", str(event.pk)),
        ]

    def test_changes_nothing(self, client):
        event = AuditEventFactory()
        page = client.get(f"{LIST}{event.pk}/change/").content.decode()
        assert 'name="_save"' not in page
        assert client.post(f"{LIST}{event.pk}/change/", {"verb": "a.b"}).status_code == 403
        assert client.post(f"{LIST}add/", {"verb": "a.b"}).status_code == 403
        assert client.post(f"{LIST}{event.pk}/delete/", {"post": "yes"}).status_code == 403


def rows(response):
    return list(csv.reader(io.StringIO(b"".join(response.streaming_content).decode())))


class TestExport:
    def test_holds_what_the_list_is_filtered_to(self, client):
        AuditEventFactory(verb="noise.one")
        event = AuditEventFactory(verb="code.issue", address="192.0.2.7")
        response = client.post(f"{EXPORT}?verb=code.issue")
        head, row = rows(response)
        assert response["Content-Type"] == "text/csv; charset=utf-8"
        assert response["Content-Disposition"].startswith('attachment; filename="audit-')
        assert "no-store" in response["Cache-Control"]
        assert head == export.COLUMNS
        assert dict(zip(head, row, strict=True))["address"] == "192.0.2.7"
        assert row[0] == str(event.pk)

    def test_is_on_record_itself(self, client, auditor):
        AuditEventFactory.create_batch(2, verb="code.issue")
        rows(client.post(f"{EXPORT}?verb=code.issue"))
        event = AuditEvent.objects.get(verb="audit.export")
        assert (event.actor_id, event.reason) == (auditor.pk, "rows:2")

    def test_is_limited_and_holds_the_newest(self, client, monkeypatch):
        monkeypatch.setattr(export, "MOST_ROWS", 2)
        events = AuditEventFactory.create_batch(3, verb="code.issue")
        found = rows(client.post(f"{EXPORT}?verb=code.issue"))
        assert [row[0] for row in found[1:]] == [str(events[2].pk), str(events[1].pk)]

    def test_asks_who_signed_in_long_ago_to_confirm(self, client):
        session = client.session
        session[AUTHENTICATION_METHODS_SESSION_KEY][-1]["at"] = time.time() - 301
        session.save()
        event = AuditEventFactory(verb="code.issue")
        response = client.post(f"{EXPORT}?verb=code.issue")
        assert response.status_code == 302
        assert response.url.startswith("/account/reauthenticate/")
        assert not AuditEvent.objects.filter(verb="audit.export").exists()
        _head, *found = rows(client.post(response.url, {"password": PASSWORD}))
        assert [row[0] for row in found] == [str(event.pk)]

    def test_is_refused_without_the_permission(self, auditor, client):
        group = auditor.groups.get()
        group.permissions.remove(group.permissions.get(codename="export_auditevent"))
        assert client.post(EXPORT).status_code == 403
        assert "Download as CSV" not in client.get(LIST).content.decode()
        refused = AuditEvent.objects.get(verb="admin.open")
        assert (refused.outcome, refused.reason) == ("refused", "admin:audit_auditevent_export")

    def test_is_no_get(self, client):
        assert client.get(EXPORT).status_code == 405

    @pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n"])
    def test_lets_no_spreadsheet_run_a_cell(self, start):
        text = f'{start}HYPERLINK("https://example.org")'
        assert export.cell(text) == f"'{text}"

    def test_leaves_other_cells_alone(self):
        assert [export.cell(value) for value in (None, 7, "a=b")] == ["", "7", "a=b"]

    def test_has_every_column(self):
        assert [field.attname for field in AuditEvent._meta.concrete_fields] == export.COLUMNS
