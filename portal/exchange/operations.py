"""For migrations of apps whose things are told in the change feed."""

from django.db.migrations.operations.special import RunSQL

TRANSITIONS = {
    "INSERT": "REFERENCING NEW TABLE AS new_rows",
    "UPDATE": "REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows",
    "DELETE": "REFERENCING OLD TABLE AS old_rows",
}


class TellChanges(RunSQL):
    """After each statement on ``table`` its changed rows are told: ``bodies`` by INSERT, UPDATE, DELETE.

    A body is one or more statements that insert into ``exchange_change`` from ``new_rows`` and ``old_rows``. One call a
    statement, not one a row: bulk work stays bulk work.
    """

    def __init__(self, table: str, bodies: dict[str, str]):
        forward, back = [], []
        for event, body in bodies.items():
            name = f"{table}_told_{event.lower()}"
            forward.append(
                f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $body$\n"
                f"BEGIN\n{body.strip()}\nRETURN NULL;\nEND\n$body$;\n"
                f"CREATE TRIGGER {name} AFTER {event} ON {table} {TRANSITIONS[event]}\n"
                f"FOR EACH STATEMENT EXECUTE FUNCTION {name}();"
            )
            back.append(f"DROP TRIGGER {name} ON {table}; DROP FUNCTION {name}();")
        self.table, self.bodies = table, bodies
        super().__init__("\n".join(forward), "\n".join(back))

    def deconstruct(self):
        """By what it was made of."""
        return self.__class__.__qualname__, [self.table, self.bodies], {}
