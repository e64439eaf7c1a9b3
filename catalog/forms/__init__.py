"""IN: the search, the steps of a product, the reviewer's answers."""

from catalog.forms.eco import ClaimForm, ClaimRemoveForm
from catalog.forms.mine import ConfirmForm, CopyForm, MineForm, PicturesForm
from catalog.forms.product import (
    BasicsForm,
    FileForm,
    FileRemoveForm,
    SubmitForm,
    countries,
)
from catalog.forms.review import (
    AppealAnswerForm,
    AppealForm,
    BlockForm,
    LookForm,
    QueueForm,
    RejectForm,
    ReturnForm,
)
from catalog.forms.search import SearchForm
from catalog.forms.supply import SupplyForm
from catalog.forms.values import AttributesForm

__all__ = [
    "PicturesForm",
    "AppealAnswerForm",
    "AppealForm",
    "AttributesForm",
    "BasicsForm",
    "BlockForm",
    "ClaimForm",
    "ClaimRemoveForm",
    "ConfirmForm",
    "CopyForm",
    "FileForm",
    "FileRemoveForm",
    "LookForm",
    "MineForm",
    "QueueForm",
    "RejectForm",
    "ReturnForm",
    "SearchForm",
    "SubmitForm",
    "SupplyForm",
    "countries",
]
