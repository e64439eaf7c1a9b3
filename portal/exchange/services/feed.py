"""DO: give the lines of the change feed their places; let old ones go.

Lines are written while other transactions, begun earlier, are still open and may write too. A line gets its place only
when every transaction with a number up to its own has ended (``pg_snapshot_xmin``): what is committed later has a
higher number, so it comes behind. Places are given by one at a time.
"""

from datetime import timedelta

from django.db import connection, transaction

from portal.clock import db_now
from portal.exchange.models import Change
from portal.exchange.queries.feed import is_waiting, last_mark
from portal.exchange.rules.feed import KEPT_DAYS, MOST_AT_ONCE

LOCK = 0x66656564  # "feed"

# Of one thing in one transaction only the last line is told. What carries a number that this cluster has not reached
# was restored from another one: its transaction has ended there.
PLACE = """
WITH settled AS MATERIALIZED (
    SELECT id, xid, stream, company_id, thing, xid > pg_current_xact_id()::text::bigint AS is_restored
    FROM exchange_change
    WHERE place IS NULL
      AND (xid < pg_snapshot_xmin(pg_current_snapshot())::text::bigint OR xid > pg_current_xact_id()::text::bigint)
    ORDER BY xid > pg_current_xact_id()::text::bigint DESC, xid, id LIMIT %(most)s
), repeated AS (
    SELECT id FROM (
        SELECT id, row_number() OVER (PARTITION BY xid, stream, company_id, thing ORDER BY id DESC) AS nth FROM settled
    ) AS each WHERE nth > 1
), dropped AS (
    DELETE FROM exchange_change WHERE id IN (SELECT id FROM repeated)
), numbered AS (
    SELECT id, row_number() OVER (ORDER BY is_restored DESC, xid, id) AS nth
    FROM settled WHERE id NOT IN (SELECT id FROM repeated)
)
UPDATE exchange_change AS line
SET place = (SELECT coalesce(max(place), 0) FROM exchange_change) + numbered.nth
FROM numbered WHERE line.id = numbered.id
"""


def settle_changes() -> int:
    """Give places to what is settled; how many lines got one. Cheap when nothing waits."""
    if not is_waiting():
        return 0
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])  # the next statement sees what the one before gave
        cursor.execute(PLACE, {"most": MOST_AT_ONCE})
        return cursor.rowcount


@transaction.atomic
def forget_old_changes() -> int:
    """Lines beyond their time go; the last one stays, so that places go on counting."""
    before = db_now() - timedelta(days=KEPT_DAYS)
    count, _each = Change.objects.filter(place__lt=last_mark().place, at__lt=before).delete()
    return count
