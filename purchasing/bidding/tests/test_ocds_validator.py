"""Open data under the official validator and the official merge: each thing that is released, in each form."""

import io
import json
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.management import call_command

from portal.clock import SEOUL, db_now, today
from portal.tests.factories import staff, supplier
from portal.tests.shared_data import shared_file
from purchasing.bidding import services
from purchasing.bidding.models import OcdsRelease, Tender
from purchasing.bidding.queries.ocds import releases_of
from purchasing.bidding.queries.ocds_packages import record_of
from purchasing.bidding.services.planning import change_plan, plan_tender, withdraw_plan
from purchasing.bidding.tests import board_factories as boards
from purchasing.bidding.tests import factories, tco_stage
from purchasing.bidding.tests.eco_stage import LINE
from purchasing.bidding.tests.test_ocds_notice import PLAN, published_lots

pytestmark = pytest.mark.django_db


def _released(stage: factories.Stage) -> factories.Stage:
    services.release(Tender.objects.get(pk=stage.tender.pk))
    return stage


def _finished(stage: factories.Stage) -> factories.Stage:
    """From opened bids to the award at the end of the standstill."""
    cast = stage.cast
    services.evaluate_tender(stage.tender, no_conflict=True, by=cast.evaluator)
    tender = Tender.objects.get(pk=stage.tender.pk)
    first = tender.rulings.select_related("bid").get(rank=1).bid
    decision = services.propose_award(tender, bid=first, reason="최상위", by=cast.officer)
    services.approve_award(decision, by=cast.second_approver)
    factories.pass_standstill(tender)
    stage.tender = services.end_standstill(tender.standstills.get())
    return stage


# What there is -------------------------------------------------------------------------------------------------------
def planned() -> None:
    """A plan that stands, and one that was changed and given up; each step released."""
    plan_tender(PLAN, by=staff("PO"))
    officer = staff("PO")
    given_up = plan_tender(PLAN, by=officer).tender
    services.release(given_up)
    change_plan(given_up, PLAN, reason="시기 확정", by=officer)
    withdraw_plan(Tender.objects.get(pk=given_up.pk), reason="투자 보류", by=officer)


def amended() -> None:
    """A line is no longer wanted."""
    stage = _released(factories.published())
    closes_at = services.least_deadline(stage.tender) + timedelta(seconds=1)
    wanted = services.AmendmentIn(lines=factories.LINES[:1], closes_at=closes_at)
    amendment = services.request_amendment(stage.tender, wanted, reason="따로 삽니다", by=stage.cast.officer)
    services.approve_amendment(amendment, by=stage.cast.approver)


def cancelled(**facts) -> None:
    """Given up while bids were taken."""
    stage = _released(factories.published(**facts))
    services.cancel_tender(stage.tender, reason="설비 계획 변경", by=stage.cast.approver)


def asked_about() -> None:
    """A notice over two lots, with an answered question."""
    stage, _notice, lots = published_lots()
    question = services.ask_question(lots[0], text="도장 사양?", key="q", by=supplier())
    services.answer_question(question, published_text="도장 사양?", answer="사양서 3쪽", by=stage.cast.officer)


def another_round() -> None:
    """Too few bids, and the round that followed."""
    stage = _released(factories.closed(prices=(90_000_000,), rebid_conditions="같은 조건"))
    cast, tender = stage.cast, services.begin_round(stage.tender, by=stage.cast.officer)
    services.edit_tender(tender, by=cast.officer, closes_at=db_now() + timedelta(days=10))
    services.seal_base_price(
        tender, amount_won=factories.BASE_WON, no_conflict=True, above_budget=True, by=cast.estimator
    )
    services.request_publication(tender, by=cast.officer)
    services.approve_publication(tender, by=cast.approver)


def contracted() -> None:
    """Awarded, released, signed."""
    stage = _released(factories.awarded())
    price_won = stage.tender.winner.ruling.price_won
    signed = {"amount_won": price_won, "signed_on": today(), "reference": "CTR-7"}
    services.record_contract(stage.tender, **signed, by=stage.cast.officer)


def lapsed() -> None:
    """Awarded and released; then the winner declined."""
    stage = _released(factories.awarded())
    services.lapse_award(stage.tender, declined=True, reason="계약을 포기했습니다.", by=stage.cast.second_approver)


def by_points() -> None:
    """Three envelopes, judged by a board, price and quality weighed."""
    stage = boards.examining(method="COMPOSITE", envelopes=factories.ENVELOPES, criteria=factories.CRITERIA)
    people = boards.board(stage)
    boards.declare(stage, people)
    boards.concluded(stage, people, envelope="qualification", values=[(True, True)] * 3)
    boards.open_envelope(stage, "technical")
    boards.concluded(stage, people)
    boards.open_envelope(stage, "price")
    _finished(stage)


def by_total_cost() -> None:
    """The cost of the whole life decides."""
    stage = tco_stage.worked_example()
    tco_stage.verify_lives(stage)
    _finished(stage)


def everything() -> None:
    """One of each."""
    for make in (planned, amended, asked_about, another_round, contracted, lapsed, by_points, by_total_cost):
        make()
    cancelled()
    cancelled(reach="invited", invited=[supplier().company for _each in range(3)], reach_reason="도면 보안")
    factories.awarded()
    factories.evaluated(prices=(50_000_000, 52_000_000, 54_000_000))
    factories.published(lines=[LINE], eco_premium_on=True, preference_on=True)


# Tests ---------------------------------------------------------------------------------------------------------------
def test_the_official_validator_finds_nothing_in_any_form(client, tmp_path):
    everything()
    files = {name: tmp_path / f"{name}.json" for name in ("releases", "records", "year", "api-releases", "api-records")}
    for name in ("releases", "records"):
        call_command("export_ocds", out=files[name], records=name == "records", stdout=io.StringIO())
    year = OcdsRelease.objects.latest("pk").released_at.astimezone(SEOUL).year
    files["year"].write_bytes(client.get(f"/tenders/open-data/releases-{year}.json").getvalue())
    for name in ("releases", "records"):
        files[f"api-{name}"].write_bytes(client.get(f"/api/v1/ocds/{name}/").content)

    told = {name: _validated(file) for name, file in files.items()}

    assert {name: lines for name, lines in told.items() if lines} == {}
    tags = {tag for release in OcdsRelease.objects.all() for tag in release.tags}
    assert tags == {
        "planning", "planningUpdate", "tender", "tenderUpdate", "tenderAmendment", "tenderCancellation", "award",
        "awardCancellation", "contract",
    }  # fmt: skip
    kinds = {each for release in json.loads(files["releases"].read_text())["releases"] for each in release}
    assert {"awards", "bids", "contracts", "relatedProcesses"} <= kinds


def _validated(package: Path) -> list[str]:
    """What the official validator says against it; nothing if it is in order."""
    tool, python = shared_file("ocds/ocds_offline.py"), sys.executable
    told = subprocess.run([python, tool, "cove", package], capture_output=True, text=True, check=False)  # noqa: S603
    clean = (told.returncode, told.stderr) == (0, "") and "problems 0" in told.stdout
    return [] if clean else [*told.stdout.splitlines(), *told.stderr.splitlines()[-3:]]


def test_the_official_merge_gives_our_record(tmp_path):
    tool, python = shared_file("ocds/ocds_offline.py"), sys.executable
    stage = _released(factories.published(prices=factories.LPL_A))
    factories.pass_deadline(stage.tender)
    stage.tender = services.close_tender(stage.tender)
    factories.open_bids(stage)
    _finished(stage)
    call_command("export_ocds", out=tmp_path / "releases.json", stdout=sys.stderr)
    with (tmp_path / "releases.json").open() as package:
        told = subprocess.run(  # noqa: S603
            [python, tool, "kit", "compile"], stdin=package, capture_output=True, text=True, check=True
        )

    official = [json.loads(line) for line in told.stdout.splitlines()]

    released = list(releases_of(OcdsRelease.objects.first().ocid))
    assert official == [record_of(released)["compiledRelease"]]
    assert len(released) > 1
