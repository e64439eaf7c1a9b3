"""IN: smart-factory levels, smart systems and how much they are used; organisations that recommend."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.files.forms import UploadField
from portal.files.states import DOCUMENTS, PICTURES
from portal.forms import FilterForm, TextField, TickField
from portal.periods import month_of
from sharedgrowth.support.forms.fields import SupplierField, day_field, whole_field, words_field
from sharedgrowth.support.models import Call, Project, Recommender
from sharedgrowth.support.programmes.smart_factory import STEPS
from sharedgrowth.support.states.levels import LevelState, SystemKind


class LevelFilter(FilterForm):
    """Above the list of assessments."""

    words = TextField(label=_("Company or its number"), max_length=100, required=False)
    level = forms.TypedChoiceField(
        label=pgettext_lazy("smart level", "Level"),
        required=False,
        coerce=int,
        choices=[("", _("all levels")), *STEPS[1:]],
    )
    state = forms.ChoiceField(label=_("State"), required=False, choices=[("", _("all states")), *LevelState.choices])


class ProjectOfCompany(TextField):
    """The number of a project of the company; checked in the form, where the company is known."""

    def __init__(self, **options):
        options.setdefault("label", _("Number of the project"))
        options.setdefault("max_length", 20)
        options.setdefault("required", False)
        options.setdefault("help_text", _("Where a project led to it."))
        super().__init__(**options)


def project_in(form: forms.Form, given: dict[str, Any], company: Any) -> None:
    """Turn a typed number into the company's own project, or say what is wrong."""
    typed, given["project"] = given.get("project"), None
    if typed and company is not None:
        given["project"] = Project.objects.filter(number__iexact=typed, company=company).first()
        if given["project"] is None:
            form.add_error("project", _("This company has no project of this number."))


class LevelForm(forms.Form):
    """What was seen at the site."""

    company = SupplierField()
    level = forms.TypedChoiceField(
        label=pgettext_lazy("smart level", "Level"), coerce=int, choices=STEPS[1:], widget=forms.RadioSelect
    )
    assessed_on = day_field(_("Assessed on"))
    project = ProjectOfCompany()
    how = words_field(
        _("What was seen"), _("Which data come by themselves, what people still write."), rows=4, most=2000
    )
    upload = UploadField(label=_("Checklist or photo"), kinds=DOCUMENTS | PICTURES, required=False)

    def clean(self):
        """The project belongs to the company."""
        given = super().clean()
        project_in(self, given, given.get("company"))
        return given


class SystemForm(forms.Form):
    """A system from the day on which it is used."""

    kind = forms.ChoiceField(label=_("Kind"), choices=SystemKind.choices)
    name = TextField(label=_("Name of the system"), max_length=120)
    live_on = day_field(_("In use since"))
    project = ProjectOfCompany()

    def __init__(self, *args, company: Any = None, **options):
        super().__init__(*args, **options)
        self.company = company
        if company is None:  # an officer says whose it is
            self.fields = {"company": SupplierField(), **self.fields}

    def clean(self):
        """The project belongs to the company."""
        given = super().clean()
        company = self.company or given.get("company")
        project_in(self, given, company)
        given["company"] = company
        return given


class MonthField(TextField):
    """A month, written YYYY-MM."""

    def __init__(self, **options):
        options.setdefault("widget", forms.TextInput(attrs={"type": "month", "placeholder": "2026-10"}))
        options.setdefault("max_length", 7)
        super().__init__(**options)

    def prepare_value(self, value):
        """The month of a day."""
        return f"{value:%Y-%m}" if hasattr(value, "year") else value

    def clean(self, value):
        """Its first day."""
        typed = super().clean(value)
        if not typed:
            return None
        month = month_of(typed)
        if month is None:
            raise ValidationError(_("Write the month as 2026-10."), code="month")
        return month


class UseForm(forms.Form):
    """How often people logged in."""

    month = MonthField(label=_("Month"))
    logins = whole_field(_("Log-ins"), _("Of all people together."), most=10_000_000)


class RetireForm(forms.Form):
    """Out of use."""

    why = words_field(_("Why it is taken out of use"), most=300)


class RecommenderForm(forms.ModelForm):
    """An organisation."""

    agreed_on = day_field(_("Agreed on"))
    ends_on = day_field(_("Agreement ends on"), required=False)

    class Meta:
        model = Recommender
        fields = ("kind", "name_ko", "name_en", "contact", "email", "agreed_on", "ends_on")


class RecommendForm(forms.Form):
    """An organisation recommends a company."""

    call = forms.ModelChoiceField(label=_("Call"), queryset=Call.objects.none(), empty_label=None)
    brn = TextField(
        label=_("Business number of the company"),
        max_length=12,
        help_text=_("The company has to be registered in the portal."),
    )
    contact = TextField(label=_("Who recommends"), max_length=120, help_text=_("Name and position."))
    why = words_field(_("Why this company"), _("What it needs, and what you know of it."), rows=5, most=2000)
    letter = UploadField(label=_("Letter of recommendation"), kinds=DOCUMENTS | PICTURES, required=False)
    related = forms.TypedChoiceField(
        label=_("Is anybody of your organisation related to the company?"),
        coerce=lambda value: value == "yes",
        choices=[("no", _("No")), ("yes", _("Yes, by family, shares or office"))],
        widget=forms.RadioSelect,
        help_text=_("It does not end the recommendation; the reviewers see it."),
    )
    true = TickField(label=_("What is written here is true, and the company knows of it."))

    def __init__(self, *args, calls: Any, **options):
        super().__init__(*args, **options)
        self.fields["call"].queryset = calls  # type: ignore[attr-defined]
        self.fields["call"].label_from_instance = lambda call: f"{call.title} ({call.number})"  # type: ignore[attr-defined]

    def clean_brn(self):
        """Digits only."""
        digits = "".join(sign for sign in self.cleaned_data["brn"] if sign.isdigit())
        if len(digits) != 10:
            raise ValidationError(_("A business number has ten digits."), code="brn")
        return digits
