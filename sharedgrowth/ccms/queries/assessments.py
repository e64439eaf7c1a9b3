"""FIND: sets, statements, self-assessments and their answers, results, comparisons, aggregates."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Count, Prefetch, Q, QuerySet

from portal.audit.queries import done_to, has_done
from sharedgrowth.ccms.models import (
    Action,
    Anchor,
    Answer,
    AssessmentSet,
    Item,
    Module,
    PublishedResult,
    SelfAssessment,
    Unit,
)
from sharedgrowth.ccms.rules import scoring
from sharedgrowth.ccms.rules.scoring import Answered, Compared
from sharedgrowth.ccms.states import ActionState, AssessmentState, SetState

STAFF_READERS = frozenset({"CC", "AU", "CP"})
SET_BY = 9  # the month in which the set of the year must be in force
SET_HANDS = ("edited", "item_saved", "item_removed", "anchors_saved", "submit")


# Sets ----------------------------------------------------------------------------------------------------------------
def sets_visible_to(user) -> QuerySet[AssessmentSet]:
    """Readers among the staff: all; everybody else signed in: what is or was in force."""
    found = AssessmentSet.objects.select_related("entered_by", "published_by", "copied_from")
    if user.is_authenticated and user.is_internal and user.has_role(*STAFF_READERS):
        return found
    return found.filter(state__in=[SetState.PUBLISHED, SetState.SUPERSEDED])


def sets_listed_for(user) -> QuerySet[AssessmentSet]:
    """With the number of their statements, the newest first."""
    return sets_visible_to(user).annotate(number=Count("items")).order_by("-year", "-pk")


def has_written_set(user, found: AssessmentSet) -> bool:
    """Whether this person began the set, changed anything of it, or handed it on."""
    return found.entered_by_id == user.pk or has_done(user, found, *SET_HANDS)


def sets_to_publish(user) -> list[AssessmentSet]:
    """Those before a second person in which this one had no hand. Two queries."""
    waiting = list(AssessmentSet.objects.filter(state=SetState.REVIEW).exclude(entered_by=user).order_by("pk"))
    touched = done_to(user, waiting, *SET_HANDS)
    return [each for each in waiting if str(each.pk) not in touched]


def newest_set(on: date) -> AssessmentSet | None:
    """The set in force for the latest year that has begun; the first one otherwise."""
    found = AssessmentSet.objects.filter(state=SetState.PUBLISHED)
    return found.filter(year__lte=on.year).order_by("-year").first() or found.order_by("year").first()


def lacks_set(on: date) -> bool:
    """Whether it is September or later, and no set of the year is in force."""
    return on.month >= SET_BY and not AssessmentSet.objects.filter(state=SetState.PUBLISHED, year=on.year).exists()


def open_set(on: date) -> AssessmentSet | None:
    """The set whose answers are taken on a day."""
    found = AssessmentSet.objects.filter(state=SetState.PUBLISHED, opens_on__lte=on, closes_on__gte=on)
    return found.order_by("-year").first()


def items_of(found: AssessmentSet) -> list[Item]:
    """The statements in order, with their own anchors. Two queries."""
    items = found.items.select_related("module", "maps_to__set").prefetch_related("anchors")
    return list(items.order_by("module__order", "order", "pk"))


def anchors_of(found: AssessmentSet) -> list[Anchor]:
    """What the levels mean for all statements."""
    return list(found.anchors.filter(item=None).order_by("level"))


# Self-assessments ----------------------------------------------------------------------------------------------------
def is_member(user, unit: int) -> bool:
    """Whether the person belongs to the unit."""
    return Unit.members.through.objects.filter(unit_id=unit, user_id=user.pk).exists()


def units() -> QuerySet[Unit]:
    """All units with their people."""
    return Unit.objects.prefetch_related("members").order_by("-in_use", "name_ko")


def assessments_visible_to(user) -> QuerySet[SelfAssessment]:
    """Units see only their own (CCM-04), companies theirs; the office, legal and audit those of all units."""
    found = SelfAssessment.objects.select_related("set", "unit", "company", "submitted_by", "confirmed_by")
    if not user.is_authenticated:
        return found.none()
    if user.is_internal:
        if user.has_role(*STAFF_READERS):
            return found.filter(unit__isnull=False)
        return found.filter(unit__members=user)
    if user.is_supplier and user.company_id is not None:
        return found.filter(company=user.company_id)
    return found.none()


def assessments_listed_for(user, *, year: int | None = None, state: str = "") -> QuerySet[SelfAssessment]:
    """With how many statements are answered, the newest first."""
    found = assessments_visible_to(user)
    if year:
        found = found.filter(set__year=year)
    if state:
        found = found.filter(state=state)
    given = Q(answers__level__isnull=False) | Q(answers__not_applicable=True)
    return found.annotate(answered=Count("answers", filter=given, distinct=True)).order_by("-set__year", "-pk")


def answers_of(assessment: SelfAssessment) -> dict[int, Answer]:
    """By statement, with their files. Two queries."""
    found = assessment.answers.select_related("item__module", "changed_by", "accepted_by").prefetch_related("files")
    return {each.item_id: each for each in found}


def answered(items: Iterable[Item], answers: Mapping[int, Answer]) -> list[Answered]:
    """As the rules see them: what is not answered does not count."""
    found = []
    for item in items:
        answer = answers.get(item.pk)
        level = answer.level if answer is not None and not answer.not_applicable else None
        reason = answer.reason if answer is not None else ""
        found.append(Answered(item.module.code, item.code, item.weight, level, reason))
    return found


@dataclass(frozen=True, slots=True)
class Lacking:
    """A statement that cannot be handed in as it stands, and why."""

    item: Item
    why: str  # "open", "evidence" or "na"


def lacking(found: AssessmentSet, items: Iterable[Item], answers: Mapping[int, Answer]) -> list[Lacking]:
    """What is not answered, and levels that need evidence and have none. CCM-03."""
    short = []
    for item in items:
        answer = answers.get(item.pk)
        if answer is None or (answer.level is None and not answer.not_applicable):
            short.append(Lacking(item, "open"))
        elif answer.not_applicable:
            if not item.na_allowed:
                short.append(Lacking(item, "na"))
        elif scoring.needs_evidence(answer.level, found.evidence_from) and not _has_evidence(answer):
            short.append(Lacking(item, "evidence"))
    return short


def _has_evidence(answer: Answer) -> bool:
    return bool(answer.evidence.strip() or answer.files.all())


def to_accept(found: AssessmentSet, answers: Iterable[Answer]) -> list[Answer]:
    """Answers that a second person looks at. CCM-03."""
    high = [each for each in answers if scoring.needs_evidence(each.level, found.evidence_from)]
    return sorted(high, key=lambda each: (each.item.module.order, each.item.order, each.item_id))


def year_before(assessment: SelfAssessment) -> SelfAssessment | None:
    """The last confirmed one of the same unit or company, of an earlier year."""
    found = SelfAssessment.objects.filter(
        unit=assessment.unit_id,
        company=assessment.company_id,
        state=AssessmentState.CONFIRMED,
        set__year__lt=assessment.set.year,
    )
    return found.select_related("set").order_by("-set__year").first()


def mapped(items: Iterable[Item], before: SelfAssessment) -> dict[str, str]:
    """Statements that mean the same in the earlier set: mapped ones, whichever of the two says so; all of them where
    it is the same set. CCM-06. One query at most."""
    items = list(items)
    if all(item.set_id == before.set_id for item in items):
        return {item.code: item.code for item in items}
    found = {
        item.code: item.maps_to.code
        for item in items
        if item.maps_to is not None and item.maps_to.set_id == before.set_id
    }
    back = Item.objects.filter(set=before.set_id, maps_to__in=[item.pk for item in items])
    return {now: old for old, now in back.values_list("code", "maps_to__code")} | found


def comparison(items: list[Item], answers: Mapping[int, Answer], before: SelfAssessment | None) -> dict[str, Compared]:
    """Each module now and before over the statements that both have; {} without an earlier one."""
    if before is None:
        return {}
    old_items = items_of(before.set)
    old = answered(old_items, answers_of(before))
    return {each.module: each for each in scoring.compared(answered(items, answers), old, mapped(items, before))}


def waiting_for(user) -> list[tuple[str, SelfAssessment]]:
    """What this person may do: answer ("answer") or confirm ("confirm"). One query."""
    found = []
    live = [AssessmentState.OPEN, AssessmentState.SUBMITTED]
    own = Q(unit__members=user) if user.is_internal else Q(company=user.company_id)
    if user.is_internal and user.has_role("CC"):
        own |= Q(unit__isnull=False, state=AssessmentState.SUBMITTED)
    rows = SelfAssessment.objects.filter(own, state__in=live).select_related("set", "unit", "company").distinct()
    for each in rows.order_by("set__closes_on", "pk"):
        if each.state == AssessmentState.OPEN:
            found.append(("answer", each))
        elif each.submitted_by_id != user.pk:
            found.append(("confirm", each))
    return found


# Actions -------------------------------------------------------------------------------------------------------------
def actions_visible_to(user) -> QuerySet[Action]:
    """Those of the self-assessments that the person sees, and own ones."""
    found = Action.objects.select_related(
        "assessment__set", "assessment__unit", "assessment__company", "module", "owner", "done_by", "closed_by"
    )
    if not user.is_authenticated:
        return found.none()
    seen = assessments_visible_to(user).values("pk")
    return found.filter(Q(assessment__in=seen) | Q(owner=user))


def actions_listed_for(user, *, state: str = "") -> QuerySet[Action]:
    """The first due on top."""
    found = actions_visible_to(user)
    if state:
        found = found.filter(state=state)
    return found.order_by("due_on", "pk")


def own_actions(user) -> QuerySet[Action]:
    """Open actions that this person owns."""
    return actions_visible_to(user).filter(owner=user, state=ActionState.OPEN).order_by("due_on", "pk")


# Aggregates ----------------------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class YearResult:
    """What is published of a year."""

    set: AssessmentSet
    overall: PublishedResult | None
    modules: list[tuple[Module, PublishedResult]]


def published_years() -> list[YearResult]:
    """All years whose aggregate is published, the newest first. Three queries."""
    rows = Prefetch("published_results", PublishedResult.objects.select_related("module").order_by("module__order"))
    sets = AssessmentSet.objects.filter(published_results__isnull=False).distinct().order_by("-year")
    found = []
    for each in sets.prefetch_related(rows):
        all_rows = list(each.published_results.all())
        overall = next((row for row in all_rows if row.module is None), None)
        found.append(YearResult(each, overall, [(row.module, row) for row in all_rows if row.module is not None]))
    return found


def indices_of_units(found: AssessmentSet) -> tuple[list[Decimal | None], dict[int, list[Decimal | None]]]:
    """Overall indices and those by module of all confirmed units of a year. Two queries."""
    confirmed = SelfAssessment.objects.filter(set=found, unit__isnull=False, state=AssessmentState.CONFIRMED)
    overall: list[Decimal | None] = list(confirmed.order_by("pk").values_list("overall", flat=True))
    by_module: dict[int, list[Decimal | None]] = {}
    for module, index in confirmed.order_by("pk").values_list("results__module", "results__index"):
        by_module.setdefault(module, []).append(index)
    return overall, by_module


def unit_counts(found: AssessmentSet) -> dict[str, int]:
    """How many units stand where in a year."""
    rows = SelfAssessment.objects.filter(set=found, unit__isnull=False).values_list("state").annotate(n=Count("pk"))
    return {state: number for state, number in rows.order_by()}
