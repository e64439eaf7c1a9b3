"""WHO: claims. Source: domain 15, 16.2, 16.3 (SOD-13)."""

from django.utils.translation import gettext as _

from portal.people.models import User
from portal.policy import Verdict, no
from sharedgrowth.support.models import Claim, Project
from sharedgrowth.support.policies.projects import of_company, staff


def may_claim(user: User, project: Project) -> Verdict:
    """The company's administrator, or its finance people."""
    refusal = _("Only the company's administrator or finance person claims costs.")
    return of_company(user, project, "SA", "SF", refusal=refusal)


def may_edit_claim(user: User, claim: Claim) -> Verdict:
    """The same."""
    return may_claim(user, claim.project)


def may_judge_claim(user: User, claim: Claim) -> Verdict:
    """A shared-growth officer, who asks the fund for the money; the fund checks and pays (SOD-13)."""
    if claim.submitted_by_id == user.pk:
        return no(_("Who submitted the claim does not judge it."))
    return staff(user, "SG", refusal=_("Only a shared-growth officer looks at claims."))
