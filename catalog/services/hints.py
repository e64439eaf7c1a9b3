"""What does not stop a submission but is worth a second look, by the supplier first and by the reviewer after."""

from collections.abc import Mapping

from django.utils.translation import gettext as _

from catalog.models import AttributeDef, AttributeValue, ProductVersion
from catalog.queries.hints import named_companies, own_look_alikes, usual_price, usual_values
from catalog.queries.products import values_of
from catalog.rules.listing import Finding
from catalog.rules.plausible import is_outlier, slip_of
from catalog.rules.units import UNITS
from catalog.rules.values import number_text
from catalog.states import Datatype


def listing_hints(version: ProductVersion) -> list[Finding]:
    """Look-alikes of the company's own, values and prices far from the class, names of other companies. No stops.

    The number of queries does not depend on how much there is. Source: CAT-21, CAT-23, domain 1.10.
    """
    return [*_look_alikes(version), *value_hints(version).values(), *_price_hint(version), *_named(version)]


def _look_alikes(version: ProductVersion) -> list[Finding]:
    name = version.name_ko or version.name_en
    found = own_look_alikes(version.product.company, name, besides=version.product_id)
    message = _("Nearly the same name as your product %(number)s (%(name)s). If it is the same, revise that one.")
    return [
        Finding("CAT-21", "name_ko", message % {"number": twin.product.number, "name": twin.name}, stops=False)
        for twin in found
    ]


def value_hints(version: ProductVersion) -> dict[str, Finding]:
    """By attribute code: values more than 50 times, or less than a fiftieth of, what the class is used to."""
    usual = usual_values(version.class_node, besides=version.product_id)
    found = {}
    for value in values_of(version) if usual else []:
        definition = value.definition
        if definition.code in usual and (words := _slip_words(value, definition, usual)):
            found[definition.code] = Finding("1.10", f"attr_{definition.code}", words, stops=False)
    return found


def _slip_words(value: AttributeValue, definition: AttributeDef, usual: Mapping) -> str:
    number = value.high if definition.datatype == Datatype.RANGE else value.num
    if number is None:
        return ""
    slip = slip_of(number, value.unit, definition.quantity, usual[definition.code])
    if slip is None:
        return ""
    unit = UNITS[value.unit].symbol
    said = {
        "name": definition.name,
        "value": f"{number_text(number)} {unit}".strip(),
        "usual": f"{number_text(slip.usual.normalize())} {unit}".strip(),
    }
    if slip.meant:
        message = _("%(name)s: %(value)s is far from what this class is used to (%(usual)s). Is it in %(meant)s?")
        return message % {**said, "meant": UNITS[slip.meant].symbol}
    message = _("%(name)s: %(value)s is far from what this class is used to (%(usual)s). Check the digits.")
    return message % said


def _price_hint(version: ProductVersion) -> list[Finding]:
    product = version.product
    if product.price is None:
        return []
    usual = usual_price(product, version.class_node)
    if usual is None or not is_outlier(product.price, usual):
        return []
    message = _("The price is far from what others publish in this class (%(usual)s %(currency)s). Check the digits.")
    words = message % {"usual": number_text(usual), "currency": product.currency}
    return [Finding("1.10", "price", words, stops=False)]


def _named(version: ProductVersion) -> list[Finding]:
    message = _("The text names “%(name)s”, another company: its mark needs a licence.")
    return [
        Finding("CAT-23", "description_ko", message % {"name": name}, stops=False) for name in named_companies(version)
    ]
