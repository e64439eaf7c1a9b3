"""Tenders are told in the change feed: to everybody once they are public, to the invited ones until then."""

# ruff: noqa: S608 (only names of our own columns are put in)
from django.db import migrations

from portal.exchange.operations import TellChanges

LINE = "INSERT INTO exchange_change (stream, company_id, kind, thing, number)"


def outside(row: str) -> str:
    """The state as people outside are told it: the steps of the evaluation are one."""
    return (
        f"CASE WHEN {row}.state IN ('examining', 'opened', 'explanation', 'evaluated', 'award_proposed')"
        f" THEN 'evaluation' ELSE {row}.state END"
    )


def seen(row: str) -> str:
    """What is read of a published tender from outside. Lines and documents change with the version of the notice."""
    columns = (
        "title_ko", "title_en", "description", "kind", "method", "by_unit_price", "min_level", "min_esg_score",
        "delivery_place", "delivery_on", "failure_conditions", "notice_version", "seal", "reach", "region",
        "questions_until", "opens_at", "closes_at", "published_at", "ended_at", "end_reason",
    )  # fmt: skip
    return ", ".join([outside(row), *(f"{row}.{column}" for column in columns)])


def told(row: str) -> str:
    return f"({row}.published_at IS NOT NULL)"


def to_all(row: str) -> str:
    return f"({told(row)} AND ({row}.reach <> 'invited' OR {row}.ended_at IS NOT NULL))"


def to_invited(row: str) -> str:
    return f"({told(row)} AND NOT {to_all(row)})"


DIFFERS = f"(({seen('n')}) IS DISTINCT FROM ({seen('o')}))"
ADDED = f"""
{LINE}
SELECT 'tenders', NULL, 'changed', n.uid, n.number FROM new_rows n WHERE {to_all("n")} ORDER BY n.id;
"""
# What was public and no longer is comes first: who is invited reads it again after that.
CHANGED = f"""
{LINE}
SELECT 'tenders', NULL, CASE WHEN {to_all("n")} THEN 'changed' ELSE 'gone' END, n.uid, n.number
FROM new_rows n JOIN old_rows o USING (id)
WHERE ({to_all("n")} OR {to_all("o")}) AND {DIFFERS}
ORDER BY n.id;
{LINE}
SELECT 'tenders', i.company_id, CASE WHEN {told("n")} THEN 'changed' ELSE 'gone' END, n.uid, n.number
FROM new_rows n JOIN old_rows o USING (id) JOIN bidding_invitation i ON i.tender_id = n.id
WHERE ({to_invited("n")} OR ({to_invited("o")} AND NOT {told("n")})) AND {DIFFERS}
ORDER BY n.id, i.id;
"""
REMOVED = f"""
{LINE}
SELECT 'tenders', NULL, 'gone', o.uid, o.number FROM old_rows o WHERE {to_all("o")} ORDER BY o.id;
"""
INVITED = f"""
{LINE}
SELECT 'tenders', n.company_id, 'changed', t.uid, t.number
FROM new_rows n JOIN bidding_tender t ON t.id = n.tender_id
WHERE {to_invited("t")} ORDER BY n.id;
"""
UNINVITED = f"""
{LINE}
SELECT 'tenders', o.company_id, 'gone', t.uid, t.number
FROM old_rows o JOIN bidding_tender t ON t.id = o.tender_id
WHERE {to_invited("t")} ORDER BY o.id;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("bidding", "0027_points_of_band_a"),
        ("exchange", "0001_feed"),
    ]

    operations = [
        TellChanges("bidding_tender", {"INSERT": ADDED, "UPDATE": CHANGED, "DELETE": REMOVED}),
        TellChanges("bidding_invitation", {"INSERT": INVITED, "DELETE": UNINVITED}),
    ]
