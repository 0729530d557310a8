"""An assister takes the course, stops, goes on elsewhere, and shows the certificate; staff keep it all."""

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from portal import page_notes
from support.models import IssueFollower, KnownIssue
from tests.factories import AssisterFactory, NewsItemFactory, StaffFactory
from tests.journeys.people import NARROW, WCAG
from tests.journeys.signing_in import Member, scan
from training.models import Course, JobAidVersion, Progress

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
TITLE = "A Day in the Life: CalHEERS Training"


@pytest.fixture(autouse=True)
def real_notes():
    page_notes.forget()
    yield
    page_notes.keep([], seconds=24 * 3600)


def answers(who: Member, course: Course, number: int, language: str = "en") -> None:
    """The right ones, one by one."""
    for question in course.chapters.get(number=number).questions.all():
        words = getattr(question, f"choice_{question.right}_{language}")
        who.hands.tick(who.page.get_by_role("radio", name=words, exact=True))


def reads(who: Member, course: Course, number: int, *, begin: int = 1) -> None:
    """The sections of a chapter from that one on, up to its check."""
    for section in course.chapters.get(number=number).sections.filter(number__gte=begin):
        title = getattr(section, f"title_{who.language}")
        expect(who.page.get_by_role("heading", level=1)).to_have_text(title)
        who.presses("Continue")


def sees_check(who: Member, course: Course, number: int) -> None:
    title = getattr(course.chapters.get(number=number), f"title_{who.language}")
    heading = who.say("Check: %(title)s", title=title)
    expect(who.page.get_by_role("heading", level=1)).to_have_text(heading)


def prints(page: Page, name: str) -> None:
    """As a printer gets it: nothing of the frame, and no wider than the paper."""
    page.emulate_media(media="print")
    for gone in (".portal-header", ".portal-footer", ".portal-print"):
        expect(page.locator(gone)).not_to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), name
    page.emulate_media(media="screen")


def test_an_assister_learns_on_two_devices_and_shows_the_certificate(browse, site):
    dee = AssisterFactory(activated=True, first_name="Dee", last_name="Acts")
    NewsItemFactory(title_en="A new fact sheet")
    course = Course.objects.get()
    desk = Member(browse(), site)
    desk.signs_in(dee.user.username)
    desk.sees_page("What to do next")
    desk.hands.press(desk.page.get_by_role("navigation").get_by_role("link", name="For assisters"))
    desk.sees_page("For assisters")
    expect(desk.page.get_by_role("heading", name="A new fact sheet")).to_be_visible()
    desk.follows("Open the course")
    desk.sees_page(TITLE)
    desk.follows("Begin the course")
    expect(desk.page.get_by_text("There is no video of this chapter yet.")).to_be_visible()
    desk.looks("first section")
    desk.presses("Continue")
    desk.sees_page("What to have on the table")
    desk.presses("Continue")
    desk.sees_page("Filling it in together")

    phone = Member(browse(viewport=NARROW), site)
    phone.signs_in(dee.user.username)
    phone.sees_page("What to do next")
    phone.goes_to("/training/")
    phone.follows("Go on where you stopped")
    reads(phone, course, 1, begin=3)
    sees_check(phone, course, 1)
    wrong = phone.page.get_by_role("radio", name="You sign: they asked you to.", exact=True)
    answers(phone, course, 1)
    phone.hands.tick(wrong)
    phone.presses("Check my answers")
    why = course.chapters.get(number=1).questions.get(number=1).why_en
    phone.sees_problem(f"Not right yet. {why}")
    expect(phone.page.get_by_text("Right. Consent comes first")).to_be_visible()
    answers(phone, course, 1)
    phone.presses("Check my answers")
    expect(phone.page.get_by_text("All answers are right")).to_be_visible()
    phone.looks("passed")
    for number in (2, 3):
        phone.page.get_by_role("link", name="Go on: ").click()
        reads(phone, course, number)
        sees_check(phone, course, number)
        answers(phone, course, number)
        phone.presses("Check my answers")
        expect(phone.page.get_by_role("main").get_by_role("status")).to_be_visible()
    phone.sees_page("Your certificate")
    shows_the_certificate(phone, Member(browse(), site), dee)


def shows_the_certificate(dee: Member, sam: Member, holder) -> None:
    """Sam, a stranger, scans the code on the paper."""
    prints(dee.page, "certificate")
    address = scan(dee.page.get_by_role("img", name="QR code of the page that verifies"))
    assert address.endswith(f"/training/certificates/{Progress.objects.get().pk}/")
    sam.goes_to(address)
    sam.sees_page("This certificate is genuine")
    main = sam.page.get_by_role("main")
    expect(main).to_contain_text("Dee Acts")
    expect(main).to_contain_text(TITLE)
    expect(main).not_to_contain_text(holder.certification_number)


def test_in_spanish_on_a_phone_without_a_script(browse, site):
    ana = AssisterFactory(activated=True, user__language="es")
    course = Course.objects.get()
    options = {"viewport": NARROW, "java_script_enabled": False, "locale": "es-US"}
    page = browse(**options)
    who = Member(page, site, twin=browse(viewport=NARROW))
    who.language = "es"
    who.signs_in(ana.user.username)
    who.sees_page("What to do next")
    who.goes_to("/training/")
    who.sees_page("For assisters")
    who.follows("Open the course")
    who.follows("Begin the course")
    who.looks("first section")
    reads(who, course, 1)
    sees_check(who, course, 1)
    who.presses("Check my answers")
    expect(page.get_by_role("region", name="Hay un problema")).to_be_visible()
    who.looks("nothing answered")
    answers(who, course, 1, "es")
    who.presses("Check my answers")
    expect(page.get_by_text("Todas las respuestas son correctas")).to_be_visible()
    who.goes_to("/training/job-aids/?q=codigo")
    who.follows("Activar un código de delegación")
    expect(page.get_by_role("img").first).to_be_visible()
    who.looks("job aid")


def test_staff_write_a_job_aid_and_a_known_issue_and_see_who_has_learnt(browse, site, mails):
    desk = Member(browse(), site)
    desk.signs_in(StaffFactory(role="Materials desk").username)
    desk.sees_page("What to do next")
    desk.standards = WCAG
    aid = JobAidVersion.objects.current().get(aid__slug="reporting-a-problem").aid
    desk.goes_to(f"/admin/training/jobaid/{aid.pk}/change/")
    desk.looks("a job aid")
    desk.presses("Begin a new version")
    expect(desk.page.get_by_text("Change what is to change")).to_be_visible()
    desk.page.locator("#id_title_en").fill("Reporting what went wrong")
    desk.looks("a version")
    desk.presses("Save and continue editing")
    expect(desk.page.get_by_text("was changed successfully")).to_be_visible()
    desk.presses("Publish what is saved")
    expect(desk.page.get_by_text("It is published")).to_be_visible()
    desk.goes_to(f"/admin/training/course/{Course.objects.get().pk}/change/")
    desk.page.locator("#id_minutes").fill("50")
    desk.page.get_by_role("button", name="Save", exact=True).click()
    said = "The chapters take 48 minutes, the course 50. Make them equal."
    expect(desk.page.get_by_text(said)).to_be_visible()
    desk.looks("minutes that do not add up")

    eas = Member(browse(), site)
    eas.signs_in(StaffFactory(role="EAS help desk").username)
    eas.sees_page("What to do next")
    eas.standards = WCAG
    publishes_an_issue(eas)
    meets_the_issue(Member(browse(viewport=NARROW), site))
    eas.presses("It is fixed: close it and tell who asked")
    expect(eas.page.get_by_text("It is closed. 1 person is told by mail.")).to_be_visible()
    mail = mails()
    assert mail.to == "sam@example.org"
    sam = Member(browse(), site)
    sam.goes_to(mail.link)
    expect(sam.page.get_by_text("It is fixed. You can go on as usual.")).to_be_visible()
    sam.looks("fixed")
    sam.goes_to("/activate/")
    expect(sam.page.get_by_text("Step by step, with pictures:")).to_be_visible()
    expect(sam.page.get_by_text("Pasting does not work")).to_have_count(0)

    sees_who_has_learnt(desk)


def publishes_an_issue(eas: Member) -> None:
    eas.goes_to("/admin/support/knownissue/add/")
    for name, words in {
        "title_en": "Pasting does not work",
        "title_es": "No se puede pegar",
        "workaround_en": "Type the three facts.",
        "workaround_es": "Escriba los tres datos.",
    }.items():
        eas.page.locator(f"#id_{name}").fill(words)
    eas.page.locator("#id_job_aid").select_option("activating-a-delegation-code")
    eas.page.get_by_role("checkbox", name="/activate/", exact=True).check()
    eas.looks("an issue")
    eas.presses("Save and continue editing")
    expect(eas.page.get_by_text("was added successfully")).to_be_visible()
    assert KnownIssue.objects.get().since <= timezone.now()


def meets_the_issue(sam: Member) -> None:
    sam.goes_to("/")
    expect(sam.page.get_by_text("Pasting does not work")).to_have_count(0)
    sam.goes_to("/activate/")
    expect(sam.page.get_by_text("Type the three facts.")).to_be_visible()
    sam.looks("banner")
    sam.follows("The way around it, step by step")
    sam.sees_page("Activating a delegation code")
    prints(sam.page, "job aid")
    sam.page.go_back()
    expect(sam.page.get_by_role("heading", level=1)).to_have_text("Activate your account")
    sam.follows("Tell me when it is fixed")
    sam.sees_page("Pasting does not work")
    sam.presses("Tell me when it is fixed")
    sam.sees_problem("Enter your e-mail address.")
    sam.writes("Your e-mail address", "sam@example.org")
    sam.presses("Tell me when it is fixed")
    expect(sam.page.get_by_text("We will write to you once, when it is fixed.")).to_be_visible()
    assert IssueFollower.objects.get().email == "sam@example.org"


def sees_who_has_learnt(desk: Member) -> None:
    AssisterFactory(activated=True, entity__legal_name="Harbor Health")
    desk.goes_to("/admin/training/trainee/?q=Harbor")
    expect(desk.page.get_by_text("Not begun: 1.")).to_be_visible()
    desk.looks("who has learnt")
