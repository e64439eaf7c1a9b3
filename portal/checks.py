"""What a production portal must not run on: a database role that may change tables (decision 2).

Checked by ``manage.py check`` and so by every command and by the worker at its start; ``/readyz`` asks it too, so a web
process with the owner's password is given no work.
"""

import sys
from typing import Any

from django.conf import settings
from django.core import checks
from django.db import DatabaseError, connection

from portal.start import running_owner_command

# A superuser, a member of the owner's role, and whoever may create tables beside ours.
POWERS = """
    SELECT current_user, has_schema_privilege('public', 'CREATE'), EXISTS (
        SELECT FROM pg_class
        WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p') AND pg_has_role(relowner, 'MEMBER')
    )
"""


def too_mighty_role() -> str:
    """The name of the database role in use if it may create tables in ``public`` or owns some; else empty."""
    with connection.cursor() as cursor:
        cursor.execute(POWERS)
        role, may_create, owns = cursor.fetchone()
    return role if may_create or owns else ""


def runs_in_production() -> bool:
    """Whether this process serves in production; migrations are the owner's work."""
    return settings.PRODUCTION and not running_owner_command(sys.argv)


@checks.register(checks.Tags.security)
def check_database_role(**_given: Any) -> list[checks.CheckMessage]:
    """An error where the app would run with the owner's rights; without a database there is nothing to see yet."""
    if not runs_in_production():
        return []
    try:
        role = too_mighty_role()
    except DatabaseError as error:
        return [checks.Info(f"The database could not be asked for its role: {type(error).__name__}", id="portal.I001")]
    if not role:
        return []
    return [
        checks.Error(
            f"The portal runs as the database role {role}, which may change tables and so rewrite history.",
            hint="Let DATABASE_URL name a role that owns no tables (DB_APP_ROLE), and DATABASE_OWNER_URL the owner. If "
            "only CREATE is too much: REVOKE CREATE ON SCHEMA public FROM PUBLIC.",
            id="portal.E001",
        )
    ]
