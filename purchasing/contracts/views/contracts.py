"""Doors of contracts: the list, one contract, and its way from draft to end."""

from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from portal.audit.queries import timeline_of
from portal.clock import SEOUL
from portal.display import day_text, money_full
from portal.fresh import fresh
from portal.http import page, page_now, reads, see, writes
from portal.paging import Paginator
from purchasing.contracts import policies, queries, rules, services
from purchasing.contracts.forms import ContractFilter, ReasonForm, SignForm
from purchasing.contracts.models import Contract
from purchasing.contracts.states import ContractState, NoLink, PriceBasis
from purchasing.contracts.views.decisions import Decision, decide, posted
from purchasing.contracts.views.panels import panels
from purchasing.contracts.views.shown import address, contract_or_404, deeds, facts, percent, trail

PER_PAGE = 20


@reads
def contract_list(request: HttpRequest) -> HttpResponse:
    """All contracts that this person sees; filters live in the address."""
    user = request.user
    form = ContractFilter(request.GET or None)
    if user.is_internal:
        del form.fields["side"]
    given = form.given() if form.is_bound else {}
    words = given.pop("q", "")
    found = queries.contracts_listed_for(user, words=words, **given).order_by("-pk")
    results = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    rows = [{"contract": each, "shows_price": queries.shows_prices(user, each)} for each in results]
    context = {
        "filter": form,
        "filtered": bool(given or words),
        "results": results,
        "rows": rows,
        "own": user.company_id,
        "may_draw_up": bool(policies.may_draw_up(user)),
        "reads_indexes": bool(policies.may_read_indexes(user)),
    }
    return page(request, "contracts/contract_list.html", context, part="contracts/_contract_results.html")


@reads
def contract_detail(request: HttpRequest, number: str) -> HttpResponse:
    """One contract with all that hangs on it."""
    return page(request, "contracts/contract_detail.html", detail_of(request, contract_or_404(request, number)))


def detail_of(request: HttpRequest, contract: Contract) -> dict[str, Any]:
    """What the page of a contract needs."""
    user = request.user
    seen = queries.sight(user, contract)
    shows_price = bool(seen)
    services.note_look(contract, [seen], by=user)
    side = queries.side_of(user, contract)
    inside = user.is_internal and contract.tier == 1
    lines = queries.lines_of(contract)
    amendments = queries.amendments_of(contract) if side or inside else []
    if side == "payee":
        amendments = [each for each in amendments if each.state not in ("proposed", "declined")]
    delivered = queries.delivered_by_line(contract)
    for line in lines:
        line.came = delivered.get(line.pk, 0)  # type: ignore[attr-defined]
        line.came_pct = line.came * 100 / line.qty if line.qty else 0  # type: ignore[attr-defined]
    advance = rules.advance_amount(contract.value, contract.advance_rate, contract.currency)
    return {
        "contract": contract,
        "trail": trail(contract),
        "facts": facts(contract, shows_price=shows_price),
        "shows_price": shows_price,
        "side": side,
        "own_side": bool(side) or inside,
        "deeds": deeds(user, contract),
        "lines": lines,
        "milestones": milestones_shown(request, contract),
        "advance": advance if shows_price and advance else None,
        "advance_owed_back": _advance_owed_back(contract) if side or inside else "",
        "advance_claims": _advance_claims(contract) if side or inside else [],
        "terms": _terms(contract),
        "links": links_shown(contract) if shows_price else [],
        "changes": queries.changes_of(contract) if side or inside else [],
        "amendments": amendments,
        "versions": queries.versions_of(contract) if side or inside else [],
        "chain": chain_shown(user, contract),
        "consent": _consent(user, contract),
        "entries": timeline_of(contract) if side or inside else None,
        "today": page_now(request).astimezone(SEOUL).date(),
        "panels": panels(user, contract),
    }


def _advance_owed_back(contract: Contract) -> str:
    """What is said of an advance that a contract which has ended did not use up; else nothing."""
    if contract.state not in (ContractState.COMPLETED, ContractState.TERMINATED) or not contract.advance_rate:
        return ""
    left = queries.advance_left(contract)
    if not left:
        return ""
    return _(
        "%(left)s of the advance is not used up. Invoices for what was delivered use it up first. What then remains "
        "%(payee)s owes back to %(payer)s: it becomes a claim by itself, once nothing more can use it up."
    ) % {
        "left": money_full(left, contract.currency),
        "payee": contract.payee.legal_name_ko,
        "payer": contract.payer.legal_name_ko,
    }


def _advance_claims(contract: Contract) -> list[dict[str, Any]]:
    """What of the advance is claimed back, with the page on which it is settled."""
    if not contract.advance_rate:
        return []
    claims = queries.advance_claimed_back(contract)
    return [{"claim": each, "amount": money_full(each.amount, contract.currency)} for each in claims]


def links_shown(contract: Contract) -> list[dict[str, Any]]:
    """The links with their shares in percent."""
    links = queries.links_of(contract)
    return [{"link": each, "share": percent(each.share), "trigger": percent(each.trigger)} for each in links]


def chain_shown(user, contract: Contract) -> list[dict[str, Any]]:
    """What lies above, the contract itself, and what lies below, each as far as this reader sees it."""
    above = queries.chain_of(contract)
    if not user.is_internal:
        above = [each for each in above if user.company_id in (each.payer_id, each.payee_id)]
    rows = [
        {"contract": each, "place": place, "shows_price": queries.shows_prices(user, each), "own": each == contract}
        for place, each in enumerate(above)
    ]
    for below in queries.contracts_below(user, contract):
        place = len(above) + below.depth
        rows.append({"contract": below.contract, "place": place, "shows_price": below.shows_price, "own": False})
    return rows


def milestones_shown(request: HttpRequest, contract: Contract) -> list[dict[str, Any]]:
    """Milestones with what this person can do with each."""
    user, now = request.user, contract.state == ContractState.IN_FORCE
    milestones, rows = queries.milestones_of(contract), []
    left = queries.left_to_ask(contract) if milestones else Decimal(0)
    for milestone in milestones:
        milestone.contract = contract
        planned, covered = milestone.state == "planned", milestone.amount > left
        reports = now and planned and not covered and bool(policies.may_report_milestone(user, milestone))
        confirms = now and milestone.state == "reported" and bool(policies.may_confirm_milestone(user, milestone))
        rows.append({"milestone": milestone, "reports": reports, "confirms": confirms, "covered": planned and covered})
    return rows


def _terms(contract: Contract) -> list[tuple[object, object]]:
    """The terms as label and value; empty ones are left out."""
    told: list[tuple[object, object]] = [
        (_("What is delivered"), contract.get_kind_display()),
        (pgettext("contract", "Price"), contract.get_price_basis_display()),
        (_("Days to pay"), contract.agreed_days),
        (_("Performance bond"), percent(contract.bond_rate)),
        (_("VAT"), percent(contract.vat_rate)),
    ]
    if contract.billing_day:
        told.append((_("Monthly invoice day"), contract.billing_day))
    if contract.advance_rate:
        told.append((_("Advance payment"), percent(contract.advance_rate)))
    if contract.material_share is not None:
        told.append((_("Main material's share"), percent(contract.material_share)))
    if contract.price_basis != PriceBasis.INDEXED and contract.no_link_cause:
        told.append((_("Not linked"), contract.get_no_link_cause_display()))
    if contract.preferred:
        told.append((_("Socially friendly enterprise"), _("yes (rule PRF-09)")))
    if contract.department:
        told.append((_("Using department"), contract.department))
    if contract.officer is not None:
        told.append((_("Officer"), contract.officer.name))
    if contract.tender is not None:
        signed = contract.tender.contracting
        told.append((_("Signed as"), f"{signed.reference} · {day_text(signed.signed_on, 'day')}"))
    return told


def _consent(user, contract: Contract) -> dict[str, bool] | None:
    """What the two sides say about showing prices to the buyer; for them alone."""
    if contract.tier == 1 or user.company_id not in (contract.payer_id, contract.payee_id):
        return None
    other = contract.payee_id if user.company_id == contract.payer_id else contract.payer_id
    return {
        "own": queries.consent_of(contract, user.company_id),
        "other": queries.consent_of(contract, other),
        "may": bool(policies.may_choose_prices_shown(user, contract)),
    }


# From the draft to the end -------------------------------------------------------------------------------------------
@writes
def contract_request(request: HttpRequest, number: str) -> HttpResponse:
    """The officer asks for approval."""
    contract = contract_or_404(request, number)
    services.request_approval(contract, by=request.user)
    messages.success(request, _("The contract waits for an approver."))
    return see(request, address(contract))


@writes
def contract_approve(request: HttpRequest, number: str) -> HttpResponse:
    """An approver agrees."""
    contract = contract_or_404(request, number)
    services.approve_contract(contract, by=request.user)
    messages.success(request, _("Approved. The supplier is asked to sign."))
    return see(request, address(contract))


@writes
def contract_send(request: HttpRequest, number: str) -> HttpResponse:
    """A subcontract goes to its payee."""
    contract = contract_or_404(request, number)
    services.send_contract(contract, by=request.user)
    messages.success(request, _("Sent. The company that is paid is asked to sign."))
    return see(request, address(contract))


@writes(shows_form=True)
def contract_return(request: HttpRequest, number: str) -> HttpResponse:
    """Back to the draft."""
    contract = contract_or_404(request, number)
    decision = Decision(
        title=_("Return to the officer"),
        text=_("The contract becomes a draft again and can be changed. The supplier has not seen it."),
        verb=_("Return"),
        done=_("The contract is a draft again."),
        allowed=policies.may_return_contract(request.user, contract),
        do=lambda given: services.return_contract(contract, reason=given["reason"], by=request.user),
    )
    return decide(request, contract, decision, ReasonForm(posted(request), label=_("What has to change")))


@writes(shows_form=True)
@fresh
def contract_sign(request: HttpRequest, number: str) -> HttpResponse:
    """The payee's administrator signs, after proving who it is."""
    contract = contract_or_404(request, number)
    decision = Decision(
        title=_("Sign the contract"),
        text=_("It is in force at once, as it stands on its page. Afterwards it changes only by amendments."),
        verb=_("Sign"),
        done=_("Signed. The contract is in force."),
        allowed=policies.may_sign_contract(request.user, contract),
        do=lambda given: services.sign_contract(
            contract,
            version=given["version"],
            agrees_no_link=given.get("agrees_no_link", False),
            by=request.user,
        ),
    )
    form = SignForm(
        posted(request),
        no_link=contract.no_link_cause == NoLink.AGREED,
        initial={"version": contract.version},
    )
    return decide(request, contract, decision, form)


@writes(shows_form=True)
def contract_refuse(request: HttpRequest, number: str) -> HttpResponse:
    """The payee does not sign it as it is."""
    contract = contract_or_404(request, number)
    decision = Decision(
        title=_("Do not sign it as it is"),
        text=_("The other side reads your words, changes the draft and sends it again."),
        verb=_("Send it back"),
        done=_("Sent back. You are told when it comes again."),
        allowed=policies.may_refuse_contract(request.user, contract),
        do=lambda given: services.refuse_contract(contract, reason=given["reason"], by=request.user),
        after=reverse("contracts:contract-list"),  # once refused, the draft is the payer's alone
    )
    return decide(request, contract, decision, ReasonForm(posted(request), label=_("What has to change")))


@writes
def contract_complete(request: HttpRequest, number: str) -> HttpResponse:
    """All is delivered and invoiced."""
    contract = contract_or_404(request, number)
    services.complete_contract(contract, by=request.user)
    messages.success(request, _("The contract is completed. What is owed is still paid."))
    return see(request, address(contract))


@writes(shows_form=True)
def contract_terminate(request: HttpRequest, number: str) -> HttpResponse:
    """It ends before its time."""
    contract = contract_or_404(request, number)
    decision = Decision(
        title=_("Terminate the contract"),
        text=_("This cannot be undone. What was delivered is still paid in time; the other side reads your reason."),
        verb=_("Terminate"),
        done=_("The contract is terminated. Both sides are told."),
        allowed=policies.may_terminate_contract(request.user, contract),
        do=lambda given: services.terminate_contract(contract, reason=given["reason"], by=request.user),
        danger=True,
    )
    return decide(request, contract, decision, ReasonForm(posted(request)))


@writes(shows_form=True)
def contract_cancel(request: HttpRequest, number: str) -> HttpResponse:
    """It never comes into force."""
    contract = contract_or_404(request, number)
    decision = Decision(
        title=_("Cancel the contract"),
        text=_("It never comes into force. If the other side has already read it, it reads your reason too."),
        verb=_("Cancel the contract"),
        done=_("The contract is cancelled."),
        allowed=policies.may_cancel_contract(request.user, contract),
        do=lambda given: services.cancel_contract(contract, reason=given["reason"], by=request.user),
        danger=True,
    )
    return decide(request, contract, decision, ReasonForm(posted(request)))


@writes
def prices_shown(request: HttpRequest, number: str) -> HttpResponse:
    """One side lets the buyer see the prices, or no longer."""
    contract = contract_or_404(request, number)
    shown = request.POST.get("shown") == "yes"
    services.choose_prices_shown(contract, shown=shown, by=request.user)
    done = _("Your consent is kept. The buyer sees prices while both sides consent.")
    messages.success(request, done if shown else _("Your consent is withdrawn. The buyer no longer sees prices."))
    return see(request, address(contract))
