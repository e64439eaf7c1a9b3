"""Rows that another program sends: checked and taken over at once, as a list of their own."""

from collections.abc import Mapping, Sequence

from django.db import transaction

from catalog import policies
from catalog.models import BulkJob
from catalog.queries.bulk import verdict_counts
from catalog.rules.columns import ATTRIBUTE, CLASS, SKU
from catalog.rules.sheets import Line
from catalog.services.bulk_applying import apply_chunk
from catalog.services.bulk_checking import Checker
from catalog.services.bulk_jobs import hand_over
from portal.audit.services import move, record
from portal.clock import db_now
from portal.numbers import next_number
from portal.people.models import Company, User
from portal.policy import require


@transaction.atomic
def take_rows(company: Company, rows: Sequence[Mapping[str, str]], *, by: User, dry_run: bool = False) -> BulkJob:
    """Check the rows (cells by our columns, attributes as ``attr:code``) and take over those without a fault.

    All in one transaction; a dry run keeps the verdicts alone. The rows of the job say what became of each.
    """
    require(policies.may_list(by, company))
    header = [SKU, CLASS, *sorted({column for row in rows for column in row} - {SKU, CLASS})]
    job = BulkJob.objects.create(
        number=next_number("BLK"),
        company=company,
        name="API",
        shape={"kind": "rows"},
        header=[_named(column) for column in header],
        mapping=header,
        total=len(rows),
        created_by=by,
    )
    record(job, "uploaded", by=by, payload={"rows": len(rows)})
    hand_over(job, "check", by=by)
    lines = [Line(number, [row.get(column, "") for column in header]) for number, row in enumerate(rows, start=1)]
    job.checked = Checker(job).check(lines)
    counts = verdict_counts(job)
    move(job, "finish_check", by=None, payload=counts, counts=counts, checked=job.checked, checked_at=db_now())
    if dry_run:
        move(job, "cancel", by=by, finished_at=db_now())
        return job
    hand_over(job, "apply", by=by)
    apply_chunk(job, by=by, most=len(rows) + 1)
    counts = verdict_counts(job)
    move(job, "finish", by=None, payload=job.done, counts=counts, finished_at=db_now())
    return job


def _named(column: str) -> str:
    """As the caller named it."""
    return (
        column.replace(ATTRIBUTE, "attributes.")
        if column.startswith(ATTRIBUTE)
        else column.replace(CLASS, "class_code")
    )
