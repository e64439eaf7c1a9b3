"""Doors of amendments and versions."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from portal.audit.queries import timeline_of
from portal.errors import RuleBroken, WrongState
from portal.fresh import fresh
from portal.http import page, reads, see, writes
from portal.policy import require
from purchasing.contracts import policies, queries, services
from purchasing.contracts.forms import ReasonForm
from purchasing.contracts.forms.amendments import AmendedRows, AmendmentForm, new_lines
from purchasing.contracts.models import Amendment, Contract
from purchasing.contracts.states import AmendmentState, ContractState
from purchasing.contracts.views.decisions import Decision, decide, posted
from purchasing.contracts.views.shown import address, beside, contract_or_404, trail

NAMES = ("no", "description_ko", "description_en", "qty", "uom", "unit_price", "delivery_on")


@writes(shows_form=True)
def amendment_create(request: HttpRequest, number: str) -> HttpResponse:
    """The next version, as it would be: the lines stand as they are and are changed in place."""
    contract = contract_or_404(request, number)
    require(policies.may_propose_amendment(request.user, contract))
    if contract.state != ContractState.IN_FORCE:
        raise WrongState(_("Only a contract in force is amended."))
    form = AmendmentForm(posted(request), initial={"ends_on": contract.ends_on, "agreed_days": contract.agreed_days})
    status = 200
    if request.method == "POST":
        rows = AmendedRows(request.POST, prefix="lines")
        if all([form.is_valid(), rows.is_valid()]):
            try:
                made = services.propose_amendment(contract, **form.cleaned_data, lines=new_lines(rows), by=request.user)
            except WrongState:
                raise
            except RuleBroken as refusal:
                _tell(form, rows, refusal)
            else:
                messages.success(request, _("The amendment is proposed."))
                return see(request, address(contract, "amendment-detail", made.uid))
        status = 422
    else:
        stored = [{name: getattr(line, name) for name in NAMES} for line in queries.lines_of(contract)]
        rows = AmendedRows(initial=[*stored, {}, {}], prefix="lines")
    context = {
        "contract": contract,
        "trail": trail(contract, _("Amend")),
        "form": form,
        "rows": rows,
        "back_url": address(contract),
    }
    return page(request, "contracts/amendment_form.html", context, status=status)


def _tell(form: AmendmentForm, rows: Any, refusal: RuleBroken) -> None:
    part, _dash, rest = (refusal.field or "").partition("-")
    place, _dash, field = rest.partition("-")
    if part == "line" and place.isdecimal():
        row = rows.forms[rows.places()[int(place)]]
        row.add_error(field if field in row.fields else None, str(refusal))
    else:
        beside(form, refusal)


def _amendment_or_404(request: HttpRequest, contract: Contract, uid: UUID) -> Amendment:
    side = queries.side_of(request.user, contract)
    found = contract.amendments.select_related("proposed_by", "approved_by", "agreed_by").filter(uid=uid)
    if not side and not (request.user.is_internal and contract.tier == 1):
        raise Http404
    if side == "payee":
        found = found.exclude(state__in=[AmendmentState.PROPOSED, AmendmentState.DECLINED])
    amendment = found.first()
    if amendment is None:
        raise Http404
    amendment.contract = contract
    return amendment


@reads
def amendment_detail(request: HttpRequest, number: str, uid: UUID) -> HttpResponse:
    """What changes, before and after; and who agrees to it."""
    contract = contract_or_404(request, number)
    amendment = _amendment_or_404(request, contract, uid)
    user, state = request.user, amendment.state
    context = {
        "contract": contract,
        "trail": trail(contract, pgettext("contract", "Version %(version)s") % {"version": amendment.version}),
        "amendment": amendment,
        "rows": list(amendment.lines.select_related("line")),
        "approves": state == "proposed" and bool(policies.may_approve_amendment(user, amendment)),
        "agrees": state == "sent" and bool(policies.may_agree_amendment(user, amendment)),
        "withdraws": state in ("proposed", "sent") and bool(policies.may_withdraw_amendment(user, amendment)),
        "entries": timeline_of(amendment),
    }
    return page(request, "contracts/amendment_detail.html", context)


@writes
def amendment_approve(request: HttpRequest, number: str, uid: UUID) -> HttpResponse:
    """A second person of the buyer agrees."""
    contract = contract_or_404(request, number)
    services.approve_amendment(_amendment_or_404(request, contract, uid), by=request.user)
    messages.success(request, _("Approved. The supplier is asked for its consent."))
    return see(request, address(contract))


@writes(shows_form=True)
def amendment_decline(request: HttpRequest, number: str, uid: UUID) -> HttpResponse:
    """It is not made."""
    contract = contract_or_404(request, number)
    amendment = _amendment_or_404(request, contract, uid)
    decision = Decision(
        title=_("Do not approve the amendment"),
        text=_("The contract stays as it is. The supplier has not seen the proposal."),
        verb=_("Do not approve"),
        done=_("The contract stays as it is."),
        allowed=policies.may_approve_amendment(request.user, amendment),
        do=lambda given: services.decline_amendment(amendment, reason=given["reason"], by=request.user),
    )
    return decide(request, contract, decision, ReasonForm(posted(request)))


@writes
def amendment_withdraw(request: HttpRequest, number: str, uid: UUID) -> HttpResponse:
    """Who proposes it takes it back."""
    contract = contract_or_404(request, number)
    services.withdraw_amendment(_amendment_or_404(request, contract, uid), by=request.user)
    messages.success(request, _("The amendment is withdrawn. The contract stays as it is."))
    return see(request, address(contract))


@writes
@fresh
def amendment_agree(request: HttpRequest, number: str, uid: UUID) -> HttpResponse:
    """The payee's administrator agrees, after proving who it is."""
    contract = contract_or_404(request, number)
    services.agree_amendment(_amendment_or_404(request, contract, uid), by=request.user)
    messages.success(request, _("The amended contract is in force for what is still to come."))
    return see(request, address(contract))


@writes(shows_form=True)
def amendment_refuse(request: HttpRequest, number: str, uid: UUID) -> HttpResponse:
    """The payee does not agree."""
    contract = contract_or_404(request, number)
    amendment = _amendment_or_404(request, contract, uid)
    decision = Decision(
        title=_("Refuse the amendment"),
        text=_("The contract stays as it is. The other side reads your reason."),
        verb=pgettext("contract", "Refuse"),
        done=_("Refused. The contract stays as it is."),
        allowed=policies.may_agree_amendment(request.user, amendment),
        do=lambda given: services.refuse_amendment(amendment, reason=given["reason"], by=request.user),
    )
    return decide(request, contract, decision, ReasonForm(posted(request)))


@reads
def version_detail(request: HttpRequest, number: str, version: int) -> HttpResponse:
    """The contract as it stood, word for word, with its fingerprint."""
    contract = contract_or_404(request, number)
    inside = request.user.is_internal and contract.tier == 1
    found = contract.versions.select_related("by").filter(version=version).first()
    if found is None or not (inside or queries.side_of(request.user, contract)):
        raise Http404
    context = {
        "contract": contract,
        "trail": trail(contract, pgettext("contract", "Version %(version)s") % {"version": version}),
        "version": found,
        "document": found.document,
    }
    return page(request, "contracts/version_detail.html", context)
