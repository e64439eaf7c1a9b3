"""A list of products from its upload to its end: columns, check, taking over, cancel, go on, expire.

The database is the queue of record: what is to be done stands in the state and the counters of the job, so it makes no
difference which worker does the next chunk, or whether the one before it was killed.
"""

import io
import logging
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import timedelta
from functools import partial
from itertools import islice
from typing import Any, cast

from django.core.files.base import File as Upload
from django.db import IntegrityError, OperationalError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from catalog import policies
from catalog.models import BulkJob, ClassNode, ColumnMemory
from catalog.queries.bulk import all_attributes, bilingual, remembered_columns, verdict_counts
from catalog.queries.classes import definitions_for
from catalog.rules.columns import ATTRIBUTE, CLASS, FIXED, LEFT_OUT, SKU, heading_key, mapping_for, split_target
from catalog.rules.sheets import Line, Shape, checked_table, csv_lines, csv_shape
from catalog.rules.workbooks import xlsx_lines
from catalog.services.bulk_applying import ListStopped, apply_chunk
from catalog.services.bulk_checking import Checker
from catalog.services.bulk_lanes import Behind, side_by_side
from catalog.states import BULK_RUNNING, BulkState
from portal.audit.services import move, record
from portal.clock import ClockTimestamp, db_now
from portal.errors import RuleBroken, WrongState
from portal.files.services import discard_file, store_upload
from portal.files.states import Kind
from portal.numbers import next_number
from portal.outbox.services import announce
from portal.people.models import Company, User
from portal.policy import require

log = logging.getLogger(__name__)
KINDS = frozenset({Kind.CSV, Kind.XLSX})
CHECK_CHUNK, APPLY_CHUNK = 2_000, 1_000
SLICE = 120  # seconds that a worker stays at one list before it queues up again
KEPT_DAYS = 30


# From people ---------------------------------------------------------------------------------------------------------
@transaction.atomic
def upload_list(
    company: Company,
    upload: Upload,
    *,
    by: User,
    class_node: ClassNode | None = None,
    defaults: Mapping[str, str] | None = None,
) -> BulkJob:
    """Take a file in. When every heading is known it is checked at once, else its columns are to be assigned."""
    require(policies.may_list(by, company))
    file = store_upload(upload, company=company, by=by, kinds=KINDS)
    with file.content.open("rb") as content:
        shape = csv_shape(cast(Any, content)) if file.kind == Kind.CSV else Shape("xlsx")
        header, total = checked_table(_lines(content, shape))
    job = BulkJob.objects.create(
        number=next_number("BLK"),
        company=company,
        name=file.name,
        file=file,
        shape=shape.as_dict(),
        header=header,
        total=total,
        class_node=class_node,
        defaults=_clean_defaults(defaults or {}),
        created_by=by,
    )
    job.mapping = proposed_mapping(job)
    job.save(update_fields=["mapping"])
    record(job, "uploaded", by=by, payload={"sha256": file.sha256, "rows": total})
    if is_mapped(job):
        _begin(job, "check", by=by)
    return job


def proposed_mapping(job: BulkJob) -> list[str]:
    """Which of our columns each heading of the file means, as far as anybody knows."""
    known = [bilingual(row) for row in definitions_for(job.class_node).values()] if job.class_node else all_attributes()
    return mapping_for(job.header, known, remembered_columns(job.company))


def is_mapped(job: BulkJob) -> bool:
    """Whether the check may begin: every column is ours or left out, and part number and class are there."""
    targets = {split_target(target)[0] for target in job.mapping}
    return "" not in targets and SKU in targets and (job.class_node_id is not None or CLASS in targets)


@transaction.atomic
def assign_columns(
    job: BulkJob,
    mapping: Sequence[str],
    *,
    by: User,
    class_node: ClassNode | None = None,
    defaults: Mapping[str, str] | None = None,
) -> BulkJob:
    """Say what each column is; remembered for the company. The check begins anew."""
    require(policies.may_list(by, job.company))
    job = _held(job)
    if job.state not in (BulkState.UPLOADED, BulkState.CHECKED):
        raise WrongState(_("The columns can no longer be changed. Send the file again."))
    if len(mapping) != len(job.header):
        raise RuleBroken(_("The file has other columns than this page shows. Reload it."))
    bare = [split_target(target)[0] for target in mapping if target not in ("", LEFT_OUT)]
    for target in bare:
        if bare.count(target) > 1:
            raise RuleBroken(_("Two columns cannot be the same: %(name)s.") % {"name": FIXED.get(target, target)})
        if target not in FIXED and not target.startswith(ATTRIBUTE):
            raise RuleBroken(_("There is no such column."))
    job.mapping = [target or LEFT_OUT for target in mapping]
    job.class_node = class_node or job.class_node
    job.defaults = _clean_defaults(defaults) if defaults is not None else job.defaults
    if SKU not in bare:
        raise RuleBroken(_("Say which column holds your part number."))
    if CLASS not in bare and job.class_node is None:
        raise RuleBroken(_("Say which column holds the class, or choose one class for the whole file."))
    for heading, target in zip(job.header, job.mapping, strict=True):
        if key := heading_key(heading):
            ColumnMemory.objects.update_or_create(
                company=job.company, heading=key, defaults={"target": split_target(target)[0]}
            )
    job.rows.all().delete()
    job.checked, job.checked_at, job.counts = 0, None, {}
    job.save(update_fields=["mapping", "class_node", "defaults", "checked", "checked_at", "counts"])
    _begin(job, "check", by=by)
    return job


@transaction.atomic
def apply_list(job: BulkJob, *, by: User) -> BulkJob:
    """Take over what was checked; rows with errors stay out."""
    require(policies.may_list(by, job.company))
    _begin(job, "apply", by=by)
    return job


@transaction.atomic
def cancel_list(job: BulkJob, *, by: User) -> BulkJob:
    """Stop after the chunk that is being worked on. What was taken over stays; the rest does not come in."""
    require(policies.may_list(by, job.company))
    job = _held(job)
    move(job, "cancel", by=by, finished_at=db_now(), payload={"done": job.done})
    return job


@transaction.atomic
def resume_list(job: BulkJob, *, by: User) -> BulkJob:
    """Go on where the list stood when it was cancelled, or when a fault stopped it."""
    require(policies.may_list(by, job.company))
    if job.expired_at is not None:
        raise WrongState(_("The file is no longer kept. Send it again."))
    _begin(job, "resume_apply" if job.checked_at else "resume_check", by=by, failure="", finished_at=None)
    return job


@transaction.atomic
def wake_list(job: BulkJob) -> None:
    """Call the worker once more for a list that it has; safe at any time."""
    if not job.is_running:
        raise WrongState(_("The worker has nothing to do with this list."))
    announce("catalog.bulk_queued", job=job.pk)


def _held(job: BulkJob) -> BulkJob:
    return BulkJob.objects.select_for_update(of=("self",)).select_related("company", "class_node").get(pk=job.pk)


def _begin(job: BulkJob, step: str, *, by: User, **changes) -> None:
    """Hand it to the worker."""
    hand_over(job, step, by=by, **changes)
    announce("catalog.bulk_queued", job=job.pk)


def hand_over(job: BulkJob, step: str, *, by: User, **changes) -> None:
    """To work on it: the database lets one list of a company run at a time."""
    try:
        with transaction.atomic():
            move(job, step, by=by, touched_at=ClockTimestamp(), **changes)
    except IntegrityError:
        raise WrongState(_("Another list of your company is being worked on. Wait for it, or cancel it.")) from None


def _clean_defaults(defaults: Mapping[str, str]) -> dict[str, str]:
    return {name: str(text).strip() for name, text in defaults.items() if str(text or "").strip()}


# The worker ----------------------------------------------------------------------------------------------------------
def run_list(pk: int, *, seconds: float = SLICE, chunk: int | None = None) -> bool:
    """Do what the job's state asks for, chunk after chunk, for about ``seconds``; whether something is left to do."""
    deadline = time.monotonic() + seconds
    job = BulkJob.objects.select_related("company", "class_node", "created_by", "file").get(pk=pk)
    try:
        if job.state == BulkState.CHECKING:
            _check(job, deadline, chunk or CHECK_CHUNK)
        elif job.state == BulkState.APPLYING:
            _apply(job, deadline, chunk or APPLY_CHUNK)
    except OperationalError:
        raise  # the database went away: nothing can be noted, the sweep finds the job
    except Exception as trouble:
        _fail(job, trouble)
        if not isinstance(trouble, RuleBroken):
            raise
    return BulkJob.objects.filter(pk=pk, state__in=BULK_RUNNING).exists()


@contextmanager
def _step(job: BulkJob, state: str) -> Iterator[BulkJob | None]:
    """One transaction with the job held; None when it was cancelled, or another worker is further than we are."""
    with transaction.atomic():
        held = BulkJob.objects.select_for_update(of=("self",)).get(pk=job.pk)
        ours = (held.state, held.checked, held.applied) == (state, job.checked, job.applied)
        yield held if ours else None


def _check(job: BulkJob, deadline: float, size: int) -> None:
    checker = Checker(job)
    with Behind() as behind:
        for lines in _chunks(_source(job), job.checked, size):
            keep = partial(_keep, job, checker.judge(lines), len(lines))
            if not behind.put(keep) or time.monotonic() > deadline:
                behind.done()
                return
        if not behind.done():
            return
    with _step(job, BulkState.CHECKING) as held:
        if held is not None:
            counts = verdict_counts(job)
            move(held, "finish_check", by=None, payload=counts, counts=counts, total=held.checked, checked_at=db_now())
            announce("catalog.bulk_checked", job=job.pk)


def _keep(job: BulkJob, verdicts: io.StringIO, rows: int) -> bool:
    """Write what was judged with the place that is reached; whether the list is still to be checked."""
    with _step(job, BulkState.CHECKING) as held:
        if held is None:
            return False
        Checker.keep(verdicts)
        job.checked += rows
        BulkJob.objects.filter(pk=job.pk).update(checked=job.checked, touched_at=ClockTimestamp())
    return True


def _apply(job: BulkJob, deadline: float, size: int) -> None:
    """In lanes to the end; then once more alone, for what a worker that died meanwhile has let go."""

    def lane(beside: bool, stopped: Callable[[], bool]) -> bool:
        own, after = BulkJob.objects.select_related("company").get(pk=job.pk), 0
        while not stopped():
            try:
                last = apply_chunk(own, by=job.created_by, most=size, after=after, beside=beside)
            except ListStopped:
                return False
            if last is None:
                return True
            if time.monotonic() > deadline:
                return False
            after = last
        return False

    if not side_by_side(lane) or not lane(False, lambda: False):
        return
    with transaction.atomic():
        held = BulkJob.objects.select_for_update(of=("self",)).get(pk=job.pk)
        if held.state == BulkState.APPLYING:
            counts = verdict_counts(job)
            move(held, "finish", by=None, payload=held.done, counts=counts, finished_at=db_now())
            announce("catalog.bulk_done", job=job.pk)


def _chunks(lines: Iterator[Line], skip: int, size: int) -> Iterator[list[Line]]:
    rows = islice(lines, skip, None)
    while chunk := list(islice(rows, size)):
        yield chunk


def _source(job: BulkJob) -> Iterator[Line]:
    """The rows of the file without its headings."""
    if job.file is None:
        raise RuleBroken(_("The file is no longer kept. Send it again."))
    with job.file.content.open("rb") as content:
        rows = _lines(content, Shape(**job.shape))
        next(rows, None)
        yield from rows


def first_rows(job: BulkJob, most: int = 3) -> list[list[str]]:
    """A few rows as samples, for who says what the columns are."""
    return [line.cells for line in islice(_source(job), most)]


def _lines(content: Any, shape: Shape) -> Iterator[Line]:
    return csv_lines(content, shape) if shape.kind == "csv" else xlsx_lines(content, shape.sheet)


def _fail(job: BulkJob, trouble: Exception) -> None:
    """Stopped; the person who sent it reads why, in their language, and may go on from there."""
    with override(job.created_by.language):
        told = (
            str(trouble)
            if isinstance(trouble, RuleBroken)
            else _("A fault of the portal stopped it; we look into it. “Go on” continues where it stood.")
        )
    with transaction.atomic():
        held = BulkJob.objects.select_for_update(of=("self",)).get(pk=job.pk)
        if held.state in BULK_RUNNING:
            move(held, "fail", by=None, reason=told[:300], failure=told[:300], finished_at=db_now())
            announce("catalog.bulk_failed", job=job.pk)


# Time ----------------------------------------------------------------------------------------------------------------
def expire_lists(most: int = 100, discard: Callable = discard_file) -> int:
    """After a month a list keeps its figures and what came of each row; its file and its cells go."""
    before = db_now() - timedelta(days=KEPT_DAYS)
    jobs = BulkJob.objects.filter(expired_at=None, touched_at__lt=before).exclude(state__in=BULK_RUNNING)
    expired = 0
    for pk in list(jobs.values_list("pk", flat=True)[:most]):
        with transaction.atomic():
            job = BulkJob.objects.select_for_update(of=("self",)).select_related("file").get(pk=pk)
            file = job.file
            job.rows.filter(product=None).delete()
            job.rows.update(cells=[], faults=[], content=None)
            BulkJob.objects.filter(pk=pk).update(file=None, expired_at=db_now())
            if job.state in (BulkState.UPLOADED, BulkState.CHECKED):
                move(job, "cancel", by=None, finished_at=db_now())
            if file is not None:
                discard(file, by=None)
        expired += 1
    return expired
