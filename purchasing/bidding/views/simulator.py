"""The rule simulator for everybody: the code that decides awards, asked with bids of one's own. Nothing is kept."""

from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from portal import charts
from portal.display import money_full
from portal.http import page, public, reads
from portal.throttles import throttled
from purchasing.bidding import rules
from purchasing.bidding.forms.what_if import SimulatorForm
from purchasing.bidding.queries import what_if
from purchasing.bidding.queries.calculations import won_text
from purchasing.bidding.queries.simulation import simulation
from purchasing.bidding.rules.sensitivity import EXTRA, Stretch, TooManyBorders, one_more, without_each

EXAMPLE = {
    "method": "LPL_POSCO",
    "base_won": "100,000,000",
    "bids": "68,000,000\n78,500,000\n88,000,000\n92,000,000\n97,000,000",
    "min_bids": 2,
}
MOST_FOR_SENSITIVITY = 25


@public
@reads
@throttled("search")
def simulator(request: HttpRequest) -> HttpResponse:
    """Form and, once there are bids, the result with its whole calculation."""
    asked = "bids" in request.GET and "change" not in request.GET  # "change": the figures of another rule first
    terms = what_if.terms_today()
    typed = {name: request.GET[name] for name in ("method", "base_won", "bids", "min_bids") if request.GET.get(name)}
    initial = EXAMPLE | typed
    form = SimulatorForm(request.GET if asked else None, terms=terms, initial=initial)
    context: dict[str, Any] = {
        "form": form,
        "changed": "change" in request.GET,
        "trail": [(_("Tenders"), reverse("bidding:tender-list")), (_("Rule simulator"), "")],
        "rule_words": dict(form.fields["method"].choices)[form.way.value],
    }
    status = 200
    if asked and form.is_valid():
        context |= simulated(form)
    elif asked:
        status = 422
    return page(request, "bidding/simulator.html", context, part="bidding/_simulated.html", status=status)


def simulated(form: SimulatorForm) -> dict[str, Any]:
    """What the rule makes of the bids, with its ladder and how far one bid moves it."""
    tried = simulation(form.rule, form.params(), bids=form.cleaned_data["bids"], base_won=form.cleaned_data["base_won"])
    return {
        "result": tried.result,
        "rows": tried.rows,
        "winner": tried.winner,
        "limit_won": tried.limit_won,
        "steps": tried.steps,
        "failed": tried.failed,
        "version": tried.version,
        "rule_sentences": tried.sentences,
        "base_won": tried.base_won,
        "chart": _ladder(tried.rows, tried.result, tried.base_won, tried.waits),
        # where low bids are explained who wins depends on explanations, and a trial has none
        "sensitivity": None
        if form.rule.explains
        else sensitivity(form.rule, tried.offers, tried.engine, tried.base_won, tried.names),
    }


def _ladder(rows: Sequence[dict[str, Any]], result: rules.Evaluation, base_won: Decimal, waits: str) -> SafeString:
    rungs = [
        charts.Rung(
            row["name"],
            row["price_won"],
            row["standing"],
            f"{money_full(row['price_won'])} {row['words'] if row['standing'] != 'ok' else ''}".strip(),
        )
        for row in rows
    ]
    levels = [charts.Level("base", base_won, f"{_('Base price')} {money_full(base_won)}")]
    if result.limit is not None:
        if result.limit.mean is not None:
            mean = Decimal(result.limit.mean.numerator) / Decimal(result.limit.mean.denominator)
            levels.insert(0, charts.Level("mean", mean, f"{_('Bid mean')} {money_full(mean.quantize(Decimal(1)))}"))
        shown_won = result.limit.shown_won
        levels.insert(0, charts.Level("limit", shown_won, f"{_('Floor')} {money_full(shown_won)}"))
    winner = next((row for row in rows if row["standing"] == "win"), None)
    finding = (
        _("%(name)s wins with %(price)s.") % {"name": winner["name"], "price": money_full(winner["price_won"])}
        if winner
        else waits or _("No bid wins.")
    )
    keys = [charts.Key("fpri", _("Wins")), charts.Key("f5", _("Valid")), charts.Key("", _("Excluded"), "hatch")]
    return charts.figure(
        title=_("Price ladder"),
        basis=_("Won, without VAT · across: percent of the base price"),
        finding=finding,
        draw=charts.ladder(rungs, base=base_won, levels=levels),
        keys=keys,
        widths=charts.FULL_WIDTHS,
    )


# How far one bid moves the result ------------------------------------------------------------------------------------
def sensitivity(
    rule: rules.Method,
    offers: Sequence[rules.Offer],
    engine: Callable[..., rules.Evaluation],
    base_won: Decimal,
    names: dict[int, str],
) -> dict[str, Any] | None:
    """What one bid less, or one bid more, would change; None where no bid leans on others, or there are too many.

    One bid more is a price alone: where the rule looks at points or total cost there is none to imagine.
    """
    prices = [int(offer.price_won) for offer in offers if offer.responsive]
    if not rule.leans_on_bids or not 2 <= len(prices) <= MOST_FOR_SENSITIVITY:
        return None
    whole = engine(offers)
    winner = whole.first.offer.bid_id if whole.first else None
    less = [
        {
            "name": names[each.bid_id],
            "limit_won": each.limit_won,
            "winner": names.get(each.winner, "") if each.winner is not None else "",
            "excluded": [names[bid] for bid in sorted(each.excluded)],
            "decides": each.changes_excluded and each.bid_id != winner,
            "changes_winner": each.changes_winner,
            "is_winner": each.bid_id == winner,
        }
        for each in without_each(offers, engine)
    ]
    low, high = max(min(prices) * 7 // 10, 1), max(max(prices), int(base_won)) * 3 // 2
    alone = not (rule.needs_points or rule.needs_cost)
    try:
        stretches = one_more(offers, engine, from_won=low, to_won=high) if alone else []
    except TooManyBorders:
        stretches = []
    more = [_stretch(each, names) for each in stretches]
    return {"less": less, "more": more, "deciding": [row["name"] for row in less if row["decides"]]}


def _stretch(each: Stretch, names: dict[int, str]) -> dict[str, Any]:
    return {
        "from_won": each.from_won,
        "to_won": each.to_won,
        "winner": _("the extra bid itself")
        if each.winner == EXTRA
        else names.get(each.winner or 0, "")
        if each.winner is not None
        else "",
        "excluded": [names[bid] for bid in sorted(each.excluded)],
        "limit": [won_text(limit) for limit in (each.limit_from_won, each.limit_to_won) if limit is not None],
    }
