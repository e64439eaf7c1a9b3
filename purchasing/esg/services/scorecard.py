"""DO: objection to a result and its decision, contest of one item, the end of a result's open days."""

from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from portal.audit.services import move, record
from portal.calendar import business_days_after
from portal.clock import db_now, today
from portal.errors import RuleBroken, WrongState
from portal.outbox.services import announce
from portal.people.models import User
from portal.policy import require
from purchasing.esg import policies, queries
from purchasing.esg.models import Assessment, ItemContest, terms_on
from purchasing.esg.queries.periodic import cycle_of
from purchasing.esg.rules.periodic import valid_to
from purchasing.esg.services.review import locked
from purchasing.esg.services.review_checks import Given, correct_items
from purchasing.esg.services.scoring import publish_standing, record_score
from purchasing.esg.states import RESULT_SEEN, AssessmentState, ItemContestState, ScoreReason

A = AssessmentState


@transaction.atomic
def object_to_result(assessment: Assessment, text: str, *, by: User) -> Assessment:
    """The supplier objects to the result as a whole, within its days."""
    require(policies.may_object(by, assessment))
    if not text.strip():
        raise RuleBroken(_("Say what is wrong, with its dates or figures."), field="text")
    if assessment.objection_until is not None and today() > assessment.objection_until:
        raise WrongState(
            _("The days to object ended on %(day)s. A single item can still be contested.")
            % {"day": assessment.objection_until}
        )
    move(assessment, "object", by=by, reason=text.strip(), objection=text.strip(), objected_by=by)
    announce("esg.assessment_objected", assessment=assessment.pk)
    return assessment


@transaction.atomic
def decide_objection(
    assessment: Assessment, *, answer: str, by: User, scores: Mapping[str, Given] | None = None
) -> Assessment:
    """Somebody who took no part decides with reasons; items that are corrected change the score. Then it is final."""
    require(policies.may_decide_objection(by, assessment))
    if not answer.strip():
        raise RuleBroken(_("Give the answer with its reasons: the supplier reads it."), field="answer")
    held = locked(assessment)
    if held.state != A.OBJECTION:
        raise WrongState(_("This step is not possible in the present state. Reload the page to see where it stands."))
    correct_items(held, scores or {}, remark=answer.strip(), by=by)
    changed = record_score(held, reason=ScoreReason.OBJECTION, by=by, note=_("Objection decided")) if scores else None
    valid = _validity(held)
    move(
        assessment,
        "decide",
        by=by,
        reason=answer.strip(),
        payload={"items": sorted(scores or {}), "changed": changed is not None},
        objection_answer=answer.strip(),
        objection_decided_by=by,
        **valid,
    )
    publish_standing(assessment)
    announce("esg.assessment_final", assessment=assessment.pk)
    return assessment


def _validity(assessment: Assessment) -> dict[str, Any]:
    """From today until the next result is there."""
    on = today()
    terms = terms_on(on)
    last = assessment.scores.order_by("-seq").first()
    band = last.band if last is not None else ""
    until = valid_to(band=band, on=on, cycle=cycle_of(terms), grace_days=terms.result_grace_days)
    return {"valid_from": on, "valid_to": until}


@transaction.atomic
def close_result(assessment: Assessment) -> Assessment:
    """Nobody objected: the result is final and counts."""
    move(assessment, "close", by=None, **_validity(assessment))
    publish_standing(assessment)
    announce("esg.assessment_final", assessment=assessment.pk)
    return assessment


# One item ------------------------------------------------------------------------------------------------------------
@transaction.atomic
def contest_item(assessment: Assessment, code: str, *, text: str, by: User) -> ItemContest:
    """The supplier says which fact behind an item is wrong; also after the result is final, while it counts."""
    require(policies.may_contest_item(by, assessment))
    if not text.strip():
        raise RuleBroken(_("Say what is wrong, with its dates or figures."), field="text")
    held = locked(assessment)
    if held.state not in RESULT_SEEN:
        raise WrongState(_("An item can be contested once the result was sent, as long as it counts."))
    row = next((each for each in queries.items_of(held) if each.question.code == code), None)
    if row is None or row.review is None:
        raise RuleBroken(_("%(codes)s: not among the items to review.") % {"codes": code})
    on = today()
    contest = ItemContest(
        assessment=held,
        question=row.question,
        text=text.strip(),
        score_before=row.score,
        lodged_by=by,
        answer_by=business_days_after(on, terms_on(on).objection_days),
    )
    try:
        with transaction.atomic():
            contest.save()
    except IntegrityError as fault:
        if "item_contest_once_at_a_time" not in str(fault):
            raise
        raise WrongState(_("This item is already contested; its decision is awaited.")) from fault
    record(contest, "lodged", by=by, payload={"assessment": held.number, "item": code})
    announce("esg.item_contested", contest=contest.pk)
    return contest


@transaction.atomic
def withdraw_item_contest(contest: ItemContest, *, by: User) -> ItemContest:
    """The supplier lets the item stand."""
    require(policies.may_withdraw_item_contest(by, contest))
    move(contest, "withdraw", by=by, decided_by=by, decided_at=db_now())
    return contest


@transaction.atomic
def decide_item_contest(
    contest: ItemContest, *, upheld: bool, answer: str, by: User, score: int | None = None
) -> ItemContest:
    """Upheld: the item gets ``score`` and the whole is computed anew; rejected: it stands."""
    require(policies.may_decide_item_contest(by, contest))
    if not answer.strip():
        raise RuleBroken(_("Give the answer with its reasons: the supplier reads it."), field="answer")
    if upheld and (score is None or not 0 <= score <= 5):
        raise RuleBroken(_("%(code)s: give a score from 0 to 5.") % {"code": contest.question.code}, field="score")
    if upheld and score == contest.score_before:
        raise RuleBroken(_("This is the score that is contested."), field="score")
    held = locked(contest.assessment)
    if contest.state != ItemContestState.LODGED:
        raise WrongState(_("This contest has already been decided or withdrawn. Reload the page."))
    move(
        contest,
        "uphold" if upheld else "reject",
        by=by,
        reason=answer.strip(),
        decided_by=by,
        decided_at=db_now(),
        answer=answer.strip(),
        score=score if upheld else None,
    )
    if upheld:
        given = {contest.question.code: Given(score=score, remark=answer.strip())}
        correct_items(held, given, remark=answer.strip(), by=by)
        note = f"{contest.question.code} → {score}"
        record_score(held, reason=ScoreReason.CONTEST, by=by, note=note)
    announce("esg.item_contest_decided", contest=contest.pk)
    return contest
