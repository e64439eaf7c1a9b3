"""A list over products that are there: unchanged, price alone, new versions, conflicts; and out and in again."""

from decimal import Decimal

import pytest
from django.core.files.base import ContentFile

from catalog import services
from catalog.models import PriceBreak, Product, ProductSearch
from catalog.queries.bulk_sheets import catalogue_rows, correction_csv, correction_xlsx, csv_file, xlsx_file
from catalog.states import BulkState, BulkVerdict, PriceVisibility, VersionState
from catalog.tests.factories import FileFactory, ProductFactory, attribute, class_node
from catalog.tests.test_services.test_bulk import ROW, csv, taken
from portal.errors import WrongState

pytestmark = pytest.mark.django_db


@pytest.fixture
def listed(seller, node):
    """A published product of the seller with a value, price breaks and a picture."""
    attribute(node, "grade", "ENUM", options=[("p5", "정밀급", "Precision"), ("p0", "보통급", "Normal")])
    attribute(node, "span", "RANGE", quantity="temperature", unit="Cel")
    attribute(node, "sealed", "BOOL")
    attribute(node, "tested", "DATE")
    product = ProductFactory(
        company=seller.company,
        created_by=seller,
        sku="B-1",
        node=node,
        values={"bore": "0.5 in", "grade": "Precision", "sealed": "yes", "tested": "2026-01-31"},
        description_ko="첫째 줄\n둘째 줄, 쉼표",
        file=FileFactory(company=seller.company, name="b.png"),
        price=12_000,
    )
    PriceBreak.objects.create(product=product, from_qty=100, price=11_000)
    PriceBreak.objects.create(product=product, from_qty=500, price=10_000)
    return product


@pytest.mark.parametrize("language", ["ko", "en"])
@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_what_is_exported_imports_again_unchanged(seller, node, listed, language, kind):
    ProductFactory(company=seller.company, created_by=seller, sku="=B-2", node=node, published=False, maker="")
    rows = list(catalogue_rows(seller.company, language))
    assert len(rows) == 3
    data = b"".join(csv_file(rows)) if kind == "csv" else xlsx_file(rows, "1")
    job = taken(ContentFile(data, name=f"all.{kind}"), seller)

    assert (job.counts, job.done) == ({"unchanged": 2}, {}), list(job.rows.values_list("faults", flat=True))


def test_price_and_supply_alone_change_at_once(seller, node, listed):
    job = taken(
        csv("B-1,9일,20,15000,200: 14000", header="품번,납기,최소주문,단가,수량별 단가"), seller, class_node=node
    )
    listed.refresh_from_db()

    assert job.done == {"supply": 1}
    assert (listed.price, listed.moq, listed.lead_time_days) == (Decimal(15000), Decimal(20), 9)
    assert list(listed.price_breaks.values_list("from_qty", "price")) == [(Decimal(200), Decimal(14000))]
    assert listed.versions.count() == 1
    assert ProductSearch.objects.get(product=listed).lead_days == 9


def test_other_changes_of_a_published_product_become_a_new_version(seller, node, listed):
    job = taken(csv("B-1,새 이름,20 mm,-,-20 ~ 80", header="품번,품명,Bore,Grade,Span"), seller, class_node=node)
    draft = listed.versions.get(state=VersionState.DRAFT)

    assert job.done == {"changed": 1}
    assert (draft.no, draft.name_ko, draft.maker) == (2, "새 이름", "가람정밀")
    values = {value.definition.code: value.shown for value in draft.values.all()}
    assert values == {"bore": "20 mm", "span": "−20–80 °C", "sealed": "Yes", "tested": "2026-01-31"}
    assert draft.files.count() == 1
    listed.refresh_from_db()
    assert listed.current.name_ko != "새 이름"
    again = taken(csv("B-1,noch ein Name", header="품번,품명"), seller, class_node=node)
    assert again.done == {"changed": 1}, "what a list wrote, a list may write again"
    draft.refresh_from_db()
    assert (draft.name_ko, draft.edits) == ("noch ein Name", 1)


def test_a_draft_that_somebody_writes_is_not_overwritten(seller, node, listed):
    draft = services.start_revision(listed, by=seller)
    services.save_draft(draft, by=seller, texts={"name_ko": "손으로 쓴 이름"})
    job = taken(csv("B-1,다른 이름", "B-9,새 제품", header="품번,품명"), seller, class_node=node)
    draft.refresh_from_db()

    assert (job.counts, job.done) == ({"conflict": 1, "new": 1}, {"new": 1})
    assert draft.name_ko == "손으로 쓴 이름"
    assert "Somebody is writing a draft" in job.rows.get(sku="B-1").faults[0][2]
    assert taken(csv("B-1,손으로 쓴 이름", header="품번,품명"), seller, class_node=node).counts == {"unchanged": 1}


def test_what_changed_between_check_and_taking_over_is_left(seller, node, listed):
    job = services.upload_list(seller.company, csv("B-1,다른 이름", header="품번,품명"), by=seller, class_node=node)
    services.run_list(job.pk)
    services.save_draft(services.start_revision(listed, by=seller), by=seller, texts={"name_ko": "손으로"})
    job.refresh_from_db()
    services.apply_list(job, by=seller)
    services.run_list(job.pk)
    job.refresh_from_db()

    assert (job.state, job.done, job.counts) == (BulkState.DONE, {}, {"conflict": 1})
    assert listed.versions.get(no=2).name_ko == "손으로"


def test_a_lead_time_may_be_written_in_weeks(seller, node):
    job = taken(csv("A-1,베어링,20,2주", header="품번,품명,Bore,납기"), seller, class_node=node)
    assert job.done == {"new": 1}, list(job.rows.values_list("faults", flat=True))
    assert Product.objects.get(sku="A-1").lead_time_days == 14


def test_the_correction_file_comes_in_as_it_is_once_it_is_mended(seller, node):
    bad = ROW.replace("20,12.5", "20 kg,12.5").replace("A-1", "A-2").replace("6204", "6205")
    job = taken(csv(ROW, bad), seller, class_node=node)
    assert (job.counts, job.done) == ({"new": 1, "faulty": 1}, {"new": 1})
    fault = job.rows.get(verdict=BulkVerdict.FAULTY).faults[0]
    assert fault[0] == 9
    assert "“kg” measures mass" in fault[2]
    assert "질량" in fault[1]

    text = b"".join(correction_csv(job, "en")).decode("utf-8-sig")
    assert "What is wrong" in text
    assert "Bore (mm): “kg” measures mass" in text
    assert f",{node.code}," in text, "the class was said beside the first file"
    again = taken(ContentFile(text.replace("20 kg", "20").encode(), name="corrected.csv"), seller)
    assert again.done == {"new": 1}
    assert Product.objects.filter(sku__in=["A-1", "A-2"]).count() == 2

    sheet = correction_xlsx(job, "ko")
    third = taken(ContentFile(sheet, name="corrections.xlsx"), seller)
    assert third.counts == {"faulty": 1}, "not mended, and still the same row"


def test_units_commas_words_and_wide_characters_are_read(seller, node, listed):
    header = "품번;Bore;Load (kgf);Grade;Sealed;Tested;원산지;가격 공개;통화;단가"
    row = "Ｃ－１;0,5 inch;1.250,5;precision;있음;2026. 1. 31.;독일;everybody;유로;12,50"
    attribute(node, "sealed", "BOOL")
    job = taken(csv(row, header=header), seller, class_node=node, defaults={"decimal": "comma"})
    assert job.done == {"new": 1}, list(job.rows.values_list("faults", flat=True))
    product = Product.objects.get(sku="C-1")
    values = {value.definition.code: value.shown for value in product.versions.get().values.all()}

    assert values == {
        "bore": "0.5 in (12.7 mm)",
        "load": "1,250.5 kgf (12.2632 kN)",
        "grade": "Precision",
        "sealed": "Yes",
        "tested": "2026-01-31",
    }
    assert (product.price, product.currency) == (Decimal("12.50"), "EUR")
    assert product.price_visibility == PriceVisibility.PUBLIC
    assert product.versions.get().origin == "DE"


def test_the_columns_are_remembered_for_the_company(seller, node):
    header = "코드,이름들,구멍"
    job = services.upload_list(seller.company, csv("A-1,베어링,20", header=header), by=seller, class_node=node)
    assert job.state == BulkState.UPLOADED
    services.assign_columns(job, ["sku", "name_ko", "attr:bore"], by=seller)
    services.run_list(job.pk)

    again = services.upload_list(seller.company, csv("A-2,베어링,30", header=header), by=seller, class_node=node)
    assert (again.state, again.mapping) == (BulkState.CHECKING, ["sku", "name_ko", "attr:bore"])
    with pytest.raises(WrongState):
        services.assign_columns(again, ["sku", "name_ko", ""], by=seller)


def test_a_file_of_several_classes_has_a_class_column(seller, node):
    header = "품번,분류,품명,bore"
    rows = ["A-1,99171504,베어링,20", "A-2,40151503,펌프,", "A-3,123,펌프,", "A-4,40151503,펌프,20"]
    class_node("40151503", "원심펌프", "Centrifugal pumps")
    job = taken(csv(*rows, header=header), seller)

    assert job.done == {"new": 2}
    faults = {row.sku: row.faults[0][2] for row in job.rows.filter(verdict=BulkVerdict.FAULTY)}
    assert faults == {"A-3": "There is no class 123.", "A-4": "This class has no attribute “bore”."}
