"""The whole matrix."""

from tests.matrix import (
    account_rows,
    activation_rows,
    admin_rows,
    bulk_rows,
    case_desk_rows,
    casework_rows,
    help_line_rows,
    portal_rows,
    shop_rows,
    standing_rows,
    statement_rows,
    support_rows,
)
from tests.matrix.rows import Row

ROWS: list[Row] = [
    *portal_rows.ROWS,
    *account_rows.ROWS,
    *activation_rows.ROWS,
    *standing_rows.ROWS,
    *shop_rows.ROWS,
    *support_rows.ROWS,
    *help_line_rows.ROWS,
    *casework_rows.ROWS,
    *statement_rows.ROWS,
    *admin_rows.ROWS,
    *case_desk_rows.ROWS,
    *bulk_rows.ROWS,
]
