"""Doors of early draws: the offer, the quote, the confirmation; and the buyer's rates."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from portal.display import day_text, money_full
from portal.errors import RuleBroken, WrongState
from portal.http import page, page_now, reads, see, writes
from portal.policy import require
from purchasing.payments import policies, queries, rules, services
from purchasing.payments.forms.receivables import ConfirmDrawForm, DrawForm, RateForm
from purchasing.payments.models import BuyerRate, DrawQuote, Receivable
from purchasing.payments.states import RateKind
from purchasing.payments.views.receivables import beside, receivable_or_404, receivable_url, trail


def rate_text(rate) -> str:
    """4.2%."""
    return f"{(rate * 100).normalize():f}%"


@writes(shows_form=True)
def receivable_draw(request: HttpRequest, uid: UUID) -> HttpResponse:
    """How much to draw; what all that is left would bring stands beside it."""
    receivable = receivable_or_404(request, uid)
    require(policies.may_draw(request.user, receivable))
    form = DrawForm(request.POST or None)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                quote = services.quote_draw(receivable, **form.cleaned_data, by=request.user)
            except RuleBroken as refusal:
                beside(form, refusal)
                status = 409 if isinstance(refusal, WrongState) else 422
            else:
                return see(request, receivable_url(receivable, "draw-quote", quote.uid))
    context = {
        "trail": trail((receivable.number, receivable_url(receivable)), (_("Draw early"), "")),
        "receivable": receivable,
        "form": form,
        "offer": _offer(receivable, page_now(request)),
        "least": rules.LEAST_DRAW_WON,
        "draws_left": rules.MOST_DRAWS - receivable.draws.count(),
        "most_draws": rules.MOST_DRAWS,
    }
    return page(request, "payments/draw.html", context, status=status)


def _offer(receivable: Receivable, now) -> dict[str, Any] | None:
    """All that is left, drawn at once: for comparison."""
    slot = queries.bank_slot(now)
    rate = queries.rate_on(RateKind.DRAW, slot.day)
    if rate is None or slot.day >= receivable.matures_on or receivable.available <= 0:
        return None
    dates = {"drawn_on": slot.day, "matures_on": receivable.matures_on}
    cost = rules.draw_cost(receivable.available, rate=rate.rate, **dates)
    own = queries.rate_on(RateKind.OWN, slot.day)
    loan = rules.draw_cost(receivable.available, rate=own.rate, **dates) if own else None
    return {
        "cost": cost,
        "slot": slot,
        "rate": rate_text(rate.rate),
        "own_rate": rate_text(own.rate) if own else "",
        "own_cost": loan.charge if loan else None,
        "saved": loan.charge - cost.charge if loan else None,
    }


@writes(shows_form=True)
def draw_quote(request: HttpRequest, uid: UUID, quote: UUID) -> HttpResponse:
    """The quote with its figures; confirmed, it is drawn."""
    receivable = receivable_or_404(request, uid)
    require(policies.may_draw(request.user, receivable))
    found = get_object_or_404(queries.quotes_of(request.user, receivable), uid=quote)
    form = ConfirmDrawForm(request.POST or None)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                made = services.draw(receivable, quote=found, key=form.cleaned_data["key"], by=request.user)
            except RuleBroken as refusal:
                beside(form, refusal)
                status = 409 if isinstance(refusal, WrongState) else 422
            else:
                said = _("Drawn. The bank pays %(net)s on %(day)s.")
                messages.success(request, said % {"net": money_full(made.net), "day": day_text(made.drawn_on, "day")})
                return see(request, receivable_url(receivable))
    context = {
        "trail": trail((receivable.number, receivable_url(receivable)), (_("Quote"), "")),
        "receivable": receivable,
        "quote": found,
        "facts": _quoted(found),
        "form": form,
        "drawn": getattr(found, "draw", None),
        "expired": page_now(request) > found.valid_until,
        "again_url": receivable_url(receivable, "receivable-draw"),
        "rate": rate_text(found.rate),
        "net_text": money_full(found.net),
    }
    return page(request, "payments/draw_quote.html", context, status=status)


def _quoted(quote: DrawQuote) -> list[dict[str, Any]]:
    return [
        {"label": _("Drawn"), "value": money_full(quote.amount), "note": quote.receivable.number},
        {"label": _("Rate a year"), "value": rate_text(quote.rate), "note": _("the buyer's, the same for every tier")},
        {
            "label": _("Days"),
            "value": str(quote.days),
            "note": _("%(first)s to %(last)s")
            % {"first": day_text(quote.drawn_on, "day"), "last": day_text(quote.receivable.matures_on, "day")},
        },
        {
            "label": _("Charge"),
            "value": money_full(quote.charge),
            "note": _("amount × rate × days ÷ 365, rounded down"),
        },
        {"label": _("Paid out"), "value": money_full(quote.net), "note": day_text(quote.drawn_on, "day")},
    ]


@reads
def rate_list(request: HttpRequest) -> HttpResponse:
    """The rates in force and their history."""
    require(policies.may_see_rates(request.user))
    return _rates(request, RateForm() if policies.may_enter_rate(request.user) else None)


def _rates(request: HttpRequest, form, status: int = 200) -> HttpResponse:
    user = request.user
    day = queries.bank_slot(page_now(request)).day
    rows = list(BuyerRate.objects.select_related("proposed_by", "decided_by").order_by("-valid_from", "-id")[:60])
    if not user.is_internal:
        rows = [row for row in rows if row.state == "confirmed"]
    for row in rows:
        row.text = rate_text(row.rate)
        row.decides = row.state == "proposed" and bool(policies.may_decide_rate(user, row))
    in_force = [(kind.label, queries.rate_on(kind, day)) for kind in RateKind]
    context = {
        "trail": trail((_("Rates"), "")),
        "rows": rows,
        "facts": [
            {
                "label": label,
                "value": rate_text(rate.rate) if rate else "—",
                "note": _("since %(day)s") % {"day": day_text(rate.valid_from, "day")} if rate else "",
            }
            for label, rate in in_force
        ],
        "form": form,
        "names": user.is_internal,
    }
    return page(request, "payments/rate_list.html", context, status=status)


@writes
def rate_propose(request: HttpRequest) -> HttpResponse:
    """Enter a rate."""
    require(policies.may_enter_rate(request.user))
    form = RateForm(request.POST)
    if form.is_valid():
        try:
            services.propose_rate(**form.cleaned_data, by=request.user)
        except RuleBroken as refusal:
            beside(form, refusal)
        else:
            messages.success(request, _("Entered. It holds once another person has confirmed it."))
            return see(request, reverse("payments:rate-list"))
    return _rates(request, form, 422)


@writes
def rate_decide(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Confirm or refuse a rate that another person entered."""
    require(policies.may_see_rates(request.user))
    rate = get_object_or_404(BuyerRate.objects, uid=uid)
    confirm = request.POST.get("confirm") == "yes"
    services.decide_rate(rate, confirm=confirm, by=request.user)
    messages.success(request, _("Confirmed.") if confirm else _("Refused."))
    return see(request, reverse("payments:rate-list"))
