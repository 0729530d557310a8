"""Who has seen and done what: all of it, in plain words, by day, for the consumer whose case it is."""

import re
from datetime import UTC, date, datetime, timedelta
from html import unescape

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone, translation

from audit.models import AuditEvent
from casework.activity import entries, events
from tests.casework.factories import ChangeReportFactory, DocumentFactory, ObjectionFactory
from tests.casework.web import verbs
from tests.delegation.factories import DelegationFactory
from tests.factories import CaseFactory, StaffFactory, UserFactory

pytestmark = pytest.mark.django_db
ACTIVITY = reverse("casework:activity")
# Noon where the portal lives.
NOON = datetime(2026, 7, 14, 19, 0, tzinfo=UTC)


@pytest.fixture
def held():
    """Pat’s case, delegated to Dee."""
    return DelegationFactory(assister__first_name="Dee", assister__last_name="Acts")


@pytest.fixture
def case(held):
    return held.case


@pytest.fixture
def pat(client, case):
    client.force_login(case.user)
    return client


def event(case, verb, by=None, at=NOON, about=None, **facts):
    about = about or case
    return AuditEvent.objects.create(
        verb=verb,
        at=at,
        actor_id=by and by.pk,
        case_id=case.pk,
        object_type=about._meta.label_lower,
        object_id=str(about.pk),
        **facts,
    )


def by_dee(case, verb, held, **facts):
    marks = {"acting_for_id": case.user_id, "entity_id": held.entity_id}
    return event(case, verb, held.assister.user, **{**marks, **facts})


def text(response):
    """As it reads, without markup."""
    main = response.content.decode().partition("<main")[2].partition("</main>")[0]
    main = re.sub(r"<form.*?</form>", "", main, flags=re.S)
    words = re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", main)))
    return words.replace(" ,", ",").replace(" .", ".")


def shown(response):
    return [entry for _day, found in response.context["days"] for entry in found]


def of_noon(response):
    """Without what looking at the page itself leaves."""
    return [entry for entry in shown(response) if entry.newest.at == NOON]


class TestWords:
    def test_each_is_named_with_entity_or_desk_what_they_did_and_to_what(self, pat, case, held):
        document = DocumentFactory(case=case)
        change = ChangeReportFactory(case=case)
        by_dee(case, "document.send", held, about=document)
        by_dee(case, "change.begin", held, about=change)
        event(
            case,
            "document.desk_read",
            StaffFactory(first_name="Kim", last_name="Quill"),
            about=document,
        )
        event(case, "help_line_call.choose_case", StaffFactory())
        event(case, "case.read", case.user)
        event(case, "document_file.pass")

        page = pat.get(ACTIVITY)

        told = text(page)
        assert f"Dee Acts, {held.entity.legal_name} Sent a document: {document.type.name}" in told
        assert f"Began to report a change: {change.get_kind_display()}" in told
        assert f"Kim, The case desk Looked at a document: {document.type.name}" in told
        assert "The Help Line Opened the case in a call" in told
        assert "You Looked at the record of the case" in told
        assert "The portal Checked a file, and it can be used" in told
        assert "Quill" not in told
        assert "July 14, 2026" in told
        assert "noon" in told

    def test_in_spanish_all_of_it(self, pat, case, held, settings):
        by_dee(case, "change.send", held, about=ChangeReportFactory(case=case))
        event(case, "document.desk_read", StaffFactory())
        pat.cookies[settings.LANGUAGE_COOKIE_NAME] = "es"
        told = text(pat.get(ACTIVITY))
        assert "Envió un cambio" in told
        assert "Usted" in told
        assert "14 de julio de 2026" in told
        assert "Looked" not in told

    @pytest.mark.parametrize(
        ("verb", "facts", "said"),
        [
            ("delegation.end", {"reason": "consumer:asked"}, "The consumer wanted it"),
            ("delegation.end", {"reason": "representative:asked"}, "The Help Line Ended"),
            ("document_file.refuse", {"reason": "damaged"}, "damaged or incomplete"),
            ("identity_check.check", {"reason": "outcome:failed"}, "The facts did not match."),
            (
                "page.open",
                {"reason": "CaseClosed", "outcome": "refused"},
                "Tried, and was refused: Wanted to open a page of the case",
            ),
            ("thing.do", {}, "has no words for yet"),
        ],
    )
    def test_facts_refusals_and_what_has_no_words(self, pat, case, verb, facts, said):
        event(case, verb, StaffFactory(), **facts)
        assert said in text(pat.get(ACTIVITY))

    def test_who_is_gone_a_stranger_and_who_was_not_signed_in(self, pat, case):
        gone = UserFactory()
        event(case, "document.list", gone)
        gone.delete()
        event(case, "access_code.count_wrong_try", UserFactory(first_name="Strange"))
        event(case, "delegation.end", address="192.0.2.7", reason="consumer:asked")
        told = text(pat.get(ACTIVITY))
        assert "Somebody whose account is gone" in told
        assert "Somebody with another account" in told
        assert "Somebody who was not signed in" in told
        assert "Strange" not in told


class TestEvery:
    def test_not_one_is_missing_and_none_of_another_case(self, pat, case, held):
        other = DelegationFactory(assister=held.assister)
        for n in range(3):
            by_dee(case, "document.list", held, at=NOON + timedelta(minutes=n))
            event(other.case, "document.list", held.assister.user)
        by_dee(case, "document.read", held)
        page = pat.get(ACTIVITY)
        there = {e.pk for entry in shown(page) for e in entry.events}
        assert there == set(AuditEvent.objects.filter(case_id=case.pk).values_list("pk", flat=True))

    def test_equal_ones_of_a_day_are_one_line_that_unfolds(self, pat, case, held):
        change = ChangeReportFactory(case=case)
        moments = [NOON + timedelta(minutes=n) for n in range(7)]
        for at in moments:
            by_dee(case, "change.save", held, at=at, about=change)
        by_dee(case, "change.save", held, about=ChangeReportFactory(case=case))
        by_dee(case, "change.save", held, at=NOON - timedelta(days=1), about=change)
        page = pat.get(ACTIVITY)
        folded = [entry for entry in shown(page) if entry.is_folded]
        assert [[e.at for e in entry.events] for entry in folded] == [moments[::-1]]
        told = text(page)
        assert "Saved the draft of a change: New address, 7 times" in told
        assert "12:06 p.m." in told

    def test_days_are_those_of_california(self, pat, case, held):
        """Half past eleven in the evening, in July and in January, is another day in UTC."""
        for month, utc in ((7, 6), (1, 7)):
            late = datetime(2026, month, 15, utc, 30, tzinfo=UTC)
            by_dee(case, "document.list", held, at=late)
        hers = {"who": "delegate"}
        days = [day for day, _entries in pat.get(ACTIVITY, hers).context["days"]]
        assert days == [date(2026, 7, 14), date(2026, 1, 14)]
        of_that_day = pat.get(ACTIVITY, {**hers, "first": "2026-07-14", "last": "2026-07-14"})
        assert len(shown(of_that_day)) == 1
        assert shown(pat.get(ACTIVITY, {**hers, "first": "2026-07-15", "last": "2026-07-15"})) == []

    def test_the_day_on_which_clocks_change_is_a_day(self, pat, case):
        for hour in (8, 32):  # from midnight to midnight takes 23 hours on March 8, 2026
            event(case, "case.import", at=datetime(2026, 3, 8, tzinfo=UTC) + timedelta(hours=hour))
        found = pat.get(ACTIVITY, {"who": "portal", "first": "2026-03-08", "last": "2026-03-08"})
        assert sum(len(entry.events) for entry in shown(found)) == 1

    def test_it_is_there_at_once(self, client, case, held):
        client.force_login(held.assister.user)
        client.get(reverse("casework:document_list", args=[case.pk]))
        client.force_login(case.user)
        page = client.get(ACTIVITY)
        assert "Dee Acts" in text(page)
        assert "no-store" in page["Cache-Control"]


class TestFilter:
    @pytest.fixture(autouse=True)
    def some(self, case, held):
        by_dee(case, "document.read", held)
        by_dee(case, "document.send", held)
        event(case, "change.apply", StaffFactory())
        event(case, "delegation.end", StaffFactory(), reason="representative:asked")
        event(case, "case.read", case.user)
        event(case, "renewal.remind")
        event(case, "odd.thing", UserFactory())

    @pytest.mark.parametrize(
        ("query", "found"),
        [
            ({"who": "delegate"}, {"document.read", "document.send", "odd.thing"}),
            ({"who": "staff"}, {"change.apply", "delegation.end"}),
            ({"who": "portal"}, {"renewal.remind"}),
            ({"who": "you"}, {"case.read"}),
            ({"what": "looked"}, {"document.read", "case.read"}),
            ({"what": "changed", "who": "delegate"}, {"document.send", "odd.thing"}),
        ],
    )
    def test_by_whom_and_what(self, pat, query, found):
        assert {entry.newest.verb for entry in of_noon(pat.get(ACTIVITY, query))} == found

    def test_the_kinds_of_people_leave_nobody_out(self, case):
        every = events.of(case)
        kinds = [events.by_whom(every, who, case.user) for who in ("you", "delegate", "staff")]
        kinds.append(events.by_whom(every, "portal", case.user))
        keys = [pk for kind in kinds for pk in kind.values_list("pk", flat=True)]
        assert sorted(keys) == sorted(every.values_list("pk", flat=True))

    @pytest.mark.parametrize(
        "query",
        [
            {"who": "everybody", "what": "x" * 500, "first": "2026-02-31", "last": "tomorrow"},
            {"after": "-1", "print": "some"},
            {"after": str(2**70), "first": "0001-01-01", "last": "9999-12-31"},
            {"after": "١٢", "who": ["you", "nobody"], "what": ["", ""]},
        ],
    )
    def test_nonsense_is_passed_over(self, pat, query):
        page = pat.get(ACTIVITY, query)
        assert page.status_code == 200
        assert len(of_noon(page)) == 7

    def test_nothing_found_says_what_to_do(self, pat):
        page = pat.get(ACTIVITY, {"first": "2020-01-01", "last": "2020-01-02"})
        assert "Choose less, or other days." in text(page)


class TestPages:
    def test_lead_through_all_of_them_once(self, pat, case, held, monkeypatch):
        monkeypatch.setattr(events, "PER_PAGE", 4)
        # Three moments for ten events: what happened at the same moment is in some order, always.
        made = [
            by_dee(case, "document.read", held, at=NOON + timedelta(hours=n % 3)) for n in range(10)
        ]
        query, seen = {"who": "delegate"}, []
        for _page in range(9):
            page = pat.get(ACTIVITY, query)
            seen += [e.pk for entry in shown(page) for e in entry.events]
            if page.context["page"].older is None:
                break
            assert f"after={page.context['page'].older}" in page.content.decode()
            query["after"] = page.context["page"].older
        assert len(seen) == 10
        assert set(seen) == {e.pk for e in made}
        assert "Back to the newest" in text(page)

    def test_printed_is_all_that_was_chosen_unfolded(self, pat, case, held, monkeypatch):
        monkeypatch.setattr(events, "PER_PAGE", 4)
        for n in range(10):
            by_dee(case, "document.list", held, at=NOON + timedelta(minutes=n))
        page = pat.get(ACTIVITY, {"who": "delegate", "print": "all"})
        assert [len(entry.events) for entry in shown(page)] == [10]
        body = page.content.decode()
        assert "<details" not in body.partition("<main")[2]
        assert "12:00 p.m., " in text(page) or "noon" in text(page)
        assert "data-print" in body

    def test_who_prints_too_much_is_told(self, pat, case, held, monkeypatch):
        monkeypatch.setattr(events, "MOST_PRINTED", 3)
        for _n in range(4):
            by_dee(case, "document.list", held)
        told = text(pat.get(ACTIVITY, {"print": "all"}))
        assert "These are the newest 3. For older ones choose fewer days." in told

    def test_many_events_cost_what_few_cost(self, pat, case, held, django_assert_num_queries):
        from django.test.utils import CaptureQueriesContext

        def price():
            with CaptureQueriesContext(connection) as asked:
                pat.get(ACTIVITY)
            return len(asked.captured_queries)

        def some(count):
            for _n in range(count):
                one = DelegationFactory()
                document = DocumentFactory(case=case)
                event(
                    case,
                    "document.read",
                    one.assister.user,
                    entity_id=one.entity_id,
                    about=document,
                )
                ObjectionFactory(case=case)

        some(1)
        pat.get(ACTIVITY)
        few = price()
        some(10)
        assert price() == few

    def test_a_page_is_a_stretch_of_the_index(self, case):
        """However many events the case has: none is sorted, none is read that the page does not show."""
        other = CaseFactory()
        AuditEvent.objects.bulk_create(
            AuditEvent(verb="change.save", case_id=which.pk, at=NOON + timedelta(seconds=n))
            for which in (case, other)
            for n in range(2_000)
        )
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE audit_auditevent")
        last = events.page(events.of(case), None).older
        half = events.of(case).filter(at__lte=NOON + timedelta(seconds=1_000))
        for query in (events.of(case), half):
            plan = query[:101].explain()
            assert "auditevent_of_case" in plan
            assert "Sort" not in plan
        assert len(events.page(events.of(case), last).events) == 100


class TestDoor:
    def test_who_has_no_case_reads_how_to_link_one(self, client):
        client.force_login(UserFactory())
        assert client.get(ACTIVITY).url == reverse("cases:my_case")

    def test_an_assister_sees_the_work_and_their_own_looks(self, client, case, held):
        mine = by_dee(case, "document.read", held)
        work = [
            event(case, "document.accept", StaffFactory()),
            event(case, "change.send", case.user),
            event(case, "document_file.pass"),
            event(case, "case.import"),
        ]
        kept = [
            event(case, "document.desk_read", StaffFactory()),
            event(case, "document.read", case.user),
            event(case, "objection.make", case.user),
            event(case, "delegation.sign", case.user),
            event(case, "identity_check.check", StaffFactory()),
            event(case, "question.list", UserFactory()),
        ]
        ObjectionFactory(
            case=case, against=held.assister.user, event=mine.pk, words="They shouted."
        )
        client.force_login(held.assister.user)
        page = client.get(reverse("casework:history", args=[case.pk]))
        there = {e.pk for entry in shown(page) for e in entry.events}
        assert there >= {mine.pk, *(e.pk for e in work)}
        assert not there & {e.pk for e in kept}
        told = text(page)
        assert "OK" not in told
        assert "OBJ-" not in told
        assert "They shouted" not in told
        assert verbs()[-1] == "history.read"

    def test_of_another_case_there_is_no_history(self, client, held):
        client.force_login(held.assister.user)
        other = CaseFactory()
        assert client.get(reverse("casework:history", args=[other.pk])).status_code == 404


def test_an_entry_says_the_same_in_both_languages_at_the_same_place(case, held):
    """The words stand under a name and begin a sentence: with a capital, without a full stop."""
    from casework.activity import words

    for language in ("en", "es"):
        with translation.override(language):
            for verb, one in words.WORDS.items():
                said = str(one.text)
                assert said[0].isupper(), verb
                assert not said.endswith("."), verb
    assert timezone.localdate(NOON) == date(2026, 7, 14)
    assert entries.said(event(case, "case.read")) == "Looked at the record of the case"
