"""The area of a company's own systems: tabs over its pages, and a line for each on the first one."""

from django import template
from django.urls import NoReverseMatch, reverse

from portal.partners.registry import open_tabs

register = template.Library()


def _open(user, here: str) -> list[dict]:
    """The tabs that the reader's roles open and whose page exists."""
    shown = []
    for key, tab in open_tabs(user):
        try:
            url = reverse(tab.url_name)
        except NoReverseMatch:
            continue
        shown.append({"label": tab.label, "said": tab.said, "icon": tab.icon, "url": url, "here": key == here})
    return shown


@register.inclusion_tag("partners/_tabs.html", takes_context=True)
def system_tabs(context, here: str) -> dict:
    """``{% system_tabs "webhooks" %}``: the tabs; ``here`` is the key of this one."""
    return {"tabs": _open(context["request"].user, here)}


@register.inclusion_tag("partners/_tab_lines.html", takes_context=True)
def system_lines(context, here: str) -> dict:
    """``{% system_lines "clients" %}``: what the other pages of the area are for, a line each."""
    return {"lines": [each for each in _open(context["request"].user, here) if not each["here"]]}
