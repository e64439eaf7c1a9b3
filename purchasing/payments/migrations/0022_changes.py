"""Receivables are told in the change feed: to who gave one and to who holds it, each what it may know."""

# ruff: noqa: S608 (only names of our own columns are put in)
from django.db import migrations

from portal.exchange.operations import TellChanges

LINE = "INSERT INTO exchange_change (stream, company_id, kind, thing, number)"
SHARED = (
    "{row}.state, {row}.tier, {row}.issuer_id, {row}.holder_id, {row}.obligation_id, {row}.face, {row}.fee,"
    " {row}.issued_on, {row}.matures_on, {row}.maturity_mode, {row}.settled_on"
)
USED = "{row}.assigned, {row}.drawn, {row}.held"  # the holder's own business


def differs(columns: str) -> str:
    return f"(({columns.format(row='n')}) IS DISTINCT FROM ({columns.format(row='o')}))"


# A draft is the giver's own.
ADDED = f"""
{LINE}
SELECT 'receivables', company, 'changed', n.uid, n.number
FROM new_rows n, LATERAL (VALUES (n.issuer_id), (CASE WHEN n.state <> 'draft' THEN n.holder_id END)) AS told (company)
WHERE company IS NOT NULL ORDER BY n.id;
"""
CHANGED = f"""
{LINE}
SELECT 'receivables', n.issuer_id, 'changed', n.uid, n.number
FROM new_rows n JOIN old_rows o USING (id) WHERE {differs(SHARED)} ORDER BY n.id;
{LINE}
SELECT 'receivables', n.holder_id, 'changed', n.uid, n.number
FROM new_rows n JOIN old_rows o USING (id)
WHERE n.state <> 'draft' AND ({differs(SHARED)} OR {differs(USED)}) ORDER BY n.id;
{LINE}
SELECT 'receivables', o.holder_id, 'gone', n.uid, n.number
FROM new_rows n JOIN old_rows o USING (id)
WHERE o.state <> 'draft' AND (n.holder_id <> o.holder_id OR n.state = 'draft') ORDER BY n.id;
"""
REMOVED = f"""
{LINE}
SELECT 'receivables', company, 'gone', o.uid, o.number
FROM old_rows o, LATERAL (VALUES (o.issuer_id), (CASE WHEN o.state <> 'draft' THEN o.holder_id END)) AS told (company)
WHERE company IS NOT NULL ORDER BY o.id;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("payments", "0021_refunds_found"),
        ("exchange", "0001_feed"),
    ]

    operations = [TellChanges("payments_receivable", {"INSERT": ADDED, "UPDATE": CHANGED, "DELETE": REMOVED})]
