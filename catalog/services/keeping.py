"""Keep classes and attributes: names, what is in use, what products of a class state. Each change is in the trail."""

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from catalog import policies
from catalog.models import AttributeChoice, AttributeDef, ClassMap, ClassNode
from catalog.queries.classes import UNSPSC, bound_fields, retirement_fault
from catalog.rules.definitions import USUALLY
from catalog.rules.grams import grams_of, normalise
from portal.audit.services import record
from portal.constraints import full_clean
from portal.errors import RuleBroken
from portal.outbox.services import announce
from portal.people.models import User
from portal.policy import require

OF_A_CLASS = ("name_ko", "name_en", "active", "successor")  # the rest comes with the release that was loaded
NAMES = ("name_ko", "name_en")
OF_AN_ATTRIBUTE = (
    "node", "code", "irdi", "name_ko", "name_en", "hint_ko", "hint_en", "datatype", "quantity", "unit", "decimals",
    "required", "searchable", "weight", "tolerance", "tolerance_value", "criticality", "match", "order",
)  # fmt: skip
OF_AN_OPTION = ("definition", "code", "name_ko", "name_en", "order")


@transaction.atomic
def edit_class(node: ClassNode, *, by: User, **changes: Any) -> ClassNode:
    """Name a class, retire it for a successor or take it into use again. A name given here is ours: releases keep it.

    Products of a retired class stay visible; their next change asks for another class, the successor first.
    """
    require(policies.may_keep_classes(by))
    held = ClassNode.objects.select_for_update(of=("self",)).get(pk=node.pk)
    if changes.get("active") and "successor" not in changes:
        changes["successor"] = None
    said = _change(held, changes, OF_A_CLASS)
    if not said:
        return held
    if wrong := retirement_fault(held):
        field, message = wrong
        raise RuleBroken(message, field=field)
    held.curated = held.curated or bool(said.keys() & set(NAMES))
    words = [held.name_ko, held.name_en, held.official_ko, held.official_en, held.code]
    held.grams = sorted(grams_of(normalise(" ".join(words))))
    _keep(held)
    record(held, "edited", by=by, payload=said)
    announce("catalog.class_edited", node=held.pk)
    if "active" in said and not held.active:
        announce("catalog.class_retired", node=held.pk)
    return held


@transaction.atomic
def add_attribute(*, by: User, **facts: Any) -> AttributeDef:
    """A new attribute of a class (``node``): products of it, and of all classes below it, may state it from now on."""
    require(policies.may_keep_classes(by))
    if "match" not in facts and facts.get("datatype") in USUALLY:
        facts["match"] = USUALLY[facts["datatype"]]
    definition = AttributeDef()
    said = _change(definition, facts, OF_AN_ATTRIBUTE)
    _keep(definition)
    record(definition, "added", by=by, payload={name: after for name, (_before, after) in said.items()})
    return definition


@transaction.atomic
def edit_attribute(definition: AttributeDef, *, by: User, **changes: Any) -> AttributeDef:
    """Change an attribute; what stored values are read by stays while there are any."""
    require(policies.may_keep_classes(by))
    held = AttributeDef.objects.select_for_update(of=("self",)).select_related("node").get(pk=definition.pk)
    _edit(held, changes, OF_AN_ATTRIBUTE, by=by, node=held.node_id)
    return held


@transaction.atomic
def add_choice(*, by: User, **facts: Any) -> AttributeChoice:
    """A new option of a list attribute (``definition``)."""
    require(policies.may_keep_classes(by))
    choice = AttributeChoice()
    said = _change(choice, facts, OF_AN_OPTION)
    _keep(choice)
    record(choice, "added", by=by, payload={name: after for name, (_before, after) in said.items()})
    return choice


@transaction.atomic
def edit_choice(choice: AttributeChoice, *, by: User, **changes: Any) -> AttributeChoice:
    """Change an option; its code stays while products state it."""
    require(policies.may_keep_classes(by))
    rows = AttributeChoice.objects.select_for_update(of=("self",)).select_related("definition__node")
    held = rows.get(pk=choice.pk)
    _edit(held, changes, OF_AN_OPTION, by=by, node=held.definition.node_id)
    return held


@transaction.atomic
def keep_map(node: ClassNode, other: ClassNode, quality: str, *, by: User) -> None:
    """How a class of HS or CPV stands to ours; an empty ``quality`` parts them again. Source: CAT-14."""
    require(policies.may_keep_classes(by))
    if node.scheme.code != UNSPSC or other.scheme.code == UNSPSC:
        raise RuleBroken(_("A class of ours stands beside one of another classification."), field="code")
    held = ClassMap.objects.select_for_update(of=("self",)).filter(node=node, other=other).first()
    before = held.quality if held else ""
    if before == quality:
        return
    if held is not None and not quality:
        held.delete()
    else:
        held = held or ClassMap(node=node, other=other)
        held.quality = quality
        _keep(held)
    record(
        node, "mapped", by=by, payload={"scheme": other.scheme.code, "code": other.code, "quality": [before, quality]}
    )


def _edit(held: AttributeDef | AttributeChoice, changes: dict[str, Any], fields: Iterable[str], *, by, node: int):
    bound = bound_fields(held)
    said = _change(held, changes, fields)
    if not said:
        return
    if fixed := sorted(said.keys() & bound):
        raise RuleBroken(_("Products already state this: it can no longer be changed."), field=fixed[0])
    _keep(held)
    record(held, "edited", by=by, payload=said)
    announce("catalog.class_edited", node=node)


def _change(thing: Any, changes: dict[str, Any], fields: Iterable[str]) -> dict[str, list[str]]:
    """Set what differs; says before and after by field."""
    if strange := changes.keys() - set(fields):
        raise TypeError(f"not kept here: {sorted(strange)}")
    said = {}
    for name, value in changes.items():
        before = None if thing._state.adding and thing._meta.get_field(name).is_relation else getattr(thing, name)
        if before != value:
            said[name] = [_word(before), _word(value)]
            setattr(thing, name, value)
    return said


def _word(value: Any) -> str:
    return "" if value is None else str(getattr(value, "code", value))


def _keep(thing: Any) -> None:
    """Save what holds by the model's own rules; the first fault is said at its field."""
    try:
        full_clean(thing)
    except ValidationError as wrong:
        field, messages = next(iter(wrong.message_dict.items()))
        raise RuleBroken(messages[0], field=field if field in {f.name for f in thing._meta.fields} else "") from None
    thing.save()
