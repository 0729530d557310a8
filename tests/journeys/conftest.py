"""Fixtures for journeys: watched browsers, the mail, the people who are invited."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore
from playwright.sync_api import Browser, BrowserContext, Page

from accounts.models import Assister
from delegation.models import ActivationDraft
from delegation.views.activation_session import DRAFT
from delegation.workflows import delegation_codes
from notifications import delivery
from notifications.models import Notice
from tests.factories import StaffFactory
from tests.journeys.activation import Activation, Facts
from tests.journeys.people import WIDE, Mouse, Visitor, Watch


@pytest.fixture
def site(live_server, settings) -> str:
    settings.SITE_URL = live_server.url
    return live_server.url


@pytest.fixture
def watch(site: str) -> Iterator[Watch]:
    """No script or policy of ours complains, and nobody but us is asked, on any page."""
    watch = Watch(site)
    yield watch
    assert watch.complaints == []


@pytest.fixture
def browse(browser: Browser, watch: Watch) -> Iterator[Callable[..., Page]]:
    """``browse(java_script_enabled=False)``: a page of a browser of its own."""
    contexts: list[BrowserContext] = []

    def open_page(**options) -> Page:
        context = browser.new_context(**{"viewport": WIDE, "locale": "en-US", **options})
        context.set_default_timeout(30_000)
        contexts.append(context)
        watch.over(context)
        return context.new_page()

    yield open_page
    for context in contexts:
        context.close()


@pytest.fixture
def visitor(
    browse: Callable[..., Page], site: str, mails: Callable[[], Mail]
) -> Callable[..., Activation]:
    """``visitor(hands=Keyboard)``: somebody who is about to activate their account."""

    def come(*, hands: type = Mouse, **options) -> Activation:
        twin = browse() if options.get("java_script_enabled") is False else None
        return Activation(Visitor(browse(**options), site, hands, twin), mails)

    return come


@pytest.fixture
def holding(visitor: Callable[..., Activation], site: str) -> Callable[..., Activation]:
    """``holding(draft)``: somebody whose browser has that draft open already."""

    def come(draft: ActivationDraft, **options) -> Activation:
        activation = visitor(**options)
        session = SessionStore()
        session[DRAFT] = str(draft.pk)
        session.save()
        cookie = {"name": settings.SESSION_COOKIE_NAME, "value": session.session_key, "url": site}
        activation.page.context.add_cookies([cookie])
        return activation

    return come


@dataclass
class Mail:
    """A mail as its reader has it."""

    to: str
    text: str
    facts: Facts
    link: str


@pytest.fixture
def mails(mailoutbox) -> Callable[[], Mail]:
    """``mails()``: a worker delivers what waits; the newest mail."""

    def newest() -> Mail:
        for notice in Notice.objects.due().order_by("created_at"):
            delivery.deliver(notice.pk)
        mail = mailoutbox[-1]
        facts = re.findall(r"^[^:\n]+: {2,}(.+)$", mail.body, re.M)
        link = re.search(r"^http\S+$", mail.body, re.M)
        return Mail(
            to=mail.to[0],
            text=mail.body,
            facts=Facts(*facts) if len(facts) == 3 else Facts("", "", ""),
            link=link.group() if link else "",
        )

    return newest


@pytest.fixture
def invite(site: str, mails: Callable[[], Mail]) -> Callable[[Assister], Mail]:
    """``invite(assister)``: Kim presses the button; what the assister finds in the mail."""

    def issue(assister: Assister) -> Mail:
        delegation_codes.issue(assister=assister, by=StaffFactory(role="Certification desk"))
        return mails()

    return issue
