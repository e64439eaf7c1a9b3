"""WHO: screening, reviews, investigations, committees, selections. Source: domain 16.2, SOD-11, SOD-13, SEC-05."""

from django.utils.translation import gettext as _

from portal.people.models import Company, User
from portal.policy import YES, Verdict, no
from sharedgrowth.support.models import Application, Call, InfoRequest, Investigation, Review
from sharedgrowth.support.queries import review as queries
from sharedgrowth.support.queries.screening import tie_of

APPLICANTS = ("SA", "SU", "SE")


def _officer(user: User) -> Verdict:
    if user.is_service:
        return no(_("A program may not decide: a person must."))
    if not (user.is_internal and user.has_role("SG")):
        return no(_("Only shared-growth officers may do this."))
    if user.has_role(*queries.PAYERS):
        return no(_("Who pays grants does not select their receivers (SOD-13)."))
    return YES


def untied(user: User, company: Company) -> Verdict:
    """Whether this person has no part in the company (SOD-11, declared ties, own projects as an expert)."""
    why = tie_of(user, company)
    if why in ("helped", "advises"):
        return no(_("This person advises the applicant, or did within twelve months (SOD-11)."))
    if why:
        return no(_("This person belongs, or is related, to the applicant."))
    return YES


def _own_hands(user: User, company: Company) -> Verdict:
    """The same, said to the person itself."""
    why = tie_of(user, company)
    if why in ("helped", "advises"):
        return no(_("You advise this company, or did within twelve months (SOD-11): a colleague does this."))
    if why:
        return no(_("You belong, or are related, to this company: a colleague does this."))
    return YES


def may_screen(user: User, application: Application) -> Verdict:
    """Take up, ask for more, reject, pass on: shared-growth officers without a tie."""
    if not (role := _officer(user)):
        return role
    return _own_hands(user, application.company)


def may_answer_request(user: User, request: InfoRequest) -> Verdict:
    """The applicant's own people."""
    if user.is_service:
        return no(_("A program may not decide: a person must."))
    if user.company_id != request.application.company_id or not user.has_role(*APPLICANTS):
        return no(_("Only the applicant's own people answer."))
    return YES


def may_assign(user: User, application: Application) -> Verdict:
    """Officers."""
    return may_screen(user, application)


def may_be_reviewer(person: User, application: Application) -> Verdict:
    """Whether this person can be asked for a review."""
    if person.is_service or not (person.is_internal and person.has_role(*queries.REVIEWERS)):
        return no(_("Reviewers are officers, evaluators, approvers, requesters and consultants of the buyer."))
    if person.has_role(*queries.PAYERS):
        return no(_("Who pays grants does not help to select their receivers (SOD-13)."))
    return untied(person, application.company)


def may_review(user: User, review: Review) -> Verdict:
    """Only the reviewer, while no tie has come up."""
    if review.reviewer_id != user.pk or user.is_service:
        return no(_("Only its reviewer may do this."))
    if user.has_role(*queries.PAYERS):
        return no(_("Who pays grants does not help to select their receivers (SOD-13)."))
    return _own_hands(user, review.application.company)


def may_abstain(user: User, review: Review) -> Verdict:
    """The reviewer, tied or not."""
    if review.reviewer_id != user.pk or user.is_service:
        return no(_("Only its reviewer may do this."))
    return YES


def may_shortlist(user: User, application: Application) -> Verdict:
    """Officers without a tie."""
    return may_screen(user, application)


def may_investigate(user: User, application: Application) -> Verdict:
    """Plan and report the joint investigation: officers without a tie."""
    return may_screen(user, application)


def may_go(person: User, application: Application) -> Verdict:
    """Whether this person can be one of the buyer's members of the joint investigation."""
    if not (sits := may_sit(person)):
        return sits
    return untied(person, application.company)


def may_enter_verdict(user: User, investigation: Investigation) -> Verdict:
    """Write down what an outside member signed: an officer who is not a member, so that two people stand behind it."""
    if investigation.members.filter(user=user).exists():
        return no(_("You give your own verdict: a colleague enters those of the outside members."))
    return may_investigate(user, investigation.application)


def may_report(user: User, investigation: Investigation) -> Verdict:
    """Officers, and the buyer's members who were there."""
    if user.is_service:
        return no(_("A program may not decide: a person must."))
    if investigation.members.filter(user=user).exists():
        return _own_hands(user, investigation.application.company)
    return may_screen(user, investigation.application)


def may_give_verdict(user: User, investigation: Investigation) -> Verdict:
    """A member of the buyer for itself."""
    if user.is_service or not investigation.members.filter(user=user).exists():
        return no(_("Only members of the investigation give a verdict."))
    return _own_hands(user, investigation.application.company)


def may_seat(user: User, call: Call) -> Verdict:
    """Call people into the committee: officers."""
    return _officer(user)


def may_sit(person: User) -> Verdict:
    """Whether this person can be called into a committee."""
    if person.is_service or not (person.is_internal and person.has_role(*queries.MEMBERS)):
        return no(_("Committee members are people of the buyer with a part in shared growth."))
    if person.has_role(*queries.PAYERS):
        return no(_("Who pays grants does not help to select their receivers (SOD-13)."))
    return YES


def may_vote(user: User, application: Application) -> Verdict:
    """Members of the committee without a tie."""
    if user.is_service or not application.call.seats.filter(member=user).exists():
        return no(_("Only members of the committee vote."))
    if not (sits := may_sit(user)):
        return sits
    return _own_hands(user, application.company)


def may_conclude(user: User, application: Application) -> Verdict:
    """Officers write down what the committee decided."""
    return may_screen(user, application)


def may_select(user: User, call: Call) -> Verdict:
    """Shared-growth officers; nobody who also pays (SOD-13)."""
    return _officer(user)


def may_see_fairness(user: User) -> Verdict:
    """The shared-growth side, audit, compliance."""
    if user.is_internal and user.has_role("SG", "AP", "FM", "CP", "AU"):
        return YES
    return no(_("This page is for the shared-growth side."))
