"""Write a product: register, save a draft step by step, price and supply, files."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.base import File as Upload
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from catalog import policies
from catalog.models import AttributeDef, AttributeValue, ClassNode, Product, ProductFile, ProductVersion
from catalog.queries.classes import definitions_for
from catalog.rules.codes import hs_code
from catalog.rules.listing import identity_key
from catalog.rules.values import Value, read_all
from catalog.services.search import index_products
from catalog.states import (
    DOCUMENTS,
    PICTURES,
    WHOLE_CURRENCIES,
    Datatype,
    FileRole,
    Level,
    PriceVisibility,
    ProductState,
)
from portal.audit.services import move, record
from portal.clock import db_now, today
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

TEXTS = ("name_ko", "name_en", "description_ko", "description_en", "maker", "model", "origin", "hs_code", "change_note")
SUPPLY = ("moq", "uom", "lead_time_days", "price", "currency", "price_visibility", "price_valid_until")
MOST_FILES = 20
Definitions = Mapping[str, AttributeDef]


@transaction.atomic
def register_product(company: Company, *, sku: str, class_node: ClassNode, by: User, **texts: str) -> Product:
    """A new product with its first draft. The part number is the supplier's own and unique among its products."""
    require(policies.may_list(by, company))
    _require_usable(class_node)
    sku = plain_code(sku)
    product = Product(number=next_number("PRD"), company=company, sku=sku, created_by=by)
    _check(product, ["sku"])
    try:
        with transaction.atomic():
            product.save()
    except IntegrityError:
        taken = _("One of your products already has the part number %(sku)s. Open that product, or use another number.")
        raise RuleBroken(taken % {"sku": sku}, field="sku") from None
    version = ProductVersion(product=product, no=1, class_node=class_node, created_by=by)
    _write_texts(version, texts)
    version.save()
    record(product, "registered", by=by, payload={"sku": product.sku, "class": class_node.code})
    return product


@transaction.atomic
def save_draft(
    version: ProductVersion,
    *,
    by: User,
    texts: Mapping[str, str] | None = None,
    class_node: ClassNode | None = None,
    attributes: Mapping[str, Mapping[str, object]] | None = None,
    definitions: Definitions | None = None,
) -> ProductVersion:
    """Save what was filled in so far; nothing is required yet. ``attributes`` replaces all values of the class.

    ``definitions`` spares the look-up to who saves many products of one class. Raises RuleBroken at the first fault.
    """
    require(policies.may_edit(by, version.product))
    version = _locked(version)
    if class_node is not None and class_node.pk != version.class_node_id:
        _require_usable(class_node)
        version.class_node = class_node
        _drop_foreign_values(version)
    _write_texts(version, texts or {})
    if attributes is not None:
        _write_values(version, attributes, definitions or definitions_for(version.class_node))
    version.saved_at = db_now()
    version.save()
    if (key := identity_key(version.maker, version.model)) != version.product.identity:
        Product.objects.filter(pk=version.product_id).update(identity=key)
        version.product.identity = key
    return version


@transaction.atomic
def set_supply(product: Product, *, by: User, **facts: Any) -> Product:
    """Price, who sees it, minimum order, lead time: in force at once, also on a published product, and recorded."""
    require(policies.may_edit(by, product))
    product = Product.objects.select_for_update(of=("self",)).select_related("company").get(pk=product.pk)
    if product.state in (ProductState.WITHDRAWN, ProductState.BLOCKED):
        raise WrongState(_("This product cannot be changed in its present state."))
    changed = {}
    for name in SUPPLY:
        if name in facts and getattr(product, name) != facts[name]:
            changed[name] = [getattr(product, name), facts[name]]
            setattr(product, name, facts[name])
    if not changed:
        return product
    if product.price is not None and product.currency in WHOLE_CURRENCIES and product.price % 1:
        raise RuleBroken(_("Won and yen have no decimals. Write a whole amount."), field="price")
    _require_possible(product, changed)
    _check(product, list(changed))
    product.save(update_fields=list(changed))
    # a price that the supplier keeps (or kept) to itself stays out of the trail that others read
    seen = {product.price_visibility, *changed.get("price_visibility", [])}
    secret = {"price"} if seen & {PriceVisibility.HIDDEN, PriceVisibility.ON_REQUEST} else set()
    payload = {name: "…" if name in secret else values for name, values in changed.items()}
    record(product, "supply_changed", by=by, payload=payload)
    if "lead_time_days" in changed and product.state == ProductState.PUBLISHED:
        index_products(Product.objects.filter(pk=product.pk))
    return product


def _require_possible(product: Product, changed: Collection[str]) -> None:
    """What no order can be placed by: nothing for nothing, a price that has ended before it begins."""
    if "price" in changed and product.price is not None and product.price <= 0:
        message = _("A price is more than zero. Leave it empty if buyers are to ask for it.")
        raise RuleBroken(message, field="price")
    if product.moq is not None and product.moq <= 0:
        raise RuleBroken(_("A minimum order is more than zero."), field="moq")
    last_day = product.price_valid_until
    if "price_valid_until" in changed and last_day is not None and last_day < today():
        message = _("This day is past, so the price would not be shown. Check the year.")
        raise RuleBroken(message, field="price_valid_until")
    if product.state != ProductState.DRAFT:  # what was reviewed stays complete
        if product.moq is None:
            raise RuleBroken(_("State the minimum order quantity."), field="moq")
        if product.lead_time_days is None:
            raise RuleBroken(_("State the lead time in days."), field="lead_time_days")


@transaction.atomic
def attach_file(
    version: ProductVersion, upload: Upload | File, *, role: str, by: User, dated: date | None = None
) -> ProductFile:
    """Add a picture, drawing or document: an upload, or a file that the company already has."""
    require(policies.may_edit(by, version.product))
    version = _locked(version)
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
    _touch(version)
    if made:
        record(version, "file_attached", by=by, payload=_named(attached))
    return attached


@transaction.atomic
def detach_file(attached: ProductFile, *, by: User) -> None:
    """Take a file off a draft. The stored file stays with the company: earlier versions may show it."""
    version = attached.version
    require(policies.may_edit(by, version.product))
    version = _locked(version)
    gone, _by_model = ProductFile.objects.filter(pk=attached.pk, version=version).delete()
    _touch(version)
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


def _locked(version: ProductVersion) -> ProductVersion:
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


def _touch(version: ProductVersion) -> None:
    ProductVersion.objects.filter(pk=version.pk).update(saved_at=db_now())


def _require_usable(node: ClassNode) -> None:
    if node.level != Level.COMMODITY:
        raise RuleBroken(_("Choose a class of the last level (8 digits)."), field="class_node")
    if not node.active:
        raise RuleBroken(_("This class has been retired. Choose another one."), field="class_node")


def _write_texts(version: ProductVersion, texts: Mapping[str, str]) -> None:
    written = plain_texts(texts)
    for name, text in written.items():
        setattr(version, name, text)
    _check(version, written)


def plain_texts(texts: Mapping[str, str]) -> dict[str, str]:
    """The texts of a version in the form that we keep: codes in plain letters and digits."""
    plain = {name: str(texts[name] or "").strip() for name in TEXTS if name in texts}
    codes = {"model": plain_code, "origin": plain_code, "hs_code": hs_code}
    return plain | {name: form(plain[name]) for name, form in codes.items() if name in plain}


def _check(thing, names: Iterable[str]) -> None:
    """The model's own field rules (lengths, patterns) for the fields that were written."""
    others = {field.name for field in thing._meta.fields} - set(names)
    try:
        thing.clean_fields(exclude=others)
    except ValidationError as wrong:
        field, messages = next(iter(wrong.message_dict.items()))
        raise RuleBroken(messages[0], field=field) from None


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
