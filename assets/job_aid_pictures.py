#!/usr/bin/env python3
"""Takes the pictures of the job aids from a running demo: static/job-aids/<name>.<language>.png.

    make reset && PORT=8031 make run          # in one terminal: fresh demo data
    .venv/bin/python assets/job_aid_pictures.py http://localhost:8031

It activates the demo's CEC as far as the review, in both languages, and sends one report. Pictures are
of the page's main column, 720 pixels wide, in 48 colours; they come to about 15 kB each.
"""

import re
import sys
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, expect, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tests import browser  # noqa: E402

OUT = ROOT / "static" / "job-aids"
LANGUAGES = ("en", "es")
TALLEST = 800
FACTS = ("SJ5Nen", "UAT 4.4 American Traders 3", "500000142")
PASSWORD = "three green kettles sing"
Prepare = Callable[[Page], None]


def main(site: str) -> None:
    OUT.mkdir(exist_ok=True)
    with sync_playwright() as play:
        chromium = play.chromium.launch(executable_path=browser.find(), args=["--no-sandbox"])
        page = chromium.new_page(viewport={"width": 720, "height": 900})
        activation(page, site)
        report(page, site)
        hand_over(chromium.new_page(viewport={"width": 720, "height": 900}), site)
        chromium.close()


def shoot(page: Page, name: str, prepare: Prepare = lambda page: None, part: str = "main") -> None:
    """The page as it stands, in each language."""
    for language in LANGUAGES:
        read(page, language)
        expect(page.locator("html")).to_have_attribute("lang", language)
        prepare(page)
        save(page.locator(part).screenshot(animations="disabled"), f"{name}.{language}.png")
    read(page, "en")


def read(page: Page, language: str) -> None:
    site = page.url.split("/", 3)[:3]
    page.context.add_cookies([{"name": "language", "value": language, "url": "/".join(site)}])
    page.reload()


def save(shot: bytes, name: str) -> None:
    image = Image.open(BytesIO(shot)).convert("RGB")
    image = image.crop((0, 0, image.width, min(image.height, TALLEST)))
    image.quantize(48).save(OUT / name, optimize=True)
    print(f"{name}: {(OUT / name).stat().st_size // 1024} kB")


def fill_facts(page: Page) -> None:
    for name, value in zip(("code", "legal_name", "number"), FACTS, strict=True):
        page.locator(f"main form [name={name}]").last.fill(value)
    page.locator("main h1").scroll_into_view_if_needed()


def activation(page: Page, site: str) -> None:
    page.goto(f"{site}/activate/")
    shoot(page, "activation-facts", fill_facts)
    fill_facts(page)
    go_on(page, "Continue", "terms")
    shoot(page, "activation-terms")
    page.get_by_role("link", name=re.compile("View the Terms")).click()
    page.get_by_role("dialog").get_by_text("Close", exact=True).click()
    page.wait_for_load_state()
    page.get_by_role("checkbox").check()
    go_on(page, "Continue", "user-information")
    shoot(page, "activation-information", fill_information)
    fill_information(page)
    go_on(page, "Continue", "username-password")
    shoot(page, "activation-sign-in")
    page.locator("[name=username]").fill("ana.flores")
    page.locator("[name=password]").fill(PASSWORD)
    go_on(page, "Continue", "review")
    shoot(page, "activation-review")


def fill_information(page: Page) -> None:
    facts = {"first_name": "Ana", "last_name": "Flores", "phone": "916-555-0123"}
    facts |= {"street": "12 Main Street", "city": "Sacramento", "zip_code": "95814"}
    for name, value in facts.items():
        page.locator(f"[name={name}]").fill(value)
    for language in LANGUAGES:
        page.locator(f"[name=spoken_languages][value={language}]").check()


def go_on(page: Page, button: str, to: str) -> None:
    page.get_by_role("button", name=button, exact=True).click()
    page.wait_for_url(f"**/{to}/")


def report(page: Page, site: str) -> None:
    page.goto(f"{site}/activate/review/")
    shoot(page, "report-link", part="footer")
    page.goto(f"{site}/report-a-problem/")
    shoot(page, "report-form", fill_report)
    fill_report(page)
    page.get_by_role("button", name="Send the report").click()
    page.wait_for_url(re.compile("/report-a-problem/.+/"))
    shoot(page, "report-status")


def fill_report(page: Page) -> None:
    page.locator("[name=step]").fill("Delegation code")
    page.locator("[name=message]").fill("These three facts do not belong together.")
    page.locator("[name=words]").fill("I typed all three from the e-mail, twice.")


def hand_over(page: Page, site: str) -> None:
    """As an account for work sees the page on which a consumer makes theirs."""
    page.goto(f"{site}/sign-in/")
    page.locator("[name=login]").fill("materials")
    page.locator("[name=password]").fill("demo-portal-passphrase")
    page.get_by_role("button", name="Sign In", exact=True).click()
    page.wait_for_url("**/dashboard/")
    page.goto(f"{site}/sign-up/")
    shoot(page, "hand-over")


if __name__ == "__main__":
    main(sys.argv[1].rstrip("/"))
