"""A supplier's products that are to be confirmed, on its dashboard; the words of a product's life in the timeline."""

from collections.abc import Iterable

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from catalog.queries.life import products_to_confirm
from catalog.rules.life import CONFIRM_WARNINGS, confirm_by
from catalog.states import ProductState
from portal.clock import SEOUL
from portal.home.registry import Card, Row, cards
from portal.http import page_now
from portal.words import deeds


def confirm_rows(request: HttpRequest) -> Iterable[Row]:
    """One line for all that are due within 30 days, one for all that have expired."""
    company = request.user.company
    if company is None:
        return
    day = page_now(request).astimezone(SEOUL).date()
    due = products_to_confirm(company, day)
    url = reverse("catalog:product-confirm")
    if expired := due.filter(state=ProductState.EXPIRED).count():
        title = ngettext("%(count)d product has expired", "%(count)d products have expired", expired)
        yield Row(
            title=title % {"count": expired},
            consequence=_("Buyers do not find it until it is confirmed."),
            url=url,
            verb=_("Confirm"),
            kind="late",
        )
    first = due.filter(state=ProductState.PUBLISHED).first()
    last = confirm_by(first.confirmed_on) if first is not None and first.confirmed_on else None
    if last is not None and (last - day).days <= max(CONFIRM_WARNINGS):
        count = due.filter(state=ProductState.PUBLISHED).count()
        title = ngettext("%(count)d product is to be confirmed", "%(count)d products are to be confirmed", count)
        yield Row(
            title=title % {"count": count},
            consequence=_("Not confirmed, it leaves the e-Catalog after 12 months."),
            due=last,
            url=url,
            verb=_("Confirm"),
            kind="warn",
        )


cards.add("catalog-confirm", Card(rows=confirm_rows, roles=frozenset({"SA", "SU"}), order=22))

for what, words in {
    "catalog.product.copied": gettext_lazy("Copied from another product"),
    "catalog.product.confirmed": gettext_lazy("Confirmed"),
    "catalog.product.expire": gettext_lazy("Expired"),
    "catalog.product.renew": gettext_lazy("Confirmed, shown again"),
    "catalog.productversion.publish_pictures": gettext_lazy("Pictures changed"),
    "catalog.productversion.claim_added": gettext_lazy("3R claim added"),
    "catalog.productversion.claim_removed": gettext_lazy("3R claim removed"),
    "people.company.products_confirmed": gettext_lazy("Products confirmed"),
}.items():
    deeds.add(what, words)
