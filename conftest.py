"""What every test has: templates in which an unknown variable is an error, and quick time limits."""

import gc
import os
from pathlib import Path

import pytest
from django.db import connection, connections
from django.db.backends.signals import connection_created
from django.template import base as template_base

from portal.tests.ground import keep_what_is_made
from portal.tests.kept import SHELF, changes_what_is_made, keep_worlds
from portal.tests.locks import refuse_locks_of_the_owner

OURS = str(Path(__file__).resolve().parent / "templates")
FORGIVING = {"default", "default_if_none", "yesno", "length", "join"}


@pytest.fixture(scope="session", autouse=True)
def unknown_template_variables_fail():
    """In our own templates ``{{ unknown }}`` raises instead of showing nothing; ``{% if unknown %}`` stays allowed."""
    resolve_variable, resolve_expression = template_base.Variable.resolve, template_base.FilterExpression.resolve
    missing: list[str] = []

    def note_missing(variable, context):
        try:
            return resolve_variable(variable, context)
        except template_base.VariableDoesNotExist:
            missing.append(variable.var)
            raise

    def refuse_missing(expression, context, ignore_failures=False):
        before = len(missing)
        value = resolve_expression(expression, context, ignore_failures)
        found = missing[before:]
        del missing[before:]
        if found and not ignore_failures and not forgives(expression):
            template = getattr(context.render_context, "template", None)
            origin = str(getattr(template, "origin", ""))
            if origin.startswith(OURS):
                raise AssertionError(f"unknown template variable {found} in {origin.removeprefix(OURS)}")
        return value

    def forgives(expression) -> bool:
        return any(getattr(function, "__name__", "") in FORGIVING for function, _args in expression.filters)

    template_base.Variable.resolve = note_missing
    template_base.FilterExpression.resolve = refuse_missing
    yield
    template_base.Variable.resolve, template_base.FilterExpression.resolve = resolve_variable, resolve_expression


@pytest.fixture(scope="session", autouse=True)
def locks_are_those_of_web_and_worker():
    """Tests own the tables; the roles that serve do not."""
    connection_created.connect(refuse_locks_of_the_owner)
    yield
    connection_created.disconnect(refuse_locks_of_the_owner)


@pytest.hookimpl(trylast=True)
def pytest_collection_finish(session):
    """What has been loaded by now stays: the collector need not look through it again and again.

    Looking for doctests loads the entrance of the web process, which sets its short limits: the workers that tests
    begin have none.
    """
    os.environ.pop("DB_STATEMENT_TIMEOUT_MS", None)
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 50, 100)


def pytest_runtest_setup(item):
    """Worlds are kept where no fixture changes what a factory makes."""
    SHELF.allowed = not (hasattr(item, "_fixtureinfo") and changes_what_is_made(item))


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """A database whose rows come back after each test that commits.

    A thread of the test server may still hold a connection when the database is dropped: it is ended before.
    """
    with django_db_blocker.unblock():
        keep_what_is_made()
    keep_worlds()
    yield
    with django_db_blocker.unblock():
        SHELF.close()
        connections.close_all()  # of those from before the browser, whose loop hides them, a sandbox may have ended one
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND usename = current_user AND pid <> pg_backend_pid()"
        )
