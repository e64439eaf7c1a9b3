"""Two roles that only read: one for backups, one for auditors. They are tried out on a role that the servers have."""

import pytest
from django.conf import settings as fixed
from django.db import connection

from portal.audit.grants import grant_app_role, grant_reading_roles, tables_for_auditors

pytestmark = pytest.mark.django_db
MIGHT = "INSERT, UPDATE, DELETE, TRUNCATE, REFERENCES, TRIGGER"


@pytest.fixture(autouse=True)
def no_role_of_the_server(settings):
    """Only those that a test names; what is granted ends with the transaction of the test."""
    settings.DB_READ_ROLE = settings.DB_AUDIT_ROLE = "nobody_at_all"


ASKED = {
    "r": "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace"
    " AND CASE WHEN relkind = 'r' THEN has_table_privilege(%s, oid, %s) = %s END",
    "S": "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace"
    " AND CASE WHEN relkind = 'S' THEN has_sequence_privilege(%s, oid, %s) = %s END",
}


def relations_where(right: str, *, kind: str = "r", held: bool = True) -> set[str]:
    """Tables, or sequences, on which the role holds ``right``, or does not hold it."""
    with connection.cursor() as cursor:
        cursor.execute(ASKED[kind], [fixed.DB_APP_ROLE, right, held])
        return {name for (name,) in cursor.fetchall()}


def test_the_role_for_backups_reads_everything_and_changes_nothing(settings):
    settings.DB_READ_ROLE = settings.DB_APP_ROLE
    grant_reading_roles()

    assert len(relations_where("SELECT")) > 400
    assert relations_where("SELECT", held=False) == set()
    assert relations_where("SELECT", kind="S", held=False) == set()
    assert relations_where(MIGHT) == set()
    assert relations_where("UPDATE, USAGE", kind="S") == set()


def test_the_role_of_auditors_reads_hashes_and_ledger_alone(settings):
    settings.DB_AUDIT_ROLE = settings.DB_APP_ROLE
    grant_reading_roles()

    assert relations_where("SELECT") == set(tables_for_auditors())
    assert {"audit_auditlink", "payments_posting", "payments_line", "payments_ledgeranchor"} <= relations_where(
        "SELECT"
    )
    assert not {"audit_auditentry", "bidding_bid", "people_user"} & relations_where("SELECT")
    assert relations_where(MIGHT) == set()


def test_where_there_is_no_such_role_nothing_is_granted():
    grant_app_role()
    before = relations_where(MIGHT)
    grant_reading_roles()

    assert before == relations_where(MIGHT) != set()
