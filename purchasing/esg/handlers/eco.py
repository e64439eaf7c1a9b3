"""Eco-friendly purchases: counted when goods are accepted, when a rate or a declaration is confirmed, every night."""

from portal.clock import today
from portal.outbox.services import on, once, sweeps
from purchasing.contracts.models import CreditNote, DeliveryLine
from purchasing.esg.models import EcoDeclaration
from purchasing.esg.services import eco as services


@on("contracts.delivery_accepted")
def count_delivery(*, delivery: int, **_later) -> None:
    """Each line of it that has a basis, if the rate of its month is there; else it waits."""
    for line in DeliveryLine.objects.filter(delivery=delivery).order_by("pk"):
        services.count_line(line)


@on("contracts.credit_noted")
def take_off(*, credit_note: int, **_later) -> None:
    """Net of returns (ECO-02)."""
    services.take_off_credit(CreditNote.objects.select_related("invoice").get(pk=credit_note))


@on("esg.eco_rate_confirmed")
def count_waiting(**_later) -> None:
    """What waited for the rate."""
    services.count_all()


@on("esg.eco_declared")
def count_declared(*, declaration: int, **_later) -> None:
    """Deliveries of the declared line."""
    line = EcoDeclaration.objects.get(pk=declaration).line_id
    for each in DeliveryLine.objects.filter(line=line).order_by("pk"):
        services.count_line(each)


@sweeps
def count_each_night() -> None:
    """What an earlier run left."""
    day = today()
    if once("esg.eco-count", day.isoformat()):
        services.count_all()
