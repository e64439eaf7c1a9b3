"""Pages of lists and of their review: what they show, in how many queries, what happens on a press of a button."""

import io
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import load_workbook

from catalog import services
from catalog.models import BulkJob, Product
from catalog.states import BulkState
from catalog.tests.factories import FileFactory, ProductFactory, attribute, class_node
from catalog.tests.test_services.test_bulk import HEADER, ROW, csv, taken
from portal.tests.factories import staff, supplier
from portal.tests.signin import sign_in

pytestmark = pytest.mark.django_db
GOOD = ROW + ",b.png"


@pytest.fixture(autouse=True)
def in_english(english):
    return english


@pytest.fixture
def seller():
    return supplier("SA")


@pytest.fixture
def node(seller):
    node = class_node("99171504")
    attribute(node, "bore", quantity="length", unit="mm", required=True)
    attribute(node, "load", quantity="force", unit="kN")
    FileFactory(company=seller.company, name="b.png")
    return node


def sent(client, seller, *rows, header=HEADER, **data):
    sign_in(client, seller)
    upload = SimpleUploadedFile("parts.csv", "\n".join([header, *rows, ""]).encode())
    return client.post(reverse("catalog:bulk-new"), {"upload": upload, "class_node": "99171504", **data})


def test_from_the_file_to_the_drafts(client, seller, node):
    response = sent(client, seller, ROW, ROW.replace("A-1", "A-2").replace(",20,", ",20 kg,"))
    job = BulkJob.objects.get()
    page = reverse("catalog:bulk-detail", args=[job.uid])
    assert (response.status_code, response["Location"]) == (303, page)
    assert 'hx-trigger="every 3s"' in client.get(page).content.decode()

    services.run_list(job.pk)
    text = client.get(page).content.decode()
    assert "every 3s" not in text
    assert "Take 1 row over" in text
    assert "J3" in text
    assert "“20 kg”" in text or "“kg” measures mass" in text
    assert client.post(reverse("catalog:bulk-apply", args=[job.uid])).status_code == 303
    services.run_list(job.pk)
    assert "Send 1 draft to the review" in client.get(page).content.decode()
    assert Product.objects.count() == 1

    file = client.get(reverse("catalog:bulk-correction", args=[job.uid]), {"format": "xlsx"})
    sheet = load_workbook(io.BytesIO(file.content)).active
    assert sheet["J2"].fill.start_color.rgb.endswith("F8CBAD")
    assert "measures mass" in sheet["J2"].comment.text
    assert b"measures mass" in b"".join(
        client.get(reverse("catalog:bulk-correction", args=[job.uid])).streaming_content
    )


def test_new_rows_without_a_name_are_counted_before_they_come_in(client, seller, node):
    nameless = ROW.replace("볼 베어링 6204,Ball bearing 6204", ",")
    sent(client, seller, ROW, nameless.replace("A-1", "A-2"), nameless.replace("A-1", "A-3"))
    job = BulkJob.objects.get()
    services.run_list(job.pk)

    text = client.get(reverse("catalog:bulk-detail", args=[job.uid])).content.decode()

    assert "Take 3 rows over" in text
    assert "2 new rows have no name." in text
    assert "Rows of the file: 3, 4<" in text


def test_of_very_many_rows_without_a_name_the_first_ten_are_named(client, seller, node):
    nameless = ROW.replace("볼 베어링 6204,Ball bearing 6204", ",")
    sent(client, seller, *[nameless.replace("A-1", f"A-{number}") for number in range(11)])
    job = BulkJob.objects.get()
    services.run_list(job.pk)

    text = client.get(reverse("catalog:bulk-detail", args=[job.uid])).content.decode()

    assert "The first rows of the file: 2, 3, 4, 5, 6, 7, 8, 9, 10, 11<" in text


def test_the_second_row_of_a_part_number_is_not_in_the_correction_file(client, seller, node):
    bad = ROW.replace("A-1", "A-2").replace(",20,", ",x,")
    sign_in(client, seller)
    only = taken(csv(ROW, ROW.replace("12,000", "13,000")), seller, class_node=node)
    file = reverse("catalog:bulk-correction", args=[only.uid])
    assert client.get(file).status_code == 404
    text = client.get(reverse("catalog:bulk-detail", args=[only.uid])).content.decode()
    assert "this one is left out, also of the correction file" in text
    assert file not in text

    both = taken(csv(ROW, ROW, bad), seller, class_node=node)
    rows = b"".join(client.get(reverse("catalog:bulk-correction", args=[both.uid])).streaming_content).decode()
    assert "A-2" in rows
    assert "A-1" not in rows


def test_a_file_that_is_none_is_told_beside_its_field(client, seller, node):
    response = sent(client, seller)
    assert response.status_code == 422
    assert "There are headings but no rows" in response.content.decode()


def test_unknown_headings_are_assigned_and_refused_in_place(client, seller, node):
    response = sent(client, seller, "A-1,베어링,20", header="코드,이름들,구멍")
    job = BulkJob.objects.get()
    page = reverse("catalog:bulk-columns", args=[job.uid])
    assert response["Location"] == page
    text = client.get(page).content.decode()
    assert "3 columns are not known yet" in text
    assert '<option value="attr:bore">Bore</option>' in text, "no class is known yet: attributes by their names"
    wrong = client.post(page, {"column_0": "sku", "column_1": "sku", "column_2": "", "class_node": "99171504"})
    assert wrong.status_code == 422
    assert "Two columns cannot be the same: Part number." in wrong.content.decode()
    right = {"column_0": "sku", "column_1": "name_ko", "column_2": "attr:bore", "class_node": "99171504", "moq": "10"}
    assert client.post(page, right).status_code == 303
    job.refresh_from_db()
    assert (job.state, job.mapping, job.defaults) == (
        BulkState.CHECKING,
        ["sku", "name_ko", "attr:bore"],
        {"moq": "10"},
    )


@pytest.mark.parametrize("rows", [1, 3])
def test_a_list_costs_the_same_for_one_and_for_three_rows(client, seller, node, rows, django_assert_num_queries):
    bad = [ROW.replace("A-1", f"A-{number}").replace(",20,", ",x,") for number in range(rows)]
    job = taken(csv(*bad, *[row.replace(",x,", ",20,").replace("A-", "B-") for row in bad]), seller, class_node=node)
    sign_in(client, seller)
    client.get(reverse("catalog:bulk-list"))
    with django_assert_num_queries(14):
        client.get(reverse("catalog:bulk-detail", args=[job.uid]))


@pytest.mark.parametrize("lists", [1, 3])
def test_the_history_costs_the_same_for_one_and_for_three(client, seller, node, lists, django_assert_num_queries):
    for _number in range(lists):
        taken(csv(ROW), seller, class_node=node)
    sign_in(client, seller)
    client.get(reverse("catalog:bulk-list"))
    with django_assert_num_queries(8):
        client.get(reverse("catalog:bulk-list"))


@pytest.mark.parametrize("products", [1, 3])
def test_a_batch_costs_the_same_for_one_and_for_three(client, seller, node, products, django_assert_num_queries):
    rows = [GOOD.replace("A-1", f"A-{number}").replace("6204", f"M{number}") for number in range(products)]
    job = taken(csv(*rows, header=HEADER + ",사진"), seller, class_node=node)
    batch = services.submit_batch(job, by=seller)
    services.run_batch(batch.pk)
    sign_in(client, staff("PO"))
    client.get(reverse("catalog:review-queue"))
    with django_assert_num_queries(13):
        client.get(reverse("catalog:batch-detail", args=[batch.uid]), {"show": "all"})


def test_the_officer_looks_at_the_sample_and_publishes(client, seller, node):
    rows = [GOOD.replace("A-1", f"A-{number}").replace("6204", f"M{number}") for number in range(3)]
    job = taken(csv(*rows, header=HEADER + ",사진"), seller, class_node=node)
    batch = services.submit_batch(job, by=seller)
    services.run_batch(batch.pk)
    sign_in(client, staff("PO"))
    queue = client.get(reverse("catalog:review-queue")).content.decode()
    assert batch.number in queue
    assert "A-0" not in queue
    page = reverse("catalog:batch-detail", args=[batch.uid])
    client.post(reverse("catalog:batch-take-up", args=[batch.uid]))
    text = client.get(page).content.decode()
    assert "2 products of the sample have not been looked at yet." in text
    for item in batch.items.filter(sampled=True):
        client.post(reverse("catalog:batch-look", args=[batch.uid, item.pk]), {"remark": ""})
    assert client.post(reverse("catalog:batch-publish", args=[batch.uid])).status_code == 303
    services.run_batch(batch.pk)
    assert Product.objects.filter(state="published").count() == 3


def test_return_all_needs_a_reason(client, seller, node):
    job = taken(csv(GOOD, header=HEADER + ",사진"), seller, class_node=node)
    batch = services.submit_batch(job, by=seller)
    services.run_batch(batch.pk)
    sign_in(client, staff("PO"))
    client.post(reverse("catalog:batch-take-up", args=[batch.uid]))
    assert client.post(reverse("catalog:batch-return", args=[batch.uid]), {"reason": " "}).status_code == 422
    client.post(reverse("catalog:batch-return", args=[batch.uid]), {"reason": "Which maker?"})
    services.run_batch(batch.pk)
    sign_in(client, seller)
    assert "Which maker?" in client.get(reverse("catalog:bulk-detail", args=[job.uid])).content.decode()
    assert "Send 1 draft to the review" in client.get(reverse("catalog:bulk-detail", args=[job.uid])).content.decode()


def test_files_to_take_away(client, seller, node):
    ProductFactory(company=seller.company, created_by=seller, sku="B-1", node=node)
    sign_in(client, seller)
    csv_file = b"".join(client.get(reverse("catalog:bulk-export")).streaming_content).decode("utf-8-sig")
    assert "B-1" in csv_file
    xlsx = client.get(reverse("catalog:bulk-export"), {"format": "xlsx"})
    assert load_workbook(io.BytesIO(xlsx.content)).active["A2"].value == "B-1"
    template = client.get(reverse("catalog:bulk-template"), {"format": "xlsx", "class_node": "99171504 볼 베어링"})
    assert load_workbook(io.BytesIO(template.content)).active["A1"].value == "Part number"
    assert client.get(reverse("catalog:bulk-export"), {"format": "exe"}).status_code == 404


def test_a_class_is_said_by_its_name_or_by_some_words(client, seller):
    node = class_node("99171591", "가나축 이음", "Zanaxis couplings")
    other = class_node("99171590", "가나축 나사", "Zanaxis screws")
    sign_in(client, seller)

    def template(words: str):
        return client.get(reverse("catalog:bulk-template"), {"format": "csv", "class_node": words})

    by_name, by_words = template(node.name_ko), template("Zanaxis scr")
    several, none = template("가나축"), template("없는물건")
    assert f"-{node.code}.csv" in by_name["Content-Disposition"]
    assert f"-{other.code}.csv" in by_words["Content-Disposition"]
    assert (several.status_code, none.status_code, template("00000000").status_code) == (422, 422, 422)
    assert f"Zanaxis screws ({other.code})" in several.content.decode()
    assert node.code in several.content.decode()
    assert "No class in use fits “없는물건”" in none.content.decode()

    upload = SimpleUploadedFile("parts.csv", "\n".join([HEADER, ROW]).encode())
    response = client.post(reverse("catalog:bulk-new"), {"upload": upload, "class_node": node.name_en})
    assert response.status_code == 303
    assert BulkJob.objects.get().class_node == node


@pytest.mark.parametrize(
    ("name", "knows"),
    [
        ("template-99171504.csv", True),
        ("양식-99171504 (2).csv", True),
        ("prices-99171504.csv", False),
        ("template-991715041.csv", False),
        ("template-99999999.csv", False),
    ],
)
def test_the_template_of_a_class_says_its_class_when_it_comes_back(client, seller, node, name, knows):
    sign_in(client, seller)
    begun = client.get(reverse("catalog:bulk-template"), {"format": "csv", "class_node": node.code})
    assert f"template-{node.code}.csv" in begun["Content-Disposition"]
    upload = SimpleUploadedFile(name, "\n".join([HEADER, ROW, ""]).encode())
    assert client.post(reverse("catalog:bulk-new"), {"upload": upload, "class_node": ""}).status_code == 303
    assert (BulkJob.objects.get().class_node == node) is knows


def test_while_a_list_is_worked_on_the_page_says_how_far_it_is(client, seller, node):
    def told() -> tuple[str, ...]:
        """Heading, width of the bar and words of the progress; empty once the worker has done its part."""
        text = client.get(page, headers={"HX-Request": "true"}).content.decode()
        parts = r'id="progress-title"[^>]*>([^<]+)<.*?<rect class="f [^>]*width="([^"]+)".*?<p[^>]*>([^<]+)<'
        shown = re.search(parts, text, re.DOTALL)
        assert bool(shown) is ('hx-trigger="every 3s"' in text)
        return tuple(part.strip() for part in shown.groups()) if shown else ()

    goes_on = "of the rows. The work goes on when you leave this page."
    sent(client, seller, *(GOOD.replace("A-1", f"A-{row}").replace("6204", f"M{row}") for row in range(10)),
         header=HEADER + ",사진")  # fmt: skip
    job = BulkJob.objects.get()
    page = reverse("catalog:bulk-detail", args=[job.uid])
    assert told() == ("Being checked", "0.0%", f"0% {goes_on}")
    assert services.run_list(job.pk, seconds=0, chunk=4)
    assert told() == ("Being checked", "40.0%", f"40% {goes_on}")
    services.run_list(job.pk, chunk=4)
    assert told() == ()

    client.post(reverse("catalog:bulk-apply", args=[job.uid]))
    assert told() == ("Being taken over", "0.0%", f"0% {goes_on}")
    assert services.run_list(job.pk, seconds=0, chunk=7)
    assert told() == ("Being taken over", "70.0%", f"70% {goes_on}")
    services.run_list(job.pk)
    assert told() == ()
