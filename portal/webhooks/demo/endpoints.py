"""Endpoints of the first suppliers' programs: one that hears, one that has begun to fail, one that answered 410.

Their hosts end in ``.example``, which leads nowhere, so the demonstration calls nobody.
"""

import random
from datetime import datetime, timedelta

from portal.clock import db_now
from portal.demo import Part, World, parts
from portal.outbox.models import Event
from portal.partners.models import ApiClient
from portal.partners.states import ClientState
from portal.webhooks import queries, services
from portal.webhooks.models import Attempt, Delivery, Endpoint
from portal.webhooks.registry import kinds
from portal.webhooks.services.endpoints import disable_endpoint
from portal.webhooks.services.spreading import message_body
from portal.webhooks.states import DeliveryState, Outcome, Why

PER_KIND = 12
ERP = [
    "tender.published",
    "tender.awarded",
    "tender.question_answered",
    "catalogue.product_published",
    "receivable.issued",
]
SHOP = ["product.published", "product.returned", "product.change_asked"]
BOOKS = ["receivable.issued", "receivable.settled", "payout.made"]


def fill(world: World) -> None:
    """For the programs that the demonstration has made."""
    rng = random.Random(926)  # noqa: S311 (all that others chose stays as it was)
    for company, hosts in zip(world.suppliers[:2], (("erp", "shop"), ("books",)), strict=False):
        boss = world.bidders[company.pk]
        living = ApiClient.objects.filter(company=company, state=ClientState.ACTIVE).order_by("pk")
        for client, host in zip(living, hosts, strict=False):
            wanted = {"erp": ERP, "shop": SHOP, "books": BOOKS}[host]
            offered = {kind.code for kind in kinds.open_to(client.scopes)}
            codes = [code for code in wanted if code in offered]
            if codes:
                endpoint, _secret = services.create_endpoint(
                    client,
                    receiver_url=f"https://{host}.{company.number.lower()}.example/webhooks",
                    kinds=codes,
                    by=boss,
                )
                _history(endpoint, rng, host)


def _history(endpoint: Endpoint, rng: random.Random, host: str) -> None:
    """Messages of two weeks, about what has really been announced in this demonstration."""
    now = db_now()
    reader = queries.reader_of(
        ApiClient.objects.select_related("company", "user__active_membership__company").get(pk=endpoint.client_id),
        now=now,
    )
    made: list[tuple[datetime, str, int, str]] = []
    for kind in queries.kinds_chosen(endpoint):
        for event in Event.objects.filter(name__in=kind.names).order_by("-pk")[: PER_KIND * 3]:
            data = kind.data(event.payload, reader)
            if data is not None and len(made) < PER_KIND * len(endpoint.kinds):
                at = now - timedelta(minutes=rng.randint(20, 14 * 24 * 60))
                made.append((at, kind.code, event.pk, message_body(kind.code, data, at=at)))
    made.sort()
    for at, code, number, body in made:
        delivery = Delivery(endpoint=endpoint, kind=code, event=number, body=body, created_at=at)
        _attempts(delivery, rng, failing=host == "shop" and at > now - timedelta(days=2))
    Endpoint.objects.filter(pk=endpoint.pk).update(last_heard_at=now)
    if host == "shop":
        begun = now - timedelta(days=1, hours=3)
        Endpoint.objects.filter(pk=endpoint.pk).update(
            failures=7, failing_since=begun, last_heard_at=begun, warned_at=now
        )
    if host == "books":
        disable_endpoint(endpoint, why=Why.GONE)


def _attempts(delivery: Delivery, rng: random.Random, *, failing: bool) -> None:
    """Most arrive at once; some at the second attempt; where the receiver is down none."""
    outcomes: list[tuple[Outcome, int | None]] = [(Outcome.STATUS, 503)] * 10 if failing else [(Outcome.HEARD, 200)]
    if not failing and rng.random() < 0.1:
        outcomes = [(Outcome.TIMEOUT, None), *outcomes]
    delivery.attempts_made = len(outcomes)
    delivery.state = DeliveryState.FAILED if failing else DeliveryState.DELIVERED
    delivery.heard_at = None if failing else delivery.created_at + timedelta(seconds=2)
    delivery.save(force_insert=True)
    Attempt.objects.bulk_create(
        Attempt(
            delivery=delivery,
            number=number,
            started_at=delivery.created_at + timedelta(seconds=1 + (number - 1) * 6),
            outcome=outcome,
            status=status,
            took_ms=15_000 if status is None else rng.randint(40, 320),
            answer_bytes=None if status is None else rng.randint(120, 400),
            address="198.51.100.24",
        )
        for number, (outcome, status) in enumerate(outcomes, start=1)
    )


parts.add("webhooks", Part(order=96, title="webhook endpoints and their messages", fill=fill))
