from __future__ import annotations

import uuid
from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from casework.models.document import Document

KINDS = ["PDF", "JPEG", "PNG", "HEIC"]
# As which we wrote it: a HEIC becomes a JPEG.
MIME = {
    "PDF": ("application/pdf", "pdf"),
    "JPEG": ("image/jpeg", "jpg"),
    "PNG": ("image/png", "png"),
    "HEIC": ("image/jpeg", "jpg"),
}


class DocumentFileQuerySet(models.QuerySet["DocumentFile"]):
    def servable(self) -> DocumentFileQuerySet:
        """Those that may be handed out."""
        return self.filter(state=DocumentFile.State.CLEAN)

    def unchecked(self) -> DocumentFileQuerySet:
        return self.filter(state=DocumentFile.State.WAITING)

    def overdue(self) -> DocumentFileQuerySet:
        """Those whose check was not done when it was asked for."""
        return self.unchecked().filter(added_at__lt=timezone.now() - timedelta(seconds=30))

    def kept(self) -> DocumentFileQuerySet:
        """Those that take up room."""
        return self.exclude(state=DocumentFile.State.REFUSED)

    def of_last_sending(self) -> DocumentFileQuerySet:
        """Those before it were decided on."""
        return self.filter(added_at=F("document__sent_at"))

    def with_twin(self) -> DocumentFileQuerySet:
        """``has_twin``: whether the same file was sent for this case before."""
        twins = (
            DocumentFile.objects.kept()
            .filter(
                sha256=OuterRef("sha256"),
                document__case=OuterRef("document__case"),
            )
            .filter(
                Q(added_at__lt=OuterRef("added_at"))
                | Q(added_at=OuterRef("added_at"), position__lt=OuterRef("position"))
            )
        )
        return self.annotate(has_twin=Exists(twins))

    def twins(self) -> DocumentFileQuerySet:
        """Those whose like was sent before."""
        return self.with_twin().filter(Q(has_twin=True))


class DocumentFile(models.Model):
    """One file of a document. Where it lies bears the name of this row's id, never the sender's."""

    class State(models.TextChoices):
        WAITING = "waiting", _("Being checked")
        CLEAN = "clean", _("Checked")
        REFUSED = "refused", _("Not taken")

    class Reason(models.TextChoices):
        """Why it was not taken, and what to do instead."""

        INFECTED = (
            "infected",
            _("The virus scanner refused it. Do not open it; take a photo of the page instead."),
        )
        DAMAGED = (
            "damaged",
            _(
                "It is damaged or incomplete, and could not be opened. Take a new photo, or save it anew."
            ),
        )
        TOO_LARGE = (
            "too_large",
            _("It takes too much memory to open. Take the photo at a smaller size."),
        )
        TOO_MANY_PIXELS = (
            "too_many_pixels",
            _("It has more pixels than we take. Take the photo at a smaller size."),
        )
        ENCRYPTED = (
            "encrypted",
            _(
                "It asks for a password or limits its use. Print it into a new PDF, or take a photo."
            ),
        )
        SCRIPTS = (
            "scripts",
            _(
                "It holds a program or a form that works by one. Print it into a new PDF, or take a photo."
            ),
        )
        LAUNCH = (
            "launch",
            _("It opens or sends something by itself. Print it into a new PDF, or take a photo."),
        )
        EMBEDDED = (
            "embedded",
            _(
                "Another file is hidden in it. Send that one by itself, or print this into a new PDF."
            ),
        )

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="files")
    # Of the form by which it came, and its place in it: the same form sent twice brings it once.
    form_key = models.UUIDField(editable=False)
    position = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=100)
    kind = models.CharField(max_length=4, choices=[(kind, kind) for kind in KINDS])
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    added_at = models.DateTimeField(default=timezone.now)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    state = models.CharField(max_length=7, choices=State, default=State.WAITING)
    checked_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=15, choices=Reason, blank=True)
    pages = models.PositiveIntegerField(default=0)

    objects = DocumentFileQuerySet.as_manager()

    class Meta:
        verbose_name = _("file of a document")
        verbose_name_plural = _("files of documents")
        ordering = ["added_at", "position", "pk"]
        default_permissions = ()
        indexes = [
            models.Index(
                fields=["added_at"], condition=Q(state="waiting"), name="documentfile_unchecked"
            ),
            models.Index(fields=["sha256"], name="documentfile_twins"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["form_key", "position"], name="documentfile_once_per_form"
            ),
            models.CheckConstraint(condition=Q(kind__in=KINDS), name="documentfile_kind_is_known"),
            models.CheckConstraint(
                condition=Q(state="waiting", checked_at__isnull=True)
                | Q(state__in=["clean", "refused"], checked_at__isnull=False),
                name="documentfile_checked_and_state_agree",
            ),
            models.CheckConstraint(
                condition=Q(state="refused") & ~Q(reason="") | ~Q(state="refused") & Q(reason=""),
                name="documentfile_refused_for_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(state="clean", pages__gt=0) | ~Q(state="clean"),
                name="documentfile_clean_has_pages",
            ),
            models.CheckConstraint(condition=Q(size__gt=0), name="documentfile_holds_something"),
            models.CheckConstraint(
                condition=Q(sha256__regex=r"^[0-9a-f]{64}$"), name="documentfile_sha256_is_hex"
            ),
        ]

    def __str__(self) -> str:
        return f"Document file {self.pk} ({self.state})"

    @property
    def is_clean(self) -> bool:
        return self.state == self.State.CLEAN

    @property
    def is_waiting(self) -> bool:
        return self.state == self.State.WAITING

    def may_be_taken_back_by(self, user: User) -> bool:
        """Of what was sent last, by who sent it or whose case it is, until the case desk has the document."""
        document = self.document
        return (
            document.is_untouched
            and self.added_at == document.sent_at
            and self.state != self.State.REFUSED
            and user.pk in {self.added_by_id, document.case.user_id}
        )

    @property
    def is_picture(self) -> bool:
        """Of which there is a thumbnail, once it is clean."""
        return self.kind != "PDF"

    @property
    def mime(self) -> str:
        return MIME[self.kind][0]

    @property
    def our_name(self) -> str:
        """Under which it is saved: of the sender's own name nothing goes into a header."""
        return f"{self.document.type_id}-{str(self.pk)[:8]}.{MIME[self.kind][1]}"
