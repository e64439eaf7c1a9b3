"""FIND: red flags, by their reader."""

from django.db.models import Q, QuerySet

from portal.people.models import Company
from purchasing.esg.models import RedFlag
from purchasing.esg.states import FlagSource, FlagState

STAFF_READERS = ("ER", "EC", "CP", "AU", "PO", "AP")
OWN_READERS = ("SA", "SE")


def flags_visible_to(user) -> QuerySet[RedFlag]:
    """Staff of ESG, purchasing, compliance and audit: all. A supplier: its own, but not what the hotline alleges.

    Who called the hotline is protected until two people have decided.
    """
    found = RedFlag.objects.select_related("company", "assessment", "raised_by", "decided_by")
    if getattr(user, "is_internal", False) and user.has_role(*STAFF_READERS):
        return found
    if getattr(user, "is_supplier", False) and user.has_role(*OWN_READERS):
        hidden = Q(source=FlagSource.HOTLINE, state__in=[FlagState.ALLEGED, FlagState.REJECTED])
        return found.filter(company=user.company_id).exclude(hidden)
    return found.none()


def shows_basis(user, flag: RedFlag) -> bool:
    """Whether ``user`` reads on what a flag rests: the words of a hotline tell who called, so staff alone (LIM-03)."""
    return flag.source != FlagSource.HOTLINE or bool(getattr(user, "is_internal", False))


def flags_listed_for(user, *, words: str = "", state: str = "", source: str = "") -> QuerySet[RedFlag]:
    """The newest first, by what is looked for."""
    found = flags_visible_to(user)
    if words:
        named = Q(title_ko__icontains=words) | Q(title_en__icontains=words)
        found = found.filter(named | Q(company__legal_name_ko__icontains=words) | Q(company__number__iexact=words))
    if state:
        found = found.filter(state=state)
    return found.filter(source=source) if source else found


def confirmed_flags_of(company: Company) -> QuerySet[RedFlag]:
    """What is confirmed and not yet remedied."""
    return RedFlag.objects.filter(company=company, state=FlagState.CONFIRMED)


def flags_waiting_for(user) -> QuerySet[RedFlag]:
    """Alleged flags that this person may decide on: somebody else raised them."""
    found = RedFlag.objects.filter(state=FlagState.ALLEGED).select_related("company").order_by("raised_at", "pk")
    if getattr(user, "is_internal", False) and user.has_role("ER", "CP"):
        return found.exclude(raised_by=user)
    return found.none()
