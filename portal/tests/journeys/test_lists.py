"""A supplier sends a list in with errors, mends the correction file, sends it again; an officer publishes the batch."""

import pytest
from django.core.cache import cache
from django.urls import reverse

from catalog import services
from catalog.drawings import schematic
from catalog.models import BulkJob, Product, ReviewBatch
from catalog.tests.factories import attribute, class_node
from portal.tests.factories import CompanyFactory, staff, supplier
from portal.tests.journeys.pressing import expect, press

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
HEADER = "품번,품명,원산지,납기,최소주문,단가,사진,Bore (mm)"
ROWS = [f"LB-{number},볼 베어링 {number},KR,7,10,12000,bearing.png,{number + 10}" for number in range(4)]


@pytest.fixture(autouse=True)
def nobody_was_here_before():
    """Throttles begin anew: the cache table outlives a test."""
    cache.clear()


@pytest.fixture
def node():
    node = class_node("99171510", "깊은홈 볼베어링", "Deep groove ball bearings")
    attribute(node, "bore", quantity="length", unit="mm", required=True, name_ko="안지름", name_en="Bore")
    return node


def work(job: BulkJob) -> None:
    """What the worker does meanwhile."""
    while services.run_list(job.pk):
        continue


def send_in(page, base: str, name: str, text: str) -> BulkJob:
    page.goto(base + reverse("catalog:bulk-new"))
    page.locator("#id_upload").set_input_files({"name": name, "mimeType": "text/csv", "buffer": text.encode()})
    page.get_by_label("Class of all rows").fill("99171510")
    page.get_by_role("button", name="Send and check").click()
    page.wait_for_url("**/mine/lists/*/")
    job = BulkJob.objects.first()
    assert job is not None
    return job


def test_a_list_with_errors_is_corrected_and_published(visitor, look, live_server, node, tmp_path):
    base = live_server.url
    seller = supplier("SA", "SU", company=CompanyFactory(legal_name_ko="가람정밀", legal_name_en="Garam Precision"))
    person = visitor(seller)
    page = person.page()
    page.goto(base + reverse("catalog:bulk-new"))
    picture = {"name": "bearing.png", "mimeType": "image/png", "buffer": schematic("bearing")}
    page.locator("#id_pictures").set_input_files([picture])
    page.get_by_role("button", name="Send the pictures").click()
    expect(page.locator("#messages").get_by_text("1 picture is there.")).to_be_visible()

    spoiled = [
        *ROWS[:2],
        ROWS[2].replace(",12,", ",twelve,").replace("12000", "12,000원/꾸러미"),
        ROWS[3].replace(",13", ",13 kg"),
    ]
    spoiled[2] = spoiled[2].replace("12,000원/꾸러미", '"12,000원/꾸러미"')
    job = send_in(page, base, "bearings.csv", "\n".join([HEADER, *spoiled]))
    work(job)
    expect(page.get_by_role("button", name="Take 2 rows over")).to_be_visible(timeout=10_000)  # the page asks by itself
    expect(page.get_by_role("region", name="Rows that do not come in")).to_contain_text("“kg” measures mass")
    look(person, reverse("catalog:bulk-detail", args=[job.uid]))
    press(page.get_by_role("button", name="Take 2 rows over"))
    work(job)
    expect(page.get_by_role("button", name="Send 2 drafts to the review")).to_be_visible(timeout=10_000)

    with page.expect_download() as download:
        page.get_by_role("link", name="Correction file CSV").click()
    text = download.value.path().read_text("utf-8-sig")
    mended = text.replace("13 kg", "13").replace("12,000원/꾸러미", "12000").replace("twelve", "12")
    second = send_in(page, base, "bearings-corrected.csv", mended)
    work(second)
    expect(page.get_by_role("button", name="Take 2 rows over")).to_be_visible(timeout=10_000)
    press(page.get_by_role("button", name="Take 2 rows over"))
    work(second)
    assert Product.objects.count() == 4

    page.goto(base + reverse("catalog:bulk-detail", args=[job.uid]))
    press(page.get_by_role("button", name="Send 2 drafts to the review"))
    batch = ReviewBatch.objects.get()
    services.run_batch(batch.pk)
    officer = visitor(staff("PO"))
    desk = officer.page()
    desk.goto(base + reverse("catalog:review-queue"))
    desk.get_by_role("link", name="Garam Precision").click()
    desk.get_by_role("button", name="Take up the review").click()
    expect(desk.get_by_text("2 products of the sample have not been looked at yet.")).to_be_visible()
    look(officer, reverse("catalog:batch-detail", args=[batch.uid]))
    for sku in ("LB-0", "LB-1"):
        row = desk.locator("tr", has_text=sku)
        row.get_by_role("button", name="Looked at").click()
        expect(row.get_by_role("button", name="Change")).to_be_visible()
    press(desk.get_by_role("button", name="Publish"))
    services.run_batch(batch.pk)
    expect(desk.get_by_text("Published", exact=True).first).to_be_visible(timeout=10_000)
    assert Product.objects.filter(state="published").count() == 2


def test_the_pages_of_lists_fit_every_screen(visitor, look, live_server, node):
    seller = supplier("SA", "SU")
    person = visitor(seller)
    for name in ("bulk-list", "bulk-new"):
        look(person, reverse(f"catalog:{name}"))
    page = person.page()
    page.goto(live_server.url + reverse("catalog:bulk-new"))
    strange = "코드,이름들,구멍\nA-1,베어링,20\n"
    page.locator("#id_upload").set_input_files({"name": "x.csv", "mimeType": "text/csv", "buffer": strange.encode()})
    page.get_by_role("button", name="Send and check").click()
    expect(page.get_by_role("heading", name="Assign the columns")).to_be_visible()
    job = BulkJob.objects.get()
    look(person, reverse("catalog:bulk-columns", args=[job.uid]))
    page.get_by_label("코드").select_option("sku")
    page.get_by_label("이름들").select_option("name_ko")
    page.get_by_label("구멍").select_option("attr:bore")
    page.get_by_label("Class of all rows").fill("99171510")
    press(page.get_by_role("button", name="Check the rows"))
    work(job)
    expect(page.get_by_role("button", name="Take 1 row over")).to_be_visible(timeout=10_000)
