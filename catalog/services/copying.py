"""What a version says, carried over: into its next version, and into a product like it."""

from django.db import transaction
from django.utils.translation import gettext as _

from catalog import policies
from catalog.models import AttributeValue, EcoClaim, PriceBreak, Product, ProductFile, ProductVersion
from catalog.queries.marks import SUPPLY
from catalog.queries.products import working_version
from catalog.rules.listing import identity_key
from catalog.services.drafts import new_product
from catalog.services.fields import check_fields
from catalog.states import ProductState, VersionState
from portal.audit.services import record
from portal.errors import RuleBroken, WrongState
from portal.people.models import User
from portal.policy import require
from portal.text import plain_code

COPIED = (
    "class_node_id", "hs_code", "name_ko", "name_en", "description_ko", "description_en", "maker", "model", "origin",
)  # fmt: skip


def copy_contents(source: ProductVersion, draft: ProductVersion) -> None:
    """Values, files and 3R claims of ``source`` into ``draft``, row by row: neither changes with the other."""
    AttributeValue.objects.bulk_create(
        AttributeValue(
            version=draft,
            definition_id=value.definition_id,
            **{name: getattr(value, name) for name in AttributeValue.FIELDS},
        )
        for value in source.values.all()
    )
    ProductFile.objects.bulk_create(
        ProductFile(version=draft, file_id=row.file_id, role=row.role, dated=row.dated, order=row.order)
        for row in source.files.all()
    )
    EcoClaim.objects.bulk_create(
        EcoClaim(version=draft, **{name: getattr(claim, name) for name in EcoClaim.COPIED})
        for claim in source.eco_claims.all()
    )


@transaction.atomic
def copy_product(source: Product, *, sku: str, by: User, model: str = "") -> Product:
    """A new product with everything that ``source`` says (being written, or published), under another part number.

    Price, prices by quantity, values, files and claims come along; the model is stated anew (CAT-21).
    """
    require(policies.may_edit(by, source))
    source = Product.objects.select_related("company", "current").get(pk=source.pk)
    if source.state == ProductState.WITHDRAWN:
        raise WrongState(_("This product cannot be changed in its present state."))
    latest = source.versions.exclude(state=VersionState.DISCARDED).order_by("-no").first()
    version = working_version(source) or source.current or latest
    if version is None:
        raise WrongState(_("This product has no version to begin from."))
    model = plain_code(model)
    if identity_key(version.maker, model) and identity_key(version.maker, model) == source.identity:
        message = _("This is the model that you copy from. State the model of the new product.")
        raise RuleBroken(message, field="model")
    product = new_product(source.company, sku=sku, by=by)
    for name in SUPPLY:
        setattr(product, name, getattr(source, name))
    product.identity = identity_key(version.maker, model)
    product.save()
    PriceBreak.objects.bulk_create(
        PriceBreak(product=product, from_qty=row.from_qty, price=row.price) for row in source.price_breaks.all()
    )
    texts = {name: getattr(version, name) for name in COPIED} | {"model": model}
    draft = ProductVersion(product=product, no=1, created_by=by, **texts)
    check_fields(draft, ["model"])
    draft.save()
    copy_contents(version, draft)
    record(product, "copied", by=by, payload={"sku": product.sku, "from": source.number})
    return product
