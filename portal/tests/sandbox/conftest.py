"""A real sandbox: a database of its own, marked, with its own clock, and the people who play in it."""

from collections.abc import Iterator

import pytest
from django.conf import settings
from django.db import connection, connections
from django.test.utils import override_settings

from portal.sandbox.ground import lay_ground, refuse_wrong_database
from portal.sandbox.services import lay_grounds
from portal.tests.ground import let_go
from portal.tests.kept import SHELF

OTHERS = """
SELECT pg_terminate_backend(pid) FROM pg_stat_activity
WHERE datname = %s AND usename = current_user AND pid <> pg_backend_pid()
"""  # a vacuum, which is nobody's, makes room for what follows by itself; to end one by hand takes a superuser


def only_here(cursor, name: str) -> None:
    """End what a thread of a test may have left open in database ``name``."""
    cursor.execute(OTHERS, [name])


def drop(cursor, name: str) -> None:
    """Without ``FORCE``, which refuses where a vacuum is at work."""
    only_here(cursor, name)
    cursor.execute(f"DROP DATABASE IF EXISTS {name}")


@pytest.fixture(scope="module")
def sandbox(django_db_setup, django_db_blocker) -> Iterator[None]:
    """For the tests of one module, which follow one another in it: its clock only goes forward."""
    with django_db_blocker.unblock():
        if not connection.settings_dict["NAME"].startswith("test_"):  # no other test of this session asked for it
            connection.creation.create_test_db(verbosity=0, autoclobber=True, keepdb=True)
        kept = connection.settings_dict["NAME"], dict(connection.settings_dict["OPTIONS"])
        name = f"{kept[0]}_sandbox"
        SHELF.close()
        let_go()
        connections.close_all()
        with connection._nodb_cursor() as cursor:
            drop(cursor, name)
            only_here(cursor, kept[0])
            cursor.execute(f"CREATE DATABASE {name} TEMPLATE {kept[0]}")
        connection.settings_dict["NAME"] = name
        connection.settings_dict["OPTIONS"]["options"] += " -c search_path=public,pg_catalog"
        header = "portal.sandbox.middleware.SandboxHeader"
        try:
            with override_settings(SANDBOX=True, MIDDLEWARE=[header, *settings.MIDDLEWARE]):
                refuse_wrong_database()
                lay_ground()
                lay_grounds(lambda said: None, demonstrated=["people"])
                yield
        finally:
            SHELF.close()
            let_go()
            connections.close_all()
            connection.settings_dict["NAME"], connection.settings_dict["OPTIONS"] = kept
            with connection._nodb_cursor() as cursor:
                drop(cursor, name)
