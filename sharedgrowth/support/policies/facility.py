"""WHO: shared growth plans, the inspector goes and judges, the company mends. Source: domain 8, 16.2 (SGS)."""

from django.utils.translation import gettext as _

from portal.people.models import User
from portal.policy import YES, Verdict, no
from sharedgrowth.support.models import Checklist, FacilityFault, FacilityInspection


def _staff(user: User, *roles: str) -> bool:
    return user.is_internal and not user.is_service and user.has_role(*roles)


def may_write_checklist(user: User) -> Verdict:
    """Shared growth, or an expert."""
    if _staff(user, "SG", "CN"):
        return YES
    return no(_("Checklists are written by shared growth and experts."))


def may_publish_checklist(user: User, checklist: Checklist) -> Verdict:
    """Another one than who wrote it."""
    if not (may := may_write_checklist(user)):
        return may
    if user.pk == checklist.entered_by_id:
        return no(_("Who wrote the checklist does not publish it."))
    return YES


def may_plan_inspection(user: User) -> Verdict:
    """Shared growth."""
    return YES if _staff(user, "SG") else no(_("Inspections are planned by shared growth."))


def may_inspect(user: User, inspection: FacilityInspection) -> Verdict:
    """The inspector in person."""
    if _staff(user, "CN") and user.pk == inspection.inspector_id:
        return YES
    return no(_("Only the inspector of this visit does this."))


def may_cancel_inspection(user: User, inspection: FacilityInspection) -> Verdict:
    """Shared growth, the inspector, or the administrator of the company."""
    if user.is_supplier and not user.is_service and user.company_id == inspection.company_id and user.has_role("SA"):
        return YES
    if _staff(user, "SG") or may_inspect(user, inspection):
        return YES
    return no(_("Only shared growth, the inspector or the company cancels a visit."))


def may_mend(user: User, fault: FacilityFault) -> Verdict:
    """A person of the company."""
    own = user.is_supplier and user.company_id == fault.inspection.company_id
    if own and not user.is_service and user.has_role("SA", "SU", "SE"):
        return YES
    return no(_("Only the company says what it has mended."))


def may_judge(user: User, fault: FacilityFault) -> Verdict:
    """The inspector."""
    return may_inspect(user, fault.inspection)
