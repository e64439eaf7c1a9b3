"""Who is on the list of certified companies, the samples of the years, the visits that wait."""

from datetime import date

from django.db.models import QuerySet

from portal.people.models import User
from portal.people.states import CompanyState
from purchasing.bidding.models import SiteSample, SiteVisit
from purchasing.bidding.queries.preference import preference_terms, social_certificates
from purchasing.bidding.states.site_visits import VisitState

REPORTS, DECIDES = ("PO", "SG"), ("PO", "ER")
ENDED = (VisitState.GENUINE, VisitState.REVOKED)


def certified_companies(on: date) -> dict[str, tuple[int, list[str]]]:
    """Active suppliers with a valid certificate of a preferred category: number → (id, kinds). Source: domain 5.2."""
    kinds = [category.code for category in preference_terms(on).categories.all()]
    held = social_certificates(None, kinds, on).filter(company__state=CompanyState.ACTIVE, company__is_buyer=False)
    found: dict[str, tuple[int, list[str]]] = {}
    for number, company, kind in held.order_by("kind").values_list("company__number", "company", "kind").distinct():
        found.setdefault(number, (company, []))[1].append(kind)
    return found


def site_samples() -> QuerySet[SiteSample]:
    """The samples, the latest year first."""
    return SiteSample.objects.order_by("-year")


def site_visits_visible_to(user: User) -> QuerySet[SiteVisit]:
    """All for staff; a supplier's own ones once they are decided: a visit is not announced."""
    visits = SiteVisit.objects.select_related("sample", "company", "evidence", "reported_by", "decided_by")
    if user.is_internal:
        return visits
    if user.is_supplier and user.company_id:
        return visits.filter(company=user.company_id, state__in=ENDED)
    return visits.none()


def visits_waiting_for(user: User) -> list[SiteVisit]:
    """Visits to be made, and reports of others that wait for a decision; the oldest first."""
    if not user.is_internal:
        return []
    visits = site_visits_visible_to(user).order_by("pk")
    due = list(visits.filter(state=VisitState.DUE)[:20]) if user.has_role(*REPORTS) else []
    if not user.has_role(*DECIDES):
        return due
    return due + list(visits.filter(state=VisitState.SEEN).exclude(reported_by=user)[:20])
