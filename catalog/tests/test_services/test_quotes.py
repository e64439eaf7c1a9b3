"""Requests for quotes: asked, answered in time or not at all, secret until they may be read, decided."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import DatabaseError, connection, transaction

from catalog.models import Quote, QuoteInvitation, QuotePrice, QuoteRequest
from catalog.queries.quotes import (
    are_amounts_readable,
    compared_quotes,
    invitations_visible_to,
    quote_requests_visible_to,
)
from catalog.services.interest import book_rate
from catalog.services.quotes import (
    PriceIn,
    Wanted,
    cancel_quotes,
    close_due_quotes,
    close_quotes,
    decide_quotes,
    decline_quote,
    give_quote,
    request_quotes,
)
from catalog.states import QuoteState, RequestedState
from catalog.tests.dealing import closing, far_day, invitation_of, past_deadline, quoted, quotes_asked
from catalog.tests.factories import ProductFactory
from portal.audit.models import AuditEntry
from portal.clock import db_now, today
from portal.errors import NotAllowed, RuleBroken, WrongState
from portal.notices.models import Notice
from portal.outbox.services import deliver_due
from portal.tests.factories import UserFactory, staff, supplier

pytestmark = pytest.mark.django_db


@pytest.fixture
def two():
    """A request to two suppliers, each with a person who answers."""
    products = ProductFactory(), ProductFactory()
    request = quotes_asked(*products)
    sellers = [UserFactory(company=product.company, roles=("SU",)) for product in products]
    return request, [invitation_of(request, product) for product in products], sellers


def told(user) -> list[str]:
    return list(Notice.objects.filter(user=user).order_by("pk").values_list("kind", flat=True))


def test_each_supplier_is_asked_for_its_own_products_and_told(two):
    request, invitations, sellers = two
    deliver_due()
    assert request.lines.count() == 2
    assert [row.state for row in invitations] == [RequestedState.ASKED] * 2
    assert [told(seller) for seller in sellers] == [["catalog.quote_requested"]] * 2


def test_who_may_ask():
    product = ProductFactory()
    with pytest.raises(NotAllowed):
        quotes_asked(product, by=supplier("SU"))
    with pytest.raises(NotAllowed):
        quotes_asked(product, by=staff("ER"))
    quotes_asked(product, by=staff("RQ"))


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"title": " "}, "title"),
        ({"delivery_place": ""}, "delivery_place"),
        ({"qty": 0}, "lines.0.qty"),
    ],
)
def test_what_is_missing_is_said_at_its_field(facts, field):
    with pytest.raises(RuleBroken) as refusal:
        quotes_asked(ProductFactory(), **facts)
    assert refusal.value.field == field


def test_a_deadline_leaves_a_day_and_ends_before_delivery():
    for closes_at in (db_now() + timedelta(hours=2), db_now() + timedelta(days=200)):
        with pytest.raises(RuleBroken) as refusal:
            quotes_asked(ProductFactory(), closes_at=closes_at)
        assert refusal.value.field == "closes_at"
    with pytest.raises(RuleBroken) as refusal:
        quotes_asked(ProductFactory(), delivery_on=today())
    assert refusal.value.field == "delivery_on"


def test_a_hidden_product_is_not_asked_for():
    draft = ProductFactory(published=False)
    with pytest.raises(RuleBroken, match="not published"):
        request_quotes([Wanted(draft, Decimal(1))], title="t", delivery_place="p", closes_at=closing(), by=staff("PO"))


def test_a_quote_is_revised_until_the_deadline_and_the_last_counts(two):
    _request, [first, _second], _sellers = two
    quoted(first, "1000")
    quoted(first, "900")
    first.refresh_from_db()
    assert Quote.objects.filter(invitation=first).count() == 2
    assert first.quote.no == 2
    assert [price.unit_price for price in first.quote.prices.all()] == [Decimal(900)]


@pytest.mark.parametrize(
    ("price", "facts", "field"),
    [
        ("0", {}, "price_1"),
        ("10.5", {}, "price_1"),
        ("10.555", {"currency": "USD"}, "price_1"),
        ("10", {"freight": Decimal("0.5")}, "freight"),
        ("10", {"freight": Decimal(-1)}, "freight"),
        ("10", {"valid_until": today}, "valid_until"),
        ("10", {"currency": "XXX"}, "currency"),
    ],
)
def test_a_quote_that_cannot_be(price, facts, field):
    product = ProductFactory()
    request = quotes_asked(product)
    facts = {name: value() if callable(value) else value for name, value in facts.items()}
    with pytest.raises(RuleBroken) as refusal:
        quoted(invitation_of(request, product), price, **facts)
    assert refusal.value.field == field
    assert Quote.objects.count() == 0


def test_every_line_and_no_other_is_priced(two):
    _request, [first, _second], [seller, _other] = two
    own = first.request.lines.get(company=first.company).no
    with pytest.raises(RuleBroken):
        give_quote(first, prices={}, valid_until=far_day(), by=seller)
    foreign = {own: PriceIn(Decimal(1), 1), 99: PriceIn(Decimal(1), 1)}
    with pytest.raises(RuleBroken, match="line 99"):
        give_quote(first, prices=foreign, valid_until=far_day(), by=seller)


def test_nobody_else_quotes_for_a_supplier(two):
    _request, [first, _second], [_seller, rival] = two
    with pytest.raises(NotAllowed):
        quoted(first, by=rival)


def test_after_the_deadline_no_quote_is_taken_by_service_or_database(two):
    request, [first, _second], _sellers = two
    quoted(first)
    past_deadline(request)
    with pytest.raises(WrongState, match="deadline"):
        quoted(first)
    with pytest.raises(WrongState, match="deadline"):
        decline_quote(first, reason="바쁩니다", by=UserFactory(company=first.company, roles=("SU",)))
    with pytest.raises(DatabaseError, match="takes no quotes"), transaction.atomic():
        Quote.objects.create(invitation=first, no=9, valid_until=far_day(), by=request.asked_by)


def test_amounts_are_read_after_the_deadline_not_before(two):
    request, [first, second], _sellers = two
    quoted(first, "1000")
    assert are_amounts_readable(request, db_now()) is False
    with pytest.raises(WrongState, match="Not every supplier"):
        close_quotes(request, by=request.asked_by)
    quoted(second, "1200")
    assert are_amounts_readable(request, db_now()) is False  # all have answered, and may still revise
    close_quotes(request, by=request.asked_by)
    request.refresh_from_db()
    assert are_amounts_readable(request, db_now()) is True
    with pytest.raises(WrongState):
        quoted(second, "1")


def test_the_sweep_closes_what_is_due_and_tells_the_buyer(two):
    request, [first, _second], _sellers = two
    assert close_due_quotes() == 0
    past_deadline(request)
    assert close_due_quotes() == 1
    assert close_due_quotes() == 0
    deliver_due()
    assert told(request.asked_by)[-1] == "catalog.quotes_closed"


def test_quotes_side_by_side_in_won_cheapest_first():
    products = [ProductFactory() for _ in range(3)]
    request = quotes_asked(*products, qty=10)
    first, second, third = (invitation_of(request, product) for product in products)
    keeper = staff("CM")
    book_rate(currency="USD", day=today() - timedelta(days=1), won=Decimal(1400), source="재무팀", by=keeper)
    quoted(first, "20000", days=30)
    quoted(second, "12.50", days=10, currency="USD", freight=Decimal(5))
    decline_quote(third, reason="단종", by=UserFactory(company=third.company, roles=("SU",)))
    past_deadline(request)

    found = compared_quotes(request)

    assert [(c.invitation.pk, c.total, c.total_won) for c in found.columns] == [
        (second.pk, Decimal("130.00"), Decimal(182_000)),
        (first.pk, Decimal(200_000), Decimal(200_000)),
        (third.pk, None, None),
    ]
    assert found.columns[0].best == {"total", "days"}
    assert found.rates == {"KRW": Decimal(1), "USD": Decimal(1400)}


def test_a_currency_without_a_rate_is_said(two):
    request, [first, second], _sellers = two
    quoted(first, "5", currency="EUR")
    quoted(second, "1000")
    found = compared_quotes(past_deadline(request))
    assert found.lacking == ["EUR"]
    assert [column.total_won for column in found.columns] == [Decimal(100_000), None]


def test_decided_with_a_reason_and_everybody_is_told(two):
    request, [first, second], [winner, loser] = two
    quoted(first, by=winner)
    quoted(second, by=loser)
    past_deadline(request)
    with pytest.raises(RuleBroken) as refusal:
        decide_quotes(request, chosen=first, reason=" ", by=request.asked_by)
    assert refusal.value.field == "reason"
    decide_quotes(request, chosen=first, reason="총액이 가장 낮음", by=request.asked_by)
    deliver_due()

    request.refresh_from_db()
    assert (request.state, request.chosen, request.reason) == (QuoteState.DECIDED, first, "총액이 가장 낮음")
    assert told(winner)[-1] == "catalog.quote_chosen"
    assert told(loser)[-1] == "catalog.quote_not_chosen"
    what = AuditEntry.objects.filter(thing_type="catalog.quoterequest").order_by("pk").values_list("what", flat=True)
    assert [name.rsplit(".", 1)[-1] for name in what] == ["asked", "close", "decide"]


def test_none_is_chosen_and_who_declined_cannot_be(two):
    request, [first, second], _sellers = two
    decline_quote(first, reason="바쁩니다", by=UserFactory(company=first.company, roles=("SU",)))
    quoted(second)
    past_deadline(request)
    with pytest.raises(RuleBroken, match="no quote"):
        decide_quotes(request, chosen=first, reason="?", by=request.asked_by)
    decide_quotes(request, chosen=None, reason="모두 비쌈", by=request.asked_by)
    request.refresh_from_db()
    assert request.chosen is None


def test_a_decision_before_the_deadline_is_refused(two):
    request, [first, _second], _sellers = two
    quoted(first)
    with pytest.raises(WrongState):
        decide_quotes(request, chosen=first, reason="?", by=request.asked_by)


def test_cancelled_with_a_reason(two):
    request, [first, _second], [seller, _other] = two
    cancel_quotes(request, reason="정비 연기", by=request.asked_by)
    deliver_due()
    assert told(seller)[-1] == "catalog.quotes_cancelled"
    with pytest.raises(WrongState, match="cancelled"):
        quoted(first)


def test_who_steers():
    product = ProductFactory()
    request = quotes_asked(product, by=staff("RQ"))
    tied = staff("PO")
    tied.memberships.create(company=product.company)
    for stranger in (staff("RQ"), staff("AU"), supplier("SU"), tied):
        with pytest.raises(NotAllowed):
            cancel_quotes(request, reason="x", by=stranger)
    cancel_quotes(request, reason="x", by=staff("PO"))


def test_a_supplier_sees_its_own_invitation_and_nothing_of_others(two):
    request, [first, _second], [seller, _other] = two
    assert list(invitations_visible_to(seller)) == [first]
    assert not quote_requests_visible_to(seller).exists()
    assert not quote_requests_visible_to(staff("RQ")).exists()
    assert quote_requests_visible_to(staff("AU")).get() == request


def test_answer_and_closing_at_once_leave_no_quote_after_the_closing(transactional_db):
    product = ProductFactory()
    request = quotes_asked(product)
    invitation = invitation_of(request, product)
    seller, buyer = UserFactory(company=product.company, roles=("SU",)), request.asked_by
    quoted(invitation, "1000", by=seller)

    def revise(_):
        try:
            quoted(QuoteInvitation.objects.get(pk=invitation.pk), "1", by=seller)
        except WrongState as refusal:
            return str(refusal)
        finally:
            connection.close()

    def close(_):
        try:
            close_quotes(QuoteRequest.objects.get(pk=request.pk), by=buyer)
        finally:
            connection.close()

    with ThreadPoolExecutor() as pool:
        revised, _closed = pool.submit(revise, 0), pool.submit(close, 0)
        refused = revised.result()
        _closed.result()

    request.refresh_from_db()
    assert request.state == QuoteState.CLOSED
    last = Quote.objects.order_by("-pk").first()
    assert last.at <= request.closed_at
    assert (refused is None) == (last.no == 2)


def test_two_quotes_at_once_are_two_revisions(transactional_db):
    product = ProductFactory()
    invitation = invitation_of(quotes_asked(product), product)
    seller = UserFactory(company=product.company, roles=("SU",))

    def give(price):
        try:
            quoted(QuoteInvitation.objects.get(pk=invitation.pk), price, by=seller)
        finally:
            connection.close()

    with ThreadPoolExecutor() as pool:
        list(pool.map(give, ["100", "200"]))

    assert list(Quote.objects.order_by("no").values_list("no", flat=True)) == [1, 2]


def test_quotes_never_change(two):
    _request, [first, _second], _sellers = two
    quoted(first)
    with pytest.raises(DatabaseError), transaction.atomic():
        QuotePrice.objects.update(unit_price=1)


def test_rates_are_booked_by_the_catalogue_manager():
    with pytest.raises(NotAllowed):
        book_rate(currency="USD", day=today(), won=Decimal(1400), source="x", by=staff("PO"))
    with pytest.raises(RuleBroken):
        book_rate(currency="KRW", day=today(), won=Decimal(1), source="x", by=staff("CM"))
    with pytest.raises(RuleBroken):
        book_rate(currency="USD", day=today() + timedelta(days=30), won=Decimal(1), source="x", by=staff("CM"))
