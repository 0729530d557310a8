"""`manage.py shop_assess`: the worked cases, and everything that a file may hold instead."""

import json
import subprocess
import sys
import time
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from shop import cases
from tests.shop.businesses import POLICIES, pacific

CASES = Path(__file__).with_name("cases.json")
GOOD = {
    "fte": 12,
    "eligible": 10,
    "waived": 0,
    "enrolled": 6,
    "contrib": 15000,
    "premium": 30000,
    "at": "2014-12-15T23:59:59",
}


@pytest.fixture(params=["UTC", "Asia/Tokyo", "America/Los_Angeles"])
def server_in(request, monkeypatch, settings):
    """The server's own clock, Django's zone and the zone that is active."""
    monkeypatch.setenv("TZ", request.param)
    time.tzset()
    settings.TIME_ZONE = request.param
    with timezone.override(request.param):
        yield
    monkeypatch.undo()
    time.tzset()


@pytest.fixture
def run(db, tmp_path):
    """``run(cases)``: the lines, and what was said of them."""

    def run_it(told) -> tuple[list[dict], str]:
        file = tmp_path / "cases.json"
        file.write_text(told if isinstance(told, str) else json.dumps(told))
        out, err = StringIO(), StringIO()
        call_command("shop_assess", str(file), stdout=out, stderr=err)
        return [json.loads(line) for line in out.getvalue().splitlines()], err.getvalue()

    return run_it


def line(changes=None, **more):
    case = {"id": "X", "facts": {**GOOD, **(changes or {})}, **more}
    [told] = cases.load(json.dumps([case]))
    return cases.answer(told, POLICIES, pacific("2014-12-16T00:00")).line


def test_all_worked_cases_are_as_expected_on_any_server(run, server_in):
    lines, said = run(CASES.read_text())
    wanted = json.loads(CASES.read_text())
    assert [told["id"] for told in lines] == [case["id"] for case in wanted]
    assert [{k: v for k, v in told.items() if k != "id"} for told in lines] == [
        case["expect"] for case in wanted
    ]
    assert said == ""


@pytest.mark.parametrize(
    ("at", "verdict"),
    [
        ("2014-11-14T23:59:59", "WAIT_FOR_WINDOW"),
        ("2014-11-15T00:00:00", "ELIGIBLE_SPECIAL_WINDOW"),
        ("2014-12-15T23:59:59", "ELIGIBLE_SPECIAL_WINDOW"),
        ("2014-12-16T00:00:00", "WAIT_FOR_WINDOW"),
        ("2014-12-16T07:59:59Z", "ELIGIBLE_SPECIAL_WINDOW"),
        ("2014-12-16T08:00:00Z", "WAIT_FOR_WINDOW"),
    ],
)
def test_the_window_is_californias_on_any_server(run, server_in, at, verdict):
    [told], _said = run([{"id": "X", "facts": {**GOOD, "at": at}}])
    assert told["verdict"] == verdict


@pytest.mark.parametrize("zone", ["UTC", "Asia/Tokyo"])
def test_a_process_that_began_in_another_zone_says_the_same(settings, zone):
    """The edges too, told with no offset, which another clock might take for its own."""
    edges = ["2014-11-14T23:59:59", "2014-11-15", "2014-12-15T23:59:59", "2014-12-16"]
    told = json.loads(CASES.read_text())
    told += [{"id": at, "facts": {**GOOD, "at": at}} for at in edges]
    script = (
        "import json, sys, time\n"
        "from shop import cases\n"
        "from tests.shop.businesses import POLICIES, pacific\n"
        "now = pacific('2014-10-01T09:00')\n"
        "lines = [cases.answer(c, POLICIES, now).line for c in cases.load(sys.stdin.read())]\n"
        "print(json.dumps([time.tzname[0], lines]))"
    )
    started = {"cwd": settings.BASE_DIR, "env": {"TZ": zone}, "timeout": 120, "check": True}
    done = subprocess.run(
        [sys.executable, "-c", script],
        input=json.dumps(told),
        capture_output=True,
        text=True,
        **started,
    )
    zone_there, lines = json.loads(done.stdout)
    assert zone_there == {"UTC": "UTC", "Asia/Tokyo": "JST"}[zone]
    here = [cases.answer(case, POLICIES, pacific("2014-10-01T09:00")).line for case in told]
    assert lines == here
    assert [it["verdict"][:4] for it in lines[-4:]] == ["WAIT", "ELIG", "ELIG", "WAIT"]


def test_an_expectation_that_differs_ends_with_1(run):
    good = {"id": "A", "facts": GOOD, "expect": {"verdict": "ELIGIBLE_SPECIAL_WINDOW"}}
    wrong = {"id": "B", "facts": GOOD, "expect": {"required": 8, "next_window": "2014-11-15"}}
    assert run([good])[1] == ""
    with pytest.raises(CommandError) as error:
        run([good, wrong])
    assert error.value.returncode == 1


def test_what_differs_is_said(run, capsys, tmp_path):
    file = tmp_path / "one.json"
    file.write_text(json.dumps([{"id": "B", "facts": GOOD, "expect": {"required": 8}}]))
    with pytest.raises(CommandError):
        call_command("shop_assess", str(file))
    out, err = capsys.readouterr()
    assert err == "B: required is 7, not 8\n"
    assert json.loads(out)["required"] == 7


@pytest.mark.parametrize("text", ["", "{", "{}", '"x"', "[" * 100_000, "[1e", "\x00"])
def test_a_file_that_is_no_list_ends_with_2(run, text):
    with pytest.raises(CommandError) as error:
        run(text)
    assert error.value.returncode == 2


def test_a_file_that_is_not_there_ends_with_2(db, tmp_path):
    with pytest.raises(CommandError) as error:
        call_command("shop_assess", str(tmp_path / "none.json"))
    assert error.value.returncode == 2


class TestFacts:
    def test_absent_flags_are_true_and_pays_100_follows_from_the_amounts(self):
        assert line()["reasons"] == ["PARTICIPATION_BELOW_70"]
        assert line({"w2": None, "ca": None, "offers_ft": None}) == line()
        assert line({"contrib": 30000})["reasons"] == ["PARTICIPATION_BELOW_100"]
        assert line({"contrib": 30000, "pays_100": False})["required"] == 7

    def test_an_absent_moment_is_now(self):
        told = line({"at": None})
        assert (told["window_open"], told["next_window"]) == (False, "2015-11-15")

    def test_a_whole_number_may_have_a_point(self):
        assert line({"fte": 12.0, "premium": 3e4}) == line()

    @pytest.mark.parametrize("name", ["fte", "eligible", "waived", "enrolled", "contrib"])
    @pytest.mark.parametrize(
        "value", [None, "ten", "10", 6.5, 1e308, -1, True, [], {}, 10**13, float("nan")]
    )
    def test_a_count_that_is_no_whole_number_is_impossible(self, name, value):
        assert line({name: value}) == {
            "id": "X",
            "verdict": "INCOMPLETE",
            "reasons": ["COUNTS_IMPOSSIBLE"],
        }

    @pytest.mark.parametrize("value", [None, "$300", 0, 0.5, True, 10**13, -30000])
    def test_a_premium_that_is_no_whole_number_is_missing(self, value):
        assert line({"premium": value})["reasons"] == ["PREMIUM_MISSING"]

    @pytest.mark.parametrize(
        ("name", "value"),
        [
            ("w2", "yes"),
            ("ca", 1),
            ("offers_ft", []),
            ("pays_100", "no"),
            ("at", "tomorrow"),
            ("at", 20141120),
            ("at", "0001-01-01T00:00+14:00"),
            ("at", "9999-12-31T23:59:59-14:00"),
            ("requested_effective", "2015-02-30"),
            ("requested_effective", "9999-12-31"),
            ("requested_effective", 2015),
        ],
    )
    def test_anything_else_that_is_wrong_is_named(self, name, value):
        told = line({name: value})
        assert (told["verdict"], told["reasons"]) == ("INCOMPLETE", [])
        assert told["error"].startswith(f"{name} must be ")

    def test_several_errors_at_once_are_one_answer_and_all_are_said(self, run):
        bad = {"fte": "ten", "premium": None, "w2": "yes", "at": "never"}
        [told], said = run([{"id": "X", "facts": {**GOOD, **bad}}])
        assert told["reasons"] == ["COUNTS_IMPOSSIBLE"]
        assert [text.split()[1] for text in said.splitlines()] == ["fte", "premium", "w2", "at"]

    @pytest.mark.parametrize("case", [None, 1, "x", [], {}, {"facts": []}, {"facts": None}])
    def test_a_case_without_facts_is_impossible(self, run, case):
        [told], said = run([case])
        assert told == {"id": None, "verdict": "INCOMPLETE", "reasons": ["COUNTS_IMPOSSIBLE"]}
        assert "fte must be a whole number" in said

    def test_a_day_that_no_policy_knows(self):
        told = line({"at": "2013-01-01"})
        assert (told["verdict"], told["reasons"]) == ("INCOMPLETE", [])
        assert told["error"] == "no SHOP policy is in force on 2013-01-01"

    def test_a_name_may_be_anything(self, run):
        odd = ["ñ", "\ud800", 7, None, {"a": []}]
        lines, _said = run([{"id": name, "facts": GOOD} for name in odd])
        assert [told["id"] for told in lines] == odd

    def test_facts_that_nobody_asked_for_are_left_alone(self):
        assert line({"note": 1e308, "name": "Sam"}) == line()


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=3), inner),
    max_leaves=4,
)


@settings(deadline=None)
@given(st.dictionaries(st.sampled_from([*GOOD, "w2", "pays_100", "requested_effective"]), JSON))
def test_whatever_the_facts_are_there_is_one_line(facts):
    told = line(facts)
    assert json.dumps(told)
    assert (told["verdict"] == "INCOMPLETE") == ("required" not in told)
