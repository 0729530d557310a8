from __future__ import annotations

import uuid

from django.core.validators import MaxValueValidator, MinValueValidator, URLValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

# More than anybody orders, and far from what the column holds.
MOST_PACKS = 100_000
COUNT = [MinValueValidator(1), MaxValueValidator(MOST_PACKS)]


def in_spanish() -> bool:
    return (get_language() or "").startswith("es")


class PrintLanguage(models.Model):
    """A language in which materials are printed; which ones these are, the materials desk says."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    code = models.SlugField(_("code"), max_length=10, unique=True)
    name = models.CharField(_("name in English"), max_length=40)
    name_es = models.CharField(_("name in Spanish"), max_length=40)

    class Meta:
        verbose_name = _("language of materials")
        verbose_name_plural = _("languages of materials")
        ordering = ["name", "pk"]
        default_permissions = ["view", "add", "change"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(name="") & ~Q(name_es=""), name="printlanguage_names_given"
            ),
        ]

    def __str__(self) -> str:
        return self.name_es if in_spanish() else self.name


class MaterialQuerySet(models.QuerySet["Material"]):
    def offered(self) -> MaterialQuerySet:
        """Those that assisters see."""
        return self.filter(is_offered=True)

    def about(self, words: str) -> MaterialQuerySet:
        """Every word stands in the name or the purpose, in either language."""
        found = self
        for word in words.split():
            found = found.filter(
                Q(name__icontains=word)
                | Q(name_es__icontains=word)
                | Q(purpose__icontains=word)
                | Q(purpose_es__icontains=word)
            )
        return found

    def in_language(self, code: str) -> MaterialQuerySet:
        editions = Edition.objects.offered().filter(language__code=code)
        return self.filter(pk__in=editions.values("material"))


class Material(models.Model):
    """A printed item that assisters order in packs, in one or more languages."""

    class Audience(models.TextChoices):
        ANYONE = "anyone", _("Anyone, at events and on the street")
        NEWCOMERS = "newcomers", _("People new to health coverage")
        COSTS = "costs", _("People who ask what it costs")
        CHANGES = "changes", _("People whose life has changed")
        IMMIGRANTS = "immigrants", _("Immigrants and their families")

    class Cover(models.TextChoices):
        """The drawings that there are, in static/covers."""

        CARDS = "call-center-cards", _("Cards")
        SPECIAL = "special-enrollment", _("Calendar")
        CALCULATOR = "paper-calculator", _("Calculator")
        MONEY = "financial-assistance", _("Coin and hand")
        IMMIGRATION = "immigration-status", _("Globe")
        AFFORDABLE = "affordable-coverage", _("Umbrella")
        QUALITY = "quality-coverage", _("Star")
        SIGNS = "lawn-sign-kit", _("Lawn signs")
        FACTS = "fact-sheet", _("Fact sheet")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    slug = models.SlugField(_("name in the address"), max_length=60, unique=True)
    name = models.CharField(_("name in English"), max_length=120)
    name_es = models.CharField(_("name in Spanish"), max_length=120)
    purpose = models.TextField(_("what it is for, in English"), max_length=400)
    purpose_es = models.TextField(_("what it is for, in Spanish"), max_length=400)
    audience = models.CharField(_("who it is for"), max_length=10, choices=Audience)
    cover = models.CharField(_("cover"), max_length=30, choices=Cover, default=Cover.FACTS)
    pack_size = models.PositiveIntegerField(_("pieces in a pack"), validators=COUNT)
    most_per_order = models.PositiveIntegerField(
        _("most packs in an order"),
        validators=COUNT,
        help_text=_("Of all languages together."),
    )
    most_per_30_days = models.PositiveIntegerField(
        _("most packs in 30 days"),
        validators=COUNT,
        help_text=_("For one assister, of all languages together."),
    )
    needs_street = models.BooleanField(
        _("cannot be sent to a PO box"), default=False, help_text=_("It is too large for one.")
    )
    is_offered = models.BooleanField(_("offered"), default=True)

    objects = MaterialQuerySet.as_manager()

    class Meta:
        verbose_name = _("material")
        verbose_name_plural = _("materials")
        ordering = ["name", "pk"]
        default_permissions = ["view", "add", "change"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(name="") & ~Q(name_es=""), name="material_names_given"
            ),
            models.CheckConstraint(
                condition=Q(audience__in=["anyone", "newcomers", "costs", "changes", "immigrants"]),
                name="material_audience_is_known",
            ),
            models.CheckConstraint(
                condition=Q(pack_size__gte=1, most_per_order__gte=1),
                name="material_numbers_positive",
            ),
            models.CheckConstraint(
                condition=Q(most_per_order__lte=F("most_per_30_days")),
                name="material_order_within_30_days",
                violation_error_message=_("An order cannot hold more than 30 days allow."),
            ),
        ]

    def __str__(self) -> str:
        return self.name_es if in_spanish() else self.name

    def get_absolute_url(self) -> str:
        return reverse("collateral:material_detail", args=[self.slug])

    @property
    def what_for(self) -> str:
        return self.purpose_es if in_spanish() else self.purpose

    @property
    def cover_path(self) -> str:
        """Below static/."""
        return f"covers/{self.cover}.svg"


class EditionQuerySet(models.QuerySet["Edition"]):
    def offered(self) -> EditionQuerySet:
        return self.filter(is_offered=True, material__is_offered=True)

    def low(self) -> EditionQuerySet:
        """Those of which so little is left that the desk wants to know."""
        return self.filter(available__lte=F("low_at"))

    def locked(self, pks: list[uuid.UUID]) -> list[Edition]:
        """In one order everywhere, so that two orders never wait for each other. Without joins."""
        found = self.filter(pk__in=pks).order_by("pk").select_for_update(of=("self",), no_key=True)
        return list(found)


class Edition(models.Model):
    """A material in one language: what is ordered, and what lies on the shelf."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    material = models.ForeignKey(
        Material, on_delete=models.PROTECT, related_name="editions", verbose_name=_("material")
    )
    language = models.ForeignKey(
        PrintLanguage, on_delete=models.PROTECT, related_name="+", verbose_name=_("language")
    )
    # What can still be ordered: orders take from it when placed. Changed by collateral.stock alone.
    available = models.IntegerField(_("packs available"), default=0, editable=False)
    low_at = models.PositiveIntegerField(
        _("low at"),
        default=5,
        validators=[MaxValueValidator(MOST_PACKS)],
        help_text=_("When so many packs or fewer are available, the desk gets one mail."),
    )
    low_told_at = models.DateTimeField(_("told that it is low"), null=True, editable=False)
    pdf_link = models.URLField(
        _("link to the PDF"),
        blank=True,
        validators=[URLValidator(schemes=["https"])],
        help_text=_("Of the official PDF, for printing it oneself; begins with https://."),
    )
    is_offered = models.BooleanField(_("offered"), default=True)

    objects = EditionQuerySet.as_manager()

    class Meta:
        verbose_name = _("edition in a language")
        verbose_name_plural = _("editions and stock")
        ordering = ["material__name", "language__name", "pk"]
        default_permissions = ["view", "add", "change"]
        constraints = [
            models.UniqueConstraint(
                "material",
                "language",
                name="edition_language_unique",
                violation_error_message=_("This material has that language already."),
            ),
            models.CheckConstraint(
                condition=Q(available__gte=0), name="edition_available_not_negative"
            ),
            models.CheckConstraint(
                condition=Q(pdf_link="") | Q(pdf_link__startswith="https://"),
                name="edition_pdf_link_is_https",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.material} – {self.language}"

    @property
    def is_low(self) -> bool:
        return self.available <= self.low_at
