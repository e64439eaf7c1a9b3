"""What the catalogue keeps of a person is shown, and erased with the person."""

import pytest
from django.utils import translation

from catalog.handlers import privacy
from catalog.models import PublicAlert, RecentProduct, SavedSearch
from catalog.tests.factories import ProductFactory
from portal.privacy.services import destruction
from portal.tests.factories import UserFactory

pytestmark = pytest.mark.django_db


def test_searches_alerts_and_pages_seen_last_are_shown_and_erased():
    user, other = UserFactory(email="canary@garam.example"), UserFactory()
    for each in (user, other):
        SavedSearch.objects.create(user=each, name="Bearings", query="q=bearing")
        PublicAlert.objects.create(email=each.email.upper(), language="ko", keyword="bearing")
    RecentProduct.objects.create(user=user, product=ProductFactory())

    with translation.override("en"):
        shown = {section.title: len(section.rows) for section in privacy.sections_of(user)}
    assert shown == {"Saved searches": 1, "Alerts to your address": 1, "Products seen last": 1}

    certificates = {each.holding: each.counts for each in destruction.erase_person(user, reason="asked", by=None)}

    assert certificates["catalog.watching"] == {
        "catalog.savedsearch": 1,
        "catalog.publicalert": 1,
        "catalog.recentproduct": 1,
    }
    assert list(privacy.sections_of(user)) == []
    assert SavedSearch.objects.get().user == other
    assert PublicAlert.objects.count() == 1
