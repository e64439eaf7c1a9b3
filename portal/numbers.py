"""Document numbers that people quote: ``TND-2026-000123``."""

from django.db import connection

from portal.clock import SEOUL, db_now


def next_number(prefix: str) -> str:
    """The next number of ``prefix``: year in Korea and a counter with gaps, never used twice. Source: domain CNV-10.

    Its counter is made by the migration operation ``NumberSequence(prefix)``.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval(%s)", [f"number_{prefix.lower()}"])
        count = cursor.fetchone()[0]
    return f"{prefix}-{db_now().astimezone(SEOUL).year}-{count:06d}"
