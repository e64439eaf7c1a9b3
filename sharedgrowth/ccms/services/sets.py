"""DO: sets of statements: copied for the next year, edited, handed to a second person, published, replaced."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from portal.audit.services import move, record
from portal.checked import checked
from portal.clock import db_now
from portal.errors import RuleBroken, WrongState
from portal.outbox.services import announce
from portal.people.models import User
from portal.policy import require
from sharedgrowth.ccms.models import Anchor, AssessmentSet, Item, Module
from sharedgrowth.ccms.models.writing import set_document
from sharedgrowth.ccms.policies import assessments as policies
from sharedgrowth.ccms.queries import assessments as queries
from sharedgrowth.ccms.rules.overviews import sha256_of
from sharedgrowth.ccms.rules.scoring import cycle_of
from sharedgrowth.ccms.states import Level, SetState

COPIED = ("title_ko", "title_en", "action_below", "least_units", "evidence_from")
ITEM_TEXTS = ("statement_ko", "statement_en", "hint_ko", "hint_en")
ITEM_COPIED = ("module_id", "code", "order", "weight", "na_allowed", *ITEM_TEXTS)


Levels = Mapping[int, tuple[str, str]]  # level → its words in Korean and English


@dataclass(frozen=True, slots=True)
class ItemIn:
    """A statement as it is written."""

    module: Module
    code: str
    statement_ko: str
    statement_en: str
    hint_ko: str = ""
    hint_en: str = ""
    weight: int = 2
    na_allowed: bool = True
    maps_to: Item | None = None


@transaction.atomic
def copy_set(found: AssessmentSet, *, year: int, version: str, by: User) -> AssessmentSet:
    """A draft for another year: every statement, each mapped to the one it comes from (CCM-06), and all anchors."""
    require(policies.may_run_year(by))
    opens, closes, publishes = cycle_of(year)
    facts = {name: getattr(found, name) for name in COPIED}
    made = AssessmentSet(
        year=year,
        version=version,
        opens_on=opens,
        closes_on=closes,
        publishes_on=publishes,
        copied_from=found,
        entered_by=by,
        **facts,
    )
    checked(made)
    _save_once(made)
    twins: dict[int, Item] = {}
    for item in queries.items_of(found):
        twin = Item(set=made, maps_to=item, **{name: getattr(item, name) for name in ITEM_COPIED})
        twin.save()
        twins[item.pk] = twin
    Anchor.objects.bulk_create(
        Anchor(
            set=made,
            item=twins[each.item_id] if each.item_id else None,
            level=each.level,
            text_ko=each.text_ko,
            text_en=each.text_en,
        )
        for each in found.anchors.all()
    )
    record(made, "copied", by=by, payload={"from": str(found)})
    return made


def _save_once(found: AssessmentSet) -> None:
    try:
        with transaction.atomic():
            found.save()
    except IntegrityError as twice:
        raise RuleBroken(_("This version is already there."), field="version") from twice


def _draft(found: AssessmentSet) -> AssessmentSet:
    held = AssessmentSet.objects.select_for_update(of=("self",)).get(pk=found.pk)
    if held.state != SetState.DRAFT:
        raise WrongState(pgettext("ccms", "Only a draft is changed. Copy the set to write the next version."))
    return held


@transaction.atomic
def edit_set(found: AssessmentSet, *, by: User, **facts: Any) -> AssessmentSet:
    """Titles, days, thresholds."""
    require(policies.may_run_year(by))
    held = _draft(found)
    changed = {name: [str(getattr(held, name)), str(value)] for name, value in facts.items()}
    for name, value in facts.items():
        setattr(held, name, value)
    checked(held)
    _save_once(held)
    record(held, "edited", by=by, payload={name: pair for name, pair in changed.items() if pair[0] != pair[1]})
    return held


@transaction.atomic
def save_item(found: AssessmentSet, told: ItemIn, *, code: str = "", levels: Levels | None = None, by: User) -> Item:
    """Add a statement, or change the one with ``code``; ``levels``: its own words for them."""
    require(policies.may_run_year(by))
    held = _draft(found)
    if told.maps_to is not None and told.maps_to.set.year >= held.year:
        raise RuleBroken(_("Choose a statement of an earlier year."), field="maps_to")
    others = held.items.exclude(code=code) if code else held.items.all()
    if others.filter(code=told.code).exists():
        raise RuleBroken(pgettext("ccms", "This code is already used in the set."), field="code")
    item = (
        held.items.get(code=code) if code else Item(set=held, order=held.items.filter(module=told.module).count() + 1)
    )
    for name in ItemIn.__slots__:
        setattr(item, name, getattr(told, name))
    checked(item)
    item.save()
    _write_anchors(held, levels or {}, item)
    record(held, "item_saved", by=by, payload={"code": item.code})
    return item


@transaction.atomic
def remove_item(found: AssessmentSet, code: str, *, by: User) -> None:
    """Take a statement out of a draft."""
    require(policies.may_run_year(by))
    held = _draft(found)
    held.items.filter(code=code).delete()
    record(held, "item_removed", by=by, payload={"code": code})


@transaction.atomic
def save_anchors(found: AssessmentSet, levels: Levels, *, by: User) -> None:
    """What each level means for all statements."""
    require(policies.may_run_year(by))
    held = _draft(found)
    _write_anchors(held, levels, None)
    record(held, "anchors_saved", by=by, payload={"levels": sorted(levels)})


def _write_anchors(held: AssessmentSet, levels: Levels, item: Item | None) -> None:
    """An empty pair takes the words away."""
    for level, (ko, en) in levels.items():
        if bool(ko) != bool(en):
            raise RuleBroken(_("Write it in both languages."), field=f"level{level}_{'en' if ko else 'ko'}")
        if ko:
            words = {"text_ko": ko, "text_en": en}
            Anchor.objects.update_or_create(set=held, item=item, level=level, defaults=words)
        else:
            held.anchors.filter(item=item, level=level).delete()


def set_faults(found: AssessmentSet) -> list[str]:
    """What keeps a set from being published: modules without a statement, levels without words."""
    faults = []
    asked = set(found.items.values_list("module__code", flat=True))
    for module in Module.objects.order_by("order"):
        if module.code not in asked:
            faults.append(_("%(module)s has no statement.") % {"module": module})
    spoken = set(found.anchors.filter(item=None).values_list("level", flat=True))
    for level in Level:
        if level.value not in spoken:
            faults.append(_("Level %(level)s has no words.") % {"level": level.value})
    return faults


def _check_complete(found: AssessmentSet) -> None:
    if faults := set_faults(found):
        raise RuleBroken(faults[0])


@transaction.atomic
def submit_set(found: AssessmentSet, *, by: User) -> AssessmentSet:
    """To a second person; complete, or it says what is missing."""
    require(policies.may_run_year(by))
    held = _draft(found)
    _check_complete(held)
    move(held, "submit", by=by, remark="")
    announce("ccms.set_submitted", set=held.pk)
    return held


@transaction.atomic
def send_back_set(found: AssessmentSet, *, reason: str, by: User) -> AssessmentSet:
    """What has to change; or who wrote it takes it back."""
    own = queries.has_written_set(by, found)
    require(policies.may_run_year(by) if own else policies.may_publish_set(by, found))
    if not reason.strip():
        raise RuleBroken(_("Say what has to change."), field="reason")
    held = AssessmentSet.objects.select_for_update(of=("self",)).get(pk=found.pk)
    move(held, "send_back", by=by, reason=reason.strip(), remark=reason.strip())
    announce("ccms.set_sent_back", set=held.pk)
    return held


@transaction.atomic
def publish_set(found: AssessmentSet, *, by: User) -> AssessmentSet:
    """Another person publishes: frozen from now on. Another version of the year makes way, if nobody answers it yet."""
    require(policies.may_publish_set(by, found))
    held = AssessmentSet.objects.select_for_update(of=("self",)).get(pk=found.pk)
    _check_complete(held)
    before = AssessmentSet.objects.filter(year=held.year, state=SetState.PUBLISHED).exclude(pk=held.pk).first()
    if before is not None and before.assessments.exists():
        raise RuleBroken(_("Self-assessments of this year run with the set in force: write the next year's."))
    if before is not None and held.state == SetState.REVIEW:
        move(before, "supersede", by=by, reason=str(held))
    document = set_document(held)
    sha256 = sha256_of(document)
    move(
        held,
        "publish",
        by=by,
        published_by=by,
        published_at=db_now(),
        document=document,
        sha256=sha256,
        payload={"sha256": sha256},
    )
    announce("ccms.set_published", set=held.pk)
    return held
