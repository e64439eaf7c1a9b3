"""FIND: lists of smelters and areas, and what they say of a smelter. Source: domain MIN-04, MIN-08."""

from collections.abc import Iterable

from django.db.models import Q, QuerySet

from purchasing.esg.models import RiskArea, ScreeningList, Smelter
from purchasing.esg.rules.minerals import Known
from purchasing.esg.states.minerals import AreaKind, ListKind


def latest_list(kind: str) -> ScreeningList | None:
    """The version that counts: the one listed last."""
    return ScreeningList.objects.filter(kind=kind).order_by("-listed_on", "-pk").first()


def lists_imported() -> QuerySet[ScreeningList]:
    """All versions, the newest first."""
    return ScreeningList.objects.select_related("imported_by").order_by("kind", "-listed_on", "-pk")


def smelters_of(listing: ScreeningList, *, words: str = "", metal: str = "", status: str = "") -> QuerySet[Smelter]:
    """The smelters of a version, filtered."""
    found = listing.smelters.order_by("metal", "name", "pk")
    if words:
        found = found.filter(Q(name__icontains=words) | Q(cid__icontains=words))
    if metal:
        found = found.filter(metal=metal)
    return found.filter(status=status) if status else found


def known_smelters(cids: Iterable[str]) -> dict[tuple[str, str], Known]:
    """What the list in force says of these numbers, by number and metal; one query."""
    listing = latest_list(ListKind.SMELTERS)
    if listing is None:
        return {}
    rows = listing.smelters.filter(cid__in={cid for cid in cids if cid})
    return {(row.cid, row.metal): Known([row.name, *row.aliases], row.country, row.status) for row in rows}


def risky_countries() -> tuple[set[str], set[str]]:
    """Countries with conflict-affected or high-risk areas, and those known for transshipment."""
    listing = latest_list(ListKind.AREAS)
    if listing is None:
        return set(), set()
    rows = RiskArea.objects.filter(listing=listing).values_list("country", "kind")
    told = set(rows)
    return (
        {country for country, kind in told if kind == AreaKind.CAHRA},
        {country for country, kind in told if kind == AreaKind.TRANSIT},
    )
