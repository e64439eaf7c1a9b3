"""What must not leak: drafts, histories and products of others."""

import pytest
from django.urls import reverse

from catalog import services
from catalog.models import Product
from catalog.states import ProductState, VersionState
from catalog.tests.factories import FileFactory, ProductFactory
from portal.files.policies import may_read
from portal.tests.factories import CompanyFactory, UserFactory, staff, supplier
from portal.tests.signin import sign_in

pytestmark = pytest.mark.django_db
STEPS = ("basics", "attributes", "supply", "files", "check")


def text_of(response) -> str:
    return response.content.decode()


@pytest.fixture
def secret():
    """A draft of another company, whose name must be on no page of ours."""
    return ProductFactory(published=False, name_ko="비밀합금X", name_en="Secret alloy X", sku="SECRET-1")


def doors_of(product) -> list[str]:
    version = product.versions.first()
    return [
        reverse("catalog:product-detail", args=[product.uid]),
        reverse("catalog:product-supply", args=[product.uid]),
        reverse("catalog:draft-resume", args=[version.uid]),
        *[reverse(f"catalog:draft-{step}", args=[version.uid]) for step in STEPS],
        reverse("catalog:review-detail", args=[version.uid]),
        reverse("catalog:class-choose") + f"?for={version.uid}",
    ]


@pytest.mark.parametrize(
    "person",
    [
        pytest.param(lambda: supplier("SA"), id="rival"),
        pytest.param(lambda: staff("PO"), id="buyer"),
        pytest.param(lambda: staff("AU"), id="auditor"),
        pytest.param(lambda: staff("CE"), id="estimator"),
    ],
)
def test_a_draft_of_another_company_does_not_exist(english, secret, person):
    sign_in(english, person())
    for door in doors_of(secret):
        response = english.get(door)
        assert response.status_code == 404, door
        assert "Secret alloy" not in text_of(response)
    for door in ("/catalog/?q=비밀합금X", "/catalog/mine/", "/catalog/review/", "/dashboard/"):
        assert "Secret alloy" not in text_of(english.get(door)), door


@pytest.mark.parametrize("deed", ["draft-discard", "submission-withdraw", "draft-file-remove"])
def test_nobody_writes_a_draft_of_another_company(english, secret, deed):
    sign_in(english, supplier("SA"))
    assert english.post(reverse(f"catalog:{deed}", args=[secret.versions.first().uid])).status_code == 404
    assert secret.versions.get().state == "draft"


def test_a_visitor_sees_no_draft_and_is_asked_to_sign_in(english, secret):
    assert english.get(reverse("catalog:product-detail", args=[secret.uid])).status_code == 404
    for door in doors_of(secret)[1:]:
        response = english.get(door)
        assert response.status_code in (302, 303), door
        assert "/accounts/login/" in response.headers["Location"]


@pytest.mark.parametrize("deed", ["product-hide", "product-show", "product-revise", "product-block", "product-unblock"])
def test_nobody_acts_on_a_product_of_another_company(english, deed):
    product = ProductFactory()
    sign_in(english, supplier("SA"))
    response = english.post(reverse(f"catalog:{deed}", args=[product.uid]), {"reason": "x"})

    assert response.status_code in (403, 404)
    assert Product.objects.get(pk=product.pk).state == ProductState.PUBLISHED


def test_only_insiders_read_the_history(english):
    product = ProductFactory()
    services.set_supply(product, by=product.created_by, lead_time_days=3)
    url = reverse("catalog:product-detail", args=[product.uid])

    assert "What happened" not in text_of(english.get(url))
    sign_in(english, supplier("SA"))
    assert "What happened" not in text_of(english.get(url))
    sign_in(english, staff("PO"))
    assert "What happened" in text_of(english.get(url))


def test_products_of_a_suspended_company_are_gone(english):
    product = ProductFactory(company=CompanyFactory(state="suspended"))
    assert english.get(reverse("catalog:product-detail", args=[product.uid])).status_code == 404


def test_files_of_a_draft_are_for_the_company_and_of_a_submission_also_for_reviewers(english, secret):
    rival, reviewer = supplier("SA"), staff("PO")
    file = secret.versions.get().files.get().file
    for person in (rival, reviewer):
        sign_in(english, person)
        assert english.get(file.url).status_code == 404
    secret.versions.update(state="submitted")
    sign_in(english, rival)
    assert english.get(file.url).status_code == 404

    assert may_read(reviewer, file)
    assert not may_read(rival, file)


# What the supplier writes is seen by the buyer only once it is sent in -----------------------------------------------
def seen_by_the_buyer(client, product, word: str) -> list[str]:
    """The doors at which the buyer's readers meet ``word``; the product's own page is asked with each of them."""
    found = []
    version = product.versions.order_by("-no").first()
    doors = [
        reverse("catalog:product-detail", args=[product.uid]),
        reverse("catalog:review-detail", args=[version.uid]),
        reverse("catalog:review-queue"),
        "/dashboard/",
    ]
    for role in ("PO", "RQ", "AU"):
        sign_in(client, staff(role))
        found += [f"{role} {door}" for door in doors if word in text_of(client.get(door))]
    return found


def begun_again(answer) -> tuple[Product, object]:
    """A product that was submitted and answered by ``answer``, and its seller."""
    product = ProductFactory(published=False, version_state=VersionState.IN_REVIEW, name_en="As it was sent")
    seller = UserFactory(company=product.company, roles=("SU",))
    answer(product.versions.get(), by=staff("PO"), reason="Not like this")
    return product, seller


def test_a_new_draft_after_a_rejection_is_not_shown_to_the_buyer(english):
    product, seller = begun_again(services.reject_version)
    draft = services.start_revision(product, by=seller)
    services.save_draft(draft, by=seller, texts={"name_en": "Secret alloy X"})
    extra = FileFactory(company=product.company)
    services.attach_file(draft, extra, role="picture", by=seller)

    assert seen_by_the_buyer(english, product, "Secret alloy X") == []
    sign_in(english, staff("PO"))
    page = text_of(english.get(reverse("catalog:product-detail", args=[product.uid])))
    assert "As it was sent" in page
    assert "New version begun" not in page
    assert not may_read(staff("PO"), extra)
    sign_in(english, seller)
    assert "Secret alloy X" in text_of(english.get(reverse("catalog:product-detail", args=[product.uid])))


def test_a_withdrawn_submission_is_a_draft_again(english):
    product = ProductFactory(published=False, version_state=VersionState.SUBMITTED, name_en="Secret alloy X")
    seller = UserFactory(company=product.company, roles=("SU",))
    assert len(seen_by_the_buyer(english, product, "Secret alloy X")) > 3
    services.withdraw_submission(product.versions.get(), by=seller)

    assert seen_by_the_buyer(english, product, "Secret alloy X") == []
    sign_in(english, staff("PO"))
    assert english.get(reverse("catalog:product-detail", args=[product.uid])).status_code == 404


def test_a_second_submission_that_was_withdrawn_is_a_draft_again(english):
    product, seller = begun_again(services.reject_version)
    draft = services.start_revision(product, by=seller)
    services.save_draft(draft, by=seller, texts={"name_en": "Secret alloy X"})
    draft = services.submit_version(draft, by=seller, definitions={})
    services.withdraw_submission(draft, by=seller)

    assert seen_by_the_buyer(english, product, "Secret alloy X") == []
    sign_in(english, staff("PO"))
    assert "As it was sent" in text_of(english.get(reverse("catalog:product-detail", args=[product.uid])))


def test_what_is_edited_after_a_return_is_seen_when_it_is_submitted_again(english):
    product, seller = begun_again(services.return_version)
    draft = services.save_draft(product.versions.get(), by=seller, texts={"name_en": "Secret alloy X"})
    extra = FileFactory(company=product.company)
    services.attach_file(draft, extra, role="picture", by=seller)

    assert seen_by_the_buyer(english, product, "Secret alloy X") == []
    assert not may_read(staff("PO"), extra)
    services.submit_version(draft, by=seller, definitions={})
    assert len(seen_by_the_buyer(english, product, "Secret alloy X")) > 3
    assert may_read(staff("PO"), extra)


def test_a_draft_beside_a_published_version_is_not_hinted_at(english):
    product = ProductFactory()
    services.start_revision(product, by=product.created_by)
    sign_in(english, staff("PO"))
    page = text_of(english.get(reverse("catalog:product-detail", args=[product.uid])))
    assert "Draft" not in page
    assert "New version begun" not in page


def test_approvers_read_only_what_is_public_and_requesters_no_private_files(english):
    product = ProductFactory(published=False, version_state=VersionState.SUBMITTED)
    file = product.versions.get().files.get().file
    url = reverse("catalog:product-detail", args=[product.uid])
    seen = {}
    for role in ("AP", "RQ", "PO", "AU"):
        person = staff(role)
        sign_in(english, person)
        page = english.get(url)
        seen[role] = (page.status_code, str(file.uid) in text_of(page), bool(may_read(person, file)))

    assert seen == {
        "AP": (404, False, False),
        "RQ": (200, False, False),
        "PO": (200, True, True),
        "AU": (200, True, True),
    }
