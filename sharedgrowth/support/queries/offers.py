"""FIND: technology offers for everybody, licences for the two sides. Source: domain 8, TechOffer."""

from datetime import date

from django.db.models import Count, Q, QuerySet

from sharedgrowth.support.models import TechLicence, TechOffer
from sharedgrowth.support.states.offers import LICENCE_IN_FORCE, LICENCE_OPEN, LicenceState, OfferState

OWN = ("SA", "SU")
OVERSEERS = ("SG", "AU", "CP")


def offers_visible_to(user) -> QuerySet[TechOffer]:
    """Published ones for everybody; the others for shared growth, experts and audit; own licences keep theirs."""
    found = TechOffer.objects.order_by("-published_at", "-pk")
    if user.is_authenticated and user.is_internal and user.has_role("SG", "CN", "AU"):
        return found
    seen = Q(state=OfferState.PUBLISHED)
    if user.is_authenticated and user.is_supplier:
        seen |= Q(pk__in=TechLicence.objects.filter(company=user.company_id).values("offer"))
    return found.filter(seen)


def offers_public(on: date) -> QuerySet[TechOffer]:
    """What can be asked for."""
    return TechOffer.objects.filter(state=OfferState.PUBLISHED, expires_on__gte=on).order_by("-published_at", "-pk")


def offers_found(user, *, q: str = "", field: str = "", terms: str = "", state: str = "") -> QuerySet[TechOffer]:
    """By words, field, terms, with how many licences run."""
    in_force = Count("licences", filter=Q(licences__state__in=LICENCE_IN_FORCE))
    found = offers_visible_to(user).annotate(in_force=in_force)
    if q:
        found = found.filter(
            Q(title_ko__icontains=q)
            | Q(title_en__icontains=q)
            | Q(summary_ko__icontains=q)
            | Q(summary_en__icontains=q)
            | Q(patent_no__icontains=q)
        )
    for name, value in (("field", field), ("terms", terms), ("state", state)):
        if value:
            found = found.filter(**{name: value})
    return found


def licences_visible_to(user) -> QuerySet[TechLicence]:
    """The company's own; for shared growth, compliance and audit all; for approvers those to be signed."""
    found = TechLicence.objects.select_related("offer", "company", "asked_by", "company_signed_by", "buyer_signed_by")
    if user.is_supplier:
        own = user.is_service or user.has_role(*OWN)
        return found.filter(company=user.company_id) if own else found.none()
    if not user.is_internal:
        return found.none()
    if user.has_role(*OVERSEERS):
        return found
    if user.has_role("AP"):
        return found.filter(Q(state=LicenceState.OFFERED) | Q(buyer_signed_by=user))
    return found.none()


def licences_listed_for(user, *, q: str = "", state: str = "") -> QuerySet[TechLicence]:
    """The same, filtered, the newest first."""
    found = licences_visible_to(user).order_by("-pk")
    if q:
        found = found.filter(
            Q(number__icontains=q)
            | Q(offer__title_ko__icontains=q)
            | Q(offer__title_en__icontains=q)
            | Q(company__legal_name_ko__icontains=q)
            | Q(company__legal_name_en__icontains=q)
        )
    return found.filter(state=state) if state else found


def own_open_licence(user, offer: TechOffer) -> TechLicence | None:
    """What one's company has asked for already."""
    if not user.is_authenticated or not user.is_supplier:
        return None
    return licences_visible_to(user).filter(offer=offer, state__in=LICENCE_OPEN).first()


def licences_to_answer() -> QuerySet[TechLicence]:
    """Waiting for terms, or for the buyer's signature."""
    waiting = Q(state=LicenceState.REQUESTED) | Q(
        state=LicenceState.OFFERED, company_signed_at__isnull=False, buyer_signed_at=None
    )
    return TechLicence.objects.filter(waiting).select_related("offer", "company").order_by("asked_at")


def licences_ended(on: date) -> QuerySet[TechLicence]:
    """In force beyond their last day."""
    return TechLicence.objects.filter(state__in=LICENCE_IN_FORCE, ends_on__lt=on)


def transferred_count() -> int:
    """Technologies handed over, for the figures."""
    return TechLicence.objects.filter(transferred_on__isnull=False).count()
