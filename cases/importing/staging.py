"""Between the file and the cases: a table of this transaction only, filled by COPY.

What a column of the file is called in the table of cases stands in FIELDS.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db import connection

FIELDS = {
    "number": "text",
    "first_name": "text",
    "last_name": "text",
    "born_on": "date",
    "ssn_digest": "text",
    "street": "text",
    "city": "text",
    "zip_code": "text",
    "phone": "text",
    "email": "text",
    "language": "text",
    "program": "text",
    "status": "text",
    "income_cents": "bigint",
    "plan_name": "text",
    "premium_cents": "bigint",
    "coverage_year": "smallint",
    "renewal_due_on": "date",
    "consent_until": "date",
}
_typed = ", ".join(f"{name} {kind}" for name, kind in FIELDS.items())
_names = ", ".join(FIELDS)
_set = ", ".join(f"{name} = excluded.{name}" for name in FIELDS if name != "number")
_old = ", ".join(f"cases_case.{name}" for name in FIELDS)
_new = ", ".join(f"excluded.{name}" for name in FIELDS)

CREATE = f"""
DROP TABLE IF EXISTS pg_temp.case_staging;
CREATE TEMP TABLE case_staging ({_typed}, household jsonb, line int) ON COMMIT DROP;
DROP TABLE IF EXISTS pg_temp.case_touched;
CREATE TEMP TABLE case_touched (id uuid, is_new boolean) ON COMMIT DROP
"""
COPY = f"COPY case_staging ({_names}, household, line) FROM STDIN"
PREPARE = "CREATE INDEX ON case_staging (number, line); ANALYZE case_staging"
REPEATED = """
SELECT line, number FROM case_staging AS later WHERE EXISTS (
    SELECT FROM case_staging AS first
    WHERE first.number = later.number AND first.line < later.line
) ORDER BY line
"""
DROP_REPEATED = """
DELETE FROM case_staging AS later USING case_staging AS first
WHERE first.number = later.number AND first.line < later.line
"""
# Of a case with an account: a new name or a new date of birth may put the record right; both together
# are somebody else's.
OF_OTHERS = """
SELECT line, number FROM case_staging JOIN cases_case AS known USING (number)
WHERE known.user_id IS NOT NULL AND known.born_on <> case_staging.born_on
    AND known.search_name <> cases_fold(case_staging.first_name || ' ' || case_staging.last_name)
ORDER BY line
"""
DROP_LINES = "DELETE FROM case_staging WHERE line = ANY(%s)"
# What is as it was stays untouched: no dead row, no new moment, and no event.
UPSERT = f"""
WITH written AS (
    INSERT INTO cases_case (id, {_names}, imported_at)
    SELECT gen_random_uuid(), {_names}, statement_timestamp() FROM case_staging
    ON CONFLICT (number) DO UPDATE SET {_set}, imported_at = statement_timestamp()
    WHERE ({_old}) IS DISTINCT FROM ({_new})
    RETURNING id, xmax = 0 AS is_new
), touched AS (INSERT INTO case_touched SELECT id, is_new FROM written)
SELECT count(*) FILTER (WHERE is_new), count(*) FILTER (WHERE NOT is_new) FROM written
"""
MEMBERS = """
WITH written AS (
INSERT INTO cases_householdmember AS known (id, case_id, first_name, last_name, born_on, relation)
SELECT gen_random_uuid(), cases_case.id, told.first_name, told.last_name, told.born_on, told.relation
FROM case_staging JOIN cases_case USING (number), jsonb_to_recordset(case_staging.household)
    AS told (first_name text, last_name text, born_on date, relation text)
ON CONFLICT (case_id, first_name, last_name, born_on)
DO UPDATE SET relation = excluded.relation, left_on = NULL
WHERE known.left_on IS NOT NULL OR known.relation <> excluded.relation
RETURNING case_id)
INSERT INTO case_touched SELECT DISTINCT case_id, false FROM written
"""
LEFT = """
WITH written AS (UPDATE cases_householdmember AS known SET left_on = %s
FROM cases_case JOIN case_staging USING (number)
WHERE known.case_id = cases_case.id AND known.left_on IS NULL AND NOT EXISTS (
    SELECT FROM jsonb_to_recordset(case_staging.household)
        AS told (first_name text, last_name text, born_on date)
    WHERE (told.first_name, told.last_name, told.born_on)
        = (known.first_name, known.last_name, known.born_on)
) RETURNING known.case_id)
INSERT INTO case_touched SELECT DISTINCT case_id, false FROM written
"""
# Known before, and brought up to date now: its own fields, or its household.
CHANGED = "SELECT id FROM case_touched GROUP BY id HAVING NOT bool_or(is_new)"


@dataclass(frozen=True)
class Written:
    """How many cases are new, changed, and as they were."""

    new: int
    changed: int
    same: int


def fill(rows: Iterable[list[Any]]) -> None:
    """In the caller's transaction. Rows are sent on as they come: any number takes the same memory."""
    with connection.cursor() as cursor:
        cursor.execute(CREATE)
        with cursor.cursor.copy(COPY) as copy:
            for row in rows:
                copy.write_row(row)
        cursor.execute(PREPARE)


def repeated() -> Iterator[tuple[int, str]]:
    """Line and number of whatever has the number of a line before it; they are then dropped."""
    with connection.chunked_cursor() as cursor:
        cursor.execute(REPEATED)
        yield from cursor
    with connection.cursor() as cursor:
        cursor.execute(DROP_REPEATED)


def of_others() -> list[tuple[int, str]]:
    """Line and number of whatever would show an account the record of another person; they are dropped."""
    with connection.cursor() as cursor:
        cursor.execute(OF_OTHERS)
        found = cursor.fetchall()
        cursor.execute(DROP_LINES, [[line for line, _number in found]])
    return found


def write(*, today: Any) -> Written:
    """Bring the cases up to what the staging table says; of their households too."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM case_staging")
        [(staged,)] = cursor.fetchall()
        cursor.execute(UPSERT)
        [(new, changed)] = cursor.fetchall()
        cursor.execute(MEMBERS)
        cursor.execute(LEFT, [today])
    return Written(new, changed, staged - new - changed)
