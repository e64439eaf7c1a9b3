"""What the component gallery and the worked example show: samples, invented, but drawn by the real parts."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from types import SimpleNamespace

from django import forms
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal import charts
from portal.display import money_full, money_short
from portal.files.forms import with_most
from portal.forms import DayField, FilterForm, TextField, TickField, WonField
from portal.home.registry import Row
from portal.home.rules import limit_example
from portal.paging import Paginator


def award_example(base_won: Decimal, bids_won: Sequence[Decimal]) -> dict:
    """Context of the public worked example: formula, chart and table, all from the same numbers."""
    example = limit_example(base_won, bids_won)
    bids = []
    for place, price in enumerate(sorted(bids_won)):
        standing = "out" if price < example.limit_won else "win" if price == example.winning_won else "ok"
        below = example.shown_limit_won - price if standing == "out" else None
        name = _("Bidder %(letter)s") % {"letter": "ABCDEFGHIJ"[place]}
        bids.append(SimpleNamespace(name=name, price_won=price, standing=standing, below_won=below))
    return {
        "base_won": base_won,
        "mean_won": example.mean_won,
        "middle_won": example.middle_won,
        "limit_won": example.shown_limit_won,
        "bids": bids,
        "chart": _ladder(base_won, example, bids),
    }


def _ladder(base_won: Decimal, example, bids) -> SafeString:
    notes = {"out": _("below the limit"), "win": _("wins"), "ok": ""}
    rungs = [
        charts.Rung(bid.name, bid.price_won, bid.standing, f"{money_full(bid.price_won)} {notes[bid.standing]}".strip())
        for bid in bids
    ]
    levels = [
        charts.Level(
            "limit", example.shown_limit_won, _("Limit %(won)s") % {"won": money_full(example.shown_limit_won)}
        ),
        charts.Level("mean", example.mean_won, _("Bid mean %(won)s") % {"won": money_full(example.mean_won)}),
        charts.Level("base", base_won, _("Base price %(won)s") % {"won": money_full(base_won)}),
    ]
    winner = next(bid for bid in bids if bid.standing == "win")
    finding = _("One of five bids lies below the limit of %(limit)s; the lowest of the others, %(price)s, wins.") % {
        "limit": money_full(example.shown_limit_won),
        "price": money_full(winner.price_won),
    }
    return charts.figure(
        title=_("Price ladder"),
        basis=_("Won, without VAT · axis: percent of the base price"),
        finding=finding,
        draw=charts.ladder(rungs, base=base_won, levels=levels),
        keys=[
            charts.Key("fpri", _("Wins")),
            charts.Key("f5", _("Valid")),
            charts.Key("", _("Below the limit"), "hatch"),
        ],
        table=charts.Table(
            head=[_("Bidder"), _("Price"), _("Of the base price")],
            rows=[(bid.name, money_full(bid.price_won), f"{bid.price_won * 100 / base_won:.1f}%") for bid in bids],
            opens_with=_("Show as a table"),
        ),
    )


def _flow() -> SafeString:
    """Money through the tiers; of one flow the amount is not shown."""
    nodes = [
        charts.Node("h", 0, _("Buyer"), ("312,400,000",), "buyer"),
        charts.Node("g", 1, "Garam Precision", ("312,400,000",)),
        charts.Node("n", 2, "Nuri Coating", ("96,200,000",)),
        charts.Node("s", 2, "Saebyeok Materials", ("—",), "late"),
    ]
    flows = [
        charts.Flow("h", "g", Decimal(312_400_000), "due"),
        charts.Flow("g", "n", Decimal(96_200_000), "paid"),
        charts.Flow("g", "s", None, "late"),
    ]
    rows = [("Garam Precision", "312,400,000"), ("Nuri Coating", "96,200,000"), ("Saebyeok Materials", "—")]
    return charts.figure(
        title=_("Flow of the money"),
        basis=_("Won · invented figures"),
        finding=_("One of three flows is late; its amount is not shown."),
        draw=charts.sankey([_("Buyer"), "1", "2"], nodes, flows),
        table=charts.Table([_("Company"), _("Won")], rows, _("Show as a table")),
    )


class SampleForm(forms.Form):
    """One of each kind of field."""

    name = TextField(
        label=gettext_lazy("Product name"), max_length=80, help_text=gettext_lazy("As it stands on the data sheet.")
    )
    price_won = WonField(label=gettext_lazy("Unit price"), min_value=1)
    hardness = forms.DecimalField(
        label=gettext_lazy("Hardness"),
        required=False,
        widget=forms.TextInput(attrs={"data-unit": "HRC", "inputmode": "decimal"}),
    )
    origin = forms.ChoiceField(
        label=gettext_lazy("Country of origin"),
        choices=[("KR", gettext_lazy("Korea")), ("DE", gettext_lazy("Germany")), ("JP", gettext_lazy("Japan"))],
    )
    valid_to = DayField(
        label=gettext_lazy("Price valid until"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    shown_to = forms.ChoiceField(
        label=gettext_lazy("Who sees the price"),
        widget=forms.RadioSelect,
        choices=[
            ("PUBLIC", gettext_lazy("Everybody")),
            ("REGISTERED", gettext_lazy("Signed-in companies")),
            ("ON_REQUEST", gettext_lazy("On request")),
        ],
    )
    note = TextField(
        label=gettext_lazy("Note for the reviewer"), required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    sheet = forms.FileField(
        label=gettext_lazy("Data sheet"),
        required=False,
        help_text=with_most(gettext_lazy("PDF, JPG or DWG, at most %(most)s MB.")),
    )
    agreed = TickField(label=gettext_lazy("The particulars are true"))


class SampleFilter(FilterForm):
    """A search form as it stands above results."""

    q = forms.CharField(label=gettext_lazy("Search"), required=False, widget=forms.TextInput(attrs={"type": "search"}))
    origin = forms.ChoiceField(
        label=gettext_lazy("Country of origin"),
        required=False,
        choices=[("", gettext_lazy("All")), ("KR", gettext_lazy("Korea"))],
        widget=forms.Select(attrs={"data-span": "narrow"}),
    )


def _waterfall() -> SafeString:
    """Where a benefit comes from and who gets it."""
    steps = [
        charts.Step(_("Material"), 212, "gain"),
        charts.Step(_("Energy"), 128, "gain"),
        charts.Step(_("Upkeep"), 46, "loss"),
        charts.Step(_("Net"), 294, "total"),
        charts.Step("Garam Precision", 147, "part"),
        charts.Step(_("Buyer"), 147, "part"),
    ]
    return charts.figure(
        title=_("A benefit and its shares"),
        basis=_("Million won · invented figures"),
        finding=_("294 million won, half to each side."),
        draw=charts.waterfall(steps, write=lambda value: f"{value:,.0f}"),
        widths=charts.FULL_WIDTHS,
        table=charts.Table(
            [_("Step"), _("Million won")], [(step.name, step.value) for step in steps], _("Show as a table")
        ),
    )


def samples(now: datetime) -> dict:
    """Context of the gallery. Dates are relative to now, so that soon stays soon."""
    broken = SampleForm({"name": "\u3164", "price_won": "1,5", "origin": "KR", "shown_to": "PUBLIC", "hardness": "520"})
    trail = [
        ("bidding.tender.evaluate", 1, ""),
        ("bidding.tender.exclude", 2, _("36,618,750 won below the limit")),
        ("bidding.tender.open", 2, ""),
    ]
    stacks = [
        charts.Stack("Nuri Coating", [Decimal(1134), Decimal(120), Decimal(62), Decimal(40)], chosen=True),
        charts.Stack("Garam Precision", [Decimal(1108), Decimal(150), Decimal(96), Decimal(40)]),
    ]
    parts = [_("Purchase"), _("Energy"), _("Upkeep"), _("Downtime")]
    return {
        "kinds": [
            ("draft", _("Draft")),
            ("wait", _("In review")),
            ("info", _("Scheduled")),
            ("seal", _("Sealed")),
            ("ok", _("Done")),
            ("win", _("Awarded")),
            ("warn", _("Check")),
            ("late", _("Overdue")),
            ("bad", _("Set aside")),
            ("mute", _("Not applicable")),
        ],
        "form": broken,
        "filter_form": SampleFilter({"q": ""}),
        "rows": [
            Row(
                title=_("Answer the reviewer's question"),
                consequence=_("The product stays hidden until you do."),
                due=now + timedelta(days=1),
                url="#rows",
                verb=_("Answer"),
                kind="warn",
                primary=True,
            ),
            Row(
                title=_("A certificate expires"),
                consequence=_("Three products are then hidden."),
                due=(now + timedelta(days=12)).date(),
                url="#rows",
                verb=_("Renew"),
                kind="late",
                soon=14,
            ),
        ],
        "facts": [
            {"label": _("Award rule"), "value": _("Lower price limit"), "note": "85%"},
            {"label": _("Bids"), "value": 6, "note": _("5 valid, 1 set aside")},
            {"label": _("Base price"), "value": money_short(1_250_000_000), "note": _("sealed before opening")},
        ],
        "steps": [
            {"label": _("Basics"), "state": "done", "url": "#steps"},
            {"label": _("Specification"), "state": "now"},
            {"label": _("Check and submit"), "state": "later"},
        ],
        "entries": [
            SimpleNamespace(at=now - timedelta(hours=hours), by=None, what=what, reason=reason, hash="a41e0c77" * 8)
            for what, hours, reason in trail
        ],
        "files": [
            SimpleNamespace(
                name=name,
                size=size,
                kind="pdf",
                scan=scan,
                url="#files",
                uploaded_at=now,
                is_blocked=scan == "infected",
                is_picture=False,
                get_scan_display=said,
            )
            for name, size, scan, said in [
                ("plating-test-report.pdf", 1_200_000, "clean", _("Scanned, clean")),
                ("drawing.pdf", 740_000, "unscanned", _("Not scanned")),
                ("quotation.pdf", 90_000, "infected", _("Blocked by the virus scan")),
            ]
        ],
        "chips": [{"label": _("Korea"), "url": "#chips"}, {"label": "HRC > 48", "url": "#chips"}],
        "facets": [
            {
                "name": "country",
                "label": _("Country of origin"),
                "kind": "values",
                "links": False,
                "first": [{"value": "KR", "label": _("Korea"), "count": 1204, "chosen": True}],
                "rest": [{"value": "DE", "label": _("Germany"), "count": 3, "chosen": False}],
            },
            {
                "name": "bore",
                "label": _("Bore"),
                "kind": "range",
                "names": ("bore.from", "bore.to"),
                "unit": "mm",
                "low": "10",
                "high": "90",
                "there": "10–90",
                "given_low": "20",
                "given_high": "",
                "fault": "",
                "count": 41,
                "chart_width": 96,
                "bars": [
                    {"x": x, "y": 32 - height, "width": 22, "height": height}
                    for x, height in ((0, 8), (24, 30), (48, 14), (72, 4))
                ],
            },
        ],
        "page_obj": Paginator(range(120), 12).page(4),
        "trail": [(_("Front page"), "#"), (_("Components"), "")],
        "points": [3, 5, 4, 6, 8, 7, 9],
        "tray": ["DR-320", "SR-50"],
        "soon": now + timedelta(days=2, hours=3),
        "later": now + timedelta(days=9),
        "past": now - timedelta(days=3),
        "amount": Decimal(1_108_000_000),
        "stack": charts.figure(
            title=_("Total cost of ownership, 5 years"),
            basis=_("Million won · invented figures"),
            finding=_("Nuri Coating costs least over five years."),
            draw=charts.stacked(stacks, ["f1", "f2", "f3", "f4"], write=lambda value: f"{value:,.0f}"),
            keys=[charts.Key(f"f{place}", name) for place, name in enumerate(parts, start=1)],
            table=charts.Table([_("Bidder"), *parts], [(s.name, *s.values) for s in stacks], _("Show as a table")),
        ),
        "flow": _flow(),
        "waterfall": _waterfall(),
        **award_example(Decimal(100_000_000), [Decimal(b) for b in (68_000_000, 78_500_000, 88_000_000, 92_000_000)]),
    }
