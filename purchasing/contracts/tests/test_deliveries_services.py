"""A delivery: announced, received on a day that counts, inspected in time or deemed accepted; never too much."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import translation

from portal.clock import today
from portal.errors import NotAllowed, RuleBroken, WrongState
from portal.outbox.models import Event
from portal.tests.factories import CompanyFactory, UserFactory, staff
from purchasing.contracts import queries, services
from purchasing.contracts.models import Delivery, DeliveryLine, SupplierFact
from purchasing.contracts.services import DeliveredIn
from purchasing.contracts.tests import factories as made

pytestmark = pytest.mark.django_db
TWO_LINES = [("베어링 6204", 120, 12_500), ("커플링", Decimal("2.5"), 400_000)]


def _announce(contract, *lines, **facts):
    told = {"announced_for": today(), "lines": [DeliveredIn(no, Decimal(str(qty))) for no, qty in lines]} | facts
    return services.announce_delivery(contract, **told, by=made.seller(contract))


def test_a_delivery_is_announced_received_and_accepted_and_each_step_is_told():
    contract = made.in_force(lines=TWO_LINES)

    delivery = _announce(contract, (1, 100), (2, "0.5"), note_no="DN-77")
    delivery = services.receive_delivery(delivery, by=made.receiver(contract))
    delivery = services.inspect_delivery(delivery, by=made.receiver(contract))

    assert (delivery.state, delivery.base_on, delivery.inspect_by) == (
        "accepted",
        today(),
        today() + timedelta(days=10),
    )
    assert [(row.qty_accepted, row.amount) for row in queries.delivery_lines(delivery)] == [
        (100, 1_250_000),
        (Decimal("0.5"), 200_000),
    ]
    names = Event.objects.filter(name__startswith="contracts.delivery").order_by("pk").values_list("name", flat=True)
    assert list(names) == [
        "contracts.delivery_announced",
        "contracts.delivery_received",
        "contracts.delivery_accepted",
    ]


@pytest.mark.parametrize(
    ("lines", "field", "told"),
    [
        ([(1, "120.001")], "qty_1", "Line 1: 120 EA of 120 are left to deliver, not 120.001."),
        ([(1, 0)], "qty_1", "The quantity must be above zero."),
        ([(3, 1)], "qty_3", "The contract has no line 3."),
        ([(1, 1), (1, 1)], "qty_1", "Line 1 is named twice."),
        ([], "lines", "Say how much of at least one line is delivered."),
    ],
)
def test_never_more_than_the_contract_asks_for(lines, field, told):
    with pytest.raises(RuleBroken) as refusal:
        _announce(made.in_force(lines=TWO_LINES), *lines)
    assert (refusal.value.field, str(refusal.value)) == (field, told)


def test_what_was_rejected_may_be_delivered_again_and_nothing_else():
    contract = made.in_force(lines=TWO_LINES)
    first = services.receive_delivery(_announce(contract, (1, 120)), by=made.receiver(contract))
    with pytest.raises(RuleBroken, match="Say what was wrong"):
        services.inspect_delivery(first, accepted={1: Decimal(100)}, by=made.receiver(contract))
    first = services.inspect_delivery(
        first, accepted={1: Decimal(100)}, reason="20 rusty rings", by=made.receiver(contract)
    )
    assert (first.state, first.reason) == ("accepted", "20 rusty rings")

    with pytest.raises(RuleBroken, match="Line 1: 20 EA of 120 are left to deliver, not 21."):
        _announce(contract, (1, 21), replaces=first)
    again = _announce(contract, (1, 20), replaces=first)

    fact = SupplierFact.objects.get(kind="response")
    assert (fact.delivery, fact.value, fact.unit, fact.company) == (again, 0, "days", contract.payee)


def test_a_rejected_delivery_says_why_and_counts_for_nothing():
    contract = made.in_force(lines=TWO_LINES)
    delivery = services.receive_delivery(_announce(contract, (1, 120)), by=made.receiver(contract))

    delivery = services.inspect_delivery(
        delivery, accepted={1: Decimal(0)}, reason="wrong series", by=made.receiver(contract)
    )

    assert (delivery.state, delivery.reason) == ("rejected", "wrong series")
    assert queries.delivered_by_line(contract) == {}
    assert Event.objects.filter(name="contracts.delivery_rejected", payload={"delivery": delivery.pk}).count() == 1
    assert SupplierFact.objects.get(kind="quality").value == 0


def test_the_day_of_receipt_is_today_or_has_a_reason_and_is_never_to_come():
    contract = made.in_force()
    delivery = made.announced(contract)
    who = made.receiver(contract)
    yesterday = today() - timedelta(days=1)

    with pytest.raises(RuleBroken, match="cannot lie in the future"):
        services.receive_delivery(delivery, on=today() + timedelta(days=1), reason="soon", by=who)
    with pytest.raises(RuleBroken, match="nothing was received before"):
        services.receive_delivery(delivery, on=contract.signed_on - timedelta(days=1), reason="early", by=who)
    with pytest.raises(RuleBroken, match="Say why the day is not today"):
        services.receive_delivery(delivery, on=yesterday, by=who)
    delivery = services.receive_delivery(delivery, on=yesterday, reason="as the gate has written", by=who)

    assert (delivery.base_on, delivery.base_reason) == (yesterday, "as the gate has written")


def test_without_a_result_in_ten_days_it_is_deemed_accepted_once():
    contract = made.in_force(value=1000)
    in_time = made.received(contract, on=today() - timedelta(days=10), qty=400)
    late = made.received(contract, on=today() - timedelta(days=11), qty=600)

    with pytest.raises(WrongState, match="counts as accepted"):
        services.inspect_delivery(late, accepted={1: Decimal(0)}, reason="bad", by=made.receiver(contract))
    assert services.deem_overdue_deliveries() == 1
    assert services.deem_overdue_deliveries() == 0

    late.refresh_from_db()
    in_time.refresh_from_db()
    assert (late.state, late.inspected_on, late.inspected_by) == ("deemed", today() - timedelta(days=1), None)
    assert late.lines.get().amount == 600
    assert in_time.state == "received"


def test_parts_of_a_line_add_up_to_the_line():
    contract = made.in_force(lines=[("판재", 3, Decimal("33.33"))])  # worth 100 won
    amounts = [made.accepted(contract, qty=1).lines.get().amount for _part in range(3)]
    assert amounts == [33, 34, 33]
    assert sum(amounts) == 100


def test_what_was_inspected_does_not_change_whoever_writes():
    delivery = made.accepted(made.in_force(value=1000))
    with pytest.raises(IntegrityError, match="what was inspected does not change"), transaction.atomic():
        DeliveryLine.objects.filter(delivery=delivery).update(amount=5)


def test_the_same_key_announces_once_and_another_content_is_refused():
    contract = made.in_force(lines=TWO_LINES)
    first = _announce(contract, (1, 5), key="k")
    assert _announce(contract, (1, 5), key="k") == first
    with pytest.raises(WrongState, match="already used"):
        _announce(contract, (1, 6), key="k")
    assert Delivery.objects.count() == 1


def test_a_delivery_note_is_entered_once():
    contract = made.in_force(lines=TWO_LINES)
    _announce(contract, (1, 5), note_no="DN-1")
    with pytest.raises(RuleBroken, match="DN-1 is already entered"):
        _announce(contract, (1, 5), note_no="DN-1")


def test_who_may_announce_receive_and_inspect():
    contract = made.in_force(value=1000)
    rival = UserFactory(company=CompanyFactory(), roles=["SA", "SF"])
    with pytest.raises(NotAllowed):
        services.announce_delivery(contract, lines=[DeliveredIn(1, Decimal(1))], announced_for=today(), by=rival)
    delivery = made.announced(contract)
    for nobody in (rival, made.seller(contract), staff("FI"), staff("AU")):
        with pytest.raises(NotAllowed):
            services.receive_delivery(delivery, by=nobody)
    below = made.in_force(parent=contract, value=500)
    with pytest.raises(NotAllowed):
        services.receive_delivery(made.announced(below), by=staff("PO"))


def test_facts_are_measured_from_what_happened():
    contract = made.in_force(lines=TWO_LINES)
    contract.lines.filter(no=1).update(delivery_on=today() - timedelta(days=2))
    delivery = services.receive_delivery(_announce(contract, (1, 10)), by=made.receiver(contract))
    services.inspect_delivery(delivery, accepted={1: Decimal(9)}, reason="one bent", by=made.receiver(contract))

    facts = {fact.kind: (fact.value, fact.unit) for fact in SupplierFact.objects.all()}
    assert facts == {"on_time": (2, "days_late"), "quality": (Decimal("0.9"), "share")}


@pytest.mark.django_db(transaction=True)
def test_two_at_once_cannot_announce_the_same_quantity():
    contract = made.in_force(value=100)
    who = made.seller(contract)

    def announce(_turn):
        lines = [DeliveredIn(1, Decimal(60))]
        try:
            with translation.override("en"):
                services.announce_delivery(contract, lines=lines, announced_for=today(), by=who)
        except RuleBroken as refusal:
            return str(refusal)
        finally:
            connection.close()

    with ThreadPoolExecutor() as pool:
        told = set(pool.map(announce, range(2)))

    assert told == {None, "Line 1: 40 EA of 100 are left to deliver, not 60."}
    assert queries.delivered_by_line(contract) == {contract.lines.get().pk: 60}
