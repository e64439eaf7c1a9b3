"""Recently seen products: of a signed-in person in the database, of a visitor in the session alone."""

from django.conf import settings
from django.http import HttpRequest

from catalog import services
from catalog.models import Product
from catalog.queries.watched import recent_products
from catalog.rules.alerts import RECENT

SESSION_KEY = "catalog_recent"


def note_seen(request: HttpRequest, product: Product) -> None:
    """Remember that this reader opened the product's page: for them alone, and they may clear it.

    A visitor who sends no cookie back (a crawler) begins no session.
    """
    if request.method != "GET" or not product.is_public:
        return
    if request.user.is_authenticated:
        if not request.user.is_service:
            services.note_seen(product, by=request.user)
        return
    if not {settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME} & set(request.COOKIES):
        return
    seen = [uid for uid in request.session.get(SESSION_KEY, []) if uid != str(product.uid)]
    request.session[SESSION_KEY] = [str(product.uid), *seen][:RECENT]


def recent_of(request: HttpRequest, but: Product | None = None) -> list[Product]:
    """What this reader opened last, without ``but``. One query; two for a signed-in person."""
    seen = recent_products(request.user, request.session.get(SESSION_KEY, []))
    return [product for product in seen if but is None or product.pk != but.pk]
