"""Tables that only grow: the database itself refuses to change what was written."""

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState

FORWARDS = """
CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '%% is append-only: %% refused', TG_TABLE_NAME, TG_OP
        USING ERRCODE = 'restrict_violation', TABLE = TG_TABLE_NAME, CONSTRAINT = '{name}';
END
$$;
CREATE TRIGGER {name} BEFORE UPDATE OR DELETE OR TRUNCATE ON {table}
    FOR EACH STATEMENT EXECUTE FUNCTION {name}();
ALTER TABLE {table} ENABLE ALWAYS TRIGGER {name};
"""
BACKWARDS = """
DROP TRIGGER {name} ON {table};
DROP FUNCTION {name}();
"""


class AppendOnly(Operation):
    """Migration operation: UPDATE, DELETE and TRUNCATE of ``table`` are refused by a trigger.

    The trigger also fires for a session that plays replica, and for statements that touch no row.
    The refusal arrives as an IntegrityError whose constraint is ``<table>_append_only``.
    """

    reversible = True

    def __init__(self, table: str) -> None:
        self.table = table

    @property
    def migration_name_fragment(self) -> str:
        return f"{self.table}_append_only"

    def describe(self) -> str:
        return f"Refuse to change rows of {self.table}"

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """Nothing that Django models know of."""

    def database_forwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        schema_editor.execute(self._sql(FORWARDS, schema_editor))

    def database_backwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        schema_editor.execute(self._sql(BACKWARDS, schema_editor))

    def _sql(self, template: str, schema_editor: BaseDatabaseSchemaEditor) -> str:
        quote = schema_editor.connection.ops.quote_name
        return template.format(name=f"{self.table}_append_only", table=quote(self.table))
