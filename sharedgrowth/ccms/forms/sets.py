"""IN: sets of statements: the next year, days and thresholds, a statement, what the levels mean."""

from typing import Any

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from portal.forms import CodeField, DayField, TextField
from sharedgrowth.ccms.models import Anchor, AssessmentSet, Item, Module
from sharedgrowth.ccms.services.sets import ItemIn
from sharedgrowth.ccms.states import Level


def _day(label: Any) -> forms.DateField:
    return DayField(label=label, widget=forms.DateInput(attrs={"type": "date"}))


class CopyForm(forms.Form):
    """The next year's set."""

    year = forms.IntegerField(label=gettext_lazy("Year"), min_value=2020, max_value=2100)
    version = CodeField(
        label=gettext_lazy("Version"),
        max_length=12,
        validators=[RegexValidator(r"^[0-9A-Za-z.]+$", gettext_lazy("Digits, letters and dots, such as 1.1."))],
    )


class SetForm(CopyForm):
    """Titles, days, thresholds."""

    title_ko = TextField(label=gettext_lazy("Title (Korean)"), max_length=120)
    title_en = TextField(label=gettext_lazy("Title (English)"), max_length=120)
    opens_on = _day(pgettext_lazy("ccms", "Opens"))
    closes_on = _day(pgettext_lazy("ccms", "Last day"))
    publishes_on = _day(gettext_lazy("Results published on"))
    action_below = forms.DecimalField(
        label=gettext_lazy("An action below the index"), min_value=0, max_value=100, max_digits=7, decimal_places=4
    )
    least_units = forms.IntegerField(label=gettext_lazy("Fewest units of an aggregate"), min_value=5, max_value=1000)
    evidence_from = forms.TypedChoiceField(
        label=gettext_lazy("Evidence from level"), coerce=int, choices=[(str(n), str(n)) for n in range(2, 6)]
    )
    field_order = [
        "year", "version", "title_ko", "title_en", "opens_on", "closes_on", "publishes_on", "action_below",
        "least_units", "evidence_from",
    ]  # fmt: skip


def set_initial(found: AssessmentSet) -> dict[str, Any]:
    """What the form shows of a stored set."""
    return {name: getattr(found, name) for name in SetForm.base_fields}


class EarlierChoice(forms.ModelChoiceField):
    """Statements of earlier sets."""

    def label_from_instance(self, obj: Any) -> str:
        """Set, code and words."""
        return f"{obj.set} {obj.code}: {obj.statement[:60]}"


class ItemForm(forms.Form):
    """A statement, and what its levels mean where that differs from the set."""

    module = forms.ModelChoiceField(
        label=gettext_lazy("Module"), queryset=Module.objects.order_by("order"), empty_label=None
    )
    code = CodeField(
        label=gettext_lazy("Code"),
        max_length=6,
        validators=[RegexValidator(r"^[BSP][1-9]-[1-9][0-9]?$", gettext_lazy("Module and number, such as B6-2."))],
    )
    statement_ko = TextField(
        label=gettext_lazy("Statement (Korean)"), max_length=300, widget=forms.Textarea(attrs={"rows": 2})
    )
    statement_en = TextField(
        label=gettext_lazy("Statement (English)"), max_length=300, widget=forms.Textarea(attrs={"rows": 2})
    )
    hint_ko = TextField(label=gettext_lazy("Evidence, for example (Korean)"), required=False, max_length=300)
    hint_en = TextField(label=gettext_lazy("Evidence, for example (English)"), required=False, max_length=300)
    weight = forms.TypedChoiceField(
        label=pgettext_lazy("question", "Weight"),
        coerce=int,
        choices=[(str(n), str(n)) for n in range(1, 6)],
        initial="2",
    )
    na_allowed = forms.BooleanField(label=gettext_lazy("May not apply"), required=False, initial=True)
    maps_to = EarlierChoice(
        label=gettext_lazy("Same as earlier"),
        queryset=Item.objects.none(),
        required=False,
        help_text=gettext_lazy("Years are compared over statements that mean the same (CCM-06)."),
    )

    def __init__(self, *args: Any, found: AssessmentSet, **options: Any):
        super().__init__(*args, **options)
        earlier = Item.objects.filter(set__year__lt=found.year).exclude(set__state="draft")
        self.fields["maps_to"].queryset = earlier.select_related("set").order_by("-set__year", "code")
        self.fields["maps_to"].empty_label = _("a new statement")
        add_levels(self, required=False)

    def clean(self):
        """A code begins with its module."""
        given = super().clean()
        module, code = given.get("module"), given.get("code")
        if module and code and not code.startswith(f"{module.code}-"):
            self.add_error("code", _("The code begins with %(code)s-.") % {"code": module.code})
        return given

    def told(self) -> ItemIn:
        """What the service takes."""
        return ItemIn(**{name: self.cleaned_data[name] for name in ItemIn.__slots__})

    @property
    def plain_fields(self) -> list[forms.BoundField]:
        """Above the levels."""
        return [self[name] for name in self.fields if not name.startswith("level")]

    @property
    def level_rows(self) -> list[list[forms.BoundField]]:
        """Level by level."""
        return level_rows(self)


def add_levels(form: forms.Form, *, required: bool) -> None:
    """Two fields a level."""
    for level in Level:
        words = {"level": f"{level.value} {level.label}"}
        form.fields[f"level{level.value}_ko"] = TextField(
            label=_("%(level)s means (Korean)") % words, required=required, max_length=200
        )
        form.fields[f"level{level.value}_en"] = TextField(
            label=_("%(level)s means (English)") % words, required=required, max_length=200
        )


def level_rows(form: forms.Form) -> list[list[forms.BoundField]]:
    """Level by level."""
    return [[form[f"level{level.value}_ko"], form[f"level{level.value}_en"]] for level in Level]


def level_texts(form: forms.Form) -> dict[int, tuple[str, str]]:
    """What was typed, by level."""
    given = form.cleaned_data
    return {n.value: (given[f"level{n.value}_ko"], given[f"level{n.value}_en"]) for n in Level}


def anchors_initial(anchors: list[Anchor]) -> dict[str, str]:
    """What the form shows of stored anchors."""
    initial = {}
    for each in anchors:
        initial[f"level{each.level}_ko"], initial[f"level{each.level}_en"] = each.text_ko, each.text_en
    return initial


def item_initial(item: Item) -> dict[str, Any]:
    """What the form shows of a stored statement."""
    initial: dict[str, Any] = {name: getattr(item, name) for name in ItemIn.__slots__}
    return initial | anchors_initial(list(item.anchors.all()))


class AnchorsForm(forms.Form):
    """What the levels mean for all statements."""

    def __init__(self, *args: Any, **options: Any):
        super().__init__(*args, **options)
        add_levels(self, required=True)

    @property
    def level_rows(self) -> list[list[forms.BoundField]]:
        """Level by level."""
        return level_rows(self)
