"""The portal on a role of its own: it works, and cannot touch what was written to the trail."""

import os
from datetime import timedelta

import psycopg
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.db import ProgrammingError, connection, connections
from django.test import Client
from django.utils import timezone
from psycopg import sql

from accounts.models import User
from audit import grants, sealing
from audit.models import AuditEvent
from audit.verifying import verify
from collateral.workflows import carts, orders
from delegation import tasks as delegation_tasks
from delegation.models import LegalText
from delegation.workflows import delegation_codes
from limiter.tasks import forget_old_attempts
from notifications import delivery
from notifications.models import Notice
from notifications.workflows import notices
from portal import scanner, uploads
from portal.tasks import clear_sessions, delete_stray_files
from support import tasks as support_tasks
from support.models import ProblemReport, Screenshot
from tests import factories, images
from tests.collateral.factories import EditionFactory
from tests.delegation.test_views import agree, facts_of, hold, url
from tests.factories import PASSWORD
from training import tasks as training_tasks
from training.workflows import job_aids

NAME, SECRET = f"portal_web_{os.getpid()}", "a-password-of-the-web"
ALIASES = ["default", "autocommit"]


def as_superuser(*statements):
    address = {**connection.settings_dict}
    with psycopg.connect(
        host=address["HOST"],
        port=address["PORT"],
        password=address["PASSWORD"],
        user="postgres",
        dbname=address["NAME"],
        autocommit=True,
    ) as there:
        for statement in statements:
            there.execute(sql.SQL(statement).format(role=sql.Identifier(NAME)))


def sign_in_as(user, password):
    for alias in ALIASES:
        connections[alias].close()
        connections[alias].settings_dict.update(USER=user, PASSWORD=password)


@pytest.fixture
def role(transactional_db):
    as_superuser(f"CREATE ROLE {{role}} LOGIN PASSWORD '{SECRET}'")
    yield NAME
    as_superuser("DROP OWNED BY {role}", "DROP ROLE {role}")


@pytest.fixture
def as_web(role):
    """Every connection of the portal signs in as the web's role."""
    grants.grant(role, SECRET)
    owner = connection.settings_dict["USER"], connection.settings_dict["PASSWORD"]
    sign_in_as(NAME, SECRET)
    yield
    sign_in_as(*owner)


def execute(statement):
    with connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.mark.usefixtures("as_web")
class TestWork:
    def test_is_done_by_that_role(self):
        with connection.cursor() as cursor:
            cursor.execute("SELECT current_user")
            assert cursor.fetchone() == (NAME,)

    def test_signing_in_and_out_and_looking_around(self):
        dee = factories.UserFactory()
        client = Client()
        client.post("/sign-in/", {"login": dee.username, "password": PASSWORD})
        assert client.get("/dashboard/").status_code == 200
        client.post("/sign-out/")
        assert AuditEvent.objects.count() == 2

    def test_inviting_and_activating(self, django_capture_on_commit_callbacks):
        kim = factories.StaffFactory(role="Certification desk")
        client = Client()
        client.force_login(kim)
        assister = factories.AssisterFactory()
        client.post(f"/admin/accounts/assister/{assister.pk}/issue-code/")
        code = delegation_codes.issue(assister=assister, by=kim, code="ABCDEF")

        visitor = Client()
        visitor.post(url("start"), facts_of(code, code="ABCDEF"))
        agree(visitor)
        assert visitor.get(url("information")).status_code == 200
        row = factories.ActivationDraftFactory(code__code="GHJKLM", filled=True)
        hold(visitor, row)
        assert visitor.post(url("review")).status_code == 302
        assert User.objects.filter(assister=row.assister).exists()

    def test_the_admin(self):
        client = Client()
        client.force_login(factories.StaffFactory(role="Certification desk"))
        facts = {"kind": "cee", "legal_name": "Another Name, Inc."}
        assert client.post("/admin/accounts/entity/add/", facts).status_code == 302

    def test_the_jobs(self):
        factories.NoticeFactory(about=factories.EntityContactFactory(), kind="entity_contact")
        for pk in delivery.claim_due():
            delivery.deliver(pk)
        assert Notice.objects.get().state == Notice.State.SENT
        dead = factories.NoticeFactory(dead=True, carried_secrets=False)
        notices.retry(notice=dead.pk, by=factories.StaffFactory())
        for job in (
            forget_old_attempts,
            clear_sessions,
            delegation_tasks.erase_ended_codes,
            delegation_tasks.delete_old_drafts,
        ):
            job()
        assert sealing.seal() == 1
        assert verify().events == 1

    def test_reporting_a_problem_with_a_screenshot(self, settings, tmp_path):
        settings.UPLOAD_DIR = tmp_path / "uploads"
        told = {"words": "It broke.", "role": "other", "email": "sam@example.org"}
        picture = SimpleUploadedFile("shot.png", images.png(), "image/png")
        visitor = Client()
        page = visitor.post("/report-a-problem/", {**told, "screenshot": picture}, follow=True)
        visitor.post(page.redirect_chain[-1][0], {"text": "Again."})
        report = ProblemReport.objects.get()

        desk = Client()
        desk.force_login(factories.StaffFactory(role="EAS help desk"))
        here = f"/admin/support/problemreport/{report.pk}"
        assert desk.get(f"{here}/screenshot/").content.startswith(b"\x89PNG")
        for verb, told in [
            ("take", {}),
            ("answer", {"answer-text": "Try again."}),
            ("close", {"close-cause": "mended"}),
            ("renew-link", {"shown": "1"}),
        ]:
            assert desk.post(f"{here}/{verb}/", told).status_code == 302
        report.refresh_from_db()
        assert (report.state, report.link_number) == ("closed", 2)
        assert desk.get(f"{here}/change/").status_code == 200

    def test_the_jobs_of_uploads_and_reports(self, settings, tmp_path, monkeypatch):
        settings.UPLOAD_DIR = tmp_path / "uploads"
        settings.CLOSED_REPORT_KEPT = timedelta(days=-1)
        waiting = factories.ScreenshotFactory(waiting=True)
        factories.ReportAnswerFactory(report=factories.ProblemReportFactory(closed=True))
        uploads.store(waiting.pk, images.png())
        monkeypatch.setattr(scanner, "is_clean", lambda file: True)
        support_tasks.scan_screenshot(str(waiting.pk))
        support_tasks.sweep_screenshots()
        delete_stray_files()
        support_tasks.delete_old_reports()
        assert list(ProblemReport.objects.all()) == [waiting.report]
        assert Screenshot.objects.get().state == "clean"
        assert [file.name for file in settings.UPLOAD_DIR.iterdir()] == [str(waiting.pk)]

    def test_learning_and_being_reminded(self):
        kim, client = factories.StaffFactory(role="Administrators"), Client()
        client.force_login(kim)
        course = factories.CourseFactory(chapters=[30])
        page = f"/training/courses/{course.slug}/"
        assert client.post(f"{page}1/1/done/").status_code == 302
        answers = {"question_1": "2", "question_2": "2"}
        assert client.post(f"{page}1/check/answers/", answers).url == f"{page}certificate/"
        long_ago = timezone.now() - timedelta(days=30)
        factories.AssisterFactory(activated=True, activated_at=long_ago)
        training_tasks.remind()
        assert Notice.objects.filter(kind="training_reminder").exists()

    def test_writing_job_aids_and_news(self):
        kim = factories.StaffFactory(role="Administrators")
        aid = factories.JobAidVersionFactory(published=True).aid
        draft = job_aids.draft(aid=aid, by=kim)
        job_aids.publish(version=draft, by=kim)
        client = Client()
        assert client.get(aid.get_absolute_url()).status_code == 200
        assert client.get("/training/").status_code == 200

    def test_following_a_known_issue_that_is_fixed(self):
        issue = factories.KnownIssueFactory()
        page = f"/known-issues/{issue.pk}/"
        assert Client().post(page, {"email": "sam@example.org"}).status_code == 302
        desk = Client()
        desk.force_login(factories.StaffFactory(role="EAS help desk"))
        assert desk.post(f"/admin/support/knownissue/{issue.pk}/close/").status_code == 302
        assert Notice.objects.get().to == "sam@example.org"

    def test_ordering_materials(self):
        assister = factories.AssisterFactory(activated=True)
        site = factories.SiteFactory(entity=assister.entity)
        edition = EditionFactory(stock=9)
        cart = carts.fill(packs={edition.pk: 2}, site=site, by=assister.user)
        order = orders.place(key=cart.key, version=cart.version, by=assister.user)
        desk = Client()
        desk.force_login(factories.StaffFactory(role="Materials desk"))
        assert desk.post(f"/admin/collateral/order/{order.pk}/approve/").status_code == 302
        order.refresh_from_db()
        assert order.state == "approved"

    def test_taking_the_trail_along(self):
        auditor, client = factories.StaffFactory(role="Auditors"), Client()
        client.post("/sign-in/", {"login": auditor.username, "password": PASSWORD})
        factories.AuditEventFactory(verb="code.redeem")
        page = client.post("/admin/audit/auditevent/export/")
        assert b"code.redeem" in b"".join(page.streaming_content)
        assert AuditEvent.objects.filter(verb="audit.export").exists()

    def test_asking_whether_it_is_ready(self):
        assert Client().get("/readyz").status_code == 200
        assert Client().get("/metrics").status_code == 200


REFUSED = r"permission denied|must be owner"
TAMPERING = [
    "UPDATE {table} SET id = id",
    "DELETE FROM {table}",
    "TRUNCATE {table}",
    "ALTER TABLE {table} DISABLE TRIGGER ALL",
    "ALTER TABLE {table} DROP CONSTRAINT {table}_pkey",
    "DROP TABLE {table} CASCADE",
    "DROP TRIGGER {table}_append_only ON {table}",
    "CREATE OR REPLACE FUNCTION {table}_append_only() RETURNS trigger LANGUAGE plpgsql"
    " AS 'BEGIN RETURN NULL; END'",
    "CREATE TRIGGER mine BEFORE INSERT ON {table} EXECUTE FUNCTION {table}_append_only()",
    "CREATE RULE mine AS ON INSERT TO {table} DO INSTEAD NOTHING",
    "SELECT setval('{table}_id_seq', 1)",
]
ELSEWHERE = [
    "SET session_replication_role = replica",
    "CREATE TABLE mine (id int)",
    "CREATE FUNCTION mine() RETURNS int LANGUAGE sql AS 'SELECT 1'",
    "TRUNCATE accounts_user CASCADE",
    "DROP TABLE notifications_notice",
    "ALTER TABLE accounts_user ADD COLUMN mine int",
    "INSERT INTO django_migrations (app, name, applied) VALUES ('a', 'b', now())",
    "UPDATE audit_auditseal SET form = 2",
    "DELETE FROM audit_auditseal",
    "TRUNCATE audit_auditseal",
    "ALTER TABLE audit_auditseal DISABLE TRIGGER ALL",
    "CREATE ROLE mine",
]


@pytest.mark.usefixtures("as_web")
class TestTampering:
    @pytest.mark.parametrize("statement", TAMPERING)
    def test_with_the_trail_is_refused(self, statement):
        factories.AuditEventFactory()
        with pytest.raises(ProgrammingError, match=REFUSED):
            execute(statement.format(table="audit_auditevent", role=NAME))
        assert AuditEvent.objects.count() == 1

    @pytest.mark.parametrize("statement", ELSEWHERE)
    def test_elsewhere_is_refused(self, statement):
        with pytest.raises(ProgrammingError, match=REFUSED):
            execute(statement)

    def test_gives_itself_no_right(self):
        execute(f"GRANT ALL ON audit_auditevent TO {NAME}")  # PostgreSQL warns, and grants nothing
        with pytest.raises(ProgrammingError, match=REFUSED):
            execute("DELETE FROM audit_auditevent")

    def test_with_what_people_agreed_to_is_refused(self):
        with pytest.raises(ProgrammingError, match="permission denied"):
            LegalText.objects.update(version=99)


class TestGranting:
    def test_takes_away_what_was_too_much(self, role):
        execute(f"GRANT ALL ON audit_auditevent TO {role}")
        grants.grant(role, SECRET)
        grants.grant(role, SECRET)
        with connection.cursor() as cursor:
            cursor.execute("SELECT has_table_privilege(%s, 'audit_auditevent', 'DELETE')", [role])
            assert cursor.fetchone() == (False,)

    def test_refuses_the_owner_itself(self, transactional_db):
        owner = connection.settings_dict["USER"]
        with pytest.raises(grants.CannotGrant, match="name another role in DATABASE_URL"):
            grants.grant(owner, SECRET)

    def test_refuses_who_may_act_as_the_owner(self, role):
        as_superuser("GRANT portal TO {role}")
        with pytest.raises(grants.CannotGrant, match="may act as their owner"):
            grants.grant(role, SECRET)

    def test_says_what_to_do_where_no_role_can_be_made(self, transactional_db):
        with pytest.raises(grants.CannotGrant, match="CREATE ROLE nobody_yet LOGIN"):
            grants.grant("nobody_yet", SECRET)

    def test_the_command_grants_what_the_settings_name(self, role, settings, capsys):
        settings.WEB_ROLE = {"USER": role, "PASSWORD": SECRET}
        call_command("grant_web_role")
        assert f"The role {role} has what it needs." in capsys.readouterr().out

    def test_the_command_asks_for_the_owner(self, db):
        with pytest.raises(CommandError, match="MIGRATE_DATABASE_URL"):
            call_command("grant_web_role")
