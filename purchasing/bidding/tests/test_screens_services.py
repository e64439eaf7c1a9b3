"""Each step is looked at once; two flags make a case; only an auditor looks, and nothing else changes."""

from decimal import Decimal

import pytest

from portal.errors import NotAllowed, RuleBroken, WrongState
from portal.outbox.services import deliver_due
from portal.people.models import User
from portal.tests.factories import staff
from purchasing.bidding import services
from purchasing.bidding.models import ScreenCase, ScreenRun, Tender
from purchasing.bidding.queries import screens as seen
from purchasing.bidding.tests import factories
from purchasing.bidding.tests.told import entries, news

pytestmark = pytest.mark.django_db

AGREED = (95_000_000, 98_000_000, 98_400_000, 98_700_000, 99_000_000)


def flags(run: ScreenRun) -> list[str]:
    return [flag["flag"] for flag in run.flags]


def flagged() -> tuple[factories.Stage, ScreenCase]:
    stage = factories.opened(prices=AGREED)
    services.screen_tender(stage.tender, "opening")
    return stage, ScreenCase.objects.get()


def test_an_opening_is_looked_at_once_and_its_figures_are_kept():
    stage = factories.opened()

    first, again = (services.screen_tender(stage.tender, "opening") for _ in range(2))

    assert first == again
    assert (first.bid_count, first.cv, first.rd, first.diffp) == (
        5,
        Decimal("0.1363"),
        Decimal("1.3400"),
        Decimal("0.1544"),
    )
    assert flags(first) == ["gap_to_losers"]
    assert not ScreenCase.objects.exists()


def test_two_flags_make_a_case_and_the_tender_stays_as_it_is():
    stage, case = flagged()
    before = Tender.objects.values().get(pk=stage.tender.pk)

    assert flags(ScreenRun.objects.get()) == ["low_spread", "gap_to_losers"]
    assert case.state == "open"
    assert news()[-2:] == ["bidding.tender_screened", "bidding.case_begun"]
    assert Tender.objects.values().get(pk=stage.tender.pk) == before
    assert not stage.tender.rulings.exclude(state="opened").exists()


def test_the_news_of_opening_evaluation_and_award_are_each_looked_at():
    stage = factories.awarded()

    while deliver_due():
        continue

    runs = {run.moment: run for run in ScreenRun.objects.filter(tender=stage.tender)}
    assert set(runs) == {"opening", "evaluation", "award"}
    assert flags(runs["evaluation"]) == ["loser_decides"]  # LPL-a: the excluded 68 million pull the floor down
    assert runs["award"].diffp == Decimal("0.1210")


def test_equal_prices_and_a_shared_telephone_are_noticed():
    stage = factories.opened(prices=(90_000_000, 90_000_000, 95_000_000))
    for bidder in stage.bidders[:2]:
        bidder.company.phone = "02-555-0101"
        bidder.company.save()

    run = services.screen_tender(stage.tender, "opening")

    assert flags(run) == ["same_price", "same_trace"]
    assert run.flags[0]["red_flag"] == "R028"
    assert run.flags[1]["figures"] == {"kind": "phone", "times": "2"}
    assert sorted(run.flags[1]["bidders"]) == sorted(bidder.company.number for bidder in stage.bidders[:2])


def test_an_auditor_takes_a_case_up_and_closes_it_with_a_finding():
    stage, case = flagged()
    auditor = staff("AU")

    services.take_up_case(case, by=auditor)
    services.settle_case(case, finding="explained", remark="수입 원자재 가격이 같은 날 고시되었습니다.", by=auditor)

    case.refresh_from_db()
    assert (case.state, case.finding, case.auditor) == ("closed", "explained", auditor)
    assert [(what, by) for what, _before, _after, by in entries(case)] == [
        ("bidding.screencase.take_up", auditor.name),
        ("bidding.screencase.settle", auditor.name),
    ]


def test_a_case_is_closed_with_words_and_by_who_took_it_up():
    _stage, case = flagged()
    auditor = staff("AU")
    services.take_up_case(case, by=auditor)

    with pytest.raises(RuleBroken) as refusal:
        services.settle_case(case, finding="explained", remark="  ", by=auditor)
    assert refusal.value.field == "remark"
    with pytest.raises(NotAllowed, match="A colleague is looking at this case"):
        services.settle_case(case, finding="explained", remark="x", by=staff("AU"))
    with pytest.raises(NotAllowed, match="Only an auditor"):
        services.settle_case(case, finding="explained", remark="x", by=staff("PO"))


def test_a_case_that_a_colleague_has_worked_on_meanwhile_is_not_settled_from_an_old_page():
    _stage, case = flagged()
    auditor, colleague = staff("AU"), staff("AU")
    on_an_old_page = ScreenCase.objects.select_related("tender").get(pk=case.pk)
    services.take_up_case(case, by=colleague)
    with pytest.raises(WrongState, match="in the meantime"):
        services.settle_case(on_an_old_page, finding="explained", remark="x", by=auditor)
    services.settle_case(case, finding="watched", remark="한 번 더 봅니다.", by=colleague)
    with pytest.raises(WrongState, match="in the meantime"):
        services.reopen_case(on_an_old_page, reason="x", by=auditor)
    assert ScreenCase.objects.get().finding == "watched"


def test_a_closed_case_is_looked_at_again_only_for_a_reason():
    _stage, case = flagged()
    auditor = staff("AU")
    services.settle_case(case, finding="watched", remark="한 번 더 봅니다.", by=auditor)

    with pytest.raises(RuleBroken):
        services.reopen_case(case, reason="", by=auditor)
    services.reopen_case(case, reason="같은 묶음이 다시 나왔습니다.", by=auditor)

    case.refresh_from_db()
    assert (case.state, case.finding) == ("taken_up", "")
    with pytest.raises(WrongState):
        services.reopen_case(case, reason="두 번", by=auditor)


def test_screened_tenders_are_seen_by_auditors_and_compliance_alone():
    stage, _case = flagged()

    seen_by = {code for code in ("PO", "AP", "EV", "CE", "OC", "AU", "CP", "AD") if _sees(staff(code), stage)}

    assert seen_by == {"AU", "CP"}
    assert not _sees(stage.bidders[0], stage)


def _sees(user: User, stage) -> bool:
    return seen.screened_visible_to(user).filter(pk=stage.tender.pk).exists()


def test_the_history_of_a_figure_is_what_earlier_tenders_showed():
    first = factories.opened()
    services.screen_tender(first.tender, "opening")
    second = factories.opened(prices=AGREED)
    run = services.screen_tender(second.tender, "opening")

    found = {each.measure: each for each in seen.compared(run)}

    assert found["cv"].history == [Decimal("0.1363")]
    assert found["cv"].below_pct == 0
    assert found["rd"].below_pct == 100
