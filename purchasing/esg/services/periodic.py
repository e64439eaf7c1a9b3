"""DO: what runs by itself: assign cycles, remind, count the late as band D, expire, evaluate, propose limitations.

The clock acts here, for nobody; each step leaves what is already done, so a run that broke off is simply run again.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import transaction

from portal.audit.services import move, record
from portal.clock import SEOUL, today
from portal.numbers import next_number
from portal.outbox.services import announce
from portal.people.models import Company
from purchasing.esg.models import Assessment, QuestionSet, Score, terms_on
from purchasing.esg.queries import periodic as found
from purchasing.esg.queries.questions import set_for_assignment, sets_in_force
from purchasing.esg.rules import periodic as rules
from purchasing.esg.rules.limitations import level_for
from purchasing.esg.services.limitations import propose_limitation
from purchasing.esg.services.scoring import Rescored, publish_standings, record_scores
from purchasing.esg.states import AssessmentKind

AT_ONCE = 2000  # assessments evaluated in one transaction


@dataclass(frozen=True, slots=True)
class Evaluated:
    """How many assessments were looked at, of how many the score changed, and what was proposed."""

    evaluated: int
    changed: int
    proposed: int


@transaction.atomic
def assign_assessment(
    company: Company,
    question_set: QuestionSet,
    *,
    period: str,
    due_on: date,
    kind: AssessmentKind = AssessmentKind.PERIODIC,
    by=None,
) -> Assessment:
    """Ask a company to answer a set until ``due_on``. Nobody's right is asked: the clock, or a service that asked."""
    assessment = Assessment.objects.create(
        number=next_number("ESG"), company=company, question_set=question_set, kind=kind, period=period, due_on=due_on
    )
    record(assessment, "assigned", by=by, payload={"period": period, "due_on": str(due_on), "set": str(question_set)})
    announce("esg.assessment_assigned", assessment=assessment.pk)
    return assessment


def assign_due(on: date | None = None) -> int:
    """Assign an assessment to every active supplier whose cycle has come; returns how many were assigned."""
    on = on or today()
    terms = terms_on(on)
    cycle, sets = found.cycle_of(terms), list(sets_in_force(on))
    count = 0
    for supplier in found.suppliers_without_open_assessment(on):
        company = supplier.company
        begins = rules.next_on(
            last_band=supplier.last_band,
            last_on=supplier.last_on,
            entered_on=supplier.entered_on,
            yearly=rules.is_yearly(supplier.spend_won, company.industry, cycle),
            cycle=cycle,
        )
        if begins is not None and begins > on:
            continue
        question_set = set_for_assignment(company.size_class, company.industry, sets)
        count += bool(question_set and _assign_once(company, question_set, on, terms.answer_days))
    return count


@transaction.atomic
def _assign_once(company: Company, question_set: QuestionSet, on: date, answer_days: int) -> bool:
    """Two clocks at once: the second finds what the first has assigned."""
    Company.objects.select_for_update(of=("self",)).get(pk=company.pk)
    period = rules.period_of(on, found.periods_taken(company))
    if not period or found.has_open_assessment(company):
        return False
    assign_assessment(company, question_set, period=period, due_on=on + timedelta(days=answer_days))
    return True


@transaction.atomic
def remind(on: date) -> int:
    """Once for each of the days before the due day; ``reminded`` counts them. Returns how many were reminded.

    What was missed on its day, as when nothing ran, is made up for on the next days, one a day.
    """
    count = 0
    for assessment in found.assessments_to_remind(on).select_for_update(of=("self",)):
        given = assessment.assigned_at.astimezone(SEOUL).date()
        if assessment.reminded >= rules.reminders_owed(assigned_on=given, due_on=assessment.due_on, on=on):
            continue
        assessment.reminded += 1
        assessment.save(update_fields=["reminded"])
        announce("esg.assessment_due", assessment=assessment.pk, days=(assessment.due_on - on).days)
        count += 1
    return count


@transaction.atomic
def mark_overdue(on: date) -> int:
    """Count what is not submitted in time as band D, from today until it is submitted. Returns how many."""
    late = list(found.assessments_late(on, terms_on(on).overdue_days).select_for_update(of=("self",)))
    for assessment in late:
        assessment.overdue_since = on
        assessment.save(update_fields=["overdue_since"])
        record(assessment, "overdue", by=None, payload={"due_on": str(assessment.due_on)})
        announce("esg.assessment_overdue", assessment=assessment.pk)
    if late:
        record_scores([assessment.pk for assessment in late])
        publish_standings([assessment.company_id for assessment in late])
    return len(late)


@transaction.atomic
def expire_assessments(on: date) -> int:
    """Results whose last day has passed no longer count."""
    outlived = list(found.assessments_outlived(on).select_for_update(of=("self",)))
    for assessment in outlived:
        move(assessment, "expire", by=None)
    publish_standings([assessment.company_id for assessment in outlived])
    return len(outlived)


@dataclass(frozen=True, slots=True)
class Change:
    """What an evaluation changed of one assessment: band and points before ("": there was no score) and after."""

    number: str
    before: str
    after: str


def evaluate(year: int, *, at_once: int = AT_ONCE, tell: Callable[[Change], object] | None = None) -> Evaluated:
    """Compute the scores of all active suppliers' assessments of a year anew, in parts of ``at_once``.

    A score is added only where its snapshot changed; what counts is said on the ground floor; a band D or R without a
    limitation has one proposed. Broken off anywhere, it is run again; run twice, the second changes nothing.

    What changed of whom, from what to what, is told (``tell``) and kept: an audit entry a part, about the terms (T44).
    """
    changed = proposed = 0
    terms = terms_on(today())
    ids = list(found.assessments_to_evaluate(year).values_list("pk", "company_id"))
    for start in range(0, len(ids), at_once):
        part = ids[start : start + at_once]
        with transaction.atomic():
            added = record_scores([pk for pk, _company in part])
            publish_standings([company for _pk, company in part])
            changes = _changes([row for row in added if row.before or tell is not None])
            if rows := [[change.number, change.before, change.after] for change in changes if change.before]:
                record(terms, "evaluated", by=None, payload={"period": str(year), "changes": rows})
        changed += len(added)
        if tell is not None:
            for change in changes:
                tell(change)
        proposed += sum(propose_for(assessment) for assessment in found.bands_now([pk for pk, _company in part]))
    return Evaluated(len(ids), changed, proposed)


def _changes(added: Sequence[Rescored]) -> list[Change]:
    """Before and after of each score that was added, in the order of the numbers. One query."""
    last: dict[str, list[str]] = {}
    scores = Score.objects.filter(assessment__in=[row.assessment_id for row in added])
    rows = scores.order_by("assessment__number", "seq")
    for number, band, total in rows.values_list("assessment__number", "band", "total"):
        last.setdefault(number, []).append(f"{band} {'–' if total is None else total}")
    return [Change(number, told[-2] if len(told) > 1 else "", told[-1]) for number, told in last.items()]


def propose_for(assessment: Assessment) -> bool:
    """Propose the limitation that the band of a counting assessment (``queries.periodic.bands_now``) asks for, once.

    Once for a level: after a proposal for band D, band R asks for its own as soon as nothing else is open.

    Only a proposal: notice, answer and the committee's decision come before anything is limited (LIM-01).
    """
    band, total = assessment.band, assessment.total  # type: ignore[attr-defined]
    level = level_for(band)
    if not level or int(assessment.asked_level or 0) >= level:  # type: ignore[attr-defined]
        return False
    points = "–" if total is None else f"{total:f}"
    facts = (
        f"{assessment.number}: ESG 평가 등급 {band}, 총점 {points}점 (기준일 {assessment.valid_from or today()}).\n"
        f"{assessment.number}: ESG band {band}, {points} points (as of {assessment.valid_from or today()})."
    )
    if assessment.overdue_since:
        facts += (
            f"\n기한 {assessment.due_on}까지 제출하지 않아 {assessment.overdue_since}부터 D 등급으로 봅니다."
            f"\nNot submitted by {assessment.due_on}: counted as band D since {assessment.overdue_since}."
        )
    limitation = propose_limitation(assessment.company, level=level, facts=facts, assessment=assessment)
    return limitation.assessment_id == assessment.pk and int(limitation.level) == level


def propose_for_company(company_id: int) -> int:
    """The same for what counts of one company now; returns how many were proposed."""
    ids = Assessment.objects.filter(company=company_id).values_list("pk", flat=True)
    return sum(propose_for(assessment) for assessment in found.bands_now(list(ids)))
