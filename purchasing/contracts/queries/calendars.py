"""FIND: days of deliveries and contracts that belong into a calendar."""

from datetime import date

from purchasing.contracts.models import Contract, Delivery
from purchasing.contracts.queries.contracts import contracts_visible_to
from purchasing.contracts.queries.deliveries import deliveries_visible_to
from purchasing.contracts.states import ContractState, DeliveryState

MOST = 300


def deliveries_expected(user, since: date) -> list[Delivery]:
    """Announced ones by their day, and those whose inspection is still to come."""
    found = deliveries_visible_to(user)
    announced = found.filter(state=DeliveryState.ANNOUNCED, announced_for__gte=since)
    received = found.filter(state=DeliveryState.RECEIVED, inspect_by__gte=since)
    return [*announced.order_by("announced_for", "pk")[:MOST], *received.order_by("inspect_by", "pk")[:MOST]]


def contracts_ending(user, since: date) -> list[Contract]:
    """Contracts in force, the soonest end first."""
    found = contracts_visible_to(user).filter(state=ContractState.IN_FORCE, ends_on__gte=since)
    return list(found.order_by("ends_on", "pk")[:MOST])
