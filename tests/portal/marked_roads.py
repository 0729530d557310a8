"""Everything a person can do here, done once with marked data."""

import re
from json import dumps

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from allauth.mfa.webauthn.internal.auth import STATE_SESSION_KEY
from django.urls import reverse
from fido2.utils import websafe_decode

from accounts.models import Assister, Site, User
from delegation.workflows import delegation_codes
from notifications import delivery
from notifications.models import Notice
from tests.authenticator import code_of
from tests.collateral.factories import EditionFactory
from tests.factories import AssisterFactory, EntityFactory, KnownIssueFactory, StaffFactory
from tests.portal import marked_calls
from tests.portal.markers import Browser
from tests.portal.passkeys import Passkey
from tests.shop.answers import GOOD
from tests.training.factories import CourseFactory

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
    "follower’s e-mail": "follower@markermail.example",
    "asker’s name": "Askermarker",
    "asker’s business": "Markerbakery & Sons",
    "asker’s phone": "5595550187",
    "asker’s e-mail": "asker@markermail.example",
    "word in an address": "markerquery",
    "name of a passkey": "Markerina’s telephone",
    "desk’s name": "Deskmarkelia",
    "desk’s number": "587766554",
    "desk’s e-mail": "desk@markermail.example",
    "desk’s entity": "Deskmarker Benefit Partners",
    "invited username": "invited.marker",
    "invited e-mail": "invited@markermail.example",
    **marked_calls.PLANTED,
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
        self.learns(here)
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

    def learns(self, here):
        course, kim = CourseFactory(chapters=[30]).slug, self.browser()
        page = f"/training/courses/{course}/"
        here.goes(page)
        here.client.post(f"{page}1/1/done/")
        here.sends(f"{page}1/check/", question_1="2")
        answers = {"question_1": "2", "question_2": "2"}
        here.client.post(f"{page}1/check/answers/", answers)
        certificate = here.goes(f"{page}certificate/").context["progress"].certificate_url
        assert PLANTED["last name"] in self.browser().goes(certificate).content.decode()
        kim.client.force_login(StaffFactory(role="Administrators"))
        kim.goes(f"/admin/training/trainee/?q={PLANTED['last name']}")

    def waits_for_an_issue(self):
        here, told = self.browser(), {"email": PLANTED["follower’s e-mail"]}
        fixed, open_still = KnownIssueFactory(), KnownIssueFactory()
        for issue in (fixed, open_still):
            here.sends(f"/known-issues/{issue.pk}/", email=f"{told['email']} or another")
            here.sends(f"/known-issues/{issue.pk}/", **told)
        kim = self.browser()
        kim.client.force_login(StaffFactory(role="EAS help desk"))
        kim.goes(f"/admin/support/knownissue/{fixed.pk}/change/")
        kim.client.post(f"/admin/support/knownissue/{fixed.pk}/close/")
        assert Notice.objects.filter(kind="known_issue_closed", to=told["email"]).count() == 1

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
        self.consumer = here

    def sets_up_second_factors(self):
        here, app = self.consumer, reverse("mfa_activate_totp")
        here.sends(app, code="000000")
        here.sends(reverse("account_reauthenticate"), password=PLANTED["wrong password"])
        here.sends(reverse("account_reauthenticate"), password=PLANTED["consumer’s password"])
        here.sends(app, code="000000")
        self.codes["seed of the app"] = here.client.session[totp.SECRET_SESSION_KEY]
        here.client.post(app, {"code": self.code_of_the_app()})
        here.goes(reverse("mfa_index"))
        page = here.goes(reverse("mfa_view_recovery_codes")).content.decode()
        self.codes["recovery code"] = re.findall(r"<li[^>]*>([0-9a-f]{8})</li>", page)[0]
        here.goes(reverse("mfa_download_recovery_codes"))
        self.adds_a_passkey()

    def adds_a_passkey(self):
        here, add = self.consumer, reverse("mfa_add_webauthn")
        self.passkey, name = Passkey(), PLANTED["name of a passkey"]
        here.sends(add, name=name, credential='{"id": "x"}')
        here.goes(add)
        challenge = here.client.session[STATE_SESSION_KEY]["challenge"]
        answer = self.passkey.registers(websafe_decode(challenge))
        here.client.post(add, {"name": name, "passwordless": "on", "credential": dumps(answer)})
        key = Authenticator.objects.get(type=Authenticator.Type.WEBAUTHN)
        edit = reverse("mfa_edit_webauthn", args=[key.pk])
        here.sends(edit, name="x" * 100)
        here.sends(edit, name=f"{name} again")

    def code_of_the_app(self, ahead=0):
        return code_of(self.codes["seed of the app"], ahead)

    def uses_them(self):
        for code in (self.code_of_the_app(ahead=1), self.codes["recovery code"]):
            here = self.browser()
            name, password = PLANTED["consumer’s username"], PLANTED["consumer’s password"]
            here.sends("/sign-in/", login=name, password=password)
            here.sends(reverse("mfa_authenticate"), code="000000")
            here.sends(reverse("mfa_authenticate"), code=code)
            assert not here.goes("/dashboard/").redirect_chain
        here, sign_in = self.browser(), reverse("mfa_login_webauthn")
        here.client.get(sign_in, headers={"X-Requested-With": "XMLHttpRequest"})
        challenge = websafe_decode(here.client.session[STATE_SESSION_KEY]["challenge"])
        user = str(User.objects.get(username=PLANTED["consumer’s username"]).pk)
        here.client.post(sign_in, {"credential": dumps(self.passkey.signs_in(challenge, user))})
        assert not here.goes("/dashboard/").redirect_chain

    def is_kept_at_the_desk(self):
        here, entity = self.browser(), EntityFactory()
        here.client.force_login(StaffFactory(role="Certification desk"))
        told = {
            "entity": entity.pk,
            "certification_number": PLANTED["desk’s number"],
            "first_name": PLANTED["desk’s name"],
            "last_name": PLANTED["desk’s name"],
            "email": PLANTED["desk’s e-mail"],
            "language": "en",
        }
        add = "/admin/accounts/assister/add/"
        here.sends(add, **{**told, "certification_number": "12"})
        here.sends(add, **told)
        assister = Assister.objects.get(certification_number=PLANTED["desk’s number"])
        here.client.post(f"/admin/accounts/assister/{assister.pk}/issue-code/")
        here.sends(f"/admin/accounts/assister/{assister.pk}/change/", **{**told, "email": "x"})
        here.sends(f"/admin/accounts/assister/{assister.pk}/change/", **{**told, "language": "es"})
        here.goes(f"/admin/accounts/assister/{assister.pk}/history/")
        here.goes(f"/admin/accounts/assister/?q={PLANTED['desk’s name']}")
        here.sends("/admin/accounts/entity/add/", kind="x", legal_name=PLANTED["desk’s entity"])
        here.sends("/admin/accounts/entity/add/", kind="cee", legal_name=PLANTED["desk’s entity"])
        self.invites(here, entity)

    def invites(self, here, entity):
        told = {
            "username": PLANTED["invited username"],
            "email": PLANTED["invited e-mail"],
            "language": "en",
        }
        here.sends("/admin/accounts/entitycontact/add/", entity=entity.pk, **told)
        administrator = self.browser()
        administrator.client.force_login(StaffFactory(role="Administrators"))
        administrator.sends("/admin/accounts/user/add/", **{**told, "email": "x"})
        administrator.sends("/admin/accounts/user/add/", **told)
        person = User.objects.get(username=PLANTED["invited username"])
        page = f"/admin/accounts/user/{person.pk}/"
        administrator.sends(f"{page}change/", first_name=PLANTED["desk’s name"], language="es")
        for verb in ("invite-again", "disable", "enable"):
            administrator.client.post(f"{page}{verb}/")
        administrator.goes(f"/admin/accounts/user/?q={PLANTED['invited e-mail']}")

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

    def asks_for_a_quote(self):
        here = self.browser()
        result = here.sends("/shop/", **GOOD).redirect_chain[-1][0]
        pk = result.strip("/").split("/")[-1]
        asker = {
            "name": PLANTED["asker’s name"],
            "business": PLANTED["asker’s business"],
            "phone": PLANTED["asker’s phone"],
            "email": PLANTED["asker’s e-mail"],
        }
        here.sends(f"/shop/quote/?check={pk}", **asker)
        sent = here.sends(f"/shop/quote/?check={pk}", **asker, consent="on")
        assert sent.redirect_chain[-1][0] == "/shop/quote/sent/"

    def all(self):
        self.is_invited()
        self.begins()
        self.goes_on_elsewhere()
        self.signs_in()
        self.forgets_the_password()
        self.signs_up()
        self.sets_up_second_factors()
        self.uses_them()
        self.is_kept_at_the_desk()
        marked_calls.walk(self, assister=PLANTED["number"], consumer=PLANTED["consumer’s username"])
        self.meets_errors_and_reports()
        self.asks_for_a_quote()
        self.waits_for_an_issue()
