"""Indexes and their values."""

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.forms import CodeField, TextField
from purchasing.contracts.forms.fields import GroupedField, MonthField


class IndexForm(forms.Form):
    """A published index."""

    code = CodeField(
        label=_("Code"),
        max_length=30,
        validators=[RegexValidator(r"^[A-Za-z0-9][A-Za-z0-9-]*$", _("Letters, digits and hyphens, such as plate-kr."))],
        help_text=_("Short and lasting, such as plate-kr."),
        widget=forms.TextInput(attrs={"class": "mono"}),
    )
    name_ko = TextField(label=pgettext_lazy("contract", "Name (Korean)"), max_length=120)
    name_en = TextField(label=pgettext_lazy("contract", "Name (English)"), max_length=120, required=False)
    unit = TextField(label=_("Unit"), max_length=40, help_text=_("Such as 1,000 won/t, or 2020 = 100."))
    source = TextField(label=pgettext_lazy("contract", "Published by"), max_length=200)


class IndexValueForm(forms.Form):
    """The value of a month."""

    month = MonthField(label=_("Month"))
    value = GroupedField(label=pgettext_lazy("index", "Value"), min_value=0, max_digits=14, decimal_places=4)
