"""Saved searches, alerts and recently seen products, each for whom it belongs to."""

from collections.abc import Iterable

from django.db.models import Count, Max, Q, QuerySet

from catalog.models import (
    Product,
    PublicAlert,
    PublicAlertHit,
    RecentProduct,
    SavedSearch,
    SavedSearchHit,
    SourcingRequest,
)
from catalog.queries.feeds import open_requests
from catalog.queries.products import published_products
from catalog.rules.alerts import RECENT
from catalog.states import AlertState, AlertTopic, Frequency, ProductState
from portal.people.models import User


def searches_visible_to(user) -> QuerySet[SavedSearch]:
    """One's own, by name; each with how many new products it met (``met``) and when the last (``met_at``)."""
    if not isinstance(user, User):
        return SavedSearch.objects.none()
    new = Q(hits__known=False)
    own = SavedSearch.objects.filter(user=user)
    return own.annotate(met=Count("hits", new), met_at=Max("hits__found_at", filter=new)).order_by("name", "pk")


def products_met_by(search: SavedSearch) -> QuerySet[SavedSearchHit]:
    """What the search met since it was saved and everybody may see today, newest first."""
    public = published_products().values("pk")
    hits = SavedSearchHit.objects.filter(search=search, known=False, product__in=public)
    return hits.order_by("-found_at", "-pk")


def products_to_announce() -> QuerySet[Product]:
    """Public products that nobody who watches was told of."""
    return Product.objects.filter(state=ProductState.PUBLISHED, announced_at=None, search__isnull=False)


def untold(search: SavedSearch) -> QuerySet[SavedSearchHit]:
    """What the search met and its person was not told yet; products that are no longer public wait."""
    public = published_products().values("pk")
    hits = SavedSearchHit.objects.filter(search=search, told_at=None, product__in=public)
    return hits.select_related("product__current", "product__company").order_by("found_at", "pk")


def searches_to_tell(frequency: Frequency) -> list[int]:
    """Keys of the searches that met something their person is to hear of."""
    waiting = SavedSearchHit.objects.filter(told_at=None, search__frequency=frequency)
    return list(waiting.order_by("search_id").values_list("search_id", flat=True).distinct())


def alerts_to_tell() -> list[int]:
    """Keys of the confirmed alerts that met something not yet told."""
    waiting = PublicAlertHit.objects.filter(told_at=None, alert__state=AlertState.ACTIVE)
    return list(waiting.order_by("alert_id").values_list("alert_id", flat=True).distinct())


def alert_products(alert: PublicAlert) -> list[Product]:
    """The new products that the alert met, not yet told, that everybody may see; oldest first."""
    ids = PublicAlertHit.objects.filter(alert=alert, topic=AlertTopic.PRODUCT, told_at=None).values("thing_id")
    products = published_products().filter(pk__in=ids).select_related("company", "current__class_node")
    return list(products.order_by("published_at", "pk"))


def alert_requests(alert: PublicAlert) -> list[SourcingRequest]:
    """The open requests that the alert met, not yet told; the nearest deadline first."""
    ids = PublicAlertHit.objects.filter(alert=alert, topic=AlertTopic.REQUEST, told_at=None).values("thing_id")
    return list(open_requests().filter(pk__in=ids).order_by("closes_at", "pk"))


def recent_products(user, uids: Iterable[str] = ()) -> list[Product]:
    """The pages that a person opened last, or those a visitor's session names; what is no longer public is left out."""
    products = published_products().select_related("current", "company")
    if isinstance(user, User):
        order = list(
            RecentProduct.objects.filter(user=user).order_by("-seen_at").values_list("product_id", flat=True)[:RECENT]
        )
        found = products.in_bulk(order)
        return [found[pk] for pk in order if pk in found]
    wanted = list(uids)[:RECENT]
    if not wanted:
        return []
    by_uid = {str(product.uid): product for product in products.filter(uid__in=wanted)}
    return [by_uid[uid] for uid in wanted if uid in by_uid]
