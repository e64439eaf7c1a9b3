"""FIND: who is to be assessed, reminded, counted as late, evaluated."""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import NamedTuple

from django.db.models import Max, OuterRef, Q, QuerySet, Subquery, Sum

from portal.people.models import Company, Standing
from portal.people.states import CompanyState, Level
from purchasing.contracts.models import DeliveryLine
from purchasing.contracts.states import PAYABLE
from purchasing.esg.models import Assessment, EsgTerms, Score
from purchasing.esg.rules import periodic as rules
from purchasing.esg.states import (
    RESULT_SEEN,
    AssessmentKind,
    AssessmentState,
    Band,
    EntryOutcome,
    StandingFact,
)

ACTIVE_LEVELS = (Level.L2, Level.L3)
UNANSWERED = (AssessmentState.ASSIGNED, AssessmentState.IN_PROGRESS)
SCORED = frozenset({AssessmentState.SCORED, *RESULT_SEEN})
ASK_FOR_LIMITATION = (Band.D, Band.R)
OPEN = frozenset(set(AssessmentState) - {AssessmentState.FINAL, AssessmentState.EXPIRED})


class Supplier(NamedTuple):
    """An active supplier and what decides when it is assessed next."""

    company: Company
    last_band: str
    last_on: date | None
    entered_on: date | None
    spend_won: Decimal


def cycle_of(terms: EsgTerms) -> rules.Cycle:
    """The part of the terms that says how often suppliers are assessed."""
    return rules.Cycle(
        months=terms.cycle_months,
        a_months=terms.cycle_a_months,
        first_months=terms.first_months,
        yearly_spend_won=terms.yearly_spend_won,
        risk_industries=tuple(terms.risk_industries),
        recheck_months=terms.recheck_months,
    )


def active_suppliers() -> QuerySet[Company]:
    """Companies that trade with the buyer (level 2 or 3) and may act."""
    return Company.objects.filter(is_buyer=False, state=CompanyState.ACTIVE, level__in=ACTIVE_LEVELS)


def spend_since(day: date) -> dict[int, Decimal]:
    """What each supplier of the buyer delivered since ``day`` and was accepted, in won."""
    rows = (
        DeliveryLine.objects.filter(
            delivery__state__in=PAYABLE, delivery__base_on__gte=day, delivery__contract__tier=1, currency="KRW"
        )
        .values_list("delivery__contract__payee")
        .annotate(won=Sum("amount"))
    )
    return {company: won or Decimal(0) for company, won in rows.order_by()}


def suppliers_without_open_assessment(
    on: date, *, kind: AssessmentKind = AssessmentKind.PERIODIC
) -> Iterator[Supplier]:
    """Active suppliers whom no periodic assessment waits for, with their last result, entry and spend of a year."""
    spend = spend_since(on - timedelta(days=365))
    final = Assessment.objects.filter(
        company=OuterRef("pk"), kind=kind, state__in=RESULT_SEEN | {AssessmentState.EXPIRED}
    )
    last = final.filter(valid_from__isnull=False).order_by("-valid_from", "-id")
    band = Score.objects.filter(assessment__company=OuterRef("pk"), assessment__kind=kind)
    entry = Standing.objects.filter(company=OuterRef("pk"), fact=StandingFact.ENTRY).filter(
        value__in=[EntryOutcome.QUALIFIED, EntryOutcome.CONDITIONAL]
    )
    found = (
        active_suppliers()
        .exclude(esg_assessments__in=Assessment.objects.filter(kind=kind, state__in=OPEN))
        .annotate(
            last_on=Subquery(last.values("valid_from")[:1]),
            last_band=Subquery(band.order_by("-assessment__valid_from", "-assessment_id", "-seq").values("band")[:1]),
            entered_on=Subquery(entry.order_by("valid_from", "id").values("valid_from")[:1]),
        )
        .order_by("pk")
    )
    for company in found.iterator(chunk_size=1000):
        yield Supplier(
            company,
            company.last_band or "",
            company.last_on,
            company.entered_on,
            spend.get(company.pk, Decimal(0)),
        )


def has_open_assessment(company: Company) -> bool:
    """Whether a periodic assessment of the company waits for anybody."""
    return Assessment.objects.filter(company=company, kind=AssessmentKind.PERIODIC, state__in=OPEN).exists()


def periods_taken(company: Company) -> set[str]:
    """The periods in which the company already has an assessment."""
    rows = Assessment.objects.filter(company=company, kind=AssessmentKind.PERIODIC)
    return set(rows.values_list("period", flat=True))


def assessments_to_remind(on: date) -> QuerySet[Assessment]:
    """Unanswered ones of whom a reminder may be owed: due soon or since, not yet counted as late."""
    soon = on + timedelta(days=max(rules.REMINDERS))
    rows = Assessment.objects.filter(
        state__in=UNANSWERED, due_on__lte=soon, overdue_since=None, reminded__lt=len(rules.REMINDERS)
    )
    return rows.order_by("pk")


def assessments_late(on: date, days: int) -> QuerySet[Assessment]:
    """Unanswered ones that are so many days over their due day, after two reminders, and not yet counted as late."""
    return Assessment.objects.filter(
        state__in=UNANSWERED,
        overdue_since=None,
        due_on__lte=on - timedelta(days=days),
        reminded__gte=rules.REMINDED_LEAST,
    ).order_by("pk")


def assessments_outlived(on: date) -> QuerySet[Assessment]:
    """Final ones whose last day has passed."""
    return Assessment.objects.filter(state=AssessmentState.FINAL, valid_to__lt=on).order_by("pk")


def assessments_to_evaluate(year: int) -> QuerySet[Assessment]:
    """Those of active suppliers in a year that have been reviewed, or count as late."""
    reviewed_or_late = Q(state__in=SCORED) | Q(state__in=UNANSWERED, overdue_since__isnull=False)
    return Assessment.objects.filter(
        reviewed_or_late, company__in=active_suppliers(), period__startswith=str(year)
    ).order_by("pk")


def bands_now(assessment_ids: list[int]) -> QuerySet[Assessment]:
    """Of these, those in band D or R that count for their company (final, or late), each with its ``band``, ``total``
    and the highest level that a limitation about it was proposed for (``asked_level``, None: none was).
    """
    if not assessment_ids:
        return Assessment.objects.none()
    low = Score.objects.filter(band__in=ASK_FOR_LIMITATION)  # few: only theirs are looked at one by one
    low = low.filter(assessment__gte=min(assessment_ids), assessment__lte=max(assessment_ids))
    asked = set(low.order_by().values_list("assessment", flat=True)) & set(assessment_ids)
    last = Score.objects.filter(assessment=OuterRef("pk")).order_by("-seq")
    counts = Q(state=AssessmentState.FINAL) | Q(state__in=UNANSWERED, overdue_since__isnull=False)
    return (
        Assessment.objects.filter(counts, pk__in=asked)
        .annotate(
            band=Subquery(last.values("band")[:1]),
            total=Subquery(last.values("total")[:1]),
            asked_level=Max("limitations__level"),
        )
        .filter(band__in=ASK_FOR_LIMITATION)
        .select_related("company")
        .order_by("pk")
    )
