"""Doors of claims: invoices with their quotes, what is claimed, what the officer says."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from portal.audit.queries import timeline_of
from portal.deciding import Decision, Deed, decide, posted
from portal.display import money_full
from portal.http import page, reads, see, writes
from portal.policy import require
from sharedgrowth.support.forms import claims as forms
from sharedgrowth.support.forms.projects import OptionalRemarkForm, RemarkForm
from sharedgrowth.support.models import Claim
from sharedgrowth.support.policies import claims as policies
from sharedgrowth.support.queries import claims as queries
from sharedgrowth.support.services import claims as services
from sharedgrowth.support.states.plans import ClaimState
from sharedgrowth.support.views.project_deeds import files_posted
from sharedgrowth.support.views.projects import project_or_404, trail_of

C = ClaimState


def at(claim: Claim, name: str = "claim-detail") -> str:
    """The address of one of its pages."""
    return reverse(f"support:{name}", args=[claim.number])


def claim_or_404(request: HttpRequest, number: str) -> Claim:
    """The claim, if the person may see it."""
    return get_object_or_404(queries.claims_visible_to(request.user), number=number.upper()[:20])


def _decision(claim: Claim, **told: Any) -> Decision:
    trail = [*trail_of(claim.project), (claim.number, at(claim))]
    return Decision(back=at(claim), trail=trail, docno=claim.number, **told)


@writes
def claim_start(request: HttpRequest, number: str) -> HttpResponse:
    """A draft for the next tranche."""
    project = project_or_404(request, number)
    require(policies.may_claim(request.user, project))
    return see(request, at(services.start_claim(project, by=request.user)))


def facts(claim: Claim) -> list[dict[str, Any]]:
    """Tranche, amounts, drawdown."""
    project = claim.project
    note = {1: _("on the agreement"), 2: _("on interim evidence"), 3: _("on the verified result")}[claim.tranche]
    rows: list[dict[str, Any]] = [
        {"label": _("Project"), "value": project.number, "note": project.title},
        {
            "label": pgettext("claim", "Tranche"),
            "value": _("%(number)s of 3") % {"number": claim.tranche},
            "note": note,
        },
        {"label": _("Invoices so far"), "value": money_full(queries.invoiced_won(project)), "note": ""},
        {
            "label": _("Support claimed"),
            "value": money_full(claim.amount_won),
            "note": _("of %(won)s in all") % {"won": money_full(project.anchor_won)},
        },
    ]
    if claim.drawdown:
        state = claim.drawdown.get_state_display()
        rows.append({"label": _("Fund"), "value": claim.drawdown.number, "note": state})
    return rows


@reads
def claim_detail(request: HttpRequest, number: str) -> HttpResponse:
    """One claim with its invoices."""
    claim = claim_or_404(request, number)
    editable = claim.state in services.EDITABLE and bool(policies.may_edit_claim(request.user, claim))
    context = {
        "claim": claim,
        "trail": [*trail_of(claim.project), (claim.number, "")],
        "facts": facts(claim),
        "items": list(queries.items_of(claim)),
        "deeds": _deeds(request, claim),
        "editable": editable,
        "entries": list(timeline_of(claim)),
    }
    return page(request, "support/claim_detail.html", context)


def _deeds(request: HttpRequest, claim: Claim) -> list[Deed]:
    user, state, found = request.user, claim.state, []
    if policies.may_edit_claim(user, claim) and state in services.EDITABLE:
        text = _("The first tranche rests on the agreement; later ones as far as your invoices have earned them.")
        found.append(Deed(_("Submit the claim"), at(claim, "claim-submit"), "send", text, primary=True))
        found.append(Deed(_("Add an invoice"), at(claim, "claim-item-add"), "plus"))
    if policies.may_edit_claim(user, claim) and state in (C.DRAFT, C.SUBMITTED, C.RETURNED):
        found.append(Deed(_("Withdraw the claim"), at(claim, "claim-withdraw"), "x", post=True, danger=True))
    if state == C.SUBMITTED and policies.may_judge_claim(user, claim):
        text = _("Are the invoices those of the plan? Accepted, the money is asked for from the fund.")
        found.append(Deed(pgettext("claim", "Accept"), at(claim, "claim-accept"), "circle-check", text, primary=True))
        found.append(Deed(_("Send back"), at(claim, "claim-return"), "arrow-back-up"))
        found.append(Deed(pgettext("support", "Refuse"), at(claim, "claim-refuse"), "ban", danger=True))
    return found


@writes(shows_form=True)
def claim_item_add(request: HttpRequest, number: str) -> HttpResponse:
    """An invoice."""
    claim = claim_or_404(request, number)
    least = f"{queries.quotes_from_won(claim.project):,.0f}"
    told = _decision(
        claim,
        title=_("Add an invoice"),
        text=_("For what the agreement lists. The amount without VAT counts, and VAT that you cannot deduct."),
        verb=_("Add the invoice"),
        done=_("Added."),
        allowed=policies.may_edit_claim(request.user, claim),
        do=lambda given: services.add_item(claim, **given, by=request.user),
    )
    return decide(request, told, forms.ItemForm(*files_posted(request), quotes_from=least))


@writes
def claim_item_remove(request: HttpRequest, number: str, uid) -> HttpResponse:
    """Out of the draft."""
    claim = claim_or_404(request, number)
    item = get_object_or_404(claim.items, uid=uid)
    item.claim = claim
    services.remove_item(item, by=request.user)
    messages.success(request, _("Removed."))
    return see(request, at(claim))


@writes(shows_form=True)
def claim_submit(request: HttpRequest, number: str) -> HttpResponse:
    """The company asks for it."""
    claim = claim_or_404(request, number)
    due = queries.due_won(claim.project, claim.tranche, claim=claim)
    told = _decision(
        claim,
        title=_("Submit the claim"),
        text=_("You claim %(won)s. The officer looks at it; then the fund checks and pays.") % {"won": money_full(due)},
        verb=_("Submit the claim"),
        done=_("Submitted. The officer is told."),
        allowed=policies.may_edit_claim(request.user, claim),
        do=lambda given: services.submit_claim(claim, note=given["note"], by=request.user),
    )
    return decide(request, told, forms.SubmitForm(posted(request)))


@writes
def claim_withdraw(request: HttpRequest, number: str) -> HttpResponse:
    """The company takes it back."""
    claim = claim_or_404(request, number)
    services.withdraw_claim(claim, by=request.user)
    messages.success(request, _("Withdrawn. Its invoices can be claimed again."))
    return see(request, reverse("support:project-detail", args=[claim.project.number]))


@writes(shows_form=True)
def claim_accept(request: HttpRequest, number: str) -> HttpResponse:
    """The fund is asked."""
    claim = claim_or_404(request, number)
    told = _decision(
        claim,
        title=_("Accept the claim"),
        text=_("%(won)s is asked for from the fund, with the invoices as evidence. The fund checks, approves and pays.")
        % {"won": money_full(claim.amount_won)},
        quote=claim.note,
        quote_title=_("Note of the company"),
        verb=pgettext("claim", "Accept"),
        done=_("Accepted. The fund has been asked."),
        allowed=policies.may_judge_claim(request.user, claim),
        do=lambda given: services.accept_claim(claim, remark=given["remark"], by=request.user),
    )
    return decide(request, told, OptionalRemarkForm(posted(request)))


@writes(shows_form=True)
def claim_return(request: HttpRequest, number: str) -> HttpResponse:
    """Something is missing."""
    claim = claim_or_404(request, number)
    told = _decision(
        claim,
        title=_("Send the claim back"),
        text=_("The company completes it and submits it again."),
        verb=_("Send back"),
        done=_("Sent back. The company is told."),
        allowed=policies.may_judge_claim(request.user, claim),
        do=lambda given: services.return_claim(claim, remark=given["remark"], by=request.user),
    )
    return decide(request, told, RemarkForm(posted(request)))


@writes(shows_form=True)
def claim_refuse(request: HttpRequest, number: str) -> HttpResponse:
    """It is not supported."""
    claim = claim_or_404(request, number)
    told = _decision(
        claim,
        title=_("Refuse the claim"),
        text=_("Nothing is paid on it; the tranche can be claimed anew with other invoices."),
        verb=pgettext("support", "Refuse"),
        done=_("Refused. The company is told."),
        allowed=policies.may_judge_claim(request.user, claim),
        do=lambda given: services.refuse_claim(claim, remark=given["remark"], by=request.user),
        danger=True,
    )
    return decide(request, told, RemarkForm(posted(request)))
