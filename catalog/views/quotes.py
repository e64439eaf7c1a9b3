"""Doors of the buyer's requests for quotes: ask, look, compare, decide, cancel."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from catalog import policies
from catalog.forms.dealing import DecideForm, QuoteRequestForm, WhyForm
from catalog.models import Product, QuoteInvitation, QuoteRequest
from catalog.queries.products import published_products
from catalog.queries.quotes import (
    Comparison,
    all_answered,
    are_amounts_readable,
    compared_quotes,
    lines_of,
    quote_requests_visible_to,
    with_answers,
)
from catalog.registry import quote_deeds
from catalog.services import quotes as services
from catalog.states import QuoteState, RequestedState
from catalog.views.acting import acted
from catalog.views.compare import tray_of
from portal.audit.models import AuditEntry
from portal.calendar import next_business_day
from portal.clock import SEOUL
from portal.display import money_full
from portal.errors import RuleBroken
from portal.http import page, page_now, reads, see, writes
from portal.paging import Paginator
from portal.policy import require

PER_PAGE = 20
USUAL_DAYS = 7


def _asked_products(request: HttpRequest) -> list[Product]:
    """The published products that are meant, in the order named: ``?products=``, repeated or comma-separated."""
    source = request.POST if request.method == "POST" else request.GET
    uids = []
    for part in ",".join(source.getlist("products")).split(","):
        try:
            uid = UUID(part.strip())
        except ValueError:
            continue
        if uid not in uids:
            uids.append(uid)
    if not uids and request.method != "POST":
        uids = [UUID(uid) for uid in tray_of(request)]
    found = (
        published_products()
        .filter(uid__in=uids[: services.MOST_LINES])
        .select_related("company", "current__class_node")
    )
    by_uid = {product.uid: product for product in found}
    return [by_uid[uid] for uid in uids if uid in by_uid]


@writes(shows_form=True)
def quote_request_new(request: HttpRequest) -> HttpResponse:
    """Ask one or many suppliers, each for its own products."""
    require(policies.may_request_quotes(request.user))
    products = _asked_products(request)
    removed = request.POST.get("remove", "")
    status = 200
    if removed:
        products = [product for product in products if str(product.uid) != removed]
    if request.method == "POST" and not removed:
        form = QuoteRequestForm(request.POST, products=products, now=page_now(request))
        if form.is_valid():
            data = form.cleaned_data
            facts = {
                name: data[name] for name in ("title", "delivery_place", "delivery_on", "closes_at", "message", "key")
            }
            try:
                made = services.request_quotes(form.wanted(), by=request.user, **facts)
            except RuleBroken as refusal:
                form.add_error(form.field_of(refusal.field), str(refusal))
            else:
                messages.success(request, _("Request %(number)s is sent to the suppliers.") % {"number": made.number})
                return see(request, reverse("catalog:quote-request-detail", args=[made.uid]))
        status = 422
    else:
        form = QuoteRequestForm(initial=_typed(request, products), products=products, now=page_now(request))
    context = {"form": form, "products": products, "suppliers": len({product.company_id for product in products})}
    return page(request, "catalog/quote_request_new.html", context, status=status)


def _typed(request: HttpRequest, products: list[Product]) -> dict[str, Any]:
    """What a new form begins with; after a product was taken out, everything that was typed."""
    if request.method == "POST":
        return {name: value for name, value in request.POST.items() if name != "csrfmiddlewaretoken"}
    closes = next_business_day((page_now(request).astimezone(SEOUL) + timedelta(days=USUAL_DAYS)).date())
    typed: dict[str, Any] = {"key": uuid4().hex, "closes_at": f"{closes}T17:00"}
    asked = request.GET.get("qty", "")
    return typed | {f"qty_{product.pk}": asked or product.moq for product in products}


@reads
def quote_request_list(request: HttpRequest) -> HttpResponse:
    """The buyer's requests, latest first."""
    if not request.user.is_internal or not request.user.has_role("RQ", "PO", "AU"):
        raise Http404
    requests = with_answers(quote_requests_visible_to(request.user)).order_by("-id")
    state = request.GET.get("state", "")
    shown = requests.filter(state=state) if state in QuoteState.values else requests
    results = Paginator(shown, PER_PAGE).get_page(request.GET.get("page"))
    tabs = [("", _("All")), *QuoteState.choices]
    context = {"results": results, "state": state if state in QuoteState.values else "", "tabs": tabs}
    return page(request, "catalog/quote_request_list.html", context, part="catalog/_quote_requests.html")


def request_or_404(request: HttpRequest, uid: UUID) -> QuoteRequest:
    """The request, if this reader of the buying organisation may see it."""
    return get_object_or_404(quote_requests_visible_to(request.user), uid=uid)


@reads
def quote_request_detail(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Who was asked and who has answered; amounts once they may be read."""
    return page(request, "catalog/quote_request_detail.html", _detail(request, request_or_404(request, uid)))


def _detail(request: HttpRequest, asked: QuoteRequest, **forms) -> dict[str, Any]:
    now = page_now(request)
    readable = are_amounts_readable(asked, now)
    comparison = compared_quotes(asked) if readable else None
    invitations = list(asked.invitations.select_related("company"))
    may_steer = policies.may_steer(request.user, asked)
    decidable = readable and asked.state in (QuoteState.OPEN, QuoteState.CLOSED)
    entries = AuditEntry.objects.filter(thing_type="catalog.quoterequest", thing_id=str(asked.pk))
    return {
        "asked": asked,
        "lines": lines_of(asked),
        "invitations": invitations,
        "answered": sum(row.state != RequestedState.ASKED for row in invitations),
        "readable": readable,
        "comparison": comparison,
        "table": _table(asked, comparison) if comparison else [],
        "may_steer": may_steer,
        "may_close": bool(may_steer) and asked.state == QuoteState.OPEN and (all_answered(asked) or readable),
        "decide_form": (
            (forms.get("decide") or DecideForm(invitations=_choices(comparison))) if may_steer and decidable else None
        ),
        "cancel_form": (
            (forms.get("cancel") or WhyForm())
            if may_steer and asked.state in (QuoteState.OPEN, QuoteState.CLOSED)
            else None
        ),
        **_made_of(request, asked),
        "entries": entries.select_related("by", "link").order_by("-id")[:50],
    }


def _made_of(request: HttpRequest, asked: QuoteRequest) -> dict[str, Any]:
    """What upper floors have made of it, and what they still can."""
    made = [(deed, deed.made(request, asked)) for deed in quote_deeds]
    return {
        "made": [(deed.icon, *link) for deed, link in made if link],
        "deeds": [deed for deed, link in made if not link and deed.is_offered(request, asked)],
    }


def _choices(comparison: Comparison | None) -> list[tuple[QuoteInvitation, str]]:
    """Who can be chosen, cheapest first, each with its total."""
    columns = comparison.columns if comparison else []
    return [
        (column.invitation, str(money_full(column.total, column.quote.currency)))
        for column in columns
        if column.quote is not None and column.total is not None
    ]


def _table(asked: QuoteRequest, comparison: Comparison) -> list[dict[str, Any]]:
    """The lines as rows, with each supplier's price beside its own product."""
    return [
        {"line": line, "cells": [column.prices.get(line.pk) for column in comparison.columns]}
        for line in lines_of(asked)
    ]


@writes
def quote_request_close(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Everybody has answered: compare before the deadline."""
    asked = services.close_quotes(request_or_404(request, uid), by=request.user)
    messages.success(request, _("No more answers are taken. The quotes can be compared."))
    return see(request, reverse("catalog:quote-request-detail", args=[asked.uid]))


@writes
def quote_request_decide(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Choose a quote, or none."""
    asked = request_or_404(request, uid)
    require(policies.may_steer(request.user, asked))
    readable = are_amounts_readable(asked, page_now(request))
    form = DecideForm(request.POST, invitations=_choices(compared_quotes(asked) if readable else None))

    def act() -> None:
        reason = form.cleaned_data["reason"]
        services.decide_quotes(asked, chosen=form.answer(), reason=reason, by=request.user)

    return _acted(request, asked, form, "decide", act, _("The request is decided. Everybody who was asked is told."))


@writes
def quote_request_cancel(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The need has gone."""
    asked = request_or_404(request, uid)
    require(policies.may_steer(request.user, asked))
    form = WhyForm(request.POST)

    def act() -> None:
        services.cancel_quotes(asked, by=request.user, **form.cleaned_data)

    return _acted(request, asked, form, "cancel", act, _("The request is cancelled. The suppliers are told why."))


def _acted(request: HttpRequest, asked: QuoteRequest, form, name: str, act, done: str) -> HttpResponse:
    """Do it, or show the page again with what is wrong beside its field; nothing typed is lost."""
    place = {
        "url_name": "catalog:quote-request-detail",
        "template": "catalog/quote_request_detail.html",
        "detail": _detail,
    }
    return acted(request, asked, form, name, act, done=done, **place)
