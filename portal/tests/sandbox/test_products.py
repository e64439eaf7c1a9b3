"""What a partner's program writes in a sandbox is sent in and reviewed by those who play the other side."""

import uuid
from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.test import Client

from catalog.drawings import schematic
from catalog.models import BulkJob, Product, ProductVersion, ReviewBatch
from catalog.services import (
    return_version,
    run_batch,
    save_draft,
    submit_batch,
    submit_version,
    take_up_review,
)
from portal.files.services import store_upload
from portal.partners.models import ApiClient
from portal.partners.services import issue_token
from portal.people.models import Company, User
from portal.sandbox import services
from portal.sandbox.models import SandboxCompany
from portal.sandbox.queries import cast

HOUR = timedelta(hours=1)


@pytest.fixture(scope="module")
def company(sandbox) -> Company:
    made = services.make_company(name="새론베어링").sandbox_company.company
    store_upload(ContentFile(schematic("bearing"), name="bearing.png"), company=made, by=admin_of(made))
    return made


def put_in(company: Company, *rows: dict) -> dict:
    """By the door of the API."""
    token = issue_token(ApiClient.objects.get(company=company))
    bearing = {
        "class_code": "31171504",
        "origin": "KR",
        "lead_time_days": 7,
        "moq": 10,
        "attributes": {"bore": "20 mm", "outside_diameter": "47 mm", "width": "14 mm"},
    }
    answer = Client().post(
        "/api/v1/products/bulk/",
        {"rows": [bearing | {"name_ko": f"볼 베어링 {row['sku']}"} | row for row in rows]},
        content_type="application/json",
        headers={"Authorization": f"Bearer {token}", "Idempotency-Key": uuid.uuid4().hex},
    )
    assert answer.status_code == 200, answer.content
    return answer.json()


def admin_of(company: Company) -> User:
    return User.objects.get(email__startswith="admin@", memberships__company=company)


def an_hour_later() -> None:
    services.move_clock(HOUR)
    services.follow(services.play)


def states(*skus: str) -> list[str]:
    rows = ProductVersion.objects.filter(product__sku__in=skus).order_by("product__sku", "no")
    return list(rows.values_list("state", flat=True))


def test_a_company_has_a_published_product(company):
    product = Product.objects.get(company=company)
    thing = SandboxCompany.objects.get(company=company).things[-1]

    assert (thing["number"], product.state) == (product.number, "published")
    assert Client().get(thing["api_url"]).json()["number"] == product.number
    assert Client().get(thing["url"]).status_code == 200


def test_a_complete_draft_is_published_an_hour_after_it_was_written(company):
    put_in(company, {"sku": "T-1"}, {"sku": "T-2", "moq": None})
    services.follow(services.play)
    assert states("T-1", "T-2") == ["draft", "draft"]  # still being written

    an_hour_later()

    assert states("T-1", "T-2") == ["published", "draft"]  # the second lacks what only the partner knows
    version = ProductVersion.objects.get(product__sku="T-1")
    assert (version.submitted_by.company, version.reviewer.company.is_buyer) == (company, True)


def test_a_changed_product_becomes_a_new_version(company):
    put_in(company, {"sku": "T-3"})
    an_hour_later()
    put_in(company, {"sku": "T-3", "name_ko": "볼 베어링 T-3 개량"})

    an_hour_later()

    assert states("T-3") == ["superseded", "published"]


def test_what_came_back_goes_out_again_when_it_was_mended(company):
    put_in(company, {"sku": "T-4", "picture": "bearing.png"})
    version = ProductVersion.objects.select_related("product__company").get(product__sku="T-4")
    officer = cast().one("PO")
    taken = take_up_review(submit_version(version, by=admin_of(company)), by=officer)
    return_version(taken, by=officer, reason="영문 이름을 적어 주십시오.")

    an_hour_later()
    assert states("T-4") == ["returned"]  # nobody has written it since
    save_draft(ProductVersion.objects.get(pk=version.pk), by=admin_of(company), texts={"name_en": "Ball bearing T-4"})
    an_hour_later()
    assert states("T-4") == ["published"]


def test_a_list_that_was_sent_in_is_published_as_one(company):
    by = admin_of(company)
    told = put_in(company, {"sku": "T-5", "picture": "bearing.png"}, {"sku": "T-6", "picture": "bearing.png"})
    batch = submit_batch(BulkJob.objects.get(number=told["number"]), by=by)
    run_batch(batch.pk)

    services.follow(services.play)
    run_batch(batch.pk)

    assert ReviewBatch.objects.get(pk=batch.pk).state == "published"
    assert states("T-5", "T-6") == ["published", "published"]
