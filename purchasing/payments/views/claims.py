"""Doors of progress claims: the first tier's list, the signatures of the second, the buyer's certificate."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from portal.display import day_text, money_full
from portal.errors import RuleBroken, WrongState
from portal.http import page, reads, see, writes
from portal.paging import Paginator
from portal.policy import require
from purchasing.contracts.services import note_look
from purchasing.payments import policies, queries, services
from purchasing.payments.forms.receivables import AnswerForm, ClaimForm, PartForm, ReasonForm
from purchasing.payments.models import Claim, ClaimLine
from purchasing.payments.queries.amounts import Sight, line_sight, sights
from purchasing.payments.services.claims import LineIn
from purchasing.payments.states import ClaimState, LineState
from purchasing.payments.views.receivables import beside, history_for, trail

K = ClaimState
PER_PAGE = 20


def claim_url(claim: Claim, name: str = "claim-detail", *also) -> str:
    """The address of a page of the claim."""
    return reverse(f"payments:{name}", args=[claim.uid, *also])


def claim_or_404(request: HttpRequest, uid: UUID) -> Claim:
    """The claim, if this person may see it."""
    return get_object_or_404(queries.claims_visible_to(request.user), uid=uid)


@reads
def claim_list(request: HttpRequest) -> HttpResponse:
    """Claims that the person may see; for the first tier the way to a new one."""
    user = request.user
    may_make = user.is_supplier and user.has_role("SA", "SF")
    context = {
        "trail": trail((_("Progress claims"), "")),
        "results": Paginator(queries.claims_visible_to(user), PER_PAGE).get_page(request.GET.get("page")),
        "own": user.company_id,
        "may_make": may_make and queries.claimable_receivables(user).exists(),
    }
    return page(request, "payments/claim_list.html", context)


@writes(shows_form=True)
def claim_create(request: HttpRequest) -> HttpResponse:
    """Choose the receivable that the claim splits."""
    user = request.user
    if not user.is_supplier or not user.has_role("SA", "SF"):
        raise Http404
    form = ClaimForm(request.POST or None, receivables=queries.claimable_receivables(user))
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                claim = services.draft_claim(**form.cleaned_data, by=user)
            except RuleBroken as refusal:
                beside(form, refusal)
            else:
                return see(request, claim_url(claim, "claim-lines"))
    steps = trail((_("Progress claims"), reverse("payments:claim-list")), (_("New claim"), ""))
    return page(request, "payments/claim_form.html", {"trail": steps, "form": form}, status=status)


@writes(shows_form=True)
def claim_lines(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The parts of all registered subcontracts: one row for each approved invoice, or for nothing owed."""
    claim = claim_or_404(request, uid)
    require(policies.may_make_claim(request.user, claim.contract))
    rows = _part_rows(claim, request.POST or None)
    status, said = 200, ""
    if request.method == "POST":
        status, said = 422, _("Correct the marked amounts.")
        if all([row["form"].is_valid() for row in rows]):
            lines = [
                LineIn(row["contract"], row["obligation"], **row["form"].cleaned_data)
                for row in rows
                if row["obligation"] is None or row["form"].cleaned_data["amount"]
            ]
            with_amount = {line.contract.pk for line in lines if line.amount}
            lines = [
                LineIn(line.contract, None, line.amount) if not line.amount else line
                for line in lines
                if line.amount or line.contract.pk not in with_amount
            ]
            listed = {line.contract.pk for line in lines}
            lines += [LineIn(each, None, claim.amount * 0) for each in _contracts(rows) if each.pk not in listed]
            try:
                services.set_lines(claim, lines, by=request.user)
            except RuleBroken as refusal:
                said = str(refusal)
                status = 409 if isinstance(refusal, WrongState) else 422
            else:
                messages.success(request, _("Kept. Look at it once more, then send it to the suppliers."))
                return see(request, claim_url(claim))
    context = {
        "trail": _steps(claim, (_("Parts"), "")),
        "claim": claim,
        "rows": rows,
        "refused": said,
        "facts": _facts(claim),
    }
    return page(request, "payments/claim_lines.html", context, status=status)


def _contracts(rows: list[dict]) -> list:
    found = {row["contract"].pk: row["contract"] for row in rows}
    return list(found.values())


def _part_rows(claim: Claim, data) -> list[dict[str, Any]]:
    kept = {(line.contract_id, line.obligation_id): line for line in claim.lines.all()}
    debts = list(queries.debts_of_subcontracts(claim.contract))
    owing = {debt.contract_id for debt in debts}
    pairs = [(debt.contract, debt) for debt in debts]
    pairs += [(each, None) for each in queries.subcontracts_of(claim.contract) if each.pk not in owing]
    rows = []
    for contract, debt in pairs:
        line = kept.get((contract.pk, debt.pk if debt else None))
        initial = {"amount": line.amount, "wage": line.wage} if line else {}
        prefix = f"part-{contract.pk}-{debt.pk if debt else 0}"
        rows.append({"contract": contract, "obligation": debt, "form": PartForm(data, prefix=prefix, initial=initial)})
    return rows


def _steps(claim: Claim, *steps):
    first = (_("Progress claims"), reverse("payments:claim-list"))
    return trail(first, (claim.number, claim_url(claim) if steps else ""), *steps)


@reads
def claim_detail(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The claim with the lines that this person may see."""
    return show_claim(request, claim_or_404(request, uid))


def show_claim(request: HttpRequest, claim: Claim, status: int = 200, bad=None, **forms) -> HttpResponse:
    """The page of a claim; ``bad``: the form of one line that was not taken, by the line's id."""
    user = request.user
    makes = bool(policies.may_make_claim(user, claim.contract))
    found = list(queries.lines_visible_to(user, claim))
    seen = sights(user, [line.contract for line in found])
    lines = [_line(user, line, makes, bad or {}, line_sight(user, line, seen)) for line in found]
    note_look(claim, [line["seen"] for line in lines], by=user)
    whole = user.is_internal or user.company_id == claim.contract.payee_id
    context = {
        "trail": _steps(claim),
        "claim": claim,
        "facts": _facts(claim, told=all(line["seen"] for line in lines)) if whole else _own_facts(claim),
        "lines": lines,
        "whole": whole,
        "may_edit": makes and claim.state == K.DRAFT,
        "may_cancel": makes and claim.state in (K.DRAFT, K.SENT, K.CONFIRMED),
        "missing": queries.unlisted_subcontracts(claim) if makes and claim.state == K.DRAFT else [],
        "certifies": policies.may_certify_claim(user, claim)
        if user.is_internal and claim.state == K.CONFIRMED
        else None,
        "cancel_form": ReasonForm(auto_id="cancel_%s"),
        "entries": history_for(user, claim) if whole else None,
    } | forms
    return page(request, "payments/claim_detail.html", context, status=status)


def _line(user, line: ClaimLine, makes: bool, bad: dict, seen: Sight) -> dict[str, Any]:
    answers = bool(policies.may_answer_line(user, line)) and line.claim.state not in (K.DRAFT, K.CANCELLED)
    return {
        "line": line,
        "seen": seen,
        "answers": answers and line.state == LineState.PROPOSED,
        "answers_change": answers and line.new_amount is not None,
        "changes": makes and line.state in (LineState.CONFIRMED, LineState.DISPUTED) and line.new_amount is None,
        "answer_form": bad.get(("answer", line.pk)) or AnswerForm(auto_id=f"answer_{line.pk}_%s"),
        "change_form": bad.get(("change", line.pk))
        or PartForm(initial={"amount": line.amount, "wage": line.wage}, auto_id=f"change_{line.pk}_%s"),
    }


def _facts(claim: Claim, *, told: bool = True) -> list[dict[str, Any]]:
    """``told``: whether the reader sees each part, and with it their sum."""
    listed = queries.listed_won(claim)
    hidden = _("not shown")
    return [
        {"label": _("Certified amount"), "value": money_full(claim.amount), "note": claim.receivable.number},
        {
            "label": _("To the second tier"),
            "value": money_full(listed) if told else hidden,
            "note": _("directly from escrow"),
        },
        {
            "label": _("To the first tier"),
            "value": money_full(claim.amount - listed) if told else hidden,
            "note": claim.contract.payee.name,
        },
        {
            "label": _("Maturity"),
            "value": day_text(claim.receivable.matures_on, "day"),
            "note": _("the day on which the money is in escrow"),
        },
        {
            "label": _("Answers by"),
            "value": day_text(claim.answer_by, "day") if claim.answer_by else "—",
            "note": _("three business days"),
        },
    ]


def _own_facts(claim: Claim) -> list[dict[str, Any]]:
    return [
        {"label": _("Contract"), "value": claim.contract.title, "note": claim.contract.number},
        {"label": _("First tier"), "value": claim.contract.payee.name, "note": ""},
        {
            "label": _("Maturity"),
            "value": day_text(claim.receivable.matures_on, "day"),
            "note": _("the day on which the money is in escrow"),
        },
        {
            "label": _("Answer by"),
            "value": day_text(claim.answer_by, "day") if claim.answer_by else "—",
            "note": _("silence is no signature"),
        },
    ]


@writes
def claim_send(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Ask the suppliers for their signatures."""
    claim = services.send_claim(claim_or_404(request, uid), by=request.user)
    messages.success(request, _("Sent. Each supplier signs its own part."))
    return see(request, claim_url(claim))


@writes
def claim_certify(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The buyer certifies."""
    claim = services.certify_claim(claim_or_404(request, uid), by=request.user)
    messages.success(request, _("Certified. Each signed part is now its supplier's own receivable."))
    return see(request, claim_url(claim))


@writes
def claim_cancel(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The first tier takes it back."""
    claim = claim_or_404(request, uid)
    require(policies.may_make_claim(request.user, claim.contract))
    form = ReasonForm(request.POST, auto_id="cancel_%s")
    if form.is_valid():
        services.cancel_claim(claim, reason=form.cleaned_data["reason"], by=request.user)
        messages.success(request, _("Cancelled. Those who signed are told."))
        return see(request, claim_url(claim))
    return show_claim(request, claim, 422, cancel_form=form)


def _line_or_404(request: HttpRequest, claim: Claim, line: UUID) -> ClaimLine:
    return get_object_or_404(queries.lines_visible_to(request.user, claim), uid=line)


@writes
def line_answer(request: HttpRequest, uid: UUID, line: UUID) -> HttpResponse:
    """The supplier signs its line or disputes it; or answers a change of it."""
    claim = claim_or_404(request, uid)
    found = _line_or_404(request, claim, line)
    require(policies.may_answer_line(request.user, found))
    form = AnswerForm(request.POST, auto_id=f"answer_{found.pk}_%s")
    if form.is_valid():
        agrees = request.POST.get("agrees") == "yes"
        answer = services.answer_change if found.new_amount is not None else services.answer_line
        try:
            answer(found, agrees=agrees, by=request.user, **form.cleaned_data)
        except WrongState:
            raise
        except RuleBroken as refusal:
            beside(form, refusal)
        else:
            messages.success(request, _("Signed.") if agrees else _("Said. The first tier is told."))
            return see(request, claim_url(claim))
    return show_claim(request, claim, 422, {("answer", found.pk): form})


@writes
def line_change(request: HttpRequest, uid: UUID, line: UUID) -> HttpResponse:
    """The first tier offers other amounts."""
    claim = claim_or_404(request, uid)
    found = _line_or_404(request, claim, line)
    require(policies.may_make_claim(request.user, claim.contract))
    form = PartForm(request.POST, auto_id=f"change_{found.pk}_%s")
    if form.is_valid():
        try:
            services.change_line(found, **form.cleaned_data, by=request.user)
        except WrongState:
            raise
        except RuleBroken as refusal:
            beside(form, refusal)
        else:
            messages.success(request, _("Offered. What was signed holds until the supplier signs the change."))
            return see(request, claim_url(claim))
    return show_claim(request, claim, 422, {("change", found.pk): form})
