"""The filters above the list of tenders: all of them live in the address."""

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from portal.forms import FilterForm
from portal.regions import region_choices
from purchasing.bidding.queries import Stage
from purchasing.bidding.states import TenderKind


class TenderSearch(FilterForm):
    """Text and stage."""

    q = forms.CharField(
        label=_("Search"),
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs={"type": "search", "placeholder": _("Title, item or number")}),
    )
    stage = forms.ChoiceField(
        label=_("Stage"),
        required=False,
        choices=[("", _("All")), *(choice for choice in Stage.choices if choice[0] != Stage.DRAFT)],
        widget=forms.Select(attrs={"data-span": "narrow"}),
    )


class TenderFilter(TenderSearch):
    """Besides these: kind, how soon it closes, region; and for staff their own ones and the drafts."""

    kind = forms.ChoiceField(
        label=_("Kind"),
        required=False,
        choices=[("", _("All")), *TenderKind.choices],
        widget=forms.Select(attrs={"data-span": "narrow"}),
    )
    closing = forms.TypedChoiceField(
        label=_("Closes"),
        required=False,
        coerce=int,
        empty_value=None,
        choices=[("", _("Any time")), ("1", _("Within a day")), ("3", _("Within 3 days")), ("7", _("Within 7 days"))],
        widget=forms.Select(attrs={"data-span": "narrow"}),
    )

    region = forms.ChoiceField(
        label=_("Region of delivery"),
        required=False,
        choices=[("", _("All"))],
        widget=forms.Select(attrs={"data-span": "narrow"}),
    )
    mine = forms.BooleanField(label=_("Only mine"), required=False)
    class_code = forms.RegexField(
        regex=r"^[0-9]{8}$", required=False, widget=forms.HiddenInput, error_messages={"invalid": _("Eight digits.")}
    )

    def __init__(self, *args, for_staff: bool = False, **options):
        super().__init__(*args, **options)
        self.fields["region"].choices = [("", _("All")), *region_choices(get_language() or "ko")]
        if for_staff:
            self.fields["stage"].choices = [("", _("All")), *Stage.choices]
        else:
            del self.fields["mine"]
