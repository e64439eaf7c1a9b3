"""WHO: a company asks and signs, shared growth triages, a committee scores, experts work, finance verifies. 8, 16."""

from django.utils.translation import gettext as _

from portal.people.models import User
from portal.policy import YES, Verdict, no
from sharedgrowth.support.models import Expert, GroupRequest, GroupTask
from sharedgrowth.support.queries import waves as queries
from sharedgrowth.support.queries.review import PAYERS
from sharedgrowth.support.queries.screening import tie_of


def _staff(user: User, *roles: str) -> bool:
    return user.is_internal and not user.is_service and user.has_role(*roles)


def may_run_waves(user: User) -> Verdict:
    """Shared growth."""
    return YES if _staff(user, "SG") else no(_("Only shared growth runs the support group."))


def may_triage(user: User, request: GroupRequest) -> Verdict:
    """Shared growth, without a part in the company (SOD-11)."""
    if not (runs := may_run_waves(user)):
        return runs
    return _own_hands(user, request)


def _own_hands(user: User, request: GroupRequest) -> Verdict:
    why = tie_of(user, request.company)
    if why in ("helped", "advises"):
        return no(_("You advise this company, or did within twelve months (SOD-11): a colleague does this."))
    if why:
        return no(_("You belong, or are related, to this company: a colleague does this."))
    return YES


def may_release(user: User, expert: Expert) -> Verdict:
    """The head of the expert's unit; shared growth where none is named."""
    if user.is_internal and not user.is_service and user.pk == expert.head_id:
        return YES
    if expert.head_id is None and _staff(user, "SG"):
        return YES
    return no(_("The head of the unit releases the days of an expert."))


def may_release_any(user: User) -> Verdict:
    """Shared growth, and heads of units that have an expert."""
    if _staff(user, "SG"):
        return YES
    if user.is_internal and not user.is_service and Expert.objects.filter(head=user, active=True).exists():
        return YES
    return no(_("The head of the unit releases the days of an expert."))


def may_ask_group(user: User) -> Verdict:
    """The administrator of an active supplier."""
    if user.is_service:
        return no(_("A program may not decide: a person must."))
    if not user.is_supplier or not user.has_role("SA"):
        return no(_("The support group is asked by a supplier's administrator."))
    if not user.company.is_active:
        return no(_("Your company is not active at present: it cannot ask for support."))
    return YES


def may_act_for_company(user: User, request: GroupRequest) -> Verdict:
    """Its administrator."""
    own = user.is_supplier and not user.is_service and user.company_id == request.company_id
    return YES if own and user.has_role("SA") else no(_("Only the administrator of the company does this."))


def may_cancel_request(user: User, request: GroupRequest) -> Verdict:
    """Either side."""
    return YES if may_act_for_company(user, request) or may_run_waves(user) else may_run_waves(user)


def may_score(user: User, request: GroupRequest) -> Verdict:
    """A member of the committee: shared growth, experts, approvers; nobody who pays or has a tie (SOD-11, SOD-13)."""
    if not _staff(user, *queries.SCORERS):
        return no(_("Requests are scored by the committee: shared growth, experts, approvers."))
    if user.has_role(*PAYERS):
        return no(_("Who pays grants does not help to select their receivers (SOD-13)."))
    if user.memberships.filter(company=request.company_id).exists():
        return no(_("You belong, or belonged, to this company: leave the score to others."))
    return _own_hands(user, request)


def may_diagnose(user: User, request: GroupRequest) -> Verdict:
    """An expert of the wave, or shared growth."""
    if _staff(user, "SG"):
        return YES
    if _staff(user, "CN") and request.wave and request.wave.experts.filter(expert__user=user).exists():
        return YES
    return no(_("Only experts of the wave and shared growth diagnose."))


def may_visit(user: User, request: GroupRequest) -> Verdict:
    """An expert of the wave in person."""
    in_wave = request.wave and request.wave.experts.filter(expert__user=user).exists()
    return YES if _staff(user, "CN") and in_wave else no(_("A visit is noted by the expert who made it."))


def may_lead(user: User, task: GroupTask) -> Verdict:
    """The lead expert, or shared growth."""
    if _staff(user, "SG") or (_staff(user, "CN") and task.expert.user_id == user.pk):
        return YES
    return no(_("Only the lead expert and shared growth do this."))


def may_verify(user: User, task: GroupTask) -> Verdict:
    """Finance, another one than who measured and than who leads the task."""
    if not _staff(user, "FI"):
        return no(_("An effect is verified by finance."))
    if user.pk in (task.measured_by_id, task.expert.user_id):
        return no(_("Who measured or leads the task does not verify it."))
    return YES
