"""The search box, and the filters that an address holds."""

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from catalog.queries.search import LEAD_TIME, NEWEST, PRICE, RELEVANCE
from catalog.rules.grams import LONGEST_QUERY
from portal.forms import FilterForm


class SearchForm(FilterForm):
    """Words and order; both live in the address."""

    q = forms.CharField(
        label=_("Search"),
        required=False,
        widget=forms.TextInput(
            attrs={
                "type": "search",
                "maxlength": LONGEST_QUERY,
                "autocomplete": "off",
                "placeholder": _("Name, part of a name, model, standard"),
            }
        ),
    )
    sort = forms.ChoiceField(
        label=_("Sort by"),
        required=False,
        choices=[
            (RELEVANCE, _("Relevance")),
            (NEWEST, _("Newest")),
            (LEAD_TIME, _("Lead time")),
            (PRICE, pgettext_lazy("sort", "Lowest price")),
        ],
        widget=forms.Select(attrs={"data-span": "narrow"}),
    )
