from __future__ import annotations

import uuid
from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.auth.models import AbstractUser, UserManager
from django.db import models
from django.db.models import Case, Value, When
from django.db.models.functions import Greatest, Lower
from django.db.models.lookups import Exact
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

# Django's own constraint stands beside ours: which of them refuses the same letters, nobody knows.
USERNAME_UNIQUE = {"user_username_unique", "accounts_user_username_key"}


# A consumer: what holds for them holds for all who have no part in the work.
NOBODY_ELSE = models.Q(is_staff=False, assister=None, entity_contact=None)


def _is(field: str, text: str) -> models.Q:
    """As the unique constraints compare. By their capitals, as iexact does, ı would be an i, too."""
    return models.Q(Exact(Lower(field), text.lower()))


class Users(UserManager["User"]):
    def with_email(self, email: str) -> models.QuerySet[User]:
        """Addresses that differ only in case are one address."""
        return self.filter(_is("email", email))

    def unused(self, *, in_: timedelta = timedelta()) -> models.QuerySet[User]:
        """Accounts that work and that nobody signed in to for too long; or for which that is so later."""
        at = timezone.now() + in_
        limit = Case(
            When(NOBODY_ELSE, then=Value(at - settings.UNUSED_LIMIT_CONSUMER)),
            default=Value(at - settings.UNUSED_LIMIT),
        )
        # PostgreSQL's greatest() passes over what is not there.
        used_at = Greatest("last_login", "date_joined", "enabled_at")
        return self.filter(is_active=True).annotate(used_at=used_at).filter(used_at__lte=limit)

    def who_signs_in_as(self, login: str) -> User | None:
        """Whoever this username or e-mail address belongs to."""
        return self.filter(_is("username", login) | _is("email", login)).first()


class User(AbstractUser):
    """A person who can sign in. What they may do comes from their roles and relations."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    email = models.EmailField(_("e-mail address"))
    language = models.CharField(
        _("language"), max_length=2, choices=settings.LANGUAGES, default="en"
    )
    # Switched on again: from then on it counts as used.
    enabled_at = models.DateTimeField(null=True, blank=True, editable=False)
    warned_unused_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = Users()  # type: ignore[misc]

    class Meta(AbstractUser.Meta):
        constraints = [
            models.UniqueConstraint(Lower("email"), name="user_email_unique"),
            models.UniqueConstraint(Lower("username"), name="user_username_unique"),
            models.CheckConstraint(condition=~models.Q(email=""), name="user_email_given"),
            # One signs in with either: a username that looks like an address could pose as another's.
            models.CheckConstraint(
                condition=~models.Q(username__contains="@"), name="user_username_is_no_address"
            ),
        ]

    def clean(self) -> None:
        """In lower case, as allauth looks addresses up."""
        super().clean()
        self.email = self.email.lower()

    def __str__(self) -> str:
        return f"User {self.pk}"

    @property
    def is_assister(self) -> bool:
        return hasattr(self, "assister")

    @property
    def is_contact(self) -> bool:
        """Speaks for an entity."""
        return hasattr(self, "entity_contact")

    @cached_property
    def staff_roles(self) -> list[str]:
        """The names of the groups that a member of staff works in, as the code writes them."""
        if not self.is_staff:
            return []
        return list(self.groups.order_by("name").values_list("name", flat=True))

    @property
    def roles(self) -> list[str]:
        """In which roles this person acts here, in words."""
        names = [gettext(name) for name in self.staff_roles]
        if self.is_assister:
            names.append(str(self.assister.role_name))
        if self.is_contact:
            names.append(gettext("Entity contact"))
        return names or [gettext("Consumer")]

    @property
    def ends_unused_at(self) -> datetime | None:
        """When the account is switched off, unless somebody signs in to it; known once they are warned."""
        return self.warned_unused_at and self.warned_unused_at + settings.UNUSED_WARNING

    @property
    def is_consumer(self) -> bool:
        """As NOBODY_ELSE asks the database."""
        return not (self.is_staff or self.is_assister or self.is_contact)
