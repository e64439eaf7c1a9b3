"""The rule simulator for everybody: the code that decides awards, asked with bids of one's own. Nothing is kept."""

from collections.abc import Callable, Sequence
from decimal import Decimal
from functools import partial
from string import ascii_uppercase
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
from purchasing.bidding.forms.what_if import BidIn, SimulatorForm
from purchasing.bidding.queries import what_if
from purchasing.bidding.queries.step_words import step_shown
from purchasing.bidding.rules.sensitivity import EXTRA, Engine, Stretch, TooManyBorders, one_more, without_each
from purchasing.bidding.views.award_rules import rule_words
from purchasing.bidding.views.ladder import won_text
from purchasing.bidding.views.methods import trigger_words

SEED = "simulator"  # of what a rule draws: the same for everybody, so that an address shows the same to everybody
EXAMPLE = {
    "method": "LPL_POSCO",
    "base_won": "100,000,000",
    "bids": "68,000,000\n78,500,000\n88,000,000\n92,000,000\n97,000,000",
    "min_bids": 2,
}
MOST_FOR_SENSITIVITY = 25
OUTCOMES = {
    rules.Outcome.IN_RANGE: ("ok", "mute"),
    rules.Outcome.EXCLUDED_LOW: ("out", "bad"),
    rules.Outcome.EXCLUDED_HIGH: ("out", "bad"),
    rules.Outcome.NON_RESPONSIVE: ("out", "bad"),
}


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
    """What the rule makes of the bids: for the page and for programs."""
    bids: list[BidIn] = form.cleaned_data["bids"]
    base_won: Decimal = form.cleaned_data["base_won"]
    offers = [_offer(number, bid, form.rule) for number, bid in enumerate(bids)]
    notice = rules.notice_from(form.params())
    engine = partial(rules.evaluate, notice=notice, base_won=base_won, seed=SEED, draw=SEED)
    result = engine(offers)
    names = {offer.bid_id: name_of(offer.bid_id) for offer in offers}
    return told(result, names, base_won, engine, offers) | {
        # where low bids are explained who wins depends on explanations, and a trial has none
        "sensitivity": None if form.rule.explains else sensitivity(form.rule, offers, engine, base_won, names),
        "version": rules.version_of(notice),
        "rule_sentences": rule_words(form.params()),
        "base_won": base_won,
    }


def _offer(number: int, bid: BidIn, rule: rules.Method) -> rules.Offer:
    return rules.Offer(
        bid_id=number,
        price_won=bid.price_won,
        bidder=f"SIM-{number:02d}",
        ranked_won=bid.extra if rule.needs_cost else None,
        points=bid.extra if rule.needs_points else None,
        picks=bid.picks,
    )


def name_of(number: int) -> str:
    """Bidders are A, B, …, then A2, B2, …"""
    round_, letter = divmod(number, 26)
    return _("Bidder %(letter)s") % {"letter": f"{ascii_uppercase[letter]}{round_ + 1 if round_ else ''}"}


def told(
    result: rules.Evaluation, names: dict[int, str], base_won: Decimal, engine: Engine, offers: Sequence[rules.Offer]
) -> dict[str, Any]:
    """A result for the page: verdicts with reasons, the steps of the calculation, the ladder."""
    first = result.first
    asks = {ask.offer.bid_id: ask for ask in result.asks}
    rows = []
    for ruled in result.ruled:
        standing, kind = OUTCOMES[ruled.outcome]
        wins = first is not None and first.offer.bid_id == ruled.offer.bid_id
        words = _("Wins") if wins else _("Valid") if standing == "ok" else _("Excluded")
        why = what_if.reason_of(ruled)
        if ask := asks.get(ruled.offer.bid_id):
            wins, words, kind = False, _("To be explained"), "warn"
            why = " ".join(trigger_words(rules.step_document(trigger)) for trigger in ask.triggers)
        rows.append(
            _row(ruled.offer, names, base_won)
            | {
                "rank": ruled.rank,
                "standing": "win" if wins else standing,
                "kind": "win" if wins else kind,
                "words": words,
                "verdict": "to_explain" if ask else "wins" if wins else "valid" if standing == "ok" else "excluded",
                "why": why,
            }
        )
    judged = {ruled.offer.bid_id for ruled in result.ruled}  # a tender with too few bids fails before any is judged
    rows += [_row(offer, names, base_won) for offer in offers if offer.bid_id not in judged]
    rows.sort(key=lambda row: row["price_won"])
    waits = _waits(result, names, engine, offers)
    return {
        "result": result,
        "rows": rows,
        "winner": next((row for row in rows if row["standing"] == "win"), None),
        "limit_won": result.limit.shown_won if result.limit else None,
        "steps": [step_shown(step.name, step.formula, step.numbers, step.result) for step in result.trace],
        "failed": waits or _failed(result),
        "chart": _ladder(rows, result, base_won, waits),
    }


def _row(offer: rules.Offer, names: dict[int, str], base_won: Decimal) -> dict[str, Any]:
    """A bid before it is judged."""
    return {
        "name": names[offer.bid_id],
        "price_won": offer.price_won,
        "of_base_pct": what_if.percent_of(offer.price_won, base_won),
        "rank": None,
        "standing": "ok",
        "kind": "mute",
        "words": _("Not judged"),
        "verdict": "not_judged",
        "why": "",
    }


def _waits(result: rules.Evaluation, names: dict[int, str], engine: Engine, offers: Sequence[rules.Offer]) -> str:
    """What the explanation of the first in rank decides, where its price looks low; empty where nothing waits."""
    if result.first is None or result.first.offer.bid_id not in {ask.offer.bid_id for ask in result.asks}:
        return ""
    leads = result.first.offer.bid_id
    refused = engine([offer._replace(explained=False) if offer.bid_id == leads else offer for offer in offers])
    first = names[leads]
    if refused.first is None:
        return _("%(first)s has to explain its price: it wins if the explanation holds, else nobody does.") % {
            "first": first
        }
    told = {"first": first, "other": names[refused.first.offer.bid_id]}
    if refused.first.offer.bid_id in {ask.offer.bid_id for ask in refused.asks}:
        return (
            _("%(first)s has to explain its price: it wins if the explanation holds, else %(other)s explains its own.")
            % told
        )
    return _("%(first)s has to explain its price: it wins if the explanation holds, else %(other)s does.") % told


def _failed(result: rules.Evaluation) -> str:
    match result.failure:
        case rules.Failure.TOO_FEW:
            return _("No award: fewer valid bids than needed.")
        case rules.Failure.ALL_BELOW:
            return _("No award: every bid is too low.")
        case rules.Failure.ALL_ABOVE:
            return _("No award: every bid is too high.")
        case rules.Failure.NONE_LEFT:
            return _("No award: some bids are too low, some too high or not qualified.")
        case _:
            return ""


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
