"""Issuing and revoking a delegation code, and what the database holds of it."""

from datetime import timedelta

import pytest
from django.db import IntegrityError
from django.utils import timezone

from audit.models import AuditEvent
from delegation.errors import AlreadyActivated
from delegation.models import DelegationCode
from delegation.tasks import erase_ended_codes
from delegation.workflows import delegation_codes
from notifications import mails
from notifications.models import Notice
from tests.factories import AssisterFactory, DelegationCodeFactory, StaffFactory

pytestmark = pytest.mark.django_db


def mail_of(code):
    return mails.compose(Notice.objects.get(about_id=str(code.pk)))


class TestIssue:
    def test_mails_the_three_facts_and_the_link(self, settings):
        assister = AssisterFactory(entity__legal_name="Smith & O'Brien Co.")

        code = delegation_codes.issue(assister=assister, by=StaffFactory())

        mail = mail_of(code)
        html = mail.alternatives[0].content
        text = next(
            line.split()[-1] for line in mail.body.splitlines() if "Delegation code" in line
        )
        assert DelegationCode.objects.reading(text).get() == code
        assert mail.to == [assister.email]
        assert "CEE Business Legal Name:    Smith & O'Brien Co." in mail.body
        assert f"CEC Certification #:        {assister.certification_number}" in mail.body
        assert f"{settings.SITE_URL}/activate/?invitation=" in mail.body
        assert text in html
        assert "Smith &amp; O&#x27;Brien Co." in html
        assert text not in mail.subject

    def test_speaks_to_a_pbe_of_their_pbee(self):
        assister = AssisterFactory(entity__kind="pbee")

        body = mail_of(delegation_codes.issue(assister=assister, by=StaffFactory())).body

        assert "PBE Delegation code:" in body
        assert "PBEE Business Legal Name:" in body
        assert "CEC" not in body.replace("CEC/PBE", "")

    def test_stores_no_text_of_the_code(self):
        code = delegation_codes.issue(assister=AssisterFactory(), by=StaffFactory(), code="SJ5Nen")

        kept = str(list(DelegationCode.objects.values())) + str(list(AuditEvent.objects.values()))
        notice = str(list(Notice.objects.values("kind", "to", "about_id", "last_error")))
        assert "sj5nen" not in (kept + notice).lower()
        assert code.digest.startswith("1:") or ":" in code.digest

    def test_revokes_the_one_before(self):
        assister = AssisterFactory()
        first = delegation_codes.issue(assister=assister, by=StaffFactory())

        second = delegation_codes.issue(assister=assister, by=StaffFactory())

        first.refresh_from_db()
        assert not first.is_live()
        assert second.is_live()

    def test_lives_thirty_days(self):
        code = delegation_codes.issue(assister=AssisterFactory(), by=StaffFactory())

        assert code.is_live(code.issued_at + timedelta(days=30, seconds=-1))
        assert not code.is_live(code.issued_at + timedelta(days=30))

    def test_refuses_an_assister_who_has_an_account(self):
        assister = AssisterFactory(activated=True)

        with pytest.raises(AlreadyActivated):
            delegation_codes.issue(assister=assister, by=StaffFactory())

        assert not DelegationCode.objects.exists()
        assert not Notice.objects.exists()
        assert AuditEvent.objects.get().outcome == "refused"


class TestRevoke:
    def test_ends_the_code_that_is_out(self):
        code = DelegationCodeFactory()

        assert delegation_codes.revoke(assister=code.assister, by=StaffFactory())

        code.refresh_from_db()
        assert code.revoked_at

    def test_says_that_there_was_none(self):
        assert not delegation_codes.revoke(assister=AssisterFactory(), by=StaffFactory())


class TestEraseEndedCodes:
    @pytest.mark.parametrize(
        ("ended", "days", "kept"),
        [("used_at", 89, True), ("used_at", 91, False), ("revoked_at", 91, False)],
    )
    def test_forgets_the_digest_after_ninety_days(self, ended, days, kept):
        then = timezone.now() - timedelta(days=days)
        code = DelegationCodeFactory(
            issued_at=then - timedelta(days=1), expires_at=then + timedelta(days=1), **{ended: then}
        )

        erase_ended_codes()

        code.refresh_from_db()
        assert (code.digest is not None) == kept

    def test_leaves_a_live_code_alone(self):
        code = DelegationCodeFactory()

        erase_ended_codes()

        code.refresh_from_db()
        assert code.digest


class TestDatabase:
    def test_refuses_two_unspent_codes_of_one_assister(self):
        code = DelegationCodeFactory()
        with pytest.raises(IntegrityError, match="delegationcode_one_unspent_per_assister"):
            DelegationCodeFactory(assister=code.assister)

    def test_refuses_one_code_twice(self):
        code = DelegationCodeFactory(code="ABCDEF")
        with pytest.raises(IntegrityError, match="digest"):
            DelegationCodeFactory(code="abcdef", digest=code.digest)

    @pytest.mark.parametrize(
        ("values", "constraint"),
        [
            ({"used": True, "revoked": True}, "delegationcode_not_used_and_revoked"),
            ({"expired": True, "used": True}, "delegationcode_used_before_expiry"),
            (
                {"issued_at": timezone.now(), "expires_at": timezone.now() - timedelta(days=1)},
                "delegationcode_expires_after_issued",
            ),
            ({"sent_to": ""}, "delegationcode_sent_to_given"),
        ],
    )
    def test_refuses_a_life_that_cannot_be(self, values, constraint):
        with pytest.raises(IntegrityError, match=constraint):
            DelegationCodeFactory(**values)


def test_a_code_from_before_a_rotation_of_the_key_is_still_found(settings):
    code = DelegationCodeFactory(code="QWERTY")
    settings.CODE_KEYS = {**settings.CODE_KEYS, "next": b"\x01" * 32}

    assert DelegationCode.objects.reading("qwerty").get() == code
    assert DelegationCodeFactory().digest.startswith("next:")
