"""Rights of the app role: write rows, never change tables, never rewrite history. Source: security 6.1, 6.2."""

from django.apps import apps
from django.conf import settings
from django.db import connections


def append_only_tables() -> list[str]:
    """Tables of all models marked ``append_only``."""
    return sorted(model._meta.db_table for model in apps.get_models() if getattr(model, "append_only", False))


def tables_kept_by_database() -> list[str]:
    """Tables that triggers alone write: models marked ``kept_by_database``."""
    return sorted(model._meta.db_table for model in apps.get_models() if getattr(model, "kept_by_database", False))


def grant_app_role(*, using="default", **_signal) -> None:
    """Grant row rights on everything to the app role and take UPDATE, DELETE, TRUNCATE on append-only tables away.

    Does nothing where the role does not exist (one single database role: the triggers still hold).
    """
    connection = connections[using]
    role = connection.ops.quote_name(settings.DB_APP_ROLE)
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s AND rolname <> current_user", [settings.DB_APP_ROLE])
        if not cursor.fetchone():
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
