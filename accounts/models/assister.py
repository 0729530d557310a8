from __future__ import annotations

import uuid

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.validators import RegexValidator
from django.db import models
from django.db.models.functions import Lower
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.languages import SpokenLanguage
from accounts.models.entity import Entity

# street__lower=…: what a constraint compares with Lower() is looked up so; iexact compares capitals.
models.CharField.register_lookup(Lower)


class Site(models.Model):
    """A place where assisters of an entity work."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    entity = models.ForeignKey(
        Entity, on_delete=models.PROTECT, related_name="sites", verbose_name=_("entity")
    )
    street = models.CharField(_("street address"), max_length=120)
    city = models.CharField(_("city"), max_length=60)
    zip_code = models.CharField(
        _("ZIP code"), max_length=5, validators=[RegexValidator(r"^\d{5}\Z")]
    )

    class Meta:
        verbose_name = _("work site")
        verbose_name_plural = _("work sites")
        ordering = ["zip_code", "street", "pk"]
        constraints = [
            models.UniqueConstraint(
                "entity", Lower("street"), Lower("city"), "zip_code", name="site_address_unique"
            ),
            models.CheckConstraint(
                condition=models.Q(zip_code__regex=r"^\d{5}$"), name="site_zip_code_five_digits"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.street}, {self.city}, CA {self.zip_code}"


class Assister(models.Model):
    """A CEC or a PBE: known to the certification desk first, with an account once activated."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    entity = models.ForeignKey(
        Entity, on_delete=models.PROTECT, related_name="assisters", verbose_name=_("entity")
    )
    certification_number = models.CharField(
        _("certification number"),
        max_length=9,
        unique=True,
        validators=[RegexValidator(r"^\d{9}\Z", _("Enter the nine digits of the number."))],
        error_messages={"unique": _("Another assister has this certification number.")},
    )
    first_name = models.CharField(_("first name"), max_length=80)
    last_name = models.CharField(_("last name"), max_length=80)
    email = models.EmailField(
        _("e-mail address on file"), help_text=_("The delegation code goes to this address.")
    )
    language = models.CharField(
        _("language of e-mails"), max_length=2, choices=settings.LANGUAGES, default="en"
    )
    phone = models.CharField(_("phone"), max_length=10, blank=True)
    spoken_languages = ArrayField(
        models.CharField(max_length=3, choices=SpokenLanguage),
        verbose_name=_("languages spoken"),
        default=list,
        blank=True,
    )
    site = models.ForeignKey(
        Site,
        on_delete=models.PROTECT,
        related_name="assisters",
        verbose_name=_("work site"),
        null=True,
        blank=True,
    )
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="assister",
        verbose_name=_("account"),
        null=True,
        blank=True,
    )
    activated_at = models.DateTimeField(_("activated"), null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("assister")
        verbose_name_plural = _("assisters")
        ordering = ["certification_number"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(certification_number__regex=r"^\d{9}$"),
                name="assister_certification_number_nine_digits",
            ),
            models.CheckConstraint(
                condition=models.Q(phone__regex=r"^(\d{10})?$"), name="assister_phone_ten_digits"
            ),
            models.CheckConstraint(
                condition=models.Q(user__isnull=True, activated_at__isnull=True)
                | models.Q(user__isnull=False, activated_at__isnull=False),
                name="assister_user_and_activated_at_agree",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.role_abbreviation} {self.pk}"

    @property
    def role_abbreviation(self) -> str:
        """CEC or PBE: an assister is what their entity makes them."""
        return "CEC" if self.entity.kind == Entity.Kind.CEE else "PBE"

    @property
    def role_name(self) -> str | Promise:
        if self.entity.kind == Entity.Kind.CEE:
            return _("Certified Enrollment Counselor")
        return _("Plan-Based Enroller")

    @property
    def full_name(self) -> str:
        return f"{self.first_name} {self.last_name}"

    @property
    def is_activated(self) -> bool:
        return self.user_id is not None
