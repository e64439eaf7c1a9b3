"""Write a product: register, save a draft step by step, files. Price and supply: ``services.supply``."""

from collections.abc import Collection, Mapping
from datetime import date

from django.core.files.base import File as Upload
from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from catalog import policies
from catalog.models import AttributeDef, AttributeValue, ClassNode, Product, ProductFile, ProductVersion
from catalog.queries.classes import definitions_for
from catalog.queries.crosswalk import is_hs_code
from catalog.queries.marks import TEXTS, texts_mark, values_mark
from catalog.rules.codes import hs_code
from catalog.rules.listing import identity_key
from catalog.rules.values import Value, read_all
from catalog.services.conflict import require_unchanged
from catalog.services.fields import check_fields
from catalog.states import DOCUMENTS, PICTURES, Datatype, FileRole, Level, ProductState
from portal.audit.services import move, record
from portal.clock import db_now
from portal.errors import RuleBroken, WrongState
from portal.files.models import File
from portal.files.services import store_upload
from portal.files.states import DOCUMENTS as DOCUMENT_KINDS
from portal.files.states import DRAWINGS
from portal.files.states import PICTURES as PICTURE_KINDS
from portal.numbers import next_number
from portal.people.models import Company, User
from portal.policy import require
from portal.text import plain_code

MOST_FILES = 20
SKU_TAKEN = gettext_lazy(
    "One of your products already has the part number %(sku)s. Open that product, or use another number."
)
Definitions = Mapping[str, AttributeDef]


@transaction.atomic
def register_product(company: Company, *, sku: str, class_node: ClassNode, by: User, **texts: str) -> Product:
    """A new product with its first draft. The part number is the supplier's own and unique among its products."""
    require(policies.may_list(by, company))
    _require_usable(class_node)
    product = new_product(company, sku=sku, by=by)
    version = ProductVersion(product=product, no=1, class_node=class_node, created_by=by)
    _write_texts(version, texts)
    version.save()
    record(product, "registered", by=by, payload={"sku": product.sku, "class": class_node.code})
    return product


def new_product(company: Company, *, sku: str, by: User) -> Product:
    """The row of a new product under a part number that is free; its caller writes its first version."""
    product = Product(number=next_number("PRD"), company=company, sku=plain_code(sku), created_by=by)
    _save_sku(product)
    return product


def _save_sku(product: Product) -> None:
    check_fields(product, ["sku"])
    try:
        with transaction.atomic():
            product.save(update_fields=None if product._state.adding else ["sku"])
    except IntegrityError:
        raise RuleBroken(SKU_TAKEN % {"sku": product.sku}, field="sku") from None


@transaction.atomic
def save_draft(
    version: ProductVersion,
    *,
    by: User,
    sku: str | None = None,
    texts: Mapping[str, str] | None = None,
    class_node: ClassNode | None = None,
    attributes: Mapping[str, Mapping[str, object]] | None = None,
    definitions: Definitions | None = None,
    seen: str | None = None,
) -> ProductVersion:
    """Save what was filled in so far; nothing is required yet. ``attributes`` replaces all values of the class.

    ``sku`` corrects the part number of a product that was never published.
    ``definitions`` spares the look-up to who saves many products of one class. ``seen`` is the mark (``queries.marks``)
    of what the writer saw of the step; ChangedMeanwhile when that no longer stands. RuleBroken at the first fault.
    """
    require(policies.may_edit(by, version.product))
    if sku is not None:  # product, then version: the order in which a submission holds them
        Product.objects.select_for_update(of=("self",)).get(pk=version.product_id)
    version = hold_draft(version)
    mark = values_mark if attributes is not None else texts_mark
    stood = mark(version) if seen is not None else ""
    if class_node is not None and class_node.pk != version.class_node_id:
        _require_usable(class_node)
        version.class_node = class_node
        _drop_foreign_values(version)
    if sku is not None:
        _write_sku(version.product, plain_code(sku), by=by)
    _write_texts(version, texts or {})
    if attributes is not None:
        _write_values(version, attributes, definitions or definitions_for(version.class_node))
    version.saved_at = db_now()
    version.edits += 1  # the row is held
    version.save()
    if seen not in (None, stood):
        require_unchanged(stood, mark(version))  # who writes what stands there already disturbs nobody
    if (key := identity_key(version.maker, version.model)) != version.product.identity:
        Product.objects.filter(pk=version.product_id).update(identity=key)
        version.product.identity = key
    return version


@transaction.atomic
def attach_file(
    version: ProductVersion, upload: Upload | File, *, role: str, by: User, dated: date | None = None
) -> ProductFile:
    """Add a picture, drawing or document: an upload, or a file that the company already has."""
    require(policies.may_edit(by, version.product))
    version = hold_draft(version)
    if version.files.count() >= MOST_FILES:
        raise RuleBroken(_("At most %(most)d files for a product. Remove one first.") % {"most": MOST_FILES})
    if isinstance(upload, File):
        if upload.company_id != version.product.company_id:
            raise RuleBroken(_("This file belongs to another company."))
        file = upload
    else:
        file = store_upload(upload, company=version.product.company, by=by, kinds=kinds_for(role))
    order = 0 if role in PICTURES else 100
    attached, made = ProductFile.objects.get_or_create(
        version=version, file=file, defaults={"role": role, "dated": dated, "order": order + version.files.count()}
    )
    touch(version)
    if made:
        record(version, "file_attached", by=by, payload=_named(attached))
    return attached


@transaction.atomic
def detach_file(attached: ProductFile, *, by: User) -> None:
    """Take a file off a draft. The stored file stays with the company: earlier versions may show it."""
    version = attached.version
    require(policies.may_edit(by, version.product))
    version = hold_draft(version)
    gone, _by_model = ProductFile.objects.filter(pk=attached.pk, version=version).delete()
    touch(version)
    if gone:
        record(version, "file_detached", by=by, payload=_named(attached))


@transaction.atomic
def discard_draft(version: ProductVersion, *, by: User) -> None:
    """Give a draft up; a product that was never published goes with it and frees its part number."""
    require(policies.may_edit(by, version.product))
    move(version, "discard", by=by)
    if version.product.state == ProductState.DRAFT:
        move(version.product, "withdraw", by=by)


def kinds_for(role: str) -> Collection[str]:
    """Which kinds of file are taken for a role."""
    if role == FileRole.PICTURE:
        return PICTURE_KINDS
    if role == FileRole.DRAWING:
        return PICTURE_KINDS | DRAWINGS | {"pdf"}
    return DOCUMENT_KINDS if role in DOCUMENTS else frozenset()


def hold_draft(version: ProductVersion) -> ProductVersion:
    """The row itself, held; only while the supplier may write it."""
    held = (
        ProductVersion.objects.select_for_update(of=("self",))
        .select_related("product__company", "class_node")
        .get(pk=version.pk)
    )
    if not held.is_editable:
        raise WrongState(_("This version is no longer a draft. Reload the page to see where it stands."))
    return held


def _named(attached: ProductFile) -> dict[str, object]:
    """Which file the trail means: by its bytes, for its name may hold anything."""
    return {"role": attached.role, "sha256": attached.file.sha256, "dated": attached.dated}


def touch(version: ProductVersion) -> None:
    """Saved just now."""
    ProductVersion.objects.filter(pk=version.pk).update(saved_at=db_now(), edits=F("edits") + 1)


def _require_usable(node: ClassNode) -> None:
    if node.level != Level.COMMODITY:
        raise RuleBroken(_("Choose a class of the last level (8 digits)."), field="class_node")
    if not node.active:
        raise RuleBroken(_("This class has been retired. Choose another one."), field="class_node")


def _write_sku(product: Product, sku: str, *, by: User) -> None:
    before = product.sku
    if sku == before:
        return
    if product.state != ProductState.DRAFT:
        raise RuleBroken(_("The part number of a product that was published no longer changes."), field="sku")
    product.sku = sku
    _save_sku(product)
    record(product, "renumbered", by=by, payload={"sku": [before, sku]})


def _write_texts(version: ProductVersion, texts: Mapping[str, str]) -> None:
    written = plain_texts(texts)
    for name, text in written.items():
        setattr(version, name, text)
    check_fields(version, written)
    if written.get("hs_code") and not is_hs_code(written["hs_code"]):
        raise RuleBroken(_("There is no such HS code. Look the first six digits up."), field="hs_code")


def plain_texts(texts: Mapping[str, str]) -> dict[str, str]:
    """The texts of a version in the form that we keep: codes in plain letters and digits."""
    plain = {name: str(texts[name] or "").strip() for name in TEXTS if name in texts}
    codes = {"model": plain_code, "origin": plain_code, "hs_code": hs_code}
    return plain | {name: form(plain[name]) for name, form in codes.items() if name in plain}


def _write_values(version: ProductVersion, entered: Mapping, definitions: Definitions) -> None:
    rules = {code: definition.as_rule() for code, definition in definitions.items()}
    values, faults = read_all(rules, entered)
    if faults:
        code, message = next(iter(faults.items()))
        raise RuleBroken(message, field=f"attr_{code}")
    version.values.all().delete()
    AttributeValue.objects.bulk_create(_value_row(version, definitions[code], value) for code, value in values.items())


def _value_row(version: ProductVersion, definition: AttributeDef, value: Value) -> AttributeValue:
    parts = {name: getattr(value, name) for name in AttributeValue.FIELDS}
    return AttributeValue(version=version, definition=definition, **parts)


def _drop_foreign_values(version: ProductVersion) -> None:
    """Another class was chosen: values stay where the new class has the same attribute, or one of its kind."""
    definitions = definitions_for(version.class_node)
    for value in version.values.select_related("definition"):
        new = definitions.get(value.definition.code)
        old = value.definition
        same = new is not None and (new.datatype, new.quantity) == (old.datatype, old.quantity)
        if new is not None and (new.pk == old.pk or (same and new.datatype != Datatype.ENUM)):
            AttributeValue.objects.filter(pk=value.pk).update(definition=new)
        else:
            value.delete()
