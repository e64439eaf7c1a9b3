"""The real files come in through the ordinary import and are found in both languages."""

import io
from contextlib import suppress
from importlib import import_module

import pytest
from django.apps import apps
from django.contrib.auth.models import AnonymousUser
from django.core.management import call_command

from catalog.models import ClassNode, PriceBreak, Product, ReviewBatch
from catalog.queries import SearchFilters, search_products
from portal.tests.factories import CompanyFactory, UserFactory, staff
from portal.tests.kept import kept
from portal.tests.shared_data import shared_file

pytestmark = pytest.mark.django_db


@pytest.fixture
def classes():
    whole_unspsc()


@kept
def whole_unspsc() -> None:
    """The starter set, which a test with its own transactions may have emptied, and the whole release above it."""
    if not ClassNode.objects.filter(code="31171504", curated=True).exists():
        import_module("catalog.migrations.0003_starter").load(apps, None)
    call_command(
        "import_classification", str(shared_file("classification/unspsc_7.0901_en_ko_ja.csv.gz")), stdout=io.StringIO()
    )


def brought_in(name: str, **options) -> tuple[str, str]:
    company = CompanyFactory()
    UserFactory(company=company, roles=("SA",))
    out, err = io.StringIO(), io.StringIO()
    options |= {"company": company.number, "publish": True, "reviewer": staff("PO").email, "lead_days": 14}
    with suppress(SystemExit):  # rows were left out, and told
        call_command("import_catalogue", str(shared_file(name)), stdout=out, stderr=err, **options)
    return out.getvalue(), err.getvalue()


def found(text: str) -> set[str]:
    page = search_products(text, SearchFilters(), AnonymousUser(), per_page=50)
    return {hit.product.sku for hit in page.hits}


def test_all_standard_parts_come_in_as_one_list(classes):
    said, _told = brought_in("catalogue/bolts_standard_parts.csv.gz", origin="DE")

    assert "1,850 rows: 1,8" in said
    batch = ReviewBatch.objects.get()
    assert batch.size == Product.objects.filter(state="published").count() > 1_700
    assert batch.items.filter(sampled=True).count() >= 50
    assert "singlerowradialbearing:6204" in found("깊은 홈 볼 베어링 6204") | found("6204")
    assert any(sku.startswith("hexbolt") for sku in found("hexagon bolt M10"))
    assert any(sku.startswith("hexbolt") for sku in found("육각 볼트"))


def test_supplier_parts_keep_their_price_breaks(classes):
    said, told = brought_in(
        "catalogue/inventree_supplier_parts.csv",
        parts=str(shared_file("catalogue/inventree_parts.csv")),
        supplier="DigiKey",
        origin="JP",
    )

    assert "200 rows" in said, told
    product = Product.objects.get(sku="RR05P100KDTR-ND")
    assert (f"{product.price.normalize():f}", product.uom, product.currency) == ("51.33", "CEN", "USD")
    assert [
        (f"{step.from_qty.normalize():f}", f"{step.price.normalize():f}") for step in product.price_breaks.all()
    ] == [("10", "8.7")]
    assert PriceBreak.objects.count() > 150
    assert "RR05P100KDTR-ND" in found("RR0510P-104-D") & found("칩 저항기 100K_0402")
    assert "RR05P100KDTR-ND" in found("susumu resistor")


def test_parts_come_in_with_the_sizes_of_their_names(classes):
    said, _told = brought_in("catalogue/inventree_parts.csv", origin="AU")

    assert "414 rows" in said
    assert "M3x8 SHCS" in found("육각 구멍붙이 볼트 M3x8") & found("socket head M3x8")
    assert len(found("pin header")) >= 40
