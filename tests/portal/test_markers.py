"""Personal data is planted on every road through the portal, and looked for where it must not be."""

import re

import pytest
from django.core.cache import cache
from django.urls import reverse

from accounts.models import Site
from audit.models import AuditEvent
from delegation.workflows import delegation_codes
from notifications import delivery
from notifications.models import Notice
from tests.collateral.factories import EditionFactory
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
    "street": {
        "accounts_site.street",
        "collateral_order.street",
        "delegation_activationdraft.street",
    },
    "city": {
        "accounts_site.city",
        "collateral_order.city",
        "delegation_activationdraft.city",
    },
    "consumer’s name": {"accounts_user.first_name", "accounts_user.last_name"},
    "consumer’s username": {"accounts_user.username"},
    "consumer’s e-mail": {
        "accounts_user.email",
        "account_emailaddress.email",
        "notifications_notice.to",
    },
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
        self.orders_materials(here)
        here.client.post("/sign-out/")

    def orders_materials(self, here):
        edition, kim = EditionFactory(stock=9), self.browser()
        packs = {f"packs-{edition.pk}": 2}
        here.sends(edition.material.get_absolute_url(), **packs)
        here.sends("/materials/cart/", **packs, site="x")
        here.sends("/materials/cart/", **packs, site=str(Site.objects.get().pk))
        review = here.goes("/materials/cart/review/").content.decode()
        key = re.search(r'name="key" value="(.+?)"', review)[1]
        order = here.sends("/materials/cart/review/", key=key).context["order"]
        kim.client.force_login(StaffFactory(role="Materials desk"))
        for page in ("", f"{order.pk}/change/", "labels/", "pick-list/", "use/"):
            kim.goes(f"/admin/collateral/order/{page}?q={order.number}")
        kim.client.post(f"/admin/collateral/order/{order.pk}/approve/")
        kim.goes("/admin/collateral/order/labels/")
        here.goes("/materials/orders/")

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
        here.sends(reverse(CONFIRM), code=self.mail(CODE, "code of the consumer"))
        assert not here.goes("/dashboard/").redirect_chain

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
    assert len(walked.codes) == 5

    assert misplaced(secrets) == []
    assert found(secrets, walked.log) == set()
    assert found(secrets, "\n".join(mail.subject for mail in walked.mailoutbox)) == set()
    seen = walked.browsers
    assert found(secrets, "\n".join(title for it in seen for title in it.titles)) == set()
    assert found(secrets, "\n".join(path for it in seen for path in it.redirects)) == set()
    assert found(secrets, "\n".join(places.published())) == set()


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
