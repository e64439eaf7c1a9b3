"""A published product in the words of schema.org, for search engines. Source: schema.org, type Product."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import get_language

from catalog.models import AttributeValue, Product, ProductFile
from catalog.states import PriceVisibility


def product_data(product: Product, values: Iterable[AttributeValue], picture: ProductFile | None, today: date) -> dict:
    """What everybody may read of the product, in the reader's language; the price only while it is public."""
    version = product.current
    assert version is not None  # noqa: S101 (only published products have a page for everybody)
    language = (get_language() or "ko")[:2]
    url = f"{settings.BASE_URL}{reverse('catalog:product-detail', args=[product.uid])}"
    data: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "Product",
        "@id": url,
        "url": f"{url}?lang={language}",
        "name": version.name,
        "description": version.description or version.name,
        "sku": product.number,
        "category": version.class_node.name,
        "inLanguage": language,
    }
    if version.model:
        data["mpn"] = version.model
    if version.maker:
        data["brand"] = {"@type": "Brand", "name": version.maker}
    if version.origin:
        data["countryOfOrigin"] = {"@type": "Country", "name": version.origin}
    if picture is not None and picture.file.public and picture.file.preview_url:
        data["image"] = f"{settings.BASE_URL}{picture.file.preview_url}"
    properties = [
        {"@type": "PropertyValue", "propertyID": value.definition.code, "name": value.definition.name,
         "value": value.shown}
        for value in values
    ]  # fmt: skip
    if properties:
        data["additionalProperty"] = properties
    if offer := _offer(product, url, today):
        data["offers"] = offer
    return data


def _offer(product: Product, url: str, today: date) -> dict | None:
    """Only a price that everybody may see: never one that this reader alone sees."""
    if product.price is None or product.price_visibility != PriceVisibility.PUBLIC:
        return None
    if product.price_valid_until is not None and product.price_valid_until < today:
        return None
    offer = {
        "@type": "Offer",
        "url": url,
        "price": f"{product.price.normalize():f}",
        "priceCurrency": product.currency,
        "seller": {"@type": "Organization", "name": str(product.company)},
    }
    if product.price_valid_until is not None:
        offer["priceValidUntil"] = product.price_valid_until.isoformat()
    if product.moq is not None:
        offer["eligibleQuantity"] = {
            "@type": "QuantitativeValue",
            "minValue": f"{product.moq.normalize():f}",
            "unitCode": product.uom,
        }
    return offer
