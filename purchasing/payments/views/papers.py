"""Doors of the papers of payment: late interest with its calculation, the protocol of a run, the terms as disclosed.

Source: domain 4.9.
"""

from decimal import Decimal
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from portal.display import day_text, money_full
from portal.http import page, page_now, reads
from portal.pdf import pdf_response, typeset
from portal.policy import require
from portal.sheets import Sheet, xlsx_answer
from purchasing.contracts.services import note_look
from purchasing.contracts.states import PayMethod
from purchasing.payments.models import Instruction, LateInterest, PaymentRun
from purchasing.payments.policies import obligations as policies
from purchasing.payments.policies import runs as run_policies
from purchasing.payments.queries import obligations as queries
from purchasing.payments.queries import runs as run_queries
from purchasing.payments.queries import terms
from purchasing.payments.queries.amounts import sights
from purchasing.payments.rules import terms as rules
from purchasing.payments.states import InstructionState
from purchasing.payments.views.obligations import debt_or_404, today_of
from purchasing.payments.views.runs import run_or_404

MOST_LISTED = 200
APART = (InstructionState.HELD, InstructionState.REJECTED, InstructionState.DROPPED)
Part = dict[str, Any]


def _paper(request: HttpRequest, title: str, number: str, **more: Any) -> dict[str, Any]:
    printed = _("Printed on %(at)s. What counts stands in the portal.") % {"at": day_text(page_now(request), "full")}
    return {
        "title": title,
        "number": number,
        "brand": _("Together · supplier portal"),
        "footer": printed,
        "facts": [],
        "parts": [],
        "signatures": [],
        **more,
    }


def _part(title: str, text: str = "", head: list | None = None, rows: list | None = None, numbers=()) -> Part:
    return {"title": title, "text": text, "head": head or [], "rows": rows or [], "numbers": list(numbers)}


# Late interest --------------------------------------------------------------------------------------------------------
@reads
def interest_note(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The note of late interest of a debt as a PDF: from when, on what, at which rate, day by day of its steps."""
    debt = debt_or_404(request, uid)
    interest = queries.interest_of(debt)
    if interest is None:
        raise Http404
    seen = sights(request.user, [debt.contract], today_of(request))[debt.contract_id]
    require(policies.may_take_interest_note(request.user, shown=bool(seen)))
    note_look(debt, [seen], by=request.user)
    pdf = typeset("print/paper.typ", _interest(request, interest))
    return pdf_response(pdf, f"{debt.number}-late-interest.pdf")


def _interest(request: HttpRequest, interest: LateInterest) -> dict[str, Any]:
    debt, currency = interest.obligation, interest.currency
    rate = f"{(interest.rate * 100).normalize():f}%"
    rows = []
    for step in interest.steps.order_by("until", "pk"):
        spells = " + ".join(
            f"{money_full(Decimal(spell['principal']), currency)} × {rate} × {spell['days']} ÷ 365"
            for spell in step.spells
        )
        row = [day_text(step.until, "day"), spells]
        rows.append([*row, money_full(step.change, currency), money_full(step.total, currency)])
    ended = day_text(interest.ended_on, "day") if interest.ended_on else _("not yet")
    head = [_("Up to"), _("Calculation"), pgettext("payment", "Change"), _("So far")]
    return _paper(
        request,
        _("Note of late interest"),
        debt.number,
        facts=[
            {"label": _("Payer"), "value": debt.payer.name},
            {"label": _("Payee"), "value": debt.payee.name},
            {"label": _("Contract"), "value": f"{debt.contract.number} {debt.contract.title}"},
            {"label": _("Invoice"), "value": f"{debt.invoice.supplier_no} ({debt.invoice.number})"},
            {"label": _("Received on"), "value": day_text(debt.base_on, "day")},
            {"label": pgettext("obligation", "Due"), "value": day_text(interest.since, "day")},
            {"label": _("Late interest"), "value": money_full(interest.amount, currency)},
            {"label": _("Accrued up to"), "value": day_text(interest.until, "day")},
            {"label": pgettext("obligation", "Paid"), "value": money_full(interest.paid, currency)},
            {"label": _("Debt paid on"), "value": ended},
        ],
        parts=[
            _part(
                _("Why it is owed"),
                _(
                    "The debt was not paid by its day. Interest of %(rate)s a year runs by law from the day after it,"
                    " for each day on what was still unpaid, rounded up to the won once. Nobody can waive it in the"
                    " portal, and a dispute does not stop it."
                )
                % {"rate": rate},
            ),
            _part(_("Calculation"), head=head, rows=rows, numbers=[2, 3]),
        ],
    )


# Protocol of a run ----------------------------------------------------------------------------------------------------
@reads
def run_protocol(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The protocol of a run as a PDF, once it was released: who did what when, the file, what came of it."""
    run = run_or_404(request, uid)
    if not run.has_protocol:
        raise Http404
    require(run_policies.may_see_runs(request.user))
    pdf = typeset("print/paper.typ", _protocol(request, run))
    return pdf_response(pdf, f"{run.number}-protocol.pdf")


def _protocol(request: HttpRequest, run: PaymentRun) -> dict[str, Any]:
    parts = [_part(_("Who did it"), head=[_("Step"), pgettext("payment run", "By"), _("At")], rows=_deeds(run))]
    sums = [
        [InstructionState(state).label, f"{sums['count']:,}", money_full(sums["sum"], run.currency)]
        for state, sums in run_queries.totals_of(run).items()
        if sums["count"]
    ]
    parts.append(
        _part(
            _("What came of the payments"),
            head=[_("State"), pgettext("count", "Payments"), _("Total")],
            rows=sums,
            numbers=[1, 2],
        )
    )
    if file := getattr(run, "file", None):
        told = [
            [_("Message id"), file.number],
            [pgettext("count", "Payments"), f"{file.count:,}"],
            [_("Total"), money_full(file.total, run.currency)],
            ["SHA-256", file.sha256],
        ]
        parts.append(
            _part(
                _("File for the bank"),
                head=[pgettext("payment run", "What"), pgettext("payment run", "Value")],
                rows=told,
            )
        )
    parts += _apart(run)
    return _paper(
        request,
        _("Protocol of a payment run"),
        run.number,
        facts=[
            {"label": _("Kind"), "value": run.get_kind_display()},
            {"label": _("Bank day"), "value": day_text(run.value_on, "day")},
            {"label": _("To be paid"), "value": money_full(run.total, run.currency)},
            {"label": pgettext("count", "Payments"), "value": f"{run.count:,}"},
            {"label": _("From the account"), "value": f"{run.debtor_owner}, {run.debtor_bank} {run.debtor_number}"},
            {"label": _("State"), "value": run.get_state_display()},
        ],
        parts=[
            _part(_("What was agreed to"), _("SHA-256 of every payee, account and amount: %s") % run.sha256),
            *parts,
        ],
    )


def _deeds(run: PaymentRun) -> list[list[str]]:
    deeds = [
        (pgettext("payment run", "Made"), run.made_by or _("the clock"), run.made_at),
        (pgettext("payment run", "Checked"), run.checked_by, run.checked_at),
        (_("Checked a second time"), run.second_checked_by, run.checked_at),
        (pgettext("payment run", "Released"), run.released_by, run.released_at),
        (_("Sent to the bank"), _("the clock"), run.sent_at),
    ]
    return [[what, str(who), day_text(at, "full")] for what, who, at in deeds if who and at]


def _apart(run: PaymentRun) -> list[Part]:
    """Payments that did not go as planned, each with its reason."""
    rows = run_queries.instructions_of(run).filter(state__in=APART)
    found = list(rows[: MOST_LISTED + 1])
    if not found:
        return []
    listed = [[each.end_to_end, _name(each), each.get_state_display(), _why(each)] for each in found[:MOST_LISTED]]
    amounts = [money_full(each.amount, each.currency) for each in found[:MOST_LISTED]]
    more = _("The first %(n)s; all stand in the portal.") % {"n": MOST_LISTED} if len(found) > MOST_LISTED else ""
    return [
        _part(
            _("Not paid by this run"),
            more,
            head=[_("Reference"), _("Payee"), _("State"), _("Why"), _("Amount")],
            rows=[[*row, amount] for row, amount in zip(listed, amounts, strict=True)],
            numbers=[4],
        )
    ]


def _name(payment: Instruction) -> str:
    return payment.payee.name if payment.payee else str(payment.get_role_display())


def _why(payment: Instruction) -> str:
    return str(payment.get_hold_reason_display()) if payment.hold_reason else payment.result_code


# Terms as disclosed ---------------------------------------------------------------------------------------------------
@reads
def terms_page(request: HttpRequest) -> HttpResponse:
    """By which means and how soon the buyer paid its subcontractors in half a year."""
    require(policies.may_see_figures(request.user))
    half = _half(request)
    latest = rules.half_of(today_of(request)).before
    halves = [latest]
    while len(halves) < 6:
        halves.append(halves[-1].before)
    table = _table(terms.paid_in(half))
    context = {
        "trail": [(_("Figures of payment"), reverse("payments:figures")), (_("Terms of payment"), "")],
        "half": half,
        "halves": halves if half in halves else [half, *halves],
        "table": table,
    }
    return page(request, "payments/terms.html", context)


@reads
def terms_pdf(request: HttpRequest) -> HttpResponse:
    """The same as a paper to be disclosed."""
    require(policies.may_see_figures(request.user))
    half = _half(request)
    found = terms.paid_in(half)
    table = _table(found)
    rows = [[row["means"], *row["won"], row["total"], row["share"]] for row in table["rows"]]
    paper = _paper(
        request,
        _("Terms of payment of subcontractors"),
        str(half),
        facts=[
            {"label": _("Period"), "value": f"{day_text(half.first, 'day')} – {day_text(half.last, 'day')}"},
            {"label": _("Paid in all"), "value": money_full(found.total)},
        ],
        parts=[
            _part(
                _("Million won by means and days from receipt"),
                head=[_("Means"), *table["spans"], _("Total"), _("Share")],
                rows=rows,
                numbers=range(1, len(table["spans"]) + 3),
            ),
            _part(_("How it is counted"), table["rule"]),
        ],
    )
    return pdf_response(typeset("print/paper.typ", paper), f"terms-of-payment-{half}.pdf")


@reads
def terms_xlsx(request: HttpRequest) -> HttpResponse:
    """The same as a workbook."""
    require(policies.may_see_figures(request.user))
    half = _half(request)
    found = terms.paid_in(half)
    rows = [[PayMethod(means).label, *won, sum(won), found.payments[means]] for means, won in found.won.items()]
    head = [_("Means"), *_spans(), _("Total"), pgettext("count", "Payments")]
    title = _("Terms of payment")
    sheet = Sheet(title, head, rows, notes=[f"{half.first} – {half.last}", _rule()])
    return xlsx_answer(f"terms-of-payment-{half}", sheet)


def _half(request: HttpRequest) -> rules.Half:
    return rules.half_named(request.GET.get("half", ""), today_of(request))


def _spans() -> list[str]:
    names, above = [], 0
    for most in rules.SPANS:
        words = _("%(from)s–%(to)s days") if above else _("up to %(to)s days")
        names.append(words % {"from": above + 1, "to": most})
        above = most
    return [*names, _("over %(n)s days") % {"n": above}]


def _rule() -> str:
    return _(
        "What the buyer paid in won under contracts to which the subcontracting law applies. Cash: debts paid in the"
        " half-year, by the days from receipt to payment. Win-win payment: receivables issued in it, by the days from"
        " receipt to maturity; who draws one early has the money sooner."
    )


def _millions(won: Decimal | int) -> str:
    return f"{(Decimal(won) / 1_000_000).quantize(Decimal('0.1')):,f}"


def _table(found: terms.Terms) -> dict[str, Any]:
    whole = found.total

    def share(won: Decimal) -> str:
        return f"{(won * 100 / whole).quantize(Decimal('0.1')):f}%" if whole else "–"

    rows = [
        {
            "means": PayMethod(means).label,
            "won": [_millions(each) for each in won],
            "total": _millions(sum(won)),
            "share": share(sum(won)),
            "payments": found.payments[means],
        }
        for means, won in found.won.items()
    ]
    by_span = [sum((row[at] for row in found.won.values()), Decimal(0)) for at in range(len(rules.SPANS) + 1)]
    return {
        "spans": _spans(),
        "rows": rows,
        "shares": [share(won) for won in by_span],
        "total": _millions(whole),
        "empty": not whole,
        "rule": _rule(),
    }
