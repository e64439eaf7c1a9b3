"""What auditors see of the screens, and the deeds of a case on its page."""

import pytest

from portal.tests.factories import staff
from portal.tests.signin import sign_in
from purchasing.bidding import services
from purchasing.bidding.models import ScreenCase
from purchasing.bidding.tests import factories

pytestmark = pytest.mark.django_db

AGREED = (95_000_000, 98_000_000, 98_400_000, 98_700_000, 99_000_000)


@pytest.fixture
def auditor(client):
    client.cookies["django_language"] = "en"
    user = staff("AU")
    sign_in(client, user)
    client.user = user
    return client


def screened(prices=AGREED) -> factories.Stage:
    stage = factories.opened(prices=prices)
    services.screen_tender(stage.tender, "opening")
    return stage


def address(stage: factories.Stage, more: str = "") -> str:
    return f"/tenders/{stage.tender.number}/screens/{more}"


def test_the_list_names_what_was_noticed(auditor):
    stage = screened()

    body = auditor.get("/tenders/screens/").content.decode()

    assert stage.tender.number in body
    assert "never a reason to exclude" in body
    assert "Prices lie close together" in body
    assert "To be looked at" in body


@pytest.mark.parametrize("tenders", [1, 3])
def test_the_list_costs_the_same_for_one_and_for_three(auditor, tenders, django_assert_num_queries):
    for _ in range(tenders):
        screened()
    auditor.get("/tenders/screens/")

    with django_assert_num_queries(13):
        answer = auditor.get("/tenders/screens/")

    assert len(answer.context["rows"]) == tenders


def test_the_list_is_filtered_by_case_and_flags(auditor):
    screened()
    screened(prices=(80_000_000, 90_000_000, 100_000_000))

    assert len(auditor.get("/tenders/screens/", {"case": "open"}).context["rows"]) == 1
    assert len(auditor.get("/tenders/screens/", {"flag": "low_spread"}).context["rows"]) == 1
    assert len(auditor.get("/tenders/screens/", {"flag": "any"}).context["rows"]) == 2  # closed early in the test
    assert len(auditor.get("/tenders/screens/", {"case": "closed"}).context["rows"]) == 0


def test_each_figure_stands_beside_what_is_usual(auditor):
    screened(prices=factories.LPL_A)
    stage = screened()

    rows = auditor.get(address(stage)).context["rows"]

    spread = rows[0]
    assert (spread["value"], spread["count"], spread["below_pct"], spread["flagged"]) == ("0.017", 1, 0, True)
    assert spread["usual"] == ["0.136", "0.136", "0.136"]


def test_rd_is_explained_with_the_prices_of_the_tender(auditor):
    told = {flag["title"]: flag for flag in auditor.get(address(screened(factories.LPL_A))).context["flags"]}

    words = told["One price apart from a crowd"]["explained"]
    assert "RD = 10,500,000 ÷ 7,835,549 = 1.34" in words
    assert "₩78,500,000, lies ₩10,500,000 above the lowest, ₩68,000,000" in words
    assert words.endswith("this flag alone begins no case.")


def test_rd_without_end_says_that_the_losers_ask_the_same(auditor):
    told = {flag["title"]: flag for flag in auditor.get(address(screened((80, 95, 95, 95)))).context["flags"]}

    assert "all 3 higher prices are the same" in told["One price apart from a crowd"]["explained"]


def test_with_enough_history_the_distribution_is_drawn(auditor):
    for _ in range(8):
        screened(prices=factories.LPL_A)
    stage = screened()

    assert "<svg" in auditor.get(address(stage)).content.decode()


def test_an_auditor_takes_up_closes_and_reopens_the_case(auditor):
    stage = screened()

    auditor.post(address(stage, "take-up/"))
    answer = auditor.post(address(stage, "settle/"), {"finding": "explained", "remark": "고시 가격"}, follow=True)
    assert "The case is closed." in answer.content.decode()
    auditor.post(address(stage, "reopen/"), {"reason": "다시 나왔습니다."})

    case = ScreenCase.objects.get()
    assert (case.state, case.auditor) == ("taken_up", auditor.user)


def test_a_finding_without_words_is_asked_for_and_what_was_chosen_stays(auditor):
    stage = screened()

    answer = auditor.post(address(stage, "settle/"), {"finding": "watched", "remark": ""})

    assert answer.status_code == 422
    assert answer.context["finding"].data["finding"] == "watched"
    assert ScreenCase.objects.get().state == "open"


def test_a_case_that_a_colleague_has_closed_meanwhile_says_so(auditor):
    stage = screened()
    services.settle_case(stage.tender.screen_case, finding="explained", remark="x", by=staff("AU"))

    answer = auditor.post(address(stage, "take-up/"), follow=True)

    assert answer.status_code == 200
    assert ScreenCase.objects.get().state == "closed"


def test_the_dashboard_of_an_auditor_names_the_case(auditor):
    stage = screened()

    assert stage.tender.number in auditor.get("/dashboard/").content.decode()
