"""Price and supply of a product: in force at once, also on a published product, and recorded. Source: domain 1.7."""

from collections.abc import Collection, Iterable
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from catalog import policies
from catalog.models import PriceBreak, Product
from catalog.queries.marks import SUPPLY, supply_mark
from catalog.rules.prices import MOST_BREAKS, break_faults
from catalog.services.conflict import require_unchanged
from catalog.services.fields import check_fields
from catalog.services.search import index_products
from catalog.states import WHOLE_CURRENCIES, PriceVisibility, ProductState
from portal.audit.services import record
from portal.clock import today
from portal.errors import RuleBroken, WrongState
from portal.people.models import User
from portal.policy import require

Breaks = Iterable[tuple[Decimal, Decimal]]  # (from quantity, unit price)


@transaction.atomic
def set_supply(
    product: Product, *, by: User, price_breaks: Breaks | None = None, seen: str | None = None, **facts: Any
) -> Product:
    """Price, who sees it, prices by quantity (all of them, when given), minimum order, lead time.

    ``seen`` is the mark (``queries.marks``) of what the writer saw; ChangedMeanwhile when that no longer stands.
    """
    require(policies.may_edit(by, product))
    product = Product.objects.select_for_update(of=("self",)).select_related("company").get(pk=product.pk)
    if product.state in (ProductState.WITHDRAWN, ProductState.BLOCKED):
        raise WrongState(_("This product cannot be changed in its present state."))
    stood = supply_mark(product) if seen is not None else ""
    before = list(product.price_breaks.order_by("from_qty").values_list("from_qty", "price"))
    after = before if price_breaks is None else sorted(price_breaks)
    changed: dict[str, list] = {}
    for name in SUPPLY:
        if name in facts and getattr(product, name) != facts[name]:
            changed[name] = [getattr(product, name), facts[name]]
            setattr(product, name, facts[name])
    fields = list(changed)
    if after != before:
        changed["price_breaks"] = [[_row(row) for row in before], [_row(row) for row in after]]
    if not changed:  # who writes what stands there already disturbs nobody
        return product
    require_unchanged(seen, stood)
    if product.price is not None and product.currency in WHOLE_CURRENCIES and product.price % 1:
        raise RuleBroken(_("Won and yen have no decimals. Write a whole amount."), field="price")
    _require_possible(product, fields)
    check_fields(product, fields)
    _require_steps(product, after)
    product.edits += 1  # the row is held
    product.save(update_fields=[*fields, "edits"])
    if after != before:
        product.price_breaks.all().delete()
        PriceBreak.objects.bulk_create(PriceBreak(product=product, from_qty=qty, price=price) for qty, price in after)
    # a price that the supplier keeps (or kept) to itself stays out of the trail that others read
    seen_by = {product.price_visibility, *changed.get("price_visibility", [])}
    secret = {"price", "price_breaks"} if seen_by & {PriceVisibility.HIDDEN, PriceVisibility.ON_REQUEST} else set()
    payload = {name: "…" if name in secret else values for name, values in changed.items()}
    record(product, "supply_changed", by=by, payload=payload)
    if product.state == ProductState.PUBLISHED:
        index_products(Product.objects.filter(pk=product.pk))
    return product


def _row(pair: tuple[Decimal, Decimal]) -> str:
    return " × ".join(f"{part.normalize():f}" for part in pair)


def _require_possible(product: Product, changed: Collection[str]) -> None:
    """What no order can be placed by: nothing for nothing, a price that has ended before it begins."""
    if "price" in changed and product.price is not None and product.price <= 0:
        message = _("A price is more than zero. Leave it empty if buyers are to ask for it.")
        raise RuleBroken(message, field="price")
    if product.moq is not None and product.moq <= 0:
        raise RuleBroken(_("A minimum order is more than zero."), field="moq")
    if (multiple := product.order_multiple) is not None:
        if multiple <= 0:
            raise RuleBroken(_("The multiple is more than zero."), field="order_multiple")
        if product.moq is not None and product.moq % multiple:
            raise RuleBroken(_("The minimum order is not a multiple of it."), field="order_multiple")
    last_day = product.price_valid_until
    if "price_valid_until" in changed and last_day is not None and last_day < today():
        message = _("This day is past, so the price would not be shown. Check the year.")
        raise RuleBroken(message, field="price_valid_until")
    if product.state != ProductState.DRAFT:  # what was reviewed stays complete
        if product.moq is None:
            raise RuleBroken(_("State the minimum order quantity."), field="moq")
        if product.lead_time_days is None:
            raise RuleBroken(_("State the lead time in days."), field="lead_time_days")


def _require_steps(product: Product, breaks: list[tuple[Decimal, Decimal]]) -> None:
    """Prices by quantity that fit the price, the minimum order and each other."""
    if len(breaks) > MOST_BREAKS:
        raise RuleBroken(_("At most %(most)d prices by quantity.") % {"most": MOST_BREAKS}, field="price_breaks")
    faults = break_faults(
        breaks,
        price=product.price,
        moq=product.moq,
        multiple=product.order_multiple,
        currency=product.currency,
    )
    if faults:
        raise RuleBroken(faults[0].message, field="price_breaks")
