"""Something goes wrong on the way; it is reported with a picture, answered and closed."""

import re

import pytest
from playwright.sync_api import Page, expect

from support.models import ProblemReport, Screenshot
from tests.factories import ActivationDraftFactory, StaffFactory
from tests.journeys.activation import Facts
from tests.journeys.people import NARROW, WCAG, WIDE
from tests.journeys.signing_in import Member
from tests.journeys.test_mistakes import AGREED

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
NUMBER = re.compile(r"^Report EAS-")
WRONG = Facts("XXXXXX", "Nobody & Co.", "123456789")

# A picture of the window, as the keyboard's print key leaves it in the clipboard.
PASTE = """
async ([kind, target]) => {
  const canvas = Object.assign(document.createElement("canvas"), { width: 300, height: 120 });
  const brush = canvas.getContext("2d");
  brush.fillStyle = "teal";
  brush.fillRect(0, 0, 300, 120);
  const blob = await new Promise((done) => canvas.toBlob(done, kind));
  const data = new DataTransfer();
  data.items.add(new File([blob], "image.png", { type: blob.type }));
  const event = target === "paste"
    ? new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true })
    : new DragEvent("drop", { dataTransfer: data, bubbles: true, cancelable: true });
  document.querySelector("form[data-paste-image]").dispatchEvent(event);
}
"""


@pytest.fixture(autouse=True)
def uploads(settings, tmp_path):
    settings.UPLOAD_DIR = tmp_path / "uploads"


def hands_over(page: Page, how: str, kind: str = "image/png") -> None:
    page.evaluate(PASTE, [kind, how])
    expect(page.get_by_text(re.compile("Ready to send: |Lista para enviar: "))).to_be_visible()
    expect(page.locator(".portal-paste__picture")).to_be_visible()


def at_the_first_step(visitor, holding, size):
    """The three facts of no invitation."""
    activation = visitor(viewport=size)
    activation.opens()
    activation.gives_facts(WRONG)
    return activation, "Delegation code", "/activate/", "These three facts do not belong together"


def in_mid_wizard(visitor, holding, size):
    activation = holding(ActivationDraftFactory(**AGREED), viewport=size)
    activation.visitor.goes_to("/activate/user-information/")
    activation.visitor.presses("Continue")
    expect(activation.page.get_by_role("region", name="There is a problem")).to_be_focused()
    return activation, "User Information", "/activate/user-information/", "Enter your first name."


@pytest.mark.parametrize(
    ("error", "size", "how"),
    [(in_mid_wizard, WIDE, "paste"), (at_the_first_step, NARROW, "drop")],
    ids=["mid-wizard", "narrow"],
)
def test_an_error_in_the_wizard_is_reported_answered_and_closed(
    visitor, holding, browse, site, mails, error, size, how
):
    activation, step, path, message = error(visitor, holding, size)
    dee, page = activation.visitor, activation.page
    # Beside a refusal, and at the foot of every page.
    place = page.get_by_role("main" if error is at_the_first_step else "contentinfo")
    dee.presses_in(place, "Report a problem")

    dee.sees_page("Report a problem")
    expect(dee.field("Step or page (optional)")).to_have_value(step)
    expect(dee.field("Message that was shown (optional)")).to_have_value(re.compile(f"^{message}"))
    expect(dee.field("Page (optional)")).to_have_value(path)
    expect(dee.field("Browser (optional)")).to_have_value(re.compile("Chrom"))
    expect(dee.field("Request number (optional)")).not_to_have_value("")
    hands_over(page, how)
    dee.looks("with a picture")
    dee.writes("What happened? (optional)", "My entity changed its name.")
    dee.writes("Your e-mail address (optional)", "dee@example.org")
    dee.presses("Send the report")

    expect(page.get_by_role("heading", level=1)).to_have_text(NUMBER)
    report = ProblemReport.objects.get()
    expect(page.get_by_role("heading", level=1)).to_have_text(f"Report {report.name}")
    dee.looks("sent")
    assert (Screenshot.objects.get().width, Screenshot.objects.get().height) == (300, 120)
    assert report.name in mails().text

    answers_and_closes(Member(browse(), site), report, noted=error is at_the_first_step)

    dee.goes_to(mails().link)
    expect(page.get_by_role("main")).to_contain_text("It is closed")
    expect(page.get_by_role("main")).to_contain_text("Use the name from before.")
    dee.looks("closed")


def answers_and_closes(kim: Member, report: ProblemReport, *, noted: bool) -> None:
    desk = StaffFactory(role="EAS help desk")
    kim.signs_in(desk.username)
    kim.sees_page("What to do next")
    kim.hands.press(kim.page.get_by_role("link", name="Open the queue"))
    kim.standards = WCAG
    kim.sees_page("Select problem report to view")
    kim.follows(report.name)
    expect(kim.page.get_by_role("heading", level=1)).to_have_text(report.name)
    if noted:  # a rule refused, which is in the trail; a form that was filled in badly is not
        expect(kim.page.get_by_text("activation.begin")).to_be_visible()
    with kim.page.expect_download() as download:
        kim.follows("Download the screenshot")
    assert download.value.suggested_filename == f"{report.name}.png"
    assert download.value.path().read_bytes().startswith(b"\x89PNG")
    kim.looks("report")
    kim.page.set_viewport_size(NARROW)
    kim.looks("report on a phone")
    kim.page.set_viewport_size(WIDE)
    kim.presses("Take it")
    expect(kim.page.get_by_text("This report is yours now.")).to_be_visible()
    kim.writes("Answer to the reporter:", "Use the name from before.")
    kim.presses("Send the answer")
    expect(kim.page.get_by_text("Your answer is on its way.")).to_be_visible()
    kim.page.get_by_label("Cause").select_option("explained")
    kim.presses("Close the report")
    expect(kim.page.get_by_text("The report is closed.")).to_be_visible()
    kim.looks("closed")


def test_a_page_that_is_not_there_is_reported_without_a_script(visitor, watch, tmp_path):
    sam = visitor(java_script_enabled=False).visitor
    sam.goes_to("/nothing/here/")
    watch.expect("404 (Not Found)")
    sam.page.get_by_role("main").get_by_role("link", name="Report a problem").click()
    sam.sees_page("Report a problem")
    expect(sam.field("Page (optional)")).to_have_value("/nothing/here/")
    picture = tmp_path / "evil.png"
    picture.write_bytes(b"<svg onload=alert(1)>")
    sam.page.get_by_label("Screenshot").set_input_files(picture)
    sam.presses("Send the report")
    sam.sees_problem("This file is not the image that its name says. Take a new screenshot.")
    sam.presses("Send the report")

    expect(sam.page.get_by_role("heading", level=1)).to_have_text(NUMBER)
    assert ProblemReport.objects.get().name in sam.page.get_by_role("main").inner_text()
    assert not Screenshot.objects.exists()
    sam.writes("Anything to add?", "I have found it.")
    sam.presses("Add to the report")
    expect(sam.page.get_by_text("I have found it.")).to_be_visible()


def test_in_spanish(visitor):
    ana = visitor().visitor
    ana.goes_to("/")
    ana.reads("es")
    ana.follows("Report a problem")
    ana.sees_page("Report a problem")
    hands_over(ana.page, "paste", "image/jpeg")
    ana.looks("with a picture")
    ana.presses("Send the report")
    ana.sees_problem("Say what happened, or copy the message that was shown.")
