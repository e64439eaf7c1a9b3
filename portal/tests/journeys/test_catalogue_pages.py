"""The pages of the e-Catalog in both languages and themes, wide and narrow."""

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse

from catalog.drawings import schematic
from catalog.models import ProductVersion
from catalog.states import VersionState
from catalog.tests.factories import ProductFactory
from portal.tests.factories import CompanyFactory, UserFactory, staff

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


def with_pictures(version: ProductVersion) -> ProductVersion:
    """Its files get bytes: the factory makes rows only."""
    for attached in version.files.select_related("file"):
        for part in (attached.file.content, attached.file.thumbnail, attached.file.preview):
            part.save("x", ContentFile(schematic("drum")))
    return version


def test_finding(visitor, look):
    products = [ProductFactory(name_ko=f"원심펌프 {n}", name_en=f"Centrifugal pump {n}") for n in range(3)]
    for product in products:
        with_pictures(product.versions.get())
    look(visitor(), reverse("catalog:product-search") + "?q=%ED%8E%8C%ED%94%84")
    look(visitor(), reverse("catalog:product-search") + "?q=nothingatall")
    look(visitor(), reverse("catalog:product-detail", args=[products[0].uid]))


def test_registering(visitor, look):
    company = CompanyFactory()
    seller = UserFactory(company=company, roles=("SA", "SU"))
    draft = with_pictures(ProductFactory(company=company, created_by=seller, published=False).versions.get())
    person = visitor(seller)
    look(person, reverse("catalog:product-mine"))
    look(person, reverse("catalog:product-new"))
    for step in ("basics", "attributes", "supply", "files", "check"):
        look(person, reverse(f"catalog:draft-{step}", args=[draft.uid]))


def test_reviewing(visitor, look):
    version = with_pictures(ProductFactory(published=False, version_state=VersionState.SUBMITTED).versions.get())
    reviewer = visitor(staff("PO"))
    look(reviewer, reverse("catalog:review-queue"))
    look(reviewer, reverse("catalog:review-detail", args=[version.uid]))
