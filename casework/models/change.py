from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from casework.models.statement import Statement, StatementQuerySet


class ChangeReport(Statement):
    """Something that changed in a household, from a day on.

    The id is the key of the form that began it: the same form sent twice begins one.
    """

    class Kind(models.TextChoices):
        ADDRESS = "address", _("New address")
        INCOME = "income", _("Income")
        ADD_MEMBER = "add_member", _("Somebody joined the household")
        REMOVE_MEMBER = "remove_member", _("Somebody left the household")
        BIRTH = "birth", _("Birth or adoption")
        COVERAGE = "coverage", _("Other health coverage gained or lost")
        MARRIAGE = "marriage", _("Marriage or divorce")
        PREGNANCY = "pregnancy", _("Pregnancy")
        CITIZENSHIP = "citizenship", _("Citizenship or immigration status")
        INCARCERATION = "incarceration", _("Going to jail or prison, or leaving it")
        DEATH = "death", _("Death")
        CONTACT = "contact", _("Name, phone or e-mail address")

    kind = models.CharField(_("what changed"), max_length=13, choices=Kind)
    from_on = models.DateField(_("from"), null=True)

    objects = StatementQuerySet.as_manager()

    class Meta(Statement.Meta):
        abstract = False
        verbose_name = _("reported change")
        verbose_name_plural = _("reported changes")
        ordering = ["-edited_at", "pk"]
        default_permissions = ("view",)
        permissions = [("handle_changereport", "Can take in or return reported changes")]
        indexes = [
            models.Index(fields=["sent_at"], condition=Q(state="sent"), name="changereport_queue"),
            models.Index(
                fields=["case"],
                condition=Q(state__in=["draft", "returned"]),
                name="changereport_unsent",
            ),
        ]
        constraints = [
            *Statement.Meta.constraints,
            models.CheckConstraint(
                condition=Q(
                    kind__in=[
                        "address",
                        "income",
                        "add_member",
                        "remove_member",
                        "birth",
                        "coverage",
                        "marriage",
                        "pregnancy",
                        "citizenship",
                        "incarceration",
                        "death",
                        "contact",
                    ]
                ),
                name="changereport_kind_known",
            ),
            models.CheckConstraint(
                condition=Q(sent_at__isnull=True) | Q(from_on__isnull=False),
                name="changereport_sent_with_a_day",
            ),
        ]
