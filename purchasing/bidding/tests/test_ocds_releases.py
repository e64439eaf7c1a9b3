"""Open data: what is released at each step, that it merges to what stands, and that nothing sealed is in it."""

import json
from decimal import Decimal
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from portal.outbox.services import deliver_due
from purchasing.bidding import services
from purchasing.bidding.models import OcdsRelease, Tender
from purchasing.bidding.queries import ocds
from purchasing.bidding.queries.ocds_packages import record_of
from purchasing.bidding.rules.ocds import content_of
from purchasing.bidding.tests import factories

pytestmark = pytest.mark.django_db


def released(stage) -> list[OcdsRelease]:
    services.release(Tender.objects.get(pk=stage.tender.pk))
    return list(OcdsRelease.objects.filter(tender=stage.tender).order_by("seq"))


def stands(stage) -> dict:
    """The compiled release of the tender, without what belongs to the release alone."""
    return content_of(record_of(released(stage))["compiledRelease"])


def everything(stage) -> str:
    return json.dumps([release.document for release in released(stage)], ensure_ascii=False)


@pytest.mark.parametrize("stage", ["draft", "in_review"])
def test_nothing_is_released_before_the_notice(stage):
    assert released(getattr(factories, stage)()) == []


def test_a_notice_is_released_once_however_often_it_is_heard(settings):
    stage = factories.published()

    first, again = released(stage), released(stage)

    assert [release.pk for release in first] == [release.pk for release in again]
    document = first[0].document
    assert document["tag"] == ["tender"]
    assert document["ocid"] == f"{settings.OCDS_PREFIX}-{stage.tender.number}"
    assert document["tender"]["status"] == "active"
    assert document["tender"]["title_en"] == "Bearings, annual price"
    assert [item["quantity"] for item in document["tender"]["items"]] == [120, 2.5]
    assert [(party["roles"]) for party in document["parties"]] == [["buyer", "procuringEntity"]]


@pytest.mark.parametrize("stage", ["published", "closed", "opened", "evaluated", "proposed"])
def test_before_the_result_neither_bids_nor_bidders_nor_their_number_nor_the_base_price_are_told(stage):
    made = getattr(factories, stage)(prices=(71_234_567, 82_345_678, 83_456_789), base_won=Decimal(99_887_766))

    told = everything(made)

    companies = [bidder.company for bidder in made.bidders]
    secrets = [*(company.number for company in companies), *(company.legal_name_ko for company in companies)]
    assert not [
        secret for secret in (*secrets, "71234567", "82345678", "99887766", '"bids"', '"awards"') if secret in told
    ]


def test_a_result_tells_every_bid_its_verdict_the_statistics_and_the_award():
    stage = factories.awarded()

    now = stands(stage)

    assert now["tender"]["status"] == "complete"
    assert now["tender"]["value"] == {"amount": 100_000_000, "currency": "KRW"}
    details = {bid["value"]["amount"]: bid["status"] for bid in now["bids"]["details"]}
    assert details == {
        68_000_000: "disqualified",
        78_500_000: "valid",
        88_000_000: "valid",
        92_000_000: "valid",
        97_000_000: "valid",
    }
    measures = {each["measure"]: each["value"] for each in now["bids"]["statistics"]}
    assert measures["bids"] == 5
    assert measures["validBids"] == 4
    assert measures["tendersAbnormallyLow"] == 1
    assert measures["lowestValidBidValue"] == 78_500_000
    [award] = now["awards"]
    winner = stage.tender.winner
    assert award["value"]["amount"] == 78_500_000
    assert award["relatedBid"] == winner.receipt
    assert award["suppliers"] == [{"id": winner.company.number, "name": winner.company.legal_name_ko}]
    roles = {party["id"]: party["roles"] for party in now["parties"]}
    assert roles[winner.company.number] == ["supplier", "tenderer"]


def test_a_cancelled_tender_says_so():
    stage = factories.published()
    released(stage)
    services.cancel_tender(stage.tender, reason="설비 계획 변경", by=stage.cast.approver)

    assert released(stage)[-1].tags == ["tenderCancellation"]
    assert stands(stage)["tender"]["status"] == "cancelled"


def test_a_failed_tender_tells_its_opened_bids_and_has_no_award():
    stage = factories.evaluated(prices=(50_000_000, 52_000_000, 54_000_000))

    now = stands(stage)

    assert now["tender"]["status"] == "unsuccessful"
    assert [bid["status"] for bid in now["bids"]["details"]] == ["disqualified"] * 3
    assert "awards" not in now


def test_the_news_of_the_outbox_release_step_by_step():
    stage = factories.awarded()

    while deliver_due():
        continue

    assert [release.tags for release in released(stage)] == [["award", "tender"]]


def test_releases_follow_each_other_in_time_and_each_knows_its_tag():
    stage = factories.published(prices=factories.LPL_A)
    released(stage)
    factories.pass_deadline(stage.tender)
    stage.tender = services.close_tender(stage.tender)
    released(stage)
    factories.open_bids(stage)
    services.evaluate_tender(stage.tender, no_conflict=True, by=stage.cast.evaluator)
    stage.tender.refresh_from_db()

    found = released(stage)

    assert [release.tags for release in found] == [["tender"], ["tenderUpdate"]]  # the deadline, moved by the test
    dates = [release.document["date"] for release in found]
    assert dates == sorted(set(dates))


@pytest.mark.parametrize("stage", ["published", "closed", "evaluated", "awarded"])
def test_the_compiled_record_equals_what_stands(stage):
    made = getattr(factories, stage)()

    assert stands(made) == ocds.snapshot(ocds.process_of(Tender.objects.get(pk=made.tender.pk)))


def test_a_place_where_nothing_can_be_written_is_told_before_anything_is_released(tmp_path):
    factories.published()
    for place, told in ((tmp_path / "none" / "package.json", "No such file"), (tmp_path, "Is a directory")):
        with pytest.raises(CommandError, match=told):
            call_command("export_ocds", out=place)
    assert not OcdsRelease.objects.exists()


def test_the_command_writes_a_package(tmp_path, capsys):
    factories.published()

    call_command("export_ocds", out=tmp_path / "package.json")

    package = json.loads((tmp_path / "package.json").read_text())
    assert package["version"] == "1.1"
    assert [release["tag"] for release in package["releases"]] == [["tender"]]
    assert "1 releases" in capsys.readouterr().out
    assert Path(tmp_path / "package.json").read_text().endswith("\n")
