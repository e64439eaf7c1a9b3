"""The steps of a product: basics, price and supply, files, submission."""

from decimal import Decimal

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from catalog.models import Product, ProductVersion
from catalog.rules.codes import hs_code, split_currency
from catalog.rules.values import read_number
from catalog.states import WHOLE_CURRENCIES, Currency, FileRole, PriceVisibility, ProductState, Uom
from portal.clock import today
from portal.countries import country_choices
from portal.errors import RuleBroken
from portal.forms import CodeField, TextField


def countries() -> list[tuple[str, str]]:
    """(code, name) of the world's countries in the reader's language; where most goods come from first."""
    return country_choices(get_language() or "")


class BasicsForm(forms.Form):
    """Part number (of a new product), names, maker and model, description. The class is chosen on its own page."""

    use_required_attribute = False

    sku = CodeField(
        label=_("Your part number"),
        max_length=40,
        help_text=_("Unique among your products; a catalogue that you import finds the product by it."),
    )
    name_ko = TextField(
        label=_("Name (Korean)"), max_length=120, help_text=_("Kind, then series or size: 수용성 방청유 DR-320")
    )
    name_en = TextField(label=_("Name (English)"), max_length=120, required=False)
    maker = TextField(label=_("Maker"), max_length=80, required=False)
    model = CodeField(label=_("Model"), max_length=80, required=False)
    origin = forms.ChoiceField(label=_("Country of origin"), required=False)
    hs_code = CodeField(
        label=_("HS or HSK code"), max_length=20, required=False, help_text=_("6 or 10 digits, if you export.")
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
        origin.needed_later = True  # type: ignore[attr-defined]
        if version is not None:
            del self.fields["sku"]
        if version is None or version.no == 1:
            del self.fields["change_note"]

    def clean_hs_code(self):
        """The digits alone, as many as there must be."""
        code = hs_code(self.cleaned_data["hs_code"])
        if code:
            for check in ProductVersion._meta.get_field("hs_code").validators:
                check(code)
        return code

    @property
    def texts(self) -> dict[str, str]:
        """What the services take."""
        return {name: self.cleaned_data[name] for name in self.TEXTS if name in self.cleaned_data}


class NumberField(forms.CharField):
    """A number the way people write it; see ``rules.values.read_number``."""

    def __init__(self, *, places: int, most: Decimal, least: Decimal = Decimal(0), not_zero: object = "", **options):
        self.places, self.not_zero = places, not_zero
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
            number = read_number(self.bare(text))
        except RuleBroken as broken:
            raise ValidationError(broken.message) from None
        if self.not_zero and number <= 0:
            raise ValidationError(self.not_zero)
        exponent = number.normalize().as_tuple().exponent
        if isinstance(exponent, int) and -exponent > self.places:
            raise ValidationError(_("At most %(places)d decimals."), params={"places": self.places})
        for limit in self.limits:
            limit(number)
        return number

    def bare(self, text: str) -> str:
        """What is read as the number."""
        return text


class PriceField(NumberField):
    """A price as it is pasted: ``₩ 18,500원``. Whether the sign fits the currency is the form's question."""

    def bare(self, text: str) -> str:
        """Without the sign or name of a currency."""
        return split_currency(text)[0]


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
    moq = NumberField(
        label=_("Minimum order"),
        places=3,
        most=Decimal(99_999_999),
        not_zero=_("A minimum order is more than zero."),
        required=False,
    )
    uom = forms.ChoiceField(label=_("Counted in"), choices=Uom.choices)
    price = PriceField(
        label=_("Unit price"),
        places=2,
        most=Decimal(9_999_999_999_999),
        not_zero=_("A price is more than zero. Leave it empty if buyers are to ask for it."),
        required=False,
    )
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
        for name in ("lead_time_days", "moq"):
            self.fields[name].needed_later = True
            self.fields[name].required = product.state != ProductState.DRAFT

    def clean_price_valid_until(self):
        """A day to come, unless it stands there already: then the price has ended and is not shown."""
        day = self.cleaned_data["price_valid_until"]
        if day and day != self.initial["price_valid_until"] and day < today():
            raise ValidationError(_("This day is past, so the price would not be shown. Check the year."))
        return day

    def clean(self):
        """Won and yen are whole; a price that is shown must be there; the sign beside it must be its currency's."""
        data = self.cleaned_data
        meant = split_currency(self.data.get(self.add_prefix("price"), ""))[1]
        if meant and data.get("currency") and data["currency"] not in meant:
            message = _(
                "The price was written in %(meant)s, but the currency chosen is %(chosen)s. Make them the same."
            )
            names = dict(Currency.choices)
            params = {"meant": names[min(meant)], "chosen": names[data["currency"]]}
            self.add_error("price", ValidationError(message, params=params))
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
