"""The app role may add to history, never rewrite it: each statement is refused for want of rights, not by a trigger."""

import psycopg2
import pytest

pytestmark = pytest.mark.django_db

VANDALS = [
    "UPDATE {table} SET id = id",
    "DELETE FROM {table}",
    "TRUNCATE {table} CASCADE",
    "ALTER TABLE {table} DISABLE TRIGGER ALL",
    "DROP TABLE {table}",
    "SET session_replication_role = replica",
]
APPEND_ONLY = ["audit_auditentry", "audit_auditlink", "audit_chaincheck", "partners_givenanswer", "people_standing"]


@pytest.mark.parametrize("statement", VANDALS)
@pytest.mark.parametrize("table", APPEND_ONLY)
def test_the_app_role_cannot_rewrite_history(as_app_role, table, statement):
    if table == "people_standing":
        statement = statement.replace("SET id = id", "SET value = 'x'")
    if table == "audit_auditlink":
        statement = statement.replace("SET id = id", "SET seq = seq")
    with as_app_role.cursor() as cursor, pytest.raises(psycopg2.Error) as refused:
        cursor.execute(statement.format(table=table))
    assert refused.value.pgcode == "42501", "insufficient privilege"
