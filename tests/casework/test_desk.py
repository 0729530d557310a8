"""The case desk: asks, takes, accepts, rejects, waives; and they are told."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from casework.errors import NotInTheQueue, OwnCase, OwnSending, SomeoneElsesDocument
from casework.models import Document
from casework.workflows import desk
from notifications import delivery
from notifications.models import Notice
from tests.casework.factories import CASE_DESK, DocumentFactory, DocumentFileFactory
from tests.casework.web import verbs
from tests.delegation.factories import DelegationFactory
from tests.factories import AssisterFactory, CaseFactory, HouseholdMemberFactory, StaffFactory

pytestmark = pytest.mark.django_db
QUEUE = reverse("admin:casework_document_changelist")


@pytest.fixture
def kim():
    return StaffFactory(role=CASE_DESK)


@pytest.fixture
def staff(client, kim):
    client.force_login(kim)
    return client


def url(name, *args):
    return reverse(f"admin:casework_document_{name}", args=args)


def rows_of(response):
    return response.content.decode().partition('id="result_list"')[2].partition("</table>")[0]


def told():
    return set(Notice.objects.values_list("kind", "to"))


class TestWorkflows:
    @pytest.mark.parametrize("verb", [desk.take, desk.accept])
    def test_who_sent_it_for_somebody_does_not_decide(self, verb):
        """One can be an assister and of the case desk."""
        kim = AssisterFactory(ready=True).user
        document = DocumentFactory(sent_by=kim)
        assert not document.may_be_decided_by(kim)
        with pytest.raises(OwnSending):
            verb(document=document.pk, by=kim)
        document.refresh_from_db()
        assert (document.state, document.taken_by) == ("checked", None)

    def test_whoever_takes_it_decides(self, kim):
        document, sam = DocumentFactory(), StaffFactory(role=CASE_DESK)
        desk.take(document=document.pk, by=kim)
        with pytest.raises(SomeoneElsesDocument, match=kim.username):
            desk.accept(document=document.pk, by=sam)
        desk.accept(document=document.pk, by=kim)
        document.refresh_from_db()
        assert (document.state, document.decided_by) == ("accepted", kim)
        assert verbs() == [
            "document.take",
            "document.accept refused: SomeoneElsesDocument",
            "document.accept",
        ]

    def test_what_is_put_back_is_anybodys(self, kim):
        document, sam = DocumentFactory(), StaffFactory(role=CASE_DESK)
        desk.take(document=document.pk, by=kim)
        desk.put_back(document=document.pk, by=sam)
        desk.reject(document=document.pk, words="Send all pages.", by=sam)
        document.refresh_from_db()
        assert (document.state, document.taken_by, document.words) == (
            "rejected",
            sam,
            "Send all pages.",
        )

    @pytest.mark.parametrize("state", ["requested", "uploaded", "accepted", "rejected", "waived"])
    def test_only_what_is_in_the_queue_is_decided_on(self, kim, state):
        document = DocumentFactory(**{state: True})
        for act in (desk.take, desk.accept, desk.put_back):
            with pytest.raises(NotInTheQueue):
                act(document=document.pk, by=kim)
        with pytest.raises(NotInTheQueue):
            desk.reject(document=document.pk, words="No.", by=kim)

    @pytest.mark.parametrize(
        "facts",
        [
            {"requested": True},
            {"asked": True},
            {"asked": True, "rejected": True, "taken_by": None, "taken_at": None},
        ],
    )
    def test_what_was_asked_for_can_be_waived(self, kim, facts):
        document = DocumentFactory(**facts)
        desk.waive(document=document.pk, words="It was found elsewhere.", by=kim)
        document.refresh_from_db()
        assert document.state == "waived"
        assert told() == {("document_settled", document.case.user.email)}

    def test_what_nobody_asked_for_is_not_waived(self, kim):
        with pytest.raises(NotInTheQueue):
            desk.waive(document=DocumentFactory().pk, words="No.", by=kim)

    def test_nobody_works_on_their_own_case(self, kim):
        document = DocumentFactory(case=CaseFactory(user=kim))
        with pytest.raises(OwnCase):
            desk.take(document=document.pk, by=kim)
        with pytest.raises(OwnCase):
            desk.find_case(number=document.case.number, by=kim)

    def test_consumer_and_delegate_are_told_and_the_mail_says_nothing_personal(
        self, kim, mailoutbox
    ):
        held = DelegationFactory()
        document = DocumentFactory(case=held.case)
        desk.reject(document=document.pk, words="The name is cut off.", by=kim)
        assert told() == {
            ("document_rejected", held.case.user.email),
            ("document_rejected", held.assister.user.email),
        }
        for notice in Notice.objects.all():
            delivery.deliver(notice.pk)
        for mail in mailoutbox:
            assert mail.subject == "A document must be sent again"
            assert "cut off" not in mail.body
            assert "income" not in mail.body


class TestRequest:
    def test_from_the_number_to_the_request(self, staff, kim):
        held = DelegationFactory()
        kit = HouseholdMemberFactory(case=held.case, first_name="Kit")
        found = staff.post(url("find_case"), {"number": f" {held.case.number} "})
        assert found.url == url("request", held.case.pk)
        assert held.case.number not in found.url
        shown = staff.get(found.url).content.decode()
        assert "Kit Gives" in shown
        due = timezone.localdate() + timedelta(days=90)
        assert f'value="{due:%Y-%m-%d}"' in shown

        facts = {
            "document_type": "residency",
            "people": [str(kit.pk)],
            "due_on": f"{due:%Y-%m-%d}",
            "wanted": "A bill.",
        }
        asked = staff.post(found.url, facts)

        document = Document.objects.get()
        assert asked.url == url("change", document.pk)
        assert (document.state, document.due_on, document.asked_by) == ("requested", due, kim)
        assert list(document.members.all()) == [kit]
        assert {kind for kind, _to in told()} == {"document_requested"}
        assert verbs()[:3] == ["document.find_case", "case.desk_read", "document.request"]

    def test_a_number_that_nobody_has(self, staff):
        shown = staff.post(url("find_case"), {"number": "0000000000"}).content.decode()
        assert "No case has this number." in shown

    @pytest.mark.parametrize("days", [0, -1, 3_000])
    def test_a_due_date_lies_ahead_but_not_for_ever(self, staff, days):
        case = CaseFactory()
        day = timezone.localdate() + timedelta(days=days)
        facts = {"document_type": "income", "people": ["contact"], "due_on": f"{day:%Y-%m-%d}"}
        shown = staff.post(url("request", case.pk), {**facts, "wanted": "Stubs."}).content.decode()
        assert "Enter a day from tomorrow on" in shown
        assert "Stubs." in shown
        assert not Document.objects.exists()

    def test_not_for_the_own_case(self, staff, kim):
        assert staff.get(url("request", CaseFactory(user=kim).pk)).status_code == 404


class TestQueue:
    def test_what_waits_longest_comes_first_and_the_rest_is_a_click_away(self, staff):
        DocumentFactory(requested=True, type_id="birth")
        DocumentFactory(type_id="income")
        DocumentFactory(type_id="identity", sent_at=timezone.now() - timedelta(days=2))
        shown = rows_of(staff.get(QUEUE))
        assert "date of birth" not in shown
        assert shown.index("Proof of identity") < shown.index("Proof of yearly income")
        assert "date of birth" in rows_of(staff.get(f"{QUEUE}?progress=household"))

    def test_by_a_whole_number_only(self, staff):
        document = DocumentFactory(type_id="tribal")
        number = document.case.number
        for words, is_found in ((number, True), (number[:5], False), ("Gives", False)):
            assert ("American Indian" in rows_of(staff.get(QUEUE, {"q": words}))) is is_found

    def test_it_costs_the_same_for_one_and_for_ten(self, staff, django_assert_max_num_queries):
        DocumentFactory()
        staff.get(QUEUE)
        with django_assert_max_num_queries(20) as one:
            staff.get(QUEUE)
        for _n in range(10):
            DocumentFactory(taken=True)
        with django_assert_max_num_queries(len(one.captured_queries)):
            staff.get(QUEUE)

    def test_a_document_is_read_on_record(self, staff):
        file = DocumentFileFactory()
        shown = staff.get(url("change", file.document_id)).content.decode()
        assert "Accept it" in shown
        assert verbs() == ["document.desk_read"]
        assert staff.get(url("file", file.pk)).content == b"as we wrote it"
        assert staff.get(url("preview", file.pk)).content == b"small"
        assert verbs()[1:] == [
            "document_file.desk_download",
            "document_file.desk_preview",
        ]

    def test_a_rejection_needs_words_and_keeps_the_page(self, staff):
        document = DocumentFactory()
        shown = staff.post(url("reject", document.pk), {"reject-words": " "}).content.decode()
        assert "Say what to send instead." in shown
        document.refresh_from_db()
        assert document.state == "checked"
        staff.post(url("reject", document.pk), {"reject-words": "All pages."})
        document.refresh_from_db()
        assert (document.state, document.words) == ("rejected", "All pages.")

    def test_their_own_case_is_not_there(self, staff, kim):
        file = DocumentFileFactory(document__case=CaseFactory(user=kim))
        assert staff.get(url("file", file.pk)).status_code == 404
        assert staff.post(url("take", file.document_id)).status_code == 404


def test_the_dashboard_counts_what_waits_for_each(client, kim):
    document = DocumentFactory(requested=True)
    DocumentFactory()
    client.force_login(kim)
    assert "Documents to look at (1)" in client.get(reverse("accounts:dashboard")).content.decode()
    client.force_login(document.case.user)
    assert "Documents to send (1)" in client.get(reverse("accounts:dashboard")).content.decode()
