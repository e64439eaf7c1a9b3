"""FIND: what is known about each of the five steps of a case, and the yearly report. Source: domain 11.9."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Q
from django.utils.translation import gettext as _

from portal.clock import today
from portal.countries import country_name
from portal.display import day_text
from portal.people.models import Company
from purchasing.esg.models import (
    Answer,
    DeclaredSmelter,
    MineralCase,
    MineralDeclaration,
    MineralIssue,
    MineralReport,
    MineralStep,
)
from purchasing.esg.queries import minerals
from purchasing.esg.queries.courses import certificates_of
from purchasing.esg.queries.smelters import latest_list
from purchasing.esg.rules import minerals as rules
from purchasing.esg.states import AssessmentState
from purchasing.esg.states.minerals import (
    POLICY_METALS,
    DeclarationState,
    DueStep,
    ListKind,
    Metal,
    MineralFinding,
    MineralStrategy,
)

COURSE = "minerals"  # its code
GRIEVANCE = "S-5-1"  # the item of K-ESG about it
NOT_IN_YET = frozenset({AssessmentState.ASSIGNED, AssessmentState.IN_PROGRESS})


@dataclass(frozen=True, slots=True)
class StepFact:
    """One fact of a step: what it is, whether it holds, its value; ``needed`` before the step counts as done."""

    words: object
    holds: bool
    value: object = ""
    needed: bool = True


def facts_of_case(case: MineralCase) -> dict[str, list[StepFact]]:
    """The facts of each step, as they are now."""
    company, on = case.company, today()
    policy = minerals.policy_on(on)
    consent = minerals.consent_of(company, policy) if policy is not None else None
    declarations = list(
        MineralDeclaration.objects.filter(
            company=company, state=DeclarationState.ACCEPTED, valid_to__gte=on
        ).prefetch_related("smelters")
    )
    smelters = [
        each for declaration in declarations for each in declaration.smelters.all() if each.metal in POLICY_METALS
    ]
    found = rules.coverage(each.status for each in smelters)
    issues = MineralIssue.objects.filter(company=company, cleared_on=None).count()
    trained = certificates_of(company, on).filter(course__code=COURSE).first()
    grievance = has_grievance_channel(company)
    made = MineralReport.objects.filter(year=case.year).first()
    answers = [declaration.company_answers for declaration in declarations]
    return {
        DueStep.SYSTEM: [
            StepFact(_("Policy consented"), consent is not None, day_text(consent.signed_at, "day") if consent else ""),
            StepFact(_("Somebody answers for it"), any(each.contact for each in declarations), _contacts(declarations)),
            StepFact(
                _("Somebody is trained: course on responsible minerals"),
                trained is not None,
                f"{trained.number} ({trained.name})" if trained else "",
            ),
            StepFact(_("Grievance channel, by the assessment"), grievance is True, needed=grievance is not None),
            StepFact(_("Own policy on minerals"), any(each.get("A") == "yes" for each in answers), needed=False),
        ],
        DueStep.ASSESS: [
            StepFact(_("Everything declared"), minerals.has_declared(company, on), _numbers(declarations)),
            StepFact(
                _("Screened against the lists"),
                bool(declarations) and all(each.screened_at for each in declarations),
                _("%(count)s smelters") % {"count": len(smelters)},
            ),
        ],
        DueStep.STRATEGY: [
            StepFact(
                _("Strategy decided, or nothing found"),
                not issues or case.strategy != MineralStrategy.NONE,
                case.get_strategy_display() if case.strategy else "",
            ),
            StepFact(
                _("Findings cleared"), not issues, _("%(count)s open") % {"count": issues} if issues else "", False
            ),
        ],
        DueStep.AUDIT: [
            StepFact(
                _("Every smelter audited, or a strategy for those that are not"),
                found.conformant == found.listed or (not found.unknown and case.strategy != MineralStrategy.NONE),
                _("%(conformant)s of %(listed)s conformant") % {"conformant": found.conformant, "listed": found.listed},
            ),
            StepFact(_("No smelter that failed its audit"), not found.non_conformant, needed=False),
        ],
        DueStep.REPORT: [
            StepFact(
                _("The report of the year is made"),
                made is not None,
                day_text(made.at, "day") if made is not None else "",
            )
        ],
    }


def has_grievance_channel(company: Company) -> bool | None:
    """Whether its last assessment that is handed in says so; None: no assessment has asked it."""
    answers = Answer.objects.filter(assessment__company=company, question__kesg__contains=[GRIEVANCE])
    last = answers.exclude(assessment__state__in=NOT_IN_YET).order_by("-assessment").first()
    return None if last is None else bool(last.score and last.score >= 1 and not last.not_applicable)


def _contacts(declarations: list[MineralDeclaration]) -> str:
    return ", ".join(dict.fromkeys(each.contact for each in declarations if each.contact))


def _numbers(declarations: list[MineralDeclaration]) -> str:
    return ", ".join(each.number for each in declarations)


def report_of(year: int, on: date, language: str) -> dict[str, Any]:
    """All that the yearly report says (OECD step 5): figures of today about the cases of the year."""
    total = minerals.coverage_total()
    listing = latest_list(ListKind.SMELTERS)
    areas = latest_list(ListKind.AREAS)
    done, needed, share = minerals.declared_share(on)
    steps = dict(
        MineralStep.objects.filter(case__year=year).values_list("step").annotate(count=Count("pk")).order_by("step")
    )
    issues = MineralIssue.objects.filter(opened_on__year__lte=year).exclude(cleared_on__year__lt=year)
    by_kind = issues.values_list("kind").annotate(
        found=Count("pk"), cleared=Count("pk", filter=Q(cleared_on__isnull=False))
    )
    return {
        "year": year,
        "day": day_text(on, "day"),
        "buyer": Company.objects.filter(is_buyer=True).order_by("pk").first(),
        "policy": minerals.policy_on(on),
        "listing": listing,
        "areas": areas,
        "declared": done,
        "needed": needed,
        "declared_share": share,
        "total": total,
        "metals": [(Metal(metal).label, each) for metal, each in minerals.coverage_by_metal()],
        "countries": [
            {**row, "name": country_name(row["country"], language)} for row in minerals.coverage_by_country()
        ],
        "cases": MineralCase.objects.filter(year=year).count(),
        "steps": [(step.label, steps.get(step.value, 0)) for step in DueStep],
        "issues": [(MineralFinding(kind).label, found, cleared) for kind, found, cleared in by_kind.order_by("kind")],
        "suppliers": DeclaredSmelter.objects.filter(declaration__state=DeclarationState.ACCEPTED)
        .values("declaration__company")
        .distinct()
        .count(),
    }
