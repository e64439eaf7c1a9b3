"""A GEM year: contributions that differ, what may be spent, two companies that agree, tranches on reports."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.utils.translation import override

from portal.clock import today
from portal.errors import NotAllowed, RuleBroken, WrongState
from portal.files.tests.factories import pdf_bytes, upload
from portal.people.models import Membership
from portal.tests.factories import UserFactory, staff
from portal.tests.shared_data import golden
from purchasing.payments.models import Balance
from sharedgrowth.funds.models import Contribution, Grant, GrantReport, GrantTranche
from sharedgrowth.funds.queries.gem import gem_funds_visible_to, money_of, proposals_visible_to
from sharedgrowth.funds.services import gem, gem_grants
from sharedgrowth.funds.tests import gem_stage as stage


@pytest.fixture(autouse=True)
def english():
    with override("en"):
        yield


def cash(fund) -> Decimal:
    rows = Balance.objects.filter(account__book__name=fund.number, account__code="1000", account__currency="USD")
    return sum((row.debit - row.credit for row in rows), Decimal(0))


def money(people):
    return money_of([people.first])[people.first.pk]


def reported(people, proposal, *, is_final=False, spent=20_000, accepted=True, **given) -> GrantReport:
    made = gem_grants.hand_in_report(
        proposal,
        uploads=[upload("evidence.pdf", pdf_bytes())],
        is_final=is_final,
        text="나무를 심었습니다.",
        spent_usd=Decimal(spent),
        by=people.officer,
        **given,
    )
    return gem_grants.decide_report(made, accepts=True, remark="", by=people.manager) if accepted else made


def paid(people, proposal, no, *, rate="1300") -> GrantTranche:
    tranche = gem_grants.approve_tranche(proposal.grant.tranches.get(no=no), by=people.manager)
    day = {"paid_on": today(), "rate": Decimal(rate), "reference": f"OUT-{no}"}
    return gem_grants.pay_tranche(tranche, **day, by=people.finance)


@pytest.mark.django_db
def test_a_year_spends_twice_the_smaller_contribution_and_the_rest_stays_reserved():
    people = stage.pair()
    stage.received(people, "house", 50_000)
    stage.received(people, "partner", 42_000)
    smaller, whole = golden("gem")
    found = money(people)
    assert (found.partner, found.spendable, found.house_reserved, found.partner_reserved) == (smaller, whole, 8_000, 0)
    assert found.won == 50_000 * stage.RATE + 42_000 * stage.RATE
    assert cash(people.fund) == 92_000
    made = stage.shortlisted(people, budget=90_000)
    with pytest.raises(RuleBroken, match="Only USD 84,000.00"):
        gem_grants.vote_on_proposal(made, agrees=True, amount=Decimal(84_001), reason="찬성", by=people.approver)
    gem_grants.vote_on_proposal(made, agrees=True, amount=Decimal(84_000), reason="찬성", by=people.approver)
    made.refresh_from_db()
    assert made.state == "shortlisted"
    with pytest.raises(RuleBroken, match="both grant the same"):
        gem_grants.vote_on_proposal(made, agrees=True, amount=Decimal(80_000), reason="찬성", by=people.partner)
    gem_grants.vote_on_proposal(made, agrees=True, amount=Decimal(84_000), reason="찬성", by=people.partner)
    made.refresh_from_db()
    assert (made.state, money(people).left) == ("granted", 0)
    stage.received(people, "partner", 8_000, reference="IN-2")  # the rest comes after all
    assert (money(people).spendable, money(people).left, money(people).house_reserved) == (100_000, 16_000, 0)


@pytest.mark.django_db
def test_both_sign_the_fund_and_one_no_refuses_a_proposal():
    people = stage.pair(state="proposed")
    with pytest.raises(NotAllowed):
        gem.agree_gem_fund(people.fund, by=UserFactory(roles=("SA",)))
    with pytest.raises(NotAllowed):
        gem.agree_gem_fund(people.fund, by=people.officer)
    gem.agree_gem_fund(people.fund, by=people.partner)
    with pytest.raises(WrongState, match="already signed"):
        gem.agree_gem_fund(people.fund, by=people.partner)
    fund = gem.start_gem_fund(gem.agree_gem_fund(people.fund, by=people.approver), by=people.officer)
    people.fund = fund
    assert [(year.no, year.country) for year in fund.years.all()] == [(1, "KR"), (2, "AU")]
    stage.received(people, "house", 50_000)
    stage.received(people, "partner", 50_000)
    made = stage.shortlisted(people)
    formerly = staff("AP")
    Membership.objects.create(user=formerly, company=fund.partner, state="disabled")
    with pytest.raises(NotAllowed, match="belong, or belonged"):
        gem_grants.vote_on_proposal(made, agrees=True, amount=Decimal(10_000), reason="찬성", by=formerly)
    gem_grants.vote_on_proposal(made, agrees=True, amount=Decimal(10_000), reason="찬성", by=people.approver)
    gem_grants.vote_on_proposal(made, agrees=False, amount=Decimal(0), reason="지역 선호", by=people.partner)
    made.refresh_from_db()
    assert (made.state, made.reason, Grant.objects.count()) == ("refused", "지역 선호", 0)


@pytest.mark.django_db
def test_contributions_are_requested_sixty_days_ahead_overdue_after_thirty_and_waived_by_both():
    people = stage.pair(begins_on=today() + timedelta(days=60))
    assert gem.follow_contributions() == 2
    assert gem.follow_contributions() == 0
    late = Contribution.objects.get(year=people.first, side="partner")
    Contribution.objects.filter(pk=late.pk).update(due_on=today() - timedelta(days=31))
    assert gem.follow_contributions() == 1
    late.refresh_from_db()
    assert late.state == "overdue"
    stage.received(people, "partner", "42000.50")
    late = gem.waive_contribution(Contribution.objects.get(pk=late.pk), reason="광산 휴업", by=people.partner)
    assert late.state == "partly"
    late = gem.waive_contribution(late, reason="", by=people.approver)
    assert (late.state, late.received) == ("waived", Decimal("42000.50"))
    with pytest.raises(WrongState):
        stage.received(people, "partner", 1)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("amount", "rate", "words"),
    [(0, "1", "above zero"), (50_001, "1", "Only USD 50,000.00"), (1, "0", "won for one dollar")],
)
def test_no_receipt_that_cannot_be(amount, rate, words):
    people = stage.pair()
    with pytest.raises(RuleBroken, match=words):
        stage.received(people, "house", amount, rate=Decimal(rate))


@pytest.mark.django_db
def test_tranches_wait_for_reports_and_the_course_of_the_dollar_is_shown_not_spent():
    people = stage.pair()
    for side in ("house", "partner"):
        stage.received(people, side, 50_000, rate=Decimal(1_200))
    proposal = stage.granted(people, 40_000)
    assert [each.amount for each in proposal.grant.tranches.all()] == [20_000, 12_000, 8_000]
    with pytest.raises(WrongState, match="Sign the grant agreement"):
        paid(people, proposal, 1)
    gem_grants.start_grant(proposal, by=people.officer)
    paid(people, proposal, 1)
    with pytest.raises(WrongState, match="report on the tranche before"):
        paid(people, proposal, 2)
    report = reported(people, proposal, accepted=False, trees=5_000)
    with pytest.raises(NotAllowed, match="does not accept"):
        gem_grants.decide_report(report, accepts=True, remark="", by=people.officer)
    gem_grants.decide_report(report, accepts=True, remark="", by=people.manager)
    paid(people, proposal, 2)
    with pytest.raises(WrongState, match="final report"):
        paid(people, proposal, 3)
    reported(people, proposal, is_final=True, spent=40_000, trees=11_000, hectares=Decimal(4))
    paid(people, proposal, 3)
    proposal.refresh_from_db()
    assert gem_grants.accept_project(proposal, by=people.officer).state == "accepted"
    found = money(people)
    assert (found.paid, found.left, cash(people.fund)) == (40_000, 60_000, 60_000)
    assert found.fx_won == 40_000 * (1_300 - 1_200)
    gem.wind_up_gem_fund(people.fund, by=people.officer)
    fund = gem.close_gem_fund(people.fund, unspent="return", by=people.approver)
    assert (fund.state, cash(fund)) == ("closed", 0)


@pytest.mark.django_db
def test_a_report_needs_evidence_and_who_approves_a_tranche_does_not_pay_it():
    people = stage.pair()
    for side in ("house", "partner"):
        stage.received(people, side, 50_000)
    proposal = gem_grants.start_grant(stage.granted(people), by=people.officer)
    with pytest.raises(RuleBroken, match="photographs alone are none"):
        gem_grants.hand_in_report(
            proposal, uploads=[], is_final=False, text="T", spent_usd=Decimal(1), by=people.officer
        )
    both = staff("FM", "FI")
    tranche = gem_grants.approve_tranche(proposal.grant.tranches.get(no=1), by=both)
    with pytest.raises(NotAllowed, match="does not pay"):
        gem_grants.pay_tranche(tranche, paid_on=today(), rate=Decimal(1), reference="R", by=both)


@pytest.mark.django_db
def test_an_operator_is_checked_by_another_person_and_overhead_is_at_most_a_tenth():
    people = stage.pair()
    with pytest.raises(RuleBroken, match="at most 10%"):
        stage.proposed(people, budget=40_000, overhead="4000.01")
    made = gem_grants.take_up_proposal(stage.proposed(people), by=people.officer)
    given = {"is_registered": True, "is_unsanctioned": True, "is_unofficial": False, "is_unrelated": True}
    with pytest.raises(NotAllowed, match="does not check"):
        gem_grants.check_operator(made, **given, checks="조회", by=people.officer)
    assert gem_grants.check_operator(made, **given, checks="조회", by=people.manager).state == "refused"
    twice = {"registration": "R-same", "title_en": "The same project"}
    stage.proposed(people, **twice)
    with pytest.raises(RuleBroken, match="funded once"):
        stage.proposed(people, **twice)


@pytest.mark.django_db
def test_money_of_a_recovery_can_be_granted_again():
    people = stage.pair()
    for side in ("house", "partner"):
        stage.received(people, side, 50_000)
    proposal = gem_grants.start_grant(stage.granted(people, 100_000), by=people.officer)
    paid(people, proposal, 1)
    assert money(people).left == 0
    proposal = gem_grants.recover_grant(proposal, reason="목적 외 사용", by=people.manager)
    assert money(people).left == 50_000  # what was never paid
    with pytest.raises(RuleBroken, match="At most what was paid"):
        gem_grants.get_back(proposal, amount=Decimal(50_001), reference="R", by=people.finance)
    gem_grants.get_back(proposal, amount=Decimal(30_000), reference="R", by=people.finance)
    with pytest.raises(RuleBroken, match="already entered"):  # the same line of the bank twice
        gem_grants.get_back(proposal, amount=Decimal(20_000), reference="R", by=people.finance)
    assert (money(people).left, cash(people.fund)) == (80_000, 80_000)
    gem.wind_up_gem_fund(people.fund, by=people.officer)
    gem.close_gem_fund(people.fund, unspent="return", by=people.approver)
    gem_grants.get_back(proposal, amount=Decimal(20_000), reference="R-late", by=people.finance)
    assert cash(people.fund) == 0  # what comes after the close is not left in a fund that has ended


@pytest.mark.django_db
def test_the_countries_take_turns_unless_both_sign_and_a_partner_sees_its_own_fund_alone():
    people, other = stage.pair(), stage.pair()
    year = gem.change_country(people.first, country="AU", why="가뭄 긴급 지원", by=people.partner)
    assert year.country == "KR"
    year = gem.change_country(people.first, country="AU", why="", by=people.approver)
    assert year.country == "AU"
    assert list(gem_funds_visible_to(people.partner)) == [people.fund]
    early, late = stage.proposed(other), stage.shortlisted(other)
    assert list(proposals_visible_to(other.partner)) == [late]
    assert set(proposals_visible_to(people.officer)) == {early, late}
    assert not proposals_visible_to(people.partner).exists()


@pytest.mark.django_db
def test_unspent_money_rolls_into_the_next_fund_of_the_same_partner():
    people = stage.pair()
    stage.received(people, "house", 50_000)
    stage.received(people, "partner", 42_000)
    gem.wind_up_gem_fund(people.fund, by=people.officer)
    with pytest.raises(RuleBroken, match="same partner"):
        gem.close_gem_fund(people.fund, unspent="roll", into=stage.pair().fund, by=people.approver)
    after = gem.propose_gem_fund(
        gem_name="Opal again",
        partner=people.fund.partner,
        country="AU",
        begins_on=today(),
        follows=people.fund,
        by=people.officer,
    )
    given = {"unspent": "roll", "into": after}
    with pytest.raises(RuleBroken, match="both have agreed on"):
        gem.close_gem_fund(people.fund, **given, by=people.approver)
    for who in (people.approver, people.partner):
        gem.agree_gem_fund(after, by=who)
    with pytest.raises(NotAllowed):  # another person than who winds it up
        gem.close_gem_fund(people.fund, **given, by=people.officer)
    fund = gem.close_gem_fund(people.fund, **given, by=people.approver)
    assert (fund.state, cash(fund), cash(after)) == ("extended", 0, 92_000)
    assert after.years.get(no=1).rolled_usd == 92_000


@pytest.mark.django_db(transaction=True)
def test_eight_votes_at_once_grant_not_a_cent_too_much():
    people = stage.pair()
    for side in ("house", "partner"):
        stage.received(people, side, 50_000)
    made = [stage.shortlisted(people, budget=30_000) for _ in range(8)]
    for each in made:
        gem_grants.vote_on_proposal(each, agrees=True, amount=Decimal(30_000), reason="찬성", by=people.approver)

    def vote(proposal):
        try:
            gem_grants.vote_on_proposal(proposal, agrees=True, amount=Decimal(30_000), reason="찬성", by=people.partner)
        except RuleBroken as refusal:
            return str(refusal)
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        told = list(pool.map(vote, made))
    assert (told.count(None), Grant.objects.count(), money(people).left) == (3, 3, 10_000)


@pytest.mark.django_db
def test_a_fund_that_closes_grants_nothing_more():
    people = stage.pair()
    for side in ("house", "partner"):
        stage.received(people, side, 50_000)
    made = stage.shortlisted(people)
    given = {"agrees": True, "amount": Decimal(10_000), "reason": "찬성"}
    gem_grants.vote_on_proposal(made, **given, by=people.approver)
    gem.wind_up_gem_fund(people.fund, by=people.officer)
    with pytest.raises(WrongState, match="no new grants"):
        gem_grants.vote_on_proposal(made, **given, by=people.partner)
    with pytest.raises(WrongState, match="still wait for an answer"):
        gem.close_gem_fund(people.fund, unspent="return", by=people.approver)
    gem_grants.refuse_proposal(made, reason="기금 종료", by=people.officer)
    assert gem.close_gem_fund(people.fund, unspent="return", by=people.approver).state == "closed"


@pytest.mark.django_db
def test_what_an_accepted_project_has_not_drawn_is_granted_again_and_never_paid():
    people = stage.pair()
    for side in ("house", "partner"):
        stage.received(people, side, 50_000)
    proposal = gem_grants.start_grant(stage.granted(people, 100_000), by=people.officer)
    paid(people, proposal, 1)
    reported(people, proposal, is_final=True, spent=50_000)
    second = gem_grants.approve_tranche(proposal.grant.tranches.get(no=2), by=people.manager)
    with pytest.raises(WrongState, match="is not paid yet"):
        gem_grants.accept_project(proposal, by=people.officer)
    gem_grants.pay_tranche(second, paid_on=today(), rate=Decimal(1), reference="OUT-2", by=people.finance)
    gem_grants.accept_project(proposal, by=people.officer)
    assert money(people).left == 20_000
    with pytest.raises(WrongState, match="has ended"):
        gem_grants.approve_tranche(proposal.grant.tranches.get(no=3), by=people.manager)


@pytest.mark.django_db
def test_a_tranche_approved_before_a_recovery_is_not_paid_after_it():
    people = stage.pair()
    for side in ("house", "partner"):
        stage.received(people, side, 50_000)
    proposal = gem_grants.start_grant(stage.granted(people), by=people.officer)
    tranche = gem_grants.approve_tranche(proposal.grant.tranches.get(no=1), by=people.manager)
    gem_grants.recover_grant(proposal, reason="목적 외 사용", by=people.manager)
    with pytest.raises(WrongState, match="has ended"):
        gem_grants.pay_tranche(tranche, paid_on=today(), rate=Decimal(1), reference="R", by=people.finance)
    assert cash(people.fund) == 100_000
