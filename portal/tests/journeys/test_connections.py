"""Playwright's loop hides the connection that a process had before: nothing may be left open there."""

import pytest
from django.db import connection

from portal.tests.factories import supplier

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


def test_no_world_of_a_test_before_locks_what_a_journey_writes(visitor):
    visitor(supplier("SA"))
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT query FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
            " AND state LIKE 'idle in transaction%'"
        )
        assert cursor.fetchall() == []
