"""Mails written as plain text, shown with a design."""

import pytest
from django.db import transaction

from notifications import mails, outbox
from notifications.models import Notice
from notifications.templatetags.mail_tags import blocks, unbroken

pytestmark = pytest.mark.django_db


def html_of(text):
    with transaction.atomic():
        outbox.post(
            "account_mail",
            to="pat@example.org",
            language="en",
            secrets={"subject": "Your code", "text": text},
        )
    [(html, _type)] = mails.compose(Notice.objects.get()).alternatives
    return html


def test_a_code_that_stands_alone_stands_out():
    html = html_of("Enter this code:\n\nAB12-CD34\n\nIt works once.")
    assert 'monospace">AB12-CD34</p>' in html
    assert html.count("Consolas") == 1


def test_what_somebody_typed_is_no_markup():
    html = html_of("From <b>x</b>@example.org\nto https://portal.example.org/<i>")
    assert "<b>" not in html
    assert "<i>" not in html
    assert "&lt;b&gt;" in html


def test_paragraphs_end_at_empty_lines():
    assert [block.text for block in blocks("One\ntwo\n \n\nthree\n")] == ["One\ntwo", "three"]


def test_a_number_is_not_cut_in_a_heading():
    assert unbroken("EAS-1001") == "EAS\N{NON-BREAKING HYPHEN}1001"
