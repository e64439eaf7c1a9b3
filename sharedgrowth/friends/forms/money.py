"""IN: donations, campaigns, prepayments, vouchers."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.clock import today
from portal.files.forms import UploadField
from portal.forms import FilterForm, TextField, WonField
from sharedgrowth.friends.forms.fields import RegionField, day_field, words_field
from sharedgrowth.friends.models import Activity, Campaign
from sharedgrowth.friends.queries.members import recipients_active
from sharedgrowth.friends.rules.money import FACES
from sharedgrowth.friends.states import DonationKind, DonationState
from sharedgrowth.friends.states.activities import PUBLIC_ACTIVITIES


class DonationFilter(FilterForm):
    """Above the list of donations."""

    q = TextField(label=_("Number, what or who"), max_length=80, required=False)
    kind = forms.ChoiceField(label=_("Kind"), required=False, choices=[("", _("all")), *DonationKind.choices])
    state = forms.ChoiceField(label=_("State"), required=False, choices=[("", _("all")), *DonationState.choices])


class DonationForm(forms.Form):
    """What is given, and to whom."""

    kind = forms.ChoiceField(label=_("Kind"), choices=DonationKind.choices)
    what = TextField(label=pgettext_lazy("donation", "What"), max_length=160)
    quantity = forms.DecimalField(
        label=_("Quantity"), min_value=Decimal("0.01"), max_digits=12, decimal_places=2, required=False,
        help_text=_("Of goods."), widget=forms.TextInput(attrs={"inputmode": "decimal"}),
    )  # fmt: skip
    unit = TextField(label=_("Unit"), max_length=20, required=False)
    value_won = WonField(
        label=pgettext_lazy("friends", "Value"),
        min_value=1,
        help_text=_("Above one million won compliance looks at it first."),
    )
    recipient = forms.ModelChoiceField(
        label=_("Recipient organisation"), queryset=recipients_active(), empty_label=_("choose")
    )
    activity = forms.ModelChoiceField(
        label=pgettext_lazy("friends", "Activity"), queryset=Activity.objects.none(), required=False,
        empty_label=_("none"),
    )  # fmt: skip

    def __init__(self, *args: Any, **options: Any):
        super().__init__(*args, **options)
        found = Activity.objects.filter(state__in=PUBLIC_ACTIVITIES).order_by("-begins_at")
        self.fields["activity"].queryset = found
        self.fields["activity"].label_from_instance = lambda each: f"{each.number} {each.title}"

    def clean(self) -> dict[str, Any]:
        """Goods have a quantity and a unit; money has neither."""
        given = super().clean() or {}
        if given.get("kind") == DonationKind.GOODS:
            for name in ("quantity", "unit"):
                if not given.get(name) and name not in self.errors:
                    self.add_error(name, _("Goods have a quantity and a unit."))
        else:
            given["quantity"], given["unit"] = None, ""
        return given


class GraftForm(forms.Form):
    """What compliance finds."""

    public_official = forms.BooleanField(label=_("Public officials take part in receiving it"), required=False)
    duty_relation = forms.BooleanField(label=_("The donor depends on their official duties"), required=False)
    finding = words_field(_("Finding"), most=1000)
    clear = forms.BooleanField(label=_("Nothing speaks against it"), required=False)


class HandOverForm(forms.Form):
    """When."""

    handed_on = day_field(_("Handed over on"))


class ReceiptForm(forms.Form):
    """The organisation's receipt."""

    receipt_no = TextField(label=_("Receipt number"), max_length=40)
    receipted_on = day_field(_("Receipt of"))
    upload = UploadField(label=pgettext_lazy("friends", "Receipt"))


class CampaignForm(forms.Form):
    """A campaign in both languages."""

    title_ko = TextField(label=_("Title (Korean)"), max_length=120)
    title_en = TextField(label=_("Title (English)"), max_length=120)
    summary_ko = words_field(_("Summary (Korean)"), most=1500, rows=4)
    summary_en = words_field(_("Summary (English)"), most=1500, rows=4)
    closes_on = day_field(_("Pledges until"))

    def __init__(self, *args: Any, campaign: Campaign | None = None, **options: Any):
        if campaign is not None:
            options["initial"] = {name: getattr(campaign, name) for name in self.base_fields}
        super().__init__(*args, **options)


class MarketForm(forms.Form):
    """A market of a region."""

    region = RegionField()
    name_ko = TextField(label=_("Market (Korean)"), max_length=80)
    name_en = TextField(label=_("Market (English)"), max_length=80)
    recipient = forms.ModelChoiceField(
        label=_("Recipient organisation"), queryset=recipients_active(), empty_label=_("choose"),
        help_text=_("It hands the vouchers on to those in need. They are not named here."),
    )  # fmt: skip


class ShopForm(forms.Form):
    """A shop of the market."""

    name = TextField(label=_("Shop"), max_length=80)
    trade = TextField(label=_("What it sells"), max_length=80, required=False)


class PledgeForm(forms.Form):
    """How much, freely."""

    amount_won = WonField(label=_("Amount"), min_value=10_000)


class PaidForm(forms.Form):
    """The payment to the shop."""

    paid_on = day_field(_("Paid on"))
    reference = TextField(label=_("Reference of the bank"), max_length=60)


class FaceForm(forms.Form):
    """How big each voucher is."""

    face_won = forms.TypedChoiceField(
        label=_("Face value"), coerce=Decimal, choices=[(str(face), f"{face:,}") for face in FACES], initial="10000"
    )


class GivenForm(forms.Form):
    """When the sheet was handed to the organisation."""

    given_on = day_field(_("Given on"))

    def __init__(self, *args: Any, **options: Any):
        super().__init__(*args, **{"initial": {"given_on": today()}, **options})


class SettleForm(forms.Form):
    """The organisation's receipt of the rest."""

    reference = TextField(label=_("Receipt of the rest"), max_length=60, required=False)


class RedeemForm(forms.Form):
    """The counter of a shop: its own code and that of the paper."""

    shop = TextField(
        label=_("Code of your shop"),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )
    code = TextField(
        label=_("Code of the voucher"),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )
