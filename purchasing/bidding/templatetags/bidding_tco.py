"""How a cost model is printed: names in the reader's language, prices with their units."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django import template
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from portal.display import korean
from purchasing.bidding.states import TcoBasis, TcoComparison, TcoFlow, TcoSource

register = template.Library()


@register.simple_tag
def cost_name(thing: Mapping[str, Any]) -> str:
    """The name of a model or a line."""
    return thing["name_en"] if get_language() == "en" and thing.get("name_en") else thing["name_ko"]


@register.simple_tag
def cost_comparison(document: Mapping[str, Any]) -> str:
    """What the ranking compares."""
    return str(TcoComparison(document["comparison"]).label)


@register.simple_tag
def cost_basis(basis: str) -> str:
    """Nominal or real."""
    return str(TcoBasis(basis).label)


@register.simple_tag
def cost_kind(line: Mapping[str, Any]) -> str:
    """When a line's money flows."""
    return str(TcoFlow(line["kind"]).label)


@register.simple_tag
def cost_asked(line: Mapping[str, Any], document: Mapping[str, Any]) -> str:
    """What the bidder declares for a line."""
    match line["source"]:
        case TcoSource.QUANTITY:
            return line["unit"]
        case TcoSource.AMOUNT:
            return _("won")
        case TcoSource.DERIVED:
            of = next(each for each in document["lines"] if each["code"] == line["of_code"])
            return _("nothing: %(line)s × %(factor)s %(unit)s") % {
                "line": cost_name(of),
                "factor": line["factor"],
                "unit": line["unit"],
            }
        case _:
            return _("nothing: the same for all")


@register.simple_tag
def cost_price(line: Mapping[str, Any]) -> str:
    """Our price of a unit, or our own amount."""
    if line["buyer_amount"] is not None:
        return _won(line["buyer_amount"])
    if line["unit_price_won"] is None:
        return "—"
    return f"{_won(line['unit_price_won'])} / {line['unit'] or '1'}"


@register.simple_tag
def in_percent(share: str | Decimal) -> str:
    """A share in percent.

    >>> in_percent("0.045"), in_percent("0.000000")
    ('4.5', '0')
    """
    return f"{(Decimal(share) * 100).normalize():f}"


@register.simple_tag
def figure(number: Decimal | int) -> str:
    """A number with separators of thousands and without trailing zeros.

    >>> figure(Decimal("525000.000000")), figure(Decimal("0.5"))
    ('525,000', '0.5')
    """
    return f"{Decimal(number).normalize():,f}"


def _won(amount: str) -> str:
    words = f"{Decimal(amount).normalize():,f}"
    return f"{words}원" if korean() else f"₩{words}"
