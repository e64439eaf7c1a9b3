"""A listing that nobody confirms for twelve months leaves the shelf. Source: domain 1.7 (EXPIRED), 1.10 (jobs)."""

from collections.abc import Collection
from datetime import date, timedelta

from django.db import transaction
from django.db.models import Count
from django.utils.translation import gettext as _

from catalog import policies
from catalog.models import Product
from catalog.queries.life import products_to_confirm
from catalog.rules.life import CONFIRM_WARNINGS, confirm_by, confirmed_before, warning_due
from catalog.services.review import share_files
from catalog.services.search import index_products
from catalog.states import ProductState
from portal.audit.services import move, record
from portal.clock import today
from portal.errors import WrongState
from portal.outbox.services import announce, once
from portal.people.models import Company, User
from portal.policy import require

BATCH = 200
LIVING = (ProductState.PUBLISHED, ProductState.EXPIRED)


@transaction.atomic
def confirm_product(product: Product, *, by: User) -> Product:
    """The supplier says that what is published still holds; an expired product is on the shelf again at once."""
    require(policies.may_edit(by, product))
    product = Product.objects.select_for_update(of=("self",)).select_related("company").get(pk=product.pk)
    if product.state == ProductState.EXPIRED:
        move(product, "renew", by=by, confirmed_on=today())
        share_files(product, by=by)
        index_products(Product.objects.filter(pk=product.pk))
    elif product.state == ProductState.PUBLISHED:
        Product.objects.filter(pk=product.pk).update(confirmed_on=today())
        product.confirmed_on = today()
        record(product, "confirmed", by=by)
    else:
        raise WrongState(_("Only published or expired products are confirmed."))
    return product


@transaction.atomic
def confirm_products(company: Company, *, by: User, uids: Collection | None = None) -> int:
    """Confirm the named products of the company, or all that are due within 60 days or expired; returns how many.

    Published ones are confirmed in one statement and one entry of the trail, however many they are.
    """
    require(policies.may_list(by, company))
    due = products_to_confirm(company, today())
    if uids is not None:
        due = Product.objects.filter(company=company, state__in=LIVING, uid__in=list(uids))
    numbers = dict(due.order_by("pk").values_list("pk", "number"))
    held = Product.objects.select_for_update(of=("self",)).filter(pk__in=numbers).order_by("pk")
    states = dict(held.values_list("pk", "state"))
    expired = [pk for pk, state in states.items() if state == ProductState.EXPIRED]
    for product in Product.objects.filter(pk__in=expired).select_related("company").order_by("pk"):
        move(product, "renew", by=by, confirmed_on=today())
        share_files(product, by=by)
    index_products(Product.objects.filter(pk__in=expired))
    living = [pk for pk, state in states.items() if state == ProductState.PUBLISHED]
    if living:
        Product.objects.filter(pk__in=living).update(confirmed_on=today())
        payload = {"count": len(living), "numbers": [numbers[pk] for pk in living[:BATCH]]}
        record(company, "products_confirmed", by=by, payload=payload)
    return len(expired) + len(living)


def expire_products(on: date) -> int:
    """What was not confirmed for twelve months leaves the shelf, a batch at a time; its supplier is told."""
    due = Product.objects.filter(state=ProductState.PUBLISHED, confirmed_on__lt=confirmed_before(on))
    count = 0
    while True:
        with transaction.atomic():
            batch = list(due.select_related("company").select_for_update(of=("self",)).order_by("pk")[:BATCH])
            for product in batch:
                move(product, "expire", by=None)
                share_files(product, by=None)
            index_products(Product.objects.filter(pk__in=[product.pk for product in batch]))
            for company in sorted({product.company_id for product in batch}):
                announce("catalog.products_expired", company=company, on=on.isoformat())
        count += len(batch)
        if len(batch) < BATCH:
            return count


def warn_of_expiry(on: date) -> int:
    """Tell a supplier 30 and 7 days before, once for all its products with the same last day. Returns how many."""
    first, last = confirmed_before(on), confirmed_before(on) + timedelta(days=max(CONFIRM_WARNINGS) + 1)
    rows = Product.objects.filter(state=ProductState.PUBLISHED, confirmed_on__range=(first, last)).order_by()
    count = 0
    for company, confirmed_on, number in rows.values_list("company", "confirmed_on").annotate(number=Count("pk")):
        until = confirm_by(confirmed_on)
        days = warning_due(until, on, CONFIRM_WARNINGS)
        if days is None:
            continue
        with transaction.atomic():
            if once("catalog.confirmation_reminder", f"{company}:{until.isoformat()}:{days}"):
                announce("catalog.confirmation_due", company=company, count=number, until=until.isoformat())
                count += 1
    return count
