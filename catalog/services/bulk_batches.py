"""The versions of a list in the review, together: sent in, looked at by a sample, published or returned as one.

What takes long (checking, sending in, publishing, returning) is done by the worker, a chunk in a transaction, with one
entry of the trail each: ``portal/decisions/0017-many-rows-one-entry.md``. Source: domain 1.7, CAT-20 to CAT-24.
"""

import hashlib
import secrets
import time
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from typing import NamedTuple

from django.db import IntegrityError, connection, transaction
from django.db.models import F, OuterRef, Subquery
from django.utils.translation import gettext as _

from catalog import policies
from catalog.models import BatchItem, BulkJob, Product, ProductFile, ProductVersion, ReviewBatch, SecondLook
from catalog.rules.batch_sample import MOST_COMPARED, MOST_HINTED, MOST_REVISED, drawn
from catalog.services.bulk_findings import alike_hints, findings_of
from catalog.services.fingerprint import fingerprints
from catalog.services.sampling import draw_second_looks, drop_second_look
from catalog.services.search import index_products
from catalog.states import BATCH_RUNNING, EDITABLE, BatchState, BulkState, LookState, ProductState, VersionState
from portal.audit.services import move, move_many, record
from portal.clock import ClockTimestamp, db_now, today
from portal.errors import RuleBroken, WrongState
from portal.files.models import File
from portal.files.services import publish_file, withdraw_file
from portal.numbers import next_number
from portal.outbox.services import announce
from portal.people.models import User
from portal.policy import require

CHUNK = 500
SLICE = 120


# The supplier --------------------------------------------------------------------------------------------------------
@transaction.atomic
def submit_batch(job: BulkJob, *, by: User) -> ReviewBatch:
    """Send everything of a list that is a draft to the reviewers; what lacks something stays with the supplier."""
    require(policies.may_list(by, job.company))
    if job.state not in (BulkState.DONE, BulkState.CANCELLED):
        raise WrongState(_("Take the list over first."))
    if not job.rows.filter(applied=True, version__state__in=EDITABLE).exists():
        raise RuleBroken(_("Nothing of this list waits to be sent in."))
    try:
        with transaction.atomic():
            batch = ReviewBatch.objects.create(number=next_number("RVB"), job=job, company=job.company, submitted_by=by)
    except IntegrityError:
        raise WrongState(_("This list is already in review.")) from None
    record(batch, "begun", by=by, payload={"list": job.number})
    announce("catalog.batch_queued", batch=batch.pk)
    return batch


@transaction.atomic
def withdraw_batch(batch: ReviewBatch, *, by: User) -> ReviewBatch:
    """Take it back, until a reviewer takes it up: its products are drafts again."""
    require(policies.may_list(by, batch.company))
    move(batch, "withdraw", by=by)
    waiting = batch.items.filter(done=False, sha256__gt="", version__state=VersionState.SUBMITTED)
    move_many(ProductVersion, list(waiting.values_list("version", flat=True)), "withdraw", by=by, about=batch)
    batch.items.update(done=True)
    return batch


# The reviewer --------------------------------------------------------------------------------------------------------
@transaction.atomic
def take_up_batch(batch: ReviewBatch, *, by: User) -> ReviewBatch:
    """A reviewer takes the batch; the sample is drawn now, so nobody could have known it before.

    Besides the draw it has what needs a person's judgement: products with hints, and revisions of what is listed.
    """
    require(policies.may_review_batch(by, batch))
    move(batch, "take_up", by=by, reviewer=by)
    if batch.seed is None:
        batch.seed = secrets.randbelow(2**31)
        sent = batch.items.filter(sha256__gt="")
        keys = list(sent.values_list("pk", flat=True))
        chosen = drawn(keys, batch.seed)
        hinted = sent.exclude(hints=[]).values_list("pk", flat=True)[:MOST_HINTED]
        revised = sent.filter(version__no__gt=1).values_list("pk", flat=True)[:MOST_REVISED]
        batch.items.filter(pk__in={*chosen, *hinted, *revised}).update(sampled=True)
        batch.sample_size = batch.items.filter(sampled=True).count()
        batch.save(update_fields=["seed", "sample_size"])
        record(batch, "sample_drawn", by=by, payload={"seed": batch.seed, "drawn": len(chosen), "of": len(keys)})
    return batch


@transaction.atomic
def put_back_batch(batch: ReviewBatch, *, by: User) -> ReviewBatch:
    """Leave it to a colleague; what was looked at stays noted."""
    require(policies.may_review_batch(by, batch))
    move(batch, "put_back", by=by, reviewer=None)
    return batch


@transaction.atomic
def look_at_item(item: BatchItem, *, by: User, remark: str = "") -> BatchItem:
    """One product was opened: it is as it should be, or it goes back with the remark whatever becomes of the others."""
    batch = ReviewBatch.objects.select_for_update(of=("self",)).get(pk=item.batch_id)
    require(policies.may_review_batch(by, batch))
    if batch.state != BatchState.IN_REVIEW or not item.sha256:
        raise WrongState(_("This batch is not in review any more. Reload the page."))
    item.looked_at, item.remark = True, remark.strip()[:300]
    item.save(update_fields=["looked_at", "remark"])
    record(item.version, "looked_at", by=by, reason=item.remark, payload={"batch": batch.number})
    return item


@transaction.atomic
def publish_batch(batch: ReviewBatch, *, by: User) -> ReviewBatch:
    """Publish all but those with a remark, once the whole sample was looked at; the worker does it."""
    require(policies.may_review_batch(by, batch))
    if left := batch.items.filter(sampled=True, looked_at=False).count():
        raise RuleBroken(_("%(count)d products of the sample have not been looked at yet.") % {"count": left})
    move(batch, "publish", by=by, reviewer=by, position=0, touched_at=ClockTimestamp())
    announce("catalog.batch_queued", batch=batch.pk)
    return batch


@transaction.atomic
def return_batch(batch: ReviewBatch, *, by: User, reason: str) -> ReviewBatch:
    """Send all of it back with the reason, and single products with their remarks; the worker does it."""
    require(policies.may_review_batch(by, batch))
    if not reason.strip():
        raise RuleBroken(_("Give the reason: the supplier reads it."), field="reason")
    move(batch, "return", by=by, reason=reason[:500], reviewer=by, position=0, touched_at=ClockTimestamp())
    ReviewBatch.objects.filter(pk=batch.pk).update(reason=reason.strip()[:500])
    announce("catalog.batch_queued", batch=batch.pk)
    return batch


# The worker ----------------------------------------------------------------------------------------------------------
def run_batch(pk: int, *, seconds: float = SLICE, chunk: int = CHUNK) -> bool:
    """Do what the batch's state asks for, chunk after chunk, for about ``seconds``; whether something is left to do."""
    deadline = time.monotonic() + seconds
    steps = {BatchState.PREPARING: _prepare, BatchState.PUBLISHING: _publish, BatchState.RETURNING: _return}
    while time.monotonic() < deadline:
        with _held(pk) as batch:
            if batch.state not in BATCH_RUNNING:
                return False
            steps[BatchState(batch.state)](batch, chunk)
    return ReviewBatch.objects.filter(pk=pk, state__in=BATCH_RUNNING).exists()


@contextmanager
def _held(pk: int) -> Iterator[ReviewBatch]:
    with transaction.atomic():
        rows = ReviewBatch.objects.select_for_update(of=("self",))
        yield rows.select_related("company", "job", "submitted_by", "reviewer").get(pk=pk)


def _prepare(batch: ReviewBatch, size: int) -> None:
    """Check the next drafts of the list and send in those that are complete; at the end the batch waits for review."""
    rows = batch.job.rows.filter(applied=True, line__gt=batch.position).order_by("line")
    # The state is looked up row by row: joined, all versions of the list would be sorted for each chunk where the
    # planner has no statistics of a list that came in a minute ago.
    state = Subquery(ProductVersion.objects.filter(pk=OuterRef("version")).values("state"))
    rows = rows.alias(stands=state).filter(stands__in=EDITABLE)
    lines = dict(rows.values_list("version", "line")[:size])
    if not lines:
        _finish_preparing(batch)
        return
    versions = list(
        ProductVersion.objects.select_for_update(of=("self",))
        .filter(pk__in=lines, state__in=EDITABLE)
        .select_related("product", "class_node")
        .order_by("pk")
    )
    findings = findings_of(versions)
    stopped = {pk for pk, found in findings.items() if any(finding.stops for finding, *_words in found)}
    sent = [version.pk for version in versions if version.pk not in stopped]
    digests = fingerprints(sent)
    # bounded, because each one is held against its whole class; the reviewer's page says so
    alike = alike_hints([v for v in versions if v.pk not in stopped][: max(MOST_COMPARED - batch.size, 0)])
    BatchItem.objects.bulk_create(
        BatchItem(
            batch=batch,
            version=version,
            line=lines[version.pk],
            sha256=digests.get(version.pk, ""),
            stops=[[f.field, ko, en] for f, ko, en in findings.get(version.pk, []) if f.stops],
            hints=[[f.field, ko, en] for f, ko, en in findings.get(version.pk, []) if not f.stops]
            + ([["name", *alike[version.pk]]] if version.pk in alike else []),
            done=version.pk in stopped,
        )
        for version in versions
    )
    move_many(
        ProductVersion,
        sent,
        "submit",
        by=batch.submitted_by,
        about=batch,
        payload={"content_sha256": _sum(digests)},
        submitted_by=batch.submitted_by,
        submitted_at=db_now(),
        round=F("round") + 1,
        reviewer=None,
        reason="",
    )
    ReviewBatch.objects.filter(pk=batch.pk).update(
        position=max(lines.values()),
        size=F("size") + len(sent),
        left_out=F("left_out") + len(stopped),
        touched_at=ClockTimestamp(),
    )


def _finish_preparing(batch: ReviewBatch) -> None:
    payload = {"products": batch.size, "left_out": batch.left_out}
    if not batch.size:
        move(batch, "drop", by=None, payload=payload)
        announce("catalog.batch_dropped", batch=batch.pk)
        return
    move(batch, "submit", by=batch.submitted_by, payload=payload, submitted_at=db_now())
    announce("catalog.batch_submitted", batch=batch.pk)


def _sum(digests: dict[int, str]) -> str:
    """One SHA-256 over many fingerprints, in the order of the versions."""
    return hashlib.sha256("".join(digests[pk] for pk in sorted(digests)).encode()).hexdigest()


class Waiting(NamedTuple):
    """A product of a batch that is to be published or returned."""

    item: int
    line: int
    version: int
    remark: str
    state: str
    product: int
    product_state: str
    class_active: bool


OF_ITEM = (
    "pk", "line", "version_id", "remark", "version__state", "version__product_id", "version__product__state",
    "version__class_node__active",
)  # fmt: skip


def _next_items(batch: ReviewBatch, size: int) -> list[Waiting]:
    items = batch.items.filter(line__gt=batch.position, done=False, sha256__gt="").order_by("line")
    return [Waiting(*row) for row in items.values_list(*OF_ITEM)[:size]]


def _publish(batch: ReviewBatch, size: int) -> None:
    """Publish the next ones; those with a remark, and those that can no longer be published, go back."""
    items = _next_items(batch, size)
    if not items:
        move(batch, "finish_publishing", by=batch.reviewer, decided_at=db_now())
        announce("catalog.batch_published", batch=batch.pk)
        return
    waiting = [_fit(item) for item in items if item.state == VersionState.SUBMITTED]
    _take_up(batch, waiting)
    _send_back(batch, [item for item in waiting if item.remark])
    _put_up(batch, [item for item in waiting if not item.remark])
    _done(batch, items)


def _fit(item: Waiting) -> Waiting:
    """With a remark when it can no longer be published."""
    if item.product_state == ProductState.BLOCKED:
        said = _("This product is blocked. Lift the block before publishing a new version.")
        return item._replace(remark=item.remark or said)
    if not item.class_active:
        said = _("This class has been retired. Return the product for another class.")
        return item._replace(remark=item.remark or said)
    return item


def _return(batch: ReviewBatch, size: int) -> None:
    """Return the next ones with the reason of the batch, or their own remark."""
    items = _next_items(batch, size)
    if not items:
        move(batch, "finish_returning", by=batch.reviewer, decided_at=db_now())
        announce("catalog.batch_returned", batch=batch.pk)
        return
    waiting = [item for item in items if item.state == VersionState.SUBMITTED]
    _take_up(batch, waiting)
    _send_back(batch, waiting)
    _done(batch, items)


def _take_up(batch: ReviewBatch, items: list[Waiting]) -> None:
    pks = [item.version for item in items]
    move_many(ProductVersion, pks, "take_up", by=batch.reviewer, about=batch, reviewer=batch.reviewer)


def _done(batch: ReviewBatch, items: list[Waiting]) -> None:
    BatchItem.objects.filter(pk__in=[item.item for item in items]).update(done=True)
    ReviewBatch.objects.filter(pk=batch.pk).update(position=items[-1].line, touched_at=ClockTimestamp())


def _send_back(batch: ReviewBatch, items: list[Waiting]) -> None:
    for reason in sorted({item.remark or batch.reason for item in items}):
        pks = [item.version for item in items if (item.remark or batch.reason) == reason]
        move_many(ProductVersion, pks, "return", by=batch.reviewer, about=batch, reason=reason, decided_at=db_now())
        ProductVersion.objects.filter(pk__in=pks).update(reason=reason[:500])


NOW_CURRENT = """
UPDATE catalog_product p SET current_id = v.id, published_at = clock_timestamp(), confirmed_on = %s
FROM catalog_productversion v WHERE v.id = ANY(%s) AND p.id = v.product_id
"""


def _put_up(batch: ReviewBatch, items: list[Waiting]) -> None:
    """The same steps as ``review.publish_version``, for many."""
    if not items:
        return
    by = batch.reviewer
    pks, products = [item.version for item in items], [item.product for item in items]
    before = ProductVersion.objects.filter(product__in=products, state=VersionState.PUBLISHED)
    replaced = list(before.values_list("pk", flat=True))
    move_many(ProductVersion, replaced, "supersede", by=by, about=batch)
    for look in SecondLook.objects.filter(version__in=replaced, state=LookState.WAITING).select_related("version"):
        drop_second_look(look.version)
    payload = {"content_sha256": _sum(fingerprints(pks))}
    move_many(ProductVersion, pks, "publish", by=by, about=batch, payload=payload, decided_at=db_now(), reviewer=by)
    with connection.cursor() as cursor:
        cursor.execute(NOW_CURRENT, [today(), pks])
    for deed, state in (("list", ProductState.DRAFT), ("renew", ProductState.EXPIRED)):
        move_many(Product, [item.product for item in items if item.product_state == state], deed, by=by, about=batch)
    _share_files(pks, replaced, by=by)
    index_products(Product.objects.filter(pk__in=products))
    draw_second_looks(list(ProductVersion.objects.filter(pk__in=pks).select_related("product")))


def _share_files(published: Collection[int], replaced: Collection[int], *, by: User | None) -> None:
    """Files of what is now shown become public; those of what it replaced do not stay so, unless shown elsewhere."""
    shown = ProductFile.objects.filter(version__in=published, version__product__state=ProductState.PUBLISHED)
    for file in File.objects.filter(pk__in=shown.values("file"), public=False):
        publish_file(file, by=by)
    still = ProductFile.objects.filter(
        version__state=VersionState.PUBLISHED, version__product__state=ProductState.PUBLISHED
    )
    gone = ProductFile.objects.filter(version__in=replaced).values("file")
    for file in File.objects.filter(pk__in=gone, public=True).exclude(pk__in=still.values("file")):
        withdraw_file(file, by=by)
