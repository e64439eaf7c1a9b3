"""What a bid answers besides its price: criteria, documents, values of the cost model. Fields come with the notice."""

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from catalog.states import EcoKind
from portal.files.forms import UploadField
from portal.files.states import ARCHIVES, DOCUMENTS, DRAWINGS, PICTURES
from portal.forms import TextField
from purchasing.bidding.models import Criterion
from purchasing.bidding.rules.methods.korea import PRICES
from purchasing.bidding.services.contents import FileRef

LONGEST_ANSWER = 4000
MOST_FILES = 10  # of one place
LONGEST_REFS = 200_000
WHOLE = ""  # the place of what belongs to no criterion
PICKED = ("pick_1", "pick_2")  # fields of the numbers for the reserve price
NO_MEMORY = {"autocomplete": "off"}
REF_PARTS = {"uid": str, "name": str, "content_type": str, "size": int, "sha256": str, "key": str}


class RefsField(forms.CharField):
    """Sealed attachments on their way through the browser: {place: [FileRef]} as JSON. They are stored nowhere."""

    widget = forms.HiddenInput

    def __init__(self, **options):
        super().__init__(required=False, max_length=LONGEST_REFS, **options)

    def to_python(self, value: Any) -> dict[str, list[FileRef]]:
        """What is not of our making is left out: it opens nothing and names nothing."""
        try:
            told = json.loads(value) if value else {}
        except (ValueError, RecursionError):
            return {}
        return known_refs(told)


def known_refs(told: Any) -> dict[str, list[FileRef]]:
    """The attachments among ``told``, each with exactly its parts."""
    if not isinstance(told, Mapping):
        return {}
    found: dict[str, list[FileRef]] = {}
    for place, refs in told.items():
        if not isinstance(refs, list):
            continue
        good = [
            ref
            for ref in refs
            if isinstance(ref, Mapping)
            and set(ref) == set(REF_PARTS)
            and all(isinstance(ref[name], kind) for name, kind in REF_PARTS.items())
            and _is_sound(place, *ref.values())
        ]
        if good:
            found[str(place)[:5]] = [FileRef(**ref) for ref in good[:MOST_FILES]]
    return found


def _is_sound(*parts: Any) -> bool:
    """Text that can be sealed and stored: no zero bytes, no halves of characters."""
    text = "".join(map(str, parts))
    return "\0" not in text and not any("\ud800" <= letter <= "\udfff" for letter in text)


def pick_fields() -> dict[str, forms.Field]:
    """The two numbers that a bidder picks blind for the reserve price."""
    labels = (gettext_lazy("First number"), gettext_lazy("Second number"))
    choices = [("", "—"), *((str(number), str(number)) for number in range(1, PRICES + 1))]
    wrong = gettext_lazy("Choose a number from 1 to 15.")
    return {
        name: forms.TypedChoiceField(
            label=label,
            choices=choices,
            coerce=int,
            error_messages={"required": wrong, "invalid_choice": wrong},
            widget=forms.Select(attrs=NO_MEMORY),
        )
        for name, label in zip(PICKED, labels, strict=True)
    }


def criterion_fields(criteria: Iterable[Criterion]) -> dict[str, forms.Field]:
    """An answer for each criterion, and a place for its documents."""
    fields: dict[str, forms.Field] = {}
    for each in criteria:
        fields[f"answer_{each.no}"] = TextField(
            label=_("Answer to criterion %(no)s") % {"no": each.no},
            max_length=LONGEST_ANSWER,
            help_text=each.guidance,
            widget=forms.Textarea(attrs={"rows": 3, **NO_MEMORY}),
        )
        documents = upload_field(_("Documents for “%(title)s”") % {"title": each.title})
        documents.needed_later = each.needs_file  # type: ignore[attr-defined]  # unless one is sealed already
        fields[f"file_{each.no}"] = documents
    return fields


def eco_fields(choices: Mapping[int, Sequence[Any]]) -> dict[str, forms.Field]:
    """For each line, which of the bidder's eco-friendly products is offered: those whose evidence holds."""
    fields: dict[str, forms.Field] = {}
    for no, products in choices.items():
        fields[f"eco_{no}"] = forms.ChoiceField(
            label=_("Line %(no)s: eco-friendly product") % {"no": no},
            required=False,
            choices=[
                ("", _("none")),
                *(
                    (each.number, f"{each.number} {each.name} · {EcoKind(each.kind).label}: {each.evidence}")
                    for each in products
                ),
            ],
            help_text=""
            if products
            else gettext_lazy("No published product of yours in this class has evidence that holds at the deadline."),
            error_messages={
                "invalid_choice": gettext_lazy("Choose one of your products whose evidence holds at the deadline.")
            },
            widget=forms.Select(attrs=NO_MEMORY),
        )
    return fields


def upload_field(label: object, help_text: object = "") -> UploadField:
    """Attachments of one place; each is checked, scanned and sealed as soon as it arrives."""
    return UploadField(
        label=label,
        kinds=DOCUMENTS | DRAWINGS | PICTURES | ARCHIVES,
        multiple=True,
        max_files=MOST_FILES,
        required=False,
        help_text=help_text,
    )


def tco_fields(lines: Sequence[Any]) -> dict[str, forms.Field]:
    """A value for each line of the cost model that bidders declare; where it comes in some years, also which."""
    fields: dict[str, forms.Field] = {}
    for line in lines:
        hint = line.hint
        if line.unit_price_won is not None:
            hint = " ".join(filter(None, [hint, _("Counted at ₩%(price)s.") % {"price": f"{line.unit_price_won:,}"}]))
        value = forms.CharField(
            label=line.name,
            required=False,  # what is missing is told by the model itself: tco_fault
            max_length=30,
            help_text=hint,
            widget=forms.TextInput(attrs={"inputmode": "decimal", "data-unit": line.unit, **NO_MEMORY}),
        )
        value.needed_later = line.required  # type: ignore[attr-defined]
        fields[f"tco_{line.code}"] = value
        if line.tells_years:
            fields[f"tco_{line.code}_at"] = forms.CharField(
                label=_("%(name)s: in which years") % {"name": line.name},
                required=False,
                max_length=60,
                help_text=gettext_lazy("For example 5, 10."),
                widget=forms.TextInput(attrs=NO_MEMORY),
            )
        if line.needs_evidence:
            fields[f"tco_{line.code}_evidence"] = TextField(
                label=_("%(name)s: evidence") % {"name": line.name},
                required=False,
                max_length=200,
                help_text=gettext_lazy("Name the document or test; attach it below."),
                widget=forms.TextInput(attrs=NO_MEMORY),
            )
    return fields


def tco_values(given: Mapping[str, Any], lines: Sequence[Any]) -> dict[str, dict[str, str]]:
    """What was declared, as the bid holds it: {code: {value, unit, at, evidence}}."""
    found = {}
    for line in lines:
        value = str(given.get(f"tco_{line.code}") or "").strip().replace(",", "")
        if not value:
            continue
        told = {"value": value, "unit": line.unit}
        for part in ("at", "evidence"):
            if text := str(given.get(f"tco_{line.code}_{part}") or "").strip():
                told[part] = text
        found[line.code] = told
    return found
