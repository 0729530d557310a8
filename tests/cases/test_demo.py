import pytest

from accounts.languages import SpokenLanguage
from accounts.models import User
from cases.models import Case, HouseholdMember
from portal import demo_data
from tests.factories import UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("loaded_demo")]


def test_there_are_500_households_in_all_languages():
    assert Case.objects.count() == 500
    assert set(Case.objects.values_list("language", flat=True)) == set(SpokenLanguage.values)
    assert HouseholdMember.objects.count() > 500
    for case in Case.objects.all()[::25]:
        case.full_clean(exclude=["user", "linked_at"])


def test_maria_is_linked_and_lee_is_not():
    assert User.objects.get(username="maria").case.contact_name == "María Gómez"
    assert not hasattr(User.objects.get(username="lee"), "case")
    assert Case.objects.linked().count() == 1


def test_tells_the_facts_that_a_newcomer_reads_out(loaded_demo):
    case = Case.objects.get(number="3141592653")
    for fact in (case.contact_name, "05/17/1984", "4471", case.street, case.phone, "09/03/2012"):
        assert fact in loaded_demo
    assert case.has_ssn("4471")


def test_a_second_time_changes_nothing():
    before = list(Case.objects.values())
    demo_data.load()
    assert list(Case.objects.values()) == before


def test_says_when_the_case_is_linked_by_now():
    case = Case.objects.get(number="3141592653")
    case.user, case.linked_at = UserFactory(), case.imported_at
    case.save()

    assert "linked to an account by now" in "\n".join(demo_data.load())
