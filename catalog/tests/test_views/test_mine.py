"""My products: what is due and confirmed, copies, pictures that change at once, words and states."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from django.urls import reverse
from PIL import Image

from catalog import services
from catalog.models import Product
from catalog.models.review import SecondLook
from catalog.states import LookReason, ProductState, VersionState
from catalog.tests.factories import ProductFactory, whole_draft
from portal.audit.models import AuditEntry
from portal.clock import today
from portal.errors import NotAllowed, RuleBroken, WrongState
from portal.tests.factories import supplier
from portal.tests.signin import sign_in

pytestmark = pytest.mark.django_db


def text_of(response):
    return response.content.decode()


@pytest.fixture
def draft(seller, node, english):
    sign_in(english, seller)
    return whole_draft(seller, node)


def test_a_product_is_copied_under_another_number(english, draft):
    address = reverse("catalog:product-copy", args=[draft.product.uid])
    taken = english.post(address, {"sku": "A-1", "model": "6205"})
    assert taken.status_code == 422
    assert "sku" in taken.context["form"].errors

    english.post(address, {"sku": "A-2", "model": "6205"})

    copy = Product.objects.get(sku="A-2")
    assert copy.versions.get().model == "6205"


def picture(name="new.png", content=None):
    upload = BytesIO(content or b"")
    if content is None:
        Image.new("RGB", (40, 30), "red").save(upload, "PNG")
    upload.seek(0)
    upload.name = name
    return upload


def stored():
    return ContentFile(picture().read(), name="new.png")


@pytest.fixture
def shown(seller, english):
    sign_in(english, seller)
    return ProductFactory(company=seller.company, created_by=seller)


def test_a_picture_is_added_at_once_and_looked_at_afterwards(english, shown):
    address = reverse("catalog:product-pictures", args=[shown.uid])
    before, published_at = shown.current, shown.published_at

    assert english.post(address, {"upload": picture()}).status_code == 303

    shown.refresh_from_db()
    before.refresh_from_db()
    assert (shown.current.no, shown.published_at) == (2, published_at)
    assert (before.state, before.files.count()) == (VersionState.SUPERSEDED, 1)
    assert shown.current.files.count() == 2
    assert all(row.file.public for row in shown.current.files.select_related("file"))
    look = SecondLook.objects.get()
    assert (look.version, look.drawn_for) == (shown.current, LookReason.UNREVIEWED)
    entry = AuditEntry.objects.get(what="catalog.productversion.publish_pictures")
    assert "sha256" in entry.payload


@pytest.mark.parametrize(
    ("data", "field"),
    [
        ({}, "upload"),
        ({"upload": "no picture"}, "upload"),
        ({"remove": "all"}, "remove"),
    ],
)
def test_pictures_that_cannot_be_are_a_422_at_their_place(english, shown, data, field):
    if data.get("upload"):
        data = {"upload": picture(content=b"no picture at all")}
    if data.get("remove"):
        data = {"remove": [row.uid for row in shown.current.files.all()]}

    response = english.post(reverse("catalog:product-pictures", args=[shown.uid]), data)

    assert response.status_code == 422
    assert field in response.context["form"].errors
    assert shown.versions.count() == 1


def test_pictures_wait_while_a_new_version_is_in_work(english, shown, seller):
    services.start_revision(shown, by=seller)
    assert "is in work" in text_of(english.get(reverse("catalog:product-pictures", args=[shown.uid])))
    with pytest.raises(WrongState):
        services.change_pictures(shown, by=seller, add=stored())


def test_nobody_changes_the_pictures_of_others(shown):
    with pytest.raises(NotAllowed):
        services.change_pictures(shown, by=supplier("SA"), add=stored())


def test_a_picture_is_exchanged(shown, seller):
    old = shown.current.files.get()
    version = services.change_pictures(shown, by=seller, add=stored(), remove=[old.uid])
    assert [row.file.name for row in version.files.select_related("file")] == ["new.png"]
    old.file.refresh_from_db()
    assert not old.file.public
    with pytest.raises(RuleBroken):
        services.change_pictures(shown, by=seller, remove=[version.files.get().uid])


@pytest.fixture
def shelf(seller, english):
    sign_in(english, seller)
    due, young = ProductFactory(company=seller.company, sku="DUE-1"), ProductFactory(company=seller.company)
    Product.objects.filter(pk=due.pk).update(confirmed_on=today() - timedelta(days=330))
    Product.objects.filter(pk=young.pk).update(confirmed_on=today())
    return due


def test_what_is_due_is_listed_and_confirmed_in_one_go(english, shelf):
    page = english.get("/catalog/mine/?state=to_confirm")
    assert [row.product for row in page.context["rows"]] == [shelf]
    assert "Confirm all 1" in text_of(page)

    assert english.post(reverse("catalog:product-confirm"), {"which": "all"}).status_code == 303

    shelf.refresh_from_db()
    assert shelf.confirmed_on == today()


def test_only_what_is_ticked_is_confirmed(english, shelf):
    nothing = english.post(reverse("catalog:product-confirm"), {"which": "ticked"})
    assert nothing.status_code == 422

    english.post(reverse("catalog:product-confirm"), {"which": "ticked", "product": [shelf.uid]})
    shelf.refresh_from_db()
    assert shelf.confirmed_on == today()


def test_an_expired_product_is_back_with_one_press(english, shelf):
    Product.objects.filter(pk=shelf.pk).update(confirmed_on=today() - timedelta(days=400))
    services.expire_products(today())
    assert Client().get(reverse("catalog:product-detail", args=[shelf.uid])).status_code == 404

    english.post(reverse("catalog:product-confirm-one", args=[shelf.uid]))

    shelf.refresh_from_db()
    assert shelf.state == ProductState.PUBLISHED
    assert Client().get(reverse("catalog:product-detail", args=[shelf.uid])).status_code == 200


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("?q=DUE", 1),
        ("?q=없는것", 0),
        ("?state=published", 2),
        ("?state=expired", 0),
        ("?sort=confirm", 2),
        ("?state=x", 2),
    ],
)
def test_the_list_is_narrowed_by_words_and_state(english, shelf, query, found):
    assert len(english.get(f"/catalog/mine/{query}").context["rows"]) == found


def test_the_tabs_count_what_the_words_find(english, shelf):
    assert [number for _state, _words, number in english.get("/catalog/mine/").context["tabs"]][0] == 2
    tabs = english.get("/catalog/mine/?q=DUE").context["tabs"]
    assert {number for _state, _words, number in tabs} == {1}
    assert [number for _state, _words, number in english.get("/catalog/mine/?q=없는것").context["tabs"]] == [0]


@pytest.mark.parametrize("products", [1, 3])
def test_confirming_costs_the_same_to_look_at_for_one_and_for_three(
    english, seller, products, django_assert_num_queries
):
    for _ in range(products):
        product = ProductFactory(company=seller.company)
        Product.objects.filter(pk=product.pk).update(confirmed_on=today() - timedelta(days=330))
    sign_in(english, seller)
    english.get(reverse("catalog:product-confirm"))

    with django_assert_num_queries(8):  # session, user, roles, clock, count, page, companies, notices
        response = english.get(reverse("catalog:product-confirm"))

    assert len(response.context["rows"]) == products
