"""IN: experts, their days, their assignments."""

from datetime import date
from decimal import Decimal

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.forms import FilterForm, TextField
from portal.people.models import User
from portal.people.queries import buyer_people_with_role, staff_of_buyer
from purchasing.contracts.forms.fields import GroupedField, MonthField
from sharedgrowth.support.forms.fields import day_field, whole_field, words_field
from sharedgrowth.support.models import Expert, Project
from sharedgrowth.support.queries.experts import calendar_of, experts_for
from sharedgrowth.support.services.experts import planned_months
from sharedgrowth.support.states.experts import Discipline

MONTHS_ASKED = 6
DAYS = {"inputmode": "decimal", "class": "num", "data-unit": pgettext_lazy("unit", "days")}


def days_field(label, hint: object = "", *, required: bool = True, most: int = 31) -> GroupedField:
    """Days of a month, halves too."""
    return GroupedField(
        label=label,
        help_text=hint,
        required=required,
        min_value=Decimal(0),
        max_value=Decimal(most),
        max_digits=4,
        decimal_places=1,
        widget=forms.TextInput(attrs=DAYS),
    )


class ExpertFilter(FilterForm):
    """Above the list of experts."""

    words = TextField(label=_("Name, organisation or department"), max_length=100, required=False)
    discipline = forms.ChoiceField(
        label=_("Discipline"), required=False, choices=[("", _("all disciplines")), *Discipline.choices]
    )
    active = forms.ChoiceField(
        label=_("Takes projects"), required=False, choices=[("", _("all")), ("yes", _("yes")), ("no", _("no"))]
    )


class ProfileForm(forms.Form):
    """What an expert says of the own work."""

    organisation = TextField(label=_("Organisation"), max_length=120, required=False)
    department = TextField(label=_("Department"), max_length=120, required=False)
    disciplines = forms.MultipleChoiceField(
        label=_("Disciplines"), choices=Discipline.choices, widget=forms.CheckboxSelectMultiple
    )
    years = whole_field(_("Years of experience"), most=60, unit=pgettext_lazy("unit", "years"))
    about_ko = words_field(_("About (Korean)"), _("What you have done, for which kinds of work."), required=False)
    about_en = words_field(_("About (English)"), required=False)


class ExpertForm(ProfileForm):
    """What the officer keeps of an expert besides."""

    head = forms.ModelChoiceField(
        label=_("Head of the unit"), queryset=User.objects.none(), help_text=_("Releases the expert for projects.")
    )
    days_a_month = days_field(_("Days a month"), _("What the unit usually gives."))
    active = forms.BooleanField(label=_("Takes projects"), required=False, initial=True)

    def __init__(self, *args, expert: Expert | None = None, **options):
        super().__init__(*args, **options)
        people = staff_of_buyer().order_by("name")
        self.fields["head"].queryset = people.exclude(pk=expert.user_id) if expert else people  # type: ignore[attr-defined]


class NewExpertForm(ExpertForm):
    """Who it is, too."""

    field_order = ["user"]
    user = forms.ModelChoiceField(
        label=_("Who it is"),
        queryset=User.objects.none(),
        help_text=_("People with the role of consultant who are not on the list yet."),
    )

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        found = buyer_people_with_role("CN").filter(expert=None, is_service=False).order_by("name")
        self.fields["user"].queryset = found  # type: ignore[attr-defined]


class MonthDaysForm(forms.Form):
    """Another number of days in one month."""

    month = MonthField(label=_("Month"))
    days = days_field(_("Days available"))


class AbsenceForm(forms.Form):
    """Days away."""

    begins_on = day_field(_("First day"))
    ends_on = day_field(pgettext_lazy("period", "Last day"))
    note = TextField(label=_("Note"), max_length=120, required=False, help_text=_("Holiday, course, other work."))


class ExpertChoice(forms.ModelChoiceField):
    """An expert with disciplines and free days of the next months."""

    def label_from_instance(self, expert: Expert) -> str:
        """Name, what for, and how many days are left."""
        rows = getattr(self, "rows", {}).get(expert.pk, ())
        free = ", ".join(f"{row.month:%m}: {row.free.normalize():f}" for row in rows[:3])
        return f"{expert.user.name} · {', '.join(expert.skills)} · {free}"


class AskExpertForm(forms.Form):
    """Which expert, for what, how many days in which month."""

    expert = ExpertChoice(
        label=_("Expert"), queryset=Expert.objects.none(), help_text=_("With the days left by month.")
    )
    task = TextField(label=pgettext_lazy("assignment", "Task"), max_length=300)
    lead = forms.BooleanField(label=_("Leads the project"), required=False)
    sees_costs = forms.BooleanField(
        label=_("Sees the company's costs"),
        required=False,
        initial=True,
        help_text=_("Then the person decides in no tender of this company for six months (SOD-14)."),
    )

    def __init__(self, *args, project: Project, **options):
        super().__init__(*args, **options)
        self.months: list[date] = planned_months(project)[:MONTHS_ASKED]
        found = experts_for()
        self.fields["expert"].queryset = found  # type: ignore[attr-defined]
        self.fields["expert"].rows = calendar_of(found, self.months[0], 3)  # type: ignore[attr-defined]
        for month in self.months:
            self.fields[f"days_{month:%Y_%m}"] = days_field(
                _("Days in %(month)s") % {"month": f"{month:%Y-%m}"}, required=False
            )

    def clean(self):
        """At least one month."""
        given = super().clean() or {}
        self.days = {month: given.get(f"days_{month:%Y_%m}") or Decimal(0) for month in self.months}
        if not any(self.days.values()) and not self.errors:
            raise ValidationError(_("Say how many days, in which months."), code="days")
        return given
