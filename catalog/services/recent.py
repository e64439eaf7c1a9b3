"""Recently seen products of a signed-in person; a visitor's are in the session alone."""

from django.db import transaction

from catalog.models import Product, RecentProduct
from catalog.rules.alerts import RECENT
from portal.clock import ClockTimestamp
from portal.people.models import User


@transaction.atomic
def note_seen(product: Product, *, by: User) -> None:
    """Put the product first among those that the person opened; what falls behind the twelfth is forgotten."""
    RecentProduct.objects.bulk_create(
        [RecentProduct(user=by, product=product, seen_at=ClockTimestamp())],
        update_conflicts=True,
        unique_fields=["user", "product"],
        update_fields=["seen_at"],
    )
    own = RecentProduct.objects.filter(user=by)
    own.exclude(pk__in=own.order_by("-seen_at").values("pk")[:RECENT]).delete()


@transaction.atomic
def forget_seen(*, by: User) -> int:
    """Clear the list; says how many there were."""
    return RecentProduct.objects.filter(user=by).delete()[0]
