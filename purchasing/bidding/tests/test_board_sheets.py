"""A member's own sheet: read through before it is locked, a zero with its reason, and read again at any time."""

import json
from decimal import Decimal

import pytest
from django.urls import reverse

from portal.audit.models import AuditEntry
from portal.audit.queries import timeline_of
from portal.errors import RulesBroken, WrongState
from portal.tests.signin import sign_in
from portal.veils import unveiled
from purchasing.bidding import queries, services
from purchasing.bidding.models import ScoreSheet, Sitting
from purchasing.bidding.services import Said
from purchasing.bidding.tests import board_factories as boards

pytestmark = pytest.mark.django_db
VALUES = [(80, 70), (90, 85), (60, 75)]


@pytest.fixture(autouse=True)
def _english(client):
    client.cookies["django_language"] = "en"


@pytest.fixture
def stage():
    return boards.examining()


@pytest.fixture
def people(stage):
    people = boards.board(stage)
    boards.declare(stage, people)
    return people


def page(stage, name, **query):
    return reverse(f"bidding:{name}", args=[stage.tender.number], query=query)


def save(stage, user, values):
    services.save_scores(stage.tender, "technical", boards.marks(stage, "technical", values), by=user)


def test_a_zero_is_not_locked_without_its_reason(stage, people):
    save(stage, people[0], [(0, 70), (90, 0), (60, 75)])

    with pytest.raises(RulesBroken, match="zero without a reason|사유") as refusal:
        services.lock_sheet(stage.tender, "technical", by=people[0])

    first, second = boards.bid_ids(stage)[:2]
    criteria = queries.judged_criteria(stage.tender, "technical")
    zeros = [(first, criteria[0].pk), (second, criteria[1].pk)]
    assert [each.field for each in refusal.value.each] == [f"why-{bid}-{criterion}" for bid, criterion in zeros]
    reasons = {place: Said(points=Decimal(0), remark="제안서에 없습니다.") for place in zeros}
    services.save_scores(stage.tender, "technical", reasons, by=people[0])
    assert services.lock_sheet(stage.tender, "technical", by=people[0]).state == "locked"


def test_the_sheet_is_read_before_and_after_it_is_locked(client, stage, people):
    save(stage, people[0], VALUES)
    sign_in(client, people[0])

    before = client.get(page(stage, "board-sheet"))
    assert "Read it through before you lock" in before.content.decode()
    read = {"read": before.context["own"].read}
    save(stage, people[0], [(10, 70), *VALUES[1:]])  # in another window
    changed = client.post(page(stage, "board-sheet"), read)
    assert changed.status_code == 422
    assert "have changed since you read them" in changed.content.decode()
    save(stage, people[0], VALUES)
    assert client.post(page(stage, "board-sheet"), read).status_code == 303
    after = client.get(page(stage, "board-sheet")).content.decode()

    assert "Your score sheet" in after
    assert "Lock for good" not in after
    for bid in queries.own_sheet(stage.tender, queries.seat_of(people[0], stage.tender)).bids:
        assert f"{bid.total:.2f}" in after
    assert client.post(page(stage, "board-sheet")).status_code == 409
    assert "Read your sheet" in client.get(page(stage, "board-detail")).content.decode()


def test_an_unfinished_sheet_is_not_locked_from_the_page_that_reads_it(client, stage, people):
    bid, criterion = next(iter(boards.marks(stage, "technical", VALUES)))
    services.save_scores(stage.tender, "technical", {(bid, criterion): Said(points=Decimal(70))}, by=people[0])
    sign_in(client, people[0])

    refused = client.post(page(stage, "board-sheet"))

    assert refused.status_code == 422
    assert "It is not locked." in refused.content.decode()
    assert ScoreSheet.objects.get().state == "open"


def test_nobody_reads_the_sheet_of_another(client, stage, people):
    save(stage, people[0], VALUES)
    for user in (people[1], stage.cast.officer):
        sign_in(client, user)
        assert client.get(page(stage, "board-sheet")).status_code == 404


def test_the_sheet_stays_readable_when_the_board_has_concluded(client, stage, people):
    boards.concluded(stage, people)
    sign_in(client, people[1])

    text = client.get(page(stage, "board-sheet", envelope="technical")).content.decode()

    assert stage.bidders[0].company.name in text  # the names are back
    assert page(stage, "board-sheet", envelope="technical") in client.get(page(stage, "board-detail")).content.decode()
    assert client.get(page(stage, "board-sheet", envelope="price")).status_code == 404


def test_the_board_says_where_it_stands_when_a_step_comes_too_early_or_too_late(client, stage, people):
    sign_in(client, people[0])
    assert client.get(page(stage, "board-agree")).status_code == 409
    boards.compared(stage, people, values=[VALUES] * 3)
    sitting = Sitting.objects.get()
    services.agree_scores(sitting, boards.marks(stage, "technical", VALUES), by=people[0])
    services.propose_result(sitting, summary="비교했습니다.", by=people[0])

    late = client.get(page(stage, "board-agree")).content.decode()

    assert "A result is proposed" in late
    assert "Not possible at this point" in late
    with pytest.raises(WrongState, match="proposed|제안"):
        services.agree_scores(sitting, {}, by=people[0])


def test_the_trail_of_the_board_holds_locks_agreed_scores_and_the_proposal(client, stage, people):
    boards.compared(stage, people, values=[VALUES] * 3)
    sitting = Sitting.objects.get()
    marks = boards.marks(stage, "technical", VALUES)
    services.agree_scores(sitting, marks, by=people[0])
    services.agree_scores(sitting, marks, by=people[0])  # nothing new: no entry
    place = next(iter(marks))
    services.agree_scores(sitting, marks | {place: Said(points=Decimal(77), remark="다시 읽었습니다.")}, by=people[0])
    services.propose_result(sitting, summary="비교했습니다.", by=people[0])

    entries = [each for each in timeline_of(sitting) if each.what.endswith(".scores_agreed")]
    letter = boards.letters(stage)[0]
    assert len(entries) == 2
    assert json.loads(entries[0].payload) == {
        f"{letter}/{queries.judged_criteria(stage.tender, 'technical')[0].no}": ["80", "77"]
    }
    sign_in(client, people[0])
    trail = client.get(page(stage, "board-detail")).content.decode().split("Audit trail")[1]
    of_sittings = AuditEntry.objects.filter(what__in=["bidding.sitting.scores_agreed", "bidding.sitting.propose"])
    assert not unveiled(of_sittings).exists()
    for words in ("Score sheet locked", "All sheets locked", "Agreed scores entered", "Result of the board proposed"):
        assert words in trail
    assert "비교했습니다." in trail
    sign_in(client, stage.cast.officer)
    assert "비교했습니다." not in client.get(page(stage, "board-detail")).content.decode()
    for user in people[1:]:
        services.answer_result(sitting, agrees=True, by=user)
    assert "비교했습니다." in client.get(page(stage, "board-detail")).content.decode()
    assert unveiled(of_sittings).count() == 3


def test_what_was_scored_of_a_bid_that_is_out_is_not_locked(stage, people):
    save(stage, people[0], VALUES)
    out = boards.bid_ids(stage)[0]
    stage.tender.rulings.filter(bid=out).update(state="non_responsive", cause="ruled_out", remark="서명이 없습니다.")

    sheet = services.lock_sheet(stage.tender, "technical", by=people[0])

    assert not sheet.scores.filter(bid=out).exists()
    assert sheet.scores.count() == 4
