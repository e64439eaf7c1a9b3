"""A table that a command reads, brought in as a list like any other: the same file, checks, states and trail."""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from django.core.files.base import ContentFile
from django.utils.translation import get_language

from catalog.drawings import SHAPES, schematic
from catalog.models import BulkJob, ReviewBatch
from catalog.queries.bulk import pictures_named, rows_in_trouble
from catalog.rules.columns import ATTRIBUTE, CLASS, PICTURE, SKU
from catalog.rules.sheet_cells import harmless
from catalog.services.bulk_batches import look_at_item, publish_batch, run_batch, submit_batch, take_up_batch
from catalog.services.bulk_jobs import apply_list, assign_columns, cancel_list, run_list, upload_list
from catalog.states import EDITABLE, BatchState, BulkState, FileRole
from portal.errors import RuleBroken
from portal.files.services import store_upload
from portal.people.models import Company, User


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong in one row."""

    line: int
    sku: str
    field: str
    message: str


@dataclass(frozen=True, slots=True)
class TableRow:
    """One product as a table states it: cells by our columns, and the shape of its drawing."""

    line: int
    cells: Mapping[str, str]
    shape: str = ""


@dataclass(slots=True)
class Report:
    """What an import did."""

    added: int = 0
    changed: int = 0
    unchanged: int = 0
    published: int = 0
    faults: list[Fault] = field(default_factory=list)


def import_table(
    rows: Sequence[TableRow],
    *,
    company: Company,
    by: User,
    name: str,
    defaults: Mapping[str, str] | None = None,
    dry_run: bool = False,
    reviewer: User | None = None,
) -> Report:
    """Send the rows in as a list and, unless it is a dry run, take them over; ``reviewer`` publishes what is complete.

    Rows with faults are told by the line of the table and left out.
    """
    if not rows:
        return Report()
    columns = [SKU, CLASS, *_others(rows)]
    pictures = {row.shape: _drawing(row.shape, company=company, by=by) for row in rows if row.shape in SHAPES}
    table = [[*_cells(row, columns), pictures.get(row.shape, "")] for row in rows]
    content = _as_csv([[*columns, PICTURE], *table])
    terms = {**(defaults or {}), "picture_role": FileRole.DRAWING.value}
    job = upload_list(company, ContentFile(content, name=f"{name}.csv"), by=by, defaults=terms)
    if job.state == BulkState.UPLOADED:
        job = assign_columns(job, [*columns, PICTURE], by=by)
    lines = [row.line for row in rows]
    _run(job)
    if dry_run:
        report = _report(job, lines, job.counts)
        cancel_list(job, by=by)
        return report
    apply_list(job, by=by)
    _run(job)
    if job.state != BulkState.DONE:
        raise RuleBroken(job.failure)
    report = _report(job, lines, job.done)
    if reviewer is not None and job.rows.filter(applied=True, version__state__in=EDITABLE).exists():
        _publish(job, lines, report, by=by, reviewer=reviewer)
    return report


def _others(rows: Iterable[TableRow]) -> list[str]:
    return sorted({column for row in rows for column in row.cells} - {SKU, CLASS, PICTURE})


def _cells(row: TableRow, columns: Sequence[str]) -> list[str]:
    return [row.cells.get(column, "") for column in columns]


def _as_csv(table: Sequence[Sequence[str]]) -> bytes:
    out = io.StringIO()
    headings = [f"{code}:" if (code := column.removeprefix(ATTRIBUTE)) != column else column for column in table[0]]
    writer = csv.writer(out)
    writer.writerow(headings)
    writer.writerows([harmless(cell) for cell in row] for row in table[1:])
    return out.getvalue().encode()


def _drawing(shape: str, *, company: Company, by: User) -> str:
    """The schematic drawing of a shape: one file of the company for all parts of it."""
    name = f"schematic-{shape}.png"
    if not pictures_named(company, [name]):
        store_upload(ContentFile(schematic(shape), name=name), company=company, by=by)
    return name


def _run(job: BulkJob) -> None:
    while run_list(job.pk):
        continue
    job.refresh_from_db()
    if job.state == BulkState.FAILED:
        raise RuleBroken(job.failure)


def _report(job: BulkJob, lines: Sequence[int], done: Mapping[str, int]) -> Report:
    """The figures of the list; faults with the lines of the table that the command was given."""
    place = 1 if (get_language() or "ko").startswith("ko") else 2
    report = Report(
        added=done.get("new", 0),
        changed=done.get("changed", 0) + done.get("supply", 0),
        unchanged=job.counts.get("unchanged", 0),
    )
    for row in rows_in_trouble(job).iterator():
        for at, *words in row.faults:
            column = job.header[at].rstrip(":") if 0 <= at < len(job.header) else ""
            report.faults.append(Fault(_line(row.line, lines), row.sku, column, words[place - 1]))
    return report


def _line(number: int, lines: Sequence[int]) -> int:
    """Row ``number`` of the list (its headings are row 1) is which line of the table."""
    return lines[number - 2] if 2 <= number < len(lines) + 2 else number


def _publish(job: BulkJob, lines: Sequence[int], report: Report, *, by: User, reviewer: User) -> None:
    """Sent in as one batch; who runs the command in the reviewer's name has looked at the sample."""
    batch = submit_batch(job, by=by)
    while run_batch(batch.pk):
        continue
    batch.refresh_from_db()
    place = 1 if (get_language() or "ko").startswith("ko") else 2
    for item in batch.items.filter(sha256="").select_related("version__product"):
        for name, *words in item.stops:
            report.faults.append(Fault(_line(item.line, lines), item.version.product.sku, name, words[place - 1]))
    if batch.state != BatchState.SUBMITTED:
        return
    take_up_batch(batch, by=reviewer)
    for item in batch.items.filter(sampled=True):
        look_at_item(item, by=reviewer)
    publish_batch(batch, by=reviewer)
    while run_batch(batch.pk):
        continue
    report.published = ReviewBatch.objects.get(pk=batch.pk).items.filter(version__state="published").count()
