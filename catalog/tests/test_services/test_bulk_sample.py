"""What of a batch a reviewer has to open: the draw, and always what needs a person's judgement."""

import pytest
from django.urls import reverse

from catalog import services
from catalog.handlers.bulk import tell_batch_published
from catalog.services import bulk_batches
from catalog.states import VersionState
from catalog.tests.factories import FileFactory, ProductFactory
from catalog.tests.test_services.test_bulk import ROW, WITH_PICTURE, csv, taken
from catalog.views import batches
from portal.notices.models import Notice
from portal.tests.factories import staff
from portal.tests.signin import sign_in

pytestmark = pytest.mark.django_db
SIZE = 20


@pytest.fixture
def picture(seller):
    return FileFactory(company=seller.company, name="bearing.png")


def in_review(seller, *rows: str, header: str = WITH_PICTURE, node=None):
    batch = services.submit_batch(taken(csv(*rows, header=header), seller, class_node=node), by=seller)
    services.run_batch(batch.pk)
    batch.refresh_from_db()
    return services.take_up_batch(batch, by=staff("PO"))


def row(number: int) -> str:
    return f"{ROW},bearing.png".replace("6204", f"M{number}").replace("A-1", f"A-{number}")


def revised(seller, node, picture) -> list[str]:
    """Rows of a file that revise published products and bring new ones."""
    for number in range(5):
        ProductFactory(company=seller.company, created_by=seller, sku=f"A-{number}", node=node, file=picture,
                       values={"bore": "20 mm"})  # fmt: skip
    return [row(number) for number in range(SIZE)]


def test_revisions_of_published_products_are_always_looked_at(seller, node, picture):
    batch = in_review(seller, *revised(seller, node, picture), node=node)
    revisions = batch.items.filter(version__no=2)

    assert (batch.size, revisions.count()) == (SIZE, 5)
    assert not revisions.filter(sampled=False).exists()
    assert not revisions.exclude(version__state=VersionState.SUBMITTED).exists()


def test_what_is_beyond_the_bound_is_told(client, seller, node, picture, monkeypatch, english):
    monkeypatch.setattr(bulk_batches, "MOST_REVISED", 0)
    monkeypatch.setattr(bulk_batches, "drawn", lambda keys, _seed: keys[-3:])
    monkeypatch.setattr(batches, "MOST_COMPARED", 10)
    batch = in_review(seller, *revised(seller, node, picture), node=node)
    sign_in(client, staff("PO"))
    client.cookies["django_language"] = "en"
    text = client.get(reverse("catalog:batch-detail", args=[batch.uid])).content.decode()

    assert "5 more revisions and products with hints are not in the sample" in text
    assert "Only the first 10 products" in text


def test_nearly_the_same_name_at_another_supplier_is_a_hint_and_in_the_sample(client, seller, node, picture, english):
    other = ProductFactory(node=node, sku="X-1", name_ko="볼 베어링 M7", name_en="Ball bearing M7", model="M7")
    batch = in_review(seller, *[row(number) for number in range(SIZE)], node=node)
    item = batch.items.get(version__product__sku="A-7")
    sign_in(client, staff("PO"))
    client.cookies["django_language"] = "en"
    text = client.get(reverse("catalog:batch-detail", args=[batch.uid])).content.decode()

    assert item.sampled
    assert f"Nearly the same name as {other.number} of {other.company}." in text


def test_the_supplier_is_told_once_what_was_published_and_what_came_back(client, seller, node, picture, english):
    batch = in_review(seller, *[row(number) for number in range(3)], node=node)
    for item in batch.items.select_related("version__product"):
        remark = "Which maker?" if item.version.product.sku == "A-1" else ""
        services.look_at_item(item, by=batch.reviewer, remark=remark)
    services.publish_batch(batch, by=batch.reviewer)
    services.run_batch(batch.pk)
    tell_batch_published(batch=batch.pk)
    notice = Notice.objects.get(user=seller, kind__startswith="catalog.batch_published")
    sign_in(client, seller)
    client.cookies["django_language"] = "en"
    text = client.get(reverse("catalog:bulk-detail", args=[batch.job.uid])).content.decode()

    assert (notice.kind, notice.params["count"]) == ("catalog.batch_published_in_part", "1")
    assert "Returned: Which maker?" in text
    assert reverse("catalog:draft-resume", args=[batch.items.exclude(remark="").get().version.uid]) in text
