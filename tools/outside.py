"""Before anything else is tried: do the servers that the environment names answer, and do their roles fit together?"""

import contextlib
import os
import sys

from portal.environment import check_database_address

LEAST_VERSION = 15
WHO = """
    SELECT current_user::text, EXISTS (SELECT FROM pg_roles WHERE rolname = %s AND pg_has_role(oid, 'USAGE'))
"""


def check_outside_servers() -> None:
    """A wrong DATABASE_URL, DATABASE_OWNER_URL or REDIS_URL ends the start in one line that names it."""
    if os.environ.get("DATABASE_URL"):
        serving, is_served = role_of("DATABASE_URL")
        if os.environ.get("DATABASE_OWNER_URL"):
            owner, _ = role_of("DATABASE_OWNER_URL")
            if serving != owner and not is_served:
                sys.exit(
                    f"DATABASE_URL names the role {serving}, but migrations would give its rights to {app_role()}: "
                    f"set DB_APP_ROLE={serving}."
                )
    if url := os.environ.get("REDIS_URL"):
        import redis

        try:
            redis.Redis.from_url(url, socket_connect_timeout=5, socket_timeout=5).ping()
        except (redis.RedisError, ValueError) as trouble:
            sys.exit(f"REDIS_URL does not work: {' '.join(str(trouble).split())}")


def app_role() -> str:
    """The role that migrations give the rights of the portal that serves."""
    return os.environ.get("DB_APP_ROLE") or "twp_app"


def role_of(name: str) -> tuple[str, bool]:
    """Who the database takes us for at the address ``name``, and whether that is, or may act as, the app's role."""
    import psycopg2

    check_database_address(name)
    try:
        with contextlib.closing(psycopg2.connect(os.environ[name], connect_timeout=5)) as connection:
            version = connection.server_version // 10000
            with connection.cursor() as cursor:
                cursor.execute(WHO, [app_role()])
                [(role, serves)] = cursor.fetchall()
    except psycopg2.ProgrammingError:  # its words would show the address, and so the password
        sys.exit(f"{name} does not work: the part after the question mark is not known to PostgreSQL.")
    except psycopg2.Error as trouble:
        sys.exit(f"{name} does not work: {' '.join(str(trouble).split())}")
    if version < LEAST_VERSION:
        sys.exit(f"{name} names PostgreSQL {version}; {LEAST_VERSION} or newer is needed.")
    return role, serves
