"""Small words for the catalogue's templates."""

from decimal import Decimal

from django import template

from catalog.rules.values import number_text
from portal.display import day_text

register = template.Library()


@register.filter
def plain_number(value: Decimal | int) -> str:
    """Grouped, without needless zeros: ``{{ product.moq|plain_number }}``."""
    return number_text(Decimal(value))


@register.filter
def day_words(value) -> str:
    """A day inside a sentence: ``{{ day|day_words }}``."""
    return day_text(value, "day")


@register.filter
def intcomma(value: int) -> str:
    """Grouped digits inside a sentence."""
    return f"{value:,}"


@register.filter
def pair(one, other) -> tuple:
    """Two things in a row: ``{% for field in qty|pair:each %}``."""
    return one, other
