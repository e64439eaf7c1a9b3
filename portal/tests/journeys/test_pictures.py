"""The demonstration fills a portal with every state, and the README's pictures are taken from it.

``SCREENSHOTS=docs make test ARGS="-k pictures"`` writes them anew.
"""

import os
import re
import shlex
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from catalog.models import ClassNode, Product
from catalog.states import ProductState
from portal.embedded.store import free_port
from portal.people.models import Company, User
from portal.tests.example_runs import EXAMPLES, run_example
from portal.tests.factories import CompanyFactory
from portal.tests.test_developer_examples import worker
from purchasing.bidding.models import OutageExtension, Partnership, Ruling, SiteVisit, Tender, TenderLine
from purchasing.bidding.rules import Reason
from purchasing.bidding.states import TenderState
from purchasing.payments.models import Draw

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
ROOT = Path(__file__).resolve().parents[3]


def test_pictures_of_the_demonstration(visitor, live_server, tmp_path, starter_classes, settings):
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
    coded = TenderLine.objects.exclude(class_code="")
    assert set(coded.values_list("class_code", flat=True)) <= set(ClassNode.objects.values_list("code", flat=True))
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

    partner_twice(live_server, settings)


def partner_twice(live_server, settings) -> None:
    """A stranger with ``make run``: the command in the script's own words, then the script, which may be run again."""
    port = free_port()
    settings.WEBHOOK_LOCAL_RECEIVERS = [f"127.0.0.1:{port}"]
    text = (EXAMPLES / "partner.py").read_text().replace("\\\\\n", "")
    command = re.search(r"manage\.py (api_client --company .*)", text)
    assert command
    out = StringIO()
    call_command(*shlex.split(command[1]), stdout=out)
    told = dict(line.split(maxsplit=1) for line in out.getvalue().splitlines())
    drawn = Draw.objects.count()
    for _time in range(2):
        run_example(
            "partner.py",
            live_server.url,
            told["client_id"],
            told["client_secret"],
            "--port",
            str(port),
            meanwhile=worker,
        )
    assert Draw.objects.count() == drawn + 2
    assert Product.objects.filter(sku__startswith="PARTNER-").count() == 3


def test_the_demonstration_refuses_a_portal_with_companies():
    CompanyFactory()
    with pytest.raises(CommandError, match="already"):
        call_command("demo", scale=1, seed=1)
