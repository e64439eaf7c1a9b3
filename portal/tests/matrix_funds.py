"""The worlds behind the doors of the funds."""

from datetime import timedelta
from decimal import Decimal

from portal.clock import today
from portal.files.tests.factories import pdf_bytes, upload
from portal.people.models import Company, User
from portal.tests.factories import UserFactory, staff
from portal.tests.matrix import World, stage
from sharedgrowth.funds.models import Contribution, FundTerms
from sharedgrowth.funds.services import drawdowns, gem_grants, matches, plans, receipts, terms, transfers
from sharedgrowth.funds.tests import factories as funds
from sharedgrowth.funds.tests import gem_stage


def _people(firm: Company, officer: User) -> dict[str, User | None]:
    return {
        "visitor": None,
        "firm": UserFactory(company=firm, roles=("SA", "SF")),
        "firm_user": UserFactory(company=firm, roles=("SU",)),
        "outsider": UserFactory(roles=("SA", "SF")),
        "officer": officer,
        "other_officer": staff("SG"),
        "manager": staff("FM"),
        "finance": staff("FI"),
        "approver": staff("AP"),
        "compliance": staff("CP"),
        "auditor": staff("AU"),
        "buyer": staff("PO"),
        "requester": staff("RQ"),
        "administrator": staff("AD", is_staff=True, is_superuser=True),
    }


@stage("fund with a commitment")
def fund() -> World:
    """A matched line whose officer has selected a firm, asked for its first tranche and for a transfer."""
    officer, keeper = staff("SG"), staff("FM")
    open_fund = funds.fund()
    line, other = funds.line(of=open_fund, matched=True), funds.line(of=open_fund, programme="qss")
    commitment = funds.commitment(line, by=officer)
    drawdown = drawdowns.request_drawdown(
        commitment, tranche=1, amount=Decimal(1_000), evidence=[], invoice_numbers=[], by=officer
    )
    transfer = transfers.ask_transfer(line, other, amount=Decimal(1_000), reason="수요", by=officer)
    match = matches.expect_match(line, amount=Decimal(1_000), expected_on=today(), by=officer)
    given = {"number": "R-1", "issuer": "상생협력재단", "donated_on": today(), "amount": Decimal(1_000)}
    receipt = receipts.enter_receipt(open_fund, **given, by=keeper)
    planned = plans.plan_fund(
        code="FND-PLAN", name_ko="기금", name_en="Fund", total=Decimal(10), years={2030: Decimal(10)}, by=keeper
    )
    later = terms.enter_fund_terms(FundTerms(valid_from=today() + timedelta(days=40), note="조정"), by=keeper)
    names = {
        "terms": later.pk,
        "code": open_fund.code,
        "planned": planned.code,
        "year": today().year,
        "line": line.pk,
        "other": other.pk,
        "commitment": commitment.uid,
        "drawdown": drawdown.uid,
        "transfer": transfer.uid,
        "match": match.uid,
        "receipt": receipt.uid,
    }
    return World(_people(commitment.company, officer), names, owner=commitment.company)


@stage("GEM matching fund")
def gem() -> World:
    """Both have paid; one project is before the joint committee, one runs and has handed in a report."""
    people = gem_stage.pair()
    for side in ("house", "partner"):
        gem_stage.received(people, side, 40_000)
    listed = gem_stage.shortlisted(people, budget=10_000, overhead=0)
    running = gem_grants.start_grant(gem_stage.granted(people, 20_000), by=people.officer)
    report = gem_grants.hand_in_report(
        running,
        uploads=[upload("evidence.pdf", pdf_bytes())],
        is_final=False,
        text="심었습니다.",
        spent_usd=Decimal(1),
        by=people.officer,
    )
    names = {
        "number": people.fund.number,
        "contribution": Contribution.objects.get(year=people.first, side="house").uid,
        "listed": listed.uid,
        "tranche": running.grant.tranches.get(no=1).pk,
        "report": report.uid,
        "day": today().isoformat(),
        "uid": people.fund.uid,
    }
    return World(_people(people.fund.partner, people.officer), names, owner=people.fund.partner)
