"""DO: the fund's own book: every won that is planned, committed, drawn, moved or given back. Source: domain 15."""

from decimal import Decimal

from django.db.models import Model

from portal.people.models import User
from purchasing.payments.models import Posting
from purchasing.payments.services.fund_books import post_in_fund
from purchasing.payments.states.ledger import Event


def book(
    event: Event,
    *,
    fund: str,
    amount: Decimal,
    key: str,
    about: Model,
    by: User | None,
    currency: str = "KRW",
    text: str = "",
) -> Posting:
    """One event in the book of the fund with the code ``fund``. The same ``key`` writes it once."""
    return post_in_fund(event, fund=fund, amount=amount, key=key, about=about, by=by, currency=currency, text=text)
