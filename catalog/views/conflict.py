"""Two at one step, two people or one person in two windows: what stands there beside what was typed, to choose."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext as _

from catalog.rules.tokens import mark_of
from catalog.rules.units import UNITS
from catalog.services import ChangedMeanwhile

SAVED = "catalog_saved"  # in the session: what was saved from this browser
MOST_SAVED = 20


@dataclass(frozen=True, slots=True)
class Difference:
    """One field: its label, what was saved elsewhere, what was typed here."""

    label: str
    theirs: str
    mine: str


def differences(mine: forms.BaseForm, theirs: forms.BaseForm) -> list[Difference]:
    """The fields that differ between what was sent and the same form as it stands; choices and units in words."""
    pairs = [(field, theirs[field.name]) for field in mine.visible_fields()]
    return [
        Difference(str(field.label), _shown(stands), _shown(field))
        for field, stands in pairs
        if _written(stands) != _written(field)
    ]


def loaded_marks(form: forms.BaseForm) -> str:
    """What the page carries of the values in its fields: ``name:mark`` with spaces between.

    Of a form that was sent and saved, a field with a fault has none: what it holds is not what is stored.
    """
    return " ".join(f"{field.name}:{_mark(field)}" for field in form.visible_fields() if field.name not in form.errors)


def merged(request: HttpRequest, mine: forms.BaseForm, theirs: forms.BaseForm) -> QueryDict:
    """What was sent, but what stands where a field still holds what its page began with: nobody touched it here."""
    loaded = request.POST.get("loaded", "").split()
    marks = dict(part.split(":", 1) for part in loaded if ":" in part)
    data = request.POST.copy()
    for field in mine.visible_fields():
        if marks.get(field.name) != _mark(field):
            continue
        sent, stands = field.value(), theirs[field.name]
        if isinstance(sent, dict):
            stored = stands.value() or {}
            for part in sent:
                data[f"{field.html_name}_{part}"] = stored.get(part, "")
        else:
            data[field.html_name] = _written(stands)
    return data


def note_saved(request: HttpRequest, uid: UUID, mark: str) -> None:
    """Remember what was saved from this browser: its person is no "somebody else" in the next window."""
    request.session[SAVED] = [*request.session.get(SAVED, []), f"{uid}:{mark}"][-MOST_SAVED:]


def conflict_context(request: HttpRequest, refusal: ChangedMeanwhile, uid: UUID, mark: str) -> dict[str, Any]:
    """Whose change stands there, for ``_draft_conflict.html``; ``mark`` is that of what stands."""
    own = f"{uid}:{mark}" in request.session.get(SAVED, [])
    words = _("You changed this in another window. Nothing typed here is saved yet: look at both and choose.")
    return {"conflict": words if own else str(refusal), "own_conflict": own}


def _mark(bound: forms.BoundField) -> str:
    return mark_of({"written": _written(bound)})[:8]


def _written(bound: forms.BoundField) -> str:
    """What the field holds, stored or sent, in one form."""
    value = bound.value()
    if isinstance(value, dict):
        numbers = _numbers(value)
        return f"{numbers} {value.get('unit', '')}".strip() if numbers else ""
    text = bound.field.prepare_value(value) if value not in (None, "") else ""
    return str(text).replace("\r\n", "\n").strip()


def _numbers(parts: dict) -> str:
    numbers = [str(parts.get(end) or "") for end in ("low", "high", "value")]
    return " – ".join(filter(None, numbers))


def _shown(bound: forms.BoundField) -> str:
    """What the field holds, for people."""
    value, written = bound.value(), _written(bound)
    if isinstance(value, dict) and written and value.get("unit") in UNITS:
        return f"{_numbers(value)} {UNITS[value['unit']].symbol}".strip()
    choices = dict(getattr(bound.field, "choices", ()))
    return str(choices.get(written, written)) if written else ""
