"""Frequencies and words of the search: changes since the latest fold are folded in; what has expired leaves."""

from django.db import connection, transaction

from catalog.models import ExchangeRate, Product, ProductSearch
from catalog.services.search import index_products
from catalog.states import Currency
from portal.clock import today
from portal.outbox.services import once

ALONE = "SELECT pg_try_advisory_xact_lock(hashtext('catalog.fold_search_counts'))"
FOLD_FREQUENCIES = """
WITH gone AS (DELETE FROM catalog_searchfrequencychange RETURNING gram, change),
sums AS (SELECT gram, sum(change)::int AS change FROM gone GROUP BY gram HAVING sum(change) <> 0)
INSERT INTO catalog_searchfrequency AS kept (gram, rows) SELECT gram, change FROM sums ORDER BY gram
ON CONFLICT (gram) DO UPDATE SET rows = kept.rows + excluded.rows
"""
FOLD_WORDS = """
WITH gone AS (DELETE FROM catalog_searchwordchange RETURNING word, change),
sums AS (SELECT word, sum(change)::int AS change FROM gone GROUP BY word HAVING sum(change) <> 0)
INSERT INTO catalog_searchword AS kept (word, letters, rows)
SELECT word, normalize(word, NFD), change FROM sums ORDER BY word
ON CONFLICT (word) DO UPDATE SET rows = kept.rows + excluded.rows
"""
AFTERWARDS = (
    "SELECT catalog_search_settle()",
    "DELETE FROM catalog_searchfrequency WHERE rows = 0",
    "DELETE FROM catalog_searchword WHERE rows = 0",
)


@transaction.atomic
def fold_search_counts() -> bool:
    """Fold the changes of frequencies and words into their tables; says whether there were any.

    Readers add both, in one statement: the sums are the same before, during and after.
    """
    with connection.cursor() as cursor:
        cursor.execute(ALONE)
        if not cursor.fetchone()[0]:
            return False
        folded = 0
        for statement in (FOLD_FREQUENCIES, FOLD_WORDS):
            cursor.execute(statement)
            folded += cursor.rowcount
        if folded:
            for statement in AFTERWARDS:
                cursor.execute(statement)
    return bool(folded)


def refresh_search_rows() -> int:
    """Bring rows up to date that time has overtaken: a price whose last day has passed, a newly booked exchange rate,
    rows from before an upgrade. Returns how many products were looked at."""
    ended = ProductSearch.objects.filter(price_seen__gt=0, price_until__lt=today())
    outdated = ProductSearch.objects.filter(version=None)
    count = 0
    for rows in (ended, outdated):
        if ids := list(rows.values_list("pk", flat=True)[:20_000]):
            count += index_products(Product.objects.filter(pk__in=ids))
    return count + _reprice()


@transaction.atomic
def _reprice() -> int:
    latest = ExchangeRate.objects.order_by("-id").values_list("id", flat=True).first()
    if latest is None or not once("catalog.search_rates", str(latest)):
        return 0
    return index_products(Product.objects.exclude(currency=Currency.KRW).filter(search__isnull=False))
