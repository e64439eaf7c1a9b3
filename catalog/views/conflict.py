"""Two people at one step: what stands there now beside what was typed, so that one can choose."""

from dataclasses import dataclass

from django import forms


@dataclass(frozen=True, slots=True)
class Difference:
    """One field: its label, what the other person saved, what was typed here."""

    label: str
    theirs: str
    mine: str


def differences(mine: forms.BaseForm, theirs: forms.BaseForm) -> list[Difference]:
    """The fields that differ between what was sent and the same form as it stands; labels of choices in words."""
    pairs = [(field, _text(theirs[field.name]), _text(field)) for field in mine.visible_fields()]
    return [Difference(str(field.label), before, after) for field, before, after in pairs if before != after]


def _text(bound: forms.BoundField) -> str:
    value = bound.value()
    if isinstance(value, dict):
        numbers = [str(value.get(end) or "") for end in ("low", "high", "value")]
        said = " – ".join(filter(None, numbers))
        return f"{said} {value.get('unit', '')}".strip() if said else ""
    choices = dict(getattr(bound.field, "choices", ()))
    if choices:
        return str(choices.get(value, value or ""))
    return str(bound.field.prepare_value(value) if value not in (None, "") else "").strip()
