"""What search engines and feed readers read in the head of a public page."""

import json

from django import template
from django.conf import settings
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from catalog.queries.schema_org import product_data
from portal.clock import SEOUL
from portal.http import page_now

register = template.Library()
ESCAPES = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026"}  # nothing in it ends the block


@register.simple_tag(takes_context=True)
def product_json_ld(context, product, values, picture) -> SafeString:
    """The product as JSON-LD: a block of data, which no browser runs, so the strict policy has nothing against it."""
    if product.current is None or not product.is_public:
        return SafeString("")
    today = page_now(context["request"]).astimezone(SEOUL).date()
    data = product_data(product, values, picture, today)
    text = json.dumps(data, ensure_ascii=False).translate(ESCAPES)
    return format_html('<script type="application/ld+json">{}</script>', mark_safe(text))  # noqa: S308 escaped above


@register.simple_tag
def language_links(path: str, query: str = "") -> SafeString:
    """The one address of this page in this language, and the addresses of the same page in the others."""
    base = f"{settings.BASE_URL}{path}"
    tail = f"&{query}" if query else ""
    here = (get_language() or "ko")[:2]
    links = [(code, f"{base}?lang={code}{tail}") for code, _name in settings.LANGUAGES]
    links.append(("x-default", f"{base}?{query}" if query else base))
    return format_html(
        '<link rel="canonical" href="{}">{}',
        f"{base}?lang={here}{tail}",
        format_html_join("", '<link rel="alternate" hreflang="{}" href="{}">', links),
    )
