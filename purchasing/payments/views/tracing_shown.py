"""How a chain of payments is shown: facts, notes on what is late, the drawing, the rows of table and workbook."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Literal
from urllib.parse import urlencode

from django.http import HttpRequest
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from portal import charts
from portal.display import day_text, left_text, money_full
from portal.http import page_now
from purchasing.payments.policies import money as policies
from purchasing.payments.queries import tracing as queries
from purchasing.payments.queries.tracing import Payment, Tracing
from purchasing.payments.rules import tracing as rules
from purchasing.payments.states import Part

Tone = Literal["paid", "due", "late", "held"]
WIDTHS = (600, 800, 1000, 1200)
NOTES = 3
FLOW_TONES: dict[str, Tone] = {"late": "late", "held": "held", "due": "due", "paid": "paid"}


def query_of(tracing: Tracing, request: HttpRequest) -> str:
    """The address of what is shown."""
    asked = {"contract": tracing.root.number, "month": f"{tracing.month:%Y-%m}", "state": request.GET.get("state", "")}
    return urlencode({key: value for key, value in asked.items() if value})


def basis(month: date, now: datetime) -> str:
    """Unit, period and source time, as every figure says them."""
    words = _("Received in %(month)s, and what is late from before · as of %(time)s · VAT included")
    return words % {"month": f"{month:%Y-%m}", "time": day_text(now, "short")}


def tracing_context(request: HttpRequest, tracing: Tracing, today: date) -> dict[str, Any]:
    """What ``payments/tracing.html`` needs."""
    now = page_now(request)
    staff = request.user.is_internal
    late = [row for row in tracing.all_rows if row.standing == "late"]
    currency = tracing.root.currency
    month = [
        row for row in tracing.all_rows if row.obligation.base_on >= tracing.month
    ]  # sums of two pages never overlap
    mine = queries.of_currency(month, currency)
    return {
        "root": tracing.root,
        "basis": basis(tracing.month, now),
        "late_count": len(late),
        "late_words": ngettext("%(count)d overdue", "%(count)d overdue", len(late)) % {"count": len(late)},
        "facts": _facts(mine, late, currency, today, staff=staff),
        "notes": _notes(request, late, today),
        "more_late": max(len(late) - NOTES, 0),
        "flow": _flow(tracing, today, now, staff=staff) if tracing.rows else "",
        "rows": [_row(row, now, today) for row in tracing.rows],
        "hides": any(row.amount is None for row in tracing.all_rows),
        "staff": staff,
    }


# Facts ---------------------------------------------------------------------------------------------------------------
def _facts(rows: Sequence[Payment], late: Sequence[Payment], currency: str, today: date, *, staff: bool) -> list[dict]:
    head = [row for row in rows if row.depth == 0]
    top = sum((row.amount for row in head if row.amount is not None), Decimal(0))
    waiting = [row.until for row in head if row.standing in ("due", "held")]
    when = (
        pgettext("payment", "next on %(day)s") % {"day": day_text(min(waiting), "short")}
        if waiting
        else _("nothing is open")
    )
    facts = [{"label": _("Buyer pays") if staff else _("Paid to us"), "value": money_full(top, currency), "note": when}]
    if any(row.depth for row in rows):
        facts += [_reach(rows, currency, staff=staff), _winwin(rows, staff=staff)]
    longest = max((row.days for row in (*rows, *late)), default=0)
    over = longest > rules.LEGAL_DAYS
    facts.append(
        {
            "label": _("Longest wait"),
            "value": ngettext("%(days)d day", "%(days)d days", longest) % {"days": longest},
            "note": _("over the 60 days of the law") if over else _("within the 60 days of the law"),
        }
    )
    facts.append(_overdue(late, currency, today))
    return facts


def _reach(rows: Sequence[Payment], currency: str, *, staff: bool) -> dict:
    label = _("Reaches tiers 2 and below") if staff else _("We pay on")
    reach = queries.reach_of(rows)
    if reach.amount is not None:
        return {"label": label, "value": money_full(reach.amount, currency), "note": f"{reach.pct}%"}
    if reach.pct is None:
        return {"label": label, "value": _("not shown"), "note": _("fewer than three firms")}
    return {"label": label, "value": _("about %(pct)d%%") % {"pct": reach.pct}, "note": _("in steps of ten percent")}


def _winwin(rows: Sequence[Payment], *, staff: bool) -> dict:
    pct, counted = queries.winwin_of(rows)
    label = _("Win-win, tiers 2 and below") if staff else _("Of it by win-win payment")
    note = _("by number of payments") if counted else _("the rest in cash")
    return {"label": label, "value": f"{pct}%", "note": note}


def _overdue(late: Sequence[Payment], currency: str, today: date) -> dict:
    if not late:
        return {"label": _("Overdue"), "value": money_full(0, currency), "note": _("nothing is late")}
    known = [row for row in queries.of_currency(late, currency) if row.amount is not None]
    days = max((today - row.obligation.due_on).days for row in late)
    note = ngettext("%(count)d payment, up to %(days)d days", "%(count)d payments, up to %(days)d days", len(late))
    words = note % {"count": len(late), "days": days}
    if not known:
        return {"label": _("Overdue"), "value": _("not shown"), "note": words}
    left = sum((left_of(row) for row in known), Decimal(0))
    if len(known) < len(late):
        words = _("%(note)s; of some the amount is not shown") % {"note": words}
    return {"label": _("Overdue"), "value": money_full(left, currency), "note": words}


def left_of(row: Payment) -> Decimal:
    """What is still to be paid of it."""
    return row.obligation.amount - row.obligation.credited - row.obligation.paid


# Notes on what is late -----------------------------------------------------------------------------------------------
def _notes(request: HttpRequest, late: Sequence[Payment], today: date) -> list[dict]:
    first = sorted(late, key=lambda row: row.obligation.due_on)[:NOTES]
    staff = request.user.is_internal
    calls = queries.calls_about([row.obligation for row in first]) if staff and first else {}
    return [_note(request, row, calls.get(row.obligation.pk), today) for row in first]


def _note(request: HttpRequest, row: Payment, call, today: date) -> dict:
    owed = row.obligation
    days = (today - owed.due_on).days
    named = {
        "payer": owed.payer.name,
        "payee": owed.payee.name,
        "amount": money_full(left_of(row), owed.currency) if row.amount is not None else _("a payment"),
        "days": days,
    }
    title = ngettext(
        "%(payer)s → %(payee)s: %(amount)s is %(days)d day past its day",
        "%(payer)s → %(payee)s: %(amount)s is %(days)d days past its day",
        days,
    )
    texts = []
    if row.amount is not None:
        interest = queries.late_interest_now(owed, today)
        texts.append(
            _("Late interest so far %(won)s (15.5%% a year, %(days)d days); it runs by itself and cannot be waived.")
            % {"won": money_full(interest, owed.currency), "days": days}
        )
    if row.hold is not None:
        texts.append(_("Held: %(why)s") % {"why": row.hold.text})
    if request.user.is_internal:
        texts.append(
            _("Last call %(day)s: %(text)s") % {"day": day_text(call.at, "short"), "text": call.reason}
            if call
            else _("No call about it is noted yet.")
        )
    return {
        "title": title % named,
        "texts": texts,
        "uid": owed.uid,
        "may_note": bool(policies.may_note_call(request.user, owed)),
    }


# The drawing ---------------------------------------------------------------------------------------------------------
def _flow(tracing: Tracing, today: date, now: datetime, *, staff: bool) -> SafeString:
    """Links are contracts and how they stand, not single payments."""
    rows = queries.of_currency(tracing.rows, tracing.root.currency)
    by_contract: dict[int, list[Payment]] = {}
    for row in rows:
        by_contract.setdefault(row.obligation.contract_id, []).append(row)
    nodes: dict[str, charts.Node] = {}
    flows = []
    for group in by_contract.values():
        owed, depth = group[0].obligation, group[0].depth
        source, target = f"{depth}-{owed.payer_id}", f"{depth + 1}-{owed.payee_id}"
        if source not in nodes:
            buyer = depth == 0 and owed.tier == 1
            nodes[source] = charts.Node(
                source, depth, owed.payer.name, (_("Buyer"),) if buyer else (), "buyer" if buyer else ""
            )
        where = rules.worst(row.standing for row in group)
        nodes[target] = _node(target, depth + 1, group, where, nodes.get(target), tracing.root.currency, today)
        flows += _flows(source, target, group)
    columns = _columns(tracing, max((node.column for node in nodes.values()), default=0), staff=staff)
    keys = [
        charts.Key("f2", pgettext("obligation", "Paid")),
        charts.Key("f1", _("Scheduled")),
        charts.Key("f3", pgettext("obligation", "Held")),
        charts.Key("fbad", _("Overdue")),
    ]
    if any(flow.value is None for flow in flows):
        keys.append(charts.Key("s5 dash", _("Amount not shown: every such line has the same width"), "line"))
    return charts.figure(
        title=_("Flow of the money"),
        basis=f"{tracing.root.currency} · {basis(tracing.month, now)} · {_('width: amount')}",
        finding=_finding(flows, nodes),
        draw=charts.sankey(columns, list(nodes.values()), flows),
        keys=keys,
        widths=WIDTHS,
    )


def _flows(source: str, target: str, group: Sequence[Payment]) -> list[charts.Flow]:
    """One for each standing; where the amount is not shown one alone, or their number would tell of amounts."""
    if any(row.amount is None for row in group):
        tone = FLOW_TONES[rules.worst(row.standing for row in group)]
        return [charts.Flow(source, target, None, tone)]
    found = []
    for where, tone in FLOW_TONES.items():
        value = sum((row.amount or Decimal(0) for row in group if row.standing == where), Decimal(0))
        if value:
            found.append(charts.Flow(source, target, value, tone))
    return found


def _node(key, column, group: Sequence[Payment], where, before, currency: str, today: date) -> charts.Node:
    owed = group[0].obligation
    hidden = any(row.amount is None for row in group)
    total = sum((row.amount or Decimal(0) for row in group), Decimal(0))
    amount = _("amount not shown") if hidden else str(money_full(total, currency))
    until = min(row.until for row in group if row.standing == where) if where != "ended" else today
    day = day_text(until, "short")
    match where:
        case "late":
            first = min(row.obligation.due_on for row in group if row.standing == "late")
            words = f"{day_text(first, 'short')} · {_days_late((today - first).days)}"
        case "paid":
            words = _("paid %(day)s") % {"day": day}
        case "held":
            words = _("held")
        case _:
            words = _("due %(day)s") % {"day": day}
    if before is not None and before.lines:  # a second contract ends at the same company
        return charts.Node(key, column, owed.payee.name, (*before.lines, amount, words), _tone(where) or before.tone)
    return charts.Node(key, column, owed.payee.name, (amount, words), _tone(where))


def _tone(where: str):
    return "late" if where == "late" else ""


def _days_late(days: int) -> str:
    return ngettext("%(days)d day late", "%(days)d days late", days) % {"days": days}


def _columns(tracing: Tracing, last: int, *, staff: bool) -> list[str]:
    if staff:
        return [_("Buyer"), *(tier_words(tier) for tier in range(1, last + 1))]
    return [_("Who pays us"), _("Our company"), _("Whom we pay")][: last + 1]


def _finding(flows: Sequence[charts.Flow], nodes: dict[str, charts.Node]) -> str:
    late = sum(flow.tone == "late" for flow in flows)
    words = _("%(payments)d flows between %(firms)d companies, %(late)d of them overdue; the table has each payment.")
    return words % {"payments": len(flows), "firms": len(nodes), "late": late}


# The table -----------------------------------------------------------------------------------------------------------
STANDINGS = {
    "paid": ("ok", lambda: pgettext("obligation", "Paid")),
    "late": ("late", lambda: _("Overdue")),
    "held": ("warn", lambda: pgettext("obligation", "Held")),
    "due": ("info", lambda: _("Scheduled")),
    "ended": ("mute", lambda: _("Cancelled")),
}


def tier_words(tier: int) -> str:
    """A tier as it is spoken of."""
    return _("Tier %(tier)d") % {"tier": tier}


def _row(row: Payment, now: datetime, today: date) -> dict[str, Any]:
    owed = row.obligation
    kind, words = STANDINGS[row.standing]
    late = row.standing == "late"
    if late:
        beside = _days_late((today - owed.due_on).days)
    elif row.standing == "paid" and owed.paid_on:
        beside = _("paid %(day)s") % {"day": day_text(owed.paid_on, "short")}
    else:
        beside = left_text(owed.pay_on, now)
    return {
        "depth": min(row.depth, 3),
        "payer": owed.payer.name,
        "payee": owed.payee.name,
        "number": owed.number,
        "part": owed.get_part_display() if owed.part != Part.ALL else "",
        "tier": tier_words(owed.tier),
        "amount": row.amount,
        "currency": owed.currency,
        "method": owed.get_method_display(),
        "base_on": owed.base_on,
        "day": owed.due_on if late else owed.pay_on,
        "beside": beside,
        "late": late,
        "days": row.days,
        "over": row.days > rules.LEGAL_DAYS or late,
        "kind": kind,
        "words": words(),
        "why": row.hold.text if row.hold else "",
    }


def sheet_head() -> list[str]:
    """The columns of the workbook."""
    return [
        _("Tier"), pgettext("payment", "From"), pgettext("payment", "To"), _("Number"), _("Part"), _("Currency"),
        _("Amount"), _("Method"),
        _("Received on"), pgettext("payment", "Due"), _("Bank day"), _("Paid on"), _("Days of 60"), _("State"),
        _("Days late"),
    ]  # fmt: skip


def sheet_rows(rows: Iterable[Payment], today: date) -> list[list[object]]:
    """Each payment; an amount that the page does not show says so in words."""
    return [
        [
            row.obligation.tier,
            row.obligation.payer.name,
            row.obligation.payee.name,
            row.obligation.number,
            str(row.obligation.get_part_display()),
            row.obligation.currency,
            row.amount if row.amount is not None else _("not shown"),
            str(row.obligation.get_method_display()),
            row.obligation.base_on,
            row.obligation.due_on,
            row.obligation.pay_on,
            row.obligation.paid_on,
            row.days,
            STANDINGS[row.standing][1](),
            (today - row.obligation.due_on).days if row.standing == "late" else 0,
        ]
        for row in rows
    ]
