"""The wizard's pages: order, kept words, ended sessions, odd input."""

import re

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.models import User
from delegation.models import ActivationDraft
from delegation.workflows import activation_steps, delegation_codes
from notifications import mails
from notifications.models import Notice
from tests.factories import (
    PASSWORD,
    ActivationDraftFactory,
    DelegationCodeFactory,
    LegalTextFactory,
    StaffFactory,
    UserFactory,
    current_terms,
)

pytestmark = pytest.mark.django_db

INFORMATION = {
    "first_name": "Dee",
    "last_name": "Acts",
    "phone": "+1 (916) 555-0123",
    "spoken_languages": ["en", "es"],
    "street": "12 Main Street",
    "city": "Fresno",
    "zip_code": "93650-1234",
}
ODD = [
    "",
    "x" * 10_000,
    "\x00",
    "\U0001f4a9" * 5,
    "\u202eright to left",
    "\u200b\u200b",
    "<script>alert(1)</script>",
    "' OR 1=1 --",
]


def url(step):
    return reverse(f"delegation:activation_{step}")


@pytest.fixture
def code():
    return DelegationCodeFactory(code="ABCDEF")


def facts_of(row, **changes):
    assister = row.assister
    facts = {
        "code": "abc def",
        "legal_name": f"  {assister.entity.legal_name.upper()}",
        "number": assister.certification_number,
    }
    return {**facts, **changes}


def hold(client, draft):
    """Put the draft into the browser's session, as the right facts do."""
    session = client.session
    session["activation_draft"] = str(draft.pk)
    session.save()


def agree(client):
    client.post(url("terms_read"))
    client.post(url("terms"), {"agree": "on", "version": current_terms().version})


def mailed_digits():
    body = mails.compose(Notice.objects.get(kind="take_up_code")).body
    return next(line for line in body.splitlines() if line.isdigit())


@pytest.fixture
def held(client, code):
    draft = ActivationDraftFactory(code=code)
    hold(client, draft)
    return draft


@pytest.fixture
def filled(client, code):
    draft = ActivationDraftFactory(code=code, filled=True)
    hold(client, draft)
    return draft


class TestStart:
    def test_right_facts_lead_to_the_terms(self, client, code):
        response = client.post(url("start"), facts_of(code))

        assert response.url == url("terms")

    def test_wrong_facts_keep_what_was_typed_and_show_the_help_line(self, client, code):
        response = client.post(url("start"), facts_of(code, code="XX XXXX"))

        text = response.content.decode()
        assert 'value="XX XXXX"' in text
        assert "855-324-3147" in text
        assert "<title>Error:" in text

    def test_wrong_facts_look_the_same_whichever_was_wrong(self, client, code):
        pages = set()
        for wrong in ({"code": "XXXXXX"}, {"legal_name": "Another"}, {"number": "599999999"}):
            response = client.post(url("start"), facts_of(code, **wrong))
            # The link that reports it carries the request's own number, encrypted.
            random = r'(csrfmiddlewaretoken" )?value="[^"]*"|about=[^"]*'
            text = re.sub(random, "", response.content.decode())
            pages.add((response.status_code, text))
        assert len(pages) == 1

    def test_the_sixth_try_is_told_how_long_to_wait(self, client, code):
        for _ in range(5):
            client.post(url("start"), facts_of(code, code="XXXXXX"))

        response = client.post(url("start"), facts_of(code, code="XXXXXX"))

        assert response.status_code == 429
        assert int(response["Retry-After"]) > 0
        assert "Wait" in response.content.decode()

    @pytest.mark.parametrize(
        ("state", "word"), [("used", "was used on"), ("expired", "expired on")]
    )
    def test_an_ended_code_says_when_it_ended(self, client, state, word):
        code = DelegationCodeFactory(code="ABCDEF", **{state: True})

        response = client.post(url("start"), facts_of(code))

        assert word in response.content.decode()

    def test_a_new_session_key_comes_with_the_facts(self, client, code):
        client.get(url("start") + "?invitation=nonsense")
        before = client.session.session_key

        client.post(url("start"), facts_of(code))

        assert client.session.session_key != before

    def test_the_mailed_link_is_remembered_and_leaves_the_address(self, client, code):
        response = client.get(code.get_absolute_url())

        assert response.url == url("start")
        assert client.session["activation_invited"] == str(code.pk)

    @pytest.mark.parametrize("token", ["", "x", "a:b:c", "\u200b", "💩"])
    def test_a_made_up_link_is_just_the_page(self, client, token):
        response = client.get(url("start"), {"invitation": token}, follow=True)

        assert response.status_code == 200

    def test_coming_back_shows_where_to_go_on(self, client, filled):
        response = client.get(url("start"))

        assert url("review") in response.content.decode()


class TestPaste:
    def test_fills_in_the_three_facts(self, client):
        mail = (
            "CEC Delegation code:       SJ5Nen\nCEE Business Legal Name:    UAT 4.4 American Traders 3\n"
            "CEC Certification #:       500000142"
        )
        text = client.post(url("paste"), {"mail": mail}).content.decode()

        assert 'value="SJ5Nen"' in text
        assert 'value="UAT 4.4 American Traders 3"' in text
        assert 'value="500000142"' in text

    @pytest.mark.parametrize("mail", ODD)
    def test_says_that_nothing_was_found(self, client, mail):
        response = client.post(url("paste"), {"mail": mail})

        assert response.status_code == 200
        assert "We did not find" in response.content.decode()

    def test_opened_by_hand_is_the_first_page(self, client):
        assert client.get(url("paste")).url == url("start")


class TestOrder:
    @pytest.mark.parametrize(
        "step", ["terms", "terms_read", "information", "sign_in", "review", "done"]
    )
    @pytest.mark.parametrize("method", ["get", "post"])
    def test_without_the_facts_every_step_is_the_first(self, client, step, method):
        response = getattr(client, method)(url(step))

        assert response.url == url("start")

    @pytest.mark.parametrize("step", ["information", "sign_in", "review"])
    @pytest.mark.parametrize("method", ["get", "post"])
    def test_a_step_typed_by_hand_leads_to_the_first_open_one(self, client, held, step, method):
        response = getattr(client, method)(url(step), INFORMATION)

        assert response.url == url("terms")
        held.refresh_from_db()
        assert held.last_name == ""

    def test_an_edit_comes_back_to_the_review(self, client, filled):
        response = client.post(url("information"), {**INFORMATION, "city": "Clovis"})

        assert response.url == url("review")
        assert "Clovis" in client.get(url("review")).content.decode()

    def test_a_draft_that_was_deleted_begins_again(self, client, filled):
        ActivationDraft.objects.all().delete()

        assert client.get(url("review")).url == url("start")


class TestTerms:
    def test_the_box_and_the_button_wait_for_the_opening(self, client, held):
        before = client.get(url("terms")).content.decode()
        client.post(url("terms_read"))
        after = client.get(url("terms")).content.decode()

        assert before.count(" disabled") == 2
        assert " disabled" not in after

    def test_the_server_asks_for_the_opening_again(self, client, held):
        response = client.post(url("terms"), {"agree": "on", "version": current_terms().version})

        assert "View the Terms and Conditions of Use first" in response.content.decode()
        held.refresh_from_db()
        assert held.terms_agreed_at is None

    def test_the_server_asks_for_the_tick_again(self, client, held):
        client.post(url("terms_read"))

        response = client.post(url("terms"), {"version": current_terms().version})

        assert "Check the box" in response.content.decode()

    def test_reading_alone_records_nothing(self, client, held):
        client.get(url("terms_read"))

        held.refresh_from_db()
        assert held.terms_opened_at is None

    def test_a_stale_page_shows_the_newer_terms(self, client, held):
        old = current_terms()
        client.post(url("terms_read"))
        LegalTextFactory(body="Newer words.")

        response = client.post(url("terms"), {"agree": "on", "version": old.version}, follow=True)

        text = response.content.decode()
        assert "Newer words." in text
        assert "The terms have changed" in text

    @pytest.mark.parametrize("version", ["", "-1", "99999999999", "x", "\x00"])
    def test_an_odd_version_agrees_to_nothing(self, client, held, version):
        client.post(url("terms_read"))

        response = client.post(url("terms"), {"agree": "on", "version": version})

        assert response.status_code in (200, 302)
        held.refresh_from_db()
        assert held.terms_agreed_at is None


@pytest.fixture
def agreed(client, held):
    activation_steps.open_terms(draft=held.pk, text=current_terms())
    activation_steps.agree(draft=held.pk, version=current_terms().version)
    return held


class TestInformation:
    def test_is_kept_as_cleaned(self, client, agreed):
        response = client.post(url("information"), INFORMATION)

        assert response.url == url("sign_in")
        agreed.refresh_from_db()
        assert (agreed.phone, agreed.zip_code) == ("9165550123", "93650")

    def test_the_address_on_file_is_masked(self, client, agreed):
        text = client.get(url("information")).content.decode()

        assert agreed.code.sent_to not in text
        assert f"{agreed.code.sent_to[0]}•••@example.org" in text

    def test_keeps_the_good_fields_beside_the_bad(self, client, agreed):
        response = client.post(url("information"), {**INFORMATION, "phone": "12"})

        text = response.content.decode()
        assert 'value="Acts"' in text
        assert "10 digits" in text
        agreed.refresh_from_db()
        assert agreed.last_name == ""

    @pytest.mark.parametrize("field", list(INFORMATION))
    @pytest.mark.parametrize("odd", ODD)
    def test_odd_input_is_a_clear_message_or_plain_text(self, client, agreed, field, odd):
        response = client.post(url("information"), {**INFORMATION, field: odd})

        assert response.status_code in (200, 302)
        assert "<script>alert" not in client.get(url("information")).content.decode()

    @given(text=st.text(max_size=300))
    @settings(
        max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
    )
    def test_any_text_is_no_error(self, client, agreed, text):
        for field in ("first_name", "phone", "zip_code", "spoken_languages"):
            response = client.post(url("information"), {**INFORMATION, field: text})
            assert response.status_code in (200, 302)


class TestSignIn:
    @pytest.fixture(autouse=True)
    def informed(self, client, agreed):
        client.post(url("information"), INFORMATION)

    def test_leads_to_the_review(self, client):
        response = client.post(url("sign_in"), {"username": "dee.acts", "password": PASSWORD})

        assert response.url == url("review")

    def test_the_password_comes_back_nowhere(self, client):
        client.post(url("sign_in"), {"username": "dee.acts", "password": PASSWORD})

        pages = [client.get(url(step)).content.decode() for step in ("sign_in", "review")]
        assert PASSWORD not in "".join(pages)
        assert PASSWORD not in str(list(ActivationDraft.objects.values()))

    @pytest.mark.parametrize(
        "password",
        ["", "short", "x" * 257, "deeactsdeeacts99", "dee.acts.dee.acts", "passwordpassword"],
    )
    def test_a_weak_password_is_refused_with_a_reason(self, client, password):
        response = client.post(url("sign_in"), {"username": "dee.acts", "password": password})

        assert response.status_code == 200
        assert 'value="dee.acts"' in response.content.decode()

    def test_length_is_judged_of_what_is_stored(self, client):
        decomposed = "e\u0301o\u0308u\u0308a\u0301i\u0301 xkw"  # 9 characters when composed

        response = client.post(url("sign_in"), {"username": "dee.acts", "password": decomposed})

        assert "at least 15" in response.content.decode()

    @pytest.mark.parametrize("username", [*ODD, "a@example.org", "abc", "dée"])
    def test_an_odd_username_is_refused_with_a_reason(self, client, username):
        response = client.post(url("sign_in"), {"username": username, "password": PASSWORD})

        assert response.status_code == 200
        assert "<title>Error:" in response.content.decode()

    def test_a_taken_username_is_said(self, client):
        UserFactory(username="Dee.Acts")

        response = client.post(url("sign_in"), {"username": "dee.acts", "password": PASSWORD})

        assert "This username is taken" in response.content.decode()

    def test_who_fished_for_names_is_told_how_long_to_wait(self, client):
        UserFactory(username="taken")
        for _ in range(20):
            client.post(url("sign_in"), {"username": "taken", "password": PASSWORD})

        response = client.post(url("sign_in"), {"username": "free", "password": PASSWORD})

        assert response.status_code == 429
        assert 'value="free"' in response.content.decode()

    def test_an_empty_password_keeps_the_one_set(self, client):
        client.post(url("sign_in"), {"username": "dee.acts", "password": PASSWORD})

        response = client.post(url("sign_in"), {"username": "dee.acts2", "password": ""})

        assert response.url == url("review")


class TestAttach:
    def test_an_address_with_an_account_signs_in_and_gets_the_role(self, client, filled):
        user = UserFactory(email=filled.code.sent_to)
        page = client.get(url("sign_in")).content.decode()
        assert f"{reverse('account_login')}?next={url('sign_in')}" in page

        client.post(
            reverse("account_login"),
            {"login": user.username, "password": PASSWORD, "next": url("sign_in")},
        )
        client.post(url("attach"))
        response = client.post(url("review"), follow=True)

        assert response.redirect_chain[-1][0] == url("done")
        user.refresh_from_db()
        assert user.assister == filled.assister

    def test_another_account_is_told_to_sign_out(self, client, filled):
        UserFactory(email=filled.code.sent_to)
        client.force_login(UserFactory())
        hold(client, filled)

        assert "another account" in client.get(url("sign_in")).content.decode()
        client.post(url("attach"))
        filled.refresh_from_db()
        assert filled.attach_to is None

    def test_a_visitor_attaches_nothing(self, client, filled):
        UserFactory(email=filled.code.sent_to)

        assert client.post(url("attach")).url == url("sign_in")


class TestConfirm:
    def test_a_get_makes_no_account(self, client, filled):
        client.get(url("review"))

        assert not User.objects.filter(email=filled.code.sent_to).exists()

    def test_makes_the_account_and_offers_log_in(self, client, filled):
        response = client.post(url("review"), follow=True)

        text = response.content.decode()
        assert response.redirect_chain[-1][0] == url("done")
        assert reverse("account_login") in text
        assert filled.username in client.get(reverse("account_login")).content.decode()

    def test_a_second_tab_learns_that_all_is_done(self, client, filled):
        client.post(url("review"))

        assert client.post(url("review")).url == url("done")
        assert client.post(url("information"), INFORMATION).url == url("done")
        assert User.objects.filter(email=filled.code.sent_to).count() == 1

    def test_a_replaced_code_leads_back_to_the_facts_with_everything_kept(self, client, filled):
        delegation_codes.issue(assister=filled.assister, by=StaffFactory(), code="GHJKMN")

        response = client.post(url("review"), follow=True)
        assert "was replaced on" in response.content.decode()
        assert client.post(url("start"), facts_of(filled.code, code="GHJKMN")).url == url("review")
        assert client.post(url("review")).url == url("done")


def whose_form(client):
    return client.get(url("information")).context["whose"]


class TestEndedSession:
    def test_what_was_being_typed_waits_behind_the_facts(self, client, agreed, code):
        typed = {**INFORMATION, "last_name": "Typed", "whose": whose_form(client)}
        client.session.flush()
        client.cookies.clear()

        first = client.post(url("information"), typed, follow=True)
        again = client.post(url("start"), facts_of(code), follow=True)

        assert "Your session has ended" in first.content.decode()
        text = again.content.decode()
        assert 'value="Typed"' in text
        assert text.count("checked") == 2

    def test_the_next_person_at_the_computer_sees_nothing_of_it(self, client, agreed):
        typed = {**INFORMATION, "last_name": "Typed", "whose": whose_form(client)}
        client.cookies.clear()
        client.post(url("information"), typed)
        other = DelegationCodeFactory(code="QWERTY")
        client.post(url("start"), facts_of(other, code="QWERTY"))
        agree(client)

        text = client.get(url("information")).content.decode()

        assert 'value="Typed"' not in text
        assert "checked" not in text

    def test_a_browser_that_lost_the_draft_to_another_is_told_so(self, client, filled):
        ActivationDraft.objects.all().delete()

        page = client.get(url("review"), follow=True)

        assert "went on in another browser" in page.content.decode()

    def test_a_password_never_waits(self, client, filled):
        client.cookies.clear()

        client.post(url("sign_in"), {"username": "dee.typed", "password": PASSWORD})

        assert PASSWORD not in str(client.session.items())
        assert client.session["activation_interrupted"] == {"username": ["dee.typed"]}


class TestTakeUp:
    def test_another_browser_needs_the_mailed_code(self, client, code):
        draft = ActivationDraftFactory(code=code, filled=True)

        response = client.post(url("start"), facts_of(code), follow=True)

        text = response.content.decode()
        assert response.redirect_chain[-1][0] == url("take_up")
        assert draft.last_name not in text
        assert code.sent_to not in text
        assert client.get(url("review")).url == url("start")

        digits = mailed_digits()
        response = client.post(url("take_up"), {"typed": f" {digits[:3]} {digits[3:]}"})
        assert response.url == url("sign_in")

    def test_who_began_with_the_three_facts_alone_sees_nothing_of_the_owner(self, client, code):
        stranger, facts = Client(), facts_of(code)
        stranger.post(url("start"), facts)
        agree(stranger)
        stranger.post(url("information"), {**INFORMATION, "last_name": "Junk"})
        stranger.post(url("sign_in"), {"username": "stranger", "password": PASSWORD})
        client.post(url("start"), facts)
        client.post(url("take_up"), {"typed": mailed_digits()})
        client.post(url("information"), {**INFORMATION, "last_name": "Owner"})

        for step in ("information", "sign_in", "review", "done"):
            assert stranger.get(url(step)).url == url("start")
        assert stranger.post(url("review")).url == url("start")
        assert "stranger" not in client.get(url("sign_in")).content.decode()

    def test_of_two_browsers_with_the_facts_the_first_is_left_behind(self, client, code):
        first, facts = Client(), facts_of(code)
        first.post(url("start"), facts)
        client.post(url("start"), facts)
        agree(client)
        client.post(url("information"), INFORMATION)

        assert first.get(url("information")).url == url("start")

    @pytest.mark.parametrize("typed", ["", "000", "x" * 5000, "\x00", "９９９９９９"])
    def test_a_wrong_code_opens_nothing(self, client, code, typed):
        ActivationDraftFactory(code=code, filled=True)
        client.post(url("start"), facts_of(code))

        assert client.post(url("take_up"), {"typed": typed}).status_code == 200
        assert client.get(url("review")).url == url("start")

    def test_the_sixth_wrong_code_is_told_how_long_to_wait(self, client, code):
        ActivationDraftFactory(code=code, filled=True)
        client.post(url("start"), facts_of(code))
        for _ in range(5):
            client.post(url("take_up"), {"typed": "000"})

        response = client.post(url("take_up"), {"typed": "000"})

        assert response.status_code == 429
        assert int(response["Retry-After"]) > 0

    def test_nothing_waits_for_who_came_by_hand(self, client):
        assert client.get(url("take_up")).url == url("start")
        assert client.post(url("take_up_send")).url == url("start")


@pytest.mark.parametrize(
    "step", ["start", "terms", "terms_read", "information", "sign_in", "review"]
)
def test_a_page_of_the_wizard_takes_at_most_eight_queries(
    client, filled, step, django_assert_max_num_queries
):
    with django_assert_max_num_queries(8):
        assert client.get(url(step)).status_code == 200


def test_the_first_page_takes_no_query_for_a_visitor(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        client.get(url("start"))
