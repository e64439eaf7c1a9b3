"""DO: draw the on-site sample; declare a tie to a company."""

import secrets
from datetime import date, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from portal.audit.services import record
from portal.clock import today
from portal.errors import RuleBroken
from portal.people.models import Company, User
from portal.policy import require
from purchasing.esg import policies, queries
from purchasing.esg.models import Assessment, ReviewerTie, SampleDraw, terms_on
from purchasing.esg.queries.questions import set_for_assignment, sets_in_force
from purchasing.esg.rules import review as rules
from purchasing.esg.rules import scoring
from purchasing.esg.services.periodic import assign_assessment
from purchasing.esg.states import AssessmentKind, Band, TieReason

CALLED = frozenset({AssessmentKind.ADHOC, AssessmentKind.ONSITE})


@transaction.atomic
def draw_sample(period: str, *, by: User | None) -> SampleDraw:
    """Draw among what was submitted since the last drawing: all at D or R or without trust, a share of the rest.

    The seed is chance and kept with the list, so that anybody can draw again and come to the same companies.
    ``by`` None: the monthly job.
    """
    if by is not None:
        require(policies.may_draw_sample(by))
    found = queries.to_draw_from(period)
    if not found:
        raise RuleBroken(_("Nothing was submitted in this period since the last drawing."))
    claims = queries.own_scores_of(found)
    before = queries.cycles_before({each.company_id for each in found})
    sheets = {each.question_set_id: queries.sheet_for(each.question_set) for each in found}
    always: list[str] = []
    candidates: list[str] = []
    terms = terms_on(today())
    for each in found:
        band = scoring.score(sheets[each.question_set_id], claims.get(each.pk, {})).band
        lost = rules.audited_again(before.get(each.company_id, []), cycles=terms.trust_cycles)
        is_certain = band in (Band.D, Band.R) or lost
        (always if is_certain else candidates).append(each.number)
    seed = secrets.token_hex(16)
    share = terms.sample_share
    drawn = rules.drawn(candidates, seed=seed, share=share)
    draw = SampleDraw.objects.create(
        period=period, seed=seed, share=share, candidates=candidates, always=always, drawn=drawn, drawn_by=by
    )
    Assessment.objects.filter(number__in=[*always, *drawn]).update(sampled=True)
    record(draw, "drawn", by=by, payload={"candidates": len(candidates), "drawn": len(drawn), "always": len(always)})
    return draw


def draw_monthly(day: date) -> list[SampleDraw]:
    """The drawing of the month: of this year's assessments and of last year's, where anything was submitted since."""
    periods = [period for period in (str(day.year - 1), str(day.year)) if queries.to_draw_from(period)]
    return [draw_sample(period, by=None) for period in periods]


@transaction.atomic
def call_assessment(company: Company, *, kind: AssessmentKind | str, reason: str, by: User) -> Assessment:
    """Ask a supplier to answer outside its cycle, with a reason that it reads; on site it is audited in any case.

    Source: domain 11.2 (kinds), 11.5.
    """
    require(policies.may_call_assessment(by, company))
    if kind not in CALLED:
        raise RuleBroken(_("Choose whether it is answered anew, or looked at on site."), field="kind")
    if not reason.strip():
        raise RuleBroken(_("Say why it is asked for now: the supplier reads it."), field="reason")
    if company.is_buyer:
        raise RuleBroken(_("Choose a supplier."), field="company")
    Company.objects.select_for_update(of=("self",)).get(pk=company.pk)
    if queries.is_being_assessed(company):
        raise RuleBroken(_("An assessment of this company is still open."), field="company")
    on = today()
    question_set = set_for_assignment(company.size_class, company.industry, list(sets_in_force(on)))
    if question_set is None:
        raise RuleBroken(_("No question set in force fits this company."), field="company")
    period = f"{on:%Y-%m}"  # a name that no cycle takes
    if Assessment.objects.filter(company=company, period=period).exists():
        raise RuleBroken(_("This company was already called this month."), field="company")
    due_on = on + timedelta(days=terms_on(on).answer_days)
    assessment = assign_assessment(
        company, question_set, period=period, due_on=due_on, kind=AssessmentKind(kind), by=by
    )
    if kind == AssessmentKind.ONSITE:
        Assessment.objects.filter(pk=assessment.pk).update(sampled=True)
        assessment.sampled = True
    record(assessment, "called", by=by, reason=reason.strip(), payload={"kind": str(kind)})
    return assessment


@transaction.atomic
def enter_tie(
    person: User, company: Company, *, reason: TieReason | str, by: User, last_on: date | None = None, note: str = ""
) -> ReviewerTie:
    """Say that a person helped a company, or is related to it: until a year after ``last_on`` they do not review it."""
    require(policies.may_enter_tie(by, person))
    if company.is_buyer:
        raise RuleBroken(_("Choose a supplier."), field="company")
    if last_on is not None and last_on > today():
        raise RuleBroken(_("This day has not come yet."), field="last_on")
    return note_help(person, company, reason=reason, last_on=last_on, note=note, by=by)


@transaction.atomic
def note_help(
    person: User,
    company: Company,
    *,
    reason: TieReason | str = TieReason.HELPED,
    last_on: date | None = None,
    note: str = "",
    by: User | None = None,
) -> ReviewerTie:
    """The same from another service: a consulting visit ties the consultant by itself."""
    tie = ReviewerTie.objects.create(
        person=person, company=company, reason=reason, last_on=last_on, note=note.strip(), entered_by=by
    )
    record(tie, "entered", by=by)
    return tie
