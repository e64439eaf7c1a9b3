"""Doors of decisions that carry a reason: one page for all of them, that says what follows before it is done."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from portal.errors import RuleBroken, WrongState
from portal.http import page, page_now, see, writes
from portal.policy import Verdict, require
from purchasing.bidding import policies, queries, services
from purchasing.bidding.forms import CancelForm, DeadlineForm, FailForm, ReasonForm, RuleOutForm
from purchasing.bidding.forms.decisions import ManifestErrorForm
from purchasing.bidding.models import AwardDecision, DeadlineExtension, Tender
from purchasing.bidding.views.finding import beside, tender_or_404, trail
from purchasing.bidding.views.shown import address, shown


@dataclass(frozen=True, slots=True)
class Decision:
    """What is decided, in words, and what pressing the button does."""

    title: object
    text: object
    verb: object
    done: object
    allowed: Verdict
    do: Callable[[dict[str, Any]], object]
    danger: bool = False
    back: str = ""


def _decide(request: HttpRequest, tender: Tender, decision: Decision, form: forms.Form) -> HttpResponse:
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
                messages.success(request, decision.done)
                return see(request, decision.back or address(tender))
        status = 422
    context = {
        "tender": tender,
        "head": shown(tender, page_now(request), inside=True),
        "trail": trail(tender, decision.title),
        "decision": decision,
        "form": form,
        "back_url": decision.back or address(tender),
    }
    return page(request, "bidding/decision.html", context, status=status)


def _data(request: HttpRequest):
    return request.POST if request.method == "POST" else None


@writes(shows_form=True)
def tender_return(request: HttpRequest, key: str) -> HttpResponse:
    """An approver returns the draft, or its officer takes it back."""
    tender = tender_or_404(request, key)
    own = tender.officer_id == request.user.pk
    decision = Decision(
        title=_("Take back") if own else _("Return to the officer"),
        text=_("The tender becomes a draft again and can be changed. Nobody outside has seen it."),
        verb=_("Take back") if own else _("Return"),
        done=_("The tender is a draft again."),
        allowed=policies.may_return_publication(request.user, tender),
        do=lambda given: services.return_publication(tender, reason=given["reason"], by=request.user),
    )
    return _decide(request, tender, decision, ReasonForm(_data(request)))


@writes(shows_form=True)
def deadline_extend(request: HttpRequest, key: str) -> HttpResponse:
    """The officer asks for a later deadline."""
    tender = tender_or_404(request, key)
    decision = Decision(
        title=_("Ask for a later deadline"),
        text=_(
            "It is in force when an approver agrees, as long as the tender still takes bids. Bids that are in stay in."
        ),
        verb=_("Ask for approval"),
        done=_("The later deadline waits for approval."),
        allowed=policies.may_request_extension(request.user, tender),
        do=lambda given: services.request_extension(tender, **given, by=request.user),
    )
    return _decide(request, tender, decision, DeadlineForm(_data(request), initial={"closes_at": tender.closes_at}))


def _extension_or_404(tender: Tender, uid) -> DeadlineExtension:
    return get_object_or_404(tender.extensions.select_related("tender", "asked_by"), uid=uid)


@writes
def extension_approve(request: HttpRequest, key: str, uid) -> HttpResponse:
    """A second person agrees to the later deadline."""
    tender = tender_or_404(request, key)
    try:
        services.approve_extension(_extension_or_404(tender, uid), by=request.user)
    except WrongState:
        raise
    except RuleBroken as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The later deadline is in force. Everybody who has bid is told."))
    return see(request, address(tender))


@writes(shows_form=True)
def extension_decline(request: HttpRequest, key: str, uid) -> HttpResponse:
    """The deadline stays."""
    tender = tender_or_404(request, key)
    extension = _extension_or_404(tender, uid)
    decision = Decision(
        title=_("Decline the later deadline"),
        text=_("The deadline stays as it was published."),
        verb=_("Decline"),
        done=_("The deadline stays."),
        allowed=policies.may_decide_extension(request.user, extension),
        do=lambda given: services.decline_extension(extension, reason=given["reason"], by=request.user),
    )
    return _decide(request, tender, decision, ReasonForm(_data(request), label=_("Reason")))


@writes(shows_form=True)
def tender_cancel(request: HttpRequest, key: str) -> HttpResponse:
    """Cancel before the award."""
    tender = tender_or_404(request, key)
    decision = Decision(
        title=_("Cancel the tender"),
        text=_("This cannot be undone. Bids that are in stay sealed or lose their meaning; the reason is published."),
        verb=_("Cancel the tender"),
        done=_("The tender is cancelled."),
        allowed=policies.may_cancel_tender(request.user, tender),
        do=lambda given: services.cancel_tender(tender, reason=given["reason"], by=request.user),
        danger=True,
    )
    return _decide(request, tender, decision, CancelForm(_data(request)))


@writes(shows_form=True)
def tender_fail(request: HttpRequest, key: str) -> HttpResponse:
    """End a closed tender without an award."""
    tender = tender_or_404(request, key)
    decision = Decision(
        title=_("End without an award"),
        text=_("This cannot be undone. A second tender is possible only on the conditions of this notice."),
        verb=_("End without an award"),
        done=_("The tender has ended without an award."),
        allowed=policies.may_fail_tender(request.user, tender),
        do=lambda given: services.fail_tender(tender, reason=given["reason"], by=request.user),
        danger=True,
    )
    return _decide(request, tender, decision, FailForm(_data(request)))


@writes(shows_form=True)
def bid_rule_out(request: HttpRequest, key: str, uid) -> HttpResponse:
    """An evaluator finds an opened bid not responsive."""
    tender = tender_or_404(request, key)
    if not queries.reads_opened_bids(request.user, tender):
        raise Http404
    ruling = get_object_or_404(tender.rulings.select_related("tender", "bid__company"), bid__uid=uid)
    decision = Decision(
        title=_("Rule out the bid of %(name)s") % {"name": ruling.bid.company.name},
        text=_("It then counts neither for the mean nor for the award. The bidder reads your words in the result."),
        verb=_("Rule out"),
        done=_("The bid is ruled out."),
        allowed=policies.may_rule_out_bid(request.user, tender),
        do=lambda given: services.rule_out_bid(ruling, remark=given["remark"], by=request.user),
        danger=True,
        back=address(tender, "evaluation-detail"),
    )
    return _decide(request, tender, decision, RuleOutForm(_data(request)))


@writes(shows_form=True)
def bid_withdraw_for_error(request: HttpRequest, key: str, uid) -> HttpResponse:
    """An approver lets an opened bid go for a manifest error."""
    tender = tender_or_404(request, key)
    if not queries.reads_opened_bids(request.user, tender):
        raise Http404
    ruling = get_object_or_404(tender.rulings.select_related("tender", "bid__company"), bid__uid=uid)
    decision = Decision(
        title=_("Withdraw the bid of %(name)s for a manifest error") % {"name": ruling.bid.company.name},
        text=_(
            "It then counts neither for the mean nor for the award. Your reason is published with the result, and the "
            "bidder is told at once. The screens for collusion look at it."
        ),
        verb=_("Withdraw the bid"),
        done=_("The bid is withdrawn."),
        allowed=policies.may_withdraw_for_error(request.user, tender),
        do=lambda given: services.withdraw_for_error(ruling, reason=given["reason"], by=request.user),
        danger=True,
        back=address(tender, "evaluation-detail"),
    )
    return _decide(request, tender, decision, ManifestErrorForm(_data(request)))


def decision_or_404(request: HttpRequest, tender: Tender, uid) -> AwardDecision:
    """An award decision of this tender, for staff who read its bids."""
    if not queries.reads_opened_bids(request.user, tender):
        raise Http404
    return get_object_or_404(tender.decisions.select_related("tender", "bid__company"), uid=uid)


@writes(shows_form=True)
def award_return(request: HttpRequest, key: str, uid) -> HttpResponse:
    """An approver returns the award proposal."""
    tender = tender_or_404(request, key)
    award = decision_or_404(request, tender, uid)
    decision = Decision(
        title=_("Return the award proposal"),
        text=_("The tender goes back to its evaluation; another proposal may follow. No bidder is told."),
        verb=_("Return"),
        done=_("The proposal is returned."),
        allowed=policies.may_return_award(request.user, award),
        do=lambda given: services.return_award(award, reason=given["reason"], by=request.user),
        back=address(tender, "evaluation-detail"),
    )
    return _decide(request, tender, decision, ReasonForm(_data(request)))
