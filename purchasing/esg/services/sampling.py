"""DO: draw the on-site sample; declare a tie to a company."""

import secrets
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from portal.audit.services import record
from portal.clock import today
from portal.errors import RuleBroken
from portal.people.models import Company, User
from portal.policy import require
from purchasing.esg import policies, queries
from purchasing.esg.models import Assessment, ReviewerTie, SampleDraw, terms_on
from purchasing.esg.rules import review as rules
from purchasing.esg.rules import scoring
from purchasing.esg.states import Band, TieReason


@transaction.atomic
def draw_sample(period: str, *, by: User) -> SampleDraw:
    """Draw among what was submitted since the last drawing: all at D or R or without trust, a share of the rest.

    The seed is chance and kept with the list, so that anybody can draw again and come to the same companies.
    """
    require(policies.may_draw_sample(by))
    found = queries.to_draw_from(period)
    if not found:
        raise RuleBroken(_("Nothing was submitted in this period since the last drawing."))
    claims = queries.own_scores_of(found)
    before = queries.cycles_before({each.company_id for each in found})
    sheets = {each.question_set_id: queries.sheet_for(each.question_set) for each in found}
    always: list[str] = []
    candidates: list[str] = []
    for each in found:
        band = scoring.score(sheets[each.question_set_id], claims.get(each.pk, {})).band
        is_certain = band in (Band.D, Band.R) or rules.audited_again(before.get(each.company_id, []))
        (always if is_certain else candidates).append(each.number)
    seed = secrets.token_hex(16)
    share = terms_on(today()).sample_share
    drawn = rules.drawn(candidates, seed=seed, share=share)
    draw = SampleDraw.objects.create(
        period=period, seed=seed, share=share, candidates=candidates, always=always, drawn=drawn, drawn_by=by
    )
    Assessment.objects.filter(number__in=[*always, *drawn]).update(sampled=True)
    record(draw, "drawn", by=by, payload={"candidates": len(candidates), "drawn": len(drawn), "always": len(always)})
    return draw


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
