"""Products are told in the change feed: what everybody reads of them to everybody, a price to those who may read it."""

# ruff: noqa: S608 (only names of our own columns are put in)
from django.db import migrations

from portal.exchange.operations import TellChanges

LINE = "INSERT INTO exchange_change (stream, company_id, kind, thing, number)"
# What everybody reads of a product. Its contents change by another current version.
SEEN = (
    "{row}.state, {row}.current_id, {row}.moq, {row}.order_multiple, {row}.uom, {row}.lead_time_days,"
    " {row}.price_visibility, {row}.published_at"
)
# ``edits`` also counts changes of the price breaks.
PRICE = "{row}.price, {row}.currency, {row}.price_valid_until, {row}.edits"


def differs(columns: str) -> str:
    return f"({columns.format(row='n')}) IS DISTINCT FROM ({columns.format(row='o')})"


ADDED = f"""
{LINE}
SELECT 'catalogue', NULL, 'changed', n.uid, n.number
FROM new_rows n JOIN people_company c ON c.id = n.company_id AND c.state = 'active'
WHERE n.state = 'published' ORDER BY n.id;
"""
CHANGED = f"""
{LINE}
SELECT 'catalogue', NULL, CASE n.state WHEN 'published' THEN 'changed' ELSE 'gone' END, n.uid, n.number
FROM new_rows n JOIN old_rows o USING (id) JOIN people_company c ON c.id = n.company_id AND c.state = 'active'
WHERE (n.state = 'published' OR o.state = 'published')
  AND ({differs(SEEN)} OR (n.price_visibility = 'public' AND {differs(PRICE)}))
ORDER BY n.id;
{LINE}
SELECT 'catalogue', reader.id, 'changed', n.uid, n.number
FROM new_rows n JOIN old_rows o USING (id) JOIN people_company c ON c.id = n.company_id AND c.state = 'active'
JOIN people_company reader ON reader.id = n.company_id OR (n.price_visibility = 'registered' AND reader.is_buyer)
WHERE n.state = 'published' AND n.price_visibility <> 'public' AND {differs(PRICE)} AND NOT {differs(SEEN)}
ORDER BY n.id, reader.id;
"""
REMOVED = f"""
{LINE}
SELECT 'catalogue', NULL, 'gone', o.uid, o.number
FROM old_rows o JOIN people_company c ON c.id = o.company_id AND c.state = 'active'
WHERE o.state = 'published' ORDER BY o.id;
"""
COMPANY = f"""
{LINE}
SELECT 'catalogue', NULL, CASE n.state WHEN 'active' THEN 'changed' ELSE 'gone' END, p.uid, p.number
FROM new_rows n JOIN old_rows o USING (id) JOIN catalog_product p ON p.company_id = n.id AND p.state = 'published'
WHERE (n.state = 'active') <> (o.state = 'active')
ORDER BY p.id;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("catalog", "0023_tender_alerts"),
        ("exchange", "0001_feed"),
    ]

    operations = [
        TellChanges("catalog_product", {"INSERT": ADDED, "UPDATE": CHANGED, "DELETE": REMOVED}),
        TellChanges("people_company", {"UPDATE": COMPANY}),
    ]
