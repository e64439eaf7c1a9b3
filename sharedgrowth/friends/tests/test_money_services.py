"""Donations, campaigns, vouchers. Source: domain 10, FRD-03 to FRD-07."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.files.base import ContentFile
from django.db import IntegrityError, connection, transaction
from django.db.models import Sum
from django.utils import translation

from portal.clock import SEOUL, db_now, today
from portal.errors import NotAllowed, RuleBroken, WrongState
from portal.files.models import File
from portal.outbox.models import Event
from portal.periods import months_after
from portal.tests.factories import staff, supplier
from sharedgrowth.friends.handlers.money import tell_new_code
from sharedgrowth.friends.models import Activity, Campaign, Donation, Pledge, Prepayment, Shop, Voucher, YearReport
from sharedgrowth.friends.queries import campaigns as queries
from sharedgrowth.friends.services import campaigns, donations, members, reports, vouchers
from sharedgrowth.friends.tests import stage

pytestmark = pytest.mark.django_db


def test_recipients_are_organisations_without_numbers_of_persons():
    with pytest.raises(RuleBroken, match="Organisations alone") as refusal:
        stage.recipient(name_ko="김영희 010-1234-5678")
    assert refusal.value.field == "name_ko"


def test_a_small_donation_goes_its_way_and_its_receipt_is_kept_five_years():
    giver = stage.member()
    donation = stage.donated(by=giver)
    assert donation.check_needed is False
    donation = donations.approve(donation, by=stage.office())
    donation = donations.hand_over(donation, handed_on=today(), by=giver)
    paper = ContentFile(b"%PDF-1.4\n%%EOF\n", name="receipt.pdf")
    donation = donations.keep_receipt(donation, receipt_no="R-1", receipted_on=today(), upload=paper, by=giver)
    assert donation.keep_until == months_after(today(), 60)
    donation = donations.close(donation, by=stage.office())
    assert donations.run_receipt_clock(today()) == 0
    assert donations.run_receipt_clock(months_after(today(), 60) + timedelta(days=1)) == 1
    assert list(File.objects.values_list("pk", flat=True)) == []
    donation.refresh_from_db()
    assert (donation.state, donation.receipt_no, donation.receipt) == ("closed", "R-1", None)


def test_a_donation_above_a_million_waits_for_compliance():
    donation = stage.donated(value_won=1_000_001)
    office, compliance = stage.office(), staff("CP")
    with pytest.raises(RuleBroken, match="Compliance checks this donation first"):
        donations.approve(donation, by=office)
    found = {"public_official": True, "duty_relation": True, "finding": "시청 담당자가 인허가를 맡고 있습니다."}
    with pytest.raises(RuleBroken, match="never cleared"):
        donations.check_graft(donation, **found, clear=True, by=compliance)
    donations.check_graft(donation, **found, clear=False, by=compliance)
    with pytest.raises(RuleBroken, match="has not cleared"):
        donations.approve(donation, by=office)
    donation = donations.refuse(donation, reason="직무 관련성", by=office)
    assert Donation.objects.get(pk=donation.pk).reason == "직무 관련성"
    with pytest.raises(NotAllowed, match="judged by compliance"):
        donations.check_graft(stage.donated(value_won=2_000_000), **found, clear=False, by=office)


def test_gifts_in_small_parts_are_added_up_and_a_receipt_is_a_paper():
    giver, receiver = stage.member(), stage.recipient()
    parts = [stage.donated(by=giver, value_won=600_000, recipient=receiver) for _each in range(2)]
    other = stage.donated(by=giver, value_won=600_000)
    assert [each.check_needed for each in (*parts, other)] == [False, True, False]
    with pytest.raises(RuleBroken, match="the receipt itself") as refusal:
        donations.keep_receipt(parts[0], receipt_no="R-1", receipted_on=today(), upload=None, by=giver)
    assert refusal.value.field == "upload"


def test_people_who_buy_have_no_part_in_donations():
    buyer, donation = staff("CC", "PO"), stage.donated()
    for act in (
        lambda: donations.approve(donation, by=buyer),
        lambda: campaigns.write_campaign(closes_on=today(), by=buyer),
        lambda: members.enter_recipient(name_ko="가", by=buyer),
    ):
        with pytest.raises(NotAllowed, match="must not feel asked"):
            act()


def test_two_regions_of_ten_and_ten_million_are_forty():
    campaign = stage.matched(amount=10_000_000)
    assert campaign.state == "closed"
    assert Prepayment.objects.aggregate(all=Sum("amount_won"))["all"] == Decimal(40_000_000)
    buyers = Prepayment.objects.filter(payer__is_buyer=True).aggregate(all=Sum("amount_won"))["all"]
    assert buyers == Decimal(20_000_000)


def test_matching_stops_at_the_cap_that_held_when_the_campaign_opened():
    campaign = stage.matched(amount=12_500_001, regions=("KR-47",), shops=3)
    market = campaign.markets.get()
    assert market.matched_won == Decimal(10_000_000)
    partner = Prepayment.objects.filter(payer__is_buyer=False).order_by("pk").values_list("amount_won", flat=True)
    assert list(partner) == [Decimal(4_166_667)] * 3
    assert campaigns.run_campaign_clock(today() + timedelta(days=30)) == 0  # it is closed already


def test_a_pledge_is_given_once_freely_and_taken_back_until_it_is_matched():
    campaign = stage.open_campaign(regions=("KR-47",))
    market, giver = campaign.markets.get(), stage.member()
    pledge = campaigns.pledge(market, amount_won=Decimal(1_000_000), by=giver)
    with pytest.raises(RuleBroken, match="already pledged"):
        campaigns.pledge(market, amount_won=Decimal(1), by=giver)
    with pytest.raises(NotAllowed, match="member company"):
        campaigns.pledge(market, amount_won=Decimal(1), by=supplier("SA"))
    campaigns.withdraw_pledge(pledge, by=giver)
    campaigns.pledge(market, amount_won=Decimal(2_000_000), by=giver)
    campaigns.close_campaign(campaign, by=stage.office())
    with pytest.raises(WrongState, match="matched already"):
        campaigns.withdraw_pledge(Pledge.objects.get(state="standing"), by=giver)
    assert queries.pledged_won(market) == Decimal(2_000_000)


def test_who_enters_a_market_or_a_shop_of_a_colleagues_campaign_does_not_open_it():
    campaign = stage.campaign(regions=("KR-47",), shops=1)
    helper = stage.office()
    campaigns.add_shop(campaign.markets.get(), name="떡집", trade="떡", by=helper)
    with pytest.raises(NotAllowed, match="does not open it"):
        campaigns.open_campaign(campaign, by=helper)
    assert campaigns.open_campaign(campaign, by=stage.office()).state == "open"


def test_nobody_holds_the_code_of_a_shop_and_those_of_its_vouchers():
    prepayment = stage.prepaid(amount=10_000)
    shop, maker, keeper = prepayment.shop, stage.office(), stage.office()
    campaigns.renew_shop_code(shop, by=keeper)
    for holder in (keeper, shop.entered_by):
        with pytest.raises(NotAllowed, match="held the code of the shop"):
            vouchers.make_vouchers(prepayment, face_won=Decimal(10_000), by=holder)
    vouchers.make_vouchers(prepayment, face_won=Decimal(10_000), by=maker)
    with pytest.raises(NotAllowed, match="gets no code of it"):
        campaigns.renew_shop_code(shop, by=maker)
    prepayment.refresh_from_db()
    with pytest.raises(NotAllowed, match="a second person does"):
        vouchers.give_vouchers(prepayment, given_on=today(), by=maker)
    assert not Event.objects.filter(name="friends.shop_code_renewed").exists()
    campaigns.renew_shop_code(shop, by=keeper)  # vouchers are out: compliance is told
    compliance = staff("CP")
    tell_new_code(shop=shop.pk)
    assert (Event.objects.filter(name="friends.shop_code_renewed").count(), compliance.notices.count()) == (1, 1)
    assert vouchers.give_vouchers(prepayment, given_on=today(), by=keeper).state == "redeeming"


def test_nobody_pledges_more_than_can_become_vouchers():
    market = stage.open_campaign(regions=("KR-47",), shops=2).markets.get()
    with pytest.raises(RuleBroken, match="At most") as refusal:
        campaigns.pledge(market, amount_won=Decimal(50_000_001), by=stage.member())
    assert refusal.value.field == "amount_won"
    payer, shop = stage.member(), market.shops.first()  # pledged before there was a limit
    prepayment = Prepayment.objects.create(number="PRE-9", shop=shop, payer=payer.company, amount_won=9 * 10**14)
    prepayment = vouchers.tell_payment(prepayment, paid_on=today(), reference="T-9", by=payer)
    with pytest.raises(RuleBroken, match="more than 500"):
        vouchers.make_vouchers(prepayment, face_won=Decimal(5_000), by=stage.office())


def test_a_cancelled_campaign_frees_the_pledges():
    campaign = stage.open_campaign(regions=("KR-47",))
    campaigns.pledge(campaign.markets.get(), amount_won=Decimal(1_000_000), by=stage.member())
    campaigns.cancel_campaign(campaign, reason="시장 공사", by=stage.office())
    assert list(Pledge.objects.values_list("state", flat=True)) == ["withdrawn"]
    assert Prepayment.objects.count() == 0


def test_vouchers_add_up_to_the_prepayment_and_no_code_is_kept():
    prepayment = stage.prepaid(amount=63_500)
    made = vouchers.make_vouchers(prepayment, face_won=Decimal(10_000), by=stage.office())
    assert [int(voucher.face_won) for voucher, _code in made] == [10_000] * 6 + [3_500]
    assert Voucher.objects.aggregate(all=Sum("face_won"))["all"] == prepayment.amount_won
    codes = {code.replace("-", "") for _voucher, code in made}
    with connection.cursor() as cursor:
        cursor.execute("SELECT row_to_json(v)::text FROM friends_voucher v")
        rows = " ".join(row[0] for row in cursor.fetchall())
    assert len(codes) == 7
    assert not any(code in rows for code in codes)
    with pytest.raises(WrongState, match="once"):
        vouchers.make_vouchers(prepayment, face_won=Decimal(10_000), by=stage.office())


def test_what_a_shop_is_told_of_each_voucher():
    prepayment, made = stage.given(amount=30_000)
    shop = prepayment.shop
    code = made[0][1]
    assert vouchers.redeem(shop=shop, code=f" {code.lower()} ").state == "redeemed"
    other = Shop.objects.exclude(pk=shop.pk).first() or stage.prepaid().shop
    for counter, typed, words in (
        (shop, code, "already redeemed"),
        (other, made[1][1], "another shop"),
        (shop, "0000-0000-0000-0000", "no voucher with this code"),
    ):
        with pytest.raises(RuleBroken, match=words) as refusal:
            vouchers.redeem(shop=counter, code=typed)
        assert refusal.value.field == "code"


@pytest.mark.django_db(transaction=True)
def test_of_two_who_redeem_at_once_exactly_one_is_served():
    prepayment, made = stage.given(amount=10_000)

    def spend(_counter):
        try:
            with translation.override("en"):
                return str(vouchers.redeem(shop=prepayment.shop, code=made[0][1]).state)
        except RuleBroken as refusal:
            return str(refusal)[:33]
        finally:
            connection.close()

    with ThreadPoolExecutor() as pool:
        assert sorted(pool.map(spend, range(2))) == ["This voucher was already redeemed", "redeemed"]
    assert Voucher.objects.get().state == "redeemed"


def test_after_twelve_months_the_rest_goes_to_the_organisation():
    prepayment, made = stage.given(amount=30_000)
    finance = staff("FI")
    vouchers.redeem(shop=prepayment.shop, code=made[0][1])
    with pytest.raises(RuleBroken, match="2 vouchers are still valid"):
        vouchers.settle(prepayment, reference="", by=finance)
    last = months_after(today(), 12)
    assert vouchers.run_voucher_clock(last) == 0
    assert vouchers.run_voucher_clock(last + timedelta(days=1)) == 2
    with pytest.raises(RuleBroken, match="valid until"):
        vouchers.redeem(shop=prepayment.shop, code=made[1][1])
    with pytest.raises(RuleBroken, match="give the receipt"):
        vouchers.settle(prepayment, reference="", by=finance)
    prepayment = vouchers.settle(prepayment, reference="R-77", by=finance)
    assert (prepayment.state, prepayment.rest_won, prepayment.rest_reference) == ("settled", Decimal(20_000), "R-77")
    assert sorted(Voucher.objects.values_list("state", flat=True)) == ["redeemed", "returned", "returned"]


def test_the_buyers_part_is_paid_by_its_finance_alone():
    campaign = stage.matched(amount=50_000, regions=("KR-47",), shops=1)
    buyers = Prepayment.objects.get(payer__is_buyer=True)
    with pytest.raises(NotAllowed):
        vouchers.tell_payment(buyers, paid_on=today(), reference="B-1", by=stage.office())
    assert vouchers.tell_payment(buyers, paid_on=today(), reference="B-1", by=staff("FI")).state == "paid"
    with pytest.raises(NotAllowed, match="does not settle"):
        vouchers.settle(buyers, reference="", by=Prepayment.objects.get(pk=buyers.pk).paid_by)
    with pytest.raises(RuleBroken, match="2 prepayments"):
        campaigns.settle_campaign(Campaign.objects.get(pk=campaign.pk), by=stage.office())


def last_year(activity: Activity) -> int:
    """Of the year before this one, also where the activity was to begin in the next."""
    begins = activity.begins_at - timedelta(days=365 * (1 + activity.begins_at.astimezone(SEOUL).year - today().year))
    Activity.objects.filter(pk=activity.pk).update(
        begins_at=begins, ends_at=begins + timedelta(hours=5), closes_at=begins - timedelta(days=1)
    )
    return begins.astimezone(SEOUL).year


def test_the_report_of_a_year_that_runs_is_not_published():
    author, other, year = stage.office(), stage.office(), today().year
    report = reports.draft_report(year=year, foreword_ko="가", foreword_en="a", by=author)
    with pytest.raises(WrongState, match="still runs"):
        reports.publish_report(report, by=other)
    YearReport.objects.filter(pk=report.pk).update(year=year - 1, drafted_at=db_now() - timedelta(days=366))
    with pytest.raises(WrongState, match="before the year was over"):
        reports.publish_report(report, by=other)
    report = reports.draft_report(year=year - 1, foreword_ko="가", foreword_en="a", by=author)
    assert reports.publish_report(report, by=other).state == "published"


def test_a_published_report_is_frozen_with_its_figures():
    activity = stage.verified(people=5)
    author, other = stage.office(), stage.office()
    year = last_year(activity)
    report = reports.draft_report(year=year, foreword_ko="함께했습니다.", foreword_en="Together.", by=author)
    assert (report.figures["people"], report.figures["hours"], report.figures["members"]) == (5, "10.0", 0)
    with pytest.raises(NotAllowed, match="does not publish"):
        reports.publish_report(report, by=author)
    older = report.sha256
    report = reports.draft_report(year=year, foreword_ko="다시 썼습니다.", foreword_en="Anew.", by=author)
    with pytest.raises(WrongState, match="read it anew"):
        reports.publish_report(report, seen=older, by=other)
    report = reports.publish_report(report, seen=report.sha256, by=other)
    with pytest.raises(WrongState, match="published"):
        reports.draft_report(year=year, foreword_ko="가", foreword_en="a", by=author)
    with transaction.atomic(), pytest.raises(IntegrityError, match="what is bound"):
        YearReport.objects.filter(pk=report.pk).update(figures={})
