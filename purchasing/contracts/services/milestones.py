"""DO: a milestone is reported by the payee and confirmed by the payer, who looks first."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from portal.audit.services import move
from portal.clock import db_now, today
from portal.errors import RuleBroken, WrongState
from portal.outbox.services import announce
from portal.people.models import User
from portal.policy import require
from purchasing.contracts import policies, queries
from purchasing.contracts.models import Milestone
from purchasing.contracts.services.checks import locked
from purchasing.contracts.states import ContractState


@transaction.atomic
def report_milestone(milestone: Milestone, *, reached_on: date, remark: str = "", by: User) -> Milestone:
    """The payee says that it is reached, and on which day."""
    require(policies.may_report_milestone(by, milestone))
    contract = locked(milestone.contract)
    if contract.state != ContractState.IN_FORCE:
        raise WrongState(_("Milestones are reported while the contract is in force."))
    if reached_on > today():
        raise RuleBroken(_("This day is still to come."), field="reached_on")
    if contract.signed_on is not None and reached_on < contract.signed_on:
        raise RuleBroken(_("This day lies before the contract was signed."), field="reached_on")
    if milestone.amount > queries.left_to_ask(contract):
        raise WrongState(
            _("The value of the contract has been asked for: nothing is left to invoice for this milestone.")
        )
    move(milestone, "report", by=by, reached_on=reached_on, reported_by=by, remark=remark.strip())
    announce("contracts.milestone_reported", milestone=milestone.pk)
    return milestone


@transaction.atomic
def return_milestone(milestone: Milestone, *, reason: str, by: User) -> Milestone:
    """Not reached yet: the payer says what is missing."""
    require(policies.may_confirm_milestone(by, milestone))
    if not reason.strip():
        raise RuleBroken(_("Say what is missing."), field="reason")
    locked(milestone.contract)
    move(milestone, "return", by=by, reason=reason.strip(), remark=reason.strip())
    announce("contracts.milestone_returned", milestone=milestone.pk)
    return milestone


@transaction.atomic
def confirm_milestone(milestone: Milestone, *, by: User) -> Milestone:
    """Reached: it may be invoiced, and the days run from the day on which it was reached."""
    require(policies.may_confirm_milestone(by, milestone))
    locked(milestone.contract)
    move(milestone, "confirm", by=by, confirmed_by=by, confirmed_at=db_now())
    announce("contracts.milestone_confirmed", milestone=milestone.pk)
    return milestone
