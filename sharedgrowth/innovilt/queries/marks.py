"""FIND: uses and misuses of the mark, and proposals about certificates: who sees which."""

from django.db.models import QuerySet

from sharedgrowth.innovilt.models import CertificateAct, MarkMisuse, MarkUse
from sharedgrowth.innovilt.states import OPEN_MISUSES, ActState, MarkUseState, MisuseState

OFFICE, READERS = ("IV",), ("IV", "AU", "CP")


def is_office(user) -> bool:
    """Of the INNOVILT office."""
    return bool(user.is_authenticated and user.is_internal and user.has_role(*OFFICE))


def reads_all(user) -> bool:
    """The office, compliance, and who audits."""
    return bool(user.is_authenticated and user.is_internal and user.has_role(*READERS))


def uses_visible_to(user) -> QuerySet[MarkUse]:
    """The office, compliance and auditors see all, a member its own."""
    found = MarkUse.objects.select_related("certificate", "company", "requested_by")
    if reads_all(user):
        return found
    if getattr(user, "is_supplier", False) and user.company_id:
        return found.filter(company=user.company_id)
    return found.none()


def misuses_visible_to(user) -> QuerySet[MarkMisuse]:
    """The same of misuses; a member sees its own from the stop letter on."""
    found = MarkMisuse.objects.select_related("certificate", "company")
    if reads_all(user):
        return found
    if getattr(user, "is_supplier", False) and user.company_id:
        return found.filter(company=user.company_id).exclude(state__in=[MisuseState.REPORTED, MisuseState.DISMISSED])
    return found.none()


def acts_to_decide(user) -> QuerySet[CertificateAct]:
    """Proposals that wait for another person than the one who proposed them."""
    if not is_office(user):
        return CertificateAct.objects.none()
    waiting = CertificateAct.objects.filter(state=ActState.PROPOSED).exclude(proposed_by=user)
    return waiting.select_related("certificate__company").order_by("proposed_at", "pk")


def uses_to_decide(user) -> QuerySet[MarkUse]:
    """Requests that wait for the office."""
    if not is_office(user):
        return MarkUse.objects.none()
    waiting = MarkUse.objects.filter(state=MarkUseState.REQUESTED)
    return waiting.select_related("company", "certificate").order_by("requested_at", "pk")


def misuses_open(user) -> QuerySet[MarkMisuse]:
    """Misuses that are not over."""
    if not is_office(user):
        return MarkMisuse.objects.none()
    return MarkMisuse.objects.filter(state__in=sorted(OPEN_MISUSES)).select_related("company").order_by("stop_by", "pk")
