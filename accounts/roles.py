"""The roles that staff work in: groups with their permissions, brought up to date after every migration."""

from django.contrib.auth.models import Group, Permission
from django.db.models import Q
from django.utils.translation import gettext_noop

CERTIFICATION_DESK = gettext_noop("Certification desk")
ADMINISTRATORS = gettext_noop("Administrators")

# Each permission as "app.codename", so that a lower floor can name those of upper floors.
PERMISSIONS: dict[str, set[str]] = {
    CERTIFICATION_DESK: {
        "accounts.view_entity",
        "accounts.add_entity",
        "accounts.change_entity",
        "accounts.view_assister",
        "accounts.add_assister",
        "accounts.change_assister",
        "accounts.view_site",
        "delegation.issue_delegationcode",
        "delegation.view_delegationcode",
    },
    ADMINISTRATORS: {
        "accounts.view_user",
        "accounts.add_user",
        "accounts.change_user",
        "accounts.view_entity",
        "accounts.view_assister",
        "notifications.view_notice",
        "audit.view_auditevent",
    },
}


def load() -> None:
    """Make the groups and give them exactly the permissions named here."""
    for name, wanted in PERMISSIONS.items():
        group, _created = Group.objects.get_or_create(name=name)
        group.permissions.set(_permissions(wanted))


def _permissions(names: set[str]) -> list[Permission]:
    pairs = Q(pk__in=[])
    for name in names:
        app, codename = name.split(".")
        pairs |= Q(content_type__app_label=app, codename=codename)
    return list(Permission.objects.filter(pairs))
