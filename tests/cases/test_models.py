from datetime import date

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from cases import search
from cases.folding import fold_street
from cases.models import Case
from cases.workflows import links
from portal.folding import fold
from tests.cases.factories import BORN_ON, SSN, CaseFactory, HouseholdMemberFactory
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db


def refuses(constraint, **facts):
    with pytest.raises(IntegrityError) as refusal, transaction.atomic():
        Case.objects.filter(pk=CaseFactory().pk).update(**facts)
    return refusal.value.__cause__.diag.constraint_name == constraint


class TestTheDatabaseRefuses:
    @pytest.mark.parametrize(
        ("constraint", "facts"),
        [
            ("case_number_ten_digits", {"number": "123456789"}),
            ("case_number_ten_digits", {"number": "12345678٣"}),
            ("case_last_name_given", {"last_name": ""}),
            ("case_ssn_only_as_digest", {"ssn_digest": "4471"}),
            ("case_zip_code_five_digits", {"zip_code": "9372"}),
            ("case_phone_ten_digits", {"phone": "555-0144"}),
            ("case_language_known", {"language": "xx"}),
            ("case_program_known", {"program": "other"}),
            ("case_status_known", {"status": "other"}),
            ("case_coverage_year_plausible", {"coverage_year": 1999}),
            ("case_amounts_not_negative", {"income_cents": -1}),
            ("case_amounts_not_negative", {"premium_cents": -1}),
            ("case_user_and_linked_at_agree", {"linked_at": timezone.now()}),
        ],
    )
    def test_what_no_case_has(self, constraint, facts):
        assert refuses(constraint, **facts)

    def test_a_second_case_of_one_number(self):
        with pytest.raises(IntegrityError, match="cases_case_number"):
            CaseFactory(number=CaseFactory().number)

    def test_a_second_case_of_one_account(self):
        with pytest.raises(IntegrityError, match=links.ONE_CASE_EACH):
            CaseFactory(user=CaseFactory(linked=True).user)

    def test_a_member_twice(self):
        member = HouseholdMemberFactory()
        with pytest.raises(IntegrityError, match="householdmember_once_per_case"):
            HouseholdMemberFactory(case=member.case, born_on=member.born_on)

    @pytest.mark.parametrize("facts", [{"last_name": ""}, {"relation": "cousin"}])
    def test_what_no_member_has(self, facts):
        [name] = facts
        with pytest.raises(IntegrityError, match=f"householdmember_{name}"):
            HouseholdMemberFactory(**facts)


class TestCase:
    def test_knows_its_ssn_and_keeps_no_digit_of_it(self):
        case = CaseFactory()
        assert case.has_ssn(SSN)
        assert not case.has_ssn("4472")
        assert CaseFactory().ssn_digest != case.ssn_digest

    def test_without_an_ssn_nothing_matches(self):
        case = CaseFactory(ssn="")
        assert not case.has_ssn("")
        assert not case.has_ssn("0000")

    def test_writes_to_people_in_a_language_of_the_portal(self):
        assert [CaseFactory(language=code).mail_language for code in ("es", "en", "vi")] == [
            *("es", "en", "en")
        ]

    def test_says_nothing_of_a_person(self):
        assert "Gives" not in str(CaseFactory()) + str(HouseholdMemberFactory())

    def test_who_left_is_no_member_any_more(self):
        left = HouseholdMemberFactory(left_on=date(2026, 1, 1))
        there = HouseholdMemberFactory(case=left.case)
        assert list(left.case.members.current()) == [there]


def folded_by_the_database(text):
    with connection.cursor() as cursor:
        cursor.execute("SELECT cases_fold(%s)", [text])
        return cursor.fetchone()[0]


class TestFolding:
    @pytest.mark.parametrize(
        ("text", "folded"),
        [
            ("  Peña-O’Neal ", "pena oneal"),
            ("Đặng Thị Hoa", "dang thi hoa"),
            ("NÚÑEZ", "nunez"),
            ("Jean_Luc  d'Arc", "jean luc darc"),
            ("Ｍａｒｉａ", "maria"),
        ],
    )
    def test_leaves_letters_and_digits(self, text, folded):
        assert fold(text) == folded == folded_by_the_database(text)

    @settings(max_examples=60, deadline=None)
    @given(st.text(st.characters(max_codepoint=0x24F, exclude_categories=["C"]), max_size=30))
    def test_here_and_in_the_database_is_one(self, text):
        assert fold(text) == folded_by_the_database(text)

    def test_takes_two_spellings_of_an_address_for_one(self):
        long, short = "12 North Main Street, Apartment #4", "12 n. main st. apt 4"
        assert fold_street(long) == fold_street(short) == "12 n main st apt 4"
        assert fold_street("12 Main St") != fold_street("21 Main St")


class TestSearch:
    @pytest.mark.parametrize(
        "name",
        [
            "María Gómez",
            "gomez maria",
            "Maria Gomes",
            "MARIA  GÓMEZ",
            "Mria Gomez",
            "Gomez, María G.",
        ],
    )
    def test_accents_order_and_spelling_make_no_difference(self, name):
        maria = CaseFactory(first_name="María", last_name="Gómez")
        CaseFactory(first_name="Mario", last_name="Tran", born_on=date(1984, 5, 18))
        CaseFactory(first_name="Sam", last_name="Stranger")

        assert search.by_name(name=name, born_on=BORN_ON) == [maria]

    def test_the_most_alike_comes_first(self):
        second = CaseFactory(first_name="Mariana", last_name="Gómez")
        first = CaseFactory(first_name="María", last_name="Gómez")

        assert search.by_name(name="Maria Gomez", born_on=BORN_ON) == [first, second]

    def test_finds_who_has_a_second_surname(self):
        case = CaseFactory(first_name="Guadalupe", last_name="Ramírez Ortega")
        assert search.by_name(name="Guadalupe Ramirez", born_on=BORN_ON) == [case]

    def test_the_day_must_be_right(self):
        CaseFactory()
        assert search.by_name(name="Pat Gives", born_on=date(1984, 5, 18)) == []

    def test_shows_ten_at_most(self):
        CaseFactory.create_batch(12)
        assert len(search.by_name(name="Pat Gives", born_on=BORN_ON)) == 10

    def test_by_number(self):
        case = CaseFactory()
        CaseFactory()
        assert search.by_number(case.number) == [case]
        assert search.by_number(case.number[:9]) == []

    def test_by_name_is_one_query_over_the_birth_date(self, django_assert_num_queries):
        with django_assert_num_queries(1):
            search.by_name(name="Pat Gives", born_on=BORN_ON)


class TestVocabulary:
    def test_of_linked_and_unlinked(self):
        linked, unlinked = CaseFactory(linked=True), CaseFactory()
        assert list(Case.objects.of(linked.user)) == list(Case.objects.linked()) == [linked]
        assert list(Case.objects.unlinked()) == [unlinked]
        assert list(Case.objects.of(UserFactory())) == []
