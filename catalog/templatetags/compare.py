"""The tray of products to compare, and the button that puts one in: for every page that shows products."""

from typing import Any

from django import template
from django.urls import reverse

from catalog.models import Product
from catalog.queries.compare import MOST, products_to_compare
from catalog.views.compare import tray_of

register = template.Library()


@register.inclusion_tag("catalog/_compare_tray.html", takes_context=True)
def compare_tray(context) -> dict[str, Any]:
    """``{% compare_tray %}``: what is collected, or nothing. Two queries while it holds something."""
    request = context["request"]
    uids = tray_of(request)
    products = products_to_compare(request.user, uids) if uids else []
    return {
        "products": products,
        "url": f"{reverse('catalog:compare')}?ids={','.join(str(product.uid) for product in products)}",
        "next": request.get_full_path(),
        "request": request,
        "csrf_token": context.get("csrf_token"),
        "most": MOST,
    }


@register.inclusion_tag("catalog/_compare_button.html", takes_context=True)
def compare_button(context, product: Product) -> dict[str, Any]:
    """``{% compare_button product %}``: put it into the tray, or take it out."""
    request = context["request"]
    return {
        "product": product,
        "is_in": str(product.uid) in tray_of(request),
        "next": request.get_full_path(),
        "csrf_token": context.get("csrf_token"),
    }
