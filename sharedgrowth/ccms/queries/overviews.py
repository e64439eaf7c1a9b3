"""FIND: modules, their overviews by version and language, the collection, what waits, what was taken along."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet, Sum

from portal.audit.queries import done_to
from portal.home.registry import Programme, programmes
from portal.results import Reading, reading, results, until_now
from sharedgrowth.ccms.models import Module, Overview, OverviewDownload
from sharedgrowth.ccms.models.writing import overview_document
from sharedgrowth.ccms.rules.overviews import sha256_of
from sharedgrowth.ccms.states import FROZEN, PUBLIC, UNFINISHED, Lang, OverviewState

STAFF_READERS = frozenset({"CC", "CP", "AU"})
HANDS = ("edited", "submit")  # acts of who wrote a version
PEOPLE = ("module", "written_by", "reviewed_by", "approved_by", "published_by", "ended_by")


@dataclass(frozen=True, slots=True)
class Slot:
    """A module in the collection of a language, with the overview in force, if there is one."""

    module: Module
    overview: Overview | None


def modules() -> QuerySet[Module]:
    """All thirteen, in order."""
    return Module.objects.select_related("owner").order_by("order")


def collection(lang: str) -> list[Slot]:
    """All modules in order, each with its overview in force in a language. Two queries."""
    found = {
        each.module_id: each
        for each in Overview.objects.filter(state=OverviewState.PUBLISHED, lang=lang).order_by("pk")
    }
    return [Slot(module, found.get(module.pk)) for module in modules()]


def completeness() -> dict[str, int]:
    """How many modules have an overview in force, by language. One query."""
    rows = Overview.objects.filter(state=OverviewState.PUBLISHED).values_list("lang", flat=True).order_by()
    found = dict.fromkeys(Lang.values, 0)
    for lang in rows:
        found[lang] += 1
    return found


def is_reader(user) -> bool:
    """Whether this person sees what is not published."""
    return bool(user.is_authenticated and user.is_internal and user.has_role(*STAFF_READERS))


def overviews_visible_to(user) -> QuerySet[Overview]:
    """Everybody: what is or was in force. Staff of the office, legal, audit: all; owners: those of their modules."""
    found = Overview.objects.select_related(*PEOPLE)
    if is_reader(user):
        return found
    if user.is_authenticated and user.is_internal:
        return found.filter(Q(state__in=PUBLIC, published_at__isnull=False) | Q(module__owner=user))
    return found.filter(state__in=PUBLIC, published_at__isnull=False)


def public_overviews() -> QuerySet[Overview]:
    """What is or was in force."""
    return Overview.objects.select_related("module").filter(state__in=PUBLIC, published_at__isnull=False)


def versions_of(user, module: Module) -> list[Overview]:
    """All that this person may see, the newest first."""
    return list(overviews_visible_to(user).filter(module=module).order_by("-version", "lang"))


def in_force(module: Module, lang: str) -> Overview | None:
    """The overview in force in a language, else the one in the other language."""
    found = Overview.objects.select_related(*PEOPLE).filter(module=module, state=OverviewState.PUBLISHED)
    by_lang = {each.lang: each for each in found}
    return by_lang.get(lang) or next(iter(by_lang.values()), None)


def at_address(user, module: Module, version: int, lang: str) -> Overview | None:
    """The version at its permanent address: in the reader's language, else in the other."""
    found = overviews_visible_to(user).filter(module=module, version=version)
    by_lang = {each.lang: each for each in found}
    return by_lang.get(lang) or next(iter(by_lang.values()), None)


def version_before(overview: Overview) -> Overview | None:
    """The version that stood published before this one, in the same language."""
    found = Overview.objects.filter(
        module=overview.module, lang=overview.lang, version__lt=overview.version, published_at__isnull=False
    )
    return found.select_related("module").order_by("-version").first()


def next_version(module: Module, lang: str) -> int:
    """One more than the last; both languages count for themselves."""
    last = Overview.objects.filter(module=module, lang=lang).order_by("-version").values_list("version", flat=True)
    return (last.first() or 0) + 1


def unfinished(user) -> QuerySet[Overview]:
    """What is being written, reviewed, approved; that this person may see."""
    return overviews_visible_to(user).filter(state__in=UNFINISHED).order_by("module__order", "lang")


def waiting_for(user) -> list[Overview]:
    """The steps that this person may do now: one list for the dashboard and the desk. Two queries."""
    if not (user.is_authenticated and user.is_internal) or user.is_service:
        return []
    wanted = Q(state=OverviewState.DRAFT, written_by=user)
    if user.has_role("CC"):
        wanted |= Q(state__in=[OverviewState.REVIEW, OverviewState.APPROVED]) & ~Q(written_by=user)
    if user.has_role("CP"):
        wanted |= Q(state=OverviewState.LEGAL) & ~Q(written_by=user)
    found = list(overviews_visible_to(user).filter(wanted).order_by("module__order", "lang"))
    touched = done_to(user, found, *HANDS)
    return [
        each
        for each in found
        if each.state == OverviewState.DRAFT
        or (str(each.pk) not in touched and user.pk not in (each.reviewed_by_id, each.approved_by_id))
    ]


def linked_programmes(keys: list[str]) -> list[tuple[str, Programme]]:
    """Programmes of the portal by their keys; a programme that is gone is left out."""
    return [(key, found) for key in keys if (found := programmes.get(key)) is not None]


def live_figures(keys: list[str], on: date) -> list[Reading]:
    """The portal's own figures by their keys, until now; read where the impact pages read them."""
    return [reading(found, until_now(on)) for key in keys if (found := results.get(key)) is not None]


def programme_choices() -> list[tuple[str, str]]:
    """All programmes that an overview may name."""
    return [(key, str(found.name)) for key, found in programmes.items()]


def figure_choices() -> list[tuple[str, str]]:
    """All live figures that an overview may show."""
    return [(key, f"{found.title} ({found.unit})") for key, found in results.items()]


def is_intact(overview: Overview) -> bool:
    """Whether an approved overview is still, byte for byte, the text that was approved."""
    if overview.state not in FROZEN:
        return True
    return overview.sha256 == sha256_of(overview.document) and overview.document == overview_document(overview)


def broken_overviews() -> list[Overview]:
    """Approved overviews whose text is no longer what was approved: somebody went past the portal."""
    return [each for each in Overview.objects.filter(state__in=FROZEN).select_related("module") if not is_intact(each)]


def downloads_of(first: date, last: date) -> int:
    """Copies taken along between two days, collections included."""
    found = OverviewDownload.objects.filter(day__gte=first, day__lte=last).aggregate(all=Sum("number"))
    return found["all"] or 0


def downloads_by_overview() -> dict[int, int]:
    """All copies of each overview."""
    rows = OverviewDownload.objects.filter(overview__isnull=False).values_list("overview").annotate(all=Sum("number"))
    return dict(rows.order_by())
