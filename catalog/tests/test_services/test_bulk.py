"""Lists of products: checked, taken over, changed, exported, cancelled and gone on with."""

import io
from decimal import Decimal

import pytest
from django.core.files.base import ContentFile

from catalog import services
from catalog.models import BulkJob, BulkRow, Product, ProductSearch
from catalog.services import bulk_jobs
from catalog.states import BulkState, ProductState, VersionState
from catalog.tests.factories import FileFactory, ProductFactory, attribute, class_node
from portal.audit.models import AuditEntry
from portal.errors import NotAllowed, RuleBroken, WrongState
from portal.tests.factories import CompanyFactory, supplier

pytestmark = pytest.mark.django_db
HEADER = "품번,품명,영문명,제조사,모델,원산지,납기,최소주문,단가,Bore (mm),load (kN)"
ROW = "A-1,볼 베어링 6204,Ball bearing 6204,가람,6204,KR,7일,10,\"12,000원\",20,12.5"


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
    assert {value.definition.code: value.shown for value in version.values.all()} == {"bore": "20 mm", "load": "12.5 kN"}
    entry = AuditEntry.objects.get(what="catalog.bulkjob.rows_applied")
    assert '"new":2' in entry.payload
    assert entry.by == seller
    assert BulkRow.objects.get(sku="A-1").version == version
