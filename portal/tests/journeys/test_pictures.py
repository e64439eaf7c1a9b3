"""The demonstration fills a portal with every state, and the README's pictures are taken from it.

``SCREENSHOTS=docs make test ARGS="-k pictures"`` writes them anew.
"""

import os
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from catalog.models import Product
from catalog.states import ProductState
from portal.people.models import Company, User
from portal.tests.factories import CompanyFactory
from purchasing.bidding.models import OutageExtension, Partnership, Ruling, SiteVisit, Tender
from purchasing.bidding.rules import Reason
from purchasing.bidding.states import TenderState

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
ROOT = Path(__file__).resolve().parents[3]


def test_pictures_of_the_demonstration(visitor, live_server, tmp_path, starter_classes):
    call_command("demo", scale=1, seed=1, verbosity=0)

    assert {tender.state for tender in Tender.objects.all()} == set(TenderState.values)
    assert Product.objects.filter(state=ProductState.PUBLISHED).count() > 20
    assert Company.objects.count() > 20
    together = Ruling.objects.filter(document__price__statements__has_key="consortium")
    assert Partnership.objects.filter(agreed_at__isnull=False, lead__in=together.values("bid__company")).count() == 1
    assert OutageExtension.objects.filter(outage__confirmed_by__isnull=False).exists()
    assert Ruling.objects.filter(cause=Reason.BELOW_TECHNICAL, tender__min_technical=65).count() == 1
    assert Tender.objects.filter(evaluation_no=2, state=TenderState.EVALUATED).count() == 1
    assert SiteVisit.objects.filter(state="genuine").count() == 1
    tender = Tender.objects.filter(state=TenderState.EVALUATED, limit_calcs__pool_count__gte=3).latest("pk")

    folder = Path(os.environ.get("SCREENSHOTS", tmp_path)).resolve()
    officer = User.objects.get(pk=tender.officer_id)
    shots = {
        "front-ko.png": (visitor(language="ko", width=1280), reverse("home:front")),
        "evaluation-ko.png": (
            visitor(officer, language="ko", width=1280),
            reverse("bidding:evaluation-detail", args=[tender.number]),
        ),
    }
    for name, (person, path) in shots.items():
        page = person.page()
        page.goto(live_server.url + path)
        page.evaluate("document.fonts.ready")
        page.screenshot(path=folder / name, clip={"x": 0, "y": 0, "width": 1280, "height": 1000}, full_page=True)
        assert (folder / name).stat().st_size > 20_000
        assert (ROOT / "docs" / name).exists()


def test_the_demonstration_refuses_a_portal_with_companies():
    CompanyFactory()
    with pytest.raises(CommandError, match="already"):
        call_command("demo", scale=1, seed=1)
