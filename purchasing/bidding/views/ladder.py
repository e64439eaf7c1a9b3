"""The evaluation ready to show: verdicts with their badges, the formula with its own numbers, and the price ladder."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portal import charts
from portal.display import day_text, money_full
from purchasing.bidding import queries
from purchasing.bidding.models import LimitCalc
from purchasing.bidding.queries import BidRow, EvaluationView
from purchasing.bidding.queries.award_rules import percent
from purchasing.bidding.queries.calculations import trace_shown, won_text
from purchasing.bidding.registry import contract_pages
from purchasing.bidding.rules import Reason, Way, has_floor
from purchasing.bidding.states import FixedOn, Method, RulingState
from purchasing.bidding.views.items import item_matrix

R = RulingState
OUT = frozenset({R.NON_RESPONSIVE, R.EXCLUDED_LOW, R.EXCLUDED_HIGH})
AVERAGED_WITHOUT = frozenset({str(Reason.DROPPED_LOW), str(Reason.DROPPED_HIGH)})  # the rule has no floor
MOST_RUNGS = 20


@dataclass(frozen=True, slots=True)
class Verdict:
    """One bid's row: its standing (win, ok, out), its badge, its figures and the reason in words."""

    row: BidRow
    standing: str
    kind: str
    words: object

    @property
    def price_won(self) -> Decimal | None:
        """The bid's price; None where it stays sealed: the bid was ruled out before the prices were opened."""
        return self.row.ruling.price_won


def verdicts(view: EvaluationView, user) -> dict[str, Any]:
    """What ``_result.html`` and the evaluation page need, for this reader."""
    contract = queries.contract_of(view.approved_decision)
    rows = [_verdict(row, view) for row in view.rows]
    by_price = sorted(rows, key=_by_price)
    out = sum(1 for verdict in rows if verdict.standing == "out")
    return {
        "view": view,
        "tender": view.tender,
        "rows": by_price,
        "valid": len(rows) - out if view.calc else len(rows),
        "out": out,
        "own": next((verdict for verdict in rows if verdict.row.is_own), None),
        "first": next((verdict for verdict in rows if verdict.row.ruling.rank == 1), None),
        "calc": view.calc,
        "formula": formula(view.calc) if view.calc else None,
        "items": item_matrix(view, by_price),
        "chart": chart(view, by_price),
        "approved": view.approved_decision,
        "contract": contract,
        "contract_pages": [page for of in contract_pages if (page := of(user, view.tender))] if contract else [],
        "why_failed": queries.why_failed(view.tender) if view.tender.failure else "",
    }


def _by_price(verdict: Verdict) -> tuple[bool, Decimal, int]:
    """Lowest first; what stays sealed last."""
    return verdict.price_won is None, verdict.price_won or Decimal(0), verdict.row.bid.pk


def _verdict(row: BidRow, view: EvaluationView) -> Verdict:
    state = RulingState(row.ruling.state)
    proposed = view.open_decision
    if row.ruling.cause in AVERAGED_WITHOUT:
        return Verdict(row, "out", "mute", _("Left out of the average"))
    if state in OUT:
        words = {
            R.EXCLUDED_LOW: _("Below the floor"),
            R.EXCLUDED_HIGH: _("Above the ceiling"),
            R.NON_RESPONSIVE: _("Not responsive"),
        }[state]
        return Verdict(row, "out", "bad", words)
    if state == R.AWARDED:
        return Verdict(row, "win", "win", _("Awarded"))
    if state == R.DROPPED:
        return Verdict(row, "out", "mute", _("No longer in line"))
    approved = view.approved_decision
    if approved is not None and approved.bid_id == row.bid.pk:
        return Verdict(row, "win", "win", _("To be awarded"))
    if proposed is not None and proposed.bid_id == row.bid.pk:
        return Verdict(row, "win", "win", _("Proposed"))
    if state == R.OPENED:
        return Verdict(row, "ok", "wait", _("Not evaluated yet") if not view.calc else _("Not compared"))
    if row.ruling.rank == 1 and view.tender.winner_id is None and not view.tender.failure and proposed is None:
        return Verdict(row, "win", "win", _("First in rank"))
    if state == R.RESERVE:
        return Verdict(row, "ok", "mute", _("Reserve"))
    return Verdict(row, "ok", "mute", _("Valid"))


# The formula ---------------------------------------------------------------------------------------------------------
def formula(calc: LimitCalc) -> dict[str, Any]:
    """The calculation with its own numbers: the equation of a price floor, where the method has one, and all steps."""
    told: dict[str, Any] = {
        "shape": "",
        "steps": trace_shown(calc),
        "floor": calc.limit_won is not None,
        "floorless": not has_floor(Way(calc.params["method"]), calc.params.get("figures") or {}),
    }
    method, on_mean = calc.params["method"], calc.params.get("fixed_on") == FixedOn.MEAN
    numerator, denominator, shown = calc.limit_numerator, calc.limit_denominator, calc.limit_won
    if numerator is None or denominator is None or shown is None or method not in (Method.LPL_POSCO, Method.LPL_FIXED):
        return told
    exact = numerator / denominator
    return told | {
        "shape": "posco" if method == Method.LPL_POSCO else "mean" if on_mean else "base",
        "sum": won_text(calc.pool_sum_won),
        "count": calc.pool_count,
        "mean": won_text(calc.mean_won) if calc.mean_won is not None else "",
        "base": won_text(calc.base_won),
        "average": won_text(calc.average_won) if calc.average_won is not None else "",
        "ratio": percent(calc.params["ratio"]),
        "exact": won_text(exact),
        "shown": won_text(shown),
        "rounded": exact != shown,
    }


# The chart -----------------------------------------------------------------------------------------------------------
def chart(view: EvaluationView, rows: list[Verdict]) -> SafeString | None:
    """The price ladder; None when there is no bid to draw."""
    drawn = [(verdict, verdict.price_won) for verdict in rows if verdict.price_won is not None][:MOST_RUNGS]
    if not drawn or view.base_price.amount_won is None:
        return None
    base, calc = view.base_price.amount_won, view.calc
    rungs = [
        charts.Rung(
            verdict.row.name,
            price_won,
            verdict.standing,  # type: ignore[arg-type]
            f"{money_full(price_won)} {verdict.words if verdict.standing != 'ok' else ''}".strip(),
        )
        for verdict, price_won in drawn
    ]
    levels = [charts.Level("base", base, f"{_('Base price')} {money_full(base)}")]
    if reserve_won := reserve_of(calc):
        levels.append(charts.Level("mean", reserve_won, f"{_('Reserve price')} {money_full(reserve_won)}"))
    if calc and calc.mean_won is not None:
        levels.insert(0, charts.Level("mean", calc.mean_won, f"{_('Bid mean')} {money_full(calc.mean_won)}"))
    if calc and calc.limit_won is not None:
        floor = f"{_('Floor')} {money_full(calc.limit_won)}"
        levels.insert(0, charts.Level("limit", calc.limit_won, floor))
    opened = day_text(view.tender.opened_at, "short") if view.tender.opened_at else ""
    others = dict.fromkeys(str(verdict.words) for verdict, _price in drawn if verdict.standing == "ok")
    keys = [charts.Key("f5", " · ".join(others))] if others else []
    if any(verdict.standing == "win" for verdict, _price in drawn):
        keys.insert(0, charts.Key("fpri", next(str(v.words) for v, _price in drawn if v.standing == "win")))
    if calc and calc.limit_won is not None:
        keys.append(charts.Key("", _("Below the floor"), "hatch"))
    return charts.figure(
        title=_("Price ladder"),
        basis=_("Won, without VAT · across: percent of the base price · opened %(when)s") % {"when": opened},
        finding=_finding(view, rows),
        draw=charts.ladder(rungs, base=base, levels=levels),
        keys=keys,
        widths=charts.FULL_WIDTHS,
    )


def reserve_of(calc: LimitCalc | None) -> Decimal | None:
    """The reserve price that was drawn at the opening, where the award rule draws one."""
    trace = ((calc.document or {}).get("result") or {}).get("trace", []) if calc else []
    return next((Decimal(line["result"]) for line in trace if line["name"] == "reserve"), None)


def _lowest_valid(rows: list[Verdict]) -> Decimal | None:
    """The lowest price of those that are not out."""
    prices = [verdict.price_won for verdict in rows if verdict.standing != "out" and verdict.price_won is not None]
    return min(prices, default=None)


def _finding(view: EvaluationView, rows: list[Verdict]) -> str:
    """The chart in one sentence."""
    low = [verdict for verdict in rows if verdict.row.ruling.state == R.EXCLUDED_LOW]
    winner = next((verdict for verdict in rows if verdict.standing == "win"), None)
    count = ngettext("%(count)d bid.", "%(count)d bids.", len(rows)) % {"count": len(rows)}
    parts = [count]
    if view.calc and view.calc.limit_won is not None:
        below = ngettext(
            "%(count)d lies below the price floor of %(limit)s.",
            "%(count)d lie below the price floor of %(limit)s.",
            len(low),
        )
        parts.append(below % {"count": len(low), "limit": money_full(view.calc.limit_won)})
    if winner:
        parts.append(
            _("%(name)s with %(price)s is the lowest of the others.")
            % {"name": winner.row.name, "price": money_full(winner.price_won)}
            if winner.row.ruling.rank == 1 and winner.price_won == _lowest_valid(rows)
            else _("%(name)s is chosen with %(price)s.")
            % {"name": winner.row.name, "price": money_full(winner.price_won)}
        )
    return " ".join(parts)
