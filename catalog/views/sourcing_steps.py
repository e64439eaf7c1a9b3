"""Doors: the decisions on a sourcing request. One page for all of them says what follows before it is done."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from catalog.forms.sourcing import ExtendForm, OpenForm, ReasonForm
from catalog.models import SourcingRequest
from catalog.policies import sourcing as may
from catalog.queries.products import published_products
from catalog.services import evaluation
from catalog.services import sourcing as services
from catalog.views.sourcing import beside, posted, request_or_404
from catalog.views.sourcing_shown import address, trail_to
from portal.clock import SEOUL
from portal.display import day_text
from portal.errors import RuleBroken, WrongState
from portal.http import page, page_now, see, writes
from portal.policy import Verdict, require


@dataclass(frozen=True, slots=True)
class Decision:
    """What is decided, in words, and what pressing the button does."""

    title: object
    text: object
    verb: object
    done: object
    allowed: Verdict
    do: Callable[[dict[str, Any]], object]
    back: str
    number: str
    heading: object
    trail: list[tuple[object, str]]
    danger: bool = False


def decide(request: HttpRequest, decision: Decision, form: forms.Form) -> HttpResponse:
    """Show the form, or do it and go back; a refusal stands beside its field."""
    require(decision.allowed)
    status = 200
    if request.method == "POST":
        if form.is_valid():
            try:
                decision.do(form.cleaned_data)
            except WrongState:
                raise
            except RuleBroken as refusal:
                beside(form, refusal)
            else:
                messages.success(request, str(decision.done))
                return see(request, decision.back)
        status = 422
    context = {"decision": decision, "form": form, "trail": decision.trail}
    return page(request, "catalog/sourcing_decision.html", context, status=status)


def _of(thing: SourcingRequest, title: object, **facts: Any) -> Decision:
    return Decision(
        title=title,
        back=address(thing),
        number=thing.number,
        heading=thing.title,
        trail=trail_to(thing, title),
        **facts,
    )


@writes
def sourcing_send(request: HttpRequest, uid: UUID) -> HttpResponse:
    """To the head of the department."""
    thing = request_or_404(request, uid)
    services.send_for_approval(thing, by=request.user)
    messages.success(request, _("The request waits for the head of the department."))
    return see(request, address(thing))


@writes(shows_form=True)
def sourcing_return(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The head returns it, or the writer takes it back."""
    thing = request_or_404(request, uid)
    own = thing.requester_id == request.user.pk
    decision = _of(
        thing,
        _("Take it back") if own else _("Return to the requester"),
        text=_("The request becomes a draft again and can be changed. Nobody outside has seen it."),
        verb=_("Take back") if own else _("Return"),
        done=_("The request is a draft again."),
        allowed=may.may_return_request(request.user, thing),
        do=lambda given: services.return_request(thing, reason=given["reason"], by=request.user),
    )
    return decide(request, decision, ReasonForm(posted(request)))


def sent_at(request: HttpRequest) -> datetime:
    """When the request that the page showed had been sent for approval; without it nothing was read."""
    try:
        return datetime.fromisoformat(request.POST.get("sent", ""))
    except ValueError:
        return datetime.min


@writes
def sourcing_approve(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The head of the department agrees."""
    thing = request_or_404(request, uid)
    services.approve_request(thing, sent_at=sent_at(request), by=request.user)
    messages.success(request, _("The request is approved. Its requester opens it for proposals."))
    return see(request, address(thing))


@writes(shows_form=True)
def sourcing_open(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Open it for proposals."""
    thing = request_or_404(request, uid)
    first = services.earliest_closing(page_now(request).astimezone(SEOUL).date())
    decision = _of(
        thing,
        _("Open for proposals"),
        text=_("Suppliers see the request at once. The first possible deadline is %(day)s: ten business days.")
        % {"day": day_text(first)},
        verb=_("Open now"),
        done=_("The request takes proposals."),
        allowed=may.may_open_request(request.user, thing),
        do=lambda given: services.open_request(thing, closes_at=given["closes_at"], by=request.user),
    )
    return decide(request, decision, OpenForm(posted(request), initial={"closes_at": f"{first.isoformat()}T18:00"}))


@writes(shows_form=True)
def sourcing_extend(request: HttpRequest, uid: UUID) -> HttpResponse:
    """A later deadline."""
    thing = request_or_404(request, uid)
    decision = _of(
        thing,
        _("Move the deadline"),
        text=_("A deadline only moves later. Everybody who has proposed or was invited is told, with the reason."),
        verb=_("Move the deadline"),
        done=_("The later deadline is in force."),
        allowed=may.may_extend_request(request.user, thing),
        do=lambda given: services.extend_request(
            thing, closes_at=given["closes_at"], reason=given["reason"], by=request.user
        ),
    )
    return decide(request, decision, ExtendForm(posted(request), initial={"closes_at": thing.closes_at}))


@writes(shows_form=True)
def sourcing_cancel(request: HttpRequest, uid: UUID) -> HttpResponse:
    """End it before anything is decided."""
    thing = request_or_404(request, uid)
    decision = _of(
        thing,
        _("Cancel the request"),
        text=_("This cannot be undone. Who has proposed is told and reads the reason."),
        verb=_("Cancel the request"),
        done=_("The request is cancelled."),
        allowed=may.may_cancel_request(request.user, thing),
        do=lambda given: services.cancel_request(thing, reason=given["reason"], by=request.user),
        danger=True,
    )
    return decide(request, decision, ReasonForm(posted(request)))


@writes
def sourcing_invite(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Ask the supplier of a suggested product to propose it."""
    thing = request_or_404(request, uid)
    require(may.may_invite(request.user, thing))
    product = get_object_or_404(
        published_products().select_related("company"), number=(request.POST.get("product") or "")[:20]
    )
    services.invite_supplier(thing, product.company, product=product, by=request.user)
    messages.success(request, _("%(name)s is invited to propose.") % {"name": product.company})
    return see(request, address(thing, "sourcing-suggestions"))


@writes
def sourcing_evaluate(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Open what was proposed."""
    thing = request_or_404(request, uid)
    evaluation.begin_evaluation(thing, by=request.user)
    messages.success(request, _("The proposals are open."))
    return see(request, address(thing, "sourcing-evaluation"))


@writes(shows_form=True)
def sourcing_end(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Nothing is adopted."""
    thing = request_or_404(request, uid)
    decision = _of(
        thing,
        _("End without adoption"),
        text=_("Every proposer is told, with the own score and what was not met. The reason is read by all of them."),
        verb=_("End without adoption"),
        done=_("The request ended without adoption. Everybody who has proposed is told."),
        allowed=may.may_end_without(request.user, thing),
        do=lambda given: evaluation.end_without_adoption(thing, reason=given["reason"], by=request.user),
        danger=True,
    )
    return decide(request, decision, ReasonForm(posted(request)))


@writes
def sourcing_close_out(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Put it away."""
    thing = request_or_404(request, uid)
    evaluation.close_out_request(thing, by=request.user)
    messages.success(request, _("The request is finished."))
    return see(request, address(thing))
