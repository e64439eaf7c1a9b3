"""Inputs that several areas need: words, days, people of the buyer, a company."""

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.forms import DayField, TextField
from portal.people.queries import buyer_people_with_role


def words_field(label, hint: object = "", *, rows: int = 3, most: int = 2000, required: bool = True) -> TextField:
    """Words that others read."""
    area = forms.Textarea(attrs={"rows": rows, "data-span": "full"})
    return TextField(label=label, max_length=most, help_text=hint, required=required, widget=area)


def day_field(label, hint: object = "", *, required: bool = True) -> forms.DateField:
    """A day."""
    picker = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    return DayField(label=label, help_text=hint, required=required, widget=picker)


class StaffField(forms.ModelChoiceField):
    """Somebody of the buyer with one of the roles."""

    def __init__(self, *codes: str, **options):
        super().__init__(queryset=buyer_people_with_role(*codes).order_by("name", "pk"), **options)

    def label_from_instance(self, person) -> str:
        """Name and address: two people may have one name."""
        return f"{person.name} · {person.email}"


class ManyStaffField(forms.ModelMultipleChoiceField):
    """Several of them."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, *codes: str, **options):
        super().__init__(queryset=buyer_people_with_role(*codes).order_by("name", "pk"), **options)

    def label_from_instance(self, person) -> str:
        """Name and address: two people may have one name."""
        return f"{person.name} · {person.email}"


class ReasonForm(forms.Form):
    """Words that the other side reads."""

    reason = words_field(_("Reason"), _("The company reads it."))


class EmptyForm(forms.Form):
    """A step that needs no words."""
