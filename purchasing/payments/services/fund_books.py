"""DO: the book of a fund, for the app that keeps funds. Source: domain 13, 15."""

from decimal import Decimal

from django.db.models import Model

from portal.clock import today
from portal.people.models import User
from purchasing.payments.models import Posting
from purchasing.payments.rules.postings import fund_book, sides
from purchasing.payments.services.ledger import post
from purchasing.payments.states.ledger import Event


def post_in_fund(
    event: Event, *, fund: str, amount: Decimal, key: str, about: Model, by: User | None, currency: str, text: str
) -> Posting:
    """One event in the book of the fund with the code ``fund``. The same ``key`` writes it once."""
    made = sides(event, books={"fund": fund_book(fund)}, amounts={"amount": amount}, currency=currency)
    return post(event, key=key, on=today(), sides=made, about=about, text=text, by=by)
