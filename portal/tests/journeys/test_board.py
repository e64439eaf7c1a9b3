"""The evaluation board: two members score alone under letters, compare, agree, and confirm; a fault is mended once."""

import pytest
from django.urls import reverse
from django.utils.translation import override

from portal.tests.factories import staff
from portal.tests.journeys.pressing import every, expect
from purchasing.bidding import services
from purchasing.bidding.models import Sitting
from purchasing.bidding.states import SittingState
from purchasing.bidding.tests import board_factories as boards

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


def test_a_board_scores_alone_and_concludes_before_the_price(visitor, live_server):
    stage = boards.examining(prices=(88_000_000, 90_000_000))
    people = [staff("EV", name="평가 가온"), staff("EV", name="평가 나래")]
    address = live_server.url + reverse("bidding:board-detail", args=[stage.tender.number])
    with override("en"):
        names = [user.company.name for user in stage.bidders]

    people_at_it = [visitor(person) for person in people]
    officer = visitor(stage.cast.officer).page()
    officer.goto(address)
    officer.get_by_role("link", name="Name the board").click()
    for person in people:
        officer.get_by_role("checkbox", name=str(person)).check()
    officer.get_by_label("Chair").select_option(label=str(people[0]))
    officer.get_by_role("button", name="Name the board").click()
    expect(officer.locator("#messages")).to_contain_text("The board is named")

    pages = {}
    for place in range(len(people)):
        page = pages[place] = people_at_it[place].page()
        page.goto(address)
        page.get_by_role("link", name="Declare interests").click()
        for name in names:
            page.get_by_label(name).select_option(label="No conflict of interest")
        page.get_by_role("button", name="Record the declaration").click()
        page.get_by_role("link", name="Score the bids").click()
        expect(page.get_by_role("heading", name="Bidder A")).to_be_visible()
        assert not [name for name in names if name in page.locator("main").inner_text()]
        for points in every(page.get_by_label("Points")):
            points.fill(str(70 + 10 * place))
        page.get_by_role("button", name="Read it through").click()
        expect(page.locator("main")).to_contain_text(f"{70 + 10 * place}.00")
        page.get_by_role("button", name="Lock for good").click()
        expect(page.locator("#messages")).to_contain_text("Your sheet is locked")

    chair, member = pages[0], pages[1]
    chair.goto(address)
    chair.get_by_role("link", name="Enter what is agreed").click()
    chair.get_by_role("button", name="Keep what is agreed").click()
    expect(chair.locator("#messages")).to_contain_text("What was agreed is kept")
    chair.get_by_label("What the result rests on").fill("두 제안의 설비 구성을 비교했습니다.")
    chair.get_by_role("button", name="Propose the result").click()
    expect(chair.locator("#messages")).to_contain_text("The result is proposed")
    member.goto(address)
    member.get_by_role("radio", name="I agree").check()
    member.get_by_role("button", name="Give your word").click()
    expect(member.locator("#messages")).to_contain_text("Your word is recorded")

    assert Sitting.objects.get().state == SittingState.FINAL
    expect(member.locator("main")).to_contain_text(names[0])  # the names are back
    expect(member.get_by_role("img").first).to_be_visible()  # the points of the bids


def test_the_pages_of_a_board_are_sound_for_everybody(visitor, look):
    stage = boards.examining()
    people = boards.board(stage)
    tender = stage.tender
    look(visitor(stage.cast.officer), reverse("bidding:board-name", args=[tender.number]))
    chair = visitor(people[0])
    look(chair, reverse("bidding:board-declare", args=[tender.number]))
    boards.declare(stage, people)
    look(chair, reverse("bidding:board-scores", args=[tender.number]))
    mend = services.ask_mend(stage.bids()[0], faults=["paper", "clerical"], wanted="인증서 사본", by=people[0])
    look(visitor(stage.bidders[0]), reverse("bidding:mend-answer", args=[tender.number, mend.uid]))
    look(chair, reverse("bidding:mend-judge", args=[tender.number, mend.uid]))
    boards.compared(stage, people, values=[[(80, 70), (90, 85), (60, 75)], [(40, 70), (90, 85), (60, 75)]] * 2)
    look(chair, reverse("bidding:board-agree", args=[tender.number]))
    look(chair, reverse("bidding:board-sheet", args=[tender.number]))
    look(chair, reverse("bidding:board-detail", args=[tender.number]))
