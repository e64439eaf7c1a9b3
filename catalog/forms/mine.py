"""A supplier's own list: what narrows it, a copy, what is confirmed."""

from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.files.forms import with_most
from portal.forms import CodeField, FilterForm


class MineForm(FilterForm):
    """Words and order of one's own list; both live in the address."""

    ORDERS = {
        "": _("Latest first"),
        "confirm": _("To confirm first"),
        "name": _("By part number"),
    }

    q = forms.CharField(
        label=_("Search"),
        required=False,
        widget=forms.TextInput(
            attrs={
                "type": "search",
                "maxlength": 80,
                "autocomplete": "off",
                "placeholder": _("Name, model, part number, product number"),
            }
        ),
    )
    sort = forms.ChoiceField(
        label=_("Sort by"),
        required=False,
        choices=list(ORDERS.items()),
        widget=forms.Select(attrs={"data-span": "narrow"}),
    )


class CopyForm(forms.Form):
    """The part number of the copy, and its model."""

    use_required_attribute = False

    sku = CodeField(
        label=_("New part number"),
        max_length=40,
        help_text=_("Unique among your products."),
    )
    model = CodeField(
        label=_("Model of the new product"),
        max_length=80,
        required=False,
        help_text=_("Another one than that of the product it is copied from; it may be stated later."),
    )


class ConfirmForm(forms.Form):
    """Which products still hold."""

    product = forms.TypedMultipleChoiceField(
        required=True,
        error_messages={"required": _("Tick at least one product.")},
        coerce=str,
    )

    def __init__(self, *args, uids, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["product"].choices = [(str(uid), str(uid)) for uid in uids]


class PicturesForm(forms.Form):
    """One picture more, some less."""

    use_required_attribute = False

    upload = forms.FileField(
        label=_("Picture to add"),
        required=False,
        allow_empty_file=True,
        help_text=with_most(_("JPG or PNG, up to %(most)s MB.")),
    )
    remove = forms.TypedMultipleChoiceField(label=_("Take away"), required=False, coerce=UUID)

    def __init__(self, *args, uids, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["remove"].choices = [(str(uid), str(uid)) for uid in uids]
