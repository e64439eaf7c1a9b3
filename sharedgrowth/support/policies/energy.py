"""WHO: factors by two people; audits by the project's expert or officer; measures decided by the company."""

from django.utils.translation import gettext as _

from portal.people.models import User
from portal.policy import YES, Verdict, no
from sharedgrowth.support.models import EmissionFactor, EnergyAudit, Project
from sharedgrowth.support.policies.projects import of_company, staff
from sharedgrowth.support.queries.energy import takes_audit
from sharedgrowth.support.queries.projects import expert_of, was_expert_of


def may_enter_factor(user: User) -> Verdict:
    """Shared-growth officers."""
    return staff(user, "SG", refusal=_("Only a shared-growth officer enters energy factors."))


def may_decide_factor(user: User, factor: EmissionFactor) -> Verdict:
    """Another officer, or finance (CNV-09)."""
    if not (second := staff(user, "SG", "FI", refusal=_("Another officer or finance approves energy factors."))):
        return second
    if factor.entered_by_id == user.pk:
        return no(_("Who entered a factor does not approve it."))
    return YES


def may_audit(user: User, project: Project) -> Verdict:
    """The expert of the project, or the officer; only where the programme helps with energy."""
    if not takes_audit(project):
        return no(_("This programme has no energy audit."))
    if user.is_internal and expert_of(user, project):
        return YES
    return staff(user, "SG", refusal=_("The expert of the project or the officer draws up the audit."))


def may_decide_measures(user: User, audit: EnergyAudit) -> Verdict:
    """The company's people."""
    return of_company(user, audit.project, "SA", "SU", refusal=_("The company decides on the measures."))


def may_verify_saving(user: User, audit: EnergyAudit) -> Verdict:
    """Finance, or another officer than who measured; nobody who worked for the project as an expert (SOD-10)."""
    if not (verifier := staff(user, "FI", "SG", refusal=_("Finance or another officer verifies the saving."))):
        return verifier
    if user.pk in {audit.measured_by_id, audit.reported_by_id}:
        return no(_("Who drew up the audit or measured does not verify: ask a colleague."))
    if was_expert_of(user, audit.project):
        return no(_("Who worked for the project does not verify its result (SOD-10)."))
    return YES
