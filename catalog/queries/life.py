"""Listings that are to be confirmed soon, or have expired. Source: domain 1.7."""

from datetime import date, timedelta

from django.db.models import Q, QuerySet

from catalog.models import Product
from catalog.rules.life import confirmed_before
from catalog.states import ProductState
from portal.people.models import Company

SOON_DAYS = 60  # from here on a supplier is offered to confirm


def due_before(on: date) -> date:
    """Published products confirmed before this day are due within ``SOON_DAYS``."""
    return confirmed_before(on + timedelta(days=SOON_DAYS))


def to_confirm(on: date) -> Q:
    """Published and due soon, or expired."""
    return Q(state=ProductState.EXPIRED) | Q(state=ProductState.PUBLISHED, confirmed_on__lt=due_before(on))


def products_to_confirm(company: Company, on: date) -> QuerySet[Product]:
    """What the company should confirm, the most urgent first."""
    products = Product.objects.filter(to_confirm(on), company=company).select_related("current__class_node")
    return products.order_by("confirmed_on", "pk")
