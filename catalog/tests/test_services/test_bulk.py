"""Lists of products: checked, taken over, changed, exported, cancelled and gone on with."""

from decimal import Decimal

import pytest
from django.core.files.base import ContentFile

from catalog import services
from catalog.models import BulkJob, BulkRow, Product, ProductSearch
from catalog.queries import history_of
from catalog.states import BulkState, ProductState, VersionState
from catalog.tests.factories import FileFactory
from portal.audit.models import AuditEntry
from portal.errors import RuleBroken
from portal.tests.factories import staff

pytestmark = pytest.mark.django_db
HEADER = "품번,품명,영문명,제조사,모델,원산지,납기,최소주문,단가,Bore (mm),load (kN)"
ROW = 'A-1,볼 베어링 6204,Ball bearing 6204,가람,6204,KR,7일,10개,"12,000원",20,12.5'


def csv(*rows: str, header: str = HEADER, encoding: str = "utf-8", name: str = "parts.csv") -> ContentFile:
    return ContentFile("\n".join([header, *rows, ""]).encode(encoding), name=name)


def taken(upload, seller, **options) -> BulkJob:
    """Sent in, checked and taken over."""
    job = services.upload_list(seller.company, upload, by=seller, **options)
    services.run_list(job.pk)
    job.refresh_from_db()
    if job.state == BulkState.CHECKED:
        services.apply_list(job, by=seller)
        services.run_list(job.pk)
        job.refresh_from_db()
    return job


def test_a_list_comes_in_as_drafts_with_one_entry_of_the_trail(seller, node):
    job = taken(csv(ROW, ROW.replace("A-1", "A-2").replace("6204", "6205")), seller, class_node=node)

    assert (job.state, job.done) == (BulkState.DONE, {"new": 2})
    product = Product.objects.get(sku="A-1")
    version = product.versions.get()
    assert (product.state, version.state) == (ProductState.DRAFT, VersionState.DRAFT)
    assert (product.price, product.moq, product.lead_time_days) == (Decimal(12000), Decimal(10), 7)
    assert product.number.startswith("PRD-")
    assert product.identity == "가람|6204"
    assert (version.name_ko, version.name_en, version.origin) == ("볼 베어링 6204", "Ball bearing 6204", "KR")
    assert {value.definition.code: value.shown for value in version.values.all()} == {
        "bore": "20 mm",
        "load": "12.5 kN",
    }
    entry = AuditEntry.objects.get(what="catalog.bulkjob.rows_applied")
    assert '"new":2' in entry.payload
    assert entry.by == seller
    assert BulkRow.objects.get(sku="A-1").version == version


@pytest.fixture
def officer():
    return staff("PO")


@pytest.fixture
def picture(seller):
    return FileFactory(company=seller.company, name="bearing.png", public=False)


WITH_PICTURE = HEADER + ",사진"


def published(seller, officer, job):
    """Sent in, looked at by its sample, published."""
    batch = services.submit_batch(job, by=seller)
    services.run_batch(batch.pk)
    batch.refresh_from_db()
    services.take_up_batch(batch, by=officer)
    for item in batch.items.filter(sampled=True):
        services.look_at_item(item, by=officer)
    services.publish_batch(batch, by=officer)
    services.run_batch(batch.pk)
    batch.refresh_from_db()
    return batch


def test_a_list_is_reviewed_as_one_batch_and_found(seller, officer, node, picture):
    rows = [f"{ROW},bearing.png".replace("6204", str(number)).replace("A-1", f"A-{number}") for number in range(20)]
    job = taken(csv(*rows, ROW.replace("A-1", "B-1") + ",", header=WITH_PICTURE), seller, class_node=node)
    batch = published(seller, officer, job)

    assert (batch.state, batch.size, batch.left_out) == ("published", 20, 1)
    assert batch.items.filter(sampled=True).count() == batch.sample_size == 3
    assert Product.objects.filter(state=ProductState.PUBLISHED).count() == 20
    assert ProductSearch.objects.count() == 20
    left = batch.items.get(sha256="")
    assert left.version.product.sku == "B-1"
    assert (
        left.stops
        == [["files", "제품 사진이나 도면을 하나 이상 첨부해야 합니다.", "Add at least one picture or drawing."]]
        or left.stops[0][0] == "files"
    )
    picture.refresh_from_db()
    assert picture.public
    moves = AuditEntry.objects.filter(thing_type="catalog.reviewbatch", what="catalog.productversion.publish")
    assert [entry.by for entry in moves] == [officer]
    assert '"rows":20' in moves[0].payload


def test_one_product_goes_back_and_the_others_are_published(seller, officer, node, picture):
    rows = [f"{ROW},bearing.png".replace("6204", str(number)).replace("A-1", f"A-{number}") for number in range(3)]
    job = taken(csv(*rows, header=WITH_PICTURE), seller, class_node=node)
    batch = services.submit_batch(job, by=seller)
    services.run_batch(batch.pk)
    batch.refresh_from_db()
    services.take_up_batch(batch, by=officer)
    with pytest.raises(RuleBroken, match="2 products of the sample"):
        services.publish_batch(batch, by=officer)
    for item in batch.items.all():
        services.look_at_item(item, by=officer, remark="Which maker?" if item.line == 2 else "")
    services.publish_batch(batch, by=officer)
    services.run_batch(batch.pk, chunk=2)

    states = dict(Product.objects.values_list("sku", "versions__state"))
    assert states == {"A-0": "returned", "A-1": "published", "A-2": "published"}
    assert Product.objects.get(sku="A-0").versions.get().reason == "Which maker?"


def test_the_history_of_a_product_names_the_list_and_the_batch(seller, officer, node, picture):
    job = taken(csv(f"{ROW},bearing.png", header=WITH_PICTURE), seller, class_node=node)
    published(seller, officer, job)
    told = [entry.what for entry in history_of(Product.objects.get(), seller)]

    assert told == [
        "catalog.reviewbatch.finish_publishing",
        "catalog.productversion.looked_at",
        "catalog.reviewbatch.submit",
        "catalog.bulkjob.finish",
    ]
