"""Doors of the house terms by date: what holds, what is proposed, and who approves it."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from portal.audit.queries import timeline_of
from portal.clock import SEOUL
from portal.errors import NotAllowed, RuleBroken, WrongState
from portal.http import page, page_now, reads, see, writes
from portal.policy import require
from purchasing.bidding import policies, queries, services
from purchasing.bidding.forms.terms import DeclineTermsForm, TermsForm
from purchasing.bidding.models import TermsProposal
from purchasing.bidding.states import TermsState
from purchasing.bidding.views.finding import beside


def _trail(words: object = "") -> list[tuple[object, str]]:
    home = (_("Bidding terms"), reverse("bidding:terms-list") if words else "")
    return [(_("Tenders"), reverse("bidding:tender-list")), home] + ([(words, "")] if words else [])


@reads
def terms_list(request: HttpRequest) -> HttpResponse:
    """Every figure of the house with the days from which it holds; proposals above."""
    if not request.user.is_internal:
        raise NotAllowed(_("The house terms are shown to the buyer's staff; each notice tells the figures that hold."))
    on = page_now(request).astimezone(SEOUL).date()
    versions = list(queries.terms_by_date()[:5])
    now = queries.terms_on(on)
    texts = [queries.terms_as_text(terms) for terms in versions]
    rows = [
        {"label": str(field.verbose_name), "values": [_told(text[field.name]) for text in texts]}
        for field in queries.terms_fields()
    ]
    context = {
        "trail": _trail(),
        "versions": [{"terms": terms, "now": terms.pk == now.pk} for terms in versions],
        "rows": rows,
        "proposals": list(queries.proposals_of_terms()[:20]),
        "may_propose": policies.may_propose_terms(request.user),
    }
    return page(request, "bidding/terms_list.html", context)


@writes(shows_form=True)
def terms_propose(request: HttpRequest) -> HttpResponse:
    """A purchasing officer enters the terms of a day to come."""
    require(policies.may_propose_terms(request.user))
    latest = queries.terms_by_date().first()
    if latest is None:
        raise AssertionError("there are no terms")
    form = TermsForm(request.POST if request.method == "POST" else None, now=latest)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                proposal = services.propose_terms(
                    valid_from=form.cleaned_data["valid_from"],
                    reason=form.cleaned_data["reason"],
                    values=form.answers(),
                    by=request.user,
                )
            except WrongState as refusal:
                form.add_error(None, str(refusal))
                status = 409
            except RuleBroken as refusal:
                beside(form, refusal)
            else:
                messages.success(request, _("The terms are proposed. A second person approves them."))
                return see(request, reverse("bidding:terms-detail", args=[proposal.uid]))
    context = {"trail": _trail(_("New terms")), "form": form}
    return page(request, "bidding/terms_form.html", context, status=status)


@reads
def terms_detail(request: HttpRequest, uid: UUID) -> HttpResponse:
    """What a proposal changes, and what became of it."""
    return _show(request, _proposal(request, uid))


def _show(request: HttpRequest, proposal: TermsProposal, status: int = 200, **more: Any) -> HttpResponse:
    user = request.user
    waits = proposal.state == TermsState.PROPOSED
    changes = queries.changes_of(proposal)
    context = {
        "trail": _trail(proposal.valid_from),
        "proposal": proposal,
        "changes": [change for change in changes if change.differs],
        "same": sum(1 for change in changes if not change.differs),
        "may_decide": policies.may_decide_terms(user, proposal) if waits else None,
        "may_withdraw": waits and bool(policies.may_withdraw_terms(user, proposal)),
        "decline_form": DeclineTermsForm(),
        "entries": timeline_of(proposal),
        "error": "",
    } | more
    return page(request, "bidding/terms_detail.html", context, status=status)


@writes
def terms_approve(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The second person."""
    proposal = _proposal(request, uid)
    require(policies.may_decide_terms(request.user, proposal))
    try:
        services.approve_terms(proposal, by=request.user)
    except WrongState:
        raise
    except RuleBroken as refusal:
        return _show(request, proposal, 422, error=str(refusal))
    messages.success(request, _("Approved. The terms hold from their day on."))
    return see(request, reverse("bidding:terms-detail", args=[proposal.uid]))


@writes
def terms_decline(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The second person says no."""
    proposal = _proposal(request, uid)
    require(policies.may_decide_terms(request.user, proposal))
    form = DeclineTermsForm(request.POST)
    if form.is_valid():
        services.decline_terms(proposal, reason=form.cleaned_data["reason"], by=request.user)
        messages.success(request, _("Declined. Who proposed the terms is told why."))
        return see(request, reverse("bidding:terms-detail", args=[proposal.uid]))
    return _show(request, proposal, 422, decline_form=form)


@writes
def terms_withdraw(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Who proposed them takes them back."""
    proposal = _proposal(request, uid)
    require(policies.may_withdraw_terms(request.user, proposal))
    services.withdraw_terms(proposal, by=request.user)
    messages.success(request, _("The proposal is withdrawn."))
    return see(request, reverse("bidding:terms-detail", args=[proposal.uid]))


def _proposal(request: HttpRequest, uid: UUID) -> TermsProposal:
    if not request.user.is_internal:
        raise NotAllowed(_("The house terms are shown to the buyer's staff; each notice tells the figures that hold."))
    return get_object_or_404(queries.proposals_of_terms(), uid=uid)


def _told(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(f"{int(each):,}" for each in value)
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return f"{int(value):,}" if str(value).isdecimal() and len(str(value)) > 4 else str(value)
