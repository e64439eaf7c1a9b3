"""What-if runs of staff on opened bids: another rule, a split award, how far one bid moves the result."""

from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from portal.errors import RuleBroken, WrongState
from portal.http import page, page_now, reads, see, writes
from portal.policy import require
from purchasing.bidding import policies, queries, rules, services
from purchasing.bidding.forms.methods import initial_of
from purchasing.bidding.forms.what_if import SplitForm, TrialForm
from purchasing.bidding.models import LimitCalc, Tender, WhatIfRun
from purchasing.bidding.queries import what_if
from purchasing.bidding.queries.award_rules import rule_words
from purchasing.bidding.rules.split_award import Limits
from purchasing.bidding.services.screens import engine_of
from purchasing.bidding.states import Method
from purchasing.bidding.views.finding import beside, tender_or_404, trail
from purchasing.bidding.views.shown import address, shown
from purchasing.bidding.views.simulator import sensitivity

LAST_RUNS = 12


@reads
def what_if_detail(request: HttpRequest, key: str) -> HttpResponse:
    """The forms, how much the result leans on single bids, and what was tried before."""
    tender = tender_or_404(request, key)
    require(policies.may_try_what_if(request.user, tender))
    return page(request, "bidding/what_if.html", _context(request, tender))


@writes
def what_if_rule(request: HttpRequest, key: str) -> HttpResponse:
    """Another rule, other figures, or without some bids."""
    tender = tender_or_404(request, key)
    require(policies.may_try_what_if(request.user, tender))
    form = _trial_form(tender, request.POST)
    if form.is_valid():
        try:
            services.run_what_if(
                tender,
                params=form.params(),
                left_out=form.cleaned_data["left_out"],
                rate=form.other_rate(),
                note=form.cleaned_data["note"],
                by=request.user,
            )
        except (RuleBroken, WrongState) as refusal:
            beside(form, refusal)
        else:
            messages.success(request, _("The run is kept below. The result of the tender is as it was."))
            return see(request, address(tender, "what-if") + "#runs-title")
    return page(request, "bidding/what_if.html", _context(request, tender, trial=form), status=422)


@writes
def what_if_split(request: HttpRequest, key: str) -> HttpResponse:
    """A split award within limits."""
    tender = tender_or_404(request, key)
    require(policies.may_try_what_if(request.user, tender))
    form = SplitForm(request.POST, prefix="split")
    if form.is_valid():
        told = form.cleaned_data
        limits = Limits(
            most_winners=told["most_winners"],
            fewest_winners=told["fewest_winners"],
            most_share=told["most_share"] / 100,
            least_share=told["least_share"] / 100,
        )
        try:
            services.run_split(tender, limits=limits, valid_only=told["valid_only"], note=told["note"], by=request.user)
        except (RuleBroken, WrongState) as refusal:
            beside(form, refusal)
        else:
            messages.success(request, _("The run is kept below. The result of the tender is as it was."))
            return see(request, address(tender, "what-if") + "#runs-title")
    return page(request, "bidding/what_if.html", _context(request, tender, split=form), status=422)


def _trial_form(tender: Tender, data: Any = None, method: str = "") -> TrialForm:
    params = tender.params
    names = [
        (ruling.bid.receipt, ruling.bid.company.name)
        for ruling in tender.rulings.filter(price_won__isnull=False).select_related("bid__company")
    ]
    initial: dict[str, Any] = {
        "method": method or params["method"],
        "min_bids": params.get("min_bids"),
        "budget_won": params.get("budget_won"),
        "fixed_on": params.get("fixed_on") or "base",
        "pool_cap": _percent(params.get("pool_cap")),
        "cap_ratio": _percent(params.get("cap_ratio")),
    }
    if initial["method"] == params["method"]:
        told = initial_of(params["method"], queries.notice_of(tender).figures)
        initial |= {f"f_{name}": value for name, value in told.items()}
        if params["method"] == Method.LPL_FIXED:
            initial["ratio"] = _percent(params.get("ratio"))
    rate = Decimal(params["tco"]["rate"]) if "tco" in params else None
    return TrialForm(data, terms=what_if.terms_today(), bids=names, rate=rate, initial=initial)


def _percent(share: str | None) -> str:
    return f"{(Decimal(share) * 100).normalize():f}" if share else ""


def _context(request: HttpRequest, tender: Tender, **forms_in: Any) -> dict[str, Any]:
    view = queries.evaluation_of(request.user, tender)
    rows = view.rows if view else []
    names = {row.bid.receipt: row.name for row in rows}
    by_bid = {row.bid.pk: row.name for row in rows}
    base_won = view.base_price.amount_won if view else None
    calc = LimitCalc.objects.filter(tender=tender, version=tender.evaluation_no).first()
    rule = rules.METHODS[rules.Way(tender.params["method"])]
    trial = forms_in.get("trial") or _trial_form(tender, method=request.GET.get("method", "")[:30])
    return {
        "tender": tender,
        "head": shown(tender, page_now(request), inside=True),
        "trail": trail(tender, _("What if")),
        "trial": trial,
        "split": forms_in.get("split") or SplitForm(prefix="split"),
        "by_line": tender.by_unit_price,
        "runs": [_told(run, names) for run in what_if.what_ifs_of(tender)[:LAST_RUNS]],
        "calc": calc,
        "first": view.first if view else None,
        "sensitivity": sensitivity(rule, queries.offers_for(tender), engine_of(tender), base_won, by_bid)
        if base_won
        else None,
        "leans": rule.leans_on_bids,
        "evaluation_url": address(tender, "evaluation-detail"),
    }


def _told(run: WhatIfRun, names: dict[str, str]) -> dict[str, Any]:
    outcome, changes = run.outcome, run.changes
    told: dict[str, Any] = {"run": run, "is_split": run.kind == WhatIfRun.Kind.SPLIT}
    if told["is_split"]:
        told |= {
            "total_won": _won(outcome.get("total_won")),
            "whole_won": _won(outcome.get("whole_won")),
            "parts": [
                {
                    "name": names.get(receipt, receipt),
                    "won": Decimal(part),
                    "share_pct": Decimal(outcome["shares"][receipt]) * 100,
                    "lines": ", ".join(line for line, to in outcome.get("lines", {}).items() if to == receipt),
                }
                for receipt, part in outcome.get("parts", {}).items()
            ],
            "limits": {
                "winners": f"{changes['fewest_winners']}–{changes['most_winners']}",
                "shares": f"{_percent(changes['least_share']) or 0}–{_percent(changes['most_share'])}%",
            },
        }
        return told
    params = changes.get("params", {})
    return told | {
        "method": str(Method(params["method"]).label),
        "figures": " ".join(rule_words(params)[:1]),
        "rate_pct": _percent(changes.get("rate")),
        "costs": [
            {"name": names.get(receipt, receipt), "won": Decimal(cost)}
            for receipt, cost in sorted(outcome.get("costs_won", {}).items(), key=lambda pair: Decimal(pair[1]))
        ],
        "left_out": [names.get(receipt, receipt) for receipt in changes.get("left_out", [])],
        "limit_won": _won(outcome.get("limit_won")),
        "winner": names.get(outcome.get("winner") or "", ""),
        "price_won": _won(outcome.get("price_won")),
        "excluded": [names.get(receipt, receipt) for receipt in outcome.get("excluded", [])],
        "asks": [names.get(receipt, receipt) for receipt in outcome.get("asks", [])],
    }


def _won(text: str | None) -> Decimal | None:
    return Decimal(text) if text else None
