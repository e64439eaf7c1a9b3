"""FIND: smart-factory levels, smart systems and their use, recommending organisations."""

import hashlib
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.db.models import Max, Q, QuerySet

from sharedgrowth.support.models import Recommender, SmartLevel, SmartSystem, SmartUse
from sharedgrowth.support.rules import levels as rules
from sharedgrowth.support.states.levels import LevelState

READERS = ("SG", "CN", "RQ", "AP", "FM", "FI", "AU", "CP", "PO")
OWN = ("SA", "SU", "SE")


def levels_visible_to(user: Any) -> QuerySet[SmartLevel]:
    """The buyer's staff: all; a company: its own."""
    found = SmartLevel.objects.select_related("company", "project", "assessed_by", "decided_by", "evidence")
    if getattr(user, "is_internal", False):
        return found if user.has_role(*READERS) else found.none()
    if getattr(user, "is_supplier", False) and user.has_role(*OWN):
        return found.filter(company=user.company_id)
    return found.none()


def levels_listed_for(user: Any, *, words: str = "", state: str = "", level: int | None = None) -> QuerySet[SmartLevel]:
    """The newest assessment first."""
    found = levels_visible_to(user)
    if words:
        found = found.filter(
            Q(company__number__iexact=words)
            | Q(company__legal_name_ko__icontains=words)
            | Q(company__legal_name_en__icontains=words)
        )
    if state:
        found = found.filter(state=state)
    if level:
        found = found.filter(level=level)
    return found.order_by("-assessed_on", "-pk")


def level_of(company: Any, on: date) -> SmartLevel | None:
    """The confirmed level in force on that day."""
    held = SmartLevel.objects.filter(company=company, state=LevelState.CONFIRMED, assessed_on__lte=on, valid_to__gte=on)
    return held.order_by("-assessed_on", "-pk").first()


def confirmed_by_company(companies: Iterable[int] | None = None) -> Mapping[int, list[SmartLevel]]:
    """All confirmed assessments of each company, the oldest first."""
    held = SmartLevel.objects.filter(state=LevelState.CONFIRMED).order_by("assessed_on", "pk")
    if companies is not None:
        held = held.filter(company__in=list(companies))
    found: dict[int, list[SmartLevel]] = {}
    for level in held:
        found.setdefault(level.company_id, []).append(level)
    return found


def before_of(levels: Iterable[SmartLevel]) -> Mapping[int, int]:
    """The level that each assessment's company had confirmed before it, by the assessment's key."""
    known = list(levels)
    history = confirmed_by_company({each.company_id for each in known})
    found = {}
    for each in known:
        earlier = [
            other.level
            for other in history.get(each.company_id, [])
            if (other.assessed_on, other.pk) < (each.assessed_on, each.pk)
        ]
        if earlier:
            found[each.pk] = earlier[-1]
    return found


def levels_ending(on: date) -> QuerySet[SmartLevel]:
    """Confirmed levels that end on this day and that no later assessment follows."""
    newest = (
        SmartLevel.objects.filter(state=LevelState.CONFIRMED)
        .order_by()
        .values("company")
        .annotate(last=Max("assessed_on"))
    )
    last = {row["company"]: row["last"] for row in newest}
    found = SmartLevel.objects.filter(state=LevelState.CONFIRMED, valid_to=on).select_related("company")
    return found.filter(pk__in=[each.pk for each in found if last[each.company_id] == each.assessed_on])


def systems_visible_to(user: Any) -> QuerySet[SmartSystem]:
    """The buyer's staff: all; a company: its own."""
    found = SmartSystem.objects.select_related("company", "project")
    if getattr(user, "is_internal", False):
        return found if user.has_role(*READERS) else found.none()
    if getattr(user, "is_supplier", False) and user.has_role(*OWN):
        return found.filter(company=user.company_id)
    return found.none()


def use_of(systems: Iterable[SmartSystem]) -> Mapping[int, dict[date, int]]:
    """Log-ins of each system by month."""
    found: dict[int, dict[date, int]] = {}
    rows = SmartUse.objects.filter(system__in=[system.pk for system in systems]).order_by("month")
    for system, month, logins in rows.values_list("system", "month", "logins"):
        found.setdefault(system, {})[month] = logins
    return found


def dormant_among(systems: Iterable[SmartSystem], on: date) -> Mapping[int, date]:
    """The month of which nothing is known, by key of the system that sleeps."""
    known = [system for system in systems if system.retired_on is None]
    used = use_of(known)
    found = {}
    for system in known:
        month = rules.dormant_month(system.live_on, used.get(system.pk, {}), on)
        if month is not None:
            found[system.pk] = month
    return found


def systems_in_use() -> QuerySet[SmartSystem]:
    """Not taken out of use."""
    return SmartSystem.objects.filter(retired_on=None).select_related("company", "project__officer").order_by("pk")


def recommenders_visible_to(user: Any) -> QuerySet[Recommender]:
    """The buyer's staff."""
    if getattr(user, "is_internal", False) and user.has_role("SG", "AU", "CP"):
        return Recommender.objects.all()
    return Recommender.objects.none()


def digest(key: str) -> str:
    """What is kept of a key."""
    return hashlib.sha256(key.encode()).hexdigest()


def recommender_of(key: str, on: date) -> Recommender | None:
    """Whose key this is, while the agreement holds."""
    if not key:
        return None
    found = Recommender.objects.filter(key_sha256=digest(key), agreed_on__lte=on)
    return found.filter(Q(ends_on=None) | Q(ends_on__gte=on)).first()
