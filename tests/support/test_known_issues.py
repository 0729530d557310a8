"""Known issues: on their pages from one moment to another; who asks is told once, when it is fixed."""

import threading
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from audit.models import AuditEvent
from limiter.errors import TooManyAttempts
from notifications import mails
from notifications.models import Notice
from portal import page_notes
from support.errors import IssueClosed
from support.models import IssueFollower, KnownIssue
from support.workflows import known_issues
from tests.factories import IssueFollowerFactory, KnownIssueFactory, StaffFactory, UserFactory

pytestmark = pytest.mark.django_db
HERE, THERE = "/activate/", "/"
HOUR = timedelta(hours=1)


def refused(name):
    return pytest.raises(IntegrityError, match=name)


def says(client, path, words="The e-mail cannot be pasted"):
    page_notes.forget()
    return words in client.get(path).content.decode()


class TestDatabase:
    def test_refuses_half_an_issue(self):
        with refused("knownissue_ends_after_it_begins"), transaction.atomic():
            KnownIssueFactory(until=timezone.now() - 2 * HOUR)
        with refused("knownissue_names_a_page"), transaction.atomic():
            KnownIssueFactory(pages=[])
        with refused("knownissue_words_in_both_languages"), transaction.atomic():
            KnownIssueFactory(workaround_es="")
        with refused("knownissue_closed_by_and_at_agree"), transaction.atomic():
            KnownIssueFactory(closed_at=timezone.now())

    def test_refuses_to_be_followed_twice_by_one(self):
        issue, user = KnownIssueFactory(), UserFactory()
        IssueFollowerFactory(issue=issue, email="sam@example.org")
        IssueFollowerFactory(issue=issue, email="", user=user)
        with refused("issuefollower_once_per_address"), transaction.atomic():
            IssueFollowerFactory(issue=issue, email="SAM@example.org")
        with refused("issuefollower_once_per_account"), transaction.atomic():
            IssueFollowerFactory(issue=issue, email="", user=user)
        with refused("issuefollower_account_or_address"), transaction.atomic():
            IssueFollowerFactory(issue=issue, email="")


class TestBanner:
    def test_is_on_its_page_and_nowhere_else(self, client):
        issue = KnownIssueFactory(job_aid="activating-a-delegation-code")
        assert says(client, HERE)
        assert says(client, HERE, "Type the three facts.")
        assert says(client, HERE, "/training/job-aids/activating-a-delegation-code/")
        assert says(client, HERE, f"/known-issues/{issue.pk}/")
        for path in (THERE, "/sign-in/", "/training/", "/report-a-problem/"):
            assert not says(client, path)

    def test_is_in_the_language_of_the_page(self, client):
        KnownIssueFactory()
        client.cookies["language"] = "es"
        assert says(client, HERE, "No se puede pegar el correo")

    @pytest.mark.parametrize(
        "when",
        [
            {"since": timezone.now() + HOUR},
            {"since": timezone.now() - 2 * HOUR, "until": timezone.now() - HOUR},
            {"closed": True},
        ],
        ids=["before its time", "after it", "closed"],
    )
    def test_is_not_there(self, client, when):
        KnownIssueFactory(**when)
        assert not says(client, HERE)

    def test_costs_one_query_of_all_pages_together_however_many_there_are(self, client):
        def cost(path):
            with CaptureQueriesContext(connection) as asked:
                client.get(path)
            return len(asked)

        page_notes.keep([], seconds=60)
        without = cost(HERE)
        for _ in range(2):
            KnownIssueFactory()
            page_notes.forget()
            assert cost(HERE) == without + 2  # known issues, and the links to job aids
            assert cost(HERE) == cost(HERE) == without

    def test_is_not_on_error_pages(self, client):
        KnownIssueFactory(pages=["accounts:language"])
        page_notes.forget()
        response = client.get("/language/", headers={"Accept": "text/html"})
        assert response.status_code == 405
        assert "cannot be pasted" not in response.content.decode()


class TestPage:
    def test_says_what_to_do_meanwhile(self, client):
        text = client.get(KnownIssueFactory().get_absolute_url()).content.decode()
        assert "Type the three facts." in text

    def test_is_not_there_before_its_time(self, client):
        issue = KnownIssueFactory(since=timezone.now() + HOUR)
        assert client.get(issue.get_absolute_url()).status_code == 404

    def test_says_that_it_is_fixed_or_over(self, client):
        fixed = KnownIssueFactory(closed=True)
        assert "It is fixed." in client.get(fixed.get_absolute_url()).content.decode()
        over = KnownIssueFactory(since=timezone.now() - 2 * HOUR, until=timezone.now() - HOUR)
        assert "This notice is over." in client.get(over.get_absolute_url()).content.decode()


class TestFollow:
    def test_by_account_needs_no_address(self, client):
        dee, issue = UserFactory(), KnownIssueFactory()
        client.force_login(dee)
        assert (
            f"We write to {dee.email}, once."
            in client.get(issue.get_absolute_url()).content.decode()
        )
        response = client.post(issue.get_absolute_url(), follow=True)
        assert "We will write to you once" in response.content.decode()
        follower = IssueFollower.objects.get()
        assert (follower.user, follower.email) == (dee, "")

    def test_by_a_visitor_keeps_what_was_typed_wrong(self, client):
        issue = KnownIssueFactory()
        response = client.post(issue.get_absolute_url(), {"email": "sam at home"})
        text = response.content.decode()
        assert "Enter an e-mail address like name@example.org." in text
        assert "sam at home" in text
        assert not IssueFollower.objects.exists()

    def test_twice_is_once_and_nobody_learns_who_asked(self, client):
        issue = KnownIssueFactory()
        said = [
            client.post(issue.get_absolute_url(), {"email": email}, follow=True).content.decode()
            for email in ("sam@example.org", "SAM@example.org")
        ]
        assert all("We will write to you once" in text for text in said)
        assert IssueFollower.objects.get().email == "sam@example.org"

    def test_what_is_closed_is_not_followed(self, client):
        issue = KnownIssueFactory(closed=True)
        with pytest.raises(IssueClosed):
            known_issues.follow(issue=issue.pk, language="en", by=UserFactory())
        response = client.post(issue.get_absolute_url(), {"email": "sam@example.org"})
        assert response.status_code == 200
        assert not IssueFollower.objects.exists()

    def test_to_one_mailbox_is_limited(self):
        for n in range(5):
            issue = KnownIssueFactory().pk
            known_issues.follow(issue=issue, language="en", by=None, email=f"{'sS'[n % 2]}am@x.org")
        with pytest.raises(TooManyAttempts):
            known_issues.follow(
                issue=KnownIssueFactory().pk, language="en", by=None, email="sam@x.org"
            )

    def test_from_one_address_is_limited_and_says_so(self, client):
        issue = KnownIssueFactory()
        for n in range(20):
            assert (
                client.post(issue.get_absolute_url(), {"email": f"s{n}@x.org"}).status_code == 302
            )
        response = client.post(issue.get_absolute_url(), {"email": "late@x.org"})
        assert response.status_code == 429
        assert "late@x.org" in response.content.decode()


class TestClose:
    def test_tells_everybody_once_in_their_language_and_forgets_them(self):
        issue, dee = KnownIssueFactory(), UserFactory(language="es")
        IssueFollowerFactory(issue=issue, email="", user=dee, language="en")
        IssueFollowerFactory(issue=issue, email="sam@example.org")
        IssueFollowerFactory(email="other@example.org")
        kim = StaffFactory()

        assert known_issues.close(issue=issue.pk, by=kim) == 2

        told = dict(Notice.objects.values_list("to", "language"))
        assert told == {dee.email: "es", "sam@example.org": "en"}
        assert not issue.followers.exists()
        event = AuditEvent.objects.get(verb="known_issue.close")
        assert (event.actor_id, event.reason) == (kim.pk, "told:2")
        body = mails.compose(Notice.objects.get(language="es")).body
        assert "No se puede pegar el correo" in body
        assert f"/known-issues/{issue.pk}/" in body

    def test_twice_is_refused_and_tells_nobody_again(self):
        issue = IssueFollowerFactory().issue
        known_issues.close(issue=issue.pk, by=StaffFactory())
        with pytest.raises(IssueClosed):
            known_issues.close(issue=issue.pk, by=StaffFactory())
        assert Notice.objects.count() == 1

    def test_takes_the_banner_away_at_once(self, client, django_capture_on_commit_callbacks):
        issue = KnownIssueFactory()
        assert says(client, HERE)
        with django_capture_on_commit_callbacks(execute=True):
            known_issues.close(issue=issue.pk, by=StaffFactory())
        assert "cannot be pasted" not in client.get(HERE).content.decode()


@pytest.mark.django_db(transaction=True)
def test_two_who_close_it_at_once_tell_everybody_once():
    issue = IssueFollowerFactory().issue
    kim, gate, outcomes = StaffFactory(), threading.Barrier(4, timeout=120), []

    def close():
        try:
            gate.wait()
            known_issues.close(issue=issue.pk, by=kim)
            outcomes.append("ok")
        except IssueClosed:
            outcomes.append("closed")
        finally:
            connection.close()

    threads = [threading.Thread(target=close) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(outcomes) == ["closed"] * 3 + ["ok"]
    assert Notice.objects.count() == 1


class TestAdmin:
    LIST = "/admin/support/knownissue/"

    @pytest.fixture
    def kim(self, client):
        kim = StaffFactory(role="EAS help desk")
        client.force_login(kim)
        return kim

    def facts(self, **more):
        both = {
            f"{it}_{lang}": f"The {it}" for it in ("title", "workaround") for lang in ("en", "es")
        }
        when = {"since": "2026-01-02T08:00", "until": ""}
        return {**both, **when, "job_aid": "", "pages": ["portal:home"], **more}

    def test_what_is_saved_shows_at_once(self, client, kim, django_capture_on_commit_callbacks):
        page_notes.keep([], seconds=60)
        with django_capture_on_commit_callbacks(execute=True):
            response = client.post(f"{self.LIST}add/", self.facts(job_aid="ordering-materials"))
        assert response.status_code == 302
        assert KnownIssue.objects.get().pages == ["portal:home"]
        assert "The workaround" in client.get("/").content.decode()

    @pytest.mark.parametrize(
        ("wrong", "words"),
        [
            ({"pages": []}, "Choose at least one page."),
            ({"pages": ["no:page"]}, "no:page"),
            ({"job_aid": "no-such-aid"}, "no-such-aid"),
            ({"title_es": ""}, "This field is required."),
            (
                {"until": "2025-01-01T08:00"},
                "The end must come after the beginning.",
            ),
        ],
    )
    def test_says_what_is_wrong_and_keeps_the_rest(self, client, kim, wrong, words):
        response = client.post(f"{self.LIST}add/", self.facts(**wrong))
        text = response.content.decode()
        assert words in text
        assert "The workaround" in text
        assert not KnownIssue.objects.exists()

    def test_closes_it_by_a_button_and_says_how_many_are_told(self, client, kim):
        issue = IssueFollowerFactory().issue
        page = f"{self.LIST}{issue.pk}/change/"
        assert "It is fixed: close it" in client.get(page).content.decode()
        response = client.post(f"{self.LIST}{issue.pk}/close/", follow=True)
        assert "It is closed. 1 person is told by mail." in response.content.decode()
        assert "It is fixed: close it" not in response.content.decode()
        again = client.post(f"{self.LIST}{issue.pk}/close/", follow=True)
        assert "This issue is closed already." in again.content.decode()

    def test_what_is_closed_is_only_read(self, client, kim):
        issue = KnownIssueFactory(closed=True)
        response = client.post(f"{self.LIST}{issue.pk}/change/", self.facts())
        assert response.status_code == 403
        assert client.get(f"{self.LIST}{issue.pk}/change/").status_code == 200

    def test_takes_the_same_number_of_queries_for_any_number_of_rows(self, client, kim):
        def cost():
            IssueFollowerFactory()
            with CaptureQueriesContext(connection) as asked:
                client.get(self.LIST)
            return len(asked)

        cost()  # finds out what kinds of rows there are
        assert cost() == cost()
