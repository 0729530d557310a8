"""The roles that staff work in: groups with their permissions, brought up to date after every migration.

Nobody works as superuser. A role whose floor is not built yet has no permission, but can be given.
"""

from django.contrib.auth.models import Group, Permission
from django.db.models import Q
from django.utils.translation import gettext_noop

CERTIFICATION_DESK = gettext_noop("Certification desk")
REPRESENTATIVES = gettext_noop("Help-line representatives")
SUPERVISORS = gettext_noop("Help-line supervisors")
CASE_DESK = gettext_noop("Case desk")
EAS = gettext_noop("EAS help desk")
SHOP_SALES = gettext_noop("SHOP sales")
MATERIALS_DESK = gettext_noop("Materials desk")
AUDITORS = gettext_noop("Auditors")
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
        "accounts.view_bulkjob",
        "accounts.add_bulkjob",
        "accounts.view_entityrequest",
        "accounts.handle_entityrequest",
        "accounts.view_entitycontact",
        "accounts.add_entitycontact",
        "casework.view_objection",
        "casework.handle_objection",
        "delegation.issue_delegationcode",
        "delegation.view_delegationcode",
        "training.view_trainee",
        "training.export_trainee",
    },
    REPRESENTATIVES: {"accesscodes.take_calls"},
    SUPERVISORS: {
        "accesscodes.take_calls",
        "accesscodes.see_all_calls",
        "accesscodes.override_hold",
    },
    CASE_DESK: {
        "casework.view_document",
        "casework.handle_document",
        "casework.view_changereport",
        "casework.handle_changereport",
        "casework.view_renewal",
        "casework.handle_renewal",
        "casework.view_question",
        "casework.handle_question",
        "casework.view_documenttype",
        "casework.change_documenttype",
    },
    EAS: {
        "support.view_problemreport",
        "support.handle_problemreport",
        "support.view_knownissue",
        "support.add_knownissue",
        "support.change_knownissue",
        "support.close_knownissue",
    },
    SHOP_SALES: {
        "shop.view_quoterequest",
        "shop.handle_quoterequest",
        "shop.view_shoppolicy",
        "shop.add_shoppolicy",
        "shop.change_shoppolicy",
    },
    MATERIALS_DESK: {
        "collateral.view_material",
        "collateral.add_material",
        "collateral.change_material",
        "collateral.view_printlanguage",
        "collateral.add_printlanguage",
        "collateral.change_printlanguage",
        "collateral.view_edition",
        "collateral.add_edition",
        "collateral.change_edition",
        "collateral.view_stockentry",
        "collateral.book_stockentry",
        "collateral.view_order",
        "collateral.handle_order",
        "collateral.export_order",
        "training.view_course",
        "training.change_course",
        "training.view_chapter",
        "training.change_chapter",
        "training.view_jobaid",
        "training.add_jobaid",
        "training.change_jobaid",
        "training.view_jobaidversion",
        "training.change_jobaidversion",
        "training.publish_jobaidversion",
        "training.view_newsitem",
        "training.add_newsitem",
        "training.change_newsitem",
        "training.delete_newsitem",
        "training.view_trainee",
    },
    AUDITORS: {"audit.view_auditevent", "audit.export_auditevent"},
    ADMINISTRATORS: {
        "accounts.view_user",
        "accounts.add_user",
        "accounts.change_user",
        "accounts.view_entity",
        "accounts.view_assister",
        "notifications.view_notice",
        "notifications.retry_notice",
        "casework.view_objection",
        "casework.handle_objection",
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


def as_markdown() -> str:
    """The table of docs/roles.md."""
    head = "| Role | May |\n|---|---|\n"
    rows = (
        f"| {name} | {', '.join(f'`{p}`' for p in sorted(wanted)) or 'nothing yet'} |\n"
        for name, wanted in PERMISSIONS.items()
    )
    return (
        "# Roles\n\n"
        "Made by `manage.py roles --write` from `accounts/roles.py`; a test compares them.\n"
        "A permission is `app.verb_model`. What assisters, contacts and consumers may do follows from\n"
        "their relations (`user.assister`, `user.entity_contact`, `user.case`), not from a role.\n\n"
        + head
        + "".join(rows)
    )
