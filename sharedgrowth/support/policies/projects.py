"""WHO: projects. Source: domain 16.2, 16.3 (SOD-10, SOD-13), CNV-09."""

from django.utils.translation import gettext as _

from portal.people.models import User
from portal.policy import YES, Verdict, no
from sharedgrowth.support.models import Deliverable, Project, ProjectAgreement
from sharedgrowth.support.queries.projects import expert_of, was_expert_of


def staff(user: User | None, *codes: str, refusal: str) -> Verdict:
    """People of the buyer with one of the roles; no programs."""
    if user is not None and user.is_service:
        return no(_("A program may not decide: a person must."))
    return YES if user is not None and user.is_internal and user.has_role(*codes) else no(refusal)


def of_company(user: User, project: Project, *codes: str, refusal: str) -> Verdict:
    """People of the project's company with one of the roles; no programs."""
    if user.is_service:
        return no(_("A program may not decide: a person must."))
    if user.is_internal or user.company_id != project.company_id or not user.has_role(*codes):
        return no(refusal)
    return YES


def may_run_project(user: User | None, project: Project | None = None) -> Verdict:
    """Shared-growth officers."""
    return staff(user, "SG", refusal=_("Only a shared-growth officer may do this."))


may_draw_up = may_run_project
may_plan = may_run_project


def may_sign_for_company(user: User, agreement: ProjectAgreement) -> Verdict:
    """The company's administrator."""
    refusal = _("Only the company's administrator signs the agreement for it.")
    return of_company(user, agreement.project, "SA", refusal=refusal)


def may_sign_for_buyer(user: User, agreement: ProjectAgreement) -> Verdict:
    """An approver or another shared-growth officer than who drew the agreement up."""
    if not (signer := staff(user, "AP", "SG", refusal=_("Only an approver or a shared-growth officer signs for us."))):
        return signer
    if agreement.drawn_up_by_id == user.pk:
        return no(_("Who drew up the agreement does not sign it: ask a colleague."))
    return YES


def may_hand_in(user: User, deliverable: Deliverable) -> Verdict:
    """The company's people."""
    refusal = _("Only people of the company hand this in.")
    return of_company(user, deliverable.project, "SA", "SU", "SE", refusal=refusal)


def may_judge(user: User, deliverable: Deliverable) -> Verdict:
    """The officer, or an expert of the project."""
    if user.is_internal and expert_of(user, deliverable.project):
        return YES
    return may_run_project(user)


def may_enter_baseline(user: User, project: Project) -> Verdict:
    """The officer, an expert of the project, or the company itself, by its programs too."""
    if user.is_service and user.company_id == project.company_id:
        return YES
    if user.is_internal:
        return YES if expert_of(user, project) else may_run_project(user)
    return of_company(user, project, "SA", "SU", refusal=_("Only people of the company enter its values."))


def may_measure(user: User, project: Project) -> Verdict:
    """The officer or an expert of the project: not the company itself."""
    if user.is_internal and expert_of(user, project):
        return YES
    return staff(user, "SG", refusal=_("The officer or the expert measures the result."))


def may_verify(user: User, project: Project) -> Verdict:
    """Finance, or another shared-growth officer than who measured; nobody who worked for it as an expert (SOD-10)."""
    if not (verifier := staff(user, "FI", "SG", refusal=_("Finance or another officer verifies the result."))):
        return verifier
    if project.measured_by_id == user.pk:
        return no(_("Who measured does not verify: ask a colleague."))
    if was_expert_of(user, project):
        return no(_("Who worked for the project does not verify its result (SOD-10)."))
    return YES


def may_answer_followup(user: User, project: Project) -> Verdict:
    """The company's people."""
    return of_company(user, project, "SA", "SU", refusal=_("Only people of the company answer this."))


may_rate = may_answer_followup
