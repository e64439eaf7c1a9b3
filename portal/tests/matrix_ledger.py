"""The world behind the doors of the books: a posting in the books of the buyer and of one company, a reversal."""

from datetime import timedelta
from decimal import Decimal

from portal.clock import today
from portal.tests.factories import BuyerFactory, CompanyFactory, UserFactory, staff
from portal.tests.matrix import World, stage
from purchasing.payments.models import Posting
from purchasing.payments.queries.ledger import book_of
from purchasing.payments.rules.postings import sides
from purchasing.payments.services.ledger import post
from purchasing.payments.services.reversals import ask_reversal
from purchasing.payments.states.ledger import Event


@stage("posting in the books")
def posting_in_the_books() -> World:
    """Interest on money in escrow, of the buyer and of a company; the stage below asks for its reversal."""
    buyer, company = BuyerFactory(), CompanyFactory()
    made = [
        side
        for holder in (buyer, company)
        for side in sides(Event.INCENTIVE, books={"holder": holder.pk}, amounts={"amount": Decimal(1_910_959)})
    ]
    posting = post(Event.INCENTIVE, key="earned", on=today() - timedelta(days=1), sides=made, text="RCV-1")
    people = {
        "visitor": None,
        "newcomer": UserFactory(),
        "outsider": UserFactory(company=CompanyFactory(), roles=("SA", "SF")),
        "company_head": UserFactory(company=company, roles=("SA",)),
        "company_finance": UserFactory(company=company, roles=("SF",)),
        "company_user": UserFactory(company=company, roles=("SU",)),
        "company_bidder": UserFactory(company=company, roles=("BD",)),
        "finance": staff("FI"),
        "other_finance": staff("FI"),
        "auditor": staff("AU"),
        "compliance": staff("CP"),
        "approver": staff("AP"),
        "officer": staff("PO"),
        "requester": staff("RQ"),
        "administrator": staff("AD", is_staff=True, is_superuser=True),
    }
    return World(people, {"posting": posting.uid, "book": book_of(company).pk}, owner=company)


@stage("reversal asked for")
def reversal_asked_for() -> World:
    """It waits for a colleague."""
    world = posting_in_the_books()
    posting = Posting.objects.get(uid=world.names["posting"])
    world.names["reversal"] = ask_reversal(posting, reason="하루를 더 셌습니다", by=world.people["finance"]).uid
    return world
