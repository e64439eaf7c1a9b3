"""WHO: sourcing requests, proposals, trials, specification cases. Source: domain 16.2, 16.3 (two people per step)."""

from decimal import Decimal

from django.utils.translation import gettext as _

from catalog.models import Proposal, SourcingRequest, SpecCase, TrialTest
from catalog.policies.products import may_list
from catalog.queries.sourcing import bidders_tied_to, prepares_for, reads_sourcing
from catalog.states import CaseState
from portal.people.models import User
from portal.policy import YES, Verdict, no


def _holds(user, refusal: str, *codes: str) -> Verdict:
    if not isinstance(user, User) or user.is_service or not user.is_internal or not user.has_role(*codes):
        return no(refusal)
    return YES


def _apart(user: User, request: SourcingRequest) -> Verdict:
    """Nobody decides on proposals of a company they belong, or belonged, to. Source: CAT-24, SOD-05."""
    if bidders_tied_to(user, request):
        return no(_("You belong, or belonged, to a company that proposes here: ask a colleague."))
    return YES


def may_write_request(user) -> Verdict:
    """Requesters of using departments write sourcing requests."""
    return _holds(user, _("Only requesters of a using department write sourcing requests."), "RQ")


def may_edit_request(user, request: SourcingRequest) -> Verdict:
    """The requester who wrote it; also for sending it to approval."""
    if not (role := may_write_request(user)):
        return role
    return YES if request.requester_id == user.pk else no(_("Only the requester of this request may do this."))


def may_approve_request(user, request: SourcingRequest) -> Verdict:
    """The department head: an approver of the same department, within the own amount, who did not write it."""
    if not (role := _holds(user, _("Only an approver (the head of the department) may do this."), "AP")):
        return role
    if request.requester_id == user.pk:
        return no(_("Who wrote the request may not approve it: ask a colleague."))
    own = user.membership.department
    if own and request.department and own != request.department:
        return no(_("The head of the department “%(name)s” approves this request.") % {"name": request.department})
    volume_won = (request.current_price_won or Decimal(0)) * (request.annual_qty or Decimal(0))
    if volume_won and volume_won > (user.membership.approval_limit_won or Decimal(0)):
        return no(_("The yearly volume of this request is above your limit: ask an approver with a higher limit."))
    return YES


def may_return_request(user, request: SourcingRequest) -> Verdict:
    """Whoever may approve it, or its requester, who takes it back."""
    return may_edit_request(user, request) or may_approve_request(user, request)


def may_open_request(user, request: SourcingRequest) -> Verdict:
    """Its requester, or a purchasing officer."""
    if may_edit_request(user, request):
        return YES
    return _holds(user, _("Its requester or a purchasing officer opens a request."), "PO")


may_invite = may_open_request


def may_extend_request(user, request: SourcingRequest) -> Verdict:
    """A purchasing officer or approver who is not the requester: a later deadline may help somebody."""
    if not (role := _holds(user, _("A purchasing officer or an approver moves the deadline."), "PO", "AP")):
        return role
    if request.requester_id == user.pk:
        return no(_("Who wrote the request does not move its deadline: ask a purchasing officer."))
    return YES


def may_cancel_request(user, request: SourcingRequest) -> Verdict:
    """Its requester, or an approver."""
    if may_edit_request(user, request):
        return YES
    return _holds(user, _("Its requester or an approver cancels a request."), "AP")


def may_propose(user, request: SourcingRequest) -> Verdict:
    """A supplier's administrator or user, from level L0 on; not of a company that helped to prepare it."""
    if not (seller := may_list(user)):
        return seller
    if user.is_service is False and user.memberships.filter(company__is_buyer=True).exists():
        return no(_("You work, or worked, for the buying organisation and may not propose: let a colleague do it."))
    if prepares_for(user.company, request):
        return no(_("Somebody who prepares this request belongs to your company: it may not propose here."))
    return YES


def may_change_proposal(user, proposal: Proposal) -> Verdict:
    """Replace or withdraw it: the company that proposed."""
    if isinstance(user, User) and proposal.company_id != user.company_id:
        return no(_("This proposal belongs to another company."))
    return may_propose(user, proposal.request)


def may_evaluate_request(user, request: SourcingRequest) -> Verdict:
    """Its requester, without a tie to who proposes."""
    if not (own := may_edit_request(user, request)):
        return own
    return _apart(user, request)


may_plan_trial = may_evaluate_request


def may_run_trial(user, trial: TrialTest) -> Verdict:
    """The person who was named to run it."""
    if not (role := _holds(user, _("Only the buying organisation's staff run trials."), "RQ", "EV", "PO")):
        return role
    return YES if trial.runner_id == user.pk else no(_("Another person runs this trial."))


def may_decide_trial(user, trial: TrialTest) -> Verdict:
    """The requester or an approver, but not who ran it."""
    request = trial.proposal.request
    if isinstance(user, User) and trial.runner_id == user.pk:
        return no(_("Who runs a trial does not decide on it: ask a colleague."))
    if may_edit_request(user, request):
        return _apart(user, request)
    if not (role := _holds(user, _("The requester or an approver decides on a trial."), "AP")):
        return role
    return _apart(user, request)


may_cancel_trial = may_decide_trial


def may_adopt(user, request: SourcingRequest) -> Verdict:
    """A purchasing officer who neither wrote the request nor ran a trial of it."""
    if not (role := _holds(user, _("A purchasing officer adopts an alternative."), "PO")):
        return role
    if request.requester_id == user.pk:
        return no(_("Who wrote the request does not adopt: ask a colleague."))
    if TrialTest.objects.filter(proposal__request=request, runner=user).exists():
        return no(_("Who ran a trial of this request does not adopt: ask a colleague."))
    return _apart(user, request)


def may_end_without(user, request: SourcingRequest) -> Verdict:
    """Nothing is adopted: its requester, or a purchasing officer."""
    if not may_open_request(user, request):
        return may_open_request(user, request)
    return _apart(user, request)


def may_propose_case(user, request: SourcingRequest | None = None) -> Verdict:
    """Requesters propose the change of a specification."""
    return _holds(user, _("Only requesters of a using department propose a change of a specification."), "RQ")


def may_edit_case(user, case: SpecCase) -> Verdict:
    """Who proposed it."""
    if not (role := may_propose_case(user)):
        return role
    return YES if case.proposed_by_id == user.pk else no(_("Only who proposed this case may do this."))


def may_review_case(user, case: SpecCase) -> Verdict:
    """The using department: a requester or approver of it who did not propose the case."""
    if not (role := _holds(user, _("The using department reviews this case."), "RQ", "AP")):
        return role
    if case.proposed_by_id == user.pk:
        return no(_("Who proposes a change does not review it: ask a colleague."))
    if case.department and user.membership.department != case.department:
        return no(_("The department “%(name)s” reviews this case.") % {"name": case.department})
    return YES


def may_decide_case(user, case: SpecCase) -> Verdict:
    """Quality: an approver of another department, who neither proposed nor reviewed it."""
    if not (role := _holds(user, _("An approver of quality decides this case."), "AP")):
        return role
    if user.pk in (case.proposed_by_id, case.tech_by_id):
        return no(_("Two different people approve a case, neither of them who proposed it: ask a colleague."))
    own = user.membership.department
    if own and case.department and own == case.department:
        return no(_("Quality decides, not the using department itself: ask an approver of another department."))
    return YES


def may_reject_case(user, case: SpecCase) -> Verdict:
    """Whoever may take the next step."""
    return may_review_case(user, case) if case.state == CaseState.TECH_REVIEW else may_decide_case(user, case)


def may_read_sourcing(user) -> Verdict:
    """Staff who work on sourcing requests and specifications."""
    return YES if reads_sourcing(user) else no(_("Your role does not work on sourcing requests."))
