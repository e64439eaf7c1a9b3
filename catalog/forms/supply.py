"""Price, who sees it, prices by quantity, order and delivery: facts of a product that change at once."""

import re
import unicodedata
from decimal import Decimal

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext_lazy as _

from catalog.models import Product
from catalog.rules.prices import MOST_BREAKS, Written, break_faults, read_counted, read_price
from catalog.rules.values import number_text, read_number
from catalog.states import WHOLE_CURRENCIES, Currency, PriceVisibility, ProductState, Uom
from portal.clock import today
from portal.errors import RuleBroken
from portal.forms import DayField

SPARE_ROWS = 2  # empty rows that stand ready below the prices by quantity


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
            number = self.read(text)
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

    def read(self, text: str) -> Decimal:
        """The number that ``text`` says."""
        return read_number(text)


class QuantityField(NumberField):
    """A quantity as it is pasted: ``10개``. Whether the unit fits is the form's question (``written``)."""

    written: Written | None = None

    def read(self, text: str) -> Decimal:
        """The number; the unit that stood beside it is kept for the form."""
        self.written = read_counted(text)
        return self.written.amount


class PriceField(NumberField):
    """A price as it is pasted: ``₩ 18,500원/개``. Whether sign and unit fit is the form's question (``written``)."""

    written: Written | None = None

    def read(self, text: str) -> Decimal:
        """The amount; what stood beside it is kept for the form."""
        self.written = read_price(text)
        return self.written.amount


class DaysField(forms.IntegerField):
    """Days as they are pasted: ``14``, ``14일``, ``2주``, ``2 weeks``."""

    WEEKS = re.compile(r"(\d{1,2})\s*(?:주|주일|weeks?)", re.IGNORECASE)
    DAYS = re.compile(r"\s*(?:일|days?)$", re.IGNORECASE)

    def to_python(self, value):
        """Whole days."""
        text = unicodedata.normalize("NFKC", str(value or "")).strip()
        if weeks := self.WEEKS.fullmatch(text):
            return int(weeks[1]) * 7
        return super().to_python(self.DAYS.sub("", text))


def _price(label: object, **options) -> PriceField:
    not_zero = options.pop("not_zero", _("A price is more than zero."))
    return PriceField(
        label=label, places=2, most=Decimal(9_999_999_999_999), not_zero=not_zero, required=False, **options
    )


def _quantity(label: object, not_zero: object, **options) -> QuantityField:
    return QuantityField(label=label, places=3, most=Decimal(99_999_999), not_zero=not_zero, required=False, **options)


class SupplyForm(forms.Form):
    """One form for all of it; ``qty_N`` and ``each_N`` are the rows of the prices by quantity."""

    use_required_attribute = False

    lead_time_days = DaysField(
        label=_("Lead time"),
        min_value=0,
        max_value=999,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "data-unit": _("days")}),
        help_text=_("From order to delivery at the site, in calendar days."),
    )
    moq = _quantity(_("Minimum order"), _("A minimum order is more than zero."))
    order_multiple = _quantity(
        _("Ordered in multiples of"), _("The multiple is more than zero."), help_text=_("Such as 24, a full box.")
    )
    uom = forms.ChoiceField(label=_("Counted in"), choices=Uom.choices)
    price = _price(
        _("Unit price"), not_zero=_("A price is more than zero. Leave it empty if buyers are to ask for it.")
    )
    currency = forms.ChoiceField(label=_("Currency"), choices=Currency.choices)
    price_valid_until = DayField(
        label=_("Price valid until"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("After this day the price is no longer shown."),
    )
    price_visibility = forms.ChoiceField(
        label=_("Who sees the price"), choices=PriceVisibility.choices, widget=forms.RadioSelect
    )

    def __init__(self, *args, product: Product, **kwargs):
        self.stored = list(product.price_breaks.order_by("from_qty"))
        initial = {name: getattr(product, name) for name in self.base_fields}
        for row, stored in enumerate(self.stored):
            initial |= {f"qty_{row}": stored.from_qty, f"each_{row}": stored.price}
        super().__init__(*args, initial=initial, **kwargs)
        for name in ("lead_time_days", "moq"):
            self.fields[name].needed_later = True
            self.fields[name].required = product.state != ProductState.DRAFT
        for row in range(MOST_BREAKS):
            words = {"row": row + 1}
            self.fields[f"qty_{row}"] = _quantity(
                _("Row %(row)d, from quantity") % words, _("A quantity is more than zero.")
            )
            self.fields[f"each_{row}"] = _price(_("Row %(row)d, price") % words)

    @property
    def break_rows(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        """The rows that hold something, and some empty ones below."""
        pairs = [(self[f"qty_{row}"], self[f"each_{row}"]) for row in range(MOST_BREAKS)]
        filled = [row for row, pair in enumerate(pairs) if any(part.value() not in (None, "") for part in pair)]
        return pairs[: (filled[-1] + 1 if filled else 0) + SPARE_ROWS]

    def clean_price_valid_until(self):
        """A day to come, unless it stands there already: then the price has ended and is not shown."""
        day = self.cleaned_data["price_valid_until"]
        if day and day != self.initial["price_valid_until"] and day < today():
            raise ValidationError(_("This day is past, so the price would not be shown. Check the year."))
        return day

    def clean(self):
        """Won and yen are whole; a price that is shown must be there; what stands beside a price must fit."""
        data = self.cleaned_data
        for name in ("price", *(f"each_{row}" for row in range(MOST_BREAKS))):
            self._check_beside(name)
        for name in ("moq", "order_multiple", *(f"qty_{row}" for row in range(MOST_BREAKS))):
            self._check_counted(name)
        price, visibility = data.get("price"), data.get("price_visibility")
        if price is not None and data.get("currency") in WHOLE_CURRENCIES and price % 1:
            self.add_error("price", _("Won and yen have no decimals. Write a whole amount."))
        if price is None and visibility in (PriceVisibility.PUBLIC, PriceVisibility.REGISTERED) and "price" in data:
            self.add_error("price", _("Write the price, or choose that buyers ask for it."))
        moq, multiple = data.get("moq"), data.get("order_multiple")
        if moq is not None and multiple and moq % multiple:
            self.add_error("order_multiple", _("The minimum order is not a multiple of it."))
        self._check_breaks()
        return data

    def _check_beside(self, name: str) -> None:
        """The sign of a currency, or the words of a unit, that were pasted with a price."""
        field, data = self.fields[name], self.cleaned_data
        written = field.written if isinstance(field, PriceField) and data.get(name) is not None else None
        if written is None:
            return
        currency, uom = data.get("currency"), data.get("uom")
        if written.currencies and currency and currency not in written.currencies:
            message = _(
                "The price was written in %(meant)s, but the currency chosen is %(chosen)s. Make them the same."
            )
            names = dict(Currency.choices)
            params = {"meant": names[min(written.currencies)], "chosen": names[currency]}
            self.add_error(name, ValidationError(message, params=params))
        elif written.uom and uom and written.uom != uom:
            message = _(
                "The price was written per %(meant)s, but the product is counted in %(chosen)s. "
                "Choose the unit it is priced by, or write the price of that unit: %(amount)s is what was read."
            )
            units = dict(Uom.choices)
            params = {"meant": units[written.uom], "chosen": units[uom], "amount": number_text(written.amount)}
            self.add_error(name, ValidationError(message, params=params))

    def _check_counted(self, name: str) -> None:
        """The words of a unit that were pasted with a quantity."""
        field, data = self.fields[name], self.cleaned_data
        written = field.written if isinstance(field, QuantityField) and data.get(name) is not None else None
        if written and written.uom and data.get("uom") and written.uom != data["uom"]:
            self.add_error(name, _("The quantity names another unit than the one in which the product is counted."))

    def _check_breaks(self) -> None:
        """Rows half filled in, and what the rules say of the whole."""
        data = self.cleaned_data
        places, breaks = [], []
        for row in range(MOST_BREAKS):
            qty, each = data.get(f"qty_{row}"), data.get(f"each_{row}")
            if qty is not None and each is not None:
                places.append(row)
                breaks.append((qty, each))
            elif qty is not None and not self.has_error(f"each_{row}"):
                self.add_error(f"each_{row}", _("Write the unit price from this quantity on."))
            elif each is not None and not self.has_error(f"qty_{row}"):
                self.add_error(f"qty_{row}", _("Write from which quantity on this price holds."))
        if breaks and data.get("price") is None and "price" in data:
            self.add_error("price", _("Write the unit price of the smallest order first."))
        elif breaks:
            facts = {"price": data.get("price"), "moq": data.get("moq"), "multiple": data.get("order_multiple")}
            if not self.has_error("price"):
                for fault in break_faults(breaks, currency=data.get("currency", ""), **facts):
                    name = "qty" if fault.field == "from_qty" else "each"
                    self.add_error(f"{name}_{places[fault.row]}", fault.message)
        self.breaks = breaks

    @property
    def facts(self) -> dict:
        """What ``set_supply`` takes: of a form with faults only what has none, prices by quantity all or not at all."""
        facts = {name: self.cleaned_data[name] for name in self.base_fields if name in self.cleaned_data}
        rows = [f"{part}_{row}" for part in ("qty", "each") for row in range(MOST_BREAKS)]
        if not any(self.has_error(name) for name in rows):
            facts["price_breaks"] = self.breaks
        return facts
