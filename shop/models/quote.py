from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Func, Q, Value
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from shop.models.check import ShopCheck

SEQUENCE = "shop_quoterequest_number"


class QuoteRequestQuerySet(models.QuerySet["QuoteRequest"]):
    def unfinished(self) -> QuoteRequestQuerySet:
        return self.exclude(state=QuoteRequest.State.CLOSED)

    def waiting(self) -> QuoteRequestQuerySet:
        """Those that nobody has taken."""
        return self.filter(state=QuoteRequest.State.NEW)


class QuoteRequest(models.Model):
    """Somebody wants the SHOP Sales Team to call about a quote, and agreed to be called."""

    class State(models.TextChoices):
        NEW = "new", _("New")
        OPEN = "open", _("In work")
        CLOSED = "closed", _("Closed")

    class Outcome(models.TextChoices):
        QUOTED = "quoted", _("They have a quote")
        DECLINED = "declined", _("They do not want one any more")
        UNREACHED = "unreached", _("We could not reach them")
        NOT_ELIGIBLE = "not_eligible", _("They cannot enroll")
        SAME = "same", _("It is the same as another request")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    number = models.BigIntegerField(
        _("number"),
        unique=True,
        editable=False,
        db_default=Func(Value(SEQUENCE), function="nextval"),
    )
    # Of the form that it was sent in, so that sent twice it is one (portal/one_time.py).
    form_key = models.UUIDField(unique=True, null=True, editable=False)

    shop_check = models.ForeignKey(
        ShopCheck, on_delete=models.PROTECT, related_name="quote_requests", null=True
    )
    requester = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True
    )
    name = models.CharField(_("name"), max_length=120)
    business = models.CharField(_("business"), max_length=120)
    phone = models.CharField(_("phone number"), max_length=10)
    email = models.EmailField(_("e-mail address"))
    language = models.CharField(_("language"), max_length=2, choices=settings.LANGUAGES)
    consented_at = models.DateTimeField(_("agreed to be called"))

    state = models.CharField(_("state"), max_length=10, choices=State, default=State.NEW)
    sent_at = models.DateTimeField(_("sent"), default=timezone.now)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        verbose_name=_("owner"),
    )
    taken_at = models.DateTimeField(_("taken"), null=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        verbose_name=_("closed by"),
    )
    closed_at = models.DateTimeField(_("closed"), null=True)
    outcome = models.CharField(_("outcome"), max_length=12, choices=Outcome, blank=True)

    objects = QuoteRequestQuerySet.as_manager()

    class Meta:
        verbose_name = _("quote request")
        verbose_name_plural = _("quote requests")
        ordering = ["-sent_at", "-pk"]
        default_permissions = ["view"]
        permissions = [("handle_quoterequest", "Can take, note and close quote requests")]
        indexes = [models.Index(fields=["-sent_at", "-id"], name="quoterequest_by_time")]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["new", "open", "closed"]),
                name="quoterequest_state_is_known",
            ),
            models.CheckConstraint(
                condition=Q(
                    outcome__in=["", "quoted", "declined", "unreached", "not_eligible", "same"]
                ),
                name="quoterequest_outcome_is_known",
            ),
            models.CheckConstraint(
                condition=~Q(name="") & ~Q(business="") & ~Q(email=""),
                name="quoterequest_says_who",
            ),
            models.CheckConstraint(
                condition=Q(phone__regex=r"^\d{10}$"), name="quoterequest_phone_has_ten_digits"
            ),
            models.CheckConstraint(
                condition=Q(state="new", owner__isnull=True, taken_at__isnull=True)
                | Q(~Q(state="new"), owner__isnull=False, taken_at__isnull=False),
                name="quoterequest_new_until_taken",
            ),
            models.CheckConstraint(
                condition=Q(state="closed", closed_by__isnull=False, closed_at__isnull=False)
                & ~Q(outcome="")
                | Q(~Q(state="closed"), closed_by__isnull=True, closed_at__isnull=True, outcome=""),
                name="quoterequest_closed_by_at_and_outcome_agree",
            ),
        ]

    def __str__(self) -> str:
        return f"SHOP-{self.number}"

    def get_absolute_url(self) -> str:
        return reverse("admin:shop_quoterequest_change", args=[self.pk])

    @property
    def label(self) -> str:
        """The number as people say it."""
        return f"SHOP-{self.number}"

    @property
    def is_closed(self) -> bool:
        return self.state == self.State.CLOSED

    @property
    def days_waiting(self) -> int:
        """Whole days since it was sent, until it was closed."""
        return ((self.closed_at or timezone.now()) - self.sent_at).days


class QuoteNote(models.Model):
    """What somebody of the sales team noted on a request."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    request = models.ForeignKey(QuoteRequest, on_delete=models.PROTECT, related_name="notes")
    text = models.TextField(_("note"), max_length=2000)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("noted"), default=timezone.now)

    class Meta:
        verbose_name = _("note")
        verbose_name_plural = _("notes")
        ordering = ["at", "pk"]
        default_permissions = ()
        constraints = [
            models.CheckConstraint(condition=~Q(text=""), name="quotenote_says_something")
        ]

    def __str__(self) -> str:
        return f"Quote note {self.pk}"
