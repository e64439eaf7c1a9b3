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


class TellAnew(RunSQL):
    """What ``TellChanges`` set up for ``table`` tells by other ``bodies`` from now on; ``before``: those it had."""

    def __init__(self, table: str, bodies: dict[str, str], before: dict[str, str]):
        self.table, self.bodies, self.before = table, bodies, before
        super().__init__(*("\n".join(self._function(*told) for told in each.items()) for each in (bodies, before)))

    def _function(self, event: str, body: str) -> str:
        return (
            f"CREATE OR REPLACE FUNCTION {self.table}_told_{event.lower()}() RETURNS trigger LANGUAGE plpgsql"
            f" AS $body$\nBEGIN\n{body.strip()}\nRETURN NULL;\nEND\n$body$;"
        )

    def deconstruct(self):
        """By what it was made of."""
        return self.__class__.__qualname__, [self.table, self.bodies, self.before], {}
