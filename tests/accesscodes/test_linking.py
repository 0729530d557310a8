"""The consumer's end: the page that links, what it says when it does not, and one's own case."""

import re

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from accesscodes.models import AccessCode
from audit.models import AuditEvent
from cases.models import Case
from limiter.models import AttemptLog
from notifications import delivery
from notifications.models import Notice
from tests.accesscodes.factories import AccessCodeFactory
from tests.cases.factories import CaseFactory, HouseholdMemberFactory
from tests.factories import (
    PASSWORD,
    AssisterFactory,
    EntityContactFactory,
    StaffFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db
LINK = "/my-case/link/"
TEXT = "K1M0Q4XW9D"
BORN = {"born_on_month": "5", "born_on_day": "17", "born_on_year": "1984"}
RIGHT = {"code": TEXT, **BORN}


@pytest.fixture(autouse=True)
def fresh_counters():
    cache.clear()
    AttemptLog.objects.all().delete()


@pytest.fixture
def pat(client):
    user = UserFactory()
    client.force_login(user)
    return user


def text_of(response):
    return response.content.decode()


class TestLinking:
    def test_leads_to_the_case(self, client, pat):
        AccessCodeFactory(text=TEXT)
        page = client.post(LINK, RIGHT, follow=True)
        assert page.redirect_chain == [("/my-case/", 302)]
        assert "Your account is linked to your case." in text_of(page)
        assert pat.case.contact_name in text_of(page)

    @pytest.mark.parametrize(
        "typed", ["klmoq-4xw9d", " K1M0Q 4XW9D ", "Ｋ１Ｍ０Ｑ４ＸＷ９Ｄ", "k1m0q\u2013\u200b4xw9d"]
    )
    def test_takes_every_shape_that_people_type(self, client, pat, typed):
        AccessCodeFactory(text=TEXT)
        assert client.post(LINK, {**RIGHT, "code": typed}).url == "/my-case/"

    def test_mails_the_address_on_the_case(self, client, pat, mailoutbox):
        code = AccessCodeFactory(text=TEXT, identity_check__call__case=CaseFactory(language="es"))
        client.post(LINK, RIGHT)
        delivery.deliver(Notice.objects.get().pk)
        [mail] = mailoutbox
        assert (mail.to, mail.subject) == ([code.case.email], "Se vinculó una cuenta a su caso")
        assert "Si no fue usted, llame" in mail.body
        assert pat.username not in mail.body

    @pytest.mark.parametrize(
        ("data", "words"),
        [
            ({}, "Enter the access code"),
            ({"code": "K1M0Q"}, "Enter all 10 letters and digits"),
            ({"code": "x" * 200}, "Enter only the access code"),
            ({"code": TEXT}, "Enter your date of birth."),
            ({**RIGHT, "born_on_month": "13"}, "Enter a month from 1 to 12."),
            ({**RIGHT, "born_on_year": "2984"}, "Enter a real date of birth: check the year."),
        ],
    )
    def test_says_what_to_mend_and_keeps_what_was_typed(self, client, pat, data, words):
        page = text_of(client.post(LINK, data))
        assert words in page
        assert data.get("code", "") in page
        assert not AuditEvent.objects.filter(verb__startswith="access_code").exists()

    def test_once_both_match_says_why_and_what_to_do(self, client, pat):
        AccessCodeFactory(text=TEXT, expired=True)
        assert "Call the Help Line for a new one." in text_of(client.post(LINK, RIGHT))

    def test_too_many_wrong_tries_are_429(self, client, pat):
        for _ in range(5):
            assert client.post(LINK, RIGHT).status_code == 200
        page = client.post(LINK, RIGHT)
        assert page.status_code == 429
        assert int(page["Retry-After"]) > 800

    def test_whose_account_is_linked_is_sent_to_their_case(self, client, pat):
        CaseFactory(user=pat)
        AccessCodeFactory(text=TEXT)
        assert client.get(LINK).url == client.post(LINK, RIGHT).url == "/my-case/"
        assert Case.objects.linked().count() == 1


def masked(response):
    """Without what differs in every answer: the form's token, and the sealed link for reports."""
    text = re.sub(r'name="csrfmiddlewaretoken" value="[^"]*"', "", text_of(response))
    return re.sub(r"about=[\w%-]+", "", text)


def test_whatever_is_wrong_the_answer_is_the_same_to_the_byte():
    """A code that nobody issued; and one that is live, used, revoked or expired, with a wrong day."""
    answers = set()
    for n, state in enumerate([None, {}, {"used": True}, {"revoked": True}, {"expired": True}]):
        if state is not None:
            AccessCodeFactory(text=TEXT, **state)
        client = Client()
        client.force_login(UserFactory(username=f"user-{n}"))
        answer = client.post(LINK, {**RIGHT, "born_on_day": "18"})
        answers.add((answer.status_code, masked(answer).replace(f"user-{n}", "")))
        AccessCode.objects.all().delete()
    assert len(answers) == 1


class TestInASessionThatWorksForOthers:
    @pytest.fixture(params=["assister", "contact", "staff"])
    def worker(self, request, client):
        user = {
            "assister": lambda: AssisterFactory(activated=True).user,
            "contact": lambda: EntityContactFactory().user,
            "staff": lambda: StaffFactory(role="Help-line representatives"),
        }[request.param]()
        client.force_login(user)
        return user

    def test_the_screen_is_handed_over_first(self, client, worker):
        AccessCodeFactory(text=TEXT)
        page = text_of(client.get(LINK))
        assert "Hand this screen to the consumer" in page
        assert 'name="code"' not in page
        assert client.post(LINK, RIGHT).status_code == 403
        assert not Case.objects.linked().exists()

    def test_handing_it_over_ends_the_session_and_remembers_where_to(self, client, worker):
        answer = client.post(reverse("accounts:hand_over"), {"next": LINK})
        assert answer.url == f"/sign-up/?next={LINK.replace('/', '%2F')}"
        assert "_auth_user_id" not in client.session
        assert f'name="next" value="{LINK}"' in text_of(client.get(answer.url))

    @pytest.mark.parametrize(
        "to", ["", "https://elsewhere.example/", "//elsewhere.example", "/sign-up/"]
    )
    def test_to_nowhere_else(self, client, worker, to):
        assert client.post(reverse("accounts:hand_over"), {"next": to}).url == "/sign-up/"


class TestSignUp:
    facts = {
        "first_name": "Pat",
        "last_name": "Gives",
        "email": "pat@example.org",
        "username": "pat.gives",
        "password1": PASSWORD,
    }

    def test_offers_to_link_an_existing_case(self, client):
        page = text_of(client.get("/sign-up/"))
        assert (
            "Do you have an access code to link an existing case? Check this box to enter it next."
            in page
        )

    def test_keeps_the_box_when_something_is_to_be_mended(self, client):
        page = text_of(client.post("/sign-up/", {**self.facts, "email": "", "next": LINK}))
        assert re.search(r'id="id_has_code" checked', page)

    def test_leads_there_once_the_address_is_confirmed(self, client, mailoutbox):
        client.post("/sign-up/", {**self.facts, "next": LINK})
        for notice in Notice.objects.due():
            delivery.deliver(notice.pk)
        code = re.search(r"^([A-Z0-9]{3,4}-?[A-Z0-9]{3,4})$", mailoutbox[-1].body, re.M)
        assert code
        answer = client.post("/sign-up/code/", {"code": code[1]})
        assert answer.url == LINK


class TestMyCase:
    def test_shows_the_record_to_its_owner_and_leaves_that_they_read_it(self, client, pat):
        case = CaseFactory(user=pat)
        HouseholdMemberFactory(case=case, first_name="Kit")
        HouseholdMemberFactory(case=case, first_name="Gone", left_on=case.born_on)
        page = text_of(client.get("/my-case/"))
        for shown in (case.number, "Pat Gives", "559-555-0144", "$41,250.00", "$118.40", "Kit"):
            assert shown in page
        assert "Gone" not in page
        event = AuditEvent.objects.get(verb="case.read")
        assert (event.actor_id, event.case_id) == (pat.pk, case.pk)

    def test_shows_nobody_elses(self, client, pat):
        other = CaseFactory(linked=True)
        page = text_of(client.get("/my-case/"))
        assert "No case is linked to your account" in page
        assert other.number not in page

    def test_the_dashboard_leads_there_or_to_the_link(self, client, pat):
        assert LINK in text_of(client.get("/dashboard/"))
        CaseFactory(user=pat)
        page = text_of(client.get("/dashboard/"))
        assert "/my-case/" in page
        assert LINK not in page
