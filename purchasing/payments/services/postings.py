"""DO: the events of contracts and payments as postings, one function each. Source: domain 4.6.

Called by the services in whose transaction the event happens. Each is safe to repeat: its key comes from the thing.
"""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from django.db import transaction
from django.db.models import Sum

from portal.clock import today
from portal.people.models import User
from purchasing.contracts.models import Invoice
from purchasing.contracts.states import InvoiceKind
from purchasing.payments.models import AdvanceRefund, Draw, Instruction, Obligation, Posting, Receivable
from purchasing.payments.rules.postings import BookKey, sides
from purchasing.payments.services.ledger import post, reverse
from purchasing.payments.states import RunKind
from purchasing.payments.states.ledger import Event

ZERO = Decimal(0)


def book_invoice(
    invoice: Invoice, obligations: Iterable[Obligation], *, on: date | None = None, by: User | None = None
) -> Posting:
    """E1, when an invoice is approved: what was bought (or paid in advance), the VAT, what is owed for it.

    As far as an advance has paid for it already, the advance becomes a purchase and less is owed.
    """
    owed = sum((each.amount for each in obligations), ZERO)
    if owed != invoice.payable:
        raise ValueError(f"invoice {invoice.number}: {owed} is owed for {invoice.payable}")
    event = Event.ADVANCE if invoice.kind == InvoiceKind.ADVANCE else Event.INVOICE
    return post(
        event,
        key=f"invoice:{invoice.uid}",
        on=on or today(),
        sides=sides(
            event,
            books={"payer": invoice.contract.payer_id, "payee": invoice.contract.payee_id},
            amounts={
                "net": invoice.net,
                "vat": invoice.vat,
                "total": invoice.payable,
                "advance": invoice.advance_used,
            },
            currency=invoice.currency,
        ),
        about=invoice,
        text=invoice.number,
        by=by,
    )


def book_issue(receivable: Receivable, *, on: date | None = None, by: User | None = None) -> Posting:
    """E2: the buyer's debt becomes a win-win payable."""
    return _receivable(Event.ISSUE, receivable, key=f"issue:{receivable.uid}", on=on or receivable.issued_on, by=by)


def book_pass_on(receivable: Receivable, *, on: date | None = None, by: User | None = None) -> Posting:
    """E3, E4: ``receivable`` is the new part; its giver pays a debt with a part of what it holds."""
    return _receivable(Event.PASS_ON, receivable, key=f"pass-on:{receivable.uid}", on=on or receivable.issued_on, by=by)


def book_unissue(
    receivable: Receivable, *, reason: str = "", on: date | None = None, by: User | None = None
) -> Posting:
    """Refused or cancelled, unused: debt and claim are trade debt and trade claim again, by its present face."""
    event = Event.UNISSUE if receivable.parent_id is None else Event.TAKE_BACK
    return _receivable(event, receivable, key=f"unissue:{receivable.uid}", on=on, by=by, text=reason)


def book_draw(draw: Draw, *, by: User | None = None) -> Posting:
    """E5: the holder has its money, the bank the receivable."""
    return post(
        Event.DRAW,
        key=f"draw:{draw.uid}",
        on=draw.drawn_on,
        sides=sides(
            Event.DRAW,
            books={"holder": draw.receivable.holder_id},
            amounts={"amount": draw.amount, "net": draw.net, "charge": draw.charge},
        ),
        about=draw,
        text=draw.receivable.number,
        by=by or draw.drawn_by,
    )


def book_funding(receivable: Receivable, *, on: date, by: User | None = None) -> Posting:
    """E6 in one step: the buyer's money for a tier-1 receivable is in escrow. Runs book it in two (sent, confirmed)."""
    return _receivable(Event.FUNDING, receivable, key=f"funding:{receivable.uid}", on=on, by=by)


def book_distribution(receivable: Receivable, *, on: date, by: User | None = None) -> Posting | None:
    """E7 in one step, for one receivable: what its holder still holds, and the bank what it bought of it.

    None where everything was passed on: its parts have distributions of their own. What is kept for a disputed part of
    a claim stays in escrow.
    """
    rest, drawn = receivable.face - receivable.assigned - receivable.drawn - receivable.held, receivable.drawn
    if not rest + drawn:
        return None
    return post(
        Event.DISTRIBUTION,
        key=f"distribution:{receivable.uid}",
        on=on,
        sides=sides(
            Event.DISTRIBUTION,
            books={"holder": receivable.holder_id},
            amounts={"amount": rest + drawn, "rest": rest, "drawn": drawn, "charge": charged(receivable)},
        ),
        about=receivable,
        text=receivable.number,
        by=by,
    )


def book_late_interest(
    obligation: Obligation, *, amount: Decimal, key: str, on: date | None = None, text: str = ""
) -> Posting:
    """E8: ``amount`` of late interest accrued on a debt; the payee sees it whether or not the payer disputes it."""
    return _owed(Event.LATE_INTEREST, obligation, amount=amount, key=key, on=on, text=text)


def book_late_interest_paid(
    obligation: Obligation, *, amount: Decimal, key: str, on: date | None = None, by: User | None = None
) -> Posting:
    """Accrued late interest was paid in cash."""
    return _owed(Event.LATE_INTEREST_PAID, obligation, amount=amount, key=key, on=on, by=by)


def book_fee(obligation: Obligation, *, amount: Decimal, key: str, on: date | None = None, text: str = "") -> Posting:
    """PAY-12: the fee for redemption after day 60."""
    return _owed(Event.FEE, obligation, amount=amount, key=key, on=on, text=text)


def book_fee_paid(
    obligation: Obligation, *, amount: Decimal, key: str, on: date | None = None, by: User | None = None
) -> Posting:
    """The fee was paid in cash."""
    return _owed(Event.FEE_PAID, obligation, amount=amount, key=key, on=on, by=by)


def book_incentive(
    receivable: Receivable, *, amount: Decimal, key: str, on: date | None = None, text: str = ""
) -> Posting:
    """E10: interest that the giver of a part earns while the money waits in escrow; ``receivable`` is that part.

    The one who earns it is the issuer of the part (tier 1 in the example), whose money waits.
    """
    return post(
        Event.INCENTIVE,
        key=key,
        on=on or today(),
        sides=sides(Event.INCENTIVE, books={"holder": receivable.issuer_id}, amounts={"amount": amount}),
        about=receivable,
        text=text or receivable.number,
    )


def book_incentive_paid(
    receivable: Receivable, *, amount: Decimal, key: str, on: date | None = None, by: User | None = None
) -> Posting:
    """The trustee has paid the interest of E10 out."""
    return post(
        Event.INCENTIVE_PAID,
        key=key,
        on=on or today(),
        sides=sides(Event.INCENTIVE_PAID, books={"holder": receivable.issuer_id}, amounts={"amount": amount}),
        about=receivable,
        text=receivable.number,
        by=by,
    )


def book_credit(
    invoice: Invoice,
    *,
    net: Decimal,
    vat: Decimal,
    key: str,
    face: Decimal = ZERO,
    on: date | None = None,
    about=None,
    by: User | None = None,
) -> Posting:
    """A credit note on ``invoice``: ``face`` of it came off a receivable's unused face, the rest off the debt.

    On an advance it makes the advance smaller: nothing was bought by it yet.
    """
    contract = invoice.contract
    first, below = Event.CREDIT, Event.CREDIT_BELOW
    if invoice.kind == InvoiceKind.ADVANCE:
        first, below = Event.CREDIT_ADVANCE, Event.CREDIT_ADVANCE_BELOW
    event = first if contract.tier == 1 else below
    return post(
        event,
        key=key,
        on=on or today(),
        sides=sides(
            event,
            books={"payer": contract.payer_id, "payee": contract.payee_id},
            amounts={"net": net, "vat": vat, "face": face, "rest": net + vat - face},
            currency=invoice.currency,
        ),
        about=about or invoice,
        text=getattr(about, "number", invoice.number),
        by=by,
    )


def book_cash_between(
    obligation: Obligation, *, amount: Decimal, key: str, on: date | None = None, by: User | None = None
) -> Posting:
    """A supplier paid its own supplier in cash outside the portal, and both said so."""
    return _owed(Event.TIER_CASH, obligation, amount=amount, key=key, on=on, by=by)


def book_direct(
    upper: Obligation, lower: Obligation, *, amount: Decimal, key: str, on: date | None = None, by: User | None = None
) -> Posting:
    """PAY-15: who owes ``upper`` pays the payee of ``lower`` directly; both debts are smaller by ``amount``."""
    return post(
        Event.DIRECT,
        key=key,
        on=on or today(),
        sides=sides(
            Event.DIRECT,
            books={"buyer": upper.payer_id, "contractor": lower.payer_id, "payee": lower.payee_id},
            amounts={"amount": amount},
            currency=lower.currency,
        ),
        about=lower,
        text=lower.number,
        by=by,
    )


def book_refund(event: Event, refund: AdvanceRefund, *, key: str, by: User | None = None) -> Posting:
    """An advance left over: claimed back, paid back, or written off."""
    contract = refund.contract
    return _between(
        event,
        key=key,
        on=None,
        payer=contract.payer_id,
        payee=contract.payee_id,
        amount=refund.amount,
        currency=refund.currency,
        about=refund,
        text=refund.number,
        by=by,
    )


# Payments through the bank: sent, confirmed, rejected ----------------------------------------------------------------
SENT = {RunKind.CASH: Event.CASH_SENT, RunKind.FUNDING: Event.FUND_SENT, RunKind.MATURITY: Event.SETTLE_SENT}

CONFIRMED = {RunKind.CASH: Event.CASH_PAID, RunKind.FUNDING: Event.FUNDED, RunKind.MATURITY: Event.SETTLED}


def book_cash_sent(instruction: Instruction, *, on: date | None = None, by: User | None = None) -> Posting:
    """One instruction of any kind of run goes to the bank. Whole chunks: ``postings_sets.book_sent_many``."""
    event = Event.DIRECT_SENT if instruction.direct is not None else SENT[RunKind(instruction.run.kind)]
    if instruction.payable is not None:
        event = Event.PAYABLE_SENT
    owner = _payer_of(instruction)
    return post(
        event,
        key=f"sent:{instruction.uid}",
        on=on or instruction.run.value_on,
        sides=sides(
            event,
            books={"payer": owner, "issuer": owner} | _contractor_of(instruction),
            amounts={"amount": instruction.amount},
            currency=instruction.currency,
        ),
        about=instruction,
        text=instruction.end_to_end,
        by=by,
    )


def book_cash_confirmed(instruction: Instruction, *, on: date | None = None, by: User | None = None) -> Posting:
    """The bank has executed it: the money has left one account and reached the other."""
    kind, receivable = RunKind(instruction.run.kind), instruction.receivable
    amounts = {name: instruction.amount for name in ("amount", "rest", "drawn")}
    books: dict[str, BookKey] = {"payer": _payer_of(instruction), "issuer": _payer_of(instruction)}
    if instruction.payee_id is not None:
        books |= {"payee": instruction.payee_id, "holder": instruction.payee_id}
    event = Event.DIRECT_PAID if instruction.direct is not None else CONFIRMED[kind]
    if instruction.payable is not None:
        event = Event.PAYABLE_PAID
    if kind == RunKind.MATURITY and instruction.payee_id is None and receivable is not None:
        event = Event.BOUGHT_SETTLED
        amounts["charge"] = charged(receivable)
    return post(
        event,
        key=f"paid:{instruction.uid}",
        on=on or instruction.paid_on or today(),
        sides=sides(event, books=books, amounts=amounts, currency=instruction.currency),
        about=instruction,
        text=instruction.end_to_end,
        by=by,
    )


@transaction.atomic
def book_cash_rejected(
    instruction: Instruction, *, reason: str, on: date | None = None, by: User | None = None
) -> Posting:
    """The bank has rejected it: the debt is a debt again."""
    sent = Posting.objects.get(key=f"sent:{instruction.uid}")
    return reverse(sent, key=f"rejected:{instruction.uid}", reason=reason, by=by, on=on)


def charged(receivable: Receivable) -> Decimal:
    """What all draws of a receivable cost together, in won."""
    return receivable.draws.aggregate(sum=Sum("charge"))["sum"] or ZERO


def _payer_of(instruction: Instruction) -> int:
    """Who owes what is paid: of an obligation its payer, of a receivable who gave it."""
    if instruction.obligation is not None:
        return instruction.obligation.payer_id
    if instruction.direct is not None and instruction.direct.upper is not None:
        return instruction.direct.upper.payer_id
    if instruction.payable is not None:
        return instruction.payable.payer_id
    if instruction.receivable is None:
        raise ValueError(f"{instruction.end_to_end} pays nothing")
    return instruction.receivable.issuer_id


def _contractor_of(instruction: Instruction) -> dict[str, BookKey]:
    return {} if instruction.direct is None else {"contractor": instruction.direct.lower.payer_id}


def _receivable(event: Event, receivable: Receivable, *, key, on=None, by=None, text="") -> Posting:
    return post(
        event,
        key=key,
        on=on or today(),
        sides=sides(
            event,
            books={"issuer": receivable.issuer_id, "holder": receivable.holder_id},
            amounts={"amount": receivable.face},
        ),
        about=receivable,
        text=text or receivable.number,
        by=by,
    )


def _owed(event: Event, obligation: Obligation, *, amount, key, on=None, text="", by=None) -> Posting:
    return _between(
        event,
        key=key,
        on=on,
        payer=obligation.payer_id,
        payee=obligation.payee_id,
        amount=amount,
        currency=obligation.currency,
        about=obligation,
        text=text or obligation.number,
        by=by,
    )


def _between(event: Event, *, key, on, payer, payee, amount, currency, about, text, by) -> Posting:
    return post(
        event,
        key=key,
        on=on or today(),
        sides=sides(event, books={"payer": payer, "payee": payee}, amounts={"amount": amount}, currency=currency),
        about=about,
        text=text,
        by=by,
    )
