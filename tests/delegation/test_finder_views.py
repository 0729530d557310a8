"""Find Help Near You as pages: the search, one assister, and the way on from there."""

import re
from urllib.parse import quote

import pytest
from django.core.cache import cache

from limiter.models import AttemptLog
from tests.accesscodes.factories import AccessCodeFactory
from tests.accounts.factories import OpeningHoursFactory
from tests.accounts.signing_up import Visitor, mailed_code
from tests.cases.factories import CaseFactory
from tests.factories import AssisterFactory, EntityContactFactory, SiteFactory, UserFactory

pytestmark = pytest.mark.django_db
SEARCH = "/find-help/"


def somebody(zip_code="95814", **facts):
    site = SiteFactory(zip_code=zip_code, entity__kind=facts.pop("kind", "cee"), phone="9165550111")
    return AssisterFactory(ready=True, site=site, entity=site.entity, **facts)


def page_of(one):
    return f"/find-help/{one.pk}/"


def main_of(response, status=200):
    """The words of the page, tags left out."""
    assert response.status_code == status
    main = re.search(r"<main.*?</main>", response.content.decode(), re.S)[0]
    return " ".join(re.sub(r"<[^>]*>", " ", main).split())


def links_of(response):
    return re.findall(r'href="([^"]*)"', response.content.decode())


class TestSearch:
    def search(self, client, status=200, **asked):
        return main_of(client.get(SEARCH, asked), status)

    def test_asks_first(self, client):
        assert "ZIP code or city" in self.search(client)

    def test_shows_who_is_near(self, client):
        one = somebody(spoken_languages=["en", "vi"], phone="9165550123")
        OpeningHoursFactory(site=one.site)
        far = somebody("96130", first_name="Far", last_name="Away")

        text = self.search(client, where="95811")

        assert "1 person within 25 miles of 95811 Sacramento" in text
        assert "Dee Acts Certified Enrollment Counselor" in text
        assert re.search(r"Within \d+ miles?: ", text)
        assert str(one.site) in text
        assert "Speaks: English, Vietnamese" in text
        assert "916-555-0123" in text
        assert far.full_name not in text
        assert "Everybody within the same mile takes turns" in text

    def test_says_who_works_for_one_plan(self, client):
        somebody(kind="pbee")
        text = self.search(client, where="Sacramento")
        assert "Plan-Based Enroller · For one health plan only" in text

    def test_says_who_takes_nobody_new(self, client):
        somebody(takes_new_consumers=False)
        assert "Takes nobody new at present" in self.search(client, where="95814")

    def test_has_pages_that_keep_the_search(self, client):
        for _number in range(12):
            somebody(spoken_languages=["vi"])
        first = client.get(SEARCH, {"where": "95814", "language": "vi"})
        second = client.get(SEARCH, {"where": "95814", "language": "vi", "page": "2"})
        assert "?where=95814&amp;language=vi&amp;page=2" in links_of(first)
        found = [
            set(re.findall(r"/find-help/[0-9a-f-]{36}/", it.content.decode()))
            for it in (first, second)
        ]
        assert [len(page) for page in found] == [10, 2]
        assert not found[0] & found[1]

    def test_that_finds_nobody_offers_a_wider_one_in_one_click(self, client):
        somebody("95814")
        page = client.get(SEARCH, {"where": "95616", "within": "5"})
        assert "Look within 10 miles" in main_of(page)
        assert "855-324-3147" in main_of(page)
        [wider] = [link for link in links_of(page) if "within=10" in link]
        assert "1 person" in self.search(client, where="95616", within="25")
        assert client.get(SEARCH + wider.replace("&amp;", "&")).status_code == 200

    def test_beyond_the_widest_offers_the_help_line(self, client):
        text = self.search(client, where="95616", within="any", language="hmn")
        assert "Leave something out of the search" in text
        assert "Look " not in text

    def test_of_a_city_spelt_wrong_offers_the_right_one(self, client):
        page = client.get(SEARCH, {"where": "Sacremento", "language": "vi"})
        assert "Check how it is spelled" in main_of(page)
        assert 'value="Sacremento"' in page.content.decode()
        assert "?where=Sacramento&amp;language=vi" in links_of(page)

    def test_of_a_city_in_two_counties_says_which_and_offers_the_other(self, client):
        page = client.get(SEARCH, {"where": "Palo Alto"})
        assert "You see those around Palo Alto, Santa Clara County." in main_of(page)
        assert "?where=Palo+Alto%2C+San+Mateo" in links_of(page)

    @pytest.mark.parametrize(
        ("asked", "words"),
        [
            ({"where": ""}, "Enter a ZIP code or a city of California."),
            ({"where": "99999"}, "We do not know this ZIP code in California."),
            ({"where": "x" * 100}, "Enter only a ZIP code or a city."),
            ({"where": "95814", "within": "7"}, "Choose one of the list."),
            ({"where": "95814", "language": "xx"}, "Choose one of the list."),
            ({"where": "95814", "kind": "xx"}, "Choose one of the list."),
            ({"where": "95814", "name": "!?"}, "Enter letters of a name, or leave it out."),
        ],
    )
    def test_asked_badly_says_what_to_mend_and_keeps_the_rest(self, client, asked, words):
        page = client.get(SEARCH, {"wheelchair": "on", **asked})
        assert words in main_of(page)
        assert "<title>Error: " in page.content.decode()
        assert re.search(r'name="wheelchair"[^>]*checked', page.content.decode())

    @pytest.mark.parametrize("page", ["0", "-1", "99", "x", ""])
    def test_of_a_page_that_is_none_shows_one_that_is(self, client, page):
        somebody()
        assert "Dee Acts" in self.search(client, where="95814", page=page)

    def test_from_home_names_no_place_in_the_address(self, client):
        somebody("93727", first_name="Near", last_name="Home")
        user = CaseFactory(linked=True, zip_code="93727").user
        client.force_login(user)
        assert 'name="home"' in client.get(SEARCH).content.decode()

        page = client.get(SEARCH, {"home": "1", "where": ""})

        assert "Near Home" in main_of(page)
        assert "within 25 miles of your address on file" in main_of(page)
        assert "93727" not in " ".join(links_of(page))

    def test_from_home_of_nobody_asks_for_a_place(self, client):
        assert "We have no address of yours on file" in self.search(client, home="1")

    def test_costs_the_same_for_one_and_for_ten(self, client, django_assert_num_queries):
        for _rows in (1, 9):
            for _number in range(_rows):
                OpeningHoursFactory(site=somebody().site)
            with django_assert_num_queries(4):  # place, the nearest, their rows, their hours
                client.get(SEARCH, {"where": "95814"})


class TestAssister:
    def test_tells_more(self, client):
        one = somebody(spoken_languages=["en"])
        OpeningHoursFactory(site=one.site)
        page = client.get(page_of(one))
        text = main_of(page)
        assert "Dee Acts" in text
        assert "Monday 9 a.m. to 5 p.m." in text
        assert "Sunday Closed" in text
        assert "916-555-0111" in text
        assert one.badges.get().get_absolute_url() in links_of(page)
        assert "Dee" not in re.search("<title>.*</title>", page.content.decode())[0]

    def test_of_a_plan_says_so(self, client):
        assert "Works for one health plan" in main_of(client.get(page_of(somebody(kind="pbee"))))

    def test_needs_no_listing(self, client):
        assert "Dee Acts" in main_of(client.get(page_of(somebody(is_listed=False))))

    def test_who_has_no_site_is_there_all_the_same(self, client):
        assert "Dee Acts" in main_of(client.get(page_of(AssisterFactory(ready=True))))

    @pytest.mark.parametrize(
        "facts",
        [{"suspended": True}, {"revoked": True}, {"unbadged": True}, {"certified": True}],
        ids=lambda facts: next(iter(facts)),
    )
    def test_who_may_not_help_looks_like_nobody(self, client, facts):
        one = AssisterFactory(**facts)
        nobody = client.get("/find-help/00000000-0000-4000-8000-000000000000/")
        theirs = client.get(page_of(one))
        assert "This person is not available now" in main_of(theirs, 404)
        assert main_of(theirs, 404) == main_of(nobody, 404)

    def test_takes_the_same_queries_every_time(self, client, django_assert_num_queries):
        one = somebody()
        with django_assert_num_queries(3):  # the row, the hours, the badge
            client.get(page_of(one))


class TestTheWayOn:
    def way(self, client, one, user=None):
        if user:
            client.force_login(user)
        page = client.get(page_of(one))
        main = re.search(r"<main.*?</main>", page.content.decode(), re.S)[0]
        return page, re.findall(r'<a class="usa-button" href="([^"]*)">([^<]*)', main)

    def test_of_a_visitor_leads_to_sign_in_and_back(self, client):
        one = somebody()
        page, ways = self.way(client, one)
        assert ways == [(f"/sign-in/?next={page_of(one)}", "Continue with this person")]
        assert f"/sign-up/?next={page_of(one)}" in links_of(page)

    def test_of_a_consumer_without_a_case_leads_to_link_it_and_back(self, client):
        one = somebody()
        page, ways = self.way(client, one, UserFactory())
        assert ways == [(f"/my-case/link/?next={page_of(one)}", "Continue with this person")]
        assert "call the Help Line at 855-324-3147" in main_of(page)

    def test_of_a_consumer_with_a_case_leads_to_the_consent(self, client):
        one = somebody()
        _page, ways = self.way(client, one, CaseFactory(linked=True).user)
        assert ways == [(f"{page_of(one)}delegate/", "Continue with this person")]

    def test_of_an_assister_with_a_case_of_their_own_leads_there_too(self, client):
        one, other = somebody(), somebody()
        CaseFactory(user=other.user)
        _page, ways = self.way(client, one, other.user)
        assert ways == [(f"{page_of(one)}delegate/", "Continue with this person")]

    def test_to_oneself_is_none(self, client):
        one = somebody()
        CaseFactory(user=one.user)
        _page, ways = self.way(client, one, one.user)
        assert ways == [("/account/find-help/link/", "Your link and QR code")]

    def test_of_who_works_for_others_hands_the_screen_over(self, client):
        one = somebody()
        page, ways = self.way(client, one, EntityContactFactory().user)
        assert ways == []
        assert "Only the consumer can go on" in main_of(page)
        after = client.post("/sign-up/hand-over/", {"next": page_of(one)})
        assert after.url == f"/sign-up/?next={quote(page_of(one), safe='')}"
        assert "_auth_user_id" not in client.session

    def test_to_who_takes_nobody_new_is_none(self, client):
        one = somebody(takes_new_consumers=False)
        page, ways = self.way(client, one, CaseFactory(linked=True).user)
        assert ways == [(SEARCH, "Find somebody else")]
        assert "takes nobody new at present" in main_of(page)


class TestTheChoiceIsKept:
    @pytest.fixture(autouse=True)
    def fresh_counters(self):
        cache.clear()
        AttemptLog.objects.all().delete()

    def test_through_the_mailed_code(self):
        one, pat = somebody(), Visitor()
        form = pat.client.get(f"/sign-up/?next={page_of(one)}").content.decode()
        assert f'name="next" value="{page_of(one)}"' in form
        pat.signs_up(next=page_of(one))
        assert pat.gives(mailed_code()).redirect_chain == [(page_of(one), 302)]

    def test_through_the_mailed_code_and_the_access_code(self):
        """The box “I have an access code” takes the choice along; a wrong code does not lose it."""
        one, pat = somebody(), Visitor()
        AccessCodeFactory(text="K1M0Q4XW9D")
        form = pat.client.get(f"/sign-up/?next={page_of(one)}").content.decode()
        [box] = re.findall(r'type="checkbox" name="next" value="([^"]*)"', form)
        pat.signs_up(next=box)
        [(link, _status)] = pat.gives(mailed_code()).redirect_chain
        assert link == f"/my-case/link/?next={quote(page_of(one), safe='')}"
        born = {"born_on_month": "5", "born_on_day": "17", "born_on_year": "1984"}
        assert pat.client.post(link, {"code": "K1M0Q4XW9E", **born}).status_code == 200
        assert pat.client.post(link, {"code": "K1M0Q4XW9D", **born}).url == page_of(one)
        assert pat.client.get(link).url == page_of(one)

    def test_through_sign_in(self):
        one, pat = somebody(), Visitor()
        user = UserFactory()
        answer = pat.client.post(
            "/sign-in/",
            {"login": user.username, "password": "three green kettles sing", "next": page_of(one)},
        )
        assert answer.url == page_of(one)

    @pytest.mark.parametrize(
        "elsewhere", ["https://elsewhere.example/", "//elsewhere.example", "x", "http://[", "\n"]
    )
    def test_but_leads_nowhere_else(self, client, elsewhere):
        client.force_login(CaseFactory(linked=True).user)
        assert client.get("/my-case/link/", {"next": elsewhere}).url == "/my-case/"
