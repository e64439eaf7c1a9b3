"""Doors of commitments and drawdowns: the list, one of each, what can be done now."""

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from portal.audit.queries import timeline_of
from portal.display import day_text, money_full
from portal.http import page, reads, writes
from portal.paging import Paginator
from sharedgrowth.funds.models import Commitment, Drawdown
from sharedgrowth.funds.queries import lines as queries
from sharedgrowth.funds.registry import programme_name, purposes
from sharedgrowth.funds.states import CommitmentState, DrawdownState
from sharedgrowth.funds.views import drawdown_deeds
from sharedgrowth.funds.views.deeds import perform, possible
from sharedgrowth.funds.views.funds import home

PER_PAGE = 30


def commitment_url(commitment: Commitment) -> str:
    """Its page."""
    return reverse("funds:commitment-detail", args=[commitment.uid])


def drawdown_url(drawdown: Drawdown) -> str:
    """Its page."""
    return reverse("funds:drawdown-detail", args=[drawdown.uid])


def commitments_of(request: HttpRequest) -> tuple[QuerySet[Commitment], str]:
    """What the list shows, and the state that was asked for."""
    found = queries.commitments_visible_to(request.user)
    wanted = request.GET.get("state", "")
    return found.filter(state=wanted) if wanted in CommitmentState.values else found, wanted


@reads
def commitment_list(request: HttpRequest) -> HttpResponse:
    """What is promised, the newest first."""
    found, wanted = commitments_of(request)
    context = {
        "trail": [home(), (_("Commitments"), "")],
        "results": Paginator(found, PER_PAGE).get_page(request.GET.get("page")),
        "states": CommitmentState.choices,
        "state": wanted,
    }
    return page(request, "funds/commitment_list.html", context)


def drawdowns_of(request: HttpRequest) -> tuple[QuerySet[Drawdown], str]:
    """What the list shows, and the state that was asked for."""
    found = queries.drawdowns_visible_to(request.user)
    wanted = request.GET.get("state", "")
    if wanted in DrawdownState.values:
        found = found.filter(state=wanted)
    return found.filter(sampled=True) if request.GET.get("sampled") else found, wanted


@reads
def drawdown_list(request: HttpRequest) -> HttpResponse:
    """Payments that are asked for, checked, approved, paid, audited."""
    found, wanted = drawdowns_of(request)
    context = {
        "trail": [home(), (_("Payments from the funds"), "")],
        "results": Paginator(found, PER_PAGE).get_page(request.GET.get("page")),
        "states": DrawdownState.choices,
        "state": wanted,
    }
    return page(request, "funds/drawdown_list.html", context)


def commitment_or_404(request: HttpRequest, uid: UUID) -> Commitment:
    """A commitment that this person sees."""
    return get_object_or_404(queries.commitments_visible_to(request.user), uid=uid)


@reads
def commitment_detail(request: HttpRequest, uid: UUID) -> HttpResponse:
    """How much is promised, drawn and left; its payments."""
    commitment, user = commitment_or_404(request, uid), request.user
    purpose = purposes.get(commitment.thing_type)
    context = {
        "trail": [home(), (_("Commitments"), reverse("funds:commitment-list")), (commitment.number, "")],
        "commitment": commitment,
        "facts": _commitment_facts(commitment),
        "line_name": programme_name(commitment.line.programme),
        "thing_url": purpose.url(commitment.thing_id) if purpose is not None else "",
        "drawdowns": commitment.drawdowns.order_by("pk"),
        "deeds": possible(drawdown_deeds.COMMITMENT, commitment, user, base=commitment_url(commitment)),
        "entries": timeline_of(commitment) if user.is_internal else None,
        "staff": user.is_internal,
    }
    return page(request, "funds/commitment_detail.html", context)


def _commitment_facts(commitment: Commitment) -> list[dict[str, Any]]:
    currency = commitment.line.year.fund.currency
    pending = queries.pending_of(commitment)
    left = commitment.amount - commitment.released - commitment.drawn - pending
    amounts = [
        (pgettext("fund", "Promised"), commitment.amount),
        (_("Released"), commitment.released),
        (pgettext("fund", "Paid"), commitment.drawn),
        (pgettext("fund", "Asked for"), pending),
        (_("Left"), left),
    ]
    return [
        {"label": _("Company"), "value": commitment.company.name, "note": commitment.company.number},
        *({"label": label, "value": money_full(amount, currency), "note": ""} for label, amount in amounts),
    ]


@writes(shows_form=True)
def commitment_deed(request: HttpRequest, uid: UUID, deed: str) -> HttpResponse:
    """What can be done with a commitment."""
    commitment = commitment_or_404(request, uid)
    back = commitment_url(commitment)
    trail = [home(), (commitment.number, back)]
    return perform(
        request, drawdown_deeds.COMMITMENT, deed, commitment, back=back, trail=trail, name=commitment.purpose
    )


def _drawdown_or_404(request: HttpRequest, uid: UUID) -> Drawdown:
    return get_object_or_404(queries.drawdowns_visible_to(request.user), uid=uid)


@reads
def drawdown_detail(request: HttpRequest, uid: UUID) -> HttpResponse:
    """One payment: its evidence, its invoices, who checked and approved it, how it is paid."""
    drawdown, user = _drawdown_or_404(request, uid), request.user
    commitment = drawdown.commitment
    currency = commitment.line.year.fund.currency
    facts = [
        {"label": _("Company"), "value": commitment.company.name, "note": commitment.company.number},
        {"label": _("Amount"), "value": money_full(drawdown.amount, currency), "note": ""},
        {"label": pgettext("fund", "Tranche"), "value": drawdown.tranche, "note": commitment.number},
        {"label": pgettext("fund", "Asked for"), "value": day_text(drawdown.requested_at, "day"), "note": ""},
    ]
    if drawdown.paid_on:
        facts.append({"label": _("Paid on"), "value": day_text(drawdown.paid_on, "day"), "note": drawdown.reference})
    context = {
        "trail": [home(), (commitment.number, commitment_url(commitment)), (drawdown.number, "")],
        "drawdown": drawdown,
        "facts": facts,
        "files": drawdown.evidence.order_by("pk"),
        "deeds": possible(drawdown_deeds.DRAWDOWN, drawdown, user, base=drawdown_url(drawdown)),
        "entries": timeline_of(drawdown) if user.is_internal else None,
        "pays": user.has_role("FI", "AU", "CP", "SA", "SF"),
    }
    return page(request, "funds/drawdown_detail.html", context)


@writes(shows_form=True)
def drawdown_deed(request: HttpRequest, uid: UUID, deed: str) -> HttpResponse:
    """What can be done with a drawdown."""
    drawdown = _drawdown_or_404(request, uid)
    back = drawdown_url(drawdown)
    trail = [home(), (drawdown.number, back)]
    name = drawdown.commitment.purpose
    return perform(request, drawdown_deeds.DRAWDOWN, deed, drawdown, back=back, trail=trail, name=name)
