"""IN: the search, the steps of a product, the reviewer's answers."""

from catalog.forms.product import (
    BasicsForm,
    FileForm,
    FileRemoveForm,
    SubmitForm,
    SupplyForm,
    countries,
)
from catalog.forms.review import BlockForm, RejectForm, ReturnForm
from catalog.forms.search import SearchForm, filters_of
from catalog.forms.values import AttributesForm

__all__ = [
    "AttributesForm",
    "BasicsForm",
    "BlockForm",
    "FileForm",
    "FileRemoveForm",
    "RejectForm",
    "ReturnForm",
    "SearchForm",
    "SubmitForm",
    "SupplyForm",
    "countries",
    "filters_of",
]
