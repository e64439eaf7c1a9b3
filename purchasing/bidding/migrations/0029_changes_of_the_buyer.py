"""Tenders for invited suppliers are told in the change feed to the buyer's own programs, too: they read every notice."""

# ruff: noqa: S608 (only names of our own columns are put in)
from importlib import import_module

from django.db import migrations

from portal.exchange.operations import TellAnew

before = import_module("purchasing.bidding.migrations.0028_changes")
BUYER = "JOIN people_company c ON c.is_buyer"
ADDED = f"""{before.ADDED}
{before.LINE}
SELECT 'tenders', c.id, 'changed', n.uid, n.number
FROM new_rows n {BUYER} WHERE {before.to_invited("n")} ORDER BY n.id, c.id;
"""
# After what is told to all: where that is "gone", the buyer reads it again.
CHANGED = f"""{before.CHANGED}
{before.LINE}
SELECT 'tenders', c.id, CASE WHEN {before.told("n")} THEN 'changed' ELSE 'gone' END, n.uid, n.number
FROM new_rows n JOIN old_rows o USING (id) {BUYER}
WHERE ({before.to_invited("n")} OR ({before.to_invited("o")} AND NOT {before.told("n")})) AND {before.DIFFERS}
ORDER BY n.id, c.id;
"""
REMOVED = f"""{before.REMOVED}
{before.LINE}
SELECT 'tenders', c.id, 'gone', o.uid, o.number
FROM old_rows o {BUYER} WHERE {before.to_invited("o")} ORDER BY o.id, c.id;
"""


class Migration(migrations.Migration):
    dependencies = [("bidding", "0028_changes")]

    operations = [
        TellAnew(
            "bidding_tender",
            {"INSERT": ADDED, "UPDATE": CHANGED, "DELETE": REMOVED},
            {"INSERT": before.ADDED, "UPDATE": before.CHANGED, "DELETE": before.REMOVED},
        )
    ]
