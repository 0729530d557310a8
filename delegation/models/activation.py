from __future__ import annotations

import uuid
from datetime import datetime

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone

from accounts.languages import SpokenLanguage
from accounts.models import Assister
from delegation.models.codes import DelegationCode
from delegation.models.consent import LegalText


class ActivationDraftQuerySet(models.QuerySet["ActivationDraft"]):
    def current(self, at: datetime | None = None) -> ActivationDraftQuerySet:
        """Drafts touched recently enough to go on with."""
        since = (at or timezone.now()) - settings.ACTIVATION_DRAFT_LIFETIME
        return self.filter(edited_at__gt=since)


class ActivationDraft(models.Model):
    """What an invited assister has filled in so far. It belongs to the assister, not to a browser.

    The password lies here only as the hash that becomes the account's. Once the account exists the
    draft is emptied; it stays a while so that a second tab learns that all is done.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    assister = models.OneToOneField(
        Assister, on_delete=models.CASCADE, related_name="activation_draft"
    )
    code = models.ForeignKey(DelegationCode, on_delete=models.PROTECT, related_name="+")
    edited_at = models.DateTimeField(default=timezone.now)
    completed_at = models.DateTimeField(null=True)

    terms = models.ForeignKey(LegalText, on_delete=models.PROTECT, related_name="+", null=True)
    terms_opened_at = models.DateTimeField(null=True)
    terms_agreed_at = models.DateTimeField(null=True)

    first_name = models.CharField(max_length=80, blank=True)
    last_name = models.CharField(max_length=80, blank=True)
    phone = models.CharField(max_length=10, blank=True)
    spoken_languages = ArrayField(
        models.CharField(max_length=3, choices=SpokenLanguage), default=list, blank=True
    )
    street = models.CharField(max_length=120, blank=True)
    city = models.CharField(max_length=60, blank=True)
    zip_code = models.CharField(max_length=5, blank=True)

    username = models.CharField(max_length=30, blank=True)
    password = models.CharField(max_length=256, blank=True)
    attach_to = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", null=True
    )

    # The code mailed to whoever takes the draft up in another browser.
    take_up_digest = models.CharField(max_length=80, blank=True)
    take_up_expires_at = models.DateTimeField(null=True)

    objects = ActivationDraftQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                condition=Q(terms__isnull=True, terms_opened_at__isnull=True)
                | Q(terms__isnull=False, terms_opened_at__isnull=False),
                name="activationdraft_terms_and_opened_at_agree",
            ),
            models.CheckConstraint(
                condition=Q(terms_agreed_at__isnull=True)
                | Q(
                    terms_opened_at__isnull=False, terms_agreed_at__gte=models.F("terms_opened_at")
                ),
                name="activationdraft_opened_before_agreed",
            ),
            models.CheckConstraint(
                condition=Q(username="", password="") | (~Q(username="") & ~Q(password="")),
                name="activationdraft_username_and_password_agree",
            ),
            models.CheckConstraint(
                condition=Q(attach_to__isnull=True) | Q(password=""),
                name="activationdraft_attaches_or_creates",
            ),
            models.CheckConstraint(
                condition=Q(take_up_digest="", take_up_expires_at__isnull=True)
                | (~Q(take_up_digest="") & Q(take_up_expires_at__isnull=False)),
                name="activationdraft_take_up_code_and_expiry_agree",
            ),
            models.CheckConstraint(
                condition=Q(completed_at__isnull=True) | Q(password="", last_name="", phone=""),
                name="activationdraft_completed_is_empty",
            ),
        ]

    def __str__(self) -> str:
        return f"Activation draft {self.pk}"

    @property
    def holds_personal_data(self) -> bool:
        """Whether there is something in it that only its owner may see."""
        return bool(self.last_name or self.username)
