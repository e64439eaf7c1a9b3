"""The worlds behind the doors of receivables, early draws, rates and progress claims."""

from datetime import timedelta
from decimal import Decimal

from portal.clock import today
from portal.tests.factories import UserFactory, staff
from portal.tests.matrix import World, stage
from purchasing.payments import services
from purchasing.payments.models import Receivable
from purchasing.payments.tests import receivable_stage as made_of
from purchasing.payments.tests.test_claims_services import line_of, sent, works
from purchasing.payments.tests.test_claims_services import part as part_of

M = Decimal(1_000_000)


def _people(chain, *, second=None) -> dict:
    holder = chain.people[0]
    return {
        "visitor": None,
        "newcomer": UserFactory(),
        "outsider": UserFactory(roles=("SA", "SF")),
        "holder": holder,
        "holder_user": UserFactory(company=holder.company, roles=("SU",)),
        "holder_bidder": UserFactory(company=holder.company, roles=("BD",)),
        "second_tier": second or chain.people[1],
        "finance": chain.finance,
        "other_finance": chain.checker,
        "officer": staff("PO"),
        "approver": staff("AP"),
        "compliance": staff("CP"),
        "auditor": staff("AU"),
        "requester": staff("RQ"),
        "administrator": staff("AD", is_staff=True, is_superuser=True),
    }


def _names(chain) -> dict:
    receivable = chain.receivable
    return {"uid": receivable.uid, "key": receivable.number}


@stage("receivable in draft")
def in_draft() -> World:
    """Made out; the first person of finance approved its invoice."""
    chain = made_of.chain(2)
    obligation = made_of.debt(chain.contracts[0], approver=chain.finance)
    chain.receivable = services.draft_receivable(obligation)
    return World(_people(chain), _names(chain), owner=chain.firms[0])


@stage("receivable issued")
def issued() -> World:
    """It waits for its holder."""
    chain = made_of.issued(firms=2)
    return World(_people(chain), _names(chain), owner=chain.firms[0])


@stage("receivable accepted")
def accepted() -> World:
    """Unused; the holder owes its supplier, and has a quote."""
    chain = made_of.accepted(firms=2)
    owed = chain.owe(1, 100 * M)
    quote = services.quote_draw(chain.receivable, amount_won=50 * M, by=chain.people[0])
    names = _names(chain) | {"debt": owed.pk, "number": owed.number, "quote": quote.uid}
    return World(_people(chain), names, owner=chain.firms[0])


@stage("part of a receivable")
def part() -> World:
    """What the first tier passed on to the second, which held it beyond day 60: with a fee."""
    chain = made_of.accepted(firms=2)
    chain.receivable = chain.pass_on(chain.receivable, 100 * M, owed={"pay_in": 10})
    return World(_people(chain), _names(chain), owner=chain.firms[1])


@stage("part with interest of escrow")
def with_interest() -> World:
    """A part that fell due later than the receivable above it: its giver earned interest."""
    chain = made_of.accepted(firms=2, pay_in=40)
    part = chain.pass_on(chain.receivable, 100 * M, mode="later_with_escrow", owed={"pay_in": 58})
    Receivable.objects.filter(pk=chain.receivable.pk).update(matures_on=today() - timedelta(days=14))
    Receivable.objects.filter(pk=part.pk).update(matures_on=today())
    services.mature_due(today())
    chain.receivable = part
    return World(_people(chain), _names(chain), owner=chain.firms[0])


@stage("receivable to be cancelled")
def to_cancel() -> World:
    """The buyer's finance asked; the holder has to agree."""
    chain = made_of.accepted(firms=2)
    asked = services.ask_cancel(chain.receivable, reason="현금 지급", by=chain.finance)
    return World(_people(chain), _names(chain) | {"asked": asked.uid}, owner=chain.firms[0])


@stage("rate entered")
def rate_entered() -> World:
    """By the first person of finance."""
    chain = made_of.chain(2)
    rate = services.propose_rate(
        kind="draw", rate=Decimal("0.042"), valid_from=today(), source="은행 공문", by=chain.finance
    )
    return World(_people(chain), {"uid": rate.uid, "day": today().isoformat()})


def _claim(claim, chain) -> World:
    names = {"uid": claim.uid, "line": line_of(claim, 0).uid, "receivable": chain.receivable.pk}
    return World(_people(chain, second=chain.sub_people[0]), names, owner=chain.firms[0])


@stage("claim in draft")
def claim_in_draft() -> World:
    """Its parts are entered."""
    chain = works(1)
    claim = services.draft_claim(chain.receivable, work="3월 기성", by=chain.people[0])
    services.set_lines(claim, [part_of(chain, 0)], by=chain.people[0])
    return _claim(claim, chain)


@stage("claim sent")
def claim_sent() -> World:
    """It waits for the second tier."""
    chain = works(1)
    return _claim(sent(chain), chain)


@stage("claim answered")
def claim_answered() -> World:
    """It waits for the buyer."""
    chain = works(1)
    claim = sent(chain)
    services.answer_line(line_of(claim, 0), agrees=True, by=chain.sub_people[0])
    claim.refresh_from_db()
    return _claim(claim, chain)
