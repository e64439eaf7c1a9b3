"""What is heard: suppliers and reviewers are told once, search follows companies."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import Client

from catalog import services
from catalog.models import ProductSearch
from catalog.queries import SearchFilters, search_products
from catalog.states import VersionState
from catalog.tests.factories import ProductFactory, attribute, class_node
from portal.files.policies import may_read
from portal.notices.models import Notice
from portal.outbox.services import announce, deliver_due
from portal.tests.factories import UserFactory, staff, supplier
from portal.tests.signin import sign_in

pytestmark = pytest.mark.django_db


def told(user) -> list[str]:
    return list(Notice.objects.filter(user=user).order_by("pk").values_list("kind", flat=True))


def test_everybody_concerned_is_told_once():
    reviewer = staff("PO")
    product = ProductFactory(published=False)
    seller = UserFactory(company=product.company, roles=("SA",))
    services.set_supply(product, by=seller, lead_time_days=5)
    version = services.submit_version(product.versions.get(), by=seller, definitions={})
    deliver_due()
    version = services.take_up_review(version, by=reviewer)
    services.publish_version(version, by=reviewer)
    deliver_due()
    services.block_product(product.__class__.objects.get(pk=product.pk), by=reviewer, reason="Licence")
    deliver_due()

    assert told(reviewer) == ["catalog.version_submitted"]
    assert told(seller) == ["catalog.product_published", "catalog.product_blocked"]


def test_a_return_and_a_rejection_are_told():
    reviewer = staff("PO")
    for answer in (services.return_version, services.reject_version):
        product = ProductFactory(published=False, version_state=VersionState.IN_REVIEW)
        seller = UserFactory(company=product.company, roles=("SU",))
        answer(product.versions.get(), by=reviewer, reason="No")
        deliver_due()
        assert len(told(seller)) == 1


@pytest.mark.parametrize(("state", "news"), [("suspended", "company_suspended"), ("dormant", "company_rested")])
def test_search_follows_the_company(state, news):
    product = ProductFactory()
    type(product.company).objects.filter(pk=product.company_id).update(state=state)
    assert search_products("", SearchFilters(), AnonymousUser()).hits == []  # also before the news is heard
    announce(f"people.{news}", company=product.company_id)
    deliver_due()
    assert not ProductSearch.objects.exists()

    type(product.company).objects.filter(pk=product.company_id).update(state="active")
    announce("people.company_reinstated", company=product.company_id)
    deliver_due()
    assert ProductSearch.objects.count() == 1


def test_search_follows_the_size_of_the_company():
    product = ProductFactory()
    type(product.company).objects.filter(pk=product.company_id).update(size_class="SMALL")
    announce("people.company_size_changed", company=product.company_id)
    deliver_due()
    assert ProductSearch.objects.get().size_class == "SMALL"


def test_who_reads_a_product_file():
    draft = ProductFactory(published=False)
    sent = ProductFactory(published=False, version_state=VersionState.SUBMITTED)
    files = [product.versions.get().files.get().file for product in (draft, sent)]

    assert [bool(may_read(staff("PO"), file)) for file in files] == [False, True]
    assert [bool(may_read(supplier("SA"), file)) for file in files] == [False, False]


@pytest.mark.parametrize("role", ["CM", "PO", "AD"])
def test_the_administration_keeps_classes_and_only_shows_products(role):
    person = staff(role)
    person.is_staff = True
    person.is_superuser = True
    person.save()
    definition = attribute(class_node(), "bore", quantity="length", unit="mm")
    ProductFactory()
    admin = sign_in(Client(), person)
    for model in ("product", "productversion", "productfile", "productsearch", "reviewremark", "attributevalue"):
        page = admin.get(f"/admin/catalog/{model}/")
        assert page.status_code == 200, model
        assert admin.get(f"/admin/catalog/{model}/add/").status_code == 403, model
    page = admin.get(f"/admin/catalog/attributedef/{definition.pk}/change/")
    assert page.status_code == 200
    assert (b'name="_save"' in page.content) is (role == "CM")
