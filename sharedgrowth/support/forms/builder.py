"""IN: a field of an application form, as a person without programming fills it in."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.forms import TextField
from sharedgrowth.support.forms.applications import PlainNumberField
from sharedgrowth.support.forms.fields import whole_field
from sharedgrowth.support.forms.public import programme_choices
from sharedgrowth.support.models import FormField
from sharedgrowth.support.states import FieldKind

OPTION = re.compile(r"^\s*([a-z0-9_-]{1,40})\s*[|:]\s*([^|]{1,80}?)\s*(?:\|\s*(.{1,80}?)\s*)?$")


class OptionsField(TextField):
    """One option a line: ``value | Korean | English``; a line without a value gets one."""

    def __init__(self, **options: Any):
        options.setdefault("widget", forms.Textarea(attrs={"rows": 5, "data-span": "full"}))
        super().__init__(max_length=4000, **options)

    def prepare_value(self, value):
        """As it is typed."""
        if isinstance(value, list):
            return "\n".join(f"{each['value']} | {each['ko']} | {each['en']}" for each in value)
        return value

    def clean(self, value):
        """Each line read; the first that cannot be is named."""
        text = super().clean(value)
        found = []
        for number, line in enumerate((text or "").splitlines(), start=1):
            if not line.strip():
                continue
            match = OPTION.match(line)
            if match:
                value_of, korean, english = match[1], match[2], match[3] or match[2]
            else:
                korean, _bar, english = (part.strip() for part in line.partition("|"))
                value_of, english = f"o{number}", english or korean
            if not korean or len(korean) > 80 or len(english) > 80:
                raise ValidationError(
                    _("Line %(number)s cannot be read. Write it as: value | Korean | English."),
                    code="line",
                    params={"number": number},
                )
            found.append({"value": value_of, "ko": korean, "en": english})
        return found


class FieldForm(forms.Form):
    """Label and help in both languages, kind, options, limits, condition."""

    label_ko = TextField(label=gettext_lazy("Label (Korean)"), max_length=120)
    label_en = TextField(label=gettext_lazy("Label (English)"), max_length=120)
    key = forms.SlugField(
        label=gettext_lazy("Short name"),
        max_length=40,
        help_text=gettext_lazy(
            "Latin letters, digits, underscores. “employees” and “level” are also used by the rules of funding."
        ),
    )
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=FieldKind.choices)
    help_ko = TextField(label=gettext_lazy("Help (Korean)"), max_length=300, required=False)
    help_en = TextField(label=gettext_lazy("Help (English)"), max_length=300, required=False)
    section_ko = TextField(label=gettext_lazy("Heading (Korean)"), max_length=80, required=False)
    section_en = TextField(label=gettext_lazy("Heading (English)"), max_length=80, required=False)
    required = forms.BooleanField(label=gettext_lazy("Needed before the application is sent"), required=False)
    options = OptionsField(
        label=gettext_lazy("Options of a choice"),
        required=False,
        help_text=gettext_lazy("One a line: value | Korean | English."),
    )
    unit_ko = TextField(label=gettext_lazy("Unit (Korean)"), max_length=20, required=False)
    unit_en = TextField(label=gettext_lazy("Unit (English)"), max_length=20, required=False)
    least = PlainNumberField(label=gettext_lazy("At least"), required=False)
    most = PlainNumberField(label=gettext_lazy("At most"), required=False)
    most_letters = whole_field(gettext_lazy("Characters at most"), least=1, most=5000)
    shown_if_key = forms.ChoiceField(
        label=gettext_lazy("Asked only if"),
        required=False,
        help_text=gettext_lazy("A choice, or a question of yes or no, that stands before this field."),
    )
    shown_if_value = forms.ChoiceField(label=gettext_lazy("has this answer"), required=False)

    def __init__(self, data: Any, *, field: FormField | None, earlier: list[FormField]):
        initial: dict[str, Any] = {"most_letters": 600, "required": True, "kind": FieldKind.TEXT}
        if field is not None:
            initial = {name: getattr(field, name) for name in self.base_fields}
        super().__init__(data, initial=initial)
        above = [each for each in earlier if each.kind in (FieldKind.CHOICE, FieldKind.YESNO)]
        self.fields["shown_if_key"].choices = [("", _("always asked")), *((each.key, each.label) for each in above)]
        values: list[tuple[str, Any]] = [("", "—")]
        for each in above:
            options = each.choices if each.kind == FieldKind.CHOICE else [("yes", _("yes")), ("no", _("no"))]
            values.append((each.label, options))
        self.fields["shown_if_value"].choices = values

    def clean(self):
        """A condition has a field and an answer, or neither."""
        given = super().clean()
        if bool(given.get("shown_if_key")) != bool(given.get("shown_if_value")):
            self.add_error("shown_if_value", _("Choose the field and its answer, or neither."))
        return given


class NewFormForm(forms.Form):
    """A new version of a programme's form."""

    programme = forms.ChoiceField(label=gettext_lazy("Programme"))
    note = TextField(label=gettext_lazy("What is to change"), max_length=300, required=False)

    def __init__(self, *args: Any, **options: Any):
        super().__init__(*args, **options)
        self.fields["programme"].choices = programme_choices()
