"""Pictures of a published product change at once and are looked at afterwards. Source: domain 1.7 (minor edits)."""

from collections.abc import Collection
from uuid import UUID

from django.core.files.base import File as Upload
from django.db import transaction
from django.utils.translation import gettext as _

from catalog import policies
from catalog.models import Product, ProductFile, ProductVersion
from catalog.queries.products import working_version
from catalog.services.copying import COPIED, copy_contents
from catalog.services.fingerprint import fingerprint
from catalog.services.review import share_files
from catalog.services.sampling import draw_second_looks, drop_second_look
from catalog.services.search import index_products
from catalog.states import PICTURES, FileRole, ProductState, VersionState
from portal.audit.services import move
from portal.clock import db_now
from portal.errors import RuleBroken, WrongState
from portal.files.models import File
from portal.files.services import store_upload
from portal.files.states import PICTURES as PICTURE_KINDS
from portal.people.models import User
from portal.policy import require

MOST_PICTURES = 10


@transaction.atomic
def change_pictures(
    product: Product, *, by: User, add: Upload | File | None = None, remove: Collection[UUID] = ()
) -> ProductVersion:
    """Add a picture, take some away: a version of its own that is published in the same step, the rest as reviewed.

    What was published stays as it was in the version before. An officer looks at the new pictures afterwards.
    """
    require(policies.may_edit(by, product))
    product = Product.objects.select_for_update(of=("self",)).select_related("company").get(pk=product.pk)
    before = product.versions.filter(state=VersionState.PUBLISHED).select_related("class_node").first()
    if product.state not in (ProductState.PUBLISHED, ProductState.HIDDEN) or before is None:
        raise WrongState(_("Only pictures of a published product change at once."))
    if working_version(product) is not None:
        raise WrongState(_("A new version of this product is in work: change the pictures there."))
    pictures = list(before.files.filter(role__in=PICTURES).order_by("order", "id"))
    gone = [row for row in pictures if row.uid in set(remove)]
    if add is None and not gone:
        raise RuleBroken(_("Choose a picture to add, or tick one to take away."), field="upload")
    if add is None and len(gone) == len(pictures):
        raise RuleBroken(_("One picture or drawing must stay."), field="remove")
    if add is not None and len(pictures) - len(gone) >= MOST_PICTURES:
        raise RuleBroken(_("At most %(most)d pictures. Take one away first.") % {"most": MOST_PICTURES}, field="upload")
    number = product.versions.order_by("-no").values_list("no", flat=True)[0] + 1
    texts = {name: getattr(before, name) for name in COPIED}
    version = ProductVersion(product=product, no=number, created_by=by, change_note=_("Pictures"), **texts)
    version.save()
    copy_contents(before, version)
    version.files.filter(role__in=PICTURES, file__in=[row.file_id for row in gone]).delete()
    if add is not None:
        _attach(version, add, by=by)
    move(before, "supersede", by=by)
    drop_second_look(before)
    move(version, "publish_pictures", by=by, payload={"sha256": fingerprint(version)}, decided_at=db_now())
    Product.objects.filter(pk=product.pk).update(current=version)
    product.current = version
    share_files(product, by=by)
    index_products(Product.objects.filter(pk=product.pk))
    draw_second_looks([version])
    return version


def _attach(version: ProductVersion, upload: Upload | File, *, by: User) -> None:
    company = version.product.company
    if isinstance(upload, File):
        if upload.company_id != company.pk:
            raise RuleBroken(_("This file belongs to another company."), field="upload")
        file = upload
    else:
        try:
            file = store_upload(upload, company=company, by=by, kinds=PICTURE_KINDS)
        except RuleBroken as refusal:
            raise RuleBroken(refusal.message, field="upload") from None
    order = version.files.filter(role__in=PICTURES).count()
    ProductFile.objects.get_or_create(version=version, file=file, defaults={"role": FileRole.PICTURE, "order": order})
