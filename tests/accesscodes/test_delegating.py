"""On the phone: the consumer chooses who helps them, or ends it; only after identity was checked."""

import re
from uuid import uuid4

import pytest

from audit.models import AuditEvent
from delegation.models import Delegation, LegalText
from tests.accesscodes.factories import HelpLineCallFactory, IdentityCheckFactory
from tests.cases.factories import CaseFactory
from tests.delegation.factories import DelegationFactory
from tests.factories import AssisterFactory, LegalTextFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def call(client):
    call = IdentityCheckFactory().call
    client.force_login(call.by)
    return call


@pytest.fixture
def assister():
    return AssisterFactory(ready=True)


def page_of(call, more=""):
    return f"/help-line/calls/{call.pk}/delegation/{more}"


def text_of(response):
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def spoken(assister, **facts):
    script = LegalText.objects.current(LegalText.Kind.DELEGATION_SCRIPT, "en")
    return {
        "key": uuid4(),
        "version": script.version,
        "assister": assister.pk,
        "name": "Pat Gives",
        "agree": "on",
        **facts,
    }


class TestChoosing:
    def test_shows_the_script_and_records_what_was_said(self, client, call, assister):
        page = client.post(page_of(call), {"number": assister.certification_number})
        assert "You have asked that the person I am about to name" in text_of(page)
        assert assister.full_name in text_of(page)
        page = client.post(page_of(call, "sign/"), spoken(assister), follow=True)
        assert "can help the consumer now" in text_of(page)
        row = Delegation.objects.get()
        assert row.is_active
        assert (row.consent.channel, row.consent.representative) == ("oral", call.by)
        assert row.consent.signed_name == "Pat Gives"
        verbs = AuditEvent.objects.filter(case_id=call.case_id).values_list("verb", flat=True)
        assert {"delegation.sign_on_phone", "help_line_call.delegate"} <= set(verbs)

    def test_reads_in_the_consumer_s_language(self, client, assister):
        call = IdentityCheckFactory(call__case=CaseFactory(language="es")).call
        client.force_login(call.by)
        page = client.post(page_of(call), {"number": assister.certification_number})
        assert "Usted ha pedido" in text_of(page)

    @pytest.mark.parametrize(
        ("facts", "told"),
        [({"agree": ""}, "Check the box"), ({"name": ""}, "Enter the name")],
    )
    def test_asks_for_the_yes_and_the_name(self, client, call, assister, facts, told):
        page = client.post(page_of(call, "sign/"), spoken(assister, **facts))
        assert told in text_of(page)
        assert not Delegation.objects.exists()

    def test_reads_a_newer_script_anew(self, client, call, assister):
        form = spoken(assister)
        LegalTextFactory(kind="delegation_script", version=2)
        page = client.post(page_of(call, "sign/"), form)
        assert "Read the new one" in text_of(page)
        assert 'name="version" value="2"' in page.content.decode()
        assert not Delegation.objects.exists()

    def test_twice_makes_one(self, client, call, assister):
        form = spoken(assister)
        for _ in range(2):
            client.post(page_of(call, "sign/"), form)
        assert Delegation.objects.count() == 1

    @pytest.mark.parametrize("number", ["", "12", "500999999"])
    def test_of_nobody_says_so(self, client, call, number):
        page = client.post(page_of(call), {"number": number})
        assert "this number" in text_of(page) or "certification number" in text_of(page)
        assert "Put it on record" not in text_of(page)

    def test_of_one_who_is_not_ready_is_refused(self, client, call):
        suspended = AssisterFactory(suspended=True)
        page = client.post(page_of(call), {"number": suspended.certification_number})
        assert "may help consumers today" in text_of(page)
        page = client.post(page_of(call, "sign/"), spoken(suspended))
        assert "cannot help consumers at present" in text_of(page)
        assert not Delegation.objects.exists()


class TestEnding:
    def test_at_the_consumer_s_word(self, client, call):
        row = DelegationFactory(case=CaseFactory(linked=True))
        call.case = row.case
        call.save()
        IdentityCheckFactory(call=call)
        assert row.assister.full_name in text_of(client.get(page_of(call)))
        client.post(page_of(call, "end/"), {"delegation": row.pk})
        row.refresh_from_db()
        assert (row.state, row.closed_as, row.closed_by) == ("ended", "representative", call.by)

    def test_of_another_case_is_not_there(self, client, call):
        row = DelegationFactory()
        assert client.post(page_of(call, "end/"), {"delegation": row.pk}).status_code == 404
        row.refresh_from_db()
        assert row.is_active


class TestWithoutIdentity:
    @pytest.mark.parametrize("more", ["", "sign/", "end/"])
    def test_nothing_is_done(self, client, assister, more):
        row = DelegationFactory()
        call = HelpLineCallFactory(chosen=True, case=row.case)
        client.force_login(call.by)
        client.post(page_of(call, more), spoken(assister, delegation=row.pk))
        row.refresh_from_db()
        assert row.is_active
        assert Delegation.objects.count() == 1

    def test_a_failed_check_counts_as_none(self, client, assister):
        call = IdentityCheckFactory(failed=True).call
        client.force_login(call.by)
        client.post(page_of(call, "sign/"), spoken(assister))
        assert not Delegation.objects.exists()
