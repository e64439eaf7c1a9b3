"""FIND: what was sent, and how it went."""

from datetime import timedelta

from django.db.models import Count, Q, QuerySet

from portal.clock import ClockTimestamp
from portal.people.models import User
from portal.webhooks.models import Attempt, Delivery, Endpoint
from portal.webhooks.queries.endpoints import endpoints_visible_to
from portal.webhooks.states import DeliveryState, EndpointState


def deliveries_visible_to(user: User) -> QuerySet[Delivery]:
    """Those of the endpoints that ``user`` may see, the newest first."""
    seen = endpoints_visible_to(user).order_by().values("pk")
    return (
        Delivery.objects.filter(endpoint__in=seen)
        .select_related("endpoint__client__company")
        .order_by("-created_at", "-pk")
    )


def attempts_of(delivery: Delivery) -> QuerySet[Attempt]:
    """All attempts, the newest first."""
    return delivery.attempts.order_by("-number")


def figures_of(endpoint: Endpoint, *, days: int = 7) -> dict[str, int]:
    """How many messages of the last days are in which state, and in all."""
    recent = Delivery.objects.filter(endpoint=endpoint, created_at__gte=ClockTimestamp() - timedelta(days=days))
    counts = {state: Count("pk", filter=Q(state=state)) for state in DeliveryState.values}
    return recent.aggregate(all=Count("pk"), **counts)


def may_be_replayed(endpoint: Endpoint) -> QuerySet[Delivery]:
    """What was given up or dropped and could be sent again."""
    return endpoint.deliveries.filter(state__in=(DeliveryState.FAILED, DeliveryState.DROPPED)).order_by(
        "created_at", "pk"
    )


def something_due() -> bool:
    """Whether a message waits for its moment: one cheap question before the sender starts."""
    lives = Q(endpoint__client__expires_at=None) | Q(endpoint__client__expires_at__gt=ClockTimestamp())
    return Delivery.objects.filter(
        lives,
        state=DeliveryState.WAITING,
        next_at__lte=ClockTimestamp(),
        endpoint__state=EndpointState.ACTIVE,
    ).exists()
