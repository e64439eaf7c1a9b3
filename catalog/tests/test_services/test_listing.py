"""The listing, the classification, and two people at once."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from django.utils.translation import override

from catalog import services
from catalog.models import Product, ProductFile, ProductSearch
from catalog.queries import working_version
from catalog.services import ClassRow
from catalog.states import ProductState, VersionState
from catalog.tests.factories import FileFactory, ProductFactory, class_node
from portal.audit.models import AuditEntry
from portal.errors import NotAllowed, RuleBroken, WrongState
from portal.outbox.models import Event
from portal.tests.factories import BuyerFactory, CompanyFactory, UserFactory, staff

pytestmark = pytest.mark.django_db


def test_the_old_version_stays_until_the_new_one_is_published(seller):
    product, reviewer = ProductFactory(company=seller.company, name_ko="옛 이름"), staff("PO")
    draft = services.start_revision(product, by=seller)
    assert services.start_revision(product, by=seller) == draft
    services.save_draft(draft, by=seller, texts={"name_ko": "새 이름"})
    version = services.submit_version(draft, by=seller)
    assert ProductSearch.objects.get().title.startswith(" 옛 이름")

    services.take_up_review(version, by=reviewer)
    services.publish_version(version, by=reviewer)

    assert ProductSearch.objects.get().title.startswith(" 새 이름")
    states = dict(product.versions.values_list("no", "state"))
    assert states == {1: VersionState.SUPERSEDED, 2: VersionState.PUBLISHED}
    assert working_version(product) is None


def test_hiding_takes_product_and_files_out_of_sight(seller):
    product = ProductFactory(company=seller.company)
    services.hide_product(product, by=seller)
    assert not ProductSearch.objects.exists()
    assert not ProductFile.objects.get().file.public

    services.show_product(product, by=seller)
    assert ProductSearch.objects.exists()
    assert ProductFile.objects.get().file.public


def test_a_file_that_two_products_show_stays_public_while_one_is(seller):
    shared = FileFactory(company=seller.company, public=True)
    one, two = (ProductFactory(company=seller.company, file=shared) for _each in range(2))
    services.hide_product(one, by=seller)
    shared.refresh_from_db()
    assert shared.public

    services.hide_product(two, by=seller)
    shared.refresh_from_db()
    assert not shared.public


def test_a_block_needs_a_reason_and_holds_until_lifted(seller):
    product, reviewer = ProductFactory(company=seller.company), staff("PO")
    with pytest.raises(RuleBroken):
        services.block_product(product, by=reviewer, reason=" ")
    services.block_product(product, by=reviewer, reason="Licence missing")
    assert not ProductSearch.objects.exists()
    for act in (services.show_product, services.start_revision):
        with pytest.raises(WrongState):
            act(product, by=seller)
    with pytest.raises(NotAllowed):
        services.unblock_product(product, by=seller)
    services.unblock_product(product, by=reviewer)
    services.show_product(product, by=seller)
    assert ProductSearch.objects.exists()


def test_reindexing_finds_the_truth_again(seller):
    kept, hidden = ProductFactory(company=seller.company), ProductFactory()
    ProductSearch.objects.filter(product=kept).delete()
    Product.objects.filter(pk=hidden.pk).update(state=ProductState.HIDDEN)

    assert services.reindex_all() == 1
    assert [row.product for row in ProductSearch.objects.all()] == [kept]


def test_products_of_a_suspended_company_are_not_found(seller):
    ProductFactory(company=seller.company)
    type(seller.company).objects.filter(pk=seller.company_id).update(state="suspended")
    services.reindex_company(seller.company)

    assert not ProductSearch.objects.exists()


ROWS = [
    ClassRow("99000000", "segment", "구분", "Segment"),
    ClassRow("99100000", "family", "군", "Family"),
    ClassRow("99101500", "class", "류", "Class"),
    ClassRow("99101501", "commodity", "품목", "Commodity"),
]


def test_loading_twice_changes_nothing_the_second_time():
    first = services.load_classes(ROWS, release="9.0")
    again = services.load_classes(ROWS, release="9.0")

    assert first.added == 4
    assert (again.added, again.changed, again.unchanged) == (0, 0, 4)


def test_our_own_names_stay_and_official_ones_are_searched():
    node = class_node("99101501", "우리 이름", "Our name")
    services.load_classes(ROWS, release="9.0")
    node.refresh_from_db()

    assert (node.name_en, node.official_en) == ("Our name", "Commodity")


def test_classes_that_a_release_drops_are_retired_but_stay():
    services.load_classes(ROWS, release="9.0")
    loaded = services.load_classes(ROWS[:3], release="9.1")
    assert loaded.retired == 1


@pytest.mark.django_db(transaction=True)
def test_two_reviewers_publish_at_once_and_one_is_told():
    company = CompanyFactory()
    product = ProductFactory(company=company, published=False, version_state=VersionState.SUBMITTED)
    version = product.versions.get()
    BuyerFactory()
    reviewers = [staff("PO"), staff("PO")]
    services.take_up_review(version, by=reviewers[0])

    def publish(reviewer):
        try:
            with override("en"):
                services.publish_version(version, by=reviewer)
        except WrongState as refusal:
            return type(refusal).__name__
        finally:
            connection.close()
        return "published"

    with ThreadPoolExecutor(2) as pool:
        told = sorted(pool.map(publish, reviewers))

    assert told == ["WrongState", "published"]
    assert AuditEntry.objects.filter(what="catalog.productversion.publish").count() == 1
    assert Event.objects.filter(name="catalog.product_published").count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_revisions_begun_at_once_are_one():
    company = CompanyFactory()
    product = ProductFactory(company=company)
    people = [UserFactory(company=company, roles=("SU",)) for _ in range(2)]

    def begin(person):
        try:
            return services.start_revision(product, by=person).pk
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        begun = set(pool.map(begin, people))

    assert len(begun) == 1
