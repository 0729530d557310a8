"""Personal data is planted on every road through the portal, and looked for where it must not be."""

import re
from uuid import uuid4

import pytest
from django.core.cache import cache
from django.urls import reverse

from accounts.models import User
from audit.models import AuditEvent
from delegation.workflows import delegation_codes
from notifications import delivery
from notifications.models import Notice
from tests.cases.factories import CaseFactory, HouseholdMemberFactory
from tests.factories import AssisterFactory, EntityFactory, StaffFactory
from tests.portal import markers as places
from tests.portal.markers import Browser, found

PLANTED = {
    "first name": "Quixotrude",
    "last name": "Zebulonsdottir",
    "username": "quixo.zebu",
    "e-mail": "q.z.marker@markermail.example",
    "phone": "9165550187",
    "street": "77 Markerstone Lane",
    "city": "Markerville",
    "entity": "Markerium Benefit Group",
    "number": "598877665",
    "password": "three marker kettles sing",
    "new password": "four marker kettles whistle",
    "wrong password": "no marker kettle at all",
    "mistyped name": "Mistypedname Group",
    "mistyped code": "QXQXQX",
    "consumer’s name": "Grizelmarker",
    "consumer’s username": "consumer.marker",
    "consumer’s e-mail": "consumer@markermail.example",
    "consumer’s password": "five copper kettles boil",
    "words of a report": "My neighbour Markeline saw it too",
    "reporter’s e-mail": "reporter@markermail.example",
    "word in an address": "markerquery",
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
}
# Where it is meant to be: the records themselves. Nowhere is there a password or a code.
MEANT = {
    "entity": {"accounts_entity.legal_name"},
    "number": {"accounts_assister.certification_number"},
    "first name": {
        "accounts_assister.first_name",
        "accounts_user.first_name",
        "delegation_activationdraft.first_name",
    },
    "last name": {
        "accounts_assister.last_name",
        "accounts_user.last_name",
        "delegation_activationdraft.last_name",
    },
    "username": {
        "accounts_user.username",
        "delegation_activationdraft.username",
        "django_session.session_data",  # fills in the sign-in page after an activation
    },
    "e-mail": {
        "accounts_assister.email",
        "accounts_user.email",
        "account_emailaddress.email",
        "delegation_delegationcode.sent_to",
        "notifications_notice.to",
    },
    "phone": {
        "accounts_assister.phone",
        "accounts_user.phone",
        "delegation_activationdraft.phone",
    },
    "street": {"accounts_site.street", "delegation_activationdraft.street"},
    "city": {"accounts_site.city", "delegation_activationdraft.city"},
    "consumer’s name": {"accounts_user.first_name", "accounts_user.last_name"},
    "consumer’s username": {"accounts_user.username"},
    "consumer’s e-mail": {
        "accounts_user.email",
        "account_emailaddress.email",
        "notifications_notice.to",
    },
    "contact’s name": {"cases_case.first_name", "cases_case.search_name"},
    "contact’s street": {"cases_case.street"},
    "contact’s e-mail": {"cases_case.email", "notifications_notice.to"},
    "contact’s phone": {"cases_case.phone"},
    "case number": {"cases_case.number"},
    "member’s name": {"cases_householdmember.first_name"},
    "reason of an override": {"accesscodes_identitycheck.override_reason"},
    "words of a report": {"support_problemreport.words"},
    "reporter’s e-mail": {"support_problemreport.email", "notifications_notice.to"},
}
INFORMATION = {
    "first_name": PLANTED["first name"],
    "last_name": PLANTED["last name"],
    "phone": PLANTED["phone"],
    "spoken_languages": "es",
    "street": PLANTED["street"],
    "city": PLANTED["city"],
    "zip_code": "93650",
}
CODE = r"^([A-Z0-9]{3,4}-?[A-Z0-9]{3,4})$"  # as allauth mails them
BORN = {"born_on_month": "5", "born_on_day": "17", "born_on_year": "1984"}
CONFIRM, RESET = "account_email_verification_sent", "account_reset_password"
pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.urls("tests.portal.failing_urls"),
]


class Roads:
    """Everything a person can do here, done once with marked data, and each with a mistake first."""

    def __init__(self, mailoutbox):
        self.mailoutbox = mailoutbox
        self.browsers, self.read = [], 0
        self.codes = {}

    def browser(self):
        self.browsers.append(Browser())
        return self.browsers[-1]

    def mail(self, pattern, name):
        """A worker delivers what waits; what the newest mail of its kind holds is a secret from then on."""
        for notice in Notice.objects.due():
            delivery.deliver(notice.pk)
        newest = "\n".join(mail.body for mail in self.mailoutbox[self.read :])
        self.read = len(self.mailoutbox)
        self.codes[name] = re.search(pattern, newest, re.M)[1]
        return self.codes[name]

    def is_invited(self):
        assister = AssisterFactory(
            entity=EntityFactory(legal_name=PLANTED["entity"]),
            certification_number=PLANTED["number"],
            first_name=PLANTED["first name"],
            last_name=PLANTED["last name"],
            email=PLANTED["e-mail"],
        )
        delegation_codes.issue(assister=assister, by=StaffFactory(role="Certification desk"))
        self.facts = {"legal_name": PLANTED["entity"], "number": PLANTED["number"]}
        self.facts["code"] = self.mail(r": {2,}(\w{6})$", "delegation code")

    def begins(self):
        first = self.browser()
        first.sends("/activate/", **{**self.facts, "code": PLANTED["mistyped code"]})
        first.sends("/activate/", **{**self.facts, "legal_name": PLANTED["mistyped name"]})
        first.client.post("/activate/paste/", {"mail": self.mailoutbox[-1].body})
        first.sends("/activate/", **self.facts)
        first.sends("/activate/terms/read/")
        first.sends("/activate/terms/", agree="on")
        first.sends("/activate/user-information/", **{**INFORMATION, "phone": "1"})
        first.sends("/activate/user-information/", **INFORMATION)

    def goes_on_elsewhere(self):
        second = self.browser()
        second.sends("/activate/", **self.facts)
        second.sends("/activate/code/", typed="000000")
        code = self.mail(r"^(\d{6})$", "take-up code")
        second.sends("/activate/code/", typed=code)
        sign_in = {"username": PLANTED["username"], "password": PLANTED["password"]}
        second.sends("/activate/username-password/", **{**sign_in, "password": "short"})
        second.sends("/activate/username-password/", **sign_in)
        done = second.sends("/activate/review/")
        assert done.redirect_chain[-1][0] == "/activate/done/"

    def signs_in(self):
        here = self.browser()
        login = {"login": PLANTED["username"], "password": PLANTED["password"]}
        here.sends("/sign-in/", **{**login, "password": PLANTED["wrong password"]})
        here.sends("/sign-in/?next=/dashboard/", **login)
        here.sends(reverse(CONFIRM), code="AAAAAA")
        here.sends(reverse(CONFIRM), code=self.mail(CODE, "code of the address"))
        assert not here.goes("/dashboard/").redirect_chain
        here.goes("/account/email/")
        here.client.post("/sign-out/")

    def forgets_the_password(self):
        here = self.browser()
        here.sends(reverse(RESET), email=PLANTED["e-mail"])
        code = self.mail(CODE, "code of the reset")
        confirm = reverse("account_confirm_password_reset_code")
        here.sends(confirm, code="AAAAAA")
        page = here.sends(confirm, code=code)
        assert page.redirect_chain, page.context["form"].errors
        new = {"password1": PLANTED["new password"], "password2": PLANTED["new password"]}
        here.sends(page.redirect_chain[-1][0], **new)

    def signs_up(self):
        here = self.browser()
        page = here.sends(
            "/sign-up/",
            first_name=PLANTED["consumer’s name"],
            last_name=PLANTED["consumer’s name"],
            email=PLANTED["consumer’s e-mail"],
            username=PLANTED["consumer’s username"],
            password1=PLANTED["consumer’s password"],
        )
        assert page.redirect_chain, page.context["form"].errors
        here.sends("/sign-up/code/", code="AAAAAA")
        here.sends("/sign-up/code/", code=self.mail(CODE, "code of the consumer"))
        assert not here.goes("/dashboard/").redirect_chain

    def is_called_about(self, case):
        """A representative looks for the case, checks identity, is held, let again, and reads a code out."""
        kim, sam = self.browser(), self.browser()
        kim.client.force_login(StaffFactory(role="Help-line representatives"))
        sam.client.force_login(StaffFactory(role="Help-line supervisors"))
        call = kim.sends("/help-line/calls/start/").redirect_chain[-1][0].replace("caller/", "")
        kim.sends(f"{call}caller/", caller="cec", number=PLANTED["number"])
        kim.sends(f"{call}case/", name=PLANTED["name searched for"], **BORN)
        kim.sends(f"{call}case/", name=PLANTED["contact’s name"], **BORN)
        kim.sends(f"{call}case/", number=PLANTED["case number"])
        kim.sends(f"{call}case/choose/", case=case.pk)
        said = {
            **BORN,
            "consumer_is": "assister",
            "name": PLANTED["contact’s name"] + " Gives",
            "street": PLANTED["contact’s street"],
            "zip_code": "93727",
            "contact": PLANTED["contact’s phone"],
            "number": PLANTED["case number"],
        }
        for _failure in range(3):
            kim.sends(f"{call}identity/", **{**said, "name": PLANTED["name said wrongly"]})
        held = sam.goes("/help-line/holds/").content.decode()
        [hold] = re.findall(r"/help-line/holds/[0-9a-f-]{36}/", held)
        sam.sends(hold, reason=PLANTED["reason of an override"])
        kim.sends(f"{call}identity/", **said)
        shown = kim.sends(f"{call}code/", key=uuid4()).content.decode()
        self.codes["access code, grouped"] = re.search(r"portal-big-code[^>]*>([^<]+)<", shown)[1]
        self.codes["access code"] = self.codes["access code, grouped"].replace("-", "")
        kim.sends(f"{call}code/read-back/", typed=self.codes["access code"])
        kim.sends(f"{call}end/")
        sam.goes(call)

    def links(self, case):
        """The consumer, who has an account by now."""
        here = self.browser()
        here.client.force_login(User.objects.get(username=PLANTED["consumer’s username"]))
        here.sends("/my-case/link/", code=PLANTED["code typed wrongly"], **BORN)
        wrong_day = {**BORN, "born_on_day": "18"}
        here.sends("/my-case/link/", code=self.codes["access code"], **wrong_day)
        page = here.sends("/my-case/link/", code=self.codes["access code, grouped"], **BORN)
        assert page.redirect_chain[-1][0] == "/my-case/"
        here.sends("/my-case/link/", code=self.codes["access code"], **BORN)

    def meets_errors_and_reports(self):
        here = self.browser()
        word = PLANTED["word in an address"]
        for path in ("/no/such/", "/fails/mistake/", "/fails/gone/", "/empty/verb/", "/admin/"):
            here.goes(f"{path}?q={word}")
        here.goes(f"/{word}/")
        here.sends(f"/sign-in/?next=https://{word}.example/", login=PLANTED["e-mail"], password="x")
        here.sends(
            "/report-a-problem/", words=PLANTED["words of a report"], role="other", email="x"
        )
        here.sends(
            "/report-a-problem/",
            words=PLANTED["words of a report"],
            email=PLANTED["reporter’s e-mail"],
            role="other",
            step="Use of the Website",
        )

    def all(self):
        self.is_invited()
        self.begins()
        self.goes_on_elsewhere()
        self.signs_in()
        self.forgets_the_password()
        self.signs_up()
        case = CaseFactory(
            number=PLANTED["case number"],
            first_name=PLANTED["contact’s name"],
            street=PLANTED["contact’s street"],
            email=PLANTED["contact’s e-mail"],
            phone=PLANTED["contact’s phone"],
        )
        HouseholdMemberFactory(case=case, first_name=PLANTED["member’s name"])
        self.is_called_about(case)
        self.links(case)
        self.meets_errors_and_reports()


@pytest.fixture
def walked(mailoutbox):
    cache.clear()
    places.published()  # of the tests before
    roads = Roads(mailoutbox)
    with places.listening() as log:
        roads.all()
    roads.log = log.getvalue()
    return roads


def misplaced(secrets):
    """Markers in a column that is not meant for them."""
    return sorted(
        {
            f"{name} in {place}"
            for place, text in places.cells()
            for name in found(secrets, text)
            if place not in MEANT.get(name, ())
        }
    )


def test_markers_stay_where_they_are_meant_to_be(walked):
    secrets = {**PLANTED, **walked.codes}
    assert len(walked.codes) == 7

    assert misplaced(secrets) == []
    assert found(secrets, walked.log) == set()
    assert found(secrets, "\n".join(mail.subject for mail in walked.mailoutbox)) == set()
    seen = walked.browsers
    assert found(secrets, "\n".join(title for it in seen for title in it.titles)) == set()
    assert found(secrets, "\n".join(path for it in seen for path in it.redirects)) == set()
    assert found(secrets, "\n".join(places.published())) == set()


def test_an_access_code_is_on_one_page_of_one_browser(walked):
    """Apart from the field in which the consumer typed it wrongly dated, and gets it back."""
    codes = {name: walked.codes[name] for name in ("access code", "access code, grouped")}
    showing = [
        page
        for browser in walked.browsers
        for page in browser.pages
        if found(codes, re.sub(r'name="(code|typed)" value="[^"]*"', "", page))
    ]
    assert len(showing) == 1
    assert "portal-big-code" in showing[0]


def test_what_is_meant_to_be_kept_is_kept_and_found(walked):
    """The search sees: every record is found, and so would be what got elsewhere."""
    at = {(name, place) for place, text in places.cells() for name in found(PLANTED, text)}
    assert {name for name, _place in at} == MEANT.keys()
    assert walked.log.count("\n") > 40
    assert '"logger": "portal.request"' in walked.log
    assert len(walked.mailoutbox) >= 7


def test_what_leaves_the_request_names_ids_only(walked):
    """Messages to workers, and the audit trail; and what was mailed in secret is wiped."""
    messages = places.published()
    assert len(messages) > 5
    assert all(re.search(r"[0-9a-f-]{36}", message) for message in messages)

    events = AuditEvent.objects.values_list("verb", "reason", "object_type", "object_id")
    assert len({verb for verb, *_more in events}) > 5
    assert found({**PLANTED, **walked.codes}, "\n".join(map(str, events))) == set()

    for notice in Notice.objects.due():
        delivery.deliver(notice.pk)
    assert not Notice.objects.exclude(secrets=None).exists()
    assert Notice.objects.filter(state=Notice.State.SENT).count() >= 7
