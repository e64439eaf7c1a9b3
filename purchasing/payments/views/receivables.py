"""Doors of receivables: list, one receivable with what can be done now, passing on, the certificate."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from portal.audit.queries import timeline_of
from portal.clock import SEOUL
from portal.display import day_text, money_full
from portal.errors import Refused, RuleBroken, WrongState
from portal.http import page, page_now, reads, see, writes
from portal.paging import by_id
from portal.pdf import pdf_response, typeset
from portal.policy import require
from purchasing.contracts.services import note_look
from purchasing.payments import policies, queries, services
from purchasing.payments.forms.receivables import PassOnForm, ReasonForm, ReceivableFilter
from purchasing.payments.models import Receivable, ReceivableRequest
from purchasing.payments.queries.amounts import Sight, face_sight
from purchasing.payments.queries.escrow_interest import interest_owed
from purchasing.payments.states import LIVE, USABLE, ReceivableState, RequestState

R = ReceivableState
PER_PAGE = 30


def receivable_url(receivable: Receivable, name: str = "receivable-detail", *also) -> str:
    """The address of a page of the receivable."""
    return reverse(f"payments:{name}", args=[receivable.uid, *also])


def receivable_or_404(request: HttpRequest, uid: UUID) -> Receivable:
    """The receivable, if this person may see it."""
    return get_object_or_404(queries.receivables_visible_to(request.user), uid=uid)


def trail(*steps: tuple[object, str]) -> list[tuple[object, str]]:
    """Where the page stands."""
    return [(_("Receivables"), reverse("payments:receivable-list")), *steps]


def beside(form, refusal: Refused) -> None:
    """A service's no beside its field."""
    form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))


def history_for(user, thing):
    """The whole history for staff; for a company what its own people did, and what happened by itself."""
    entries = timeline_of(thing)
    return entries if user.is_internal else entries.filter(Q(company=user.company_id) | Q(by=None))


@reads
def receivable_list(request: HttpRequest) -> HttpResponse:
    """Receivables that the person may see, the newest first, with what of the own money is free."""
    user = request.user
    form = ReceivableFilter(request.GET, inside=user.is_internal)
    given = form.given()
    found = queries.receivables_listed_for(
        user, side=given.get("side", ""), state=given.get("state", ""), words=given.get("q", "")
    )
    slice_ = by_id(found, request.GET.get("cursor", ""), PER_PAGE)
    told = queries.uses_seen(user, slice_.rows)
    for row in slice_.rows:
        row.open_book, row.shows_face = row.pk in told, face_sight(user, row) == Sight.OPEN
    context = {
        "trail": [(_("Receivables"), "")],
        "filter": form,
        "rows": slice_.rows,
        "slice": slice_,
        "figures": _figures(user) if user.is_supplier else None,
        "filtered": bool(given),
        "claims": user.is_supplier or user.has_role("PO", "AP", "FI", "AU", "CP"),
    }
    return page(request, "payments/receivable_list.html", context, part="payments/_receivables.html")


def _figures(user) -> list[dict[str, Any]]:
    sums = queries.receivable_figures(user)
    return [
        {"label": _("Free"), "value": money_full(sums["free"]), "note": _("can be passed on or drawn")},
        {"label": _("Entrusted"), "value": money_full(sums["assigned"]), "note": _("passed on; not the own money")},
        {"label": _("Kept for claims"), "value": money_full(sums["held"]), "note": _("waits for a signature")},
        {"label": _("Drawn early"), "value": money_full(sums["drawn"]), "note": _("paid out by the bank")},
    ]


@reads
def receivable_detail(request: HttpRequest, uid: UUID) -> HttpResponse:
    """What it is worth, what became of it, what can be done with it now."""
    return show(request, receivable_or_404(request, uid))


def show(request: HttpRequest, receivable: Receivable, status: int = 200, **forms) -> HttpResponse:
    """The page of a receivable; ``forms`` that were not taken replace the empty ones."""
    user = request.user
    day = page_now(request).astimezone(SEOUL).date()
    insight = queries.insight_of(user, receivable, day)
    note_look(receivable, insight.seen, by=user)
    inside = insight.use
    asked = queries.request_of(receivable)
    state = receivable.state
    holder = user.company_id == receivable.holder_id
    unused = state == R.ACCEPTED and receivable.available == receivable.face and not receivable.claim_line_id
    live = day < receivable.matures_on
    overdue = receivable.parent_id is None and receivable.funded_on is None and day > receivable.matures_on
    context = {
        "trail": trail((receivable.number, "")),
        "receivable": receivable,
        "facts": _facts(receivable, insight),
        "inside": inside,
        "entrusted": holder and (receivable.assigned or receivable.held),
        "shows_face": insight.face,
        "children": insight.parts,
        "draws": _draws(receivable) if inside else [],
        "may_issue": policies.may_issue(user, receivable) if state == R.DRAFT else None,
        "may_answer": state == R.ISSUED and policies.may_answer(user, receivable),
        "may_use": state in USABLE and live and policies.may_pass_on(user, receivable),
        "may_cancel": unused and not asked and policies.may_ask_cancel(user, receivable),
        "may_default": overdue
        and state in (*LIVE, R.MATURED)
        and not asked
        and policies.may_record_default(user, receivable),
        "may_repay": state == R.DEFAULTED
        and receivable.parent_id is None
        and not asked
        and policies.may_record_default(user, receivable)
        and services.bank_lacks(receivable),
        "owed_again": receivable.obligation if inside and state == R.DEFAULTED and receivable.obligation.left else None,
        "request_open": asked,
        "may_decide": policies.may_decide_request(user, asked) if asked else None,
        "may_withdraw": asked and policies.may_withdraw_request(user, asked),
        "may_fee": receivable.fee
        and not receivable.fee_paid_on
        and state not in (R.REFUSED, R.CANCELLED)
        and policies.may_confirm_fee(user, receivable),
        "interest_won": interest_owed(receivable) if policies.may_confirm_interest(user, receivable) else None,
        "refuse_form": ReasonForm(auto_id="refuse_%s"),
        "cancel_form": ReasonForm(auto_id="cancel_%s"),
        "default_form": ReasonForm(auto_id="default_%s"),
        "repaid_form": ReasonForm(auto_id="repaid_%s"),
        "escrow_won": queries.escrow_balance(receivable) if inside and receivable.funded_on else None,
        "staff": user.is_internal,
        "entries": history_for(user, receivable) if inside else None,
    } | forms
    return page(request, "payments/receivable_detail.html", context, status=status)


def _draws(receivable: Receivable) -> list:
    draws = list(queries.draws_of(receivable))
    for each in draws:
        each.rate_pct = f"{(each.rate * 100).normalize():f}"
    return draws


def _facts(receivable: Receivable, insight: queries.Insight) -> list[dict[str, Any]]:
    told = [
        {
            "label": _("Amount"),
            "value": money_full(receivable.face) if insight.face else _("not shown"),
            "note": receivable.obligation.number if insight.face else _("both sides have to consent"),
        },
        {"label": _("Given by"), "value": receivable.issuer.name, "note": ""},
        {"label": _("Holder"), "value": receivable.holder.name, "note": _("tier %(tier)s") % {"tier": receivable.tier}},
        {
            "label": _("Maturity"),
            "value": day_text(receivable.matures_on, "day"),
            "note": receivable.get_maturity_mode_display() if receivable.parent_id else _("paid by the buyer"),
        },
    ]
    if insight.use:
        told.append(
            {"label": _("Free"), "value": money_full(receivable.available), "note": _("neither passed on nor drawn")}
        )
    return told


@writes
def receivable_issue(request: HttpRequest, uid: UUID) -> HttpResponse:
    """A second person of finance gives it out."""
    receivable = receivable_or_404(request, uid)
    services.issue_receivable(receivable, by=request.user)
    messages.success(request, _("Issued. The supplier is told and has two business days to answer."))
    return see(request, receivable_url(receivable))


@writes
def receivable_accept(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The holder takes it."""
    receivable = receivable_or_404(request, uid)
    services.accept_receivable(receivable, by=request.user)
    messages.success(request, _("Accepted. It can be passed on or drawn from now on."))
    return see(request, receivable_url(receivable))


@writes
def receivable_refuse(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The holder does not take it, and says why."""
    receivable = receivable_or_404(request, uid)
    require(policies.may_answer(request.user, receivable))
    form = ReasonForm(request.POST, auto_id="refuse_%s")
    if form.is_valid():
        services.refuse_receivable(receivable, reason=form.cleaned_data["reason"], by=request.user)
        messages.success(request, _("Refused. The other side is told why."))
        return see(request, receivable_url(receivable))
    return show(request, receivable, 422, refuse_form=form)


@writes(shows_form=True)
def receivable_pass_on(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Pay an own supplier with a part of it."""
    receivable = receivable_or_404(request, uid)
    require(policies.may_pass_on(request.user, receivable))
    debts = queries.debts_to_cover(receivable)
    form = PassOnForm(request.POST or None, debts=debts)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                part = services.pass_on(receivable, **form.cleaned_data, by=request.user)
            except RuleBroken as refusal:
                beside(form, refusal)
                status = 409 if isinstance(refusal, WrongState) else 422
            else:
                done = _("%(amount)s passed on to %(company)s as %(number)s.")
                told = {"amount": money_full(part.face), "company": part.holder.name, "number": part.number}
                messages.success(request, done % told)
                return see(request, receivable_url(receivable))
    receivable.refresh_from_db()
    context = {
        "trail": trail((receivable.number, receivable_url(receivable)), (_("Pass on"), "")),
        "receivable": receivable,
        "facts": _left(receivable),
        "form": form,
        "debts": debts,
    }
    return page(request, "payments/pass_on.html", context, status=status)


def _left(receivable: Receivable) -> list[dict[str, Any]]:
    """What is left, and how it is reckoned."""
    return [
        {"label": _("Amount"), "value": money_full(receivable.face), "note": receivable.number},
        {
            "label": pgettext("receivable", "Passed on"),
            "value": money_full(receivable.assigned),
            "note": _("entrusted to others"),
        },
        {"label": _("Drawn early"), "value": money_full(receivable.drawn), "note": ""},
        {"label": _("Kept for claims"), "value": money_full(receivable.held), "note": ""},
        {"label": _("Left"), "value": money_full(receivable.available), "note": _("can be passed on or drawn")},
    ]


@writes
def receivable_cancel(request: HttpRequest, uid: UUID) -> HttpResponse:
    """One side wants it cancelled."""
    receivable = receivable_or_404(request, uid)
    require(policies.may_ask_cancel(request.user, receivable))
    return _asked(request, receivable, services.ask_cancel, "cancel_form", "cancel_%s")


@writes
def receivable_default(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Finance says that it was not paid."""
    receivable = receivable_or_404(request, uid)
    require(policies.may_record_default(request.user, receivable))
    return _asked(request, receivable, services.ask_default, "default_form", "default_%s")


@writes
def receivable_repaid(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Finance says that the buyer has paid the bank after a default."""
    receivable = receivable_or_404(request, uid)
    require(policies.may_record_default(request.user, receivable))
    return _asked(request, receivable, services.ask_repaid, "repaid_form", "repaid_%s")


def _asked(request: HttpRequest, receivable: Receivable, ask, name: str, auto_id: str) -> HttpResponse:
    form = ReasonForm(request.POST, auto_id=auto_id)
    if form.is_valid():
        ask(receivable, reason=form.cleaned_data["reason"], by=request.user)
        messages.success(request, _("Asked. Nothing changes before a second person agrees."))
        return see(request, receivable_url(receivable))
    return show(request, receivable, 422, **{name: form})


@writes
def request_decide(request: HttpRequest, uid: UUID, asked: UUID) -> HttpResponse:
    """Agree or decline."""
    receivable = receivable_or_404(request, uid)
    agree = request.POST.get("agree") == "yes"
    services.decide_request(_request_of(receivable, asked), agree=agree, by=request.user)
    messages.success(request, _("Agreed.") if agree else _("Declined."))
    return see(request, receivable_url(receivable))


@writes
def request_withdraw(request: HttpRequest, uid: UUID, asked: UUID) -> HttpResponse:
    """Take the request back."""
    receivable = receivable_or_404(request, uid)
    services.withdraw_request(_request_of(receivable, asked), by=request.user)
    messages.success(request, _("The request is taken back."))
    return see(request, receivable_url(receivable))


def _request_of(receivable: Receivable, asked: UUID) -> ReceivableRequest:
    found = get_object_or_404(receivable.requests.select_related("receivable"), uid=asked)
    if found.state != RequestState.OPEN:
        raise WrongState(_("This request has already been answered. Reload the page."))
    return found


@writes
def receivable_fee(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The fee has come."""
    receivable = receivable_or_404(request, uid)
    services.confirm_fee(receivable, by=request.user)
    messages.success(request, _("The fee counts as paid."))
    return see(request, receivable_url(receivable))


@writes
def receivable_interest(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The interest of escrow has come."""
    receivable = receivable_or_404(request, uid)
    services.confirm_interest(receivable, by=request.user)
    messages.success(request, _("The interest counts as paid."))
    return see(request, receivable_url(receivable))


@reads
def receivable_certificate(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The certificate of the receivable as a PDF, for the two sides and who pays."""
    receivable = receivable_or_404(request, uid)
    if receivable.state in (R.DRAFT, R.REFUSED, R.CANCELLED):
        raise Http404
    insight = queries.insight_of(request.user, receivable, page_now(request).astimezone(SEOUL).date())
    require(policies.may_take_certificate(request.user, shown=insight.face))
    note_look(receivable, insight.seen[:1], by=request.user)
    pdf = typeset("payments/certificate.typ", _certificate(receivable, page_now(request)))
    return pdf_response(pdf, f"{receivable.number}.pdf")


def _certificate(receivable: Receivable, now) -> dict[str, Any]:
    contract = receivable.obligation.contract
    return {
        "title": _("Certificate of a win-win receivable"),
        "number": receivable.number,
        "brand": _("Together · supplier portal"),
        "footer": _("Printed on %(at)s. What counts stands in the portal.") % {"at": day_text(now, "full")},
        "to": receivable.holder.name,
        "to_note": receivable.holder.id_display,
        "opening": _(
            "The buyer pays the amount below to the holder on the day of maturity from the designated deposit account. "
            "A bank that has bought a part of it has no recourse against the holder or any company above it."
        ),
        "facts": [
            {"label": _("Amount"), "value": money_full(receivable.face)},
            {"label": _("Given by"), "value": receivable.issuer.name},
            {"label": _("Tier"), "value": str(receivable.tier)},
            {"label": _("Issued on"), "value": day_text(receivable.issued_on, "day")},
            {"label": _("Maturity"), "value": day_text(receivable.matures_on, "day")},
            {"label": _("State"), "value": receivable.get_state_display()},
            {"label": _("Obligation"), "value": receivable.obligation.number},
            {"label": _("Contract"), "value": f"{contract.number} {contract.title}"},
        ],
        "notes_title": _("What holds"),
        "notes": [
            _("The rate of an early draw is the buyer's, the same for every tier."),
            _("Money in escrow belongs to the holder: no company above it can set it off, and no creditor seize it."),
            _("What of it was passed on or drawn stands in the portal, in the holder's own pages."),
        ],
    }
