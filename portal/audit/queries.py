"""FIND: the timeline of a thing, and the entries an auditor may read."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, date, datetime, time
from functools import cache, reduce
from operator import itemgetter, or_
from typing import Any

from django.apps import apps
from django.contrib.auth import get_user_model
from django.db.models import CharField, Q, QuerySet, Value
from django.db.models.functions import Cast

from portal.audit.models import PERSON_CONCERNED, AuditEntry, AuditLink, ChainCheck
from portal.audit.registry import looks, personal
from portal.clock import SEOUL
from portal.masking import masked_name
from portal.text import plain_code
from portal.veils import unveiled
from portal.words import deeds, told_by


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


def staff_timeline_of(reader, thing, *parts) -> QuerySet[AuditEntry] | None:
    """The same on a page that others read too: for staff alone, for it names who decided; None for everybody else."""
    return timeline_of(thing, *parts) if getattr(reader, "is_internal", False) else None


def administrators_timeline_of(thing) -> QuerySet[AuditEntry]:
    """The same as administrators read it: without what is still secret, and without persons in their own matters."""
    return unveiled(timeline_of(thing)).exclude(of_persons())


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
        entries = entries.filter(_about(given["thing"]))
    if given.get("person"):
        people = get_user_model().objects.filter(
            Q(email__icontains=given["person"]) | Q(name__icontains=given["person"])
        )
        entries = entries.filter(by__in=people.values("pk")).exclude(of_persons())  # a list is no search for people
    if given.get("what"):
        entries = entries.filter(_telling(given["what"]))
    if given.get("since"):
        entries = entries.filter(at__gte=datetime.combine(given["since"], time.min, SEOUL))
    if given.get("until"):
        entries = entries.filter(at__lte=datetime.combine(given["until"], time.max, SEOUL))
    return entries


def _about(typed: str) -> Q:
    """The thing of this number: the one that people quote (``TND-2026-000013``), or the key in the database."""
    typed = plain_code(typed)
    about = Q(thing_id=typed)
    if typed.isdecimal():
        return about
    asked = {"number__in": {typed, typed.upper()}}
    for kind, key, _number in _numbers(dict.fromkeys(_numbered(), asked)):
        about |= Q(thing_type=kind, thing_id=key)
    return about


def _telling(words: str) -> Q:
    """Deeds that are told with these words in the reader's language, or named with them in the code."""
    names, verbs = told_by(words)
    telling = Q(what__icontains=words) | Q(what__in=names)
    if verbs:
        otherwise = [name for name, _words in deeds.items() if "." in name and name not in names]
        telling |= Q(what__regex=rf"\.({'|'.join(verbs)})$") & ~Q(what__in=otherwise)
    return telling


def numbers_of(entries: Iterable[AuditEntry]) -> dict[tuple[str, str], str]:
    """The numbers that people quote of the things of ``entries``, by kind and key; one query for all kinds."""
    keys: dict[str, set[str]] = {}
    for entry in entries:
        keys.setdefault(entry.thing_type, set()).add(entry.thing_id)
    wanted = {kind: {"pk__in": own} for kind, own in keys.items() if kind in _numbered()}
    return {(kind, key): number for kind, key, number in _numbers(wanted)}


def _numbers(wanted: Mapping[str, Mapping[str, Any]]) -> list[tuple[str, str, str]]:
    """Kind, key and number of the things that are ``wanted``, kind by kind: one query over all their tables."""
    rows = [
        _numbered()[kind]
        ._default_manager.filter(**only)
        .order_by()
        .annotate(told_kind=Value(kind), told_key=Cast("pk", CharField()))
        .values_list("told_kind", "told_key", "number")
        for kind, only in wanted.items()
    ]
    return list(rows[0].union(*rows[1:], all=True)) if rows else []


@cache
def _numbered() -> dict[str, Any]:
    """The models whose things have a number of their own that people quote, by label."""
    found = {}
    for model in apps.get_models():
        number = {field.name: field for field in model._meta.fields}.get("number")
        if isinstance(number, CharField) and number.unique:
            found[model._meta.label_lower] = model
    return found


def kinds() -> list[tuple[str, str]]:
    """Every kind of thing that can have entries: label and words."""
    return [kind for _app, own in kinds_by_app() for kind in own]


def kinds_by_app() -> list[tuple[str, list[tuple[str, str]]]]:
    """The same, app by app."""
    found = []
    for app in apps.get_app_configs():
        models = [model for model in app.get_models() if not model._meta.auto_created]
        own = sorted(((each._meta.label_lower, str(each._meta.verbose_name)) for each in models), key=itemgetter(1))
        if own:
            found.append((str(app.verbose_name), own))
    return found


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
