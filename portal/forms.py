"""How forms look everywhere (renderer, bound field), and the inputs that more than one app needs."""

import re
import unicodedata
from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from django import forms
from django.core.exceptions import ValidationError
from django.forms.renderers import TemplatesSetting
from django.utils.translation import gettext_lazy as _

from portal.periods import MOST_MONTHS, month_of, period_of
from portal.text import clean_line, clean_lines, plain_code

MOST_WON = Decimal(999_999_999_999_999)

FIRST_YEAR, LAST_YEAR = 1900, 2100


class PortalBoundField(forms.BoundField):
    """A field that knows how the portal shows it; ``templates/django/forms/field.html`` does the rest."""

    BARE = (forms.CheckboxInput, forms.RadioSelect, forms.CheckboxSelectMultiple, forms.HiddenInput)
    WIDE = (forms.CheckboxInput, forms.RadioSelect, forms.CheckboxSelectMultiple, forms.Textarea)

    def build_widget_attrs(self, attrs, widget=None):
        """Django's attributes plus our class, next to any class the widget brings along."""
        widget = widget or self.field.widget
        built = super().build_widget_attrs(attrs, widget)
        if not isinstance(widget, self.BARE):
            ours = "form-select" if isinstance(widget, forms.Select) else "form-control"
            theirs = built.get("class") or widget.attrs.get("class", "")
            built["class"] = f"{theirs} {ours}".strip()
        return built

    @property
    def unit(self) -> str:
        """What is written behind the control: ``attrs={"data-unit": "mm"}``."""
        return self.field.widget.attrs.get("data-unit", "")

    @property
    def is_check(self) -> bool:
        """One box to tick: its label stands beside it."""
        return isinstance(self.field.widget, forms.CheckboxInput)

    @property
    def says_required(self) -> bool:
        """Whether to say "required" or "(optional)" in words; filter forms do not."""
        return getattr(self.form, "says_required", True)

    @property
    def says_needed_later(self) -> bool:
        """Whether a draft may lack it though the submission may not (``field.needed_later = True``)."""
        return self.says_required and getattr(self.field, "needed_later", False)

    @property
    def full_label(self) -> str:
        """Its label where it stands apart from its group, as among all errors (``field.full_label = "…"``)."""
        return str(getattr(self.field, "full_label", self.label))

    @property
    def second_look(self) -> str:
        """What is odd about the value though it is taken (``field.second_look = "…"``)."""
        return getattr(self.field, "second_look", "")

    @property
    def box_classes(self) -> str:
        """Classes of its box: ``attrs={"data-span": "full"}`` for the whole width, ``"narrow"`` in a filter bar."""
        span = self.field.widget.attrs.get("data-span", "")
        if not span and isinstance(self.field.widget, self.WIDE):
            span = "full"
        return " ".join(filter(None, ["field", span, "has-error" if self.errors else ""]))

    @property
    def focus_id(self) -> str:
        """What a link in the error summary points to: the control, or the first one of a group."""
        if self.use_fieldset and self.auto_id:
            return f"{self.auto_id}_0"
        return self.id_for_label or self.auto_id


class PortalRenderer(TemplatesSetting):
    """Forms, fields and widgets from ``templates/django/forms/``."""

    bound_field_class = PortalBoundField


class FilterForm(forms.Form):
    """A GET form above results: nothing in it is required and nothing says so. Broken values are ignored."""

    says_required = False
    use_required_attribute = False

    def given(self) -> dict:
        """The valid, non-empty values by field name."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value not in (None, "", [])}


class PeriodForm(FilterForm):
    """The months of a page of figures, ``from`` and ``to``; ``period`` is what the page counts, whatever was typed.

    What could not be taken, or was taken otherwise than typed, says so at its field.
    """

    def __init__(self, typed: Mapping[str, str], today: date):
        begins, ends = (typed.get(name, "").strip() for name in ("from", "to"))
        self.period, self.today = period_of(begins, ends, today), today
        swapped = (month_of(begins) or date.min) > (month_of(ends) or date.max)
        if swapped:
            begins, ends = ends, begins
        counted = {"from": f"{self.period.first:%Y-%m}", "to": f"{self.period.last:%Y-%m}"}
        super().__init__({"from": begins or counted["from"], "to": ends or counted["to"]})
        for name, label, example in (("from", _("From month"), "2026-01"), ("to", _("To month"), "2026-12")):
            widget = forms.TextInput(attrs={"type": "month", "data-span": "narrow", "placeholder": example})
            self.fields[name] = forms.CharField(label=label, widget=widget)
        looks = []
        if swapped:
            looks.append(str(_("The first month was later than the last: they were taken in order.")))
        if (month_of(begins) or self.period.first) < self.period.first:
            words = _("At most %(most)s months at once: counted from %(month)s.")
            looks.append(words % {"most": MOST_MONTHS, "month": counted["from"]})
        self.fields["from"].second_look = " ".join(looks)  # type: ignore[attr-defined]
        if self.period.first <= today and (month_of(ends) or today) > today:
            words = _("%(month)s has not begun: counted up to %(last)s.")
            self.fields["to"].second_look = words % {"month": ends, "last": counted["to"]}  # type: ignore[attr-defined]

    def clean(self):
        """Each a month; the first one has begun."""
        for name in self.fields:
            typed = self.cleaned_data.get(name, "")
            if not month_of(typed):
                text = _("“%(typed)s” is not a month. Write it like 2026-03.")
                self.add_error(name, ValidationError(text, code="month", params={"typed": typed[:40]}))
        if self.period.first > self.today:
            text = _("%(month)s has not begun: there are no figures of it yet.")
            month = f"{self.period.first:%Y-%m}"
            self.add_error("from", ValidationError(text, code="future", params={"month": month}))


class DayField(forms.DateField):
    """A day, by the browser's own picker; between 1900 and 2100, so that what is reckoned from it stays a day.

    >>> DayField().clean("2026-11-26")
    datetime.date(2026, 11, 26)
    """

    def __init__(self, **options):
        options.setdefault("widget", forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}))
        super().__init__(**options)

    def clean(self, value):
        """The day, or what is wrong with it."""
        return _in_our_years(super().clean(value))


class MomentField(forms.DateTimeField):
    """A day and a time in Korea, between 1900 and 2100: the first years of all are no moment in other time zones."""

    def clean(self, value):
        """The moment, or what is wrong with it."""
        return _in_our_years(super().clean(value))


def _in_our_years(day):
    if day is not None and not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise ValidationError(
            _("Choose a day between the years %(first)s and %(last)s."),
            code="year",
            params={"first": FIRST_YEAR, "last": LAST_YEAR},
        )
    return day


class TextField(forms.CharField):
    """Text a person can see (``portal.text``): one line, or several with a Textarea; hidden characters are refused."""

    def to_python(self, value):
        """Composed characters and single spaces, so that the same words are the same bytes however they were typed."""
        value = super().to_python(value)
        if not value:
            return value
        return clean_lines(value) if isinstance(self.widget, forms.Textarea) else clean_line(value)


class CodeField(TextField):
    """A code on one line (part number, postcode, model): full-width letters and digits become plain ones.

    >>> CodeField().clean("ＳＢ－６２０４")
    'SB-6204'
    """

    def to_python(self, value):
        """As others will type it when they look for it."""
        return plain_code(super().to_python(value))


class TickField(forms.BooleanField):
    """A box that must be ticked: its message says so, where Django's speaks of a field."""

    default_error_messages = {"required": _("Tick this box to go on.")}


class WonField(forms.DecimalField):
    """Whole won, the way people type them: ``9,000``, ``９０００``, ``₩9,000``, ``9,000원``, ``9,000 KRW``.

    Commas must group thousands, so that ``1,5`` is asked about instead of becoming 15.

    >>> WonField().clean("90,000,000")
    Decimal('90000000')
    """

    def __init__(self, *, min_value: Decimal | int = 0, max_value: Decimal | int = MOST_WON, **options):
        self.least, self.most = Decimal(min_value), Decimal(max_value)
        options.setdefault("widget", forms.TextInput)
        super().__init__(decimal_places=0, **options)

    def widget_attrs(self, widget):
        """Digits on the phone's keyboard, grouping while typing, the unit behind."""
        attrs = {"inputmode": "numeric", "autocomplete": "off", "data-money": True, "data-unit": _("won")}
        return {**attrs, **super().widget_attrs(widget)}

    def prepare_value(self, value):
        """Stored amounts are shown grouped; what was typed comes back as it was typed."""
        return f"{value:,.0f}" if isinstance(value, Decimal | int) and not isinstance(value, bool) else value

    def to_python(self, value):
        """Digits to Decimal; each way of being wrong has its own answer."""
        if value in self.empty_values:
            return None
        if isinstance(value, Decimal | int):
            return Decimal(value)
        typed = str(value).strip()
        text = re.sub(r"[\s₩원]|krw", "", unicodedata.normalize("NFKC", typed), flags=re.IGNORECASE).replace("−", "-")
        if text.startswith("-"):
            raise ValidationError(_("An amount cannot be negative. Write it without the minus sign."), code="negative")
        if re.fullmatch(r"[\d,]+\.\d*", text):
            raise ValidationError(_("Won has no decimals. Write whole won."), code="decimals")
        if not re.fullmatch(r"[0-9]+|[0-9]{1,3}(,[0-9]{3})+", text):
            if re.fullmatch(r"[0-9,]+", text):
                message = _("The commas in “%(typed)s” do not group thousands. Write 1,500,000 or 1500000.")
            else:
                message = _("“%(typed)s” is not an amount. Write the amount alone, such as 90,000,000.")
            raise ValidationError(message, code="invalid", params={"typed": typed[:40]})
        digits = text.replace(",", "").lstrip("0") or "0"
        if len(digits) > len(str(MOST_WON)):
            raise self._too_much()
        return Decimal(digits)

    def validate(self, value):
        """Within what the field takes."""
        super(forms.DecimalField, self).validate(value)
        if value is None:
            return
        if value > self.most:
            raise self._too_much()
        if value < self.least:
            raise ValidationError(
                _("At least %(least)s won. Check the number of digits."),
                code="min",
                params={"least": f"{self.least:,}"},
            )

    def _too_much(self) -> ValidationError:
        return ValidationError(
            _("At most %(most)s won. Check the number of digits."), code="max", params={"most": f"{self.most:,}"}
        )
