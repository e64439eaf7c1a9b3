"""What the services of sourcing share: required attributes as typed, model checks, the lock on a request."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _

from catalog.models import AttributeDef, SourcingRequest
from catalog.models.sourcing import Required
from catalog.rules.matching import Requirement
from catalog.rules.sourcing import comparison_of, comparisons_for, wants_range
from catalog.rules.values import Value, read_number, read_value
from catalog.states import Criticality, Datatype, Match, Tolerance, TrialState
from portal.errors import RuleBroken

MOST_WEIGHT = 100
Entered = Mapping[str, Mapping[str, Any]]


def locked_request(request: SourcingRequest) -> SourcingRequest:
    """The request as it is now, with its row locked: nothing is counted or decided before this."""
    return SourcingRequest.objects.select_for_update(of=("self",)).get(pk=request.pk)


def require_no_trial(request: SourcingRequest) -> None:
    """Nothing ends while somebody measures for it, or waits for a verdict. The request is locked: none begins now."""
    if request.proposals.filter(trials__state__in=[TrialState.PLANNED, TrialState.MEASURED]).exists():
        raise RuleBroken(_("A trial of this request still runs: wait for its verdict, or cancel it."))


def checked(thing: models.Model, *, unasked: Collection[str] = ()) -> None:
    """Ask the model's fields and constraints; the first fault becomes a refusal beside its field.

    Constraints that are ``unasked`` only the database decides.
    """
    try:
        thing.full_clean(validate_constraints=not unasked)
        for constraint in thing._meta.constraints if unasked else ():
            if constraint.name not in unasked:
                constraint.validate(type(thing), thing)
    except ValidationError as fault:
        by_field = fault.message_dict if hasattr(fault, "error_dict") else {"__all__": fault.messages}
        field, messages = next(iter(by_field.items()))
        raise RuleBroken(messages[0], field=None if field == "__all__" else field) from fault


def need_reason(reason: str, message: object = "") -> str:
    """A reason in words, or a refusal beside its field."""
    if not reason.strip():
        raise RuleBroken(message or _("Say why."), field="reason")
    return reason.strip()


def read_required(definitions: Mapping[str, AttributeDef], entered: Entered) -> list[dict[str, Any]]:
    """The rows of a request, specification or case as they were typed; an attribute without a value is not asked for.

    ``entered``: code → value (or low and high), unit, match, tolerance_kind, tolerance, weight, criticality. A fault is
    a RuleBroken at ``attr_<code>``.
    """
    rows = []
    for code, parts in entered.items():
        definition = definitions.get(code)
        if definition is None:
            message = _("This class has no attribute “%(code)s”.") % {"code": code[:40]}
            raise RuleBroken(message, field=f"attr_{code[:40]}")
        try:
            row = _read_row(definition, parts)
        except RuleBroken as broken:
            raise RuleBroken(broken.message, field=f"attr_{code}") from None
        if row is not None:
            rows.append(row)
    return rows


def _read_row(definition: AttributeDef, parts: Mapping[str, Any]) -> dict[str, Any] | None:
    match = str(parts.get("match") or comparison_of(definition.datatype, definition.match))
    if match not in comparisons_for(definition.datatype):
        raise RuleBroken(_("This attribute cannot be compared in this way."))
    rule = definition.as_rule()
    if wants_range(definition.datatype, match):
        rule = replace(rule, datatype=Datatype.RANGE)
    value = read_value(rule, parts)
    if value is None:
        return None
    kind = str(parts.get("tolerance_kind") or "")
    criticality = str(parts.get("criticality") or definition.criticality)
    if kind not in Tolerance.values or criticality not in Criticality.values:
        raise RuleBroken(_("Choose one of the options."))
    tolerance = read_tolerance(kind, parts.get("tolerance"))
    weight = read_weight(parts.get("weight"))
    return {
        "definition": definition,
        "match": match,
        **{name: getattr(value, name) for name in Required.VALUES},
        "tolerance_kind": kind if definition.datatype in (Datatype.NUM, Datatype.RANGE) else "",
        "tolerance": tolerance if definition.datatype in (Datatype.NUM, Datatype.RANGE) else None,
        "weight": definition.weight if weight is None else weight,
        "criticality": criticality,
    }


def read_tolerance(kind: str, text: object) -> Decimal | None:
    """The tolerance as it was typed, in the attribute's unit or percent; None without a kind."""
    tolerance = _amount(text, _("A tolerance is zero or more.")) if kind else None
    if kind and tolerance is None:
        raise RuleBroken(_("Write the tolerance as a number, or choose “None”."))
    if kind == Tolerance.REL and tolerance is not None and tolerance > MOST_WEIGHT:
        raise RuleBroken(_("A tolerance in percent is at most 100."))
    return tolerance


def read_weight(text: object) -> int | None:
    """The weight as it was typed; None: the class's own."""
    weight = _amount(text, _("A weight is between 0 and 100."))
    if weight is not None and (weight > MOST_WEIGHT or weight % 1):
        raise RuleBroken(_("A weight is a whole number between 0 and 100."))
    return None if weight is None else int(weight)


def _amount(text: object, negative: str) -> Decimal | None:
    if text is None or not str(text).strip():
        return None
    number = read_number(str(text))
    if number < 0:
        raise RuleBroken(negative)
    return number


def prefilled(definitions: Mapping[str, AttributeDef], values: Mapping[str, Value]) -> dict[str, dict[str, Any]]:
    """How each attribute would usually be asked for: as the class says, with the values of a product in use."""
    found = {}
    for code, definition in definitions.items():
        match = comparison_of(definition.datatype, definition.match)
        value = values.get(code)
        parts: dict[str, Any] = {
            "match": match.value,
            "unit": definition.unit,
            "weight": definition.weight,
            "criticality": definition.criticality,
            "tolerance_kind": definition.tolerance,
            "tolerance": "" if definition.tolerance_value is None else _plain(definition.tolerance_value),
        }
        if value is not None:
            parts |= typed(value)
            if match == Match.IN_RANGE and definition.datatype == Datatype.NUM:
                parts |= {"low": parts.get("value", ""), "high": parts.get("value", "")}
        found[code] = parts
    return found


def typed(value: Value) -> dict[str, Any]:
    """A value back as it would be typed."""
    parts: dict[str, Any] = {}
    if value.unit:
        parts["unit"] = value.unit
    if value.num is not None:
        parts["value"] = _plain(value.num)
    elif value.low is not None and value.high is not None:
        parts |= {"low": _plain(value.low), "high": _plain(value.high)}
    elif value.flag is not None:
        parts["value"] = "yes" if value.flag else "no"
    elif value.day is not None:
        parts["value"] = value.day.isoformat()
    else:
        parts["value"] = value.text
    return parts


def as_typed(rows: Iterable[Required]) -> dict[str, dict[str, Any]]:
    """Stored rows back as they were typed: for a form."""
    return {
        row.definition.code: {
            "match": row.match,
            "weight": row.weight,
            "criticality": row.criticality,
            "tolerance_kind": row.tolerance_kind,
            "tolerance": _plain(row.tolerance) if row.tolerance is not None else "",
            **typed(row.value),
        }
        for row in rows
    }


def _plain(number: Decimal) -> str:
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def rules_of(rows: Iterable[Required]) -> list[Requirement]:
    """What the match compares."""
    return [row.rule for row in rows]
