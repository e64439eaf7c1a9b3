"""IN: how a person wants to hear."""

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.notices.states import Delivery


class PreferenceForm(forms.Form):
    """One question."""

    delivery = forms.ChoiceField(
        label=_("E-mails about other news"), choices=Delivery.choices, widget=forms.RadioSelect, required=True
    )
