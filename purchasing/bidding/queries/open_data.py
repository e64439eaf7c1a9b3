"""What was released, for the public page and the bulk files."""

from dataclasses import dataclass

from django.db.models import Count, Min, QuerySet
from django.db.models.functions import ExtractYear

from portal.clock import SEOUL
from purchasing.bidding.models import OcdsRelease


@dataclass(frozen=True, slots=True)
class Year:
    """One year of open data."""

    year: int
    releases: int
    processes: int  # that began in this year


def years() -> list[Year]:
    """The years in which something was released, the latest first."""
    in_korea = ExtractYear("released_at", tzinfo=SEOUL)
    releases = OcdsRelease.objects.order_by().annotate(year=in_korea).values("year").annotate(count=Count("pk"))
    begun = OcdsRelease.objects.filter(seq=1).order_by().annotate(year=in_korea).values("year")
    processes = dict(begun.annotate(count=Count("pk")).values_list("year", "count"))
    return sorted(
        (Year(row["year"], row["count"], processes.get(row["year"], 0)) for row in releases),
        key=lambda each: -each.year,
    )


def latest() -> OcdsRelease | None:
    """The last release of all."""
    return OcdsRelease.objects.order_by("-pk").first()


def releases_of_year(year: int) -> QuerySet[OcdsRelease]:
    """What was released in a year of Korea, oldest first."""
    rows = OcdsRelease.objects.annotate(year=ExtractYear("released_at", tzinfo=SEOUL)).filter(year=year)
    return rows.order_by("released_at", "pk")


def processes_of_year(year: int) -> QuerySet[OcdsRelease]:
    """All releases, of any year, of the processes that began in this one."""
    began = (
        OcdsRelease.objects.values("ocid")
        .annotate(began=Min("released_at"))
        .annotate(year=ExtractYear("began", tzinfo=SEOUL))
        .filter(year=year)
        .order_by()
    )
    return OcdsRelease.objects.filter(ocid__in=began.values("ocid"))
