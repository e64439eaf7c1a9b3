"""The reviewer's way: queue, comparison, answers, blocks."""

import pytest
from django.urls import reverse

from catalog import services
from catalog.models import Product, ProductVersion, ReviewRemark
from catalog.states import ProductState, VersionState
from catalog.tests.factories import ProductFactory, whole_draft
from portal.tests.factories import CompanyFactory, staff, supplier
from portal.tests.signin import sign_in

pytestmark = pytest.mark.django_db
DEEDS = ("take-up", "put-back", "publish", "return", "reject")


def text_of(response) -> str:
    return response.content.decode()


@pytest.fixture
def waiting(node):
    product = ProductFactory(published=False, version_state=VersionState.SUBMITTED, node=node, values={"bore": "20"})
    return product.versions.get()


@pytest.mark.parametrize("versions", [1, 3])
def test_the_queue_costs_the_same_for_one_and_for_three(english, versions, django_assert_num_queries):
    for _ in range(versions):
        ProductFactory(published=False, version_state=VersionState.SUBMITTED)
    sign_in(english, staff("PO"))
    english.get("/catalog/review/")

    # session, user, roles, clock, terms, branches (2), count, page, counts, lists, times, looks, appeals,
    # registrations, notices
    with django_assert_num_queries(17):
        response = english.get("/catalog/review/")

    assert len(response.context["rows"]) == versions


@pytest.mark.parametrize(
    "person", [lambda: supplier("SA"), lambda: staff("CE"), lambda: staff("AD"), lambda: staff("RQ")]
)
def test_the_queue_is_not_for(english, waiting, person):
    sign_in(english, person())
    assert english.get("/catalog/review/").status_code == 403
    assert english.get(reverse("catalog:review-detail", args=[waiting.uid])).status_code == 404
    for deed in DEEDS:
        response = english.post(reverse(f"catalog:review-{deed}", args=[waiting.uid]), {"reason": "x"})
        assert response.status_code in (403, 404), deed
    waiting.refresh_from_db()
    assert waiting.state == VersionState.SUBMITTED


def test_an_auditor_reads_the_queue_and_does_nothing(english, waiting):
    sign_in(english, staff("AU"))
    assert english.get("/catalog/review/").status_code == 200
    assert "Take up the review" not in text_of(english.get(reverse("catalog:review-detail", args=[waiting.uid])))
    assert english.post(reverse("catalog:review-take-up", args=[waiting.uid])).status_code == 403


def test_take_up_put_back_and_publish(english, waiting):
    sign_in(english, staff("PO"))
    for deed in ("take-up", "put-back", "take-up", "publish"):
        assert english.post(reverse(f"catalog:review-{deed}", args=[waiting.uid])).status_code == 303, deed
    assert Product.objects.get(pk=waiting.product_id).state == ProductState.PUBLISHED
    assert english.post(reverse("catalog:review-publish", args=[waiting.uid])).status_code == 409


def test_a_return_keeps_what_was_typed_until_it_says_something(english, waiting):
    reviewer = staff("PO")
    services.take_up_review(waiting, by=reviewer)
    sign_in(english, reviewer)
    url = reverse("catalog:review-return", args=[waiting.uid])
    refused = english.post(url, {"reason": " "})
    assert refused.status_code == 422
    assert "Say what is to be changed" in text_of(refused)

    data = {"reason": "", "remark_name_ko": "Name the series", "remark_attr_bore": "Check"}
    assert english.post(url, data).status_code == 303
    told = set(ReviewRemark.objects.values_list("field", "text"))
    assert told == {("name_ko", "Name the series"), ("attr_bore", "Check")}


def test_a_rejection_without_a_reason_is_a_422(english, waiting):
    reviewer = staff("PO")
    services.take_up_review(waiting, by=reviewer)
    sign_in(english, reviewer)
    url = reverse("catalog:review-reject", args=[waiting.uid])
    assert english.post(url, {"reason": ""}).status_code == 422
    assert english.post(url, {"reason": "Spam"}).status_code == 303


def test_the_two_versions_stand_side_by_side(english, seller):
    product = ProductFactory(company=seller.company, name_ko="옛 이름", name_en="Old name")
    draft = services.start_revision(product, by=seller)
    draft = services.save_draft(draft, by=seller, texts={"name_en": "New name"})
    ProductVersion.objects.filter(pk=draft.pk).update(state=VersionState.SUBMITTED)
    sign_in(english, staff("PO"))
    response = english.get(reverse("catalog:review-detail", args=[draft.uid]))

    assert [change.field for change in response.context["changes"] if change.is_changed] == ["name_en"]
    assert "<del>Old name</del>" in text_of(response)
    assert "<ins>New name</ins>" in text_of(response)


def test_a_block_needs_its_reason(english):
    product = ProductFactory()
    sign_in(english, staff("PO"))
    url = reverse("catalog:product-block", args=[product.uid])
    assert english.post(url, {"reason": ""}).status_code == 422
    assert english.post(url, {"reason": "Licence missing"}).status_code == 303
    assert "Licence missing" in text_of(english.get(reverse("catalog:product-detail", args=[product.uid])))
    assert english.post(reverse("catalog:product-unblock", args=[product.uid])).status_code == 303


def test_reviewers_and_visitors_see_what_is_new(english, waiting):
    sign_in(english, staff("PO"))
    assert "1 product waits for a review" in text_of(english.get("/dashboard/"))
    english.logout()
    english.cookies["django_language"] = "en"
    assert "New in the e-Catalog" not in text_of(english.get("/"))
    ProductFactory(name_en="Ball bearing 6204")
    assert "Ball bearing 6204" in text_of(english.get("/"))


def test_a_long_list_of_one_supplier_leaves_room_on_the_front_page(english):
    ProductFactory(name_en="Pump of another")
    maker = CompanyFactory()
    for number in range(6):
        ProductFactory(company=maker, name_en=f"Bearing number {number}")
    page = text_of(english.get("/"))
    assert "Pump of another" in page
    assert page.count("Bearing number") == 3
    assert page.index("Bearing number 5") < page.index("Bearing number 4")


def test_the_next_round_shows_what_was_asked_for_and_whether_anything_was_changed(english, node):
    seller, officer = supplier("SA"), staff("PO")
    version = services.submit_version(whole_draft(seller, node), by=seller)
    services.take_up_review(version, by=officer)
    services.return_version(version, by=officer, reason="Please complete.", remarks={"name_ko": "Too short a name"})
    sign_in(english, seller)
    check = text_of(english.get(reverse("catalog:draft-check", args=[version.uid])))
    assert "Nothing was changed since the return." in check
    assert f'<a href="{reverse("catalog:draft-basics", args=[version.uid])}#id_name_ko"><strong>' in check
    again = services.submit_version(ProductVersion.objects.get(pk=version.pk), by=seller)
    sign_in(english, officer)
    page = reverse("catalog:review-detail", args=[version.uid])
    shown = text_of(english.get(page))
    assert "Too short a name" in shown
    assert "Nothing of it was changed since the return." in shown
    services.withdraw_submission(again, by=seller)
    ProductVersion.objects.filter(pk=version.pk).update(name_ko="깊은 홈 볼 베어링")
    services.submit_version(ProductVersion.objects.get(pk=version.pk), by=seller)
    shown = text_of(english.get(page))
    assert "Too short a name" in shown
    assert "It was changed since the return." in shown
