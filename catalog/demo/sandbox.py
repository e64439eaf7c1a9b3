"""The e-Catalog in a sandbox: a published product for each company, and officers who review what companies send in.

No program may send a draft in for review, so the company's own invented person does: an hour of the sandbox's clock
after it was last written, when it is complete. What it lacks in pictures, the person adds: a drawing of a crate. All
else that is mandatory is left to the partner, who is to see what the portal asks for.
"""

from datetime import timedelta
from decimal import Decimal

from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import F, Q
from django.urls import reverse

from catalog import policies, services
from catalog.drawings import schematic
from catalog.models import ProductVersion, ReviewBatch
from catalog.queries.bulk import pictures_named
from catalog.queries.classes import class_by_code
from catalog.services.bulk_findings import findings_of
from catalog.states import BATCH_WAITING, PICTURES, WAITING, BatchState, FileRole, PriceVisibility, VersionState
from portal.clock import db_now
from portal.errors import Refused
from portal.files.models import File
from portal.files.services import store_upload
from portal.sandbox.registry import Cast, Guest, Player, Seed, Thing, players, seeds

CLASS = "31171504"  # ball bearings
VALUES = {"bore": {"value": "20"}, "outside_diameter": {"value": "47"}, "width": {"value": "14"}}
PRICE = Decimal(12_000)
PICTURE = "sandbox-drawing.png"
QUIET = timedelta(hours=1)  # by the sandbox's clock: so long nobody has written the draft
AT_ONCE = 100  # drafts and versions looked at in one round


def sow(cast: Cast, guest: Guest) -> list[Thing]:
    """A product that buyers see already: to change its price, to revise it, to find it in the feed."""
    node = class_by_code(CLASS)
    if node is None:
        raise AssertionError(f"the starter classes hold {CLASS}")
    product = services.register_product(
        guest.company,
        sku="SBX-6204",
        class_node=node,
        by=guest.admin,
        name_ko="깊은 홈 볼 베어링 6204 (샌드박스)",
        name_en="Deep groove ball bearing 6204 (sandbox)",
        model="6204",
        origin="KR",
        description_ko="안지름 20 mm, 바깥지름 47 mm, 폭 14 mm.",
        description_en="Bore 20 mm, outside diameter 47 mm, width 14 mm.",
    )
    services.set_supply(
        product,
        by=guest.admin,
        moq=Decimal(10),
        lead_time_days=7,
        price=PRICE,
        price_visibility=PriceVisibility.PUBLIC,
    )
    version = product.versions.get()
    services.save_draft(version, by=guest.admin, attributes=VALUES)
    _send_in(ProductVersion.objects.select_related("product__company").get(pk=version.pk), guest)
    _review(cast, ProductVersion.objects.select_related("product__company").get(pk=version.pk))
    return [
        Thing(
            label_ko="공개된 제품: 값을 바꾸거나 고쳐 쓸 수 있습니다",
            label_en="Published product: change its price, or revise it",
            number=product.number,
            url=reverse("catalog:product-detail", args=[product.uid]),
            api_url=f"/api/v1/products/{product.uid}/",
        )
    ]


def _picture(guest: Guest) -> File:
    """One drawing for all products of a company."""
    if kept := pictures_named(guest.company, [PICTURE]):
        return File.objects.get(pk=kept[PICTURE])
    return store_upload(ContentFile(schematic("crate"), name=PICTURE), company=guest.company, by=guest.admin)


@transaction.atomic
def _send_in(version: ProductVersion, guest: Guest) -> None:
    if not version.files.filter(role__in=PICTURES).exists():
        services.attach_file(version, _picture(guest), role=FileRole.DRAWING, by=guest.admin)
    services.submit_version(version, by=guest.admin)


def _review(cast: Cast, version: ProductVersion) -> bool:
    """Taken up and published; what the rules refuse goes back with their reason."""
    officer = cast.who("PO", lambda person: policies.may_review(person, version))
    if officer is None:
        return False
    if version.state == VersionState.SUBMITTED:
        services.take_up_review(version, by=officer)
    try:
        services.publish_version(version, by=officer)
    except Refused as refusal:
        services.return_version(version, reason=str(refusal), by=officer)
    return True


def _drafts(cast: Cast) -> int:
    """Complete drafts that nobody has written for an hour are sent in; the others wait for the partner."""
    written = Q(state=VersionState.DRAFT) | Q(state=VersionState.RETURNED, saved_at__gt=F("decided_at"))
    resting = ProductVersion.objects.filter(
        written, product__company__in=list(cast.guests), saved_at__lte=db_now() - QUIET
    ).select_related("product__company", "class_node")
    versions = list(resting.order_by("-saved_at", "-pk")[:AT_ONCE])
    found = findings_of(versions)
    done = 0
    for version in versions:
        if any(finding.stops and finding.field != "files" for finding, *_words in found.get(version.pk, [])):
            continue
        try:
            _send_in(version, cast.guests[version.product.company_id])
        except Refused:  # a safety data sheet is missing: that is the partner's
            continue
        done += 1
    return done


def _versions(cast: Cast) -> int:
    """Those that were sent in one by one."""
    waiting = (
        ProductVersion.objects.filter(state__in=WAITING, product__company__in=list(cast.guests))
        .exclude(pk__in=ReviewBatch.objects.filter(state__in=BATCH_WAITING).values("items__version"))
        .select_related("product__company")
    )
    return sum(_review(cast, version) for version in waiting.order_by("submitted_at", "pk")[:AT_ONCE])


def _batches(cast: Cast) -> int:
    """Those that were sent in as a list: the sample is looked at, then all of it is published."""
    done = 0
    waiting = ReviewBatch.objects.filter(state__in=BATCH_WAITING, company__in=list(cast.guests))
    for batch in waiting.select_related("company").order_by("pk"):
        officer = cast.who("PO", lambda person, it=batch: policies.may_review_batch(person, it))
        if officer is None:
            continue
        taken = services.take_up_batch(batch, by=officer) if batch.state == BatchState.SUBMITTED else batch
        for item in taken.items.filter(sampled=True, looked_at=False):
            services.look_at_item(item, by=officer)
        services.publish_batch(taken, by=officer)
        done += 1
    return done


def play(cast: Cast) -> int:
    """What partners' companies have written is sent in and reviewed."""
    return _drafts(cast) + _versions(cast) + _batches(cast)


seeds.add("catalog", Seed(order=60, sow=sow))
players.add("catalog", Player(order=20, play=play))
