"""FIND: what was sent, and how it went."""

from datetime import timedelta

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from portal.clock import ClockTimestamp
from portal.outbox.models import Event
from portal.people.models import User
from portal.veils import unveiled
from portal.webhooks.models import Attempt, Delivery, Endpoint
from portal.webhooks.queries.endpoints import endpoints_visible_to
from portal.webhooks.states import DeliveryState, EndpointState


def deliveries_visible_to(user: User) -> QuerySet[Delivery]:
    """Those of the endpoints that ``user`` may see, the newest first.

    Administrators and auditors of the portal, who see everybody's, see none that would tell what is still secret.
    """
    seen = endpoints_visible_to(user).order_by().values("pk")
    found = Delivery.objects.filter(endpoint__in=seen).select_related("endpoint__client__company")
    if not user.is_service and user.has_role("AD", "AU"):
        found = unveiled(found)
    return found.order_by("-created_at", "-pk")


def of_unveiled_events(deliveries: QuerySet[Delivery]) -> QuerySet[Delivery]:
    """Tests, and those whose announcement is no secret; one whose announcement is gone is left out."""
    return deliveries.filter(Q(event=None) | Exists(unveiled(Event.objects.filter(pk=OuterRef("event")))))


def attempts_of(delivery: Delivery) -> QuerySet[Attempt]:
    """All attempts, the newest first."""
    return delivery.attempts.order_by("-number")


def figures_of(deliveries: QuerySet[Delivery], *, days: int = 7) -> dict[str, int]:
    """How many of those messages, made in the last days, are in which state, and in all."""
    recent = deliveries.filter(created_at__gte=ClockTimestamp() - timedelta(days=days)).order_by()
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
