"""The listing of a published product: revise, hide and show, block and unblock. Source: domain 1.7."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from catalog import policies
from catalog.models import Product, ProductBlock, ProductVersion
from catalog.queries.products import working_version
from catalog.services.copying import COPIED, copy_contents
from catalog.services.review import share_files
from catalog.services.search import index_products
from catalog.states import ProductState, VersionState
from portal.audit.services import move, record
from portal.clock import db_now, today
from portal.errors import RuleBroken, WrongState
from portal.outbox.services import announce
from portal.people.models import User
from portal.policy import require


@transaction.atomic
def start_revision(product: Product, *, by: User) -> ProductVersion:
    """A new draft from the published version (or from the rejected one); what is published stays visible meanwhile.

    Pressed twice, it gives the draft that the first press made.
    """
    require(policies.may_edit(by, product))
    product = Product.objects.select_for_update(of=("self",)).select_related("company").get(pk=product.pk)
    if product.state in (ProductState.BLOCKED, ProductState.WITHDRAWN):
        raise WrongState(_("This product cannot be changed in its present state."))
    if begun := working_version(product):
        if not begun.is_editable:
            raise WrongState(_("A new version is under review. Wait for the answer, or withdraw it first."))
        return begun
    latest = product.versions.exclude(state=VersionState.DISCARDED).order_by("-no").first()
    source = product.current or latest
    if source is None:
        raise WrongState(_("This product has no version to begin from."))
    number = product.versions.order_by("-no").values_list("no", flat=True)[0] + 1
    draft = ProductVersion(
        product=product, no=number, created_by=by, **{name: getattr(source, name) for name in COPIED}
    )
    draft.save()
    copy_contents(source, draft)
    record(product, "revision_begun", by=by, payload={"version": number})
    return draft


def _after_move(product: Product, *, by: User) -> None:
    share_files(product, by=by)
    index_products(Product.objects.filter(pk=product.pk))


@transaction.atomic
def hide_product(product: Product, *, by: User) -> Product:
    """The supplier takes it out of sight; nothing is lost."""
    require(policies.may_edit(by, product))
    move(product, "hide", by=by)
    _after_move(product, by=by)
    return product


@transaction.atomic
def show_product(product: Product, *, by: User) -> Product:
    """The supplier shows it again, as it was last published."""
    require(policies.may_edit(by, product))
    move(product, "show", by=by, confirmed_on=today())  # who shows it says that it holds
    _after_move(product, by=by)
    return product


@transaction.atomic
def block_product(product: Product, *, by: User, reason: str, until: date | None = None) -> Product:
    """A reviewer takes it out of sight, until a day or until the block is lifted; the supplier reads the reason."""
    require(policies.may_block(by, product))
    if not reason.strip():
        raise RuleBroken(_("Give the reason: the supplier reads it."), field="reason")
    if until is not None and until <= today():
        raise RuleBroken(_("The last day of the block must lie after today."), field="until")
    move(product, "block", by=by, reason=reason[:500], payload={"until": until} if until else None)
    ProductBlock.objects.create(product=product, reason=reason[:500], until=until, by=by)
    _after_move(product, by=by)
    announce("catalog.product_blocked", product=product.pk)
    return product


@transaction.atomic
def unblock_product(product: Product, *, by: User) -> Product:
    """Lift the block: the product is hidden until its supplier shows it again."""
    require(policies.may_block(by, product))
    return lift_block(product, by=by)


@transaction.atomic
def lift_block(product: Product, *, by: User | None, reason: str = "") -> Product:
    """The block ends: by an officer, who was asked for the right before, or (None) because its last day has passed."""
    move(product, "unblock", by=by, reason=reason)
    ProductBlock.objects.filter(product=product, lifted_at=None).update(lifted_at=db_now(), lifted_by=by)
    announce("catalog.product_unblocked", product=product.pk)
    return product
