"""A call at the help line, the link and the documents that follow, with marked data."""

import re
from uuid import uuid4

from accounts.models import User
from delegation import receipts
from tests.cases.factories import CaseFactory, HouseholdMemberFactory
from tests.factories import AssisterFactory, StaffFactory
from tests.portal import (
    marked_activity,
    marked_documents,
    marked_questions,
    marked_statements,
)

PLANTED = {
    "contact’s name": "Quidnuncia",
    "contact’s street": "88 Markeroad Terrace",
    "contact’s e-mail": "case@markermail.example",
    "contact’s phone": "5595550177",
    "case number": "7654321098",
    "member’s name": "Markerchild",
    "name said wrongly": "Wrongmarkerina",
    "name searched for": "Searchmarker",
    "reason of an override": "Old markeraddress on file",
    "code typed wrongly": "MARKERC0DE",
    "name as signed": "Signmarkerina",
    "name searched by a delegate": "Delegatemarker",
    **marked_activity.PLANTED,
    **marked_documents.PLANTED,
    **marked_statements.PLANTED,
    **marked_questions.PLANTED,
}
MEANT = {
    "contact’s name": {"cases_case.first_name", "cases_case.search_name"},
    "contact’s street": {"cases_case.street"},
    "contact’s e-mail": {"cases_case.email", "notifications_notice.to"},
    "contact’s phone": {"cases_case.phone"},
    "case number": {"cases_case.number"},
    "member’s name": {"cases_householdmember.first_name"},
    "name as signed": {"delegation_consent.signed_name"},
    "reason of an override": {"accesscodes_identitycheck.override_reason"},
    **marked_activity.MEANT,
    **marked_documents.MEANT,
    **marked_statements.MEANT,
    **marked_questions.MEANT,
}
BORN = {"born_on_month": "5", "born_on_day": "17", "born_on_year": "1984"}
SAID = {
    **BORN,
    "consumer_is": "assister",
    "name": PLANTED["contact’s name"] + " Gives",
    "street": PLANTED["contact’s street"],
    "zip_code": "93727",
    "contact": PLANTED["contact’s phone"],
    "number": PLANTED["case number"],
}


def walk(roads, *, assister, consumer):
    """By certification number and username. The code that is read out is a secret from then on."""
    case = CaseFactory(
        number=PLANTED["case number"],
        first_name=PLANTED["contact’s name"],
        street=PLANTED["contact’s street"],
        email=PLANTED["contact’s e-mail"],
        phone=PLANTED["contact’s phone"],
    )
    HouseholdMemberFactory(case=case, first_name=PLANTED["member’s name"])
    is_called_about(roads, case, assister)
    links(roads, consumer)
    delegates(roads, consumer)
    marked_documents.walk(roads, consumer=consumer, number=PLANTED["case number"])
    marked_statements.walk(roads, consumer=consumer)
    marked_questions.walk(roads, consumer=consumer, number=PLANTED["case number"])
    marked_activity.walk(roads, consumer=consumer)


def is_called_about(roads, case, assister):
    """A representative looks for the case, checks identity, is held, let again, and reads a code out."""
    kim, sam = roads.browser(), roads.browser()
    kim.client.force_login(StaffFactory(role="Help-line representatives"))
    sam.client.force_login(StaffFactory(role="Help-line supervisors"))
    call = kim.sends("/help-line/calls/start/").redirect_chain[-1][0].removesuffix("caller/")
    kim.sends(f"{call}caller/", caller="cec", number=assister)
    kim.sends(f"{call}case/", name=PLANTED["name searched for"], **BORN)
    kim.sends(f"{call}case/", name=PLANTED["contact’s name"], **BORN)
    kim.sends(f"{call}case/", number=PLANTED["case number"])
    kim.sends(f"{call}case/choose/", case=case.pk)
    for _failure in range(3):
        kim.sends(f"{call}identity/", **{**SAID, "name": PLANTED["name said wrongly"]})
    held = sam.goes("/help-line/holds/").content.decode()
    [hold] = re.findall(r"/help-line/holds/[0-9a-f-]{36}/", held)
    sam.sends(hold, reason=PLANTED["reason of an override"])
    kim.sends(f"{call}identity/", **SAID)
    shown = kim.sends(f"{call}code/", key=uuid4()).content.decode()
    grouped = re.search(r"portal-big-code[^>]*>([^<]+)<", shown)[1]
    roads.codes["access code, grouped"] = grouped
    roads.codes["access code"] = grouped.replace("-", "")
    kim.sends(f"{call}code/read-back/", typed=grouped)
    kim.sends(f"{call}end/")
    sam.goes(call)


def links(roads, consumer):
    here, code = roads.browser(), roads.codes["access code"]
    here.client.force_login(User.objects.get(username=consumer))
    here.sends("/my-case/link/", code=PLANTED["code typed wrongly"], **BORN)
    here.sends("/my-case/link/", code=code, **{**BORN, "born_on_day": "18"})
    page = here.sends("/my-case/link/", code=roads.codes["access code, grouped"], **BORN)
    assert page.redirect_chain[-1][0] == "/my-case/"
    here.sends("/my-case/link/", code=code, **BORN)


def delegates(roads, consumer):
    """Signs, is found by the assister, and ends it by the receipt, in a browser of its own."""
    here, dee, kim = roads.browser(), roads.browser(), roads.browser()
    user = User.objects.get(username=consumer)
    here.client.force_login(user)
    assister = AssisterFactory(ready=True)
    address = f"/find-help/{assister.pk}/delegate/"
    form = {"key": uuid4(), "version": 1, "name": PLANTED["name as signed"], "agree": "on"}
    here.sends(address, **{**form, "agree": ""})
    page = here.sends(address, **form)
    assert "/my-case/delegation/" in page.redirect_chain[-1][0]
    code = receipts.code_of(user.case.delegations.get())
    roads.codes["receipt, grouped"] = code
    roads.codes["receipt"] = code.replace("-", "")
    dee.client.force_login(assister.user)
    for page in ("/cases/", "/cases/renewals/"):
        dee.sends(page, q=PLANTED["name searched by a delegate"], show="all", order="first")
    kim.sends("/end-help/", code=code, **{**BORN, "born_on_day": "18"})
    assert kim.sends("/end-help/", code=code, **BORN).redirect_chain
