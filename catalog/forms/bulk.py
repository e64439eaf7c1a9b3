"""IN: a list of products, what its columns are, pictures for it, and the answers of its review."""

import re
from collections import Counter
from collections.abc import Sequence

from django import forms
from django.utils.translation import get_language, gettext, override
from django.utils.translation import gettext_lazy as _

from catalog.models import BulkJob, ClassNode
from catalog.queries import definitions_for
from catalog.queries.bulk import all_attributes
from catalog.queries.classes import classes_meant
from catalog.rules.columns import ATTRIBUTE, FIXED, LEFT_OUT, split_heading, split_target
from portal.files.forms import UploadField
from portal.files.states import PICTURES, Kind
from portal.forms import CodeField, TextField

PICTURES_AT_ONCE = 20
DECIMALS = [("", _("A point: 12.5")), ("comma", _("A comma: 12,5"))]


class ClassField(CodeField):
    """A class of the last level by its name, some words or its code; or nothing: the file says it row by row."""

    MOST_OFFERED = 8

    def __init__(self, **options):
        widget = forms.TextInput(attrs={"list": "usable-classes", "autocomplete": "off"})
        super().__init__(required=False, max_length=120, widget=widget, **options)

    def clean(self, value) -> ClassNode | None:
        """The class itself."""
        text = super().clean(value)
        if not text:
            return None
        found = classes_meant(text)
        if len(found) == 1:
            return found[0]
        if not found:
            said = _("No class in use fits “%(words)s”. Write a shorter word, or the eight digits of the class.")
            raise forms.ValidationError(said, params={"words": text})
        offered = "; ".join(f"{node.name} ({node.code})" for node in found[: self.MOST_OFFERED])
        more = " …" if len(found) > self.MOST_OFFERED else ""
        said = _("Several classes fit; write one of them: %(classes)s")
        raise forms.ValidationError(said, params={"classes": offered + more})


def template_name(node: ClassNode | None) -> str:
    """What the file to fill in is called, without its ending."""
    return f"{gettext('template')}-{node.code if node else gettext('all-classes')}"


def class_of_template(name: str) -> ClassNode | None:
    """The class of the template that a file began as; None where its name says none that is in use."""
    for language in ("ko", "en"):
        with override(language):
            begun = re.match(rf"{re.escape(gettext('template'))}-(\d{{8}})(?!\d)", name)
        found = classes_meant(begun[1]) if begun else []
        if len(found) == 1:
            return found[0]
    return None


class ListForm(forms.Form):
    """A file, and what holds for the whole of it."""

    use_required_attribute = False

    upload = UploadField(label=_("File"), kinds={Kind.CSV, Kind.XLSX})
    class_node = ClassField(
        label=_("Class of all rows"),
        help_text=_("A word of its name, or its eight digits. Empty when a column of the file says the class."),
    )
    decimal = forms.ChoiceField(label=_("Decimals are written with"), choices=DECIMALS, required=False)

    def clean(self):
        """The template of one class has no column for it: its name says the class, where nobody says another."""
        data = super().clean()
        upload = data.get("upload")
        if upload is not None and "class_node" in data and data["class_node"] is None:
            data["class_node"] = class_of_template(upload.name)
        return data

    @property
    def defaults(self) -> dict[str, str]:
        """What holds for all rows."""
        return {"decimal": self.cleaned_data["decimal"]}


def _named_attributes() -> list[tuple[str, str]]:
    """Every attribute of any class once, by its name for the reader; a name that several have with its code."""
    korean = (get_language() or "ko").startswith("ko")
    names = {row.code: (row.ko if korean else row.en).name for row in all_attributes()}
    shared = Counter(names.values())
    found = [(code, f"{name} ({code})" if shared[name] > 1 else name) for code, name in names.items()]
    return sorted(found, key=lambda pair: pair[1].casefold())


class ColumnsForm(forms.Form):
    """Which of our columns each column of the file is."""

    use_required_attribute = False
    says_required = False

    class_node = ClassField(
        label=_("Class of all rows"),
        help_text=_("A word of its name, or its eight digits. Empty when a column of the file says the class."),
    )
    origin = CodeField(label=_("Country of origin where the cell is empty"), max_length=40, required=False)
    lead_time_days = CodeField(label=_("Lead time (days) where the cell is empty"), max_length=10, required=False)
    moq = CodeField(label=_("Minimum order where the cell is empty"), max_length=20, required=False)
    decimal = forms.ChoiceField(label=_("Decimals are written with"), choices=DECIMALS, required=False)

    DEFAULTS = ("origin", "lead_time_days", "moq", "decimal")

    def __init__(self, *args, job: BulkJob, samples: Sequence[Sequence[str]], **kwargs):
        node = job.class_node
        initial = {name: job.defaults.get(name, "") for name in self.DEFAULTS}
        super().__init__(*args, initial={**initial, "class_node": node.code if node else ""}, **kwargs)
        self.job = job
        choices = self._choices(node)
        for place, heading in enumerate(job.header):
            target = job.mapping[place] if place < len(job.mapping) else ""
            bare = split_target(target)[0]
            self.fields[f"column_{place}"] = forms.ChoiceField(
                label=heading or "—",
                choices=choices if bare in {key for _group, rows in choices[2:] for key, _label in rows} or not bare
                else [*choices, (bare, bare.removeprefix(ATTRIBUTE))],
                initial=bare,
                required=False,
                help_text=", ".join(row[place] for row in samples if place < len(row) and row[place])[:80],
            )  # fmt: skip

    @staticmethod
    def _choices(node: ClassNode | None) -> list:
        attributes = [(row.code, row.name) for row in definitions_for(node).values()] if node else _named_attributes()
        return [
            ("", _("Not assigned yet")),
            (LEFT_OUT, _("Do not read it")),
            (_("Product"), [(key, label) for key, label in FIXED.items()]),
            (_("Attributes"), [(f"{ATTRIBUTE}{code}", name) for code, name in attributes]),
        ]

    @property
    def column_fields(self) -> list:
        """The columns of the file, in their order."""
        return [self[name] for name in self.fields if name.startswith("column_")]

    @property
    def other_fields(self) -> list:
        """What holds for the whole file."""
        return [self[name] for name in ("class_node", *self.DEFAULTS)]

    @property
    def mapping(self) -> list[str]:
        """Our column of each column, with the unit of its heading."""
        found = []
        for place, heading in enumerate(self.job.header):
            target = self.cleaned_data.get(f"column_{place}", "")
            unit = split_heading(heading)[1] if target.startswith(ATTRIBUTE) else ""
            found.append(f"{target}@{unit}" if unit else target)
        return found

    @property
    def defaults(self) -> dict[str, str]:
        """What an empty cell says."""
        kept = {name: text for name, text in self.job.defaults.items() if name not in self.DEFAULTS}
        return kept | {name: self.cleaned_data.get(name, "") for name in self.DEFAULTS}


class TemplateForm(forms.Form):
    """Which class the file to fill in is for."""

    use_required_attribute = False
    says_required = False

    class_node = ClassField(
        label=_("Class"),
        help_text=_(
            "A word of its name. With a class the file has its attributes and units; without one a column for it."
        ),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, auto_id="template_%s", **kwargs)


class PicturesForm(forms.Form):
    """Pictures that the column "Picture" names."""

    use_required_attribute = False

    pictures = UploadField(label=_("Pictures"), kinds=PICTURES, multiple=True, max_files=PICTURES_AT_ONCE)


class BatchReturnForm(forms.Form):
    """Why all of it goes back."""

    use_required_attribute = False

    reason = TextField(
        label=_("Reason"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Give the reason: the supplier reads it.")},
    )


class LookItemForm(forms.Form):
    """What was found at one product of the sample; nothing is: it is as it should be."""

    use_required_attribute = False

    remark = TextField(label=_("Remark"), max_length=300, required=False)
