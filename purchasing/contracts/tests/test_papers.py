"""Files of a delivery: both sides add them while it is open, who sees it reads them, nobody takes one away."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, transaction
from django.urls import reverse
from PIL import Image

from portal.clock import today
from portal.errors import NotAllowed, RuleBroken, WrongState
from portal.notices.models import Notice
from portal.tests.factories import staff, supplier
from portal.tests.signin import sign_in
from purchasing.contracts import services as deliveries
from purchasing.contracts.models import DeliveryPaper
from purchasing.contracts.services import papers as services
from purchasing.contracts.tests import factories as made

pytestmark = pytest.mark.django_db
QUERIES = 13  # of the page, with any number of files


@pytest.fixture(autouse=True)
def in_english(client):
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"


def photo(name: str = "pallet.png", colour: str = "red") -> SimpleUploadedFile:
    kept = io.BytesIO()
    Image.new("RGB", (40, 30), colour).save(kept, "PNG")
    return SimpleUploadedFile(name, kept.getvalue(), content_type="image/png")


def url(delivery, name: str = "paper-add") -> str:
    return reverse(f"contracts:{name}", args=[delivery.number])


def test_both_sides_add_files_and_who_sees_the_delivery_reads_them(client):
    delivery = made.announced(made.in_force(value=1000))
    contract = delivery.contract
    seller, receiver = made.seller(contract), made.receiver(contract)
    sign_in(client, seller)
    assert client.post(url(delivery), {"kind": "note", "files": [photo("note.png")]}).status_code == 303
    delivery = deliveries.receive_delivery(delivery, by=receiver)
    sign_in(client, receiver)
    assert client.post(url(delivery), {"kind": "photo", "files": [photo("rust.png", "brown")]}).status_code == 303
    page = client.get(url(delivery, "delivery-detail")).content.decode()
    assert "note.png" in page
    assert "rust.png" in page

    files = [paper.file for paper in delivery.papers.all()]
    for reader, status in ((seller, 200), (receiver, 200), (staff("AU"), 200), (supplier("SA", "SF"), 404)):
        sign_in(client, reader)
        assert {client.get(file.url).status_code for file in files} == {status}, reader.role_codes

    made.hear()
    told = set(Notice.objects.filter(kind="contracts.papers_added").values_list("user", flat=True))
    assert {seller.pk, receiver.pk} <= told


def test_no_file_comes_after_the_result_and_none_goes_away(client):
    delivery = made.received(made.in_force(value=1000))
    seller, receiver = made.seller(delivery.contract), made.receiver(delivery.contract)
    services.add_papers(delivery, kind="photo", uploads=[photo()], by=receiver)
    for change in (lambda rows: rows.delete(), lambda rows: rows.update(kind="other")):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            change(DeliveryPaper.objects.all())
    delivery = deliveries.inspect_delivery(delivery, by=receiver)
    with pytest.raises(WrongState):
        services.add_papers(delivery, kind="photo", uploads=[photo("late.png", "blue")], by=seller)
    sign_in(client, seller)
    page = client.get(url(delivery, "delivery-detail")).content.decode()
    assert "pallet.png" in page
    assert "Add the files" not in page


def test_what_cannot_be_taken_is_said_at_its_field(client):
    delivery = made.announced(made.in_force(value=1000))
    seller = made.seller(delivery.contract)
    sign_in(client, seller)
    none = client.post(url(delivery), {"kind": "photo"})
    assert none.status_code == 422
    assert "Choose a file." in none.content.decode()
    broken = client.post(url(delivery), {"kind": "photo", "files": [SimpleUploadedFile("x.png", b"no picture")]})
    assert broken.status_code == 422
    services.add_papers(delivery, kind="photo", uploads=[photo()], by=seller)
    again = client.post(url(delivery), {"kind": "photo", "files": [photo()]})
    assert again.status_code == 422
    assert "is already here" in again.content.decode()
    most = [photo(f"{n}.png", f"rgb({n}, 0, 0)") for n in range(services.MOST_PAPERS)]
    with pytest.raises(RuleBroken, match="at most"):
        services.add_papers(delivery, kind="photo", uploads=most, by=seller)
    with pytest.raises(NotAllowed):
        services.add_papers(delivery, kind="photo", uploads=[photo("f.png", "green")], by=staff("FI"))
    assert delivery.papers.count() == 1


def test_the_page_asks_as_often_for_three_files_as_for_one(client, django_assert_num_queries):
    delivery = made.announced(made.in_force(value=1000))
    seller = made.seller(delivery.contract)
    services.add_papers(delivery, kind="photo", uploads=[photo()], by=seller)
    sign_in(client, seller)
    client.get(url(delivery, "delivery-detail"))
    with django_assert_num_queries(QUERIES):
        client.get(url(delivery, "delivery-detail"))
    services.add_papers(delivery, kind="photo", uploads=[photo("b.png", "blue"), photo("g.png", "green")], by=seller)
    with django_assert_num_queries(QUERIES):
        assert "g.png" in client.get(url(delivery, "delivery-detail")).content.decode()


def test_while_the_payment_is_held_a_document_of_the_payee_is_its_answer(client):
    contract = made.in_force(value=1000)
    invoice = made.invoiced(contract)
    delivery = invoice.deliveries.get()
    seller, finance = made.seller(contract), staff("FI")
    sign_in(client, seller)
    with pytest.raises(WrongState, match="no file is added any more"):
        services.add_papers(delivery, kind="other", uploads=[photo()], by=seller)
    hold = deliveries.place_hold(invoice, cause="documents", text="성적서가 빠졌습니다.", review_on=today(), by=finance)
    page = client.get(reverse("contracts:invoice-detail", args=[invoice.number])).content.decode()
    assert f"{url(delivery, 'delivery-detail')}#papers" in page
    assert "The payment is held: a document" in client.get(url(delivery, "delivery-detail")).content.decode()

    with pytest.raises(WrongState, match="no file is added any more"):  # the payer's is no answer
        services.add_papers(delivery, kind="other", uploads=[photo()], by=made.receiver(contract))

    assert client.post(url(delivery), {"kind": "other", "files": [photo("report.png")]}).status_code == 303

    made.hear()
    assert Notice.objects.filter(kind="contracts.hold_answered").values_list("user", flat=True).get() == finance.pk
    sign_in(client, finance)
    page = client.get(reverse("contracts:invoice-detail", args=[invoice.number])).content.decode()
    assert "Document added by the supplier" in page
    deliveries.lift_hold(hold, reason="성적서를 받았습니다.", by=finance)
    with pytest.raises(WrongState, match="no file is added any more"):
        services.add_papers(delivery, kind="other", uploads=[photo("late.png", "blue")], by=seller)
