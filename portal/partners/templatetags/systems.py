"""The tabs over every page of a company's own systems: clients, webhooks, exports and what apps enter."""

from django import template
from django.urls import NoReverseMatch, reverse

from portal.partners.registry import tabs

register = template.Library()


@register.inclusion_tag("partners/_tabs.html", takes_context=True)
def system_tabs(context, here: str) -> dict:
    """``{% system_tabs "webhooks" %}``: the tabs that the reader's roles open; ``here`` is the key of this one."""
    user = context["request"].user
    shown = []
    for key, tab in tabs.items():
        try:
            url = reverse(tab.url_name)
        except NoReverseMatch:
            continue
        if user.has_role(*tab.roles):
            shown.append({"key": key, "label": tab.label, "url": url, "here": key == here})
    return {"tabs": shown}
