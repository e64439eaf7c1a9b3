"""DO: assign, take, review in two rounds, ask the supplier, score, send the result, audit on site."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from portal.audit.services import move, record
from portal.calendar import business_days_after
from portal.clock import db_now, today
from portal.errors import RuleBroken, WrongState
from portal.outbox.services import announce
from portal.people.models import User
from portal.policy import require
from purchasing.esg import policies, queries
from purchasing.esg.models import Assessment, ItemReview, terms_on
from purchasing.esg.queries import ItemRow
from purchasing.esg.queries import review_known as known
from purchasing.esg.rules import review as rules
from purchasing.esg.rules import scoring
from purchasing.esg.services.answers import take_back_unsent
from purchasing.esg.services.review_checks import Given, check_given, correct_items, heed, left_out_within_bounds
from purchasing.esg.services.scoring import record_score
from purchasing.esg.states import RESULT_SEEN, AssessmentState, Band, ScoreReason

FIRST_ROUND, BLIND_ROUND, AGREED_ROUND = 1, 2, 3
A = AssessmentState
AUDITED_IN = frozenset({A.REVIEW, A.SCORED, *RESULT_SEEN})


def locked(assessment: Assessment) -> Assessment:
    """The assessment as it is now, held until the transaction ends."""
    return (
        Assessment.objects.select_for_update(of=("self",))
        .select_related("company", "question_set")
        .get(pk=assessment.pk)
    )


def _in_state(assessment: Assessment, *states: AssessmentState) -> None:
    if assessment.state not in states:
        raise WrongState(_("This step is not possible in the present state. Reload the page to see where it stands."))


def _change(assessment: Assessment, held: Assessment, **changes: Any) -> None:
    Assessment.objects.filter(pk=held.pk).update(**changes)
    for name, value in changes.items():
        setattr(held, name, value)
        setattr(assessment, name, value)


# Who reviews ---------------------------------------------------------------------------------------------------------
@transaction.atomic
def assign_reviewer(assessment: Assessment, reviewer: User, *, by: User) -> Assessment:
    """Give it to a reviewer who has no part in the company; until it is taken it can be given to another."""
    require(policies.may_assign_reviews(by))
    held = locked(assessment)
    _in_state(held, A.ASSIGNED, A.IN_PROGRESS, A.SUBMITTED)
    if not (fit := policies.may_be_reviewer(reviewer, held)):
        raise RuleBroken(
            _("%(name)s cannot review it: %(why)s") % {"name": reviewer.name, "why": fit.reason}, field="reviewer"
        )
    _change(assessment, held, reviewer=reviewer)
    record(held, "reviewer_assigned", by=by, payload={"reviewer": reviewer.pk})
    announce("esg.review_assigned", assessment=held.pk)
    return assessment


@transaction.atomic
def take_assessment(assessment: Assessment, *, by: User) -> Assessment:
    """Begin the review."""
    require(policies.may_take_assessment(by, assessment))
    move(assessment, "take", by=by, reviewer=by)
    return assessment


# The first round, and the blind one ----------------------------------------------------------------------------------
@transaction.atomic
def save_reviews(
    assessment: Assessment, given: Mapping[str, Given], *, by: User, round: int = FIRST_ROUND
) -> list[ItemReview]:
    """Keep what the reviewer gives to items, by code, until the round is closed. The last word of a round counts."""
    require((policies.may_review if round == FIRST_ROUND else policies.may_review_blind)(by, assessment))
    held = locked(assessment)
    _in_state(held, A.REVIEW)
    if (
        round == FIRST_ROUND
        and held.first_locked_at is not None
        or round == BLIND_ROUND
        and held.second_locked_at is not None
    ):
        raise WrongState(_("This round is closed: what was given in it stays."))
    if round == BLIND_ROUND and (held.first_locked_at is None or held.second_reviewer_id != by.pk):
        raise WrongState(_("Take the second look first: it is given by one colleague, once the first round is closed."))
    rows = {row.question.code: row for row in _rows_of_round(held, round)}
    if unknown := sorted(set(given) - set(rows)):
        raise RuleBroken(_("%(codes)s: not among the items to review.") % {"codes": ", ".join(unknown)})
    saved = []
    breach = known.breach_of(held.company, today())
    for code, word in given.items():
        check_given(rows[code], word, is_first=round == FIRST_ROUND)
        heed(code, word.score, word.remark, most=known.most_of(rows[code], breach))
        saved.append(_save(held, rows[code], word, round=round, by=by))
    return saved


def _rows_of_round(assessment: Assessment, round: int) -> list[ItemRow]:
    rows = queries.items_of(assessment)
    return rows if round == FIRST_ROUND else queries.needing_second(assessment, rows, blind_gap(assessment))


def blind_gap(assessment: Assessment) -> int:
    """How far apart self and reviewer may lie: the terms of the day of submission."""
    on = assessment.submitted_at.date() if assessment.submitted_at else today()
    return terms_on(on).blind_gap


def _save(assessment: Assessment, row: ItemRow, word: Given, *, round: int, by: User) -> ItemReview:
    values = {
        "reviewer": by,
        "score": None if word.not_applicable else word.score,
        "not_applicable": word.not_applicable,
        "remark": word.remark.strip(),
        "verified": word.verified,
        "at": db_now(),
    }
    review, _made = ItemReview.objects.update_or_create(
        assessment=assessment, question=row.question, round=round, defaults=values
    )
    return review


@transaction.atomic
def close_first(assessment: Assessment, *, by: User) -> int:
    """Close the first round; returns how many items a colleague now scores blind. None: it can be scored."""
    require(policies.may_review(by, assessment))
    held = locked(assessment)
    _in_state(held, A.REVIEW)
    if held.first_locked_at is not None:
        raise WrongState(_("This round is closed: what was given in it stays."))
    rows = queries.items_of(held)
    _all_there(rows, FIRST_ROUND)
    # What an answer given since has taken out of the questionnaire counts no more.
    gone = ItemReview.objects.filter(assessment=held).exclude(question__in=[row.question.pk for row in rows])
    no_longer_asked = sorted(gone.values_list("question__code", flat=True))
    gone.delete()
    left_out_within_bounds(held, rows, {row.question.code: row.rounds[FIRST_ROUND] for row in rows})
    waiting = len(queries.needing_second(held, rows, blind_gap(held)))
    now = db_now()
    _change(assessment, held, first_locked_at=now, second_locked_at=None if waiting else now)
    record(held, "first_round_closed", by=by, payload={"items": len(rows), "blind": waiting, "left": no_longer_asked})
    if waiting:
        announce("esg.second_review_asked", assessment=held.pk)
    return waiting


def _all_there(rows: list[ItemRow], round: int) -> None:
    missing = [row.question.code for row in rows if round not in row.rounds]
    if missing:
        raise RuleBroken(_("Not reviewed yet: %(codes)s.") % {"codes": ", ".join(missing)})


@transaction.atomic
def take_blind_review(assessment: Assessment, *, by: User) -> Assessment:
    """Become the second reviewer: without sight of what the first gave."""
    require(policies.may_review_blind(by, assessment))
    held = locked(assessment)
    _in_state(held, A.REVIEW)
    if held.first_locked_at is None or held.second_locked_at is not None:
        raise WrongState(_("No second look is asked for."))
    if held.second_reviewer_id not in (None, by.pk):
        raise WrongState(_("A colleague already gives the second look."))
    if held.second_reviewer_id is None:
        _change(assessment, held, second_reviewer=by)
        record(held, "blind_review_taken", by=by)
    return assessment


@transaction.atomic
def close_blind(assessment: Assessment, *, by: User) -> int:
    """Close the blind round: both see both now. Returns how many items they still have to agree on."""
    require(policies.may_review_blind(by, assessment))
    held = locked(assessment)
    _in_state(held, A.REVIEW)
    if held.second_reviewer_id != by.pk or held.first_locked_at is None or held.second_locked_at is not None:
        raise WrongState(_("No second look is asked for."))
    rows = queries.needing_second(held, queries.items_of(held), blind_gap(held))
    _all_there(rows, BLIND_ROUND)
    _change(assessment, held, second_locked_at=db_now())
    apart = queries.to_agree(rows)
    record(held, "blind_round_closed", by=by, payload={"items": len(rows), "apart": len(apart)})
    announce("esg.second_review_closed", assessment=held.pk)
    return len(apart)


@transaction.atomic
def propose_agreed(assessment: Assessment, code: str, given: Given, *, by: User) -> ItemReview:
    """One of the two writes down what they agreed for an item; the other confirms it."""
    require(policies.may_agree(by, assessment))
    held = locked(assessment)
    row = _apart_row(held, code)
    check_given(row, given, is_first=False)
    if not given.remark.strip():
        raise RuleBroken(_("%(code)s: write down why you agree on this score.") % {"code": code}, field=code)
    review = _save(held, row, given, round=AGREED_ROUND, by=by)
    ItemReview.objects.filter(pk=review.pk).update(confirmed_by=None)
    record(held, "agreement_proposed", by=by, payload={"item": code, "score": review.score})
    announce("esg.agreement_proposed", assessment=held.pk, proposer=by.pk)
    return review


@transaction.atomic
def confirm_agreed(assessment: Assessment, code: str, *, seen: str | None = None, by: User) -> ItemReview:
    """The other reviewer agrees with the proposal of the moment ``seen`` (``ItemReview.at``, ISO 8601), if given."""
    require(policies.may_agree(by, assessment))
    held = locked(assessment)
    review = _apart_row(held, code).rounds.get(AGREED_ROUND)
    if review is None:
        raise WrongState(_("Nothing is proposed for this item yet."))
    if review.reviewer_id == by.pk:
        raise RuleBroken(_("The other reviewer confirms what you proposed."))
    if seen is not None and seen != review.at.isoformat():
        raise WrongState(_("Your colleague has changed the proposal meanwhile: read it again."))
    ItemReview.objects.filter(pk=review.pk).update(confirmed_by=by)
    record(held, "agreement_confirmed", by=by, payload={"item": code, "score": review.score})
    return review


def _apart_row(assessment: Assessment, code: str) -> ItemRow:
    _in_state(assessment, A.REVIEW)
    if assessment.second_locked_at is None:
        raise WrongState(_("The second look is not closed yet."))
    rows = queries.needing_second(assessment, queries.items_of(assessment), blind_gap(assessment))
    for row in queries.to_agree(rows):
        if row.question.code == code:
            return row
    raise RuleBroken(_("%(codes)s: not among the items to review.") % {"codes": code})


# A question to the supplier ------------------------------------------------------------------------------------------
@transaction.atomic
def ask_supplier(assessment: Assessment, text: str, *, by: User) -> Assessment:
    """Ask before scoring; the supplier answers within the days of the terms."""
    require(policies.may_review(by, assessment))
    if not text.strip():
        raise RuleBroken(_("Write what you want to know, and about which items."), field="text")
    if assessment.first_locked_at is not None:
        raise WrongState(_("This round is closed: what was given in it stays."))
    on = today()
    due = business_days_after(on, terms_on(on).query_days)
    move(assessment, "ask", by=by, reason=text.strip(), query_text=text.strip(), query_due=due, query_answer="")
    announce("esg.assessment_asked", assessment=assessment.pk)
    return assessment


@transaction.atomic
def close_unanswered(assessment: Assessment) -> Assessment:
    """The days to answer are over: the review goes on with what was handed in."""
    take_back_unsent(locked(assessment))
    move(assessment, "answer", by=None, reason=_("No answer came in time: the review goes on with what is there."))
    announce("esg.assessment_answered", assessment=assessment.pk)
    return assessment


# Score and result ----------------------------------------------------------------------------------------------------
@transaction.atomic
def score_assessment(assessment: Assessment, *, by: User) -> Assessment:
    """The review is finished: its score is computed from what was given. D and R are audited on site."""
    require(policies.may_review(by, assessment))
    held = locked(assessment)
    _in_state(held, A.REVIEW)
    rows = queries.items_of(held)
    if not rows:
        raise RuleBroken(_("No question of this set was asked."))
    if held.first_locked_at is None or held.second_locked_at is None:
        raise RuleBroken(_("Close the review first; a colleague may have to give a second look."))
    for row in queries.to_agree(queries.needing_second(held, rows, blind_gap(held))):
        agreed = row.rounds.get(AGREED_ROUND)
        if agreed is None or agreed.confirmed_by_id is None:
            told = {"code": row.question.code}
            raise RuleBroken(_("%(code)s: the two reviewers have not agreed on a score yet.") % told)
    if held.sampled and held.audited_on is None:
        raise RuleBroken(_("It is in the on-site sample: record the audit first."))
    left_out_within_bounds(held, rows, {row.question.code: row.review for row in rows if row.review is not None})
    score = record_score(held, reason=ScoreReason.REVIEWED, by=by)
    if score is None:
        raise WrongState(_("This assessment already has this score."))
    changes: dict[str, Any] = {}
    if score.band in (Band.D, Band.R) and not held.sampled:
        changes["sampled"] = True
    if held.audited_on is not None:
        changes["low_trust"] = _lost_trust(held, score.total)
    payload = {"band": score.band, "total": str(score.total), "sha256": score.sha256}
    move(assessment, "score", by=by, payload=payload, **changes)
    announce("esg.assessment_scored", assessment=assessment.pk)
    return assessment


def _lost_trust(assessment: Assessment, total) -> bool:
    own = queries.own_scores_of([assessment]).get(assessment.pk, {})
    claimed = scoring.score(queries.sheet_for(assessment.question_set), own).total
    on = assessment.submitted_at.date() if assessment.submitted_at else today()
    return rules.lost_trust(claimed, total, gap=terms_on(on).audit_gap)


@transaction.atomic
def send_result(assessment: Assessment, *, by: User) -> Assessment:
    """The supplier sees the scorecard and may object within the days of the terms."""
    require(policies.may_review(by, assessment))
    now = db_now()
    on = today()
    until = business_days_after(on, terms_on(on).objection_days)
    move(assessment, "notify", by=by, notified_at=now, objection_until=until)
    announce("esg.assessment_notified", assessment=assessment.pk)
    return assessment


@transaction.atomic
def record_audit(
    assessment: Assessment, *, on: date, note: str, by: User, scores: Mapping[str, Given] | None = None
) -> Assessment:
    """What the audit on site found; ``scores`` change items once the review is closed."""
    require(policies.may_audit(by, assessment))
    held = locked(assessment)
    _in_state(held, *AUDITED_IN)
    if held.audited_on is not None:
        raise WrongState(_("The audit is already recorded."))
    if on > today():
        raise RuleBroken(_("This day has not come yet."), field="on")
    if not note.strip():
        raise RuleBroken(_("Write what was looked at and what was found: the supplier reads it."), field="note")
    if scores and held.state == A.REVIEW:
        raise RuleBroken(_("While the review runs, change the scores in the review itself."), field="note")
    correct_items(held, scores or {}, remark=note.strip(), by=by)
    _change(assessment, held, sampled=True, audited_on=on, audited_by=by, audit_note=note.strip())
    if scores:
        record_score(held, reason=ScoreReason.REVIEWED, by=by, note=_("Audit on site"))
    if held.state != A.REVIEW and (last := held.scores.order_by("-seq").first()):
        _change(assessment, held, low_trust=_lost_trust(held, last.total))
    record(held, "audited", by=by, reason=note.strip(), payload={"on": str(on), "items": sorted(scores or {})})
    announce("esg.assessment_audited", assessment=held.pk)
    return assessment
