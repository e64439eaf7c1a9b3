"""A list of products that was sent in, its rows, and their review as one batch. Source: domain 1.7; issue 3, item 3."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from catalog.models.classification import ClassNode
from catalog.models.product import Product, ProductVersion
from catalog.states import (
    BATCH_FLOW,
    BATCH_RUNNING,
    BATCH_WAITING,
    BULK_FLOW,
    BULK_RUNNING,
    BatchState,
    BulkState,
    BulkVerdict,
)
from portal.clock import ClockTimestamp

USER = "people.User"


class BulkJob(models.Model):
    """A list of products on its way into the catalogue: read, checked, then taken over, a chunk at a time."""

    flow = BULK_FLOW
    badges = {
        BulkState.UPLOADED: "draft",
        BulkState.CHECKING: "wait",
        BulkState.CHECKED: "info",
        BulkState.APPLYING: "wait",
        BulkState.DONE: "ok",
        BulkState.CANCELLED: "mute",
        BulkState.FAILED: "bad",
    }

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    number = models.CharField(_("number"), max_length=20, unique=True, editable=False)
    company = models.ForeignKey("people.Company", models.PROTECT, related_name="+", verbose_name=_("supplier"))
    state = models.CharField(_("state"), max_length=12, choices=BulkState, default=BulkState.UPLOADED)
    name = models.CharField(_("file"), max_length=200)
    file = models.ForeignKey("files.File", models.PROTECT, null=True, blank=True, related_name="+")
    shape = models.JSONField(default=dict)  # how the file is read: kind, encoding, delimiter
    header = models.JSONField(default=list)
    mapping = models.JSONField(default=list)  # which of our columns each column of the file is; "" for none
    defaults = models.JSONField(default=dict)  # what holds for all rows whose cell is empty
    class_node = models.ForeignKey(ClassNode, models.PROTECT, null=True, blank=True, related_name="+")
    total = models.PositiveIntegerField(_("rows"), default=0)
    checked = models.PositiveIntegerField(default=0)  # how many rows were read so far: where the work goes on
    applied = models.PositiveIntegerField(default=0)  # up to which line rows were taken over
    counts = models.JSONField(default=dict)  # by verdict
    done = models.JSONField(default=dict)  # by verdict, of what was taken over
    failure = models.CharField(pgettext_lazy("list of products", "fault"), max_length=300, blank=True)
    created_by = models.ForeignKey(USER, models.PROTECT, related_name="+", editable=False)
    created_at = models.DateTimeField(db_default=ClockTimestamp(), editable=False)
    touched_at = models.DateTimeField(db_default=ClockTimestamp(), editable=False)  # the worker's sign of life
    checked_at = models.DateTimeField(null=True, blank=True, editable=False)
    finished_at = models.DateTimeField(null=True, blank=True, editable=False)
    expired_at = models.DateTimeField(null=True, blank=True, editable=False)  # its file and cells are gone since

    class Meta:
        ordering = ["-id"]
        verbose_name = _("list of products")
        verbose_name_plural = _("lists of products")
        indexes = [models.Index(fields=["company", "-id"], name="bulk_job_of_company")]
        constraints = [
            models.UniqueConstraint(
                fields=["company"],
                name="bulk_job_one_at_a_time",
                condition=Q(state__in=BULK_RUNNING),
                violation_error_message=_(
                    "Another list of your company is being worked on. Wait for it, or cancel it."
                ),
            )
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.name}"

    @property
    def is_running(self) -> bool:
        """Whether the worker has it."""
        return self.state in BULK_RUNNING

    @property
    def taken(self) -> int:
        """How many rows were taken over."""
        return sum(self.done.values())

    @property
    def to_take(self) -> int:
        """How many rows the check found that change something."""
        return sum(
            self.counts.get(verdict, 0) for verdict in (BulkVerdict.NEW, BulkVerdict.CHANGED, BulkVerdict.SUPPLY)
        )

    @property
    def troubled(self) -> int:
        """How many rows do not come in."""
        return sum(self.counts.get(verdict, 0) for verdict in (BulkVerdict.FAULTY, BulkVerdict.CONFLICT))

    @property
    def percent(self) -> int:
        """How far the present step is: of all rows while they are checked, then of those that are taken over."""
        if self.state in (BulkState.CHECKED, BulkState.DONE):
            return 100
        reached, whole = (self.taken, self.to_take) if self.checked_at else (self.checked, self.total)
        return min(100, reached * 100 // whole) if whole else 0


class BulkRow(models.Model):
    """One row of a list: what it says, what is wrong with it, and which product and version came of it."""

    badges = {
        BulkVerdict.NEW: "ok",
        BulkVerdict.CHANGED: "info",
        BulkVerdict.SUPPLY: "info",
        BulkVerdict.UNCHANGED: "mute",
        BulkVerdict.CONFLICT: "warn",
        BulkVerdict.FAULTY: "bad",
    }

    # without an index of its own: (job, line) serves, and the planner cannot take the wrong one for the next rows
    job = models.ForeignKey(BulkJob, models.CASCADE, related_name="rows", db_index=False)
    line = models.PositiveIntegerField(pgettext_lazy("list of products", "line"))
    sku = models.CharField(_("part number"), max_length=40, blank=True)
    verdict = models.CharField(_("effect"), max_length=10, choices=BulkVerdict)
    cells = models.JSONField(default=list)  # as sent; only of rows that are not taken over
    content = models.JSONField(null=True)  # as understood; only of rows that change something
    faults = models.JSONField(default=list)  # [column of the file or -1, Korean, English]
    product = models.ForeignKey(Product, models.PROTECT, null=True, blank=True, related_name="+")
    version = models.ForeignKey(ProductVersion, models.PROTECT, null=True, blank=True, related_name="+")
    edits = models.PositiveIntegerField(null=True)  # of the version when it was written: nobody else wrote it since
    applied = models.BooleanField(default=False)

    class Meta:
        ordering = ["line"]
        verbose_name = _("row of a list")
        verbose_name_plural = _("rows of a list")
        constraints = [models.UniqueConstraint(fields=["job", "line"], name="bulk_row_line_once")]
        indexes = [
            models.Index(
                fields=["job", "line"],
                name="bulk_row_in_trouble",
                condition=Q(verdict__in=[BulkVerdict.FAULTY, BulkVerdict.CONFLICT]),
            )
        ]

    def __str__(self) -> str:
        return f"{self.line}: {self.sku}"

    @property
    def state(self) -> str:
        """For its badge: what it does."""
        return self.verdict

    def get_state_display(self) -> str:
        """The badge's words."""
        return str(BulkVerdict(self.verdict).label)


class ColumnMemory(models.Model):
    """Which of our columns a company's own heading meant the last time."""

    company = models.ForeignKey("people.Company", models.CASCADE, related_name="+", verbose_name=_("company"))
    heading = models.CharField(_("heading"), max_length=100)  # rules.columns.heading_key
    target = models.CharField(_("column"), max_length=60, blank=True)

    class Meta:
        verbose_name = _("remembered column")
        verbose_name_plural = _("remembered columns")
        constraints = [models.UniqueConstraint(fields=["company", "heading"], name="column_memory_once")]

    def __str__(self) -> str:
        return f"{self.heading} → {self.target}"


class ReviewBatch(models.Model):
    """The versions of one list, sent in together: reviewed by a sample, published or returned as one."""

    flow = BATCH_FLOW
    badges = {
        BatchState.PREPARING: "wait",
        BatchState.SUBMITTED: "wait",
        BatchState.IN_REVIEW: "wait",
        BatchState.PUBLISHING: "wait",
        BatchState.PUBLISHED: "ok",
        BatchState.RETURNING: "wait",
        BatchState.RETURNED: "warn",
        BatchState.WITHDRAWN: "mute",
    }

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    number = models.CharField(_("number"), max_length=20, unique=True, editable=False)
    job = models.ForeignKey(BulkJob, models.PROTECT, related_name="batches", verbose_name=_("list of products"))
    company = models.ForeignKey("people.Company", models.PROTECT, related_name="+", verbose_name=_("supplier"))
    state = models.CharField(_("state"), max_length=12, choices=BatchState, default=BatchState.PREPARING)
    size = models.PositiveIntegerField(_("products"), default=0)
    left_out = models.PositiveIntegerField(_("not sent in"), default=0)
    position = models.PositiveBigIntegerField(default=0)  # the last row or item that the worker is through with
    seed = models.BigIntegerField(_("seed of the sample"), null=True, blank=True)
    sample_size = models.PositiveIntegerField(_("sample"), default=0)
    reason = models.CharField(_("reason"), max_length=500, blank=True)
    submitted_by = models.ForeignKey(USER, models.PROTECT, related_name="+", editable=False)
    created_at = models.DateTimeField(db_default=ClockTimestamp(), editable=False)
    touched_at = models.DateTimeField(db_default=ClockTimestamp(), editable=False)
    submitted_at = models.DateTimeField(null=True, blank=True, editable=False)
    reviewer = models.ForeignKey(USER, models.PROTECT, null=True, blank=True, related_name="+", editable=False)
    decided_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        ordering = ["-id"]
        verbose_name = _("batch in review")
        verbose_name_plural = _("batches in review")
        constraints = [
            models.UniqueConstraint(
                fields=["job"],
                name="review_batch_one_open",
                condition=Q(state__in=[*BATCH_RUNNING, *BATCH_WAITING]),
                violation_error_message=_("This list is already in review."),
            )
        ]
        indexes = [
            models.Index(fields=["submitted_at"], name="review_batch_queue", condition=Q(state__in=BATCH_WAITING))
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def is_waiting(self) -> bool:
        """Whether a reviewer is to act."""
        return self.state in BATCH_WAITING

    @property
    def is_running(self) -> bool:
        """Whether the worker has it."""
        return self.state in BATCH_RUNNING


class BatchItem(models.Model):
    """One version of a batch: what exactly was sent in, whether it is in the sample, and what the reviewer said."""

    batch = models.ForeignKey(ReviewBatch, models.CASCADE, related_name="items", db_index=False)  # (batch, line) serves
    version = models.ForeignKey(ProductVersion, models.PROTECT, related_name="+")
    line = models.PositiveIntegerField(pgettext_lazy("list of products", "line"))
    sha256 = models.CharField(max_length=64, blank=True)  # services.fingerprint of what was sent in
    stops = models.JSONField(default=list)  # why it was not sent in: [field, Korean, English]
    hints = models.JSONField(default=list)  # what the reviewer should look at
    sampled = models.BooleanField(default=False)
    looked_at = models.BooleanField(_("looked at"), default=False)
    remark = models.CharField(_("remark"), max_length=300, blank=True)  # it goes back with this, whatever the others do
    done = models.BooleanField(default=False)

    class Meta:
        ordering = ["line"]
        verbose_name = _("product of a batch")
        verbose_name_plural = _("products of a batch")
        constraints = [models.UniqueConstraint(fields=["batch", "version"], name="batch_item_once")]
        indexes = [models.Index(fields=["batch", "line"], name="batch_item_line")]

    def __str__(self) -> str:
        return f"{self.batch_id}: {self.line}"
