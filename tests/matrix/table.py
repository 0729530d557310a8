"""The whole matrix."""

from tests.matrix import (
    account_rows,
    activation_rows,
    admin_rows,
    book_rows,
    bulk_rows,
    case_desk_rows,
    casework_rows,
    collateral_rows,
    delegation_rows,
    entity_rows,
    finder_rows,
    help_line_rows,
    portal_rows,
    shop_rows,
    standing_rows,
    statement_rows,
    support_rows,
    training_rows,
)
from tests.matrix.rows import Row

ROWS: list[Row] = [
    *portal_rows.ROWS,
    *account_rows.ROWS,
    *activation_rows.ROWS,
    *standing_rows.ROWS,
    *entity_rows.ROWS,
    *shop_rows.ROWS,
    *support_rows.ROWS,
    *training_rows.ROWS,
    *collateral_rows.ROWS,
    *finder_rows.ROWS,
    *help_line_rows.ROWS,
    *casework_rows.ROWS,
    *statement_rows.ROWS,
    *book_rows.ROWS,
    *admin_rows.ROWS,
    *case_desk_rows.ROWS,
    *bulk_rows.ROWS,
    *delegation_rows.ROWS,
]
