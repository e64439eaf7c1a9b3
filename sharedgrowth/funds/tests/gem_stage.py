"""A GEM matching fund for the tests, with its people, made through the services."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from itertools import count

from portal.clock import today
from portal.people.models import User
from portal.tests.factories import CompanyFactory, UserFactory, staff
from sharedgrowth.funds.models import Contribution, GemFund, GemYear, Proposal
from sharedgrowth.funds.services import gem, gem_grants

NAMES = count(1)
RATE = Decimal("1187.30")


@dataclass
class Pair:
    """Both companies of a fund and their people."""

    fund: GemFund
    officer: User
    manager: User
    approver: User
    finance: User
    partner: User

    @property
    def first(self) -> GemYear:
        """Its first year."""
        return self.fund.years.get(no=1)


def pair(*, state: str = "active", begins_on: date | None = None, party_usd: int = 50_000) -> Pair:
    """A fund with a partner in Australia: proposed, agreed or active."""
    partner = UserFactory(company=CompanyFactory(legal_name_en="Opal Ridge Mining"), roles=("SA", "SF"))
    officer, approver = staff("SG"), staff("AP")
    fund = gem.propose_gem_fund(
        gem_name=f"Opal {next(NAMES)}",
        partner=partner.company,
        country="AU",
        begins_on=begins_on or today() + timedelta(days=30),
        party_usd=Decimal(party_usd),
        by=officer,
    )
    if state != "proposed":
        gem.agree_gem_fund(fund, by=approver)
        fund = gem.agree_gem_fund(fund, by=partner)
    if state == "active":
        fund = gem.start_gem_fund(fund, by=officer)
    return Pair(fund, officer, staff("FM"), approver, staff("FI"), partner)


def received(
    people: Pair, side: str, amount: int | str, *, no: int = 1, rate: Decimal = RATE, reference: str = ""
) -> None:
    """Finance has found so much of one side's contribution."""
    each = Contribution.objects.get(year__fund=people.fund, year__no=no, side=side)
    gem.receive_contribution(
        each,
        amount=Decimal(amount),
        received_on=today(),
        rate=rate,
        reference=reference or f"IN-{side}-{each.received}",
        by=people.finance,
    )


def proposed(people: Pair, *, budget: int | str = 40_000, overhead: int | str = 3_000, **given) -> Proposal:
    """A project of an operator, entered by the officer."""
    serial = next(NAMES)
    values = {
        "operator": f"푸른숲 {serial}",
        "registration": f"R-{serial}",
        "contact": "forest@example.org",
        "theme": "environment",
        "title_ko": f"산불 피해지 복원 {serial}",
        "title_en": f"Restoring burnt forest {serial}",
        "text": "산불 피해지 4헥타르에 나무를 심습니다.",
        "goals": "나무 11,000그루",
        "budget_usd": Decimal(budget),
        "overhead_usd": Decimal(overhead),
    }
    return gem_grants.submit_proposal(people.first, by=people.officer, **values | given)


def shortlisted(people: Pair, **given) -> Proposal:
    """Its operator is checked by another person."""
    made = gem_grants.take_up_proposal(proposed(people, **given), by=people.officer)
    return gem_grants.check_operator(
        made,
        is_registered=True,
        is_unsanctioned=True,
        is_unofficial=True,
        is_unrelated=True,
        checks="비영리법인 등기, 제재 명단 조회",
        by=people.manager,
    )


def granted(people: Pair, amount: int | str = 40_000, **given) -> Proposal:
    """Both companies have agreed."""
    made = shortlisted(people, budget=amount, overhead=0, **given)
    for who in (people.approver, people.partner):
        gem_grants.vote_on_proposal(made, agrees=True, amount=Decimal(amount), reason="찬성", by=who)
    made.refresh_from_db()
    return made
