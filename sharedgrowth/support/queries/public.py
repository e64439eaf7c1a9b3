"""FIND: what everybody reads of the programmes: which there are, what is open, what the portal itself has counted."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from django.db.models import Count, Q

from portal.clock import SEOUL
from sharedgrowth.support.models import Call, Project
from sharedgrowth.support.queries.applicants import NO_END
from sharedgrowth.support.queries.calls import coming_calls, open_calls
from sharedgrowth.support.registry import Applicant, Programme, programmes
from sharedgrowth.support.rules.finder import Fit, fits
from sharedgrowth.support.states import ProjectState

FINISHED = (ProjectState.COMPLETED, ProjectState.MEASURED, ProjectState.VERIFIED, ProjectState.CLOSED)


@dataclass(frozen=True, slots=True)
class Entry:
    """A programme in the directory, with its calls that are open or come."""

    programme: Programme
    open: Sequence[Call]
    coming: Sequence[Call]


def directory(now: datetime, *, slugs: Sequence[str] = ()) -> list[Entry]:
    """All programmes in their order; two queries."""
    opened, coming = list(open_calls(now)), list(coming_calls(now))
    return [
        Entry(
            programme,
            [each for each in opened if each.programme == programme.slug],
            [each for each in coming if each.programme == programme.slug],
        )
        for programme in programmes
        if not slugs or programme.slug in slugs
    ]


@dataclass(frozen=True, slots=True)
class OwnFigures:
    """What this portal has counted itself, of one programme or of all."""

    companies: int
    running: int
    finished: int
    non_trading: int

    @property
    def non_trading_pct(self) -> int | None:
        """The share of companies without trade with the buyer, in percent; None without any company."""
        return round(self.non_trading * 100 / self.companies) if self.companies else None


def own_figures(programme: str = "") -> OwnFigures:
    """From the portal's own projects alone; never mixed with published figures. One query."""
    found = Project.objects.exclude(state=ProjectState.TERMINATED)
    if programme:
        found = found.filter(programme=programme)
    told: dict[str, Any] = found.aggregate(
        companies=Count("company", distinct=True),
        running=Count("pk", filter=~Q(state__in=FINISHED)),
        finished=Count("pk", filter=Q(state__in=FINISHED)),
        non_trading=Count("company", distinct=True, filter=Q(application__trading=False)),
    )
    return OwnFigures(**told)


def calls_of(programme: str) -> list[Call]:
    """The published calls of a programme, the newest first."""
    found = Call.objects.filter(programme=programme, state__in=["published", "closed", "decided", "ended"])
    return list(found.order_by("-opens_at", "-pk")[:20])


def dated_calls(now: datetime, programme: str = "") -> list[Call]:
    """Published calls with a last moment, from the oldest that closed within 30 days on."""
    found = Call.objects.filter(state__in=["published", "closed", "cancelled"], published_at__isnull=False)
    found = found.filter(closes_at__isnull=False, closes_at__gt=now - timedelta(days=30))
    if programme:
        found = found.filter(programme=programme)
    return list(found.order_by("closes_at", "pk"))


@dataclass(frozen=True, slots=True)
class Dated:
    """One day of a call: it opens, it closes, its results are told."""

    at: datetime
    what: str
    call: Call
    timed: bool = True


def calendar_of(now: datetime, programme: str = "") -> list[Dated]:
    """Days of published calls, from a month ago on. One query."""
    since = now - timedelta(days=31)
    found = Call.objects.filter(state__in=["published", "closed", "decided"], published_at__isnull=False)
    found = found.filter(Q(opens_at__gt=since) | Q(closes_at__gt=since) | Q(results_on__gt=since.date()))
    if programme:
        found = found.filter(programme=programme)
    days: list[Dated] = []
    for call in found.order_by("pk"):
        if call.opens_at:
            days.append(Dated(call.opens_at, "opens", call))
        if call.closes_at:
            days.append(Dated(call.closes_at, "closes", call))
        if call.results_on:
            morning = datetime.combine(call.results_on, time(0), tzinfo=SEOUL)
            days.append(Dated(morning, "results", call, timed=False))
    return sorted((each for each in days if each.at > since), key=lambda each: (each.at, each.call.pk))


def newest_calls(programme: str = "") -> list[Call]:
    """For feeds: the latest published."""
    found = Call.objects.filter(published_at__isnull=False).exclude(state="cancelled")
    if programme:
        found = found.filter(programme=programme)
    return list(found.order_by("-published_at", "-pk")[:50])


def supposed(
    *, size: str, employees: int | None, certificate: bool | None, recent: Sequence[str], known: Applicant | None
) -> Applicant:
    """What the finder takes for granted: what was answered; of a known company also its standing."""
    told: dict[str, Any] = {
        "size": size,
        "employees": employees,
        "sme_certificate_until": NO_END if certificate else None,
        "recent": frozenset(recent),
        "code_accepted": True,
        "tax_status": "ACTIVE",
    }
    if known is not None:
        told |= {
            "level": known.level,
            "trading": known.trading,
            "industry": known.industry,
            "region": known.region,
            "tax_status": known.tax_status,
            "esg_band": known.esg_band,
            "limitation": known.limitation,
            "code_accepted": known.code_accepted,
            "sanctioned": known.sanctioned,
            "recent": frozenset(recent) | known.recent,
        }
    return Applicant(**told)


def found_for(applicant: Applicant, needs: Sequence[str], now: datetime) -> list[tuple[Fit, Entry]]:
    """Which programmes fit, each with its calls."""
    entries = {entry.programme.slug: entry for entry in directory(now)}
    return [(each, entries[each.programme.slug]) for each in fits(programmes, applicant, needs)]
