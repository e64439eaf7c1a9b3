"""Open data of notices: plans, lots, questions, amendments, invited suppliers, further documents."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.conf import settings

from portal.clock import today
from portal.tests.factories import CompanyFactory, staff, supplier
from purchasing.bidding import services
from purchasing.bidding.models import OcdsRelease, Tender
from purchasing.bidding.queries import ocds
from purchasing.bidding.queries.ocds_packages import record_of
from purchasing.bidding.rules.ocds import content_of
from purchasing.bidding.services.planning import PlanIn, begin_tender, change_plan, plan_tender, withdraw_plan
from purchasing.bidding.tests import factories
from purchasing.bidding.tests.eco_stage import LINE
from purchasing.bidding.tests.tco_stage import certify
from purchasing.bidding.tests.test_notice_services import two_lots

pytestmark = pytest.mark.django_db

PLAN = PlanIn(title_ko="하반기 베어링", title_en="Bearings, second half", kind="goods", planned_for=date(2090, 3, 1))


def release(tender: Tender) -> OcdsRelease | None:
    return services.release(Tender.objects.select_related("procedure").get(pk=tender.pk))


def record(ocid: str) -> dict:
    return content_of(record_of(list(ocds.releases_of(ocid)))["compiledRelease"])


def test_a_plan_is_released_changed_and_given_up_without_a_word_of_the_draft_behind_it():
    officer = staff("PO")
    tender = plan_tender(PLAN, by=officer).tender
    first = release(tender)
    changed = PlanIn(title_ko="하반기 롤러 베어링", kind="goods", planned_for=date(2090, 4, 1), scope="약 3,000개")
    change_plan(tender, changed, reason="수량 확정", by=officer)
    begin_tender(tender, by=officer)
    Tender.objects.filter(pk=tender.pk).update(description="비밀 초안")
    second = release(tender)
    withdraw_plan(Tender.objects.get(pk=tender.pk), reason="투자 보류", by=officer)
    third = release(tender)

    assert [each.tags for each in (first, second, third)] == [["planning"], ["planningUpdate"], ["planningUpdate"]]
    now = record(first.ocid)["tender"]
    assert (now["title"], now["status"], "title_en" in now) == ("하반기 롤러 베어링", "cancelled", False)
    assert "비밀 초안" not in str([each.document for each in (first, second, third)])


def published_lots():
    """A notice over two lots that takes bids."""
    stage, notice, lots = two_lots()
    for lot in lots:
        services.seal_base_price(
            lot, amount_won=factories.BASE_WON, no_conflict=True, above_budget=True, by=stage.cast.estimator
        )
    services.request_publication(lots[0], by=stage.cast.officer)
    services.approve_publication(Tender.objects.get(pk=lots[0].pk), by=stage.cast.approver)
    return stage, notice, [Tender.objects.get(pk=lot.pk) for lot in lots]


def test_lots_are_one_process_and_items_name_their_lot():
    _stage, notice, lots = published_lots()

    first = release(lots[0])
    again = release(lots[1])

    assert first.ocid == f"{settings.OCDS_PREFIX}-{notice.number}"
    assert again is None
    told = first.document["tender"]
    assert [(lot["id"], lot["status"]) for lot in told["lots"]] == [("1", "active"), ("2", "active")]
    assert {item["relatedLot"] for item in told["items"]} == {"1", "2"}


def test_what_a_notice_does_for_environment_and_society_is_told_of_the_tender_or_of_its_lot():
    for user in (supplier(), supplier()):
        certify(user)
    plain = factories.published()
    both = factories.published(lines=[LINE], eco_premium_on=True, preference_on=True)
    reserved = factories.published(reserved_for="WOMEN", budget_won=Decimal(50_000_000))
    _stage, _notice, lots = published_lots()

    def told(tender: Tender) -> dict:
        return release(tender).document["tender"]

    nothing = told(plain.tender)
    assert (nothing["hasSustainability"], "sustainability" in nothing) == (False, False)
    premium, preference = told(both.tender)["sustainability"]
    assert (premium["goal"], premium["strategies"]) == ("environmental", ["marginOfPreference"])
    assert "1.1로 나눈" in premium["description"]
    assert (preference["goal"], preference["strategies"]) == ("social", ["marginOfPreference"])
    assert "5%" in preference["description"]
    assert [row["strategies"] for row in told(reserved.tender)["sustainability"]] == [["reservedParticipation"]]
    of_lots = told(lots[0])
    assert [each["hasSustainability"] for each in (of_lots, *of_lots["lots"])] == [False] * 3


def test_an_answer_is_released_without_who_asked():
    stage = factories.published()
    asker = supplier()
    question = services.ask_question(stage.tender, text="도장 사양은 무엇입니까?", key="q1", by=asker)
    assert "enquiries" not in release(stage.tender).document["tender"]

    services.answer_question(
        question, published_text="도장 사양은 무엇입니까?", answer="사양서 3쪽을 따릅니다.", by=stage.cast.officer
    )
    released = release(stage.tender)

    [enquiry] = released.document["tender"]["enquiries"]
    assert (enquiry["description"], enquiry["answer"]) == ("도장 사양은 무엇입니까?", "사양서 3쪽을 따릅니다.")
    assert "author" not in enquiry
    assert asker.company.number not in str(released.document)


def test_an_amendment_is_released_and_a_line_that_is_no_longer_wanted_stays_with_nothing():
    stage = factories.published()
    release(stage.tender)
    wanted = services.AmendmentIn(
        lines=factories.LINES[:1], closes_at=services.least_deadline(stage.tender) + timedelta(seconds=1)
    )
    amendment = services.request_amendment(stage.tender, wanted, reason="커플링은 따로 삽니다", by=stage.cast.officer)
    services.approve_amendment(amendment, by=stage.cast.approver)

    released = release(stage.tender)

    assert released.tags == ["tenderAmendment"]
    now = record(released.ocid)["tender"]
    assert [(item["id"], item["quantity"]) for item in now["items"]] == [("1-1", 120), ("1-2", 0)]
    assert [each["rationale"] for each in now["amendments"]] == ["커플링은 따로 삽니다"]
    assert release(stage.tender) is None


def test_a_tender_for_invited_suppliers_is_released_when_it_has_ended():
    companies = [CompanyFactory() for _ in range(3)]
    stage = factories.published(reach="invited", invited=companies, reach_reason="도면 보안")
    assert release(stage.tender) is None

    services.cancel_tender(stage.tender, reason="투자 보류", by=stage.cast.approver)

    released = release(stage.tender)
    assert released.document["tender"]["procurementMethod"] == "limited"
    assert released.document["tender"]["status"] == "cancelled"


def test_a_contract_is_released_with_its_amount_and_day():
    stage = factories.awarded()
    release(stage.tender)
    services.record_contract(
        stage.tender,
        amount_won=stage.tender.winner.ruling.price_won,
        signed_on=today(),
        reference="CTR-7",
        by=stage.cast.officer,
    )

    released = release(stage.tender)

    assert "contract" in released.tags
    [contract] = released.document["contracts"]
    assert (contract["value"]["amount"], contract["dateSigned"]) == (78_500_000, f"{today()}T00:00:00+09:00")
