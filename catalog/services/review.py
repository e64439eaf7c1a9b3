"""The review: submit, take up, return with remarks at fields, publish, reject. Source: domain 1.7, 1.8."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from catalog import policies
from catalog.models import Product, ProductFile, ProductVersion, ReviewRemark
from catalog.queries.classes import definitions_for
from catalog.queries.products import identical_product
from catalog.rules.listing import Finding, Listing, mandatory_findings, wording_findings
from catalog.services.drafts import Definitions
from catalog.services.fingerprint import fingerprint
from catalog.services.sampling import draw_second_looks, drop_second_look
from catalog.services.search import index_products
from catalog.states import PICTURES, FileRole, ProductState, VersionState
from portal.audit.services import move
from portal.clock import SEOUL, db_now, today
from portal.errors import RuleBroken, WrongState
from portal.files.models import File
from portal.files.services import publish_file, withdraw_file
from portal.outbox.services import announce
from portal.people.models import User
from portal.policy import require


def check_listing(version: ProductVersion, definitions: Definitions | None = None) -> list[Finding]:
    """What is missing or wrong before the version may be reviewed, and hints. Source: CAT-20, CAT-21, CAT-23."""
    product = version.product
    files = list(version.files.all())
    given = set(version.values.values_list("definition__code", flat=True))
    definitions = definitions_for(version.class_node) if definitions is None else definitions
    listing = Listing(
        name_ko=version.name_ko,
        name_en=version.name_en,
        description=f"{version.description_ko}\n{version.description_en}",
        class_code=version.class_node.code,
        class_level=version.class_node.level,
        class_active=version.class_node.active,
        origin=version.origin,
        lead_time_days=product.lead_time_days,
        moq_given=product.moq is not None,
        missing_attributes=[
            (code, definition.name)
            for code, definition in definitions.items()
            if definition.required and code not in given
        ],
        pictures=sum(file.role in PICTURES for file in files),
        msds_dates=[file.dated for file in files if file.role == FileRole.MSDS],
        price_until=product.price_valid_until if product.price is not None else None,
    )
    found = mandatory_findings(listing, db_now().astimezone(SEOUL).date()) + wording_findings(listing)
    for claim in version.eco_claims.filter(valid_to__lt=today()):
        message = _("The document %(number)s of a 3R claim has ended. Attach the one that holds, or take it off.")
        found.append(Finding("CAT-20", "eco", message % {"number": claim.number}))
    if twin := identical_product(product):
        message = _("You already list this maker and model as %(number)s (%(sku)s). Revise that product instead.")
        found.append(Finding("CAT-21", "model", message % {"number": twin.number, "sku": twin.sku}))
    return found


def _held(version: ProductVersion) -> ProductVersion:
    """Product and version, locked in this order: two people pressing at once queue up here."""
    Product.objects.select_for_update(of=("self",)).get(pk=version.product_id)
    rows = ProductVersion.objects.select_for_update(of=("self",))
    return rows.select_related("product__company", "class_node").get(pk=version.pk)


@transaction.atomic
def submit_version(version: ProductVersion, *, by: User, definitions: Definitions | None = None) -> ProductVersion:
    """Send a draft to the reviewers; refused while anything mandatory is missing."""
    require(policies.may_edit(by, version.product))
    version = _held(version)
    if not version.is_editable:
        raise WrongState(_("This version is no longer a draft. Reload the page to see where it stands."))
    stops = [finding for finding in check_listing(version, definitions) if finding.stops]
    if stops:
        raise RuleBroken(str(stops[0].message), field=stops[0].field)
    move(
        version,
        "submit",
        by=by,
        payload={"sha256": fingerprint(version)},
        submitted_by=by,
        submitted_at=db_now(),
        round=version.round + 1,
        reviewer=None,
        reason="",
    )
    announce("catalog.version_submitted", version=version.pk)
    return version


@transaction.atomic
def withdraw_submission(version: ProductVersion, *, by: User) -> ProductVersion:
    """Take a submitted version back to change it; possible until a reviewer takes it up."""
    require(policies.may_edit(by, version.product))
    move(version, "withdraw", by=by)
    return version


@transaction.atomic
def take_up_review(version: ProductVersion, *, by: User) -> ProductVersion:
    """A reviewer takes a version up: colleagues see who works on it."""
    require(policies.may_review(by, version))
    move(version, "take_up", by=by, reviewer=by)
    return version


@transaction.atomic
def put_back_review(version: ProductVersion, *, by: User) -> ProductVersion:
    """Leave it to a colleague."""
    require(policies.may_review(by, version))
    move(version, "put_back", by=by, reviewer=None)
    return version


@transaction.atomic
def return_version(
    version: ProductVersion, *, by: User, reason: str, remarks: Mapping[str, str] | None = None
) -> ProductVersion:
    """Back to the supplier with the reason, and remarks at fields. Source: CAT-22."""
    require(policies.may_review(by, version))
    remarks = {field: text.strip() for field, text in (remarks or {}).items() if text and text.strip()}
    if not reason.strip() and not remarks:
        raise RuleBroken(_("Say what is to be changed: a reason, or a remark at a field."), field="reason")
    version = _held(version)
    move(version, "return", by=by, reason=reason, decided_at=db_now(), reviewer=by)
    ProductVersion.objects.filter(pk=version.pk).update(reason=reason[:500])
    ReviewRemark.objects.bulk_create(
        ReviewRemark(version=version, round=version.round, field=field[:60], text=text[:300], by=by)
        for field, text in remarks.items()
    )
    announce("catalog.version_returned", version=version.pk)
    return version


@transaction.atomic
def reject_version(version: ProductVersion, *, by: User, reason: str) -> ProductVersion:
    """Refuse the version for good; a published version before it stays. The supplier may begin another one."""
    require(policies.may_review(by, version))
    if not reason.strip():
        raise RuleBroken(_("Give the reason: the supplier reads it."), field="reason")
    version = _held(version)
    move(version, "reject", by=by, reason=reason, decided_at=db_now(), reviewer=by)
    ProductVersion.objects.filter(pk=version.pk).update(reason=reason[:500])
    announce("catalog.version_rejected", version=version.pk)
    return version


@transaction.atomic
def publish_version(version: ProductVersion, *, by: User, index: bool = True) -> ProductVersion:
    """Publish: it replaces the version before it, its files become public, search finds it; all in one transaction.

    ``index=False`` is for who publishes many and calls ``index_products`` for all of them in the same transaction.
    """
    require(policies.may_review(by, version))
    return _publish(version, "publish", by=by, index=index)


@transaction.atomic
def publish_unreviewed(version: ProductVersion) -> ProductVersion:
    """Nobody answered in time and the terms say that it is published so, marked "unreviewed". Source: CAT-22.

    The portal itself does it; everything mandatory is checked again, and a second officer will look at it.
    """
    stops = [finding for finding in check_listing(version) if finding.stops]
    if stops:
        raise RuleBroken(str(stops[0].message), field=stops[0].field)
    if version.state == VersionState.SUBMITTED:
        move(version, "take_up", by=None, reason=_("Nobody answered in time."))
    return _publish(version, "publish_unreviewed", by=None, index=True)


def _publish(version: ProductVersion, deed: str, *, by: User | None, index: bool) -> ProductVersion:
    version = _held(version)
    product = version.product
    if product.state == ProductState.BLOCKED:
        raise WrongState(_("This product is blocked. Lift the block before publishing a new version."))
    if not version.class_node.active:
        raise RuleBroken(_("This class has been retired. Return the product for another class."), field="class_node")
    if before := product.versions.filter(state=VersionState.PUBLISHED).first():
        move(before, "supersede", by=by)
        drop_second_look(before)
    now = db_now()
    move(version, deed, by=by, payload={"sha256": fingerprint(version)}, decided_at=now, reviewer=by)
    facts: dict[str, Any] = {"current": version, "published_at": now, "confirmed_on": today()}
    if product.state == ProductState.DRAFT:
        move(product, "list", by=by, **facts)
    elif product.state == ProductState.EXPIRED:
        move(product, "renew", by=by, **facts)
    else:
        Product.objects.filter(pk=product.pk).update(**facts)
        for name, fact in facts.items():
            setattr(product, name, fact)
    share_files(product, by=by)
    if index:
        index_products(Product.objects.filter(pk=product.pk))
    draw_second_looks([version])
    announce("catalog.product_published", product=product.pk, version=version.pk)
    return version


def share_files(product: Product, *, by: User | None) -> None:
    """Files of a published product's current version are everybody's; files that no public product shows are not.

    One file may serve several products (a drawing of a series), so it stays public while any of them is.
    """
    versions = product.versions.order_by().values_list("pk", flat=True)
    attached = ProductFile.objects.filter(version_id__in=list(versions)).select_related("file")
    files = {row.file_id: row.file for row in attached}
    is_shown = product.state == ProductState.PUBLISHED
    shown = {row.file_id for row in attached if is_shown and row.version_id == product.current_id}
    for pk, file in files.items():
        if pk in shown and not file.public:
            publish_file(file, by=by)
        elif pk not in shown and file.public and not _is_shown_elsewhere(file, product):
            withdraw_file(file, by=by)


def _is_shown_elsewhere(file: File, product: Product) -> bool:
    elsewhere = ProductFile.objects.filter(file=file, version__state=VersionState.PUBLISHED)
    others = elsewhere.filter(version__product__state=ProductState.PUBLISHED)
    return others.exclude(version__product=product).exists()
