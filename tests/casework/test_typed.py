"""Whatever was typed into a form is shown once more when the case has closed meanwhile."""

from uuid import uuid4

import pytest
from django.urls import reverse

from casework.models import ChangeReport, Renewal
from tests.casework.factories import (
    ChangeReportFactory,
    DocumentFactory,
    QuestionFactory,
    RenewalFactory,
)
from tests.casework.test_changes import end
from tests.casework.web import answer_form, form
from tests.delegation.factories import DelegationFactory
from tests.factories import HouseholdMemberFactory

pytestmark = pytest.mark.django_db
DAY = {"from_on_month": "3", "from_on_day": "9", "from_on_year": "2026"}
BORN = {"born_on_month": "3", "born_on_day": "9", "born_on_year": "1988"}


@pytest.fixture
def held():
    return DelegationFactory()


@pytest.fixture
def post(client, held):
    """The page as it answers a form that comes after the end, without its tags."""
    client.force_login(held.assister.user)

    def after_the_end(name, *args, **sent):
        url = reverse(f"casework:{name}", args=[held.case_id, *args])
        end(held)
        response = client.post(url, sent)
        assert response.status_code == 403
        page = response.content.decode()
        assert "Gives" not in page
        return page

    return after_the_end


def answers(page, label, value):
    return f"<dt>{label}</dt>\n    <dd>{value}</dd>" in page


@pytest.mark.parametrize(
    ("kind", "sent", "shown"),
    [
        (
            "address",
            {"street": "9 Elm Street", "city": "Fresno", "zip_code": "9370", **DAY},
            {
                "Street address": "9 Elm Street",
                "City": "Fresno",
                "ZIP code": "9370",
                "From which date do you live there?": "3 9 2026",
            },
        ),
        (
            "income",
            {"income": "45,000", "words": "A new job.", **DAY},
            {
                "Yearly income of the whole household, before taxes": "45,000",
                "What changed, for example a new job": "A new job.",
            },
        ),
        (
            "add_member",
            {"first_name": "Jo", "last_name": "Doe", "relation": "parent", **BORN},
            {"First name": "Jo", "Last name": "Doe", "Date of birth": "3 9 1988"},
        ),
    ],
)
def test_all_of_a_change_beside_its_questions(post, held, kind, sent, shown):
    change = ChangeReportFactory(case=held.case, by=held.assister.user, kind=kind)
    page = post("change_edit", change.pk, version="1", **sent)
    assert {label for label, value in shown.items() if not answers(page, label, value)} == set()
    assert ChangeReport.objects.get().answers == change.answers


def test_of_a_choice_what_was_chosen(post, held):
    RenewalFactory(case=held.case, by=held.assister.user)
    page = post("renewal_step", "consent", version="1", consent="no")
    assert answers(page, "May your income be verified with tax data?", "No, I do not agree")
    assert Renewal.objects.get().answers == {}


def test_words_of_documents_and_questions(post, held):
    asked = DocumentFactory(case=held.case, requested=True)
    question = QuestionFactory(case=held.case, words="Which pay stub?")
    page = post("document_answer", asked.pk, **answer_form(note="Both pages.\nOf May."))
    assert answers(page, "Note for the case desk", "Both pages.<br>Of May.")
    page = post("document_send", **form(note="Of June."))
    assert answers(page, "What do you send?", "Proof of yearly income")
    page = post("question_answer", question.pk, answer="That of May.")
    assert answers(page, "The answer", "That of May.")
    assert "Which pay stub?" not in page


def test_nobody_of_the_household_and_nothing_hidden(post, held):
    kit = HouseholdMemberFactory(case=held.case, first_name="Kit")
    key = str(uuid4())
    page = post("document_send", key=key, people=[str(kit.pk)], note="<b>Of May</b>")
    assert "Kit" not in page
    assert str(kit.pk) not in page
    assert key not in page
    assert "&lt;b&gt;Of May&lt;/b&gt;" in page


def test_where_nothing_was_typed_nothing_is_shown(post):
    assert "What you typed" not in post("renewal_begin")


def test_it_is_bounded(post):
    assert post("question_ask", words="so " * 5_000).count("so ") < 1_000
