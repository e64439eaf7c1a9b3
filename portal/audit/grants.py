"""Rights of the app role: write rows, never change tables, never rewrite history. Two more roles may only read.

Source: security 6.1, 6.2.
"""

from django.apps import apps
from django.conf import settings
from django.db import connections


def append_only_tables() -> list[str]:
    """Tables of all models marked ``append_only``."""
    return sorted(model._meta.db_table for model in apps.get_models() if getattr(model, "append_only", False))


def tables_kept_by_database() -> list[str]:
    """Tables that triggers alone write: models marked ``kept_by_database``."""
    return sorted(model._meta.db_table for model in apps.get_models() if getattr(model, "kept_by_database", False))


def tables_for_auditors() -> list[str]:
    """What an auditor may read with a tool of his own: models marked ``auditors_read``.

    Of the trail the links with their hashes, and not the entries: they would tell before the opening who bids.
    """
    return sorted(model._meta.db_table for model in apps.get_models() if getattr(model, "auditors_read", False))


def _exists(cursor, role: str) -> bool:
    cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s AND rolname <> current_user", [role])
    return cursor.fetchone() is not None


def grant_app_role(*, using="default", **_signal) -> None:
    """Grant row rights on everything to the app role and take UPDATE, DELETE, TRUNCATE on append-only tables away.

    Does nothing where the role does not exist (one single database role: the triggers still hold).
    """
    connection = connections[using]
    role = connection.ops.quote_name(settings.DB_APP_ROLE)
    with connection.cursor() as cursor:
        if not _exists(cursor, settings.DB_APP_ROLE):
            return
        cursor.execute(f"GRANT USAGE ON SCHEMA public TO {role}")
        cursor.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {role}")
        cursor.execute(f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {role}")
        existing = set(connection.introspection.table_names(cursor))
        for table in append_only_tables():
            if table in existing:
                cursor.execute(f"REVOKE UPDATE, DELETE, TRUNCATE ON {connection.ops.quote_name(table)} FROM {role}")
        for table in {"audit_auditlink", "django_migrations", *tables_kept_by_database()} & existing:
            cursor.execute(f"REVOKE INSERT, UPDATE, DELETE ON {connection.ops.quote_name(table)} FROM {role}")


def grant_reading_roles(*, using="default", **_signal) -> None:
    """Let the role for backups read every table and the auditors' role those marked for it: that, and nothing else.

    Each is there only if the operator has made it.
    """
    connection = connections[using]
    quote = connection.ops.quote_name
    everything = ["ALL TABLES IN SCHEMA public", "ALL SEQUENCES IN SCHEMA public"]
    with connection.cursor() as cursor:
        existing = set(connection.introspection.table_names(cursor))
        marked = [f"TABLE {quote(table)}" for table in tables_for_auditors() if table in existing]
        for name, readable in ((settings.DB_READ_ROLE, everything), (settings.DB_AUDIT_ROLE, marked)):
            if not _exists(cursor, name):
                continue
            role = quote(name)
            for kind in everything:
                cursor.execute(f"REVOKE ALL ON {kind} FROM {role}")
            cursor.execute(f"GRANT USAGE ON SCHEMA public TO {role}")
            for kind in readable:
                cursor.execute(f"GRANT SELECT ON {kind} TO {role}")
