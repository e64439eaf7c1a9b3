"""The steps of a product: basics, price and supply, files, submission."""

from decimal import Decimal
from functools import lru_cache

from babel import Locale
from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from catalog.models import Product, ProductVersion
from catalog.rules.values import read_number
from catalog.states import WHOLE_CURRENCIES, Currency, FileRole, PriceVisibility, Uom
from portal.errors import RuleBroken
from portal.forms import TextField

FIRST = ("KR", "JP", "CN", "US", "DE")  # offered before the alphabet


@lru_cache(maxsize=4)
def _countries(language: str) -> tuple[tuple[str, str], ...]:
    names = Locale.parse(language).territories
    pairs = [
        (code, name) for code, name in names.items() if len(code) == 2 and code.isalpha() and code not in NOT_STATES
    ]
    return tuple(sorted(pairs, key=lambda pair: (pair[0] not in FIRST, pair[1])))


NOT_STATES = {"EU", "EZ", "UN", "XA", "XB", "ZZ", "QO"}


def countries() -> tuple[tuple[str, str], ...]:
    """(code, name) of the world's countries in the reader's language; where most goods come from first."""
    return _countries("en" if get_language() == "en" else "ko")


def country_name(code: str) -> str:
    """The name of a country in the reader's language."""
    return dict(countries()).get(code, code)


class BasicsForm(forms.Form):
    """Part number (of a new product), names, maker and model, description. The class is chosen on its own page."""

    use_required_attribute = False

    sku = TextField(
        label=_("Your part number"),
        max_length=40,
        help_text=_("Unique among your products; a catalogue that you import finds the product by it."),
    )
    name_ko = TextField(
        label=_("Name (Korean)"), max_length=120, help_text=_("Kind, then series or size: 수용성 방청유 DR-320")
    )
    name_en = TextField(label=_("Name (English)"), max_length=120, required=False)
    maker = TextField(label=_("Maker"), max_length=80, required=False)
    model = TextField(label=_("Model"), max_length=80, required=False)
    origin = forms.ChoiceField(label=_("Country of origin"), required=False)
    hs_code = forms.CharField(
        label=_("HS or HSK code"), max_length=10, required=False, help_text=_("6 or 10 digits, if you export.")
    )
    description_ko = TextField(
        label=_("Description (Korean)"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("What is different, where it is used, what was measured. No telephone numbers or web addresses."),
    )
    description_en = TextField(
        label=_("Description (English)"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 5})
    )
    change_note = TextField(
        label=_("What has changed"),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"data-span": "full"}),
        help_text=_("The reviewer reads this beside the two versions."),
    )

    TEXTS = (
        "name_ko",
        "name_en",
        "maker",
        "model",
        "origin",
        "hs_code",
        "description_ko",
        "description_en",
        "change_note",
    )

    def __init__(self, *args, version: ProductVersion | None = None, **kwargs):
        if version is not None:
            kwargs["initial"] = {name: getattr(version, name) for name in self.TEXTS} | {"sku": version.product.sku}
        super().__init__(*args, **kwargs)
        origin = self.fields["origin"]
        assert isinstance(origin, forms.ChoiceField)  # noqa: S101 (declared above)
        origin.choices = [("", _("Choose")), *countries()]
        if version is not None:
            del self.fields["sku"]
        if version is None or version.no == 1:
            del self.fields["change_note"]

    @property
    def texts(self) -> dict[str, str]:
        """What the services take."""
        return {name: self.cleaned_data[name] for name in self.TEXTS if name in self.cleaned_data}


class NumberField(forms.CharField):
    """A number the way people write it; see ``rules.values.read_number``."""

    def __init__(self, *, places: int, most: Decimal, least: Decimal = Decimal(0), **options):
        self.places = places
        super().__init__(max_length=40, **options)
        self.limits = [MinValueValidator(least), MaxValueValidator(most)]

    def widget_attrs(self, widget):
        """Digits on the phone's keyboard."""
        return {**super().widget_attrs(widget), "inputmode": "decimal", "autocomplete": "off"}

    def prepare_value(self, value):
        """Stored numbers without needless zeros; what was typed comes back as it was typed."""
        if isinstance(value, Decimal):
            text = f"{value:,f}"
            return text.rstrip("0").rstrip(".") if "." in text else text
        return value

    def clean(self, value):
        """A Decimal within its limits, or None."""
        text = super().clean(value)
        if not text:
            return None
        try:
            number = read_number(text)
        except RuleBroken as broken:
            raise ValidationError(broken.message) from None
        exponent = number.normalize().as_tuple().exponent
        if isinstance(exponent, int) and -exponent > self.places:
            raise ValidationError(_("At most %(places)d decimals."), params={"places": self.places})
        for limit in self.limits:
            limit(number)
        return number


class SupplyForm(forms.Form):
    """Price, who sees it, order and delivery: facts of the product that change at once."""

    use_required_attribute = False

    lead_time_days = forms.IntegerField(
        label=_("Lead time"),
        min_value=0,
        max_value=999,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "data-unit": _("days")}),
        help_text=_("From order to delivery at the site, in calendar days."),
    )
    moq = NumberField(label=_("Minimum order"), places=3, most=Decimal(99_999_999), required=False)
    uom = forms.ChoiceField(label=_("Counted in"), choices=Uom.choices)
    price = NumberField(label=_("Unit price"), places=2, most=Decimal(9_999_999_999_999), required=False)
    currency = forms.ChoiceField(label=_("Currency"), choices=Currency.choices)
    price_valid_until = forms.DateField(
        label=_("Price valid until"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("After this day the price is no longer shown."),
    )
    price_visibility = forms.ChoiceField(
        label=_("Who sees the price"), choices=PriceVisibility.choices, widget=forms.RadioSelect
    )

    def __init__(self, *args, product: Product, **kwargs):
        initial = {name: getattr(product, name) for name in self.base_fields}
        super().__init__(*args, initial=initial, **kwargs)

    def clean(self):
        """Won and yen are whole; a price that is shown must be there."""
        data = self.cleaned_data
        price, visibility = data.get("price"), data.get("price_visibility")
        if price is not None and data.get("currency") in WHOLE_CURRENCIES and price % 1:
            self.add_error("price", _("Won and yen have no decimals. Write a whole amount."))
        if price is None and visibility in (PriceVisibility.PUBLIC, PriceVisibility.REGISTERED) and "price" in data:
            self.add_error("price", _("Write the price, or choose that buyers ask for it."))
        return data


class FileForm(forms.Form):
    """One picture or document."""

    use_required_attribute = False

    role = forms.ChoiceField(label=_("Kind"), choices=FileRole.choices)
    upload = forms.FileField(
        label=_("File"),
        allow_empty_file=True,
        help_text=_("PDF, JPG, PNG, XLSX, DOCX, HWP, DWG or STEP, up to 50 MB."),
    )
    dated = forms.DateField(
        label=_("Date of the document"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("A safety data sheet needs it: it may be at most 3 years old."),
    )

    def clean(self):
        """A safety data sheet without its date would not count."""
        if self.cleaned_data.get("role") == FileRole.MSDS and not self.cleaned_data.get("dated"):
            self.add_error("dated", _("State the date on the safety data sheet."))
        return self.cleaned_data


class FileRemoveForm(forms.Form):
    """Which file goes."""

    file = forms.UUIDField()


class SubmitForm(forms.Form):
    """The supplier stands by what is written."""

    confirmed = forms.BooleanField(
        label=_("The facts are true, and we may use the names, pictures and documents."),
        error_messages={"required": _("Confirm this before submitting.")},
    )
