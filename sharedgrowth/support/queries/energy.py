"""FIND: energy factors, audits by their reader, and what a plan of measures comes to."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Count, Max, Q, QuerySet, Sum

from sharedgrowth.support.models import Assignment, EmissionFactor, EnergyAudit, EnergyMeasure, EnergyUse, Project
from sharedgrowth.support.queries.projects import MONEY_READERS, projects_visible_to
from sharedgrowth.support.registry import programmes
from sharedgrowth.support.rules import energy as rules
from sharedgrowth.support.states.energy import AuditState, Carrier, FactorState, MeasureState
from sharedgrowth.support.states.experts import AssignmentState

AUDITING = frozenset({"ENERGY", "FACILITY"})  # units whose programmes look for losses of energy


@dataclass(frozen=True, slots=True)
class Line:
    """A measure with what it saves in its place, alone, and what that is worth."""

    measure: EnergyMeasure
    saving: Decimal
    alone: Decimal
    toe: Decimal
    tco2: Decimal
    won: Decimal
    year: int | None
    payback: Decimal | None

    @property
    def interacts(self) -> bool:
        """Whether another measure before takes part of what it would save alone."""
        return self.alone != self.saving


@dataclass(frozen=True, slots=True)
class Total:
    """All lines together."""

    toe: Decimal
    tco2: Decimal
    won: Decimal
    capex: Decimal
    payback: Decimal | None


@dataclass(frozen=True, slots=True)
class Plan:
    """What the measures of an audit come to; ``fault`` is the measure that cannot save what it says."""

    lines: tuple[Line, ...]
    total: Total
    fault: EnergyMeasure | None = None
    no_factor: frozenset[str] = frozenset()


def factors() -> QuerySet[EmissionFactor]:
    """All, by carrier and year."""
    return EmissionFactor.objects.select_related("entered_by", "approved_by").order_by("carrier", "year", "pk")


def factors_in_force() -> QuerySet[EmissionFactor]:
    """The approved ones."""
    return factors().filter(state=FactorState.APPROVED)


def factors_of(carrier: str) -> list[EmissionFactor]:
    """The approved ones of a carrier."""
    return list(factors_in_force().filter(carrier=carrier))


def factor_row(rows: Iterable[EmissionFactor], carrier: str, year: int) -> EmissionFactor | None:
    """The row of a carrier for a year of consumption (EN-01)."""
    known = [row for row in rows if row.carrier == carrier]
    chosen = rules.factor_in([rules.Factor(row.year, row.toe, row.tco2) for row in known], year)
    if chosen is None:
        return None
    return next(row for row in reversed(known) if row.year == chosen.year)


def newest_power_factor() -> int | None:
    """The newest year for which a factor of electricity is in force: one is published each year since 2025."""
    return factors_in_force().filter(carrier=Carrier.ELECTRICITY).aggregate(year=Max("year"))["year"]


def as_rule(row: EmissionFactor) -> rules.Factor:
    """What a rule needs of a factor."""
    return rules.Factor(row.year, row.toe, row.tco2)


def takes_audit(project: Project) -> bool:
    """Whether the project's programme looks for losses of energy."""
    known = programmes.get(project.programme)
    return known is not None and known.unit in AUDITING


def audits_visible_to(user: Any) -> QuerySet[EnergyAudit]:
    """Those of the projects whose costs this reader sees: energy prices of a supplier are no business of purchasing."""
    found = EnergyAudit.objects.select_related("project__company", "project__officer")
    if getattr(user, "is_internal", False) and not user.has_role(*MONEY_READERS):
        own = Assignment.objects.filter(expert__user=user, state=AssignmentState.RELEASED, sees_costs=True)
        return found.filter(project__in=own.values("project"))
    return found.filter(project__in=projects_visible_to(user).values("pk"))


def audits_listed_for(user: Any, *, words: str = "", state: str = "") -> QuerySet[EnergyAudit]:
    """With the number of measures and what was verified, the newest first."""
    found = audits_visible_to(user)
    if words:
        named = Q(project__number__iexact=words) | Q(project__title__icontains=words)
        named |= Q(project__company__legal_name_ko__icontains=words) | Q(
            project__company__legal_name_en__icontains=words
        )
        found = found.filter(named)
    if state:
        found = found.filter(state=state)
    return found.annotate(
        measure_count=Count("measures", distinct=True),
        done_count=Count("measures", filter=Q(measures__state=MeasureState.DONE), distinct=True),
    ).order_by("-pk")


def saved_of(audits: Iterable[EnergyAudit]) -> Mapping[int, Mapping[str, Any]]:
    """toe, tCO2 and won measured, by audit; without those that have not been measured."""
    rows = (
        EnergyUse.objects.filter(audit__in=[audit.pk for audit in audits], saving__isnull=False)
        .order_by()
        .values("audit")
        .annotate(toe=Sum("toe"), tco2=Sum("tco2"), won=Sum("won"))
    )
    return {row["audit"]: row for row in rows}


def uses_of(audit: EnergyAudit) -> list[EnergyUse]:
    """Its carriers, with the factor of what was measured."""
    return list(audit.uses.select_related("factor"))


def measures_of(audit: EnergyAudit) -> list[EnergyMeasure]:
    """Its measures in their order."""
    return list(audit.measures.select_related("factor", "decided_by", "evidence"))


def plan_of(audit: EnergyAudit, uses: list[EnergyUse], measures: list[EnergyMeasure]) -> Plan:
    """What the measures come to: kept values once the report was handed over, else counted now."""
    rows = list(factors_in_force()) if audit.state == AuditState.DRAFT else []
    by_carrier = {use.carrier: use for use in uses}
    saved, fault, missing = _in_order(by_carrier, measures)
    lines, no_factor = [], set(missing)
    for measure in measures:
        use = by_carrier.get(measure.carrier)
        saving, alone = saved.get(measure.pk, (measure.saving or Decimal(0), measure.saving or Decimal(0)))
        if audit.state != AuditState.DRAFT and measure.saving is not None:
            year = measure.factor.year if measure.factor else None
            told = (measure.saving, measure.toe, measure.tco2, measure.won)
            saving, toe, tco2, money = (value or Decimal(0) for value in told)
        else:
            row = factor_row(rows, measure.carrier, audit.factor_year)
            if row is None or use is None:
                no_factor.add(measure.carrier)
                year, toe, tco2, money = None, Decimal(0), Decimal(0), Decimal(0)
            else:
                found = rules.worth(
                    saving, as_rule(row), tariff_won=use.tariff_won, base_charge_won=measure.base_charge_won
                )
                year, toe, tco2, money = found.year, found.toe, found.tco2, found.won
        payback = rules.payback_years(measure.capex_won, money)
        lines.append(Line(measure, saving, alone, toe, tco2, money, year, payback))
    return Plan(tuple(lines), _total(lines), fault, frozenset(no_factor))


def _in_order(
    by_carrier: Mapping[str, EnergyUse], measures: list[EnergyMeasure]
) -> tuple[dict[int, tuple[Decimal, Decimal]], EnergyMeasure | None, set[str]]:
    saved: dict[int, tuple[Decimal, Decimal]] = {}
    fault, missing = None, set()
    for carrier in {measure.carrier for measure in measures}:
        own = [each for each in measures if each.carrier == carrier and each.state != MeasureState.DECLINED]
        use = by_carrier.get(carrier)
        if use is None:
            missing.add(carrier)
            continue
        steps = [rules.Step(each.rate, each.quantity) for each in own]
        while steps:
            try:
                parts = rules.in_sequence(use.before, steps)
            except ValueError as place:
                fault = own[int(str(place))]
                own, steps = own[: int(str(place))], steps[: int(str(place))]
            else:
                singly = rules.alone(use.before, steps)
                saved |= {each.pk: pair for each, pair in zip(own, zip(parts, singly, strict=True), strict=True)}
                break
    return saved, fault, missing


def _total(lines: Iterable[Line]) -> Total:
    counted = [line for line in lines if line.measure.state != MeasureState.DECLINED]
    money = sum((line.won for line in counted), Decimal(0))
    capex = sum((line.measure.capex_won for line in counted), Decimal(0))
    return Total(
        toe=sum((line.toe for line in counted), Decimal(0)),
        tco2=sum((line.tco2 for line in counted), Decimal(0)),
        won=money,
        capex=capex,
        payback=rules.payback_years(capex, money),
    )


def audits_waiting_for(user: Any) -> QuerySet[EnergyAudit]:
    """Audits in which this person's side has the next step."""
    found = audits_visible_to(user)
    if user.is_internal:
        if user.has_role("FI"):
            return found.filter(state=AuditState.MEASURED)
        return found.none()
    if user.has_role("SA", "SU"):
        return found.filter(state=AuditState.REPORTED, measures__state=MeasureState.PROPOSED).distinct()
    return found.none()


def year_is_told(day: date) -> bool:
    """Whether the factor that is published in this December, for the year before last, is here."""
    newest = newest_power_factor()
    return newest is not None and newest >= day.year - 2
