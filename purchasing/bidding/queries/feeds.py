"""What feeds, calendars and alerts tell of tenders: only what everybody may see."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.contrib.auth.models import AnonymousUser
from django.db.models import Count, F, Max, Q, QuerySet
from django.db.models.functions import Greatest

from purchasing.bidding.models import Tender
from purchasing.bidding.queries.tenders import tenders_visible_to
from purchasing.bidding.states import TenderState

IN_FEED = 30
IN_CALENDAR = 200
STAYS = timedelta(days=7)  # a deadline that has passed stays in calendars so long


def public_tenders() -> QuerySet[Tender]:
    """Published tenders that everybody may see."""
    return tenders_visible_to(AnonymousUser()).filter(published_at__isnull=False)


def newest_tenders(tenders: QuerySet[Tender]) -> list[Tender]:
    """The latest published of ``tenders``."""
    return list(tenders.order_by("-published_at", "-pk")[:IN_FEED])


def dated_tenders(tenders: QuerySet[Tender], now: datetime) -> list[Tender]:
    """Those of ``tenders`` whose deadlines belong into a calendar, each with how often and when its dates changed."""
    moved, amended = Q(extensions__approved=True), Q(amendments__approved=True)
    recent = tenders.filter(closes_at__gt=now - STAYS).exclude(state=TenderState.PLANNED)
    counted = recent.annotate(
        moves=Count("extensions", filter=moved, distinct=True)
        + Count("outage_extensions", distinct=True)
        + F("notice_version")
        - 1,
        moved_at=Greatest(
            Max("extensions__decided_at", filter=moved),
            Max("outage_extensions__outage__noted_at"),
            Max("amendments__decided_at", filter=amended),
        ),
    )
    return list(counted.order_by("closes_at", "pk")[:IN_CALENDAR])


def open_tenders_among(keys: Sequence[int], now: datetime) -> list[Tender]:
    """Those of the keys that everybody may see and that take bids, or will, the soonest deadline first."""
    found = public_tenders().filter(pk__in=keys)
    running = found.filter(state=TenderState.PUBLISHED, closes_at__gt=now)
    return list(running.order_by("closes_at", "pk"))


def text_of(tender: Tender) -> str:
    """The words that an alert's keyword is looked for in: titles and lines."""
    lines = [f"{line.description_ko} {line.description_en}" for line in tender.lines.all()]
    return " ".join([tender.title_ko, tender.title_en, *lines])


def classes_of(tender: Tender) -> list[str]:
    """The classes of its lines, each once."""
    return sorted({line.class_code for line in tender.lines.all() if line.class_code})
