"""Doors: the money page of a company: what comes, when, why not yet; what it pays; what it could have early."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from portal.clock import SEOUL
from portal.display import day_text, left_text, money_full
from portal.http import page, page_now, reads, see
from portal.people.models import User
from portal.policy import require
from portal.sheets import Sheet, xlsx_answer
from purchasing.payments import queries as all_queries
from purchasing.payments.policies import money as policies
from purchasing.payments.queries import money as queries
from purchasing.payments.queries import voice as voice_queries
from purchasing.payments.queries.refunds import refunds_owed
from purchasing.payments.rules.receivables import saved_won
from purchasing.payments.rules.tracing import LEGAL_DAYS
from purchasing.payments.states import Part, RateKind
from purchasing.payments.states.bank import HoldReason
from purchasing.payments.views.obligations import debt_url
from purchasing.payments.views.tracing_shown import STANDINGS


def today_of(request: HttpRequest) -> date:
    """The day in Korea by the page's clock."""
    return page_now(request).astimezone(SEOUL).date()


@reads
def money(request: HttpRequest) -> HttpResponse:
    """What comes in and goes out. Staff go on: most to the tracing, as their question is where money is stuck."""
    require(policies.may_enter_payments(request.user))
    if request.user.is_internal:
        return see(request, reverse(_first_page_of(request.user)))
    today = today_of(request)
    company_id = request.user.company_id
    coming = queries.unpaid(company_id, "payee", today)
    going = queries.unpaid(company_id, "payer", today)
    figures = all_queries.receivable_figures(request.user)
    paid_on = all_queries.bank_slot(page_now(request)).day
    context = {
        "trail": [(_("Payments"), "")],
        "facts": _facts(company_id, figures, today),
        "notes": _notes(coming, today),
        "coming": [_row(request, each, today, side="payer") for each in coming],
        "going": [_row(request, each, today, side="payee") for each in going],
        "received": [
            _row(request, each, today, side="payer") for each in queries.paid_lately(company_id, "payee", today)
        ],
        "refunds": refunds_owed(request.user)[: queries.LISTED],
        "offers": _offers(company_id, paid_on),
        "rate_text": _rate_text(paid_on),
        "figures": figures,
        "speaks": voice_queries.is_lower_tier(company_id),
        "most": queries.LISTED,
        "now_text": day_text(page_now(request), "short"),
    }
    return page(request, "payments/money.html", context)


def _first_page_of(user: User) -> str:
    """An approver begins with the runs that wait for a check, shared growth with the figures."""
    if policies.may_see_money(user):
        return "payments:tracing"
    return "payments:run-list" if user.has_role("AP") else "payments:figures"


def _facts(company_id: int, figures: dict, today: date) -> list[dict[str, Any]]:
    coming, going = queries.sums(company_id, "payee", today), queries.sums(company_id, "payer", today)
    facts = []
    for each in coming or [queries.NOTHING]:
        when = (
            pgettext("payment", "next on %(day)s") % {"day": day_text(each.next_on, "short")}
            if each.next_on
            else _("nothing is open")
        )
        facts.append({"label": _("Still to come"), "value": money_full(each.left, each.currency), "note": when})
    first = coming[0] if coming else queries.NOTHING
    facts.append(
        {
            "label": _("Within 30 days"),
            "value": money_full(first.soon, first.currency),
            "note": _("held: %(amount)s") % {"amount": money_full(first.held, first.currency)} if first.held else "",
        }
    )
    if figures["assigned"] or figures["drawn"]:
        facts.append(
            {
                "label": _("Of it entrusted or drawn"),
                "value": money_full(figures["assigned"] + figures["drawn"]),
                "note": _("passed on to own suppliers %(won)s") % {"won": money_full(figures["assigned"])},
            }
        )
    facts.append(
        {
            "label": _("Overdue to us"),
            "value": money_full(first.late, first.currency),
            "note": ngettext("%(count)d payment", "%(count)d payments", first.late_count) % {"count": first.late_count},
        }
    )
    for each in going:
        late = ngettext("%(count)d overdue", "%(count)d overdue", each.late_count) % {"count": each.late_count}
        note = late if each.late_count else _("nothing is late")
        facts.append({"label": _("We owe"), "value": money_full(each.left, each.currency), "note": note})
    return facts


def _notes(coming: Sequence[queries.Due], today: date) -> list[dict[str, Any]]:
    """What is wrong comes first: late, held, stopped. One hold is one note, though it stops the amount and its VAT."""
    found = []
    held: set[int] = set()
    for each in coming:
        owed = each.obligation
        amount = each.amount
        if each.hold is not None and each.standing != "late":
            if each.hold.pk in held:
                continue
            held.add(each.hold.pk)
            amount = sum((one.amount for one in coming if one.hold and one.hold.pk == each.hold.pk), Decimal(0))
        at = {"url": debt_url(owed), "number": owed.number}
        named = {"payer": owed.payer.name, "amount": money_full(amount, owed.currency), "number": owed.number}
        if each.standing == "late":
            days = (today - owed.due_on).days
            title = ngettext(
                "%(amount)s of %(payer)s is %(days)d day late", "%(amount)s of %(payer)s is %(days)d days late", days
            )
            text = _(
                "Late interest of 15.5% a year runs by itself; the payer cannot ask you to waive it. Compliance knows."
            )
            found.append({**at, "kind": "late", "title": title % {**named, "days": days}, "text": text})
        elif each.hold is not None:
            text = _("%(cause)s: %(why)s. It is looked at again by %(day)s; the 60 days run on.")
            words = {
                "cause": each.hold.get_cause_display(),
                "why": each.hold.text.rstrip("."),
                "day": day_text(each.hold.review_on, "short"),
            }
            title = _("%(amount)s of %(payer)s is held") % named
            found.append({**at, "kind": "warn", "title": title, "text": text % words})
        elif each.stopped is not None:
            title = _("%(amount)s of %(payer)s was stopped") % named
            found.append({**at, "kind": "warn", "title": title, "text": _stopped(each)})
    return found[:5]


def _stopped(each: queries.Due) -> str:
    stopped = each.stopped
    if stopped is not None and stopped.result_code:
        words = _("The bank sent it back (%(code)s). Check the bank account of your company; it is then paid again.")
        return words % {"code": stopped.result_code}
    reason = stopped.hold_reason if stopped is not None else ""
    if reason == HoldReason.ACCOUNT_CHANGED:
        return _("Your bank account has changed a short time ago. For safety it is paid when the waiting time is over.")
    if reason == HoldReason.NO_ACCOUNT:
        return _("Your company has no bank account in use here. Enter one; it is then paid with the next run.")
    return str(HoldReason(reason).label) if reason in HoldReason.values else _("Finance looks into it.")


def _row(request: HttpRequest, each: queries.Due, today: date, *, side: str) -> dict[str, Any]:
    owed = each.obligation
    kind, words = STANDINGS[each.standing]
    late = each.standing == "late"
    paid = each.standing == "paid"
    return {
        "number": owed.number,
        "url": debt_url(owed),
        "other": getattr(owed, side).name,
        "contract": owed.contract,
        "invoice": owed.invoice.supplier_no,
        "part": owed.get_part_display() if owed.part != Part.ALL else "",
        "amount": each.amount,
        "currency": owed.currency,
        "method": owed.get_method_display(),
        "receivable": each.receivable,
        "base_on": owed.base_on,
        "day": owed.paid_on if paid else owed.due_on if late else owed.pay_on,
        "beside": "" if paid else left_text(owed.due_on if late else owed.pay_on, page_now(request)),
        "late": late,
        "days": each.days,
        "planned": each.planned_days,
        "over": each.days > LEGAL_DAYS or late,
        "kind": kind,
        "words": words(),
        "why": each.hold.text if each.hold else _stopped(each) if each.stopped else "",
    }


def _rate_text(day: date) -> str:
    rate = all_queries.rate_on(RateKind.DRAW, day)
    return f"{(rate.rate * 100).normalize():f}%" if rate else ""


def _offers(company_id: int, day: date) -> list[dict[str, Any]]:
    """Each with what the own loan of a small firm would cost for the same days, when that rate is known."""
    own = all_queries.rate_on(RateKind.OWN, day)
    rows = []
    for each in queries.offers(company_id, day):
        saved = saved_won(each.cost, own_rate=own.rate) if own else None
        rows.append({"receivable": each.receivable, "day": each.day, "cost": each.cost, "saved": saved})
    return rows


@reads
def money_xlsx(request: HttpRequest) -> HttpResponse:
    """What comes in and goes out as a workbook."""
    require(policies.may_see_money(request.user))
    today = today_of(request)
    company_id = request.user.company_id
    head = [
        _("Number"), _("Company"), _("Contract"), _("Invoice"), _("Part"), _("Currency"), _("Amount"), _("Method"),
        _("Received on"), pgettext("payment", "Due"), _("Bank day"), _("Days of 60 used"), _("State"), _("Why held"),
    ]  # fmt: skip
    sheets = []
    for side, other, title in (("payee", "payer", _("Coming in")), ("payer", "payee", _("Going out"))):
        rows = [
            [
                each.obligation.number,
                getattr(each.obligation, other).name,
                each.obligation.contract.number,
                each.obligation.invoice.supplier_no,
                str(each.obligation.get_part_display()),
                each.obligation.currency,
                each.amount,
                str(each.obligation.get_method_display()),
                each.obligation.base_on,
                each.obligation.due_on,
                each.obligation.pay_on,
                each.days,
                STANDINGS[each.standing][1](),
                each.hold.text if each.hold else "",
            ]
            for each in queries.unpaid(company_id, side, today)
        ]
        sheets.append(Sheet(title, head, rows, notes=[_("As of %(day)s") % {"day": day_text(page_now(request))}]))
    return xlsx_answer(f"payments-{today:%Y%m%d}", *sheets)
