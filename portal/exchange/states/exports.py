"""WHEN: an export from the wish for it to the end of its files."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.states import Flow


class ExportState(TextChoices):
    """Where an export stands. Source: issue 9, item 5."""

    QUEUED = "queued", pgettext_lazy("export", "Waiting")
    RUNNING = "running", pgettext_lazy("export", "Being written")
    READY = "ready", pgettext_lazy("export", "Ready")
    EXPIRED = "expired", pgettext_lazy("export", "Files deleted")
    CANCELLED = "cancelled", pgettext_lazy("export", "Cancelled")
    FAILED = "failed", _("Stopped by a fault")


S = ExportState

EXPORT_FLOW = Flow(
    {
        "start": ([S.QUEUED], S.RUNNING),
        "finish": ([S.RUNNING], S.READY),
        "cancel": ([S.QUEUED, S.RUNNING], S.CANCELLED),
        "fail": ([S.QUEUED, S.RUNNING], S.FAILED),
        "resume": ([S.CANCELLED, S.FAILED], S.QUEUED),
        "expire": ([S.READY, S.CANCELLED, S.FAILED], S.EXPIRED),
    }
)
UNFINISHED = (S.QUEUED, S.RUNNING)  # the worker has it
STOPPED = (S.CANCELLED, S.FAILED)  # in the middle: finished files may be there


class ExportFormat(TextChoices):
    """How the rows are written."""

    CSV = "csv", "CSV"
    XLSX = "xlsx", "XLSX"
    JSONL = "jsonl", "JSON Lines"
    PARQUET = "parquet", "Parquet"


FOR_PEOPLE = (ExportFormat.CSV, ExportFormat.XLSX)  # may carry words; the others are for programs alone


class Headings(TextChoices):
    """What stands above the columns of a CSV or XLSX file, and for a choice in its cells: words, or names and codes."""

    WORDS = "words", pgettext_lazy("headings of an export", "Words for people")
    NAMES = "names", pgettext_lazy("headings of an export", "Names for programs")


CONTENT_TYPES = {
    ExportFormat.CSV: "text/csv; charset=utf-8",
    ExportFormat.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ExportFormat.JSONL: "application/jsonl; charset=utf-8",
    ExportFormat.PARQUET: "application/vnd.apache.parquet",
}
