"""Preferential purchase through the portal: margins, reserved tenders, terms by two people, own work."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from portal.clock import today
from portal.errors import NotAllowed, RuleBroken
from portal.people.models import Certificate
from portal.tests.factories import staff, supplier
from purchasing.bidding import queries, services
from purchasing.bidding.models import LimitCalc, PreferenceCheck, PreferenceTerms, SocialCategory, Tender
from purchasing.bidding.tests import factories
from purchasing.bidding.tests import tco_stage as stage_of
from purchasing.bidding.tests.told import now_state

pytestmark = pytest.mark.django_db
D = Decimal
PRICES = (83_000_000, 97_000_000, 101_000_000, 108_000_000)  # domain 5.3


def example(cast=None, *, certified: int = 2, valid_to=None, **facts) -> factories.Stage:
    """The worked example of domain 5.3: the third bidder is women-owned."""
    stage = factories.published(cast, base_won=D(105_000_000), preference_on=True, **facts)
    for place, price in enumerate(PRICES):
        user = supplier()
        if place == certified:
            stage_of.certify(user, valid_to=valid_to)
        stage_of.bid(stage, D(price), by=user)
    return stage_of.opened(stage)


def test_the_terms_with_which_the_preference_began_are_there():
    terms = queries.preference_terms(today())

    assert (terms.margin, str(terms.valid_from)) == (D("0.05"), "2019-12-02")
    codes = {category.code for category in terms.categories.all()}
    assert codes == {"DISABLED_OWNED", "SOCIAL_ENT", "SOCIAL_COOP", "WOMEN"}
    assert SocialCategory.objects.count() == 10


def test_the_worked_example_wins_at_its_own_price():
    stage = stage_of.evaluate(example())
    calc = LimitCalc.objects.get(tender=stage.tender)
    first = stage.tender.rulings.select_related("bid__company").get(rank=1)

    assert calc.limit_won == 85_956_250
    assert (first.price_won, first.bid.company) == (101_000_000, stage.bidders[2].company)
    assert queries.ranked_prices(stage.tender)[first.pk] == 95_950_000
    services.propose_award(stage.tender, bid=first.bid, reason="평가 가격 최저", by=stage.cast.officer)
    decision = stage.tender.decisions.get()
    services.approve_award(decision, by=stage.cast.second_approver)

    assert decision.price_won == 101_000_000
    looks = PreferenceCheck.objects.filter(bid=first.bid).order_by("pk")
    assert [(look.stage, look.margin, look.category) for look in looks] == [
        ("deadline", D("0.05"), "WOMEN"),
        ("award", D("0.05"), "WOMEN"),
    ]


def test_the_figures_of_the_year_say_what_the_margin_cost():
    stage = stage_of.evaluate(example())
    first = stage.tender.rulings.select_related("bid").get(rank=1)
    services.propose_award(stage.tender, bid=first.bid, reason="평가 가격 최저", by=stage.cast.officer)
    services.approve_award(stage.tender.decisions.get(), by=stage.cast.second_approver)
    factories.pass_standstill(stage.tender)
    services.end_standstill(stage.tender.standstills.get())
    services.set_preference_target(year=today().year, category=None, target_pct=D("2.5"), by=staff("SG"))

    year = queries.preference_year(today().year)

    assert (year.spend_won, year.preferred_won, year.share_pct) == (101_000_000, 101_000_000, 100)
    assert (year.due_to_margin, year.margin_cost_won) == (1, 4_000_000)
    assert year.by_category == {"WOMEN": D(101_000_000)}
    assert (year.certified, year.targets) == ({"WOMEN": 1}, {"": D("2.500")})


def test_without_preference_in_the_notice_nothing_changes():
    stage = factories.published(base_won=D(105_000_000))
    for place, price in enumerate(PRICES):
        user = supplier()
        if place == 2:
            stage_of.certify(user)
        stage_of.bid(stage, D(price), by=user)
    stage_of.evaluate(stage_of.opened(stage))

    assert stage.tender.rulings.get(rank=1).price_won == 97_000_000
    assert queries.ranked_prices(stage.tender) == {}


def test_a_certificate_that_lapses_before_the_award_stops_it_and_the_next_comes_first():
    stage = stage_of.evaluate(example())
    first = stage.tender.rulings.select_related("bid").get(rank=1)
    services.propose_award(stage.tender, bid=first.bid, reason="평가 가격 최저", by=stage.cast.officer)
    decision = stage.tender.decisions.get()
    Certificate.objects.update(valid_to=today() - timedelta(days=1))

    with pytest.raises(RuleBroken, match="PRF-02"):
        services.approve_award(decision, by=stage.cast.second_approver)
    assert now_state(stage) == "award_proposed"
    services.return_award(decision, reason="여성기업확인서 만료", by=stage.cast.second_approver)

    tender = Tender.objects.get(pk=stage.tender.pk)
    order = [ruling.price_won for ruling in queries.award_order(tender, today())]
    assert order == [97_000_000, 101_000_000, 108_000_000]
    now_first = queries.first_in_line(tender, today())
    services.propose_award(tender, bid=now_first.bid, reason="우대 상실 뒤 최저", by=stage.cast.officer)


def test_a_certificate_that_ends_before_the_deadline_brings_no_margin():
    stage = stage_of.evaluate(example(valid_to=today() - timedelta(days=1)))

    assert stage.tender.rulings.get(rank=1).price_won == 97_000_000
    assert set(queries.margins_of(stage.tender).values()) == {D(0)}


@pytest.mark.parametrize(("certified", "ranked"), [("lead", 97_000_000), ("partner", 100_000_000)])
def test_a_consortium_has_the_margin_of_the_bidders_own_certified_share(certified, ranked):
    stage = factories.published(preference_on=True)
    people = {"lead": supplier(), "partner": supplier()}
    stage_of.certify(people[certified])  # the partner's certificate is not the bidder's to use
    members = [
        {"company": people["lead"].company.number, "share": "0.6"},
        {"company": people["partner"].company.number, "share": "0.4"},
    ]
    stage_of.bid(stage, D(100_000_000), by=people["lead"], consortium=members)
    stage_of.bid(stage, D(101_000_000))
    stage_of.opened(stage)
    services.check_preferences(stage.tender)

    assert sorted(queries.ranked_prices(stage.tender).values()) == sorted([ranked, 101_000_000])


def test_nobody_borrows_the_certificate_of_a_company_with_which_it_does_not_bid():
    stage = factories.published(preference_on=True)
    lead, certified = supplier(), supplier()
    stage_of.certify(certified)
    stage_of.bid(stage, D(100_000_000), by=lead, consortium=[{"company": certified.company.number, "share": "1"}])
    stage_of.bid(stage, D(99_000_000))
    stage_of.opened(stage)
    services.check_preferences(stage.tender)

    assert sorted(queries.ranked_prices(stage.tender).values()) == [99_000_000, 100_000_000]


def test_preference_lowers_the_price_alone_in_a_total_cost():
    stage = stage_of.publish(stage_of.tco_draft(preference_on=True))
    user = supplier()
    stage_of.certify(user)
    stage_of.bid(stage, stage_of.PRICE_A, stage_of.A, by=user)
    stage_of.bid(stage, stage_of.PRICE_B, stage_of.B)
    stage_of.evaluate(stage_of.opened(stage))

    costs = queries.tco_costs(stage.tender)
    own = costs[stage.tender.rulings.get(bid__company=user.company).pk]

    assert own.pv_of("PRICE") == 399_000_000
    assert own.npv_won == 1_746_518_073 - 21_000_000


def test_a_reserved_tender_is_small_has_two_certified_suppliers_and_takes_no_other_bid():
    women = supplier(), supplier()
    reserved = {"reserved_for": "WOMEN", "budget_won": D(50_000_000)}
    stage_of.certify(women[0])
    with pytest.raises(RuleBroken, match="at least 2 suppliers are certified"):
        factories.in_review(**reserved)
    stage_of.certify(women[1])
    with pytest.raises(RuleBroken, match="up to ₩50,000,000"):
        factories.in_review(**reserved | {"budget_won": D(50_000_001)})

    stage = factories.published(**reserved)

    with pytest.raises(NotAllowed, match="reserved for certified companies"):
        stage_of.bid(stage, D(40_000_000))
    stage_of.bid(stage, D(40_000_000), by=women[0])


def test_new_terms_are_written_by_one_and_approved_by_another_before_their_day():
    author, approver = staff("SG", "AP"), staff("AP")
    women = list(SocialCategory.objects.filter(code="WOMEN"))
    with pytest.raises(RuleBroken, match="still to come"):
        services.propose_preference_terms(by=author, categories=women, valid_from=today(), margin=D("0.03"))
    tomorrow = today() + timedelta(days=1)
    terms = services.propose_preference_terms(by=author, categories=women, valid_from=tomorrow, margin=D("0.03"))

    with pytest.raises(NotAllowed, match="SOD-15"):
        services.approve_preference_terms(terms, by=author)
    assert queries.preference_terms(tomorrow).margin == D("0.05")
    services.approve_preference_terms(terms, by=approver)

    assert queries.preference_terms(tomorrow).margin == D("0.03")
    assert queries.preference_terms(today()).margin == D("0.05")
    for statement in (
        "UPDATE bidding_preferenceterms SET margin = 0.4",
        "DELETE FROM bidding_preferenceterms_categories",
    ):
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)


def test_refused_terms_never_come_into_force():
    tomorrow = today() + timedelta(days=1)
    terms = services.propose_preference_terms(by=staff("PO"), categories=[], valid_from=tomorrow, margin=D("0.5"))
    services.refuse_preference_terms(terms, reason="법정 한도 초과", by=staff("AP"))

    assert queries.preference_terms(tomorrow).margin == D("0.05")
    assert PreferenceTerms.objects.count() == 2


def test_too_little_own_work_takes_the_preference_back_and_blocks_for_a_year():
    stage = stage_of.evaluate(example())
    first = stage.tender.rulings.select_related("bid").get(rank=1)
    services.propose_award(stage.tender, bid=first.bid, reason="평가 가격 최저", by=stage.cast.officer)
    services.approve_award(stage.tender.decisions.get(), by=stage.cast.second_approver)
    factories.pass_standstill(stage.tender)
    services.end_standstill(stage.tender.standstills.get())
    tender = Tender.objects.get(pk=stage.tender.pk)
    both = staff("SG", "AP")
    check = services.enter_own_work(tender, own_share=D("0.2"), basis="하도급 계약 80%", by=both)

    with pytest.raises(NotAllowed):
        services.decide_own_work(check, by=both)
    check = services.decide_own_work(check, by=stage.cast.second_approver)

    assert (check.state, check.damages_won) == ("withdrawn", 5_050_000)
    assert check.blocked_until.year == today().year + 1
    assert queries.blocked_companies([check.company_id], today()) == {check.company_id}


def test_bond_and_payment_have_a_switch_for_each_category():
    author, decider, tomorrow = staff("SG"), staff("AP"), today() + timedelta(days=1)
    women, coop, veterans = (SocialCategory.objects.get(pk=code) for code in ("WOMEN", "SOCIAL_COOP", "VETERANS"))
    facts = {"by": author, "categories": [women, coop], "valid_from": tomorrow, "margin": D("0.05")}
    with pytest.raises(RuleBroken, match="Only preferred categories have this benefit") as refusal:
        services.propose_preference_terms(**facts, bond_for=[veterans])
    assert refusal.value.field == "bond_for"

    terms = services.propose_preference_terms(**facts, bond_for=[women], pay_for=[women, coop])
    services.approve_preference_terms(terms, by=decider)

    owner, cooperative, plain = supplier(), supplier(), supplier()
    stage_of.certify(owner)
    stage_of.certify(cooperative, "SOCIAL_COOP")
    found = [queries.benefits_of(person.company_id, tomorrow) for person in (owner, cooperative, plain)]
    assert [(each.preferred, each.lower_bond, each.paid_sooner) for each in found] == [
        (True, True, True), (True, False, True), (False, False, False),
    ]  # fmt: skip
    today_s = queries.benefits_of(cooperative.company_id, today())
    assert (today_s.lower_bond, today_s.paid_sooner) == (True, True)  # the first terms: for all preferred ones
    with pytest.raises(DatabaseError), transaction.atomic():
        terms.bond_for.add(coop)
