"""What a retired class means to those who list products in it."""

from django.utils.translation import gettext_lazy as _

from catalog.models import ClassNode, Product
from catalog.states import WORKING, ProductState
from portal.notices.registry import Kind, kinds
from portal.notices.services import notify
from portal.outbox.services import on
from portal.people.models import Company
from portal.people.queries import people_with_role

kinds.register(
    Kind(
        key="catalog.class_retired",
        title=_("The class %(code)s is no longer in use; %(count)s of your products stand in it"),
        text=_("They stay visible. At their next change you are asked for another class: %(successor)s"),
    )
)


@on("catalog.class_retired")
def tell_suppliers(*, node: int, **_later) -> None:
    """Each supplier with products in the class learns once, with how many."""
    retired = ClassNode.objects.select_related("successor").get(pk=node)
    if retired.active:
        return  # taken into use again meanwhile
    living = Product.objects.exclude(state=ProductState.WITHDRAWN)
    shown = living.filter(current__class_node=retired)
    written = living.filter(versions__class_node=retired, versions__state__in=WORKING)
    by_company: dict[int, set[int]] = {}
    for company, product in [*shown.values_list("company_id", "pk"), *written.values_list("company_id", "pk")]:
        by_company.setdefault(company, set()).add(product)
    successor = retired.successor.code if retired.successor else "—"
    for company in Company.objects.filter(pk__in=by_company).order_by("pk"):
        notify(
            list(people_with_role(company, "SA", "SU")),
            "catalog.class_retired",
            params={"code": retired.code, "count": str(len(by_company[company.pk])), "successor": successor},
            url_name="catalog:product-mine",
            url_args=[],
        )
