"""Each read and write of a case, by each role, leaves exactly the events that its consumer is to see."""

import csv
from datetime import timedelta
from uuid import uuid4

import pytest
from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from accesscodes.models import AccessCode
from audit.models import AuditEvent
from cases.importing.rows import COLUMNS
from cases.models import Case
from cases.workflows import imports
from casework import tasks as casework_tasks
from casework.activity import words
from casework.models import ChangeReport, Document, DocumentFile, Question, Renewal
from delegation import receipts
from delegation import tasks as delegation_tasks
from delegation.models import Delegation
from tests.accesscodes.factories import (
    AccessCodeFactory,
    HelpLineCallFactory,
    IdentityCheckFactory,
)
from tests.accesscodes.test_console import BORN, RIGHT
from tests.accesscodes.test_delegating import spoken
from tests.casework.factories import (
    ChangeReportFactory,
    DocumentFactory,
    DocumentFileFactory,
    ObjectionFactory,
    QuestionFactory,
    RenewalFactory,
    typed_address,
)
from tests.casework.web import answer_form, check_all, form
from tests.delegation.factories import DelegationFactory
from tests.delegation.test_consent_pages import a_form
from tests.factories import AssisterFactory, CaseFactory, StaffFactory, UserFactory

pytestmark = pytest.mark.django_db
# That a list was opened: the cases on it have theirs. A wrong code: of which case, nobody knows.
OF_NO_CASE = {"record.list", "help_line_call.start", "case.import_file", "access_code.redeem"}


class Stage:
    """Pat’s case; who is on stage acts on it, and each act leaves what it is said to leave."""

    def __init__(self, client, case, actor):
        self.client, self.case, self.actor = client, case, actor
        self.marks = (None, None)
        if actor:
            client.force_login(actor)

    def get(self, name, /, *args, **query):
        return lambda: self.client.get(reverse(name, args=args), query)

    def post(self, name, /, *args, **data):
        return lambda: self.client.post(reverse(name, args=args), data)

    def leaves(self, *expected, by, verb_marks=None):
        last = AuditEvent.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
        answer = by()
        assert getattr(answer, "status_code", 200) < 500
        left = AuditEvent.objects.filter(pk__gt=last).order_by("pk")
        strays = {e.verb for e in left if e.case_id is None and not e.verb.startswith("session.")}
        assert strays <= OF_NO_CASE, strays
        found = left.filter(case_id=self.case.pk)
        assert [said(event) for event in found] == list(expected)
        for event in found:
            assert event.actor_id == (self.actor and self.actor.pk), event.verb
            marks = verb_marks if verb_marks is not None else self.marks
            assert (event.acting_for_id, event.entity_id) == marks, event.verb
            assert event.verb in words.WORDS, event.verb
        return answer


def said(event):
    return event.verb if event.outcome == "done" else f"{event.verb}: {event.outcome}"


def typed(**more):
    return {name: values[0] for name, values in typed_address(timezone.localdate()).items()} | more


def the(model, case):
    return model.objects.filter(case=case).order_by("pk").last()


def works_on_the_case(stage, url):
    """What consumer and delegate do alike: ``url(name)`` and its arguments, on their side."""

    def get(name, /, *args):
        return stage.get(*url(name), *args)

    def post(name, /, *args, **data):
        return stage.post(*url(name), *args, **data)

    case = stage.case
    stage.leaves("document.list", by=get("document_list"))
    stage.leaves("document.open_form", by=get("document_send"))
    stage.leaves("document.send", by=post("document_send", **form()))
    document = the(Document, case)
    stage.leaves("document.read", by=get("document_detail", document.pk))
    file = DocumentFileFactory(document=document, added_by=stage.actor)
    stage.leaves("document_file.download", by=get("document_file", file.pk))
    stage.leaves("document_file.preview", by=get("document_preview", file.pk))
    asked = DocumentFactory(case=case, requested=True)
    stage.leaves("document.open_form", by=get("document_answer", asked.pk))
    stage.leaves("document.answer", by=post("document_answer", asked.pk, **answer_form()))

    stage.leaves("change.list", by=get("change_list"))
    stage.leaves("change.open_form", by=get("change_create"))
    key = uuid4()
    stage.leaves("change.begin", by=post("change_create", kind="address", key=key))
    stage.leaves("change.read", by=get("change_edit", key))
    stage.leaves("change.save", by=post("change_edit", key, **typed(version=1)))
    stage.leaves("change.read", by=get("change_review", key))
    stage.leaves("change.send", by=post("change_review", key, version=2))
    stage.leaves("change.read", by=get("change_detail", key))
    stage.leaves("change.withdraw", by=post("change_withdraw", key))

    stage.leaves("renewal.read", by=get("renewal_detail"))
    stage.leaves("renewal.begin", by=post("renewal_begin"))
    stage.leaves("renewal.read", by=get("renewal_step", "household"))
    told = {"household": "same", "household_words": "", "version": 1}
    stage.leaves("renewal.save", by=post("renewal_step", "household", **told))
    the(Renewal, case).delete()
    RenewalFactory(case=case, complete=True)
    stage.leaves("renewal.read", by=get("renewal_review"))
    stage.leaves("renewal.send", by=post("renewal_review", version=1))
    stage.leaves("renewal.take_back", by=post("renewal_take_back"))

    stage.leaves("document.read", by=get("document_take_back", file.pk))
    stage.leaves("document.take_back_file", by=post("document_take_back", file.pk))

    asked = QuestionFactory(case=case)
    stage.leaves("question.list", by=get("question_list"))
    stage.leaves("question.read", by=get("question_answer", asked.pk))
    stage.leaves("question.answer", by=post("question_answer", asked.pk, answer="The one of May."))


def test_the_consumer(client):
    case = CaseFactory(linked=True)
    stage = Stage(client, case, case.user)
    stage.leaves("case.read", by=stage.get("cases:my_case"))
    works_on_the_case(stage, lambda name: (f"casework:own_{name}",))

    dee = AssisterFactory(ready=True)
    entity = (None, dee.entity_id)
    stage.leaves("delegation.list", by=stage.get("consent:my_delegation"))
    stage.leaves(
        "delegation.sign", by=stage.post("consent:delegate", dee.pk, **a_form()), verb_marks=entity
    )
    row = the(Delegation, case)
    stage.leaves("delegation.read", by=stage.get("consent:receipt", row.pk), verb_marks=entity)
    ending = ("consent:delegation_end", row.pk)
    stage.leaves("delegation.read", by=stage.get(*ending), verb_marks=entity)
    stage.leaves("delegation.end", by=stage.post(*ending), verb_marks=entity)

    stage.leaves("activity.read", by=stage.get("casework:activity"))
    event = AuditEvent.objects.create(
        verb="document.read", actor_id=dee.user_id, case_id=case.pk, entity_id=dee.entity_id
    )
    stage.leaves(by=stage.get("casework:objection", event.pk))
    stage.leaves("objection.make", by=stage.post("casework:objection", event.pk, words="No."))
    stage.leaves("objection.read", by=stage.get("casework:objection", event.pk))


def test_the_delegate(client):
    held = DelegationFactory()
    case, dee = held.case, held.assister
    stage = Stage(client, case, dee.user)
    stage.marks = (case.user_id, dee.entity_id)
    works_on_the_case(stage, lambda name: (f"casework:{name}", case.pk))
    stage.leaves("case.read", by=stage.get("casework:case_page", case.pk))
    stage.leaves("history.read", by=stage.get("casework:history", case.pk))
    ask = ("casework:question_ask", case.pk)
    stage.leaves("question.open_form", by=stage.get(*ask))
    key = uuid4()
    stage.leaves("question.ask", by=stage.post(*ask, words="Which job?", key=key))
    asked = ("casework:question_withdraw", case.pk, key)
    stage.leaves("question.withdraw", by=stage.post(*asked))
    stage.leaves("case.list", by=stage.get("casework:book"))
    Case.objects.update(renewal_due_on=timezone.localdate())
    stage.leaves("case.list", by=stage.get("casework:renewal_board"))
    stage.leaves("delegation.read", by=stage.get("consent:consumer_end", held.pk))
    own = (None, dee.entity_id)
    resigned = stage.post("consent:consumer_end", held.pk, reason="cannot")
    stage.leaves("delegation.end", by=resigned, verb_marks=own)
    nothing = (None, None)
    shut = stage.get("casework:document_list", case.pk)
    stage.leaves("page.open: refused", by=shut, verb_marks=nothing)


def test_the_assister_who_is_asked(client):
    for act, left in [("accept", "delegation.accept"), ("decline", "delegation.decline")]:
        asked = DelegationFactory(pending=True)
        stage = Stage(client, asked.case, asked.assister.user)
        stage.marks = (None, asked.entity_id)
        stage.leaves("delegation.list_consumers", by=stage.get("consent:request_list"))
        if act == "decline":
            page = stage.get("consent:request_decline", asked.pk)
            stage.leaves("delegation.read", by=page)
        answer = stage.post(f"consent:request_{act}", asked.pk, reason="no_room")
        stage.leaves(left, by=answer)


def of_the_desk(stage):
    """What whoever sees the queues of the case desk leaves by looking, the superuser too."""
    case, admin = stage.case, "admin:casework_"
    document, file = DocumentFactory(case=case), None
    DocumentFactory()
    file = DocumentFileFactory(document=document)
    change, renewal = (
        ChangeReportFactory(case=case, sent=True),
        RenewalFactory(case=case, sent=True),
    )
    for model, row, noun in [
        ("document", document, "document"),
        ("changereport", change, "change"),
        ("renewal", renewal, "renewal"),
    ]:
        stage.leaves(f"{noun}.desk_list", by=stage.get(f"{admin}{model}_changelist"))
        stage.leaves(f"{noun}.desk_read", by=stage.get(f"{admin}{model}_change", row.pk))
        stage.leaves("record.view", by=stage.get(f"{admin}{model}_history", row.pk))
    stage.leaves("document_file.desk_download", by=stage.get(f"{admin}document_file", file.pk))
    stage.leaves("document_file.desk_preview", by=stage.get(f"{admin}document_preview", file.pk))
    return document, change, renewal


def test_the_case_desk(client):
    case, admin = CaseFactory(linked=True), "admin:casework_"
    stage = Stage(client, case, StaffFactory(role="Case desk"))
    document, change, renewal = of_the_desk(stage)
    stage.leaves(
        "document.find_case", by=stage.post(f"{admin}document_find_case", number=case.number)
    )
    stage.leaves("case.desk_read", by=stage.get(f"{admin}document_request", case.pk))
    due = timezone.localdate() + timedelta(days=30)
    asked = {"document_type": "income", "people": ["contact"], "due_on": due, "wanted": ""}
    stage.leaves("document.request", by=stage.post(f"{admin}document_request", case.pk, **asked))
    wanted = Document.objects.get(case=case, state="requested")
    for name in ("take", "put_back", "accept"):
        stage.leaves(f"document.{name}", by=stage.post(f"{admin}document_{name}", document.pk))
    waived = stage.post(f"{admin}document_waive", wanted.pk, **{"waive-words": "Found."})
    stage.leaves("document.waive", by=waived)
    other = DocumentFactory(case=case)
    no_words = stage.post(f"{admin}document_reject", other.pk, **{"reject-words": ""})
    stage.leaves("document.desk_read", by=no_words)
    rejected = stage.post(f"{admin}document_reject", other.pk, **{"reject-words": "All pages."})
    stage.leaves("document.reject", by=rejected)
    stage.leaves("document.take: refused", by=stage.post(f"{admin}document_take", other.pk))
    stage.leaves("change.apply", by=stage.post(f"{admin}changereport_apply", change.pk))
    back = stage.post(f"{admin}renewal_return", renewal.pk, words="Which plan?")
    stage.leaves("renewal.return", by=back)
    asks_and_reads_answers(stage)


def asks_and_reads_answers(stage):
    case, admin = stage.case, "admin:casework_question_"
    found = stage.post(f"{admin}find_case", number=case.number)
    stage.leaves("question.find_case", by=found)
    stage.leaves("case.desk_read", by=stage.get(f"{admin}ask", case.pk))
    asked = stage.post(f"{admin}ask", case.pk, words="Which job?", key=uuid4())
    stage.leaves("question.desk_ask", by=asked)
    answered = QuestionFactory(case=case, answered=True)
    stage.leaves("question.desk_list", by=stage.get(f"{admin}changelist"))
    stage.leaves("question.desk_read", by=stage.get(f"{admin}change", answered.pk))
    stage.leaves("question.settle", by=stage.post(f"{admin}settle", answered.pk))
    open_one = Question.objects.get(case=case, state="open")
    stage.leaves("question.desk_withdraw", by=stage.post(f"{admin}withdraw", open_one.pk))


def test_the_superuser(client):
    root = StaffFactory(is_superuser=True)
    of_the_desk(Stage(client, CaseFactory(linked=True), root))


def test_one_who_is_of_the_desk_and_an_assister_acts_for_nobody_at_the_desk(client):
    kim = AssisterFactory(ready=True).user
    kim.is_staff = kim.is_superuser = True
    kim.save()
    of_the_desk(Stage(client, CaseFactory(linked=True), kim))


def test_the_certification_desk(client):
    made, admin = ObjectionFactory(), "admin:casework_objection_"
    stage = Stage(client, made.case, StaffFactory(role="Certification desk"))
    stage.leaves("objection.desk_list", by=stage.get(f"{admin}changelist"))
    stage.leaves("objection.desk_read", by=stage.get(f"{admin}change", made.pk))
    stage.leaves("objection.answer", by=stage.post(f"{admin}answer", made.pk, words="We did."))


def test_the_representative(client):
    case = CaseFactory()
    call = HelpLineCallFactory()
    stage = Stage(client, case, call.by)

    def at(page, /, **data):
        name = f"accesscodes:{page}"
        return stage.post(name, call.pk, **data) if data else stage.get(name, call.pk)

    stage.leaves(by=at("call_caller"))
    client.post(reverse("accesscodes:call_caller", args=[call.pk]), {"caller": "consumer"})
    stage.leaves("help_line_call.find_cases", by=at("call_case", by="number", number=case.number))
    stage.leaves("help_line_call.choose_case", by=at("case_choose", case=case.pk))
    looked = "help_line_call.read"
    for name in ("call_caller", "call_case", "call_identity"):
        stage.leaves(looked, by=at(name))
    again = at("call_caller", caller="consumer")
    stage.leaves("help_line_call.identify_caller", by=again)
    stage.leaves("identity_check.check", by=at("call_identity", **RIGHT, key=uuid4()))
    stage.leaves(looked, by=at("call_code"))
    stage.leaves("access_code.issue", by=at("call_code", key=uuid4()))
    stage.leaves("access_code.revoke", "access_code.issue", by=at("call_code", key=uuid4()))
    stage.leaves("access_code.read_back: refused", by=at("code_read_back", typed="22222-22222"))
    stage.leaves("access_code.revoke", by=stage.post("accesscodes:code_revoke", call.pk))
    of_the_phone(stage, call, at)
    stage.leaves("help_line_call.end", by=stage.post("accesscodes:call_end", call.pk))
    stage.leaves(looked, by=at("call_detail"))


def of_the_phone(stage, call, at):
    dee = AssisterFactory(ready=True)
    entity = (None, dee.entity_id)
    stage.leaves("help_line_call.read", by=at("call_delegation"))
    number = dee.certification_number
    stage.leaves("help_line_call.read", by=at("call_delegation", number=number))
    both = ["delegation.sign_on_phone", "help_line_call.delegate"]
    stage.leaves(*both, by=at("call_delegation_sign", **spoken(dee)), verb_marks=entity)
    row = the(Delegation, stage.case)
    last = AuditEvent.objects.order_by("-pk").first().pk
    at("call_delegation_end", delegation=row.pk)()
    left = AuditEvent.objects.filter(pk__gt=last, case_id=stage.case.pk).order_by("pk")
    assert [said(e) for e in left] == ["delegation.end", "help_line_call.end_delegation"]
    assert {e.actor_id for e in left} == {call.by_id}


def test_the_supervisor(client):
    check = IdentityCheckFactory(holding=True)
    stage = Stage(client, check.case, StaffFactory(role="Help-line supervisors"))
    stage.leaves("identity_check.list", by=stage.get("accesscodes:hold_list"))
    stage.leaves("identity_check.read", by=stage.get("accesscodes:hold_override", check.pk))
    lifted = stage.post("accesscodes:hold_override", check.pk, reason="They rang back.")
    stage.leaves("identity_check.override", by=lifted)
    stage.leaves("help_line_call.read", by=stage.get("accesscodes:call_detail", check.call_id))


def test_somebody_who_links_the_case(client):
    code = AccessCodeFactory(text="2345678901")
    stage = Stage(client, code.case, UserFactory())
    wrong = {**BORN, "born_on_year": "1985"}
    link = "accesscodes:case_link"
    stage.leaves(
        "access_code.count_wrong_try: refused", by=stage.post(link, code="2345678901", **wrong)
    )
    stage.leaves("case.link", "access_code.redeem", by=stage.post(link, code="2345678901", **BORN))
    assert AccessCode.objects.get().used_by == stage.actor


class TestSystem:
    def stage(self, client, case):
        return Stage(client, case, None)

    def test_checks_files_and_reminds(self, client, settings):
        case = CaseFactory(linked=True, renewal_due_on=timezone.localdate() + timedelta(days=1))
        DocumentFileFactory(document__case=case, document__uploaded=True, waiting=True)
        stage = self.stage(client, case)
        stage.leaves("document_file.refuse", by=check_all)
        assert DocumentFile.objects.get().reason
        settings.CASE_RENEWAL_REMINDERS = [30]
        stage.leaves("renewal.remind", by=casework_tasks.remind_of_renewals)

    def test_looks_after_delegations(self, client):
        now = timezone.now()
        old = now - settings.DELEGATION_REQUEST_LIFETIME - timedelta(hours=1)
        asked = DelegationFactory(pending=True, asked_at=old)
        stage = self.stage(client, asked.case)
        entity = (None, asked.entity_id)
        look = delegation_tasks.look_after_delegations
        stage.leaves("delegation.expire", by=look, verb_marks=entity)
        over = DelegationFactory(
            from_on=timezone.localdate() - timedelta(days=400),
            until_on=timezone.localdate() - timedelta(days=1),
        )
        stage = self.stage(client, over.case)
        stage.leaves("delegation.end", by=look, verb_marks=(None, over.entity_id))

    def test_is_told_by_a_receipt(self, client):
        row = DelegationFactory()
        stage = self.stage(client, row.case)
        ends = stage.post("consent:end_by_receipt", code=receipts.code_of(row), **BORN)
        stage.leaves("delegation.end", by=ends, verb_marks=(None, row.entity_id))
        event = AuditEvent.objects.get(verb="delegation.end")
        assert event.address, "somebody’s, and so not the portal’s by itself"

    def test_imports(self, client, tmp_path):
        """Each case that was known and is changed; none that is new, or as it was."""
        same, moved, joined = CaseFactory(linked=True), CaseFactory(linked=True), CaseFactory()
        load(tmp_path, *(line(case) for case in (same, moved, joined)))
        last = AuditEvent.objects.order_by("-pk").first().pk
        load(
            tmp_path,
            line(same),
            line(moved, street="9 Elm Street"),
            line(joined, household="Kit|Gives|2012-09-03|child"),
            line(CaseFactory.build(number="9100000001")),
        )
        left = AuditEvent.objects.filter(pk__gt=last, verb="case.import")
        assert set(left.values_list("case_id", flat=True)) == {moved.pk, joined.pk}
        assert left.count() == 2
        assert {(e.actor_id, e.object_type, e.object_id == str(e.case_id)) for e in left} == {
            (None, "cases.case", True)
        }
        assert Case.objects.count() == 4
        last = AuditEvent.objects.order_by("-pk").first().pk
        load(tmp_path, line(joined))
        left = AuditEvent.objects.filter(pk__gt=last, verb="case.import")
        assert [e.case_id for e in left] == [joined.pk], "a member of the household left"


def line(case, **facts):
    told = dict.fromkeys(COLUMNS, "")
    for name in ("number", "first_name", "last_name", "street", "city", "zip_code", "language"):
        told[name] = getattr(case, name)
    told |= {"program": case.program, "status": case.status, "coverage_year": case.coverage_year}
    return {**told, "born_on": case.born_on.isoformat(), **facts}


def load(tmp_path, *rows):
    path = tmp_path / "cases.csv"
    with path.open("w", newline="", encoding="utf-8") as out:
        writer = csv.DictWriter(out, COLUMNS)
        writer.writeheader()
        writer.writerows(rows)
    imports.load(path=path, rejected=tmp_path / "bad.csv", progress=lambda size: None)


def test_every_report_of_a_refusal_names_the_case_it_was_about(client):
    """Sent from a page that was opened while one had access: refused, and the consumer sees who tried."""
    held = DelegationFactory()
    change = ChangeReportFactory(case=held.case, by=held.assister.user)
    client.force_login(held.assister.user)
    Delegation.objects.filter(pk=held.pk).update(
        state="ended", closed_at=timezone.now(), closed_as="consumer", reason="asked"
    )
    client.post(reverse("casework:change_review", args=[held.case.pk, change.pk]), {"version": 1})
    tried = AuditEvent.objects.get(outcome="refused", verb="page.open")
    assert (tried.case_id, tried.actor_id) == (held.case.pk, held.assister.user_id)
    assert ChangeReport.objects.get().is_draft
