"""DO: the postings of a default: the bank's doubtful part, what is owed in cash again, what the bank gets back."""

from datetime import date
from decimal import Decimal

from portal.clock import today
from portal.people.models import User
from purchasing.payments.models import Posting, Receivable
from purchasing.payments.rules.postings import sides
from purchasing.payments.services.ledger import post
from purchasing.payments.states.ledger import Event


def book_owed_again(receivable: Receivable, *, amount: Decimal, reason: str, by: User | None = None) -> Posting:
    """After a default: ``amount`` of it, which has reached nobody, is trade debt and trade claim again."""
    event = Event.UNISSUE if receivable.parent_id is None else Event.TAKE_BACK
    return post(
        event,
        key=f"default-owed:{receivable.uid}",
        on=today(),
        sides=sides(
            event, books={"issuer": receivable.issuer_id, "holder": receivable.holder_id}, amounts={"amount": amount}
        ),
        about=receivable,
        text=reason[:200],
        by=by,
    )


def book_default(receivable: Receivable, *, on: date | None = None, by: User | None = None) -> Posting | None:
    """E9: what the bank bought of ``receivable`` is doubtful. No entry at a supplier: without recourse (PAY-06)."""
    if not receivable.drawn:
        return None
    return post(
        Event.DEFAULT,
        key=f"default:{receivable.uid}",
        on=on or today(),
        sides=sides(Event.DEFAULT, books={}, amounts={"amount": receivable.drawn}),
        about=receivable,
        text=receivable.number,
        by=by,
    )


def book_default_repaid(root: Receivable, *, amount: Decimal, charge: Decimal, by: User | None = None) -> Posting:
    """The buyer has paid to the bank what was drawn from the receivable and its parts; its discount is earned."""
    return post(
        Event.DEFAULT_REPAID,
        key=f"default-repaid:{root.uid}",
        on=today(),
        sides=sides(
            Event.DEFAULT_REPAID, books={"issuer": root.issuer_id}, amounts={"amount": amount, "charge": charge}
        ),
        about=root,
        text=root.number,
        by=by,
    )
