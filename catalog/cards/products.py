"""What the catalogue enters on the pages of the ground floor: menu, dashboard, front page, words of its timeline."""

from collections.abc import Iterable

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from catalog import queries
from catalog.models import ProductVersion
from catalog.policies import may_list
from catalog.queries.newest import newest_apart
from catalog.queries.search_browse import browse_total
from catalog.states import VersionState
from portal.clock import today
from portal.home.registry import (
    Action,
    Card,
    Figure,
    FrontSection,
    MenuItem,
    Programme,
    Row,
    Search,
    actions,
    cards,
    figures,
    front_sections,
    menu,
    programmes,
    searches,
)
from portal.people.models import Company
from portal.people.states import CompanyState
from portal.words import deeds

WRITERS = frozenset({"SA", "SU"})
REVIEWERS = frozenset({"PO"})
ON_FRONT = 4
ON_DASHBOARD = 10

menu.add(
    "catalog", MenuItem(label=gettext_lazy("e-Catalog"), url_name="catalog:product-search", order=10, icon="packages")
)
menu.add(
    "my-products",
    MenuItem(
        label=gettext_lazy("My products"), url_name="catalog:product-mine", roles=WRITERS, order=12, icon="package"
    ),
)
menu.add(
    "product-reviews",
    MenuItem(
        label=gettext_lazy("Product reviews"),
        url_name="catalog:review-queue",
        roles=REVIEWERS,
        order=14,
        icon="clipboard-check",
    ),
)
actions.add(
    "product-register",
    Action(
        label=gettext_lazy("Register a product"),
        url_name="catalog:class-choose",
        icon="plus",
        roles=WRITERS,
        order=20,
        allowed=may_list,
    ),
)
programmes.add(
    "open-sourcing",
    Programme(
        direction="fair",
        name=gettext_lazy("Open sourcing"),
        summary=gettext_lazy("Any company lists its products; buyers find better and alternative goods."),
        url_name="catalog:product-search",
        order=10,
    ),
)


def words_to_try() -> list[str]:
    """Names of the classes with most products."""
    return [node.name for node, _count in queries.popular_classes(4)]


searches.add(
    "products",
    Search(
        url_name="catalog:product-search",
        label=gettext_lazy("Search the e-Catalog"),
        placeholder=gettext_lazy("Name, part of a name, model, standard"),
        words=words_to_try,
    ),
)
figures.add(
    "products",
    Figure(
        label=gettext_lazy("Products in the e-Catalog"),
        value=lambda: queries.published_products().count(),
        unit=pgettext_lazy("front page", "products"),
        order=10,
    ),
)
figures.add(
    "catalog-suppliers",
    Figure(
        label=gettext_lazy("Companies that list products"),
        value=lambda: Company.objects.filter(state=CompanyState.ACTIVE, products__state="published").distinct().count(),
        unit=pgettext_lazy("front page", "companies"),
        order=12,
    ),
)


def newest(request: HttpRequest) -> dict | None:
    """The latest products, of different suppliers, for the front page; nothing while there is none."""
    hits = newest_apart(ON_FRONT, request.user, today())
    if not hits:
        return None
    return {"hits": hits, "total": browse_total(), "url": reverse("catalog:product-search")}


front_sections.add("products", FrontSection(template="catalog/_front_products.html", context=newest, order=30))


def returned_rows(request: HttpRequest) -> Iterable[Row]:
    """A supplier's products that came back."""
    versions = ProductVersion.objects.filter(
        product__company_id=request.user.company_id, state=VersionState.RETURNED
    ).select_related("class_node")
    for version in versions.order_by("decided_at")[:ON_DASHBOARD]:
        yield Row(
            title=_("%(name)s came back from the review") % {"name": version},
            consequence=version.reason or _("Buyers do not see it until the remarks are answered."),
            url=reverse("catalog:draft-resume", args=[version.uid]),
            verb=_("Answer"),
            kind="warn",
        )


def waiting_rows(request: HttpRequest) -> Iterable[Row]:
    """A reviewer's queue as one line: how many wait, and when the first answer is due."""
    queue = queries.queue_visible_to(request.user)
    first, count = queue.first(), queue.count()
    if first is not None:
        title = ngettext("%(count)d product waits for a review", "%(count)d products wait for a review", count)
        yield Row(
            title=title % {"count": count},
            consequence=_("Longest waiting: %(name)s of %(company)s")
            % {"name": first, "company": first.product.company},
            due=queries.review_due(first),
            url=reverse("catalog:review-queue"),
            verb=_("Review"),
            kind="wait",
            icon="clipboard-check",
            soon=1,
        )


cards.add("catalog-returned", Card(rows=returned_rows, roles=WRITERS, order=20))
cards.add("catalog-waiting", Card(rows=waiting_rows, roles=REVIEWERS, order=20))

for what, words in {
    "catalog.product.registered": gettext_lazy("Product registered"),
    "catalog.product.renumbered": gettext_lazy("Part number changed"),
    "catalog.product.supply_changed": gettext_lazy("Price or supply changed"),
    "catalog.product.revision_begun": gettext_lazy("New version begun"),
    "catalog.product.list": gettext_lazy("Listed for the first time"),
    "catalog.product.hide": gettext_lazy("Hidden"),
    "catalog.product.show": gettext_lazy("Shown again"),
    "catalog.product.block": gettext_lazy("Blocked"),
    "catalog.product.unblock": gettext_lazy("Block lifted"),
    "catalog.product.withdraw": gettext_lazy("Product discarded"),
    "catalog.productversion.file_attached": gettext_lazy("File added"),
    "catalog.productversion.file_detached": gettext_lazy("File removed"),
    "catalog.productversion.withdraw": gettext_lazy("Submission withdrawn"),
    "catalog.productversion.put_back": gettext_lazy("Put back into the queue"),
    "catalog.productversion.supersede": gettext_lazy("Replaced by a later version"),
    "catalog.productversion.discard": pgettext_lazy("deed", "Draft discarded"),
    "catalog.classnode.edited": gettext_lazy("Class edited"),
    "catalog.attributedef.added": gettext_lazy("Attribute added"),
    "catalog.attributedef.edited": gettext_lazy("Attribute edited"),
    "catalog.attributechoice.added": gettext_lazy("Option added"),
    "catalog.attributechoice.edited": gettext_lazy("Option edited"),
    "catalog.classscheme.loaded": gettext_lazy("Classification loaded"),
}.items():
    deeds.add(what, words)
