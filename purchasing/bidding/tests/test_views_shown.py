"""What a tender's pages say: figures rounded once, words for what is so now, a second question before the end."""

import re
from decimal import Decimal
from types import SimpleNamespace

import pytest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import override

from portal.clock import db_now
from portal.tests.factories import staff
from portal.tests.signin import sign_in
from purchasing.bidding import queries, services
from purchasing.bidding.models import Tender
from purchasing.bidding.tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _english(client):
    client.cookies["django_language"] = "en"


def address(tender, name="tender-detail", *args):
    return reverse(f"bidding:{name}", args=[tender.number, *args])


def legend(page: str) -> list[str]:
    found = re.search(r'<ul class="legend">(.*?)</ul>', page, re.DOTALL)
    return [re.sub(r"<[^>]+>", "", entry) for entry in found[1].split("</li>") if entry] if found else []


def test_a_percentage_is_rounded_once(client):
    stage = make.evaluated(prices=(252_000_000, 280_000_000, 300_000_000), base_won=Decimal(318_000_000))
    sign_in(client, stage.cast.officer)

    page = client.get(address(stage.tender, "evaluation-detail")).content.decode()

    assert "79.2%" in page  # 79.245 …, which two decimals on the way would make 79.3
    assert "79.3%" not in page


def test_before_the_evaluation_the_ladder_calls_no_bid_valid(client):
    opened, evaluated = make.opened(), make.evaluated()
    for stage, words in ((opened, ["Not evaluated yet"]), (evaluated, ["First in rank", "Valid", "Below the floor"])):
        sign_in(client, stage.cast.officer)
        page = client.get(address(stage.tender, "evaluation-detail")).content.decode()
        assert legend(page) == words


def test_the_bids_stand_below_each_other_on_a_phone(client):
    stage = make.evaluated()
    sign_in(client, stage.cast.officer)

    page = client.get(address(stage.tender, "evaluation-detail")).content.decode()

    table = re.search(r'<table class="table sticky1 stack" role="table">.*?</table>', page, re.DOTALL)[0]
    assert {"Price", "Rank", "Verdict", "Reason"} <= set(re.findall(r'data-l="([^"]+)"', table))
    assert len(re.findall(r'<tr role="row"', table)) == len(re.findall(r"<tr\b", table)) == 1 + 5


def test_publishing_is_asked_once_more_and_works_without_script(client):
    stage = make.in_review()
    sign_in(client, stage.cast.approver)

    page = client.get(address(stage.tender)).content.decode()

    assert f'action="{address(stage.tender, "tender-publish")}" data-ask="ask-publish"' in page
    dialog = re.search(r'<dialog id="ask-publish".*?</dialog>', page, re.DOTALL)[0]
    assert f"Publish {stage.tender.number}?" in dialog
    assert "Bids are taken until" in dialog
    assert f'action="{address(stage.tender, "tender-publish")}"' in dialog
    assert client.post(address(stage.tender, "tender-publish")).status_code == 303  # the plain form
    assert Tender.objects.get().state == "published"


@pytest.mark.parametrize("rank", [1, 2])
def test_the_award_is_asked_once_more_with_what_follows(client, rank):
    stage = make.evaluated()
    row = next(
        each for each in queries.evaluation_of(stage.cast.officer, stage.tender).rows if each.ruling.rank == rank
    )
    services.propose_award(
        stage.tender, bid=row.bid, reason=make.OUT_OF_ORDER, out_of_order=rank != 1, by=stage.cast.officer
    )
    last = "the award is approved when a second approver agrees", "the standstill begins"
    for approver, words in zip(
        (stage.cast.second_approver, staff("AP")), last if rank == 2 else last[1:], strict=False
    ):
        sign_in(client, approver)
        page = client.get(address(stage.tender, "evaluation-detail")).content.decode()
        dialog = re.search(r'<dialog id="ask-award".*?</dialog>', page, re.DOTALL)[0]
        url = re.search(r'action="([^"]+)" data-ask="ask-award"', page)[1]
        assert f"Award {stage.tender.number} to {row.name}?" in dialog
        assert f"₩{row.ruling.price_won:,}" in dialog
        assert words in dialog
        place = "Rank 2: ₩9,500,000 above the first in rank"
        assert (place in dialog, make.OUT_OF_ORDER in dialog, page.count(place)) == (
            (True, True, 2) if rank == 2 else (False, False, 0)
        )
        assert f'action="{url}"' in dialog
        assert client.post(url).status_code == 303
    assert Tender.objects.get().state == "standstill"


def test_a_long_reason_is_folded_in_the_timeline():
    def shown(reason: str) -> str:
        entry = SimpleNamespace(by="정다은", what="bidding.tender.propose", at=db_now(), reason=reason, hash="")
        with override("en"):
            return render_to_string("components/_timeline.html", {"entries": [entry]})

    long = "가장 낮은 유효 가격입니다. " * 120
    assert "<details" not in shown("가장 낮은 유효 가격입니다.")
    folded = shown(long)
    summary, rest = folded.split("</summary>")
    assert "…" in summary
    assert len(re.sub(r"<[^>]+>", "", summary)) < 400
    assert long.strip() in rest
