"""A supplier's catalogue, row by row through the services that the screens use; safe to repeat by part number."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils.translation import gettext as _

from catalog import policies
from catalog.drawings import schematic
from catalog.models import AttributeDef, ClassNode, Product, ProductFile, ProductVersion
from catalog.queries.classes import UNSPSC, definitions_for
from catalog.rules.standard_parts import CatalogueRow
from catalog.rules.values import read_all
from catalog.services.drafts import attach_file, plain_texts, register_product, save_draft
from catalog.services.listing import start_revision
from catalog.services.review import check_listing, publish_version, submit_version, take_up_review
from catalog.services.search import index_products
from catalog.services.supply import set_supply
from catalog.states import EDITABLE, WAITING, FileRole, Level, ProductState
from portal.errors import RuleBroken
from portal.files.models import File
from portal.files.services import store_upload
from portal.people.models import Company, User
from portal.policy import require
from portal.text import plain_code


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong in one row."""

    line: int
    sku: str
    field: str
    message: str


@dataclass(slots=True)
class Report:
    """What an import did."""

    added: int = 0
    changed: int = 0
    unchanged: int = 0
    published: int = 0
    faults: list[Fault] = field(default_factory=list)


@dataclass(slots=True)
class Terms:
    """What holds for all rows: supply that the file does not state, and who publishes."""

    origin: str = ""
    lead_time_days: int | None = None
    moq: Decimal | None = None
    reviewer: User | None = None


class _Catalogue:
    """One import: what is looked up once for all rows."""

    def __init__(self, company: Company, by: User, terms: Terms, classes: set[str]):
        self.company, self.by, self.terms = company, by, terms
        nodes = ClassNode.objects.filter(scheme__code=UNSPSC, code__in=classes, active=True, level=Level.COMMODITY)
        self.nodes = {node.code: node for node in nodes.select_related("scheme")}
        self.definitions: dict[str, dict[str, AttributeDef]] = {
            code: definitions_for(node) for code, node in self.nodes.items()
        }
        mine = Product.objects.filter(company=company).exclude(state=ProductState.WITHDRAWN)
        self.products = {product.sku: product for product in mine.select_related("company", "current__class_node")}
        self.drawings: dict[str, File] = {}
        self.published: list[int] = []

    def drawing(self, shape: str) -> File:
        """The schematic drawing of a shape: one file for all parts of it."""
        if shape not in self.drawings:
            name = f"schematic-{shape}.png"
            kept = (
                ProductFile.objects.filter(file__company=self.company, file__name=name).select_related("file").first()
            )
            self.drawings[shape] = (
                kept.file
                if kept
                else store_upload(ContentFile(schematic(shape), name=name), company=self.company, by=self.by)
            )
        return self.drawings[shape]

    def take(self, row: CatalogueRow, report: Report) -> None:
        """Add or change one product; nothing of the row is kept when it has a fault."""
        node = self.nodes.get(row.class_code)
        if node is None:
            message = _("The class %(code)s is not loaded, or not in use.") % {"code": row.class_code}
            raise RuleBroken(message, field="class")
        texts = plain_texts({"origin": self.terms.origin, **row.texts})
        product = self.products.get(row.sku)
        if product is None:
            product = register_product(self.company, sku=row.sku, class_node=node, by=self.by, **texts)
            product.company = self.company
            version = product.versions.select_related("product__company", "class_node").get()
            report.added += 1
        else:
            version = self._begun(product)
            if self._is_same(version, row, texts):
                report.unchanged += 1
                return
            if version.state not in EDITABLE:
                version = start_revision(product, by=self.by)
            report.changed += 1
        definitions = self.definitions[row.class_code]
        save_draft(
            version, by=self.by, texts=texts, class_node=node, attributes=row.attributes, definitions=definitions
        )
        supply = {"lead_time_days": self.terms.lead_time_days, "moq": self.terms.moq}
        set_supply(product, by=self.by, **{name: value for name, value in supply.items() if value is not None})
        if row.shape and not version.files.exists():
            attach_file(version, self.drawing(row.shape), role=FileRole.DRAWING, by=self.by)
        if self.terms.reviewer is not None:
            self._publish(ProductVersion.objects.get(pk=version.pk), definitions)
            report.published += 1

    @staticmethod
    def _begun(product: Product) -> ProductVersion:
        """The version in work, else the latest."""
        version = product.versions.select_related("product__company", "class_node").order_by("-no")[0]
        if version.state in WAITING:
            raise RuleBroken(_("This product is under review. Import it again after the answer."), field="sku")
        return version

    def _is_same(self, version: ProductVersion, row: CatalogueRow, texts: Mapping[str, str]) -> bool:
        if version.class_node.code != row.class_code:
            return False
        if any(getattr(version, name) != text for name, text in texts.items()):
            return False
        rules = {code: definition.as_rule() for code, definition in self.definitions[row.class_code].items()}
        wanted, faults = read_all(rules, row.attributes)
        present = {value.definition.code: value.as_rule() for value in version.values.select_related("definition")}
        if self.terms.reviewer is not None and version.state in EDITABLE:
            return False  # it was left a draft: publish it now
        return not faults and wanted == present

    def _publish(self, version: ProductVersion, definitions: Mapping[str, AttributeDef]) -> None:
        assert self.terms.reviewer is not None  # noqa: S101 (asked for by the caller)
        try:
            version = submit_version(version, by=self.by, definitions=definitions)
        except RuleBroken as broken:  # it names the first fault; a row's report names them all
            stops = [finding.message for finding in check_listing(version, definitions) if finding.stops]
            raise RuleBroken(" ".join(map(str, stops)) or broken.message, field=broken.field) from None
        version = take_up_review(version, by=self.terms.reviewer)
        publish_version(version, by=self.terms.reviewer, index=False)
        self.published.append(version.product_id)


@transaction.atomic
def import_rows(
    rows: Iterable[CatalogueRow],
    *,
    company: Company,
    by: User,
    terms: Terms | None = None,
    dry_run: bool = False,
) -> Report:
    """Bring a supplier's catalogue in: rows with faults are told and left out; a dry run keeps nothing at all.

    Each row is a savepoint: a fault in one leaves no trace of it and does not touch the others.
    """
    require(policies.may_list(by, company))
    rows, report = [replace(row, sku=plain_code(row.sku)) for row in rows], Report()
    catalogue = _Catalogue(company, by, terms or Terms(), {row.class_code for row in rows})
    seen: set[str] = set()
    for row in rows:
        before = (report.added, report.changed, report.unchanged, report.published)
        try:
            if row.sku in seen:
                raise RuleBroken(_("This part number is in the file twice."), field="sku")
            seen.add(row.sku)
            with transaction.atomic():
                catalogue.take(row, report)
        except RuleBroken as broken:
            report.added, report.changed, report.unchanged, report.published = before
            report.faults.append(Fault(row.line, row.sku, broken.field or "", str(broken)))
    index_products(Product.objects.filter(pk__in=catalogue.published))
    if dry_run:
        transaction.set_rollback(True)
    return report
