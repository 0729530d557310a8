"""“This wasn’t OK”: reported in one step, which ends what lets them do more; answered by the desk."""

from datetime import timedelta

import factory
import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from audit.models import AuditEvent
from casework.errors import AnsweredAlready, ObjectedAlready, OwnCase
from casework.models import Objection
from casework.workflows import objections
from delegation.models import Delegation
from delegation.workflows import delegations
from notifications import delivery
from notifications.models import Notice
from tests.casework.factories import DocumentFactory, ObjectionFactory
from tests.casework.test_activity import by_dee, event, shown, text
from tests.casework.web import verbs
from tests.delegation.factories import DelegationFactory
from tests.factories import AssisterFactory, CaseFactory, StaffFactory, UserFactory
from tests.racing import at_once

pytestmark = pytest.mark.django_db
ACTIVITY = reverse("casework:activity")
QUEUE = reverse("admin:casework_objection_changelist")
DESK = "Certification desk"
WORDS = "They sent a paper of somebody else."


@pytest.fixture
def held():
    """Pat’s case, delegated to Dee."""
    return DelegationFactory(assister__first_name="Dee", assister__last_name="Acts")


@pytest.fixture
def pat(client, held):
    client.force_login(held.case.user)
    return client


@pytest.fixture
def done(held):
    """What Dee did."""
    return by_dee(held.case, "document.send", held, about=DocumentFactory(case=held.case))


def address(of):
    return reverse("casework:objection", args=[of.pk])


def state_of(row):
    return Delegation.objects.get(pk=row.pk).state


class TestObjecting:
    def test_one_press_ends_the_access_and_reports(self, pat, held, done, mailoutbox):
        shown = pat.get(address(done))
        assert "End the access and report it" in shown.content.decode()
        assert "Dee Acts has no access to your case any more" in text(shown)
        sent = {"words": f"  {WORDS} ", "ends": str(held.pk)}

        page = pat.post(address(done), sent, follow=True)

        made = Objection.objects.get()
        assert state_of(held) == "ended"
        assert (made.event, made.by, made.against) == (done.pk, held.case.user, held.assister.user)
        assert (made.words, made.ended) == (WORDS, held)
        assert f"number {made.name}" in page.content.decode()
        assert "We are looking into it." in text(page)
        assert verbs()[-3:] == ["delegation.end", "objection.make", "objection.read"]
        for notice in Notice.objects.due():
            delivery.deliver(notice.pk)
        [mail] = [mail for mail in mailoutbox if mail.subject == "We have your report"]
        assert mail.to == [held.case.user.email]
        assert made.name in mail.body
        assert "paper" not in mail.body

    def test_the_list_says_that_one_objected_and_what_came_of_it(self, pat, held, done):
        pat.post(address(done), {"words": "", "ends": str(held.pk)})
        made = Objection.objects.get()
        assert f"You objected: {made.name}" in text(pat.get(ACTIVITY))
        kim = StaffFactory(role=DESK)
        objections.answer(objection=made.pk, words="We spoke with them.", by=kim)
        assert f"there is an answer: {made.name}" in text(pat.get(ACTIVITY))
        assert "We spoke with them." in text(pat.get(address(done)))
        assert "objection_answered" in Notice.objects.values_list("kind", flat=True)

    def test_what_is_done_again_on_the_same_day_can_be_objected_to_again(self, pat, held):
        kim = StaffFactory(role="Case desk")
        first = event(held.case, "case.desk_read", kim)
        pat.post(address(first), {"words": ""})
        again = [event(held.case, "case.desk_read", kim) for _n in range(2)]
        page = pat.get(ACTIVITY, {"who": "staff"})
        assert [len(entry.events) for entry in shown(page)] == [2, 1]
        body = page.content.decode()
        assert address(again[1]) in body
        assert address(first) in body

    def test_a_request_that_waits_is_withdrawn(self, pat, held):
        Delegation.objects.filter(pk=held.pk).update(state="pending", accepted_at=None)
        looked = by_dee(held.case, "delegation.list", held)
        assert "Withdraw the request and report it" in pat.get(address(looked)).content.decode()
        pat.post(address(looked), {"ends": str(held.pk)})
        assert state_of(held) == "withdrawn"

    def test_what_ended_meanwhile_is_only_reported(self, pat, held, done):
        pat.get(address(done))
        delegations.end(delegation=held.pk, by=held.case.user)
        pat.post(address(done), {"ends": str(held.pk)})
        assert Objection.objects.get().ended is None
        assert AuditEvent.objects.filter(verb="delegation.end").count() == 1

    def test_what_the_page_did_not_speak_of_stays(self, pat, held, done):
        """Signed again in another tab meanwhile: then it is wanted. And nobody else's ends by it."""
        other = DelegationFactory()
        for named in ("", "nonsense", str(other.pk)):
            pat.post(address(done), {"ends": named})
            Objection.objects.all().delete()
        assert state_of(held) == state_of(other) == "active"

    def test_of_staff_it_is_only_reported(self, pat, held):
        kim = StaffFactory(role="Case desk")
        read = event(held.case, "document.desk_read", kim)
        told = pat.get(address(read))
        assert "Nobody’s access changes by it." in text(told)
        assert "Report it" in told.content.decode()
        pat.post(address(read), {"words": "Why?", "ends": str(held.pk)})
        assert Objection.objects.get().against == kim
        assert state_of(held) == "active"

    def test_too_many_words_are_kept_and_nothing_is_done(self, pat, held, done):
        words = "a" * 1001
        page = pat.post(address(done), {"words": words, "ends": str(held.pk)})
        assert words in page.content.decode()
        assert "Error: " in page.content.decode()
        assert not Objection.objects.exists()
        assert state_of(held) == "active"

    def test_a_second_time_it_is_said_that_it_was_reported(self, pat, held, done):
        pat.post(address(done), {"words": "First.", "ends": str(held.pk)})
        page = pat.post(address(done), {"words": "Second."}, follow=True)
        assert "You have reported this already." in page.content.decode()
        assert Objection.objects.get().words == "First."
        assert Notice.objects.filter(kind="objection_received").count() == 1

    def test_of_what_is_not_theirs_to_object_to_there_is_no_page(self, pat, held):
        foreign = event(CaseFactory(), "document.read", UserFactory())
        own = event(held.case, "document.read", held.case.user)
        by_itself = event(held.case, "document_file.pass")
        for one in (foreign, own, by_itself):
            assert pat.get(address(one)).status_code == 404
            assert pat.post(address(one), {"words": WORDS}).status_code == 404
        unknown = reverse("casework:objection", args=[2**63 + 5])
        assert pat.get(unknown).status_code == 404
        assert not Objection.objects.exists()

    def test_the_workflow_refuses_them_too(self, held):
        foreign = event(CaseFactory(), "document.read", UserFactory())
        facts = {"case": held.case.pk, "words": "", "ends": None, "by": held.case.user}
        with pytest.raises(AuditEvent.DoesNotExist):
            objections.make(event=foreign.pk, **facts)
        assert not Objection.objects.exists()

    def test_it_ends_with_the_report_or_not_at_all(self, held, done):
        ObjectionFactory(case=held.case, event=done.pk)
        with pytest.raises(ObjectedAlready):
            objections.make(
                case=held.case.pk, event=done.pk, words="", ends=held.pk, by=held.case.user
            )
        assert state_of(held) == "active"

    def test_who_it_is_about_reads_nothing_of_it(self, client, held, done):
        ObjectionFactory(case=held.case, event=done.pk, words=WORDS, against=held.assister.user)
        client.force_login(held.assister.user)
        page = client.get(reverse("casework:history", args=[held.case.pk]))
        assert WORDS not in page.content.decode()
        assert client.get(address(done)).status_code in {302, 404}
        assert client.get(QUEUE).status_code in {302, 403, 404}


class TestDesk:
    @pytest.fixture
    def kim(self):
        return StaffFactory(role=DESK)

    @pytest.fixture
    def staff(self, client, kim):
        client.force_login(kim)
        return client

    def change(self, made, name="change"):
        return reverse(f"admin:casework_objection_{name}", args=[made.pk])

    def test_sees_who_what_when_and_the_words_on_record(self, staff, held, done):
        made = ObjectionFactory(
            case=held.case, event=done.pk, words=WORDS, against=held.assister.user
        )
        assert made.name in staff.get(QUEUE).content.decode()
        page = staff.get(self.change(made)).content.decode()
        assert WORDS in page
        assert "Dee Acts" in page
        assert "Sent a document: Proof of yearly income" in page
        assert reverse("admin:accounts_assister_change", args=[held.assister.pk]) in page
        seen = AuditEvent.objects.filter(case_id=held.case.pk, actor_id__isnull=False)
        assert {"objection.desk_list", "objection.desk_read"} <= set(
            seen.values_list("verb", flat=True)
        )
        assert "record.view" not in verbs()

    def test_is_told_which_of_the_staff_it_was(self, staff, held):
        other = StaffFactory(role="Case desk", first_name="Lou", last_name="Reads")
        read = event(held.case, "document.desk_read", other)
        made = ObjectionFactory(case=held.case, event=read.pk, against=other)
        page = staff.get(self.change(made)).content.decode()
        assert f"Lou Reads ({other.username})<br>The case desk" in page

    def test_answers_once_and_with_words(self, staff, kim):
        made = ObjectionFactory()
        page = staff.post(self.change(made, "answer"), {"words": " "}).content.decode()
        assert "Say what came of it." in page
        staff.post(self.change(made, "answer"), {"words": "We spoke with them."})
        again = staff.post(self.change(made, "answer"), {"words": "No."}, follow=True)
        assert "This was answered already." in again.content.decode()
        made.refresh_from_db()
        assert (made.answer, made.answered_by) == ("We spoke with them.", kim)
        assert made.name not in staff.get(QUEUE).content.decode()
        assert made.name in staff.get(QUEUE, {"progress": "all"}).content.decode()

    def test_nobody_judges_what_they_did_or_said(self, staff, kim):
        own = ObjectionFactory(against=kim)
        said = ObjectionFactory(case=CaseFactory(user=kim))
        for made in (own, said):
            assert made.name not in staff.get(QUEUE).content.decode()
            assert staff.post(self.change(made, "answer"), {"words": "Fine."}).status_code == 404
            with pytest.raises(OwnCase):
                objections.answer(objection=made.pk, words="Fine.", by=kim)
        assert Objection.objects.waiting().count() == 2

    def test_costs_the_same_for_one_and_for_ten(self, staff, django_assert_max_num_queries):
        ObjectionFactory()
        staff.get(QUEUE)
        with django_assert_max_num_queries(20) as one:
            staff.get(QUEUE)
        for _n in range(10):
            ObjectionFactory(against=AssisterFactory(ready=True).user)
        with django_assert_max_num_queries(len(one.captured_queries)):
            staff.get(QUEUE)

    def test_the_dashboard_leads_there(self, staff):
        assert QUEUE in staff.get(reverse("accounts:dashboard")).content.decode()

    def test_an_answer_is_not_overwritten(self, kim):
        made = ObjectionFactory(answered=True)
        with pytest.raises(AnsweredAlready):
            objections.answer(objection=made.pk, words="No.", by=kim)


@pytest.mark.parametrize(
    ("constraint", "facts"),
    [
        (
            "objection_answered_by_at_and_answer_agree",
            {"answered_at": factory.LazyFunction(timezone.now)},
        ),
        ("objection_answered_by_at_and_answer_agree", {"answered": True, "answer": ""}),
        (
            "objection_answered_after_made",
            {"answered": True, "made_at": timezone.now() + timedelta(days=1)},
        ),
    ],
)
def test_the_database_refuses(constraint, facts):
    with pytest.raises(IntegrityError, match=constraint):
        ObjectionFactory(**facts)


def test_the_database_refuses_a_second_one_and_one_against_oneself():
    made = ObjectionFactory()
    with pytest.raises(IntegrityError, match="objection_once_per_event"), transaction.atomic():
        ObjectionFactory(event=made.event)
    case = CaseFactory(linked=True)
    with pytest.raises(IntegrityError, match="objection_not_against_oneself"):
        ObjectionFactory(case=case, against=case.user)


@pytest.mark.django_db(transaction=True)
class TestRaces:
    def test_from_two_tabs_it_is_one(self, pool, held, done):
        def press():
            return objections.make(
                case=held.case.pk, event=done.pk, words="", ends=held.pk, by=held.case.user
            )

        got = at_once(pool, *[press] * 4)

        assert got.count(ObjectedAlready) == 3
        assert Objection.objects.count() == 1
        assert state_of(held) == "ended"
        assert AuditEvent.objects.filter(verb="delegation.end").count() == 1
        assert Notice.objects.filter(kind="objection_received").count() == 1

    def test_ended_at_the_same_moment_it_is_reported_all_the_same(self, pool, held, done):
        """Whichever comes first: it ends once, and the report is there."""

        def press():
            return objections.make(
                case=held.case.pk, event=done.pk, words="", ends=held.pk, by=held.case.user
            )

        at_once(pool, press, lambda: delegations.end(delegation=held.pk, by=held.case.user))

        made = Objection.objects.get()
        assert state_of(held) == "ended"
        assert AuditEvent.objects.filter(verb="delegation.end", outcome="done").count() == 1
        assert made.ended in {None, held}
