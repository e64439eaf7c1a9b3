"""Forms of who wants to be told of new products: with an account, and without."""

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from catalog.models import PublicAlert, SavedSearch
from catalog.queries import class_by_code, popular_classes
from catalog.states import Frequency
from portal.forms import TextField, TickField
from portal.regions import region_choices

CLASSES_OFFERED = 40


class SearchKeepForm(forms.Form):
    """Under which name a search is kept, and how often it tells."""

    name = TextField(label=_("Name"), max_length=SavedSearch._meta.get_field("name").max_length)
    frequency = forms.ChoiceField(
        label=_("E-mail about new products"),
        choices=Frequency,
        initial=Frequency.DAILY,
        widget=forms.RadioSelect,
        help_text=_("A notice in the portal comes with it. How you get e-mails is set under notices."),
    )
    query = forms.CharField(widget=forms.HiddenInput, required=False, max_length=4000)


class SearchEditForm(SearchKeepForm):
    """The search itself stays as it is."""

    query = None


class AlertForm(forms.Form):
    """An address, and what to look for: a class, a word, or a word within a class."""

    email = forms.EmailField(
        label=_("E-mail address"),
        max_length=PublicAlert._meta.get_field("email").max_length,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    class_code = forms.ChoiceField(label=_("Class"), required=False)
    keyword = TextField(
        label=_("Word"),
        required=False,
        max_length=PublicAlert._meta.get_field("keyword").max_length,
        help_text=_("A part of a name is enough. Together with a class, both must fit."),
    )
    products = forms.BooleanField(label=_("New products"), required=False, initial=True)
    requests = forms.BooleanField(label=_("Sourcing requests that are open to everybody"), required=False, initial=True)
    tenders = forms.BooleanField(label=_("Tenders"), required=False)
    region = forms.ChoiceField(
        label=_("Region of delivery"), required=False, help_text=_("Narrows tenders; the rest is told for all regions.")
    )
    consent = TickField(
        label=_("I agree that the address is kept for this purpose."),
        help_text=_(
            "Purpose: e-mails about what is chosen here. Kept: this address and the choice. How long: until the alert "
            "is ended; three days when it is not confirmed. Refusing is possible: the e-Catalog and its feeds are open "
            "without it."
        ),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        offered = {node.code: node.name for node, _count in popular_classes(CLASSES_OFFERED)}
        wanted = (self.data.get("class_code") or "") if self.is_bound else self.initial.get("class_code", "")
        if wanted not in offered and (node := class_by_code(str(wanted)[:8])):
            offered[node.code] = node.name
        choices = sorted(offered.items(), key=lambda item: item[1])
        self.fields["class_code"].choices = [("", _("Any class")), *choices]
        self.fields["region"].choices = [("", _("Any region")), *region_choices(get_language() or "ko")]

    def clean(self):
        """Something to look for, and something to hear of."""
        given = super().clean()
        in_catalogue = given.get("products") or given.get("requests")
        narrowed = given.get("class_code") or given.get("keyword") or (given.get("region") and not in_catalogue)
        if not narrowed and not self.has_error("keyword"):
            self.add_error("keyword", _("Choose a class, or write a word."))
        if not in_catalogue and not given.get("tenders"):
            self.add_error("products", _("Choose what to be told of: products, requests or tenders."))
        if given.get("region") and not given.get("tenders"):
            self.add_error("region", _("A region narrows tenders: choose them, too."))
        return given
