"""Figures of the search for the programme's page: how much is searched, what finds nothing."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Count, Max, Q

from catalog.models import SearchNote

MOST_SHOWN = 20


@dataclass(frozen=True, slots=True)
class Missing:
    """Words that found nothing: how often they were searched, and the last time."""

    text: str
    language: str
    times: int
    last_day: date


def kpi_search(since: date, until: date) -> dict:
    """Searches from ``since`` to ``until``, both included: how many, how many without result, what is missed most.

    Searches with filters are counted, but do not say that something is missing. Two queries.
    """
    notes = SearchNote.objects.filter(day__range=(since, until))
    plain = Q(total=0, filtered=False)
    figures = notes.aggregate(searches=Count("pk"), without_result=Count("pk", filter=plain))
    missed = notes.filter(plain).values_list("text", "language").annotate(times=Count("pk"), last=Max("day"))
    share = Decimal(0)
    if figures["searches"]:
        share = (Decimal(figures["without_result"]) * 100 / figures["searches"]).quantize(Decimal("0.1"))
    top = [Missing(*row) for row in missed.order_by("-times", "-last", "text")[:MOST_SHOWN]]
    return {**figures, "share_without_pct": share, "top_without": top}
