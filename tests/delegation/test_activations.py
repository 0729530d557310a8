"""The steps and the confirmation: one account, however many confirm."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from uuid import uuid4

import pytest
from allauth.account.models import EmailAddress
from django.db import IntegrityError, connections
from django.urls import reverse
from django.utils import timezone

from accounts.models import Site, User
from delegation.errors import (
    AccountExists,
    AlreadyActivated,
    CodeExpired,
    CodeRevoked,
    DraftGone,
    NotYourInvitation,
    StepMissing,
    TermsChanged,
    TermsNotOpened,
    UsernameTaken,
)
from delegation.models import ActivationDraft, Consent, DelegationCode
from delegation.workflows import activation_steps, activations, delegation_codes
from limiter.errors import TooManyAttempts
from notifications import mails
from notifications.models import Notice
from tests.factories import (
    PASSWORD,
    ActivationDraftFactory,
    AssisterFactory,
    ConsentFactory,
    LegalTextFactory,
    SiteFactory,
    StaffFactory,
    UserFactory,
    current_terms,
)

pytestmark = pytest.mark.django_db


def confirm(draft, by=None):
    return activations.confirm(draft=draft.pk, by=by, language="es")


class TestTerms:
    def test_are_agreed_to_once_opened(self):
        draft = ActivationDraftFactory()
        text = current_terms()

        activation_steps.open_terms(draft=draft.pk, text=text)
        activation_steps.agree(draft=draft.pk, version=text.version)

        draft.refresh_from_db()
        assert draft.terms == text
        assert draft.terms_opened_at <= draft.terms_agreed_at

    def test_cannot_be_agreed_to_unopened(self):
        draft = ActivationDraftFactory()

        with pytest.raises(TermsNotOpened):
            activation_steps.agree(draft=draft.pk, version=current_terms().version)

    def test_a_newer_version_is_shown_again(self):
        draft = ActivationDraftFactory()
        old = current_terms()
        activation_steps.open_terms(draft=draft.pk, text=old)
        new = LegalTextFactory()

        with pytest.raises(TermsChanged):
            activation_steps.agree(draft=draft.pk, version=old.version)
        with pytest.raises(TermsNotOpened):
            activation_steps.agree(draft=draft.pk, version=new.version)

    def test_reading_a_newer_version_takes_the_agreement_back(self):
        draft = ActivationDraftFactory(filled=True)

        activation_steps.open_terms(draft=draft.pk, text=LegalTextFactory())

        draft.refresh_from_db()
        assert draft.terms_agreed_at is None

    def test_reading_the_same_once_more_leaves_the_agreement(self):
        draft = ActivationDraftFactory(filled=True)
        agreed = draft.terms_agreed_at

        activation_steps.open_terms(draft=draft.pk, text=current_terms())

        draft.refresh_from_db()
        assert draft.terms_agreed_at == agreed

    def test_words_of_the_future_are_not_in_force(self):
        now = current_terms()
        LegalTextFactory(valid_from=timezone.now() + timedelta(days=1))

        assert current_terms() == now


class TestChooseSignIn:
    def choose(self, draft, **changes):
        choice = {"username": "dee", "password": PASSWORD, "address": "192.0.2.1", **changes}
        activation_steps.choose_sign_in(draft=draft.pk, **choice)
        draft.refresh_from_db()

    def test_keeps_only_a_hash_of_the_password(self):
        draft = ActivationDraftFactory()

        self.choose(draft)

        assert PASSWORD not in str(ActivationDraft.objects.values().get())
        assert User(password=draft.password).check_password(PASSWORD)

    def test_an_empty_password_keeps_the_one_before(self):
        draft = ActivationDraftFactory(filled=True)
        before = draft.password

        self.choose(draft, username="another", password="")

        assert (draft.username, draft.password) == ("another", before)

    def test_refuses_a_taken_username_whatever_its_case(self):
        UserFactory(username="Dee")

        with pytest.raises(UsernameTaken):
            self.choose(ActivationDraftFactory())

    def test_names_are_not_to_be_fished_for(self):
        UserFactory(username="dee")
        draft = ActivationDraftFactory()
        for _ in range(20):
            with pytest.raises(UsernameTaken):
                self.choose(draft)

        with pytest.raises(TooManyAttempts):
            self.choose(draft)
        with pytest.raises(TooManyAttempts):
            self.choose(draft, username="free.name")

    def test_free_names_cost_nothing(self):
        draft = ActivationDraftFactory()
        for n in range(21):
            self.choose(draft, username=f"free{n}")

    def test_refuses_to_keep_a_password_that_went_meanwhile(self):
        with pytest.raises(StepMissing):
            self.choose(ActivationDraftFactory(), password="")

    def test_refuses_where_the_address_has_an_account(self):
        draft = ActivationDraftFactory()
        UserFactory(email=draft.code.sent_to.upper())

        with pytest.raises(AccountExists):
            self.choose(draft)


class TestConfirm:
    def test_makes_the_account_and_spends_the_code(self):
        draft = ActivationDraftFactory(filled=True)

        user = confirm(draft)

        assister = draft.assister
        assister.refresh_from_db()
        draft.code.refresh_from_db()
        assert assister.user == user
        assert (user.email, user.language) == (draft.code.sent_to, "es")
        assert user.check_password(PASSWORD)
        assert draft.code.used_at
        assert (assister.phone, assister.spoken_languages) == ("9165550123", ["en", "es"])
        assert str(assister.site) == "12 Main Street, Fresno, CA 93650"
        assert not EmailAddress.objects.get(user=user).verified
        assert Notice.objects.get(kind="account_active").to == user.email

    def test_one_signs_in_with_the_address_whatever_its_case(self, client):
        draft = ActivationDraftFactory(filled=True, code__sent_to="Dee.Acts@Example.ORG")

        confirm(draft)

        for login in ("dee.acts@example.org", "Dee.Acts@Example.ORG"):
            client.logout()
            response = client.post(reverse("account_login"), {"login": login, "password": PASSWORD})
            assert response.url == reverse("account_email_verification_sent")

    def test_the_first_sign_in_confirms_the_address_by_a_mailed_code(self, client):
        draft = ActivationDraftFactory(filled=True)
        user = confirm(draft)
        client.post(reverse("account_login"), {"login": user.username, "password": PASSWORD})
        assert "_auth_user_id" not in client.session

        body = mails.compose(Notice.objects.get(kind="account_mail", to=user.email)).body
        [code] = [line for line in body.splitlines() if re.fullmatch(r"[A-Z0-9-]{4,12}", line)]
        client.post(reverse("account_email_verification_sent"), {"code": code})

        assert "_auth_user_id" in client.session
        assert EmailAddress.objects.get(user=user).verified

    def test_records_the_words_agreed_to(self):
        draft = ActivationDraftFactory(filled=True)

        user = confirm(draft)

        consent = Consent.objects.get(user=user)
        assert (consent.text, consent.sha256) == (current_terms(), current_terms().sha256)
        assert consent.opened_at == draft.terms_opened_at

    def test_leaves_nothing_personal_in_the_draft(self):
        draft = ActivationDraftFactory(filled=True)

        confirm(draft)

        kept = str(ActivationDraft.objects.values().get())
        assert not any(text in kept for text in ("argon2", "Acts", "9165550123", "Main Street"))

    def test_happens_once(self):
        draft = ActivationDraftFactory(filled=True)
        confirm(draft)

        with pytest.raises(AlreadyActivated):
            confirm(draft)

        assert User.objects.exclude(is_staff=True).count() == 1

    def test_shares_the_site_of_a_colleague(self):
        draft = ActivationDraftFactory(filled=True)
        site = Site.objects.create(
            entity=draft.assister.entity, street="12 MAIN STREET", city="fresno", zip_code="93650"
        )

        confirm(draft)

        draft.assister.refresh_from_db()
        assert draft.assister.site == site

    @pytest.mark.parametrize(
        ("there", "typed"), [("1 Straße", "1 Straẞe"), ("10 I Street", "10 İ Street")]
    )
    def test_shares_a_site_whose_letters_have_odd_cases(self, there, typed):
        draft = ActivationDraftFactory(filled=True, street=typed)
        site = SiteFactory(entity=draft.assister.entity, street=there)

        confirm(draft)

        draft.assister.refresh_from_db()
        assert draft.assister.site == site

    @pytest.mark.parametrize(
        "missing",
        [
            {"terms_agreed_at": None},
            {"last_name": ""},
            {"username": "", "password": ""},
        ],
    )
    def test_refuses_while_a_step_is_missing(self, missing):
        draft = ActivationDraftFactory(filled=True, **missing)

        with pytest.raises(StepMissing):
            confirm(draft)

        assert not Consent.objects.exists()

    def test_refuses_when_the_terms_have_changed(self):
        draft = ActivationDraftFactory(filled=True)
        LegalTextFactory()

        with pytest.raises(TermsChanged):
            confirm(draft)

    def test_a_refusal_leaves_the_code_unspent(self):
        draft = ActivationDraftFactory(filled=True, username="dee")
        UserFactory(username="DEE")

        with pytest.raises(UsernameTaken):
            confirm(draft)

        draft.code.refresh_from_db()
        assert draft.code.is_live()
        assert not User.objects.filter(email=draft.code.sent_to).exists()

    def test_refuses_where_the_address_got_an_account_meanwhile(self):
        draft = ActivationDraftFactory(filled=True)
        UserFactory(email=draft.code.sent_to)

        with pytest.raises(AccountExists):
            confirm(draft)

    def test_refuses_a_code_that_was_replaced(self):
        draft = ActivationDraftFactory(filled=True)
        delegation_codes.issue(assister=draft.assister, by=StaffFactory())

        with pytest.raises(CodeRevoked):
            confirm(draft)

    def test_refuses_a_code_that_expired_meanwhile(self):
        draft = ActivationDraftFactory(filled=True)
        DelegationCode.objects.update(
            issued_at=timezone.now() - timedelta(days=31), expires_at=timezone.now()
        )

        with pytest.raises(CodeExpired):
            confirm(draft)

    def test_a_draft_that_is_gone(self):
        with pytest.raises(DraftGone):
            activations.confirm(draft=uuid4(), by=None, language="en")


class TestAttach:
    @pytest.fixture
    def draft(self):
        return ActivationDraftFactory(filled=True)

    def test_adds_the_role_to_the_account_of_the_address(self, draft):
        user = UserFactory(email=draft.code.sent_to.upper())
        before = user.password

        activation_steps.attach(draft=draft.pk, by=user)
        confirm(draft, by=user)

        user.refresh_from_db()
        assert user.assister == draft.assister
        assert user.password == before
        assert Consent.objects.filter(user=user).exists()

    def test_refuses_the_account_of_another(self, draft):
        with pytest.raises(NotYourInvitation):
            activation_steps.attach(draft=draft.pk, by=UserFactory())

    def test_refuses_an_account_that_is_an_assisters_already(self, draft):
        user = UserFactory(email=draft.code.sent_to)
        AssisterFactory(user=user, activated_at=timezone.now())

        with pytest.raises(NotYourInvitation):
            activation_steps.attach(draft=draft.pk, by=user)

    @pytest.mark.parametrize("by", [None, "stranger"])
    def test_only_who_signed_in_confirms(self, draft, by):
        user = UserFactory(email=draft.code.sent_to)
        activation_steps.attach(draft=draft.pk, by=user)

        with pytest.raises(NotYourInvitation):
            confirm(draft, by=UserFactory() if by else None)

        draft.code.refresh_from_db()
        assert draft.code.is_live()


@pytest.mark.django_db(transaction=True)
def test_twenty_confirmations_at_once_make_one_account():
    draft = ActivationDraftFactory(filled=True)

    def try_it(_n):
        try:
            return confirm(draft).pk
        except AlreadyActivated:
            return None
        finally:
            connections.close_all()

    with ThreadPoolExecutor(20) as pool:
        made = list(pool.map(try_it, range(20)))

    assert len([pk for pk in made if pk]) == 1
    assert User.objects.filter(email=draft.code.sent_to).count() == 1
    assert Consent.objects.count() == 1
    assert Notice.objects.filter(kind="account_active").count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_drafts_with_one_username_make_one_account():
    drafts = [ActivationDraftFactory(filled=True, username=name) for name in ("dee", "DEE")]

    def try_it(draft):
        try:
            return confirm(draft).pk
        except UsernameTaken:
            return None
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as pool:
        made = list(pool.map(try_it, drafts))

    assert len([pk for pk in made if pk]) == 1
    assert DelegationCode.objects.filter(used_at__isnull=True).count() == 1


class TestDatabase:
    @pytest.mark.parametrize(
        ("values", "constraint"),
        [
            ({"terms_opened_at": timezone.now()}, "activationdraft_terms_and_opened_at_agree"),
            ({"terms_agreed_at": timezone.now()}, "activationdraft_opened_before_agreed"),
            ({"username": "dee"}, "activationdraft_username_and_password_agree"),
            ({"take_up_digest": "1:ab"}, "activationdraft_take_up_code_and_expiry_agree"),
            (
                {"take_up_expires_at": timezone.now()},
                "activationdraft_take_up_code_and_expiry_agree",
            ),
            (
                {"completed_at": timezone.now(), "filled": True},
                "activationdraft_completed_is_empty",
            ),
        ],
    )
    def test_refuses_a_draft_that_contradicts_itself(self, values, constraint):
        with pytest.raises(IntegrityError, match=constraint):
            ActivationDraftFactory(**values)

    def test_refuses_a_draft_that_attaches_and_creates(self):
        with pytest.raises(IntegrityError, match="activationdraft_attaches_or_creates"):
            ActivationDraftFactory(filled=True, attach_to=UserFactory())

    @pytest.mark.parametrize("row", [LegalTextFactory, ConsentFactory])
    def test_refuses_to_change_or_delete_what_was_agreed(self, row):
        made = row()
        with pytest.raises(IntegrityError, match="append-only"):
            type(made).objects.filter(pk=made.pk).update(sha256="0" * 64)

    @pytest.mark.parametrize("row", [LegalTextFactory, ConsentFactory])
    def test_refuses_to_delete_what_was_agreed(self, row):
        made = row()
        with pytest.raises(IntegrityError, match="append-only"):
            type(made).objects.filter(pk=made.pk).delete()

    def test_refuses_an_agreement_before_the_reading(self):
        with pytest.raises(IntegrityError, match="consent_opened_before_agreed"):
            ConsentFactory(opened_at=timezone.now() + timedelta(days=1))

    def test_refuses_two_texts_of_one_version(self):
        text = LegalTextFactory()
        with pytest.raises(IntegrityError, match="legaltext_version_unique"):
            LegalTextFactory(version=text.version)

    def test_refuses_what_is_no_hash(self):
        with pytest.raises(IntegrityError, match="legaltext_sha256_is_hex"):
            LegalTextFactory(sha256="no")
