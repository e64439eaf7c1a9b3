"""Factories of the catalogue: classes, attributes, products in any state.

``ProductFactory()`` is a published product with a picture, found by search; with ``published=False`` a draft.
"""

from decimal import Decimal

import factory
from factory.django import DjangoModelFactory

from catalog import services
from catalog.models import (
    AttributeChoice,
    AttributeDef,
    AttributeValue,
    ClassNode,
    ClassScheme,
    Product,
    ProductFile,
    ProductVersion,
)
from catalog.rules.grams import grams_of, normalise
from catalog.rules.listing import identity_key
from catalog.rules.values import read_value
from catalog.services import index_products
from catalog.states import DECIDED, Datatype, FileRole, Level, PriceVisibility, ProductState, VersionState
from portal.clock import db_now
from portal.files.models import File
from portal.tests.factories import CompanyFactory, UserFactory
from portal.tests.kept import KeptFactory, kept

TEST_CLASS = "99171504"  # no segment of UNSPSC: nothing of the starter set is inherited
NAMES = {
    TEST_CLASS: ("볼 베어링", "Ball bearings"),
    "40151503": ("원심펌프", "Centrifugal pumps"),
    "15121802": ("방청유", "Rust preventive oil"),
}
LEVELS = {2: Level.SEGMENT, 4: Level.FAMILY, 6: Level.CLASS, 8: Level.COMMODITY}


@kept
def class_node(code: str = TEST_CLASS, name_ko: str = "", name_en: str = "") -> ClassNode:
    """The class with this code, made with its ancestors when it is not there."""
    scheme, _made = ClassScheme.objects.get_or_create(
        code="UNSPSC", defaults={"release": "7.0901", "name_ko": "분류", "name_en": "Classification"}
    )
    parent, path = None, []
    for size in (2, 4, 6, 8):
        part = code[:size].ljust(8, "0")
        path.append(part)
        ko, en = (name_ko, name_en) if size == 8 and name_ko else NAMES.get(part, (f"분류 {part}", f"Class {part}"))
        parent, _made = ClassNode.objects.get_or_create(
            scheme=scheme,
            code=part,
            defaults={
                "level": LEVELS[size],
                "parent": parent,
                "path": "/".join(path),
                "name_ko": ko,
                "name_en": en,
                "curated": True,
                "grams": sorted(grams_of(normalise(f"{ko} {en} {part}"))),
            },
        )
    return parent


@kept
def attribute(node: ClassNode, code: str, datatype: str = Datatype.NUM, **fields) -> AttributeDef:
    """An attribute of ``node``; ``options`` are (code, ko, en) of a list attribute."""
    options = fields.pop("options", [])
    fields.setdefault("name_ko", code)
    fields.setdefault("name_en", code.replace("_", " ").capitalize())
    definition, _made = AttributeDef.objects.get_or_create(
        node=node, code=code, defaults={"datatype": datatype, **fields}
    )
    for order, (option, ko, en) in enumerate(options):
        AttributeChoice.objects.get_or_create(
            definition=definition, code=option, defaults={"name_ko": ko, "name_en": en, "order": order}
        )
    return definition


class FileFactory(DjangoModelFactory):
    """A stored picture, without its bytes."""

    class Meta:
        model = File

    company = factory.SubFactory(CompanyFactory)
    name = factory.Sequence(lambda n: f"picture-{n}.png")
    kind = "png"
    content_type = "image/png"
    size = 1234
    sha256 = "0" * 64
    content = factory.Sequence(lambda n: f"files/00/{n:032x}")
    thumbnail = factory.Sequence(lambda n: f"files/01/{n:032x}")
    preview = factory.Sequence(lambda n: f"files/02/{n:032x}")


class ProductFactory(KeptFactory):
    """A published product (or a draft, with ``published=False``) with one picture.

    Of its version: ``name_ko``, ``name_en``, ``model``, ``maker``, ``origin``, ``description_ko``, ``node`` (a class),
    ``values`` ({code: number with unit, or a dict as entered}), ``file`` (its picture), ``version_state``.
    """

    class Meta:
        model = Product
        skip_postgeneration_save = True

    published = True
    number = factory.Sequence(lambda n: f"PRD-2026-9{n:05d}")
    company = factory.SubFactory(CompanyFactory)
    sku = factory.Sequence(lambda n: f"SKU-{n:04d}")
    moq = 10
    lead_time_days = 14
    price = 12_000
    price_visibility = PriceVisibility.PUBLIC
    created_by = factory.LazyAttribute(lambda product: UserFactory(company=product.company, roles=("SU",)))

    @classmethod
    def _create(cls, model_class, *args, **kwargs):
        published, file = kwargs.pop("published", True), kwargs.pop("file", None)
        texts = {
            name: kwargs.pop(name, default)
            for name, default in {
                "name_ko": f"볼 베어링 {kwargs['sku']}",
                "name_en": f"Ball bearing {kwargs['sku']}",
                "model": kwargs["sku"],
                "maker": "가람정밀",
                "origin": "KR",
                "description_ko": "",
                "description_en": "",
            }.items()
        }
        node, values = kwargs.pop("node", None) or class_node(), kwargs.pop("values", {})
        state = kwargs.pop("version_state", VersionState.DRAFT)
        state = VersionState.PUBLISHED if published else state
        kwargs["identity"] = identity_key(texts["maker"], texts["model"])
        product = super()._create(model_class, *args, **kwargs)
        sent = state not in (VersionState.DRAFT, VersionState.DISCARDED)
        version = ProductVersion.objects.create(
            product=product,
            no=1,
            state=VersionState.IN_REVIEW if state in DECIDED else state,
            class_node=node,
            created_by=product.created_by,
            submitted_by=product.created_by if sent else None,
            submitted_at=db_now() if sent else None,
            round=int(sent),
            **texts,
        )
        for code, entered in values.items():
            definition = AttributeDef.objects.get(node__code__in=node.ancestor_codes, code=code)
            entered = entered if isinstance(entered, dict) else {"value": entered}
            value = read_value(definition.as_rule(), entered)
            parts = {name: getattr(value, name) for name in AttributeValue.FIELDS}
            AttributeValue.objects.create(version=version, definition=definition, **parts)
        file = file or FileFactory(company=product.company, public=published)
        ProductFile.objects.create(version=version, file=file, role=FileRole.PICTURE)
        if state in DECIDED:  # decided last: from then on nothing of it changes
            ProductVersion.objects.filter(pk=version.pk).update(state=state)
            version.refresh_from_db()
        if published:
            Product.objects.filter(pk=product.pk).update(
                state=ProductState.PUBLISHED, current=version, published_at=db_now()
            )
            product.refresh_from_db()
            index_products(Product.objects.filter(pk=product.pk))
        return product


@kept
def whole_draft(seller, node, **texts) -> ProductVersion:
    """A draft of ``seller`` that lacks nothing; ``node`` has the attribute bore."""
    facts = {
        "name_ko": "볼 베어링",
        "name_en": "Ball bearing",
        "maker": "가람",
        "model": "6204",
        "origin": "KR",
        **texts,
    }
    product = services.register_product(
        seller.company, sku=facts.pop("sku", "A-1"), class_node=node, by=seller, **facts
    )
    services.set_supply(product, by=seller, moq=Decimal(10), lead_time_days=7)
    draft = services.save_draft(product.versions.get(), by=seller, attributes={"bore": {"value": "20"}})
    services.attach_file(draft, FileFactory(company=seller.company), role=FileRole.PICTURE, by=seller)
    return ProductVersion.objects.get(pk=draft.pk)
