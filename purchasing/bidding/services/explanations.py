"""DO: ask a bidder to explain a low price, answer, ask once more, judge by at least two. Source: domain 2.9, BID-L2."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import OperationalError, transaction
from django.utils.translation import gettext as _

from portal.audit.services import move, record
from portal.calendar import business_days_after
from portal.clock import SEOUL, db_now, today
from portal.errors import RuleBroken, WrongState
from portal.files.services import store_upload
from portal.outbox.services import announce, sweeps
from portal.people.models import User
from portal.policy import require
from purchasing.bidding import policies, queries, rules
from purchasing.bidding.models import (
    CostLine,
    Explanation,
    ExplanationAnswer,
    ExplanationFile,
    ExplanationVote,
    Ruling,
    Tender,
)
from purchasing.bidding.services.checks import checked, locked, once_at_a_time
from purchasing.bidding.states import EXPLANATION_WAITS, ExplanationState, ExplanationTopic, TenderState

log = logging.getLogger(__name__)
E = ExplanationState
MOST_FILES = 10
MOST_COSTS = 60
LONGEST = 10_000


@dataclass(frozen=True, slots=True)
class CostIn:
    """One line of a cost sheet that a bidder shows by its own choice."""

    label: str
    qty: Decimal
    unit_cost_won: Decimal
    unit: str = ""
    note: str = ""


def begin_explanations(tender: Tender, asks: Sequence[rules.Ask], *, by: User) -> list[Explanation]:
    """The engine found prices that look abnormally low: the tender waits until each is explained and judged."""
    begun = []
    for ask in asks:
        ruling = tender.rulings.select_related("bid").get(bid=ask.offer.bid_id)
        begun.append(_begin(tender, ruling, [rules.step_document(line) for line in ask.triggers], by=by))
    if tender.state != TenderState.EXPLANATION:
        move(tender, "ask_explanation", by=by, payload={"bids": [each.bid.receipt for each in begun]})
    announce("bidding.explanation_needed", tender=tender.pk)
    return begun


@transaction.atomic
def doubt_bid(ruling: Ruling, *, reason: str, by: User) -> Explanation:
    """An evaluator asks for an explanation although no figure calls the price low; only where the method explains."""
    require(policies.may_doubt_bid(by, ruling))
    if not reason.strip():
        raise RuleBroken(_("Say what makes the price look too low."), field="reason")
    tender = locked(ruling.tender)
    if tender.state not in (TenderState.OPENED, TenderState.EXPLANATION):
        raise WrongState(_("Explanations are asked for after the opening and before the evaluation."))
    if not rules.METHODS[rules.Way(tender.params["method"])].explains:
        raise RuleBroken(_("The award rule of this tender asks for no explanations."))
    if tender.explanations.filter(bid=ruling.bid_id).exists():
        raise WrongState(_("This bid is already being explained."))
    explanation = _begin(tender, ruling, [], by=by, reason=reason)
    if tender.state == TenderState.OPENED:
        move(tender, "ask_explanation", by=by, reason=reason, payload={"bids": [ruling.bid.receipt]})
    announce("bidding.explanation_needed", tender=tender.pk)
    return explanation


def _begin(tender: Tender, ruling: Ruling, triggers: list[dict], *, by: User, reason: str = "") -> Explanation:
    explanation = Explanation.objects.create(
        tender=tender,
        bid=ruling.bid,
        triggers=triggers,
        reason=reason,
        made_by=by,
        ask_by=business_days_after(today(), _days(tender, "ask_days", 2)),
    )
    record(explanation, "needed", by=by, reason=reason, payload={"bid": ruling.bid.receipt, "triggers": triggers})
    return explanation


@transaction.atomic
def ask_explanation(explanation: Explanation, *, items: str, by: User) -> Explanation:
    """Send the request, with what is doubtful; the bidder's clock runs from now. Who asks is the chair of it."""
    require(policies.may_ask_explanation(by, explanation))
    if not items.strip():
        raise RuleBroken(_("List what is doubtful: the bidder answers to it."), field="items")
    explanation = _locked(explanation)
    answer_by = business_days_after(today(), _days(explanation.tender, "answer_days", 5))
    move(
        explanation,
        "ask",
        by=by,
        payload={"answer_by": answer_by},
        items=items,
        asked_by=by,
        asked_at=db_now(),
        answer_by=answer_by,
    )
    announce("bidding.explanation_asked", explanation=explanation.pk)
    return explanation


@transaction.atomic
def answer_explanation(
    explanation: Explanation,
    *,
    text: str,
    key: str,
    by: User,
    topics: Sequence[str] = (),
    costs: Sequence[CostIn] = (),
    uploads: Sequence[Any] = (),
) -> ExplanationAnswer:
    """The bidder explains its price in words; a cost sheet and evidence only if it wants to (BID-L2).

    The portal does the arithmetic of the sheet. ``key`` makes the call safe to repeat.
    """
    require(policies.may_answer_explanation(by, explanation))
    if not key:
        raise RuleBroken(_("A key is needed so that sending twice does no harm."), field="key")
    once_at_a_time(f"explanation:{explanation.pk}")
    if earlier := explanation.answers.filter(key=key).first():
        return earlier
    if not text.strip():
        raise RuleBroken(_("Explain in words how the price comes about."), field="text")
    if len(text) > LONGEST:
        raise RuleBroken(_("At most %(most)s characters.") % {"most": f"{LONGEST:,}"}, field="text")
    if len(uploads) > MOST_FILES:
        raise RuleBroken(_("At most %(most)s files.") % {"most": MOST_FILES}, field="files")
    if len(costs) > MOST_COSTS:
        raise RuleBroken(_("At most %(most)s lines of costs.") % {"most": MOST_COSTS}, field="costs")
    explanation = _locked(explanation)
    if explanation.state not in EXPLANATION_WAITS:
        raise WrongState(_("No answer is waited for: reload the page to see where it stands."))
    if explanation.answer_by is not None and _day(db_now()) > explanation.answer_by:
        raise WrongState(_("The time to answer has passed: the last day was %(day)s.") % {"day": explanation.answer_by})
    answer = ExplanationAnswer(
        explanation=explanation,
        text=text,
        topics=[str(ExplanationTopic(topic)) for topic in topics],
        key=key,
        by=by,
    )
    answer.save(force_insert=True)
    for no, cost in enumerate(costs, start=1):
        line = CostLine(
            answer=answer,
            no=no,
            label=cost.label,
            qty=cost.qty,
            unit=cost.unit,
            unit_cost_won=cost.unit_cost_won,
            amount_won=rules.line_amount(cost.qty, cost.unit_cost_won),
            note=cost.note,
        )
        checked(line, prefix=f"costs.{no - 1}.")
        line.save(force_insert=True)
    for upload in uploads:
        file = store_upload(upload, company=by.company, by=by)
        ExplanationFile.objects.create(answer=answer, file=file)
    move(explanation, "answer", by=by, payload={"answer": answer.pk, "costs": len(costs), "files": len(uploads)})
    announce("bidding.explanation_answered", explanation=explanation.pk)
    return answer


@transaction.atomic
def ask_once_more(explanation: Explanation, *, question: str, by: User) -> Explanation:
    """The one round of clarification, with its own clock."""
    require(policies.may_lead_explanation(by, explanation))
    if not question.strip():
        raise RuleBroken(_("Write what is still unclear."), field="question")
    explanation = _locked(explanation)
    if explanation.clarified_at is not None:
        raise WrongState(_("The bidder was already asked once more: now it is judged."))
    if explanation.votes.exists():
        raise WrongState(_("A vote has been given: nothing more is asked."))
    answer_by = business_days_after(today(), _days(explanation.tender, "clarify_days", 3))
    move(
        explanation,
        "clarify",
        by=by,
        payload={"answer_by": answer_by},
        question=question,
        clarified_by=by,
        clarified_at=db_now(),
        answer_by=answer_by,
    )
    announce("bidding.explanation_asked", explanation=explanation.pk)
    return explanation


@transaction.atomic
def vote_on_explanation(explanation: Explanation, *, accepts: bool, reason: str, by: User) -> ExplanationVote:
    """An assessor says whether the explanation accounts for the price, and why; it stands."""
    require(policies.may_vote(by, explanation))
    if not reason.strip():
        raise RuleBroken(_("Give the reasons for your vote."), field="reason")
    explanation = _locked(explanation)
    if explanation.state != E.ANSWERED:
        raise WrongState(_("Votes are given once the bidder has answered, and until it is decided."))
    require(policies.may_vote(by, explanation))
    vote = ExplanationVote.objects.create(explanation=explanation, assessor=by, accepts=accepts, reason=reason)
    record(explanation, "voted", by=by, reason=reason, payload={"accepts": accepts})
    announce("bidding.explanation_voted", explanation=explanation.pk)
    return vote


@transaction.atomic
def decide_explanation(
    explanation: Explanation, *, decision: str, by: User, casting: bool | None = None
) -> Explanation:
    """The chair closes it: what the majority of at least two says; a tie by the chair's casting vote (``casting``)."""
    require(policies.may_lead_explanation(by, explanation))
    if not decision.strip():
        raise RuleBroken(_("Give the reasons of the decision: the bidder will read them."), field="decision")
    explanation = _locked(explanation)
    if explanation.state != E.ANSWERED:
        raise WrongState(_("There is nothing to decide on here: reload the page."))
    poll = queries.poll_of(queries.votes_of(explanation))
    if poll.is_open:
        raise RuleBroken(
            _("At least %(needed)s assessors vote before it is decided.") % {"needed": queries.VOTES_NEEDED}
        )
    accepted = poll.accepted
    if poll.is_tied:
        if casting is None:
            raise RuleBroken(_("The votes are equal: your casting vote decides. Choose."), field="casting")
        accepted = casting
        ExplanationVote.objects.create(
            explanation=explanation, assessor=by, accepts=casting, reason=decision[:2000], casting=True
        )
    payload = {"accepts": poll.accepts, "rejects": poll.rejects, "casting": casting if poll.is_tied else None}
    move(
        explanation,
        "accept" if accepted else "reject",
        by=by,
        reason=decision,
        payload=payload,
        decision=decision,
        decided_by=by,
        decided_at=db_now(),
    )
    announce("bidding.explanation_decided", explanation=explanation.pk)
    return explanation


@sweeps
def reject_silent_explanations() -> int:
    """Who does not answer in time is rejected; who answered and then kept silent is judged on the answer given."""
    done = 0
    for explanation in queries.silent_explanations(today()):
        try:
            done += _end_silence(explanation)
        except WrongState:  # answered at this very moment
            continue
        except OperationalError:
            log.warning("bidding: explanation %s could not be locked; it is tried again", explanation.pk)
            continue
    return done


@transaction.atomic
def _end_silence(explanation: Explanation) -> int:
    explanation = _locked(explanation)
    if explanation.state == E.CLARIFYING:
        move(explanation, "answer", by=None, reason="no further answer in time")
        announce("bidding.explanation_answered", explanation=explanation.pk)
        return 1
    move(explanation, "reject", by=None, reason="no answer in time", by_silence=True, decided_at=db_now())
    announce("bidding.explanation_decided", explanation=explanation.pk)
    return 1


def _locked(explanation: Explanation) -> Explanation:
    """The explanation as it is now, locked after its tender, which has to wait for explanations."""
    tender = locked(explanation.tender)
    if tender.state != TenderState.EXPLANATION:
        raise WrongState(_("This tender no longer waits for explanations."))
    now = Explanation.objects.select_for_update(of=("self",)).select_related("bid").get(pk=explanation.pk)
    now.tender = tender
    return now


def _days(tender: Tender, name: str, otherwise: int) -> int:
    """A term in business days as the notice promised it."""
    return int((tender.params.get("explanation") or {}).get(name, otherwise))


def _day(moment) -> date:
    return moment.astimezone(SEOUL).date()
