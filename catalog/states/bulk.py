"""WHEN: a list of products that was sent in, and its review as one batch."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.states import Flow


class BulkState(TextChoices):
    """Where a list of products that was sent in stands. Source: issue 3, item 3."""

    UPLOADED = "uploaded", _("Columns to be assigned")
    CHECKING = "checking", _("Being checked")
    CHECKED = "checked", _("Checked, nothing taken over yet")
    APPLYING = "applying", _("Being taken over")
    DONE = "done", _("Taken over")
    CANCELLED = "cancelled", pgettext_lazy("bulk job", "Cancelled")
    FAILED = "failed", _("Stopped by a fault")


BS = BulkState

BULK_FLOW = Flow(
    {
        "check": ([BS.UPLOADED, BS.CHECKED], BS.CHECKING),
        "finish_check": ([BS.CHECKING], BS.CHECKED),
        "apply": ([BS.CHECKED], BS.APPLYING),
        "finish": ([BS.APPLYING], BS.DONE),
        "cancel": ([BS.UPLOADED, BS.CHECKING, BS.CHECKED, BS.APPLYING], BS.CANCELLED),
        "fail": ([BS.UPLOADED, BS.CHECKING, BS.APPLYING], BS.FAILED),
        "resume_check": ([BS.FAILED, BS.CANCELLED], BS.CHECKING),
        "resume_apply": ([BS.FAILED, BS.CANCELLED], BS.APPLYING),
    }
)
BULK_RUNNING = (BS.CHECKING, BS.APPLYING)  # the worker has it; one of a company at a time


class BulkVerdict(TextChoices):
    """What a row of a list does to the catalogue."""

    NEW = "new", _("New product")
    CHANGED = "changed", _("New version")
    SUPPLY = "supply", _("Price or supply only")
    UNCHANGED = "unchanged", _("As it is")
    CONFLICT = "conflict", _("Somebody is at work on it")
    FAULTY = "faulty", _("With errors")


class BatchState(TextChoices):
    """Where the products of a list stand in the review, together. Source: domain 1.7, issue 3."""

    PREPARING = "preparing", _("Being sent in")
    SUBMITTED = "submitted", _("Waiting for review")
    IN_REVIEW = "in_review", _("In review")
    PUBLISHING = "publishing", _("Being published")
    PUBLISHED = "published", pgettext_lazy("product", "Published")
    RETURNING = "returning", _("Being returned")
    RETURNED = "returned", _("Returned for completion")
    WITHDRAWN = "withdrawn", pgettext_lazy("batch", "Withdrawn")


B = BatchState

BATCH_FLOW = Flow(
    {
        "submit": ([B.PREPARING], B.SUBMITTED),
        "drop": ([B.PREPARING], B.WITHDRAWN),  # nothing in it was ready
        "withdraw": ([B.SUBMITTED], B.WITHDRAWN),
        "take_up": ([B.SUBMITTED], B.IN_REVIEW),
        "put_back": ([B.IN_REVIEW], B.SUBMITTED),
        "publish": ([B.IN_REVIEW], B.PUBLISHING),
        "finish_publishing": ([B.PUBLISHING], B.PUBLISHED),
        "return": ([B.IN_REVIEW], B.RETURNING),
        "finish_returning": ([B.RETURNING], B.RETURNED),
    }
)
BATCH_WAITING = (B.SUBMITTED, B.IN_REVIEW)  # the reviewer is to act
BATCH_RUNNING = (B.PREPARING, B.PUBLISHING, B.RETURNING)  # the worker has it
