"""Doors of the evaluation board: who sees what, nothing typed is lost, and no name stands beside a letter."""

import re

import pytest
from django.urls import reverse

from portal.tests.factories import staff
from portal.tests.signin import sign_in
from purchasing.bidding import queries, services
from purchasing.bidding.models import ScoreSheet, Sitting
from purchasing.bidding.states import SittingState
from purchasing.bidding.tests import board_factories as boards

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _english(client):
    client.cookies["django_language"] = "en"


@pytest.fixture
def stage():
    return boards.examining()


def address(tender, name="board-detail", *args):
    return reverse(f"bidding:{name}", args=[tender.number, *args])


def names_of(stage):
    return [user.company.name for user in stage.bidders]


def test_the_officer_names_the_board_on_a_page(client, stage):
    sign_in(client, stage.cast.officer)
    people = [staff("EV", name="평가 가온"), staff("EV", name="평가 나래")]
    assert "No evaluation board is named yet" in client.get(address(stage.tender)).content.decode()

    alone = client.post(address(stage.tender, "board-name"), {"members": [people[0].pk], "chair": people[0].pk})
    assert alone.status_code == 422
    assert "at least two members" in alone.content.decode()
    outside = client.post(
        address(stage.tender, "board-name"), {"members": [person.pk for person in people], "chair": staff("EV").pk}
    )
    assert "The chair is one of the members." in outside.content.decode()
    done = client.post(
        address(stage.tender, "board-name"), {"members": [person.pk for person in people], "chair": people[1].pk}
    )

    assert done.status_code == 303
    assert [seat.user for seat in queries.seats_of(stage.tender)] == [people[1], people[0]]


def test_the_declaration_shows_names_in_alphabet_and_no_letters(client, stage):
    people = boards.board(stage)
    sign_in(client, people[0])

    text = client.get(address(stage.tender, "board-declare")).content.decode()

    assert all(name in text for name in names_of(stage))
    assert "Bidder A" not in text
    missing = client.post(address(stage.tender, "board-declare"), {f"kind-{boards.bid_ids(stage)[0]}": "none"})
    assert missing.status_code == 422
    said = {f"kind-{bid}": "none" for bid in boards.bid_ids(stage)} | {f"kind-{boards.bid_ids(stage)[1]}": "other"}
    wordless = client.post(address(stage.tender, "board-declare"), said)
    assert "Say in words what the reason is." in wordless.content.decode()
    said[f"remark-{boards.bid_ids(stage)[1]}"] = "동창입니다."
    assert client.post(address(stage.tender, "board-declare"), said).status_code == 303
    assert queries.abstentions(stage.tender) == {
        queries.seat_of(people[0], stage.tender).pk: {boards.bid_ids(stage)[1]}
    }


@pytest.mark.parametrize("page", ["board-detail", "board-scores"])
def test_no_name_of_a_bidder_is_on_the_pages_of_a_blind_judgement(client, stage, page):
    people = boards.board(stage)
    boards.declare(stage, people)
    sign_in(client, people[1])

    text = client.get(address(stage.tender, page)).content.decode()

    assert not any(name in text for name in names_of(stage))
    assert not any(user.company.number in text for user in stage.bidders)
    assert not any(bid.receipt in text for bid in stage.bids())
    if page == "board-scores":
        assert "Bidder A" in text
        named = set(re.findall(r'(?:name="(?:say|why)|id="bid)-([^"-]+)', text))
        assert named == set(boards.letters(stage)) == {"A", "B", "C"}
        assert "제안 1: 기술 제안의 적합성" in text


def test_the_evaluation_page_is_closed_while_prices_are_sealed(client, stage):
    people = boards.board(stage)
    sign_in(client, people[0])
    assert client.get(address(stage.tender, "evaluation-detail")).status_code == 404


def test_scores_are_kept_locked_compared_agreed_and_confirmed_on_pages(client, stage):
    people = boards.board(stage)
    boards.declare(stage, people)
    ids = boards.letters(stage)
    criteria = queries.judged_criteria(stage.tender, "technical")
    cells = [(letter, criterion.pk) for letter in ids for criterion in criteria]
    url = address(stage.tender, "board-scores")
    sign_in(client, people[0])

    broken = client.post(url, {f"say-{ids[0]}-{criteria[0].pk}": "120", f"why-{ids[0]}-{criteria[0].pk}": "아주 좋음"})
    assert broken.status_code == 422
    assert "아주 좋음" in broken.content.decode()
    assert client.post(url, {f"say-{ids[0]}-{criteria[0].pk}": "72.5", "step": "keep"}).status_code == 303
    assert 'value="72.5"' in client.get(url).content.decode()
    unfinished = client.post(url, {f"say-{ids[0]}-{criteria[0].pk}": "72.5", "step": "check"})
    assert unfinished.status_code == 422
    missing = {f"say-{letter}-{criterion}" for letter, criterion in cells} - {f"say-{ids[0]}-{criteria[0].pk}"}
    assert set(unfinished.context["form"].errors) == missing
    told = f"Bidder {ids[1]}, {criteria[0].no}. {criteria[0].title} · Points: Give points."
    assert told in unfinished.content.decode()

    marks = {f"say-{letter}-{criterion}": "70" for letter, criterion in cells}
    for place, user in enumerate(people):
        sign_in(client, user)
        given = marks | {f"say-{ids[0]}-{criteria[0].pk}": str(50 + 20 * place)}
        checked = client.post(url, given | {"step": "check"})
        assert checked.status_code == 303
        assert "Read it through before you lock" in client.get(checked.url).content.decode()
        page = client.get(checked.url)
        assert client.post(checked.url, {"read": page.context["own"].read}).status_code == 303
        assert client.get(url).url == checked.url
        assert client.post(url, given).status_code == 409
        assert "Your score sheet" in client.get(checked.url).content.decode()
    assert ScoreSheet.objects.filter(state="locked").count() == 3

    sign_in(client, people[0])
    text = client.get(address(stage.tender)).content.decode()
    assert "wide apart" in text
    assert "The members lie wide apart in 1 place." in text
    agree = address(stage.tender, "board-agree")
    assert 'value="70"' in client.get(agree).content.decode()
    wordless = client.post(agree, marks)
    assert wordless.status_code == 422
    assert "Give the reason" in wordless.content.decode()
    assert (
        client.post(agree, marks | {f"why-{ids[0]}-{criteria[0].pk}": "시험 성적서를 함께 읽었습니다."}).status_code
        == 303
    )
    assert client.post(address(stage.tender, "board-propose"), {"summary": ""}).status_code == 422
    assert (
        client.post(address(stage.tender, "board-propose"), {"summary": "세 제안을 비교했습니다."}).status_code == 303
    )

    sign_in(client, people[1])
    assert "Confirm the proposed result" in client.get(address(stage.tender)).content.decode()
    assert client.post(address(stage.tender, "board-answer"), {"agrees": "no"}).status_code == 422
    for user in people[1:]:
        sign_in(client, user)
        assert client.post(address(stage.tender, "board-answer"), {"agrees": "yes"}).status_code == 303

    assert Sitting.objects.get().state == SittingState.FINAL
    sign_in(client, stage.cast.officer)
    text = client.get(address(stage.tender)).content.decode()
    assert names_of(stage)[0] in text  # the names are back
    assert "Fingerprint of the result" in text
    assert "Change the board" not in text
    assert client.get(address(stage.tender, "board-name")).status_code == 409


def test_the_officer_sees_no_score_before_the_board_has_concluded(client, stage):
    people = boards.board(stage)
    boards.declare(stage, people)
    boards.compared(stage, people, values=[[(81, 70), (90, 85), (60, 75)]] * 3)
    sign_in(client, stage.cast.officer)

    text = client.get(address(stage.tender)).content.decode()

    main = text.split("<main")[1].split("Audit trail")[0]
    assert "81" not in re.sub(r"<[^>]+>", " ", main).split()  # as a word on the page: a token may hold any digits
    assert "shown here when the board has concluded" in text


@pytest.mark.parametrize("who", ["other officer", "evaluator", "requester", "bidder"])
def test_for_others_there_is_no_board(client, stage, who):
    boards.board(stage)
    people = {
        "other officer": staff("PO"),
        "evaluator": stage.cast.evaluator,
        "requester": staff("RQ"),
        "bidder": stage.bidders[0],
    }
    sign_in(client, people[who])
    assert client.get(address(stage.tender)).status_code == 404
    assert client.get(address(stage.tender, "board-scores")).status_code == 404


@pytest.mark.parametrize("bids", [3, 6])
def test_the_board_costs_the_same_for_three_bids_and_for_six(client, bids, django_assert_num_queries):
    stage = boards.examining(prices=[90_000_000 + 1_000_000 * place for place in range(bids)])
    people = boards.board(stage)
    boards.declare(stage, people)
    boards.compared(stage, people, values=[[(80, 70)] * bids] * 3)
    sign_in(client, people[1])
    client.get(address(stage.tender))

    with django_assert_num_queries(38):
        client.get(address(stage.tender))


def test_who_stands_in_for_the_chair_is_asked_for_that_bid(client, stage):
    """The chair abstains from the first bid: the next member judges what is mended there and enters what is agreed."""
    people, first = boards.board(stage), boards.bid_ids(stage)[0]
    boards.declare(stage, people, conflicts={people[0]: [first]})
    mend = services.ask_mend(stage.bids()[0], faults=["clerical"], wanted="사업자 번호 오기", by=people[1])
    services.answer_mend(mend, answers={"clerical": "오기"}, papers={}, by=stage.bidders[0])
    assert asked_of(people) == [["score"], ["score", "mended"], ["score"]]
    sign_in(client, people[1])
    assert "Judge an answer on a formal fault" in client.get(reverse("home:dashboard")).content.decode()
    services.judge_mend(mend, accepted=True, reason="", by=people[1])
    values = [(80, 70), (90, 85), (60, 75)]
    for user in people:
        boards.score(stage, user, "technical", values, without=[first] if user is people[0] else [])
    assert asked_of(people) == [["agree"], ["agree"], []]

    marks = boards.marks(stage, "technical", values)
    own = {place: word for place, word in marks.items() if place[0] == first}
    services.agree_scores(Sitting.objects.get(), own, by=people[1])

    assert asked_of(people) == [["agree"], [], []]  # the chair proposes the result


def asked_of(people) -> list[list[str]]:
    return [[what for _tender, what in queries.boards_waiting_for(user)] for user in people]


def test_a_member_is_asked_on_the_dashboard(client, stage):
    people = boards.board(stage)
    sign_in(client, people[1])
    assert "Declare your interests" in client.get(reverse("home:dashboard")).content.decode()
    boards.declare(stage, people)
    assert "Score the bids" in client.get(reverse("home:dashboard")).content.decode()
    services.cancel_tender(stage.tender, reason="예산이 없어졌습니다.", by=stage.cast.second_approver)
    assert "Score the bids" not in client.get(reverse("home:dashboard")).content.decode()
