"""FIND: files of a company, what it uses of its room, and what waits for the virus scan."""

from django.db.models import Count, QuerySet, Sum

from portal.files.models import File
from portal.files.states import ScanState
from portal.people.models import Company


def used_room(company: Company | None) -> tuple[int, int]:
    """How many files and bytes the company (or the portal itself) has stored."""
    found = File.objects.filter(company=company).aggregate(count=Count("pk"), size=Sum("size"))
    return found["count"], found["size"] or 0


def files_to_scan() -> QuerySet[File]:
    """Files without a scan, oldest first."""
    return File.objects.filter(scan=ScanState.UNSCANNED).order_by("uploaded_at", "pk")
