"""Migration operations: rules of the house that live in the database."""

from django.db.migrations.operations.base import Operation

REFUSE = """
CREATE OR REPLACE FUNCTION portal_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'TRUNCATE' AND current_setting('twp.allow_truncate', true) = 'on' THEN
        RETURN NULL;  -- emptying a test database between tests
    END IF;
    RAISE EXCEPTION '% is append-only: add a new row instead', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;
"""


class AppendOnly(Operation):
    """No UPDATE, DELETE or TRUNCATE on the model's table, for no role. The model also says ``append_only = True``."""

    reversible = True

    def __init__(self, model: str):
        self.model = model

    def state_forwards(self, app_label, state):
        """Changes no model."""

    def _table(self, app_label, state) -> str:
        return state.apps.get_model(app_label, self.model)._meta.db_table

    def database_forwards(self, app_label, schema_editor, from_state, to_state):
        """Create the two triggers."""
        table = self._table(app_label, to_state)
        schema_editor.execute(REFUSE, params=None)
        schema_editor.execute(
            f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table} "
            f"FOR EACH ROW EXECUTE FUNCTION portal_append_only(); "
            f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
            f"FOR EACH STATEMENT EXECUTE FUNCTION portal_append_only();",
            params=None,
        )

    def database_backwards(self, app_label, schema_editor, from_state, to_state):
        """Drop them."""
        table = self._table(app_label, from_state)
        schema_editor.execute(
            f"DROP TRIGGER {table}_append_only ON {table}; DROP TRIGGER {table}_no_truncate ON {table}"
        )

    def describe(self):
        return f"Make {self.model} append-only"


class AllowedMoves(Operation):
    """The state of a row changes only along ``pairs`` (before, after), whoever writes. Source: security 6.7.

    The trigger's condition says so already: its function is called for what it refuses, not for each row.
    """

    reversible = True

    def __init__(self, model: str, pairs: list[tuple[str, str]]):
        self.model = model
        self.pairs = sorted(tuple(pair) for pair in pairs)

    def state_forwards(self, app_label, state):
        """Changes no model."""

    def database_forwards(self, app_label, schema_editor, from_state, to_state):
        """Create (or replace) the function and the trigger."""
        table = to_state.apps.get_model(app_label, self.model)._meta.db_table
        allowed = ", ".join(f"('{before}', '{after}')" for before, after in self.pairs)
        schema_editor.execute(
            f"""
            CREATE OR REPLACE FUNCTION {table}_moves() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
                IF OLD.state <> NEW.state AND (OLD.state, NEW.state) NOT IN ({allowed}) THEN
                    RAISE EXCEPTION '{table}: % to % is not an allowed move', OLD.state, NEW.state
                        USING ERRCODE = 'check_violation';
                END IF;
                RETURN NEW;
            END $$;
            DROP TRIGGER IF EXISTS {table}_moves ON {table};
            CREATE TRIGGER {table}_moves BEFORE UPDATE OF state ON {table} FOR EACH ROW
                WHEN (OLD.state <> NEW.state AND (OLD.state, NEW.state) NOT IN ({allowed}))
                EXECUTE FUNCTION {table}_moves();
            """,
            params=None,
        )

    def database_backwards(self, app_label, schema_editor, from_state, to_state):
        """Drop both."""
        table = from_state.apps.get_model(app_label, self.model)._meta.db_table
        schema_editor.execute(f"DROP TRIGGER {table}_moves ON {table}; DROP FUNCTION {table}_moves()")

    def describe(self):
        return f"Hold the moves of {self.model} in the database"


class Unchanging(Operation):
    """What is bound once stays bound: ``fields`` of a row never change, whoever writes. Source: ASVS 10.3.3."""

    reversible = True

    def __init__(self, model: str, fields: list[str]):
        self.model = model
        self.fields = fields

    def state_forwards(self, app_label, state):
        """Changes no model."""

    def database_forwards(self, app_label, schema_editor, from_state, to_state):
        """Create the function and the trigger."""
        meta = to_state.apps.get_model(app_label, self.model)._meta
        columns = [meta.get_field(field).column for field in self.fields]
        changed = " OR ".join(f"OLD.{column} IS DISTINCT FROM NEW.{column}" for column in columns)
        table = meta.db_table
        schema_editor.execute(
            f"""
            CREATE OR REPLACE FUNCTION {table}_unchanging() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
                IF {changed} THEN
                    RAISE EXCEPTION '{table}: {", ".join(columns)} never change' USING ERRCODE = 'restrict_violation';
                END IF;
                RETURN NEW;
            END $$;
            DROP TRIGGER IF EXISTS {table}_unchanging ON {table};
            CREATE TRIGGER {table}_unchanging BEFORE UPDATE ON {table}
                FOR EACH ROW WHEN ({changed}) EXECUTE FUNCTION {table}_unchanging();
            """,
            params=None,
        )

    def database_backwards(self, app_label, schema_editor, from_state, to_state):
        """Drop both."""
        table = from_state.apps.get_model(app_label, self.model)._meta.db_table
        schema_editor.execute(f"DROP TRIGGER {table}_unchanging ON {table}; DROP FUNCTION {table}_unchanging()")

    def describe(self):
        return f"Bind {', '.join(self.fields)} of {self.model} for good"


class Frozen(Operation):
    """From the moment that ``when`` (SQL over ``OLD``) holds, ``fields`` of a row never change and it stays.

    For what is bound by an act: a text that was proposed, an agreement that was signed.
    """

    reversible = True

    def __init__(self, model: str, fields: list[str], when: str):
        self.model = model
        self.fields = fields
        self.when = when

    def state_forwards(self, app_label, state):
        """Changes no model."""

    def database_forwards(self, app_label, schema_editor, from_state, to_state):
        """Create the function and the triggers."""
        meta = to_state.apps.get_model(app_label, self.model)._meta
        columns = [meta.get_field(field).column for field in self.fields]
        changed = " OR ".join(f"OLD.{column} IS DISTINCT FROM NEW.{column}" for column in columns)
        table = meta.db_table
        schema_editor.execute(
            f"""
            CREATE OR REPLACE FUNCTION {table}_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
                RAISE EXCEPTION '{table}: what is bound neither changes nor goes' USING ERRCODE = 'restrict_violation';
            END $$;
            DROP TRIGGER IF EXISTS {table}_frozen ON {table};
            CREATE TRIGGER {table}_frozen BEFORE UPDATE ON {table}
                FOR EACH ROW WHEN (({self.when}) AND ({changed})) EXECUTE FUNCTION {table}_frozen();
            DROP TRIGGER IF EXISTS {table}_stays ON {table};
            CREATE TRIGGER {table}_stays BEFORE DELETE ON {table}
                FOR EACH ROW WHEN ({self.when}) EXECUTE FUNCTION {table}_frozen();
            """,
            params=None,
        )

    def database_backwards(self, app_label, schema_editor, from_state, to_state):
        """Drop them."""
        table = from_state.apps.get_model(app_label, self.model)._meta.db_table
        schema_editor.execute(
            f"DROP TRIGGER {table}_frozen ON {table}; DROP TRIGGER {table}_stays ON {table}; "
            f"DROP FUNCTION {table}_frozen()"
        )

    def describe(self):
        return f"Freeze {', '.join(self.fields)} of {self.model} once {self.when}"


class NumberSequence(Operation):
    """The counter behind ``portal.numbers.next_number(prefix)``. Source: domain CNV-10."""

    reversible = True

    def __init__(self, prefix: str):
        self.prefix = prefix

    def state_forwards(self, app_label, state):
        """Changes no model."""

    def database_forwards(self, app_label, schema_editor, from_state, to_state):
        """Create the sequence."""
        schema_editor.execute(f"CREATE SEQUENCE IF NOT EXISTS number_{self.prefix.lower()}")

    def database_backwards(self, app_label, schema_editor, from_state, to_state):
        """Drop it."""
        schema_editor.execute(f"DROP SEQUENCE IF EXISTS number_{self.prefix.lower()}")

    def describe(self):
        return f"Count {self.prefix} numbers"
