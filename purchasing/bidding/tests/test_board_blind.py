"""Three envelopes: the bids keep one letter wherever they are judged without names, and no page tells whose it is."""

import json
import re

import pytest
from django.urls import reverse

from portal.audit.queries import timeline_of
from portal.tests.signin import sign_in
from purchasing.bidding import queries, rules, services
from purchasing.bidding.models import Sitting
from purchasing.bidding.tests import board_factories as boards
from purchasing.bidding.tests import factories as make

pytestmark = pytest.mark.django_db

PRICES = (88_000_000, 90_000_000, 95_000_000, 97_000_000)
MET, UNMET = (True, True), (True, False)


@pytest.fixture(autouse=True)
def _english(client):
    client.cookies["django_language"] = "en"


@pytest.fixture
def stage():
    """Four bids; the last member abstains from the second."""
    made = boards.examining(envelopes=make.ENVELOPES, criteria=make.CRITERIA, prices=PRICES)
    made.people = boards.board(made)
    boards.declare(made, made.people, conflicts={made.people[2]: [boards.bid_ids(made)[1]]})
    return made


def address(stage, name="board-detail", *args):
    return reverse(f"bidding:{name}", args=[stage.tender.number, *args])


def qualified(stage) -> Sitting:
    """The board finds that the first bid does not qualify; the technical proposals of the others are open."""
    values, second = [UNMET, MET, MET, MET], boards.bid_ids(stage)[1]
    for user in stage.people:
        boards.score(stage, user, "qualification", values, without=[second] if user is stage.people[2] else [])
    sitting = Sitting.objects.get(envelope="qualification")
    services.agree_scores(sitting, boards.marks(stage, "qualification", values), by=stage.people[0])
    services.propose_result(sitting, summary="자격을 확인했습니다.", by=stage.people[0])
    for user in stage.people[1:]:
        services.answer_result(sitting, agrees=True, by=user)
    boards.open_envelope(stage, "technical")
    sitting.refresh_from_db()
    return sitting


def scored(stage) -> None:
    """Every member has locked the own sheet of the technical proposals."""
    first, second, *_others = boards.bid_ids(stage)
    for user in stage.people:
        without = [first, second] if user is stage.people[2] else [first]
        boards.score(stage, user, "technical", [(80, 70)] * 4, without=without)


def said_under(text: str) -> dict[str, int]:
    """{letter: place of the bidder}, from what each bid answers on a page."""
    parts = re.split(r"Bidder ([A-Z])</h2>", text)
    return {name: int(re.search(r"제안 (\d)", part)[1]) for name, part in zip(parts[1::2], parts[2::2], strict=True)}


def test_every_page_calls_a_bid_by_the_same_letter(client, stage):
    qualified(stage)
    letters = boards.letters(stage)
    mine = {letter: place for place, letter in enumerate(letters, start=1)}
    assert sorted(mine) == ["A", "B", "C", "D"]

    sign_in(client, stage.people[0])
    chair = client.get(address(stage, "board-scores")).content.decode()
    assert said_under(chair) == {letter: place for letter, place in mine.items() if place != 1}
    assert list(said_under(chair)) == sorted(said_under(chair))
    sign_in(client, stage.people[2])
    abstaining = said_under(client.get(address(stage, "board-scores")).content.decode())
    assert abstaining == {letter: place for letter, place in mine.items() if place in (3, 4)}

    sign_in(client, stage.people[0])
    asking = client.get(address(stage, "mend-ask", letters[3])).content.decode()
    assert f"Ask Bidder {letters[3]} to mend" in asking
    services.ask_mend(stage.bids()[3], faults=["clerical"], wanted="사업자 번호 오기", by=stage.people[0])
    services.answer_mend(stage.bids()[3].mend, answers={"clerical": "오기"}, papers={}, by=stage.bidders[3])
    judging = client.get(address(stage, "mend-judge", stage.bids()[3].mend.uid)).content.decode()
    assert f"Bidder {letters[3]}" in judging
    services.judge_mend(stage.bids()[3].mend, accepted=True, reason="", by=stage.people[0])

    scored(stage)
    told = client.get(address(stage, "board-sheet")).content.decode()
    assert re.findall(r"Bidder ([A-Z])</h2>", told) == sorted(letters[1:])
    agreed = client.get(address(stage, "board-agree")).content.decode()
    assert re.findall(r"Bidder ([A-Z])</h2>", agreed) == sorted(letters[1:])
    matrix = client.get(address(stage)).content.decode()
    assert f"평가 다솜 abstained from Bidder {letters[1]}." in matrix


def test_the_trail_and_the_result_tell_the_letters_of_the_pages(client, stage):
    early = qualified(stage)
    letters, receipts = boards.letters(stage), [bid.receipt for bid in stage.bids()]
    scored(stage)
    sitting = Sitting.objects.get(envelope="technical")
    marks = boards.marks(stage, "technical", [(80, 70)] * 4)
    marks = {place: word for place, word in marks.items() if place[0] != boards.bid_ids(stage)[0]}
    services.agree_scores(sitting, marks, by=stage.people[0])
    services.propose_result(sitting, summary="비교했습니다.", by=stage.people[0])
    for user in stage.people[1:]:
        services.answer_result(sitting, agrees=True, by=user)
    sitting.refresh_from_db()

    assert sitting.result["letters"] == dict(zip(receipts, letters, strict=True))
    uids = [str(bid.uid) for bid in stage.bids()]
    drawn = rules.blind_names(sitting.result["seed"], uids)
    assert [drawn[uid] for uid in uids] == letters
    assert told_of(sitting) == set(letters[1:])
    assert (early.result["letters"], early.result["seed"]) == ({}, "")
    assert told_of(early) == set(receipts)
    sign_in(client, stage.people[0])
    assert client.get(address(stage)).content.decode().count("abstained from") == 2  # in both, by name


def told_of(sitting: Sitting) -> set[str]:
    """How the trail calls the bids for which something was agreed."""
    entries = [each for each in timeline_of(sitting) if each.what.endswith(".scores_agreed")]
    return {place.rpartition("/")[0] for entry in entries for place in json.loads(entry.payload)}


def test_where_names_are_shown_no_letter_stands_beside_them(client, stage):
    sign_in(client, stage.people[0])
    text = client.get(address(stage, "board-scores")).content.decode()

    names = sorted(user.company.name for user in stage.bidders)
    assert [name for name in re.findall(r">([^<>]+)</h2>", text) if name in names] == names
    tokens = set(re.findall(r'(?:name="(?:say|why)|id="bid)-([^"]+?)(?:-\d+)?"', text))
    assert tokens == {bid.receipt for bid in stage.bids()}
    assert "Bidder " not in text
    asked = client.get(address(stage, "mend-ask", stage.bids()[0].receipt)).content.decode()
    assert stage.bidders[0].company.name in asked
    assert client.get(address(stage, "mend-ask", boards.letters(stage)[0])).status_code == 404


def test_nothing_of_the_qualification_tells_whose_a_letter_is(client, stage):
    """A fault asked about there stays under the company's name; addresses of a blind proposal name no bid."""
    services.ask_mend(stage.bids()[1], faults=["clerical"], wanted="사업자 번호 오기", by=stage.people[0])
    services.answer_mend(stage.bids()[1].mend, answers={"clerical": "오기"}, papers={}, by=stage.bidders[1])
    services.judge_mend(stage.bids()[1].mend, accepted=True, reason="", by=stage.people[0])
    sitting = qualified(stage)
    sign_in(client, stage.people[0])

    text = client.get(address(stage, "board-scores")).content.decode()
    assert "Bidder " in text
    assert not any(each in text for bid in stage.bids() for each in (str(bid.uid), bid.receipt))
    assert "Mended" not in text
    assert client.get(address(stage, "mend-ask", stage.bids()[2].receipt)).status_code == 404
    assert client.get(address(stage, "mend-ask", stage.bids()[2].uid)).status_code == 404
    board = client.get(address(stage)).content.decode()
    assert "shown again when no names are hidden" in board
    assert ("abstained from" in board, "said met" in board) == (False, False)
    assert stage.bidders[1].company.name in board
    scored(stage)
    board = client.get(address(stage)).content.decode()
    assert board.count("abstained from Bidder") == board.count("abstained from ") == 1
    shown = queries.proposals(stage.tender, "qualification", sitting, queries.opened_rulings(stage.tender))
    assert [each.name for each in shown] == sorted(user.company.name for user in stage.bidders)
    assert {each.letter for each in shown} == {""}
