"""The review: from the submission to the answer, and two reviewers at once."""

import json

import pytest
from django.db import InternalError, connection, transaction
from django.db.utils import IntegrityError

from catalog import services
from catalog.models import Product, ProductFile, ProductSearch, ProductVersion, ReviewRemark
from catalog.states import FileRole, ProductState, VersionState
from catalog.tests.factories import FileFactory, whole_draft
from portal.audit.models import AuditEntry
from portal.errors import NotAllowed, RuleBroken, WrongState
from portal.outbox.models import Event
from portal.people.models import Membership
from portal.tests.factories import staff

pytestmark = pytest.mark.django_db


def whats(thing) -> list[str]:
    """What was written down about a thing, in order."""
    entries = AuditEntry.objects.filter(thing_type=thing._meta.label_lower, thing_id=str(thing.pk)).order_by("pk")
    return [entry.what.rsplit(".", 1)[-1] for entry in entries]


def test_the_whole_way_to_a_published_product(seller, node):
    draft, reviewer = whole_draft(seller, node), staff("PO")
    services.submit_version(draft, by=seller)
    version = ProductVersion.objects.get(pk=draft.pk)
    services.take_up_review(version, by=reviewer)
    services.publish_version(version, by=reviewer)

    product = Product.objects.get()
    assert (product.state, product.current) == (ProductState.PUBLISHED, version)
    assert whats(version) == ["file_attached", "submit", "take_up", "publish"]
    assert whats(product)[-1] == "list"
    assert list(Event.objects.filter(name__startswith="catalog").order_by("pk").values_list("name", flat=True)) == [
        "catalog.version_submitted",
        "catalog.product_published",
    ]
    assert ProductSearch.objects.get().product == product
    assert all(row.file.public for row in ProductFile.objects.all())


def test_nothing_incomplete_is_submitted(seller, node):
    draft = whole_draft(seller, node)
    draft.values.all().delete()
    with pytest.raises(RuleBroken, match="“Bore” is required") as refusal:
        services.submit_version(draft, by=seller)

    assert refusal.value.field == "attr_bore"
    assert ProductVersion.objects.get().state == VersionState.DRAFT
    assert not Event.objects.exists()


def test_the_same_maker_and_model_is_listed_once(seller, node):
    services.submit_version(whole_draft(seller, node, model="DR-320"), by=seller)
    with pytest.raises(RuleBroken, match="You already list this maker and model") as refusal:
        services.submit_version(whole_draft(seller, node, model="dr 320", sku="A-2"), by=seller)
    assert refusal.value.field == "model"


def test_a_reviewer_has_no_tie_to_the_supplier(seller, node):
    version = services.submit_version(whole_draft(seller, node), by=seller)
    tied = staff("PO")
    Membership.objects.create(user=tied, company=seller.company, state="disabled")
    with pytest.raises(NotAllowed, match="belonged, to this supplier"):
        services.take_up_review(version, by=tied)


@pytest.fixture
def decided(seller, node):
    """A published version and, of another product, a rejected one."""
    reviewer = staff("PO")
    found = []
    for sku, answer in (("A-1", services.publish_version), ("A-2", services.reject_version)):
        version = services.submit_version(whole_draft(seller, node, sku=sku, model=sku), by=seller)
        services.take_up_review(version, by=reviewer)
        answer(version, by=reviewer, **({"reason": "No"} if sku == "A-2" else {}))
        found.append(ProductVersion.objects.get(pk=version.pk))
    return found


REWRITINGS = [
    lambda version: ProductVersion.objects.filter(pk=version.pk).update(name_ko="다른 물건"),
    lambda version: ProductVersion.objects.filter(pk=version.pk).update(decided_at=None),
    lambda version: version.values.update(num=99),
    lambda version: version.values.all().delete(),
    lambda version: version.files.update(role=FileRole.DATASHEET),
    lambda version: version.files.all().delete(),
    lambda version: ProductFile.objects.create(
        version=version, file=FileFactory(company=version.product.company), role=FileRole.MSDS
    ),
]


@pytest.mark.parametrize("rewrite", REWRITINGS)
def test_what_was_decided_never_changes_whoever_writes(decided, rewrite):
    for version in decided:
        with pytest.raises(IntegrityError, match="never change"), transaction.atomic():
            rewrite(version)


def test_a_decided_version_is_not_deleted_and_its_reason_stays(decided):
    _published, rejected = decided
    with pytest.raises(IntegrityError, match="is not deleted"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM catalog_productversion WHERE id = %s", [rejected.pk])
    with pytest.raises(IntegrityError, match="never changes"), transaction.atomic():
        ProductVersion.objects.filter(pk=rejected.pk).update(reason="Yes")


def test_the_trail_says_which_content_was_sent_in_and_published(seller, node):
    reviewer = staff("PO")
    version = services.submit_version(whole_draft(seller, node), by=seller)
    services.take_up_review(version, by=reviewer)
    services.return_version(version, by=reviewer, reason="More")
    services.save_draft(version, by=seller, texts={"name_ko": "볼 베어링 62계열"})
    services.submit_version(version, by=seller)
    services.take_up_review(version := ProductVersion.objects.get(), by=reviewer)
    services.publish_version(version, by=reviewer)

    entries = AuditEntry.objects.filter(what__in=[f"catalog.productversion.{what}" for what in ("submit", "publish")])
    first, second, published = (json.loads(entry.payload)["sha256"] for entry in entries.order_by("pk"))
    assert len(published) == 64
    assert first != second == published


def test_files_put_on_and_taken_off_are_in_the_trail(seller, node):
    draft = whole_draft(seller, node)
    services.detach_file(draft.files.get(), by=seller)

    entries = AuditEntry.objects.filter(what__contains="productversion.file_").order_by("pk")
    assert [entry.what.rsplit(".", 1)[-1] for entry in entries] == ["file_attached", "file_detached"]
    assert {json.loads(entry.payload)["sha256"] for entry in entries} == {"0" * 64}


@pytest.mark.parametrize("role", ["RQ", "CE", "AP", "AU", "AD"])
def test_only_purchasing_officers_review(seller, node, role):
    version = services.submit_version(whole_draft(seller, node), by=seller)
    with pytest.raises(NotAllowed):
        services.take_up_review(version, by=staff(role))
    with pytest.raises(NotAllowed):
        services.publish_version(version, by=seller)


def test_a_return_carries_remarks_to_fields_and_may_be_answered(seller, node):
    reviewer = staff("PO")
    version = services.submit_version(whole_draft(seller, node), by=seller)
    services.take_up_review(version, by=reviewer)
    with pytest.raises(RuleBroken, match="Say what is to be changed"):
        services.return_version(version, by=reviewer, reason=" ", remarks={"name_ko": ""})
    services.return_version(version, by=reviewer, reason="", remarks={"name_ko": "Name the series.", "maker": " "})

    version = ProductVersion.objects.get()
    assert version.state == VersionState.RETURNED
    assert [(remark.field, remark.text, remark.round) for remark in ReviewRemark.objects.all()] == [
        ("name_ko", "Name the series.", 1)
    ]
    services.save_draft(version, by=seller, texts={"name_ko": "볼 베어링 62계열"})
    assert services.submit_version(version, by=seller).round == 2


def test_remarks_stay(seller, node):
    reviewer = staff("PO")
    version = services.submit_version(whole_draft(seller, node), by=seller)
    services.take_up_review(version, by=reviewer)
    services.return_version(version, by=reviewer, reason="", remarks={"name_ko": "?"})
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        ReviewRemark.objects.update(text="!")


def test_a_rejection_needs_a_reason_and_may_be_followed_by_a_new_version(seller, node):
    reviewer = staff("PO")
    version = services.submit_version(whole_draft(seller, node), by=seller)
    services.take_up_review(version, by=reviewer)
    with pytest.raises(RuleBroken, match="Give the reason"):
        services.reject_version(version, by=reviewer, reason="")
    services.reject_version(version, by=reviewer, reason="Not a product")

    assert not ProductSearch.objects.exists()
    again = services.start_revision(Product.objects.get(), by=seller)
    assert (again.no, again.name_ko, again.values.count(), again.files.count()) == (2, "볼 베어링", 1, 1)


def test_a_submission_is_withdrawn_only_before_it_is_taken_up(seller, node):
    version = services.submit_version(whole_draft(seller, node), by=seller)
    services.withdraw_submission(version, by=seller)
    version = services.submit_version(version, by=seller)
    services.take_up_review(version, by=staff("PO"))
    with pytest.raises(WrongState):
        services.withdraw_submission(version, by=seller)
    with pytest.raises(WrongState):
        services.save_draft(version, by=seller, texts={"name_ko": "x"})


def test_a_state_cannot_jump_whoever_writes(seller, node):
    whole_draft(seller, node)
    with pytest.raises((InternalError, IntegrityError), match="not an allowed move"), transaction.atomic():
        ProductVersion.objects.update(state=VersionState.REJECTED)
