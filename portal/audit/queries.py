"""FIND: the timeline of a thing, and the entries an auditor may read."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time
from functools import reduce
from operator import or_
from typing import Any

from django.apps import apps
from django.contrib.auth import get_user_model
from django.db.models import Q, QuerySet

from portal.audit.models import PERSON_CONCERNED, AuditEntry, AuditLink, ChainCheck
from portal.audit.registry import looks, personal
from portal.clock import SEOUL
from portal.masking import masked_name
from portal.veils import unveiled


def timeline_of(thing, *parts) -> QuerySet[AuditEntry]:
    """All entries about ``thing`` and its ``parts``, newest first, ready to show. The caller has already decided that
    they may be seen.

    Who looked at it stays out: an auditor's reading is not shown to the audited.
    """
    keys: dict[str, list[str]] = {}
    for each in (thing, *parts):
        keys.setdefault(each._meta.label_lower, []).append(str(each.pk))
    about = reduce(or_, (Q(thing_type=label, thing_id__in=those) for label, those in keys.items()))
    return (
        AuditEntry.objects.filter(about)
        .exclude(what__in=[f"{label}.{look}" for label in keys for look in looks])
        .select_related("by", "link")
        .order_by("-id")
    )


def days_of(thing, *what: str) -> list[tuple[str, date]]:
    """When ``thing`` made these moves, oldest first: the move and its day in Korea."""
    label = thing._meta.label_lower
    entries = AuditEntry.objects.filter(thing_type=label, thing_id=str(thing.pk))
    rows = entries.filter(what__in=[f"{label}.{each}" for each in what]).order_by("id").values_list("what", "at")
    return [(name.removeprefix(f"{label}."), at.astimezone(SEOUL).date()) for name, at in rows]


def things_done(model, what: str, *, since: date) -> set[int]:
    """The keys of those of a kind that made this move after the day ``since``."""
    label = model._meta.label_lower
    begins = datetime.combine(since, time.max, SEOUL)
    rows = AuditEntry.objects.filter(thing_type=label, what=f"{label}.{what}", at__gt=begins)
    return {int(key) for key in rows.values_list("thing_id", flat=True)}


def has_done(user, thing, *what: str) -> bool:
    """Whether ``user`` did one of these acts to ``thing``: asked where another person has to act next."""
    return bool(done_to(user, [thing], *what))


def done_to(user, things, *what: str) -> set[str]:
    """The keys, as text, of those ``things`` of one kind to which ``user`` did one of these acts. One query."""
    keys = [str(thing.pk) for thing in things]
    if not keys:
        return set()
    label = things[0]._meta.label_lower
    done = AuditEntry.objects.filter(thing_type=label, thing_id__in=keys, by=user)
    return set(done.filter(what__in=[f"{label}.{each}" for each in what]).values_list("thing_id", flat=True))


def entries_visible_to(user) -> QuerySet[AuditEntry]:
    """Auditors and compliance read everything that is no longer secret; all others nothing here.

    They see the timelines of their things.
    """
    entries = unveiled(AuditEntry.objects.select_related("by", "company", "link").order_by("-id"))
    return entries if user.has_role("AU", "CP") else entries.none()


def of_persons() -> Q:
    """Entries of what a person outside of the buyer did in a matter of the own, such as an application."""
    outside = Q(company=None, by__isnull=False) | Q(company__is_buyer=False)
    concerned = Q(by=None, payload__contains=f'"{PERSON_CONCERNED}":true')
    return Q(thing_type__in=list(personal)) & (outside | concerned)


def name_shown(entry: AuditEntry) -> str:
    """Who did it, as auditors read it: persons in matters of their own with a masked name."""
    if entry.by is None:
        return ""
    inside = entry.company is not None and entry.company.is_buyer
    name = str(entry.by)
    return masked_name(name) if entry.thing_type in set(personal) and not inside else name


def entries_matching(entries: QuerySet[AuditEntry], given: dict) -> QuerySet[AuditEntry]:
    """Those of ``entries`` that the filter form's valid values ask for."""
    if given.get("kind"):
        entries = entries.filter(thing_type=given["kind"])
    if given.get("thing"):
        entries = entries.filter(thing_id=given["thing"])
    if given.get("person"):
        people = get_user_model().objects.filter(
            Q(email__icontains=given["person"]) | Q(name__icontains=given["person"])
        )
        entries = entries.filter(by__in=people.values("pk")).exclude(of_persons())  # a list is no search for people
    if given.get("what"):
        entries = entries.filter(what__icontains=given["what"])
    if given.get("since"):
        entries = entries.filter(at__gte=datetime.combine(given["since"], time.min, SEOUL))
    if given.get("until"):
        entries = entries.filter(at__lte=datetime.combine(given["until"], time.max, SEOUL))
    return entries


def kinds() -> list[tuple[str, str]]:
    """Every kind of thing that can have entries: label and words."""
    models = [model for model in apps.get_models() if not model._meta.auto_created]
    return sorted(
        ((model._meta.label_lower, str(model._meta.verbose_name)) for model in models), key=lambda kind: kind[1]
    )


def chain() -> Iterator[dict[str, Any]]:
    """Every linked entry in the order of the chain, as the text that was hashed: what an export holds, line by line."""
    links = AuditLink.objects.select_related("entry").order_by("seq")
    for link in links.iterator(chunk_size=2000):
        entry = link.entry
        yield {
            "seq": link.seq,
            "id": entry.pk,
            "at": entry.at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ"),
            "by": entry.by_id,
            "company": entry.company_id,
            "what": entry.what,
            "thing_type": entry.thing_type,
            "thing_id": entry.thing_id,
            "before": entry.before,
            "after": entry.after,
            "reason": entry.reason,
            "payload": entry.payload,
            "payload_sha256": entry.payload_sha256,
            "prev_hash": link.prev_hash,
            "hash": link.hash,
        }


def unlinked() -> int:
    """Committed entries outside the chain: there are none unless somebody wrote past the triggers."""
    return AuditEntry.objects.filter(link=None).count()


def witnesses() -> dict[int, str]:
    """Heads that earlier good checks saw, by their place in the chain."""
    return dict(ChainCheck.objects.filter(fault="", entries__gt=0).values_list("seq", "head"))


def last_check() -> ChainCheck | None:
    """The latest look at the chain."""
    return ChainCheck.objects.select_related("asked_by").first()


def head() -> AuditLink | None:
    """The end of the chain now: an anchor to write down elsewhere."""
    return AuditLink.objects.order_by("-seq").first()
