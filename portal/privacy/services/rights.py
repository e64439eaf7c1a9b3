"""DO: a person asks about the own data; the privacy officer answers within ten days. Source: domain PII-10."""

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from portal.audit.services import move, record
from portal.clock import SEOUL, db_now
from portal.errors import RuleBroken, WrongState
from portal.numbers import next_number
from portal.outbox.services import announce
from portal.people.models import User
from portal.policy import require
from portal.privacy.models import DestructionCertificate, RightsRequest
from portal.privacy.policies import rights as policies
from portal.privacy.registry import holdings
from portal.privacy.rules.deadlines import answer_due
from portal.privacy.services import destruction
from portal.privacy.states import RightKind, RightState

MOVES = {RightState.GRANTED: "grant", RightState.PARTLY: "grant_partly", RightState.REFUSED: "refuse"}
NEEDS_WORDS = frozenset({RightKind.CORRECTION, RightKind.OBJECTION, RightKind.EXPLANATION})


@transaction.atomic
def ask(*, kind: str, holding: str = "", text: str = "", by: User) -> RightsRequest:
    """Ask for access, correction, erasure, suspension, an explanation, or object. The clock starts now."""
    held = User.objects.select_for_update(of=("self",), no_key=True).get(pk=by.pk)
    require(policies.may_ask(held))  # the night may just have emptied the account, or waits for this
    if holding and holdings.get(holding) is None:
        raise RuleBroken(_("Choose one of the kinds of data in the list."), field="holding")
    if kind in NEEDS_WORDS and not text.strip():
        raise RuleBroken(_("Say in your words what is wrong and how it should be."), field="text")
    try:
        with transaction.atomic():
            request = RightsRequest.objects.create(
                number=next_number("PRQ"),
                person=by,
                kind=kind,
                holding=holding,
                text=text.strip(),
                due_on=answer_due(db_now().astimezone(SEOUL).date()),
            )
    except IntegrityError as fault:
        if "rights_asked_once_at_a_time" in str(fault):
            raise RuleBroken(_("You have already asked for this; the answer is on its way.")) from fault
        raise
    record(request, "received", by=by, payload={"kind": kind, "holding": holding})
    announce("privacy.right_asked", request=request.pk)
    return request


@transaction.atomic
def withdraw(request: RightsRequest, *, by: User) -> None:
    """The person takes the request back."""
    require(policies.may_withdraw_request(by, request))
    move(request, "withdraw", by=by)


@transaction.atomic
def extend(request: RightsRequest, *, because: str, by: User) -> None:
    """It takes ten days more, once; the person is told why before the first ten are over."""
    require(policies.may_answer(by, request))
    request = RightsRequest.objects.select_for_update(of=("self",)).get(pk=request.pk)
    if request.state != RightState.RECEIVED:
        raise WrongState(_("It is answered already."))
    if request.extended_because:
        raise RuleBroken(_("It was extended once; a second time is not possible."))
    if db_now().astimezone(SEOUL).date() > request.due_on:
        raise RuleBroken(_("Its day has passed: answer it now."))
    request.extended_because, request.due_on = because.strip(), answer_due(request.due_on)
    request.save(update_fields=["extended_because", "due_on"])
    record(request, "extended", by=by)
    announce("privacy.right_extended", request=request.pk)


@transaction.atomic
def answer(request: RightsRequest, *, outcome: str, decision: str, by: User) -> list[DestructionCertificate]:
    """Grant it, in part or not at all, with reasons. What was granted to be erased is erased in this moment."""
    require(policies.may_answer(by, request))
    if not decision.strip():
        raise RuleBroken(_("An answer gives its reasons."), field="decision")
    if outcome not in MOVES:
        raise RuleBroken(_("Choose an answer."), field="outcome")
    request = RightsRequest.objects.select_for_update(of=("self",)).select_related("person").get(pk=request.pk)
    move(request, MOVES[RightState(outcome)], by=by, decision=decision.strip(), decided_by=by, decided_at=db_now())
    announce("privacy.right_answered", request=request.pk)
    if request.kind != RightKind.ERASURE or outcome == RightState.REFUSED:
        return []
    return _erase(request, by=by)


def _erase(request: RightsRequest, *, by: User) -> list[DestructionCertificate]:
    reason = _("On request %(number)s") % {"number": request.number}
    if not request.holding:
        return destruction.erase_person(request.person, reason=reason, by=by)
    holding = holdings.get(request.holding)
    if holding is None:
        raise RuleBroken(_("What this is about is kept no longer."))
    certificate = destruction.erase_holding(holding, request.person, reason=reason, by=by)
    return [certificate] if certificate else []


@transaction.atomic
def lift(request: RightsRequest, *, by: User) -> None:
    """The use of the data goes on: the person asks for it again, or the ground of the suspension is gone."""
    if by.pk != request.person_id:
        require(policies.may_answer(by, request))
    request = RightsRequest.objects.select_for_update(of=("self",)).get(pk=request.pk)
    is_running = request.kind == RightKind.SUSPENSION and request.state in (RightState.GRANTED, RightState.PARTLY)
    if not is_running or request.lifted_at is not None:
        raise WrongState(_("This use is not stopped."))
    request.lifted_at = db_now()
    request.save(update_fields=["lifted_at"])
    record(request, "lifted", by=by)
    announce("privacy.use_resumed", request=request.pk)
