"""Questions and answers, requests for quotes and quotes, the landed-cost calculator."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from catalog.forms.supply import DaysField, NumberField, PriceField
from catalog.models import Product, QuoteInvitation, QuoteLine
from catalog.services.inquiries import LONGEST, MOST_FILES
from catalog.services.quotes import PriceIn, Wanted, deadline_faults
from catalog.states import WHOLE_CURRENCIES, Currency
from portal.files.forms import UploadField
from portal.files.states import DOCUMENTS, DRAWINGS, PICTURES, Kind
from portal.forms import DayField, FilterForm, MomentField, TextField, WonField

MOMENT = "%Y-%m-%dT%H:%M"
ATTACHED = PICTURES | DOCUMENTS | DRAWINGS
MOST = Decimal(99_999_999)


def _files() -> UploadField:
    return UploadField(label=_("Files"), kinds=ATTACHED, multiple=True, max_files=MOST_FILES, required=False)


def _words(label, rows: int = 5, help_text="") -> TextField:
    return TextField(label=label, max_length=LONGEST, widget=forms.Textarea(attrs={"rows": rows}), help_text=help_text)


class ThreadForm(forms.Form):
    """A message with files."""

    use_required_attribute = False
    text = _words(_("Message"))
    files = _files()


class AskForm(ThreadForm):
    """A question to a supplier."""

    text = _words(_("Your question"), help_text=_("For prices of a quantity, a quote request suits better."))
    publishable = forms.BooleanField(
        label=_("The supplier may publish question and answer"),
        required=False,
        help_text=_("Without your name: others read your department or role. Files are never published."),
    )
    key = forms.CharField(max_length=100, required=False, widget=forms.HiddenInput)


class AnswerForm(ThreadForm):
    """The supplier's answer."""

    text = _words(_("Your answer"))
    publish = forms.BooleanField(
        label=_("Publish question and answer on the product's page"),
        required=False,
        help_text=_("Everybody reads them, without who asked. Contact data is not published (CAT-23)."),
    )


class WhyForm(forms.Form):
    """A reason."""

    use_required_attribute = False
    reason = TextField(
        label=_("Why"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": _("Give the reason.")},
    )


class LandedForm(FilterForm):
    """The reader's own numbers for the landed cost."""

    qty = NumberField(label=_("Quantity"), places=3, most=MOST, not_zero=_("A quantity is more than zero."))
    rate = NumberField(
        label=_("Won for one unit of the currency"),
        places=6,
        most=Decimal(1_000_000),
        not_zero=_("A rate is more than zero."),
        required=False,
    )
    freight = WonField(label=_("Freight"), required=False)
    duty = NumberField(label=_("Duty"), places=2, most=Decimal(100), required=False)

    def __init__(self, *args, currency: str, **options):
        super().__init__(*args, **options)
        self.fields["duty"].widget.attrs["data-unit"] = "%"
        for name in self.fields:
            self.fields[name].widget.attrs["data-span"] = "narrow"
        if currency == Currency.KRW:
            del self.fields["rate"]


class QuoteRequestForm(forms.Form):
    """What is wanted, of which products, until when; one quantity for each product."""

    use_required_attribute = False
    title = TextField(label=_("What it is for"), max_length=120)
    delivery_place = TextField(label=_("Delivery to"), max_length=200)
    delivery_on = DayField(
        label=_("Delivery by"), required=False, widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    )
    closes_at = MomentField(
        label=_("Quotes until"),
        help_text=_("Korean time, by the portal's own clock; at least one day ahead."),
        input_formats=[MOMENT, "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M"],
        widget=forms.DateTimeInput(format=MOMENT, attrs={"type": "datetime-local"}),
        error_messages={"invalid": _("Write day and time like 2026-11-24 14:00.")},
    )
    message = TextField(
        label=_("To the suppliers"), max_length=LONGEST, required=False, widget=forms.Textarea(attrs={"rows": 4})
    )
    key = forms.CharField(max_length=100, required=False, widget=forms.HiddenInput)

    def __init__(self, *args, products: Sequence[Product], now: datetime, **options):
        super().__init__(*args, **options)
        self.now = now
        self.products = list(products)
        for product in self.products:
            self.fields[f"qty_{product.pk}"] = NumberField(
                label=gettext("Quantity of %(product)s") % {"product": product.current},
                places=3,
                most=MOST,
                not_zero=_("A quantity is more than zero."),
                widget=forms.TextInput(attrs={"data-unit": product.get_uom_display(), "data-span": "narrow"}),
            )

    def clean(self) -> dict[str, Any]:
        """Deadline and delivery together with all other faults: the service says one at a time."""
        data = self.cleaned_data
        for field, message in deadline_faults(data.get("closes_at"), self.now, data.get("delivery_on")).items():
            self.add_error(field, message)
        return data

    @property
    def head_fields(self) -> list:
        """The fields that are not quantities."""
        names = ("title", "delivery_place", "delivery_on", "closes_at", "message")
        return [self[name] for name in names]

    @property
    def lines(self) -> list[tuple[Product, Any]]:
        """Each product with its quantity's field."""
        return [(product, self[f"qty_{product.pk}"]) for product in self.products]

    def wanted(self) -> list[Wanted]:
        """Products and quantities."""
        return [Wanted(product, self.cleaned_data[f"qty_{product.pk}"]) for product in self.products]

    def field_of(self, place: str | None) -> str | None:
        """The field that a refusal means: ``lines.2.qty`` is the third product's quantity."""
        parts = (place or "").split(".")
        if len(parts) == 3 and parts[1].isdecimal() and int(parts[1]) < len(self.products):
            return f"qty_{self.products[int(parts[1])].pk}"
        return place if place in self.fields else None


class QuoteForm(forms.Form):
    """A supplier's quote: price and lead time of each line, and what holds for all of them."""

    use_required_attribute = False
    currency = forms.ChoiceField(label=_("Currency"), choices=Currency.choices)
    valid_until = DayField(
        label=_("Quote valid until"),
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        error_messages={"invalid": _("Write the day like 2026-12-31.")},
    )
    freight = PriceField(
        label=_("Freight for everything"),
        places=2,
        most=Decimal(9_999_999_999_999),
        required=False,
        help_text=_("To the place of delivery; 0 if it is in the prices."),
    )
    note = TextField(label=_("Note"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args, lines: Sequence[QuoteLine], **options):
        super().__init__(*args, **options)
        self.quote_lines = list(lines)
        for line in self.quote_lines:
            name = {"no": line.no}
            self.fields[f"price_{line.no}"] = PriceField(
                label=gettext("Unit price, line %(no)d") % name,
                places=2,
                most=Decimal(9_999_999_999_999),
                not_zero=_("A price is more than zero."),
            )
            self.fields[f"days_{line.no}"] = DaysField(
                label=gettext("Lead time, line %(no)d") % name,
                min_value=0,
                max_value=999,
                widget=forms.TextInput(attrs={"inputmode": "numeric", "data-unit": _("days")}),
            )
            self.fields[f"remark_{line.no}"] = TextField(
                label=gettext("Remark, line %(no)d") % name, max_length=200, required=False
            )

    @property
    def head_fields(self) -> list:
        """What holds for all lines."""
        return [self[name] for name in ("currency", "valid_until", "freight", "note")]

    @property
    def lines(self) -> list[dict[str, Any]]:
        """Each line with its fields."""
        return [
            {
                "line": line,
                "price": self[f"price_{line.no}"],
                "days": self[f"days_{line.no}"],
                "remark": self[f"remark_{line.no}"],
            }
            for line in self.quote_lines
        ]

    def clean(self) -> dict[str, Any]:
        """Won and yen are whole; the sign beside a price is its currency's."""
        data = self.cleaned_data
        currency = data.get("currency", "")
        amounts = ["freight", *(f"price_{line.no}" for line in self.quote_lines)]
        for name in amounts:
            amount = data.get(name)
            if amount is not None and currency in WHOLE_CURRENCIES and amount % 1:
                self.add_error(name, _("Won and yen have no decimals. Write a whole amount."))
            self._check_beside(name, currency)
        return data

    def _check_beside(self, name: str, currency: str) -> None:
        """What stood beside an amount: the sign of another currency, the word of another unit."""
        written = self.fields[name].written
        if written is None:
            return
        if written.currencies and currency and currency not in written.currencies:
            self.add_error(name, _("The price is written in another currency than the one chosen."))
        units = {f"price_{line.no}": line for line in self.quote_lines}
        if written.uom and name in units and written.uom != units[name].uom:
            unit = {"unit": units[name].get_uom_display()}
            self.add_error(name, gettext("The price is asked for per %(unit)s.") % unit)

    def answers(self) -> dict[str, Any]:
        """The values by the names that the service takes."""
        data = self.cleaned_data
        prices = {
            line.no: PriceIn(data[f"price_{line.no}"], data[f"days_{line.no}"], data.get(f"remark_{line.no}") or "")
            for line in self.quote_lines
        }
        return {
            "prices": prices,
            "currency": data["currency"],
            "valid_until": data["valid_until"],
            "freight": data.get("freight") or Decimal(0),
            "note": data.get("note") or "",
        }


def quote_initial(lines: Sequence[QuoteLine], prices: Mapping[int, Any], quote, *, until: date) -> dict[str, Any]:
    """What a quote form begins with: the quote that counts, else the listed lead time."""
    values: dict[str, Any] = {"currency": "KRW", "valid_until": until, "freight": Decimal(0)}
    if quote is not None:
        values |= {name: getattr(quote, name) for name in ("currency", "valid_until", "freight", "note")}
    for line in lines:
        price = prices.get(line.pk)
        if price is not None:
            values |= {f"price_{line.no}": price.unit_price, f"days_{line.no}": price.lead_time_days}
            values[f"remark_{line.no}"] = price.remark
        else:
            values[f"days_{line.no}"] = line.product.lead_time_days
    return values


class SheetForm(forms.Form):
    """The filled-in spreadsheet."""

    use_required_attribute = False
    sheet = UploadField(label=_("Filled-in spreadsheet"), kinds={Kind.XLSX})


class DecideForm(forms.Form):
    """Which quote, or none, and why."""

    use_required_attribute = False
    chosen = forms.ChoiceField(
        label=_("Quote"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose a quote, or none.")},
    )
    reason = TextField(
        label=_("Reason"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("It stays with the request; suppliers do not read it."),
        error_messages={"required": _("Give the reason: it stays with the request.")},
    )

    NONE = "none"

    def __init__(self, *args, invitations: Sequence[tuple[QuoteInvitation, str]], **options):
        super().__init__(*args, **options)
        self.invitations = {str(row.uid): row for row, _total in invitations}
        names = [
            (str(row.uid), f"{row.company} · {total}" if total else str(row.company)) for row, total in invitations
        ]
        self.fields["chosen"].choices = [*names, (self.NONE, gettext("None of them"))]

    def answer(self) -> QuoteInvitation | None:
        """The chosen one, or None."""
        return self.invitations.get(self.cleaned_data["chosen"])
