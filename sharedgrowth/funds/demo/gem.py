"""The demonstration's GEM matching funds: one in its first year with unequal contributions, one to be signed."""

from datetime import timedelta
from decimal import Decimal

from django.core.files.base import ContentFile

from portal.clock import today
from portal.demo import Part, World, parts
from portal.people.models import Company, User
from sharedgrowth.funds.demo.funds import PAGE
from sharedgrowth.funds.models import Contribution, GemFund, Proposal
from sharedgrowth.funds.services import gem, gem_grants

PROJECTS = (
    (
        "푸른숲 가꿈이",
        "environment",
        "산불 피해지 숲 복원",
        "Restoring a burnt forest",
        "산불 피해지 4헥타르에 나무를 심고 3년 동안 돌봅니다.",
        "나무 11,000그루, 4헥타르, 1년 후 생존율 85%",
        40_000,
    ),
    (
        "광산마을 배움터",
        "education",
        "광산 지역 방과 후 과학 교실",
        "After-school science near the mine",
        "광산 인근 초등학교 여섯 곳에서 방과 후 과학 교실을 엽니다.",
        "학생 240명, 수업 96회",
        30_000,
    ),
    (
        "새길 장학회",
        "scholarship",
        "공업고등학교 장학금",
        "Scholarships for technical schools",
        "철강 지역 공업고등학교 학생에게 장학금을 지급합니다.",
        "장학생 40명",
        20_000,
    ),
)


def fill(world: World) -> None:
    """A running fund, and the proposal of the next one."""
    firms = [company for company in world.suppliers if company.pk in world.bidders]
    foreign = [company for company in firms if getattr(company, "country", "KR") not in ("", "KR")]
    partner, other = [*foreign, *reversed(firms)][:2]
    fund = _active(world, partner)
    _contributions(world, fund)
    _projects(world, fund, world.bidders[partner.pk])
    gem.propose_gem_fund(
        gem_name="Emerald Range",
        partner=other,
        country="US",
        begins_on=today() + timedelta(days=90),
        time_zone="America/New_York",
        by=world.one("SG"),
    )


def _active(world: World, partner: Company) -> GemFund:
    fund = gem.propose_gem_fund(
        gem_name="Opal Ridge",
        partner=partner,
        country="AU",
        begins_on=today() - timedelta(days=20),
        by=world.one("SG"),
    )
    gem.agree_gem_fund(fund, by=world.one("AP"))
    fund = gem.agree_gem_fund(fund, by=world.bidders[partner.pk])
    return gem.start_gem_fund(fund, by=world.one("SG"))


def _contributions(world: World, fund: GemFund) -> None:
    for side, amount, rate, days in (("house", 50_000, "1378.40", 12), ("partner", 42_000, "1391.10", 6)):
        each = Contribution.objects.get(year__fund=fund, year__no=1, side=side)
        gem.receive_contribution(
            each,
            amount=Decimal(amount),
            received_on=today() - timedelta(days=days),
            rate=Decimal(rate),
            reference=f"FXIN-{side[:1].upper()}-{days:03d}",
            by=world.one("FI"),
        )
    gem.follow_contributions()


def _projects(world: World, fund: GemFund, partner: User) -> None:
    first, second, third = (_proposed(world, fund, *project) for project in PROJECTS)
    for each in (first, second):
        gem_grants.take_up_proposal(each, by=world.one("SG"))
        gem_grants.check_operator(
            each,
            is_registered=True,
            is_unsanctioned=True,
            is_unofficial=True,
            is_unrelated=True,
            checks="비영리법인 등기부, 국제 제재 명단, 임원 명단을 대조했습니다.",
            by=world.one("FM"),
        )
    amount = Decimal(40_000)
    for who in (world.one("AP"), partner):
        gem_grants.vote_on_proposal(
            first, agrees=True, amount=amount, reason="목표를 셀 수 있고 생존율까지 봅니다.", by=who
        )
    gem_grants.vote_on_proposal(
        second, agrees=True, amount=Decimal(30_000), reason="광산 지역에 필요합니다.", by=world.one("AP")
    )
    gem_grants.take_up_proposal(third, by=world.one("SG"))
    _running(world, Proposal.objects.get(pk=first.pk))


def _proposed(world: World, fund: GemFund, operator, theme, title_ko, title_en, text, goals, budget) -> Proposal:
    return gem_grants.submit_proposal(
        fund.years.select_related("fund").get(no=1),
        operator=operator,
        registration=f"NPO-{budget // 100}-{theme[:3].upper()}",
        contact="project@operator.example",
        theme=theme,
        title_ko=title_ko,
        title_en=title_en,
        text=text,
        goals=goals,
        budget_usd=Decimal(budget),
        overhead_usd=Decimal(budget) / 20,
        by=world.one("SG"),
    )


def _running(world: World, proposal: Proposal) -> None:
    gem_grants.start_grant(proposal, by=world.one("SG"))
    tranche = gem_grants.approve_tranche(proposal.grant.tranches.get(no=1), by=world.one("FM"))
    gem_grants.pay_tranche(
        tranche, paid_on=today(), rate=Decimal("1402.20"), reference="FXOUT-0001", by=world.one("FI")
    )
    line = "BT /F1 14 Tf 60 760 Td (GPR) Tj ET"
    page = PAGE.format(length=len(line), page=line).encode()
    report = gem_grants.hand_in_report(
        proposal,
        uploads=[ContentFile(page, name="집행 내역과 영수증.pdf")],
        is_final=False,
        text="묘목 5,200그루를 심었습니다. 임직원 60명이 함께했습니다.",
        spent_usd=Decimal(18_400),
        trees=5_200,
        hectares=Decimal(2),
        people=60,
        by=world.one("SG"),
    )
    gem_grants.decide_report(report, accepts=True, remark="영수증과 사진 위치를 대조했습니다.", by=world.one("FM"))


parts.add("funds-gem", Part(order=58, title="GEM matching funds", fill=fill))
