"""WHO: levels by an expert or officer, confirmed by another; systems by the company; recommenders by the officer."""

from django.utils.translation import gettext as _

from portal.people.models import Company, User
from portal.policy import YES, Verdict, no
from sharedgrowth.support.models import SmartLevel, SmartSystem
from sharedgrowth.support.policies.projects import staff


def may_assess(user: User) -> Verdict:
    """Experts and shared-growth officers."""
    return staff(user, "CN", "SG", refusal=_("An expert or a shared-growth officer assesses the level."))


def may_confirm(user: User, level: SmartLevel) -> Verdict:
    """Another shared-growth officer than who assessed."""
    if not (officer := staff(user, "SG", refusal=_("A shared-growth officer confirms the level."))):
        return officer
    if level.assessed_by_id == user.pk:
        return no(_("Who assessed does not confirm: ask a colleague."))
    return YES


def may_enter_system(user: User, company: Company | None = None) -> Verdict:
    """The company's people, programs among them; or the officer for a company."""
    if user.is_internal:
        return staff(user, "SG", refusal=_("Only a shared-growth officer does this for a company."))
    if user.is_supplier and user.has_role("SA", "SU") and (company is None or company.pk == user.company_id):
        return YES
    return no(_("Only people of the company do this."))


def may_tell_use(user: User, system: SmartSystem) -> Verdict:
    """Whoever may enter the system."""
    return may_enter_system(user, system.company)


def may_keep_recommenders(user: User) -> Verdict:
    """Shared-growth officers."""
    return staff(user, "SG", refusal=_("Only a shared-growth officer keeps the organisations that recommend."))
