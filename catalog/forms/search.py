"""The search box, and the filters that an address holds."""

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from catalog.queries import SearchFilters
from catalog.queries.search import LEAD_TIME, NEWEST, RELEVANCE
from catalog.rules.grams import LONGEST_QUERY
from portal.forms import FilterForm
from portal.people.models import Company

MOST_VALUES = 20


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
        choices=[(RELEVANCE, _("Relevance")), (NEWEST, _("Newest")), (LEAD_TIME, _("Lead time"))],
        widget=forms.Select(attrs={"data-span": "narrow"}),
    )


def filters_of(query: QueryDict, company: Company | None = None) -> SearchFilters:
    """The filters in an address; what is not one is left out."""

    def values(name: str) -> list[str]:
        return list(dict.fromkeys(query.getlist(name)))[:MOST_VALUES]

    return SearchFilters(
        classes=[code for code in values("class") if len(code) == 8 and code.isascii() and code.isdigit()],
        lead=[int(band) for band in values("lead") if band.isascii() and band.isdigit() and len(band) == 1],
        sizes=[size for size in values("size") if size.isascii()],
        origins=[code.upper() for code in values("origin") if len(code) == 2 and code.isascii() and code.isalpha()],
        certified=query.get("certified") == "1",
        company=company,
    )
