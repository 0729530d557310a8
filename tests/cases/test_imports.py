"""Taking in cases: whole or not at all, again without change, bad lines with their reasons."""

import csv
import io
import stat
import tracemalloc

import pytest
from django.core.management import CommandError, call_command

from audit.models import AuditEvent
from cases.importing.rows import COLUMNS
from cases.models import Case, HouseholdMember
from cases.workflows import imports
from tests.cases.factories import CaseFactory, HouseholdMemberFactory

pytestmark = pytest.mark.django_db
PAT = {
    "number": "9100000001",
    "first_name": "Pat",
    "last_name": "Gives",
    "born_on": "1984-05-17",
    "ssn_last4": "4471",
    "street": "1215 Olive Avenue",
    "city": "Fresno",
    "zip_code": "93727",
    "phone": "(559) 555-0144",
    "email": "pat@example.org",
    "language": "es",
    "program": "premium-help",
    "status": "active",
    "income": "41,250.00",
    "plan": "Silver 87 PPO",
    "premium": "118.40",
    "coverage_year": "2026",
    "renewal_due_on": "2026-12-15",
    "consent_until": "",
    "household": "Kit|Gives|2012-09-03|child; Lee|Gives|1983-01-02|spouse",
}


@pytest.fixture
def file(tmp_path):
    """``file(row, row)``: a file of these lines, and where the bad ones would go."""

    def write(*rows, header=tuple(COLUMNS), encoding="utf-8"):
        path = tmp_path / "cases.csv"
        with path.open("w", newline="", encoding=encoding) as out:
            writer = csv.DictWriter(out, header)
            writer.writeheader()
            writer.writerows(rows)
        return path

    return write


def load(path):
    return imports.load(
        path=path, rejected=path.with_suffix(".rejected.csv"), progress=lambda size: None
    )


def rejected(path):
    with path.with_suffix(".rejected.csv").open(newline="") as file:
        return list(csv.reader(file))


class TestGoodLines:
    def test_become_a_case_and_its_household(self, file):
        done = load(file(PAT))

        case = Case.objects.get(number="9100000001")
        assert (case.contact_name, case.phone, case.language) == ("Pat Gives", "5595550144", "es")
        assert (case.income_cents, case.premium_cents) == (4_125_000, 11_840)
        assert case.has_ssn("4471")
        assert case.consent_until is None
        assert {m.full_name: m.relation for m in case.members.all()} == {
            "Kit Gives": "child",
            "Lee Gives": "spouse",
        }
        assert (done.written.new, done.written.changed, done.bad) == (1, 0, 0)

    def test_a_second_time_change_nothing(self, file):
        load(file(PAT))
        before = [list(model.objects.values()) for model in (Case, HouseholdMember)]

        done = load(file(PAT))

        assert [list(model.objects.values()) for model in (Case, HouseholdMember)] == before
        assert (done.written.new, done.written.changed, done.written.same) == (0, 0, 1)

    def test_bring_a_known_case_up_to_date_and_leave_its_account(self, file):
        case = CaseFactory(number=PAT["number"], linked=True, city="Clovis")
        other = CaseFactory()

        done = load(file(PAT))

        fresh = Case.objects.get(pk=case.pk)
        assert (fresh.city, fresh.user, fresh.linked_at) == ("Fresno", case.user, case.linked_at)
        assert fresh.imported_at > case.imported_at
        assert Case.objects.filter(pk=other.pk).exists()
        assert (done.written.new, done.written.changed) == (0, 1)

    def test_who_is_not_named_any_more_has_left_and_may_come_back(self, file):
        load(file(PAT))
        kit = HouseholdMember.objects.get(first_name="Kit")

        load(file({**PAT, "household": "Lee|Gives|1983-01-02|other"}))
        assert [m.relation for m in HouseholdMember.objects.current()] == ["other"]

        load(file(PAT))
        assert set(HouseholdMember.objects.current()) >= {kit}
        assert HouseholdMember.objects.count() == 2

    def test_leave_the_households_of_others_alone(self, file):
        other = HouseholdMemberFactory()
        load(file(PAT))
        assert HouseholdMember.objects.current().filter(pk=other.pk).exists()

    def test_may_come_in_any_order_of_columns_with_more_of_them_and_a_mark(self, file):
        header = ("note", *reversed(COLUMNS))
        assert load(file({**PAT, "note": "x"}, header=header, encoding="utf-8-sig")).written.new

    def test_leave_one_event_that_counts(self, file):
        load(file(PAT, {**PAT, "number": "9100000002"}))
        assert AuditEvent.objects.get(verb="case.import_file").reason == "new:2:changed:0"


class TestBadLines:
    @pytest.mark.parametrize(
        ("column", "value"),
        [
            ("number", "123"),
            ("number", "７００００００００１"),
            ("last_name", " \u200b"),
            ("first_name", "x" * 81),
            ("city", "a\0b"),
            ("born_on", "05/17/1984"),
            ("born_on", "9999-12-31"),
            ("born_on", "2190-01-01"),
            ("ssn_last4", "447"),
            ("zip_code", "9372"),
            ("phone", "12"),
            ("email", "pat@"),
            ("email", "x" * 250 + "@example.org"),
            ("language", "xx"),
            ("program", ""),
            ("status", "Active"),
            ("income", "NaN"),
            ("income", "-1"),
            ("premium", "1e9"),
            ("coverage_year", "1999"),
            ("renewal_due_on", "soon"),
            ("household", "Kit|Gives"),
            ("household", "Kit|Gives|2012-09-03|cousin"),
            ("household", "Kit|Gives|2012-09-03|child;Kit|Gives|2012-09-03|other"),
        ],
    )
    def test_say_which_column_and_not_what_it_held(self, file, column, value):
        path = file({**PAT, column: value}, {**PAT, "number": "9100000002"})

        done = load(path)

        [[line, reasons, *cells]] = rejected(path)
        assert line == "2"
        assert reasons.startswith(f"{column} ")
        assert cells[list(COLUMNS).index(column)] == value
        assert (done.written.new, done.bad, Case.objects.count()) == (1, 1, 1)

    def test_say_all_that_is_wrong(self, file):
        path = file({**PAT, "number": "1", "zip_code": "x"})
        load(path)
        [[_line, reasons, *_cells]] = rejected(path)
        assert (
            reasons == "number is not a number of 10 digits; zip_code is not a ZIP code of 5 digits"
        )

    def test_of_a_number_that_comes_twice_the_first_counts(self, file):
        path = file(PAT, {**PAT, "city": "Clovis"}, {**PAT, "city": "Selma"})

        assert load(path).bad == 2

        assert Case.objects.get().city == "Fresno"
        assert [line for line, *_more in rejected(path)] == ["3", "4"]

    def test_of_another_width_are_refused(self, file):
        path = file()
        with path.open("a") as out:
            out.write("1,2,3\n\n")
        load(path)
        assert rejected(path) == [["2", "has 3 cells, not 20", "1", "2", "3"]]

    def test_go_where_only_their_owner_reads(self, file):
        path = file({**PAT, "number": "1"})
        bad = path.with_suffix(".rejected.csv")
        bad.write_text("of a time before")
        bad.chmod(0o644)
        load(path)
        assert stat.S_IMODE(bad.stat().st_mode) == 0o600
        assert len(rejected(path)) == 1

    @pytest.mark.parametrize("same", [{"born_on": "1984-05-17"}, {"first_name": "Pat"}])
    def test_somebody_elses_line_does_not_reach_an_account(self, file, same):
        """The number stands for another person now: the account must not be shown that one's record."""
        somebody = {"first_name": "Sam", "last_name": "Takes", "born_on": "1990-01-01"}
        case = CaseFactory(number=PAT["number"], linked=True)
        free = CaseFactory(number="9100000002")
        path = file({**PAT, **somebody}, {**PAT, **somebody, "number": free.number})

        done = load(path)

        assert Case.objects.get(pk=case.pk).contact_name == "Pat Gives"
        assert Case.objects.get(pk=free.pk).contact_name == "Sam Takes"
        [[line, reasons, *_cells]] = rejected(path)
        assert (line, done.bad, done.written.changed) == ("2", 1, 1)
        assert "has an account" in reasons
        put_right = {**somebody, "last_name": "Gives", **same}
        assert load(file({**PAT, **put_right})).written.changed == 1


class TestFilesThatAreRefused:
    def refused(self, path, words):
        with pytest.raises(CommandError, match=words):
            call_command("import_cases", str(path))
        assert not Case.objects.exists()

    def test_for_their_encoding(self, file):
        path = file({**PAT, "city": "San José"}, encoding="latin-1")
        self.refused(path, "Line 2 is not UTF-8")

    def test_for_want_of_a_column(self, file):
        path = file({"number": "1"}, header=("number",))
        self.refused(path, "Missing: born_on, city")

    def test_for_being_something_else(self, tmp_path):
        path = tmp_path / "cases.csv"
        path.write_bytes(b"x" * 100_000)
        self.refused(path, "Line 1 is too long")
        path.write_bytes(b"")
        self.refused(path, "The first line must name each column")
        self.refused(tmp_path / "nothing.csv", "Nothing was imported")

    def test_when_the_bad_lines_would_go_over_it(self, file):
        path = file(PAT, {**PAT, "number": "1"})
        before = path.read_text()
        with pytest.raises(CommandError, match="name another file"):
            call_command("import_cases", str(path), rejected=path)
        assert path.read_text() == before

    def test_for_a_quote_without_an_end(self, file):
        path = file(PAT)
        with path.open("a") as out:
            out.write('"open')
        self.refused(path, "This is no CSV")


class TestCommand:
    def test_says_what_it_did(self, file, capsys):
        path = file(PAT, {**PAT, "number": "1"})
        out, err = io.StringIO(), io.StringIO()

        call_command("import_cases", str(path), stdout=out, stderr=err)

        assert "1 new, 0 changed, 0 as they were." in out.getvalue()
        assert (
            f"1 lines were not taken in: see {path.with_suffix('.rejected.csv')}" in out.getvalue()
        )


def test_memory_does_not_grow_with_the_lines(file):
    def peak(count):
        path = file(*({**PAT, "number": f"{9_200_000_000 + n}"} for n in range(count)))
        tracemalloc.start()
        load(path)
        _now, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return most

    peak(10)  # what is loaded once
    assert peak(2_000) < peak(200) + 500_000
