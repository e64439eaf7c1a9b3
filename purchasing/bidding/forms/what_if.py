"""IN: the rule simulator for everybody, and what-if runs on opened bids."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from portal.forms import TextField, TickField, WonField
from purchasing.bidding.forms.methods import field_of
from purchasing.bidding.queries.award_rules import COUNTS, PERCENT
from purchasing.bidding.rules import METHODS, Figure, Method, Way, faults_of, figures_of
from purchasing.bidding.states import FixedOn
from purchasing.bidding.states import Method as MethodWords

MOST_BIDS = 40
MOST_WRONG = 10  # lines that are told apart
CURRENCY = frozenset({"원", "₩", "krw"})
HIDDEN = frozenset({Way.MINIMUM})
LEGAL = {"legal_basis": "what-if"}  # the law of a notice is no matter of a trial


@dataclass(frozen=True, slots=True)
class BidIn:
    """One line of typed bids."""

    price_won: Decimal
    extra: Decimal | None = None  # points, or total cost
    picks: tuple[int, ...] = ()


class BidsField(forms.CharField):
    """Bids, one a line: ``90,000,000``; behind a semicolon what the rule compares besides; then two numbers.

    Rows of a sheet are taken as well: cells between tabs, a bidder's name before the price, the currency behind it.

    >>> BidsField().clean("90,000,000\\n91000000; 72")[1]
    BidIn(price_won=Decimal('91000000'), extra=Decimal('72'), picks=())
    >>> BidsField().clean("Garam\\t68,000,000\\tKRW\\t72")
    [BidIn(price_won=Decimal('68000000'), extra=Decimal('72'), picks=())]
    """

    widget = forms.Textarea

    def to_python(self, value: Any) -> list[BidIn]:
        """The lines that are not empty; every one that is wrong is told, by its number in the box."""
        typed = enumerate(str(value or "").splitlines(), start=1)
        lines = [(number, line.strip()) for number, line in typed if line.strip()]
        if len(lines) > MOST_BIDS:
            raise forms.ValidationError(_("At most %(most)s bids at a time.") % {"most": MOST_BIDS})
        bids: list[BidIn] = []
        wrong: list[forms.ValidationError] = []
        for number, line in lines:
            try:
                bids.append(self._bid(number, line))
            except forms.ValidationError as fault:
                wrong.append(fault)
        more = len(wrong) - MOST_WRONG
        if more > 0:
            text = ngettext("And %(more)s more line.", "And %(more)s more lines.", more) % {"more": more}
            wrong[MOST_WRONG:] = [forms.ValidationError(text)]
        if wrong:
            raise forms.ValidationError(wrong)
        return bids

    def prepare_value(self, value: Any) -> Any:
        """What was typed stays as it was typed."""
        return value

    @staticmethod
    def _bid(number: int, line: str) -> BidIn:
        price, *rest = _parts(line)
        try:
            price_won = WonField(min_value=1).clean(price)
        except forms.ValidationError as fault:
            told = {"line": number, "why": " ".join(fault.messages)}
            raise forms.ValidationError(_("Line %(line)s: %(why)s") % told) from fault
        extra = rest[0].replace(",", "") if rest else ""
        if extra and not re.fullmatch(r"\d{1,15}(\.\d{1,4})?", extra, re.ASCII):
            raise forms.ValidationError(
                _("Line %(line)s: what stands behind the price is no number.") % {"line": number}
            )
        picks = re.findall(r"\d+", rest[1], re.ASCII) if len(rest) > 1 else []
        if len(rest) > 2 or any(not 1 <= int(pick) <= 15 for pick in picks) or len(picks) not in (0, 2):
            raise forms.ValidationError(
                _("Line %(line)s: the bidder picks two numbers from 1 to 15.") % {"line": number}
            )
        return BidIn(price_won, Decimal(extra) if extra else None, tuple(map(int, picks)))


def _parts(line: str) -> list[str]:
    """Price, then what stands behind it; of a row of a sheet without the bidder's name and the currency."""
    parts = [part.strip() for part in re.split(r"[;\t]", line)]
    if "\t" in line:
        parts = [part for part in parts if part and part.lower() not in CURRENCY]
        if len(parts) > 1 and not re.search(r"\d", parts[0]):
            del parts[0]
    return parts


def _percent(label: object, **options: Any) -> forms.DecimalField:
    attrs = {"inputmode": "decimal", "autocomplete": "off", "data-unit": "%"}
    return forms.DecimalField(
        label=label, min_value=0, max_value=1000, decimal_places=4, widget=forms.TextInput(attrs=attrs), **options
    )


class RuleForm(forms.Form):
    """The rule and its figures: of the method that is chosen, with what the terms say today where nothing is typed."""

    method = forms.ChoiceField(label=gettext_lazy("Award rule"))
    ratio = _percent(gettext_lazy("Fixed share"), required=False)
    fixed_on = forms.ChoiceField(label=gettext_lazy("Share of"), choices=FixedOn.choices, required=False)
    budget_won = WonField(label=gettext_lazy("Budget"), required=False, min_value=1)
    pool_cap = _percent(
        gettext_lazy("Outliers left out above"),
        required=False,
        help_text=gettext_lazy("Percent of the base price. Empty: every bid counts for the mean."),
    )
    cap_ratio = _percent(
        gettext_lazy("Ceiling"), required=False, help_text=gettext_lazy("Percent of the base price. Empty: no ceiling.")
    )
    min_bids = forms.IntegerField(label=gettext_lazy("Bids needed at least"), min_value=1, max_value=20, required=False)

    def __init__(self, data: Mapping[str, Any] | None = None, *, terms: Mapping[str, Any], **options: Any):
        super().__init__(data, **options)
        self.terms = terms
        words = dict(MethodWords.choices)
        self.fields["method"].choices = [(way.value, words.get(way.value, way.value)) for way in self.ways()]
        self.way = self._chosen()
        for figure in self.rule.figures:
            if figure.name in LEGAL:
                continue
            self.fields[f"f_{figure.name}"] = self._figure(figure)
        if self.way != Way.FIXED:
            del self.fields["ratio"], self.fields["fixed_on"]
        else:
            self.fields["ratio"].required = True
            self.fields["ratio"].error_messages["required"] = _("Give the share in percent.")
        if not self.rule.needs_budget:
            del self.fields["budget_won"]
        else:
            self.fields["budget_won"].required = True
            self.fields["budget_won"].error_messages["required"] = _("This rule takes its limit from the budget.")
        self.order_fields(["method", *(name for name in self.fields if name.startswith("f_"))])

    def ways(self) -> list[Way]:
        """The methods offered."""
        return [way for way in METHODS if way not in HIDDEN]

    def _chosen(self) -> Way:
        told = self.data.get(self.add_prefix("method")) if self.is_bound else self.initial.get("method")
        return next((way for way in self.ways() if way.value == told), Way.POSCO)

    @property
    def rule(self) -> Method:
        """The chosen method as the engine knows it."""
        return METHODS[self.way]

    def _figure(self, figure: Figure) -> forms.Field:
        """As in the officer's form; what the house decides alone in a notice can be changed in a trial."""
        if not figure.house:
            field = field_of(figure)
            field.required = figure.default is None and not self.terms.get(figure.term)
            field.error_messages["required"] = _("This rule needs it.")
            return field
        default = self.terms.get(figure.term) or figure.default
        hint = _("Empty: %(default)s.") % {"default": _in_percent(default)} if default else ""
        fallback = figure.name == "posco_ratio"
        label = _("Ratio with fewer than two bids within the budget") if fallback else _("Ratio of the floor")
        return _percent(label, required=False, help_text=hint)

    def clean(self) -> dict[str, Any]:
        """The figures as the engine checks them."""
        cleaned = super().clean() or {}
        given = {
            figure.name: _told(figure, value)
            for figure in self.rule.figures
            if (value := cleaned.get(f"f_{figure.name}", LEGAL.get(figure.name))) not in (None, "")
        }
        terms = {name: value for name, value in self.terms.items() if name not in _asked(self.rule, given)}
        figures = figures_of(self.rule.figures, given, terms, sealed=True)
        for fault in faults_of(self.rule.figures, figures, sealed=True):
            if f"f_{fault.name}" not in self.errors:
                self._fault(fault)
        if self.way == Way.FIXED and cleaned.get("ratio") == 0:
            self.add_error("ratio", _("Give the share in percent."))
        cleaned["figures"] = figures
        return cleaned

    def _fault(self, fault: Any) -> None:
        figure = next((each for each in self.rule.figures if each.name == fault.name), None)
        inside = _in_percent if figure is not None and _is_percent(figure) else str  # bounds in the unit of the field
        words = {
            "missing": _("This rule needs it."),
            "not_a_number": _("This is not a number that fits here."),
            "no_choice": _("Choose one."),
        }
        if fault.what == "out_of_range":
            told = {"lowest": inside(fault.lowest), "highest": inside(fault.highest)}
            words["out_of_range"] = _("Between %(lowest)s and %(highest)s.") % told
        name = f"f_{fault.name}"
        self.add_error(name if name in self.fields else None, words.get(fault.what, fault.what))

    def params(self) -> dict[str, Any]:
        """As a notice would promise them."""
        cleaned = self.cleaned_data
        return {
            "method": self.way.value,
            "ratio": _share(cleaned.get("ratio")) or cleaned["figures"].get("ratio"),
            "fixed_on": cleaned.get("fixed_on") or "base",
            "figures": cleaned["figures"],
            "budget_won": f"{cleaned['budget_won']:.0f}" if cleaned.get("budget_won") else None,
            "pool_cap": _share(cleaned.get("pool_cap")),
            "cap_ratio": _share(cleaned.get("cap_ratio")),
            "min_bids": cleaned.get("min_bids") or 2,
        }


def _told(figure: Figure, value: Any) -> str:
    """A figure as the engine takes it: shares as fractions."""
    if _is_percent(figure):
        value = Decimal(value) / 100
    return f"{value.normalize():f}" if isinstance(value, Decimal) else str(value)


def _is_percent(figure: Figure) -> bool:
    """Whether a figure is a share, which its field shows in percent."""
    return figure.kind in PERCENT and figure.name not in COUNTS


def _in_percent(share: Any) -> str:
    return f"{(Decimal(share) * 100).normalize():f}"


def _asked(rule: Method, given: Mapping[str, str]) -> set[str]:
    """Terms that the house decides alone in a notice: in a trial what is typed goes first."""
    return {figure.term for figure in rule.figures if figure.house and figure.name in given}


def _share(percent: Decimal | None) -> str | None:
    return None if percent is None else f"{(percent / 100).normalize():f}"


class SimulatorForm(RuleForm):
    """For everybody: a base price and bids of one's own."""

    base_won = WonField(label=gettext_lazy("Base price"), min_value=1)
    bids = BidsField(label=gettext_lazy("Bids"), widget=forms.Textarea(attrs={"rows": 7, "spellcheck": "false"}))

    def __init__(self, data: Mapping[str, Any] | None = None, **options: Any):
        super().__init__(data, **options)
        self.fields["bids"].help_text = self._hint()

    def _hint(self) -> str:
        if self.rule.needs_cost:
            return _("One a line: price; total cost a year. At most %(most)s.") % {"most": MOST_BIDS}
        if self.rule.picks:
            return _("One a line: price; points (if the rule has them); two numbers from 1 to 15, such as 3 9.")
        if self.rule.needs_points:
            return _("One a line: price; points besides the price. At most %(most)s.") % {"most": MOST_BIDS}
        return _("One price a line, in won without VAT. At most %(most)s.") % {"most": MOST_BIDS}

    def clean(self) -> dict[str, Any]:
        """What the rule compares besides the price is there for every bid."""
        cleaned = super().clean()
        bids = cleaned.get("bids") or []
        if (self.rule.needs_cost or self.rule.needs_points) and any(bid.extra is None for bid in bids):
            self.add_error("bids", _("This rule needs a second number on each line, behind a semicolon."))
        if self.rule.needs_points and any(bid.extra is not None and bid.extra > 100 for bid in bids):
            self.add_error("bids", _("Points lie between 0 and 100."))
        return cleaned


class TrialForm(RuleForm):
    """On opened bids: another rule, other figures, another discount rate, or without some of the bids."""

    rate = forms.DecimalField(
        label=gettext_lazy("Discount rate"),
        min_value=0,
        max_value=50,
        decimal_places=4,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off", "data-unit": "%"}),
    )
    left_out = forms.MultipleChoiceField(
        label=gettext_lazy("Without these bids"), required=False, widget=forms.CheckboxSelectMultiple
    )
    note = TextField(
        label=gettext_lazy("Why it is tried"), max_length=1000, widget=forms.Textarea(attrs={"rows": 2}), required=False
    )

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        bids: list[tuple[str, str]],
        rate: Decimal | None = None,
        **options: Any,
    ):
        """``rate``: of the notice's cost model; None where there is none."""
        super().__init__(data, **options)
        self.fields["left_out"].choices = bids
        if rate is None or not self.rule.needs_cost:
            del self.fields["rate"]
        else:
            self.fields["rate"].help_text = _("Empty: %(rate)s%%, as in the notice.") % {"rate": _in_percent(rate)}

    def other_rate(self) -> Decimal | None:
        """The discount rate to be tried, as a share."""
        typed = self.cleaned_data.get("rate")
        return None if typed is None else typed / 100


class SplitForm(forms.Form):
    """The limits of a split award."""

    fewest_winners = forms.IntegerField(label=gettext_lazy("Winners at least"), min_value=1, max_value=10, initial=2)
    most_winners = forms.IntegerField(label=gettext_lazy("Winners at most"), min_value=1, max_value=10, initial=2)
    most_share = _percent(gettext_lazy("Most for one winner"), initial=70)
    least_share = _percent(gettext_lazy("Least for one winner"), initial=20)
    valid_only = TickField(label=gettext_lazy("Only bids that are valid by the notice"), required=False, initial=True)
    note = TextField(
        label=gettext_lazy("Why it is tried"), max_length=1000, widget=forms.Textarea(attrs={"rows": 2}), required=False
    )

    def clean(self) -> dict[str, Any]:
        """Limits that can be kept at the same time."""
        cleaned = super().clean() or {}
        fewest, most = cleaned.get("fewest_winners"), cleaned.get("most_winners")
        if fewest and most and fewest > most:
            self.add_error("most_winners", _("At most as many as at least, or more."))
        least, largest = cleaned.get("least_share"), cleaned.get("most_share")
        if largest is not None and largest > 100:
            self.add_error("most_share", _("At most 100 percent."))
        if least is not None and largest is not None and least > largest:
            self.add_error("least_share", _("The least share is not above the most share."))
        if most and largest is not None and most * largest < 100:
            self.add_error(
                "most_share", _("%(count)s winners with this share do not take the whole.") % {"count": most}
            )
        return cleaned
