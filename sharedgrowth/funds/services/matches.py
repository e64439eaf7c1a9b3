"""DO: the government's half of a line: expected, reported, confirmed by another person, or bridged. FND-07."""

from datetime import date
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from portal.audit.services import move, record
from portal.clock import today
from portal.errors import RuleBroken, WrongState
from portal.outbox.services import announce
from portal.people.models import User
from portal.policy import require
from sharedgrowth.funds.models import BudgetLine, GovMatch
from sharedgrowth.funds.policies import budget as policies


@transaction.atomic
def expect_match(line: BudgetLine, *, amount: Decimal, expected_on: date, by: User) -> GovMatch:
    """So much is expected from the government for a matched line."""
    require(policies.may_expect_match(by))
    if not line.matched:
        raise RuleBroken(_("This line is not matched by the government."), field="line")
    if amount <= 0:
        raise RuleBroken(_("The amount must be above zero."), field="amount")
    made = GovMatch.objects.create(line=line, amount=amount, expected_on=expected_on, entered_by=by)
    record(made, "expected", by=by, payload={"line": line.pk, "amount": amount, "expected_on": expected_on})
    return made


def _locked(match: GovMatch) -> GovMatch:
    return GovMatch.objects.select_for_update(of=("self",)).select_related("line__year__fund").get(pk=match.pk)


@transaction.atomic
def report_match(match: GovMatch, *, reference: str, by: User) -> GovMatch:
    """The notice of the government is here: a second person confirms it."""
    require(policies.may_expect_match(by))
    if not reference.strip():
        raise RuleBroken(_("Give the number of the notice."), field="reference")
    match = _locked(match)
    if by.pk == match.decided_by_id:
        raise WrongState(_("You decided on its bridge: another person reports the notice."))
    name = "arrive" if match.state == "bridged" else "report"
    move(match, name, by=by, reference=reference.strip(), asked_by=by)  # who bridged it stays: it is bridged till then
    announce("funds.match_reported", match=match.pk)
    return match


@transaction.atomic
def confirm_match(match: GovMatch, *, by: User) -> GovMatch:
    """It counts from now on."""
    require(policies.may_confirm_match(by, match))
    match = _locked(match)
    move(match, "confirm", by=by, payload={"amount": match.amount}, decided_by=by, confirmed_on=today())
    announce("funds.match_confirmed", match=match.pk)
    return match


@transaction.atomic
def return_match(match: GovMatch, *, reason: str, by: User) -> GovMatch:
    """The notice does not say so."""
    require(policies.may_confirm_match(by, match))
    if not reason.strip():
        raise RuleBroken(_("Say why."), field="reason")
    match = _locked(match)
    move(match, "return", by=by, reason=reason.strip(), reference="", asked_by=None)
    return match


@transaction.atomic
def ask_bridge(match: GovMatch, *, reason: str, by: User) -> GovMatch:
    """The buyer is asked to pay before the government has confirmed its half."""
    require(policies.may_expect_match(by))
    if not reason.strip():
        raise RuleBroken(_("Say why it cannot wait."), field="reason")
    match = _locked(match)
    if match.decided_by_id is not None:
        raise WrongState(_("It is already bridged."))
    why = reason.strip()
    record(match, "bridge_reasoned", by=by, reason=why)
    GovMatch.objects.filter(pk=match.pk).update(reason=why)
    move(match, "ask_bridge", by=by, asked_by=by)
    announce("funds.bridge_asked", match=match.pk)
    return match


@transaction.atomic
def decide_bridge(match: GovMatch, *, agreed: bool, by: User) -> GovMatch:
    """An approver bridges it, or does not."""
    require(policies.may_decide_bridge(by, match))
    match = _locked(match)
    if agreed:
        move(match, "bridge", by=by, payload={"amount": match.amount}, decided_by=by)
    else:
        move(match, "refuse", by=by, asked_by=None)
    announce("funds.bridge_decided", match=match.pk)
    return match
