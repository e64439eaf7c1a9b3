"""The system check tells a bound role from a mighty one: rights are asked of the database, not of the settings."""

import psycopg2
import pytest
from django.conf import settings
from django.db import connection

from portal import checks

pytestmark = pytest.mark.django_db


@pytest.fixture
def faults(as_app_role, settings, monkeypatch):
    """``faults()``: what the check says when the app role serves in production."""
    settings.PRODUCTION = True
    monkeypatch.setattr(checks, "running_owner_command", lambda _argv: False)
    monkeypatch.setattr(checks, "connection", as_app_role)
    return lambda: [fault.id for fault in checks.check_database_role()]


@pytest.fixture
def owner():
    """``owner(sql)`` by a connection of the owner's that commits at once."""
    facts = connection.settings_dict
    link = psycopg2.connect(
        dbname=facts["NAME"], user=facts["USER"], password=facts["PASSWORD"], host=facts["HOST"], port=facts["PORT"]
    )
    link.autocommit = True
    yield link.cursor().execute
    link.close()


def test_the_app_role_passes(faults):
    assert faults() == []


def test_a_role_that_may_create_or_owns_a_table_does_not(faults, owner, as_app_role):
    role = connection.ops.quote_name(settings.DB_APP_ROLE)
    owner(f"GRANT CREATE ON SCHEMA public TO {role}")
    try:
        assert faults() == ["portal.E001"]
        as_app_role.cursor().execute("CREATE TABLE mine ()")
    finally:
        owner(f"REVOKE CREATE ON SCHEMA public FROM {role}")
    try:
        assert faults() == ["portal.E001"]
    finally:
        as_app_role.cursor().execute("DROP TABLE mine")
    assert faults() == []


def test_without_a_database_that_is_said_and_the_worker_starts(faults, monkeypatch):
    monkeypatch.setitem(connection.settings_dict, "HOST", "127.0.0.1")
    monkeypatch.setitem(connection.settings_dict, "PORT", "1")
    away = connection.copy()
    monkeypatch.setattr(checks, "connection", away)
    assert faults() == ["portal.I001"]
