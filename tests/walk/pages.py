"""The pages of the site: every row of the matrix that answers somebody's GET with HTML."""

from accounts import roles
from tests.matrix import people, table
from tests.matrix.rows import OK, Row

# Answered with "200", but not pages: for machines, scripts, and to keep in a file.
NO_PAGES = {
    "accounts:session",
    "admin:accounts_bulkjob_progress",
    "admin:accounts_bulkjob_rejected",
    "admin:accounts_bulkjob_result",
    "admin:accounts_bulkjob_sample",
    "admin:autocomplete",
    "admin:casework_document_file",
    "admin:casework_document_preview",
    "admin:jsi18n",
    "admin:support_problemreport_screenshot",
    "casework:document_file",
    "casework:document_preview",
    "casework:own_document_file",
    "casework:own_document_preview",
    "healthz",
    "metrics",
    "mfa_download_recovery_codes",
    "readyz",
    "shop:window_reminder",
    "support:report_screenshot",
    "training:chapter_captions",
    "training:file",
}
# Whose pages are not the same as those of somebody before them, in this order.
WALKERS = [
    people.ANONYMOUS,
    people.CONSUMER,
    people.ASSISTER,
    people.CONTACT,
    roles.CERTIFICATION_DESK,
    roles.ADMINISTRATORS,
    roles.AUDITORS,
    roles.EAS,
    roles.CASE_DESK,
    roles.SUPERVISORS,
    roles.SHOP_SALES,
    roles.MATERIALS_DESK,
]
# What shows who is there, and so looks different to each.
OWN_LOOK = {"portal:home", "accounts:dashboard", "admin:index"}


def of(person: str) -> list[Row]:
    """All pages that this person can see."""
    return [row for row in table.ROWS if row.get[person] == OK and row.name not in NO_PAGES]


def first_seen_by(walker: str) -> list[Row]:
    """Those that no walker before this one sees; for what costs time."""
    before = {str(row) for earlier in WALKERS[: WALKERS.index(walker)] for row in of(earlier)}
    return [row for row in of(walker) if str(row) not in before or row.name in OWN_LOOK]


def is_admin(row: Row) -> bool:
    return row.name.startswith("admin:")
