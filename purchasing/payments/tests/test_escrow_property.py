"""Money that waits in escrow beyond its giver's day, and parts of claims: whatever is done, not a won comes or goes."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portal.errors import RuleBroken
from portal.tests.factories import staff
from purchasing.payments import queries, rules, services
from purchasing.payments.models import Claim, EscrowEntry, Receivable
from purchasing.payments.queries.ledger import balance, book_of, escrow_book
from purchasing.payments.services.postings import book_distribution, book_funding
from purchasing.payments.states import LineState, MaturityMode, ReceivableState
from purchasing.payments.tests import receivable_stage as stage
from purchasing.payments.tests.test_claims_services import line_of, part, sent, works
from purchasing.payments.tests.test_receivables_property import GONE, holds, live

pytestmark = pytest.mark.django_db
R, L = ReceivableState, LineState
FACE = Decimal(500_000_003)
SLOW = {"deadline": None, "suppress_health_check": list(HealthCheck), "derandomize": True}


def pay(day, number: int) -> Decimal:
    """Escrow pays all that is due on ``day``, in rows and in books; how much that was."""
    parts = queries.payouts_due(day)
    for row in Receivable.objects.filter(pk__in={each.receivable_id for each in parts}):
        book_distribution(row, on=day)
    keys = [(p.receivable_id, p.payee_id, p.amount, f"{number}/{p.receivable_id}/{p.payee_id}") for p in parts]
    services.pay_out(keys, on=day)
    return sum((p.amount for p in parts), Decimal(0))


def fund(root: Receivable, day) -> None:
    root.refresh_from_db()
    book_funding(root, on=day)
    services.fund_receivables([(root.pk, root.face, f"fund/{root.pk}")], on=day)


waits = st.lists(
    st.tuples(
        st.integers(min_value=0, max_value=5),  # which receivable is passed on
        st.integers(min_value=1, max_value=900),  # of what is left, in thousandths
        st.booleans(),  # later than the one above it, or with it
        st.booleans(),  # the holder draws half of the part early
    ),
    min_size=2,
    max_size=6,
)


@given(done=waits, days=st.integers(min_value=1, max_value=30))
@settings(max_examples=6, **SLOW)
def test_what_waits_in_escrow_is_what_its_holders_are_still_owed_and_earns_for_its_giver(done, days):
    with transaction.atomic():
        made = stage.accepted(FACE, pay_in=31)
        root = made.receivable
        for number, (which, share, later, draws) in enumerate(done):
            row = live()[which % len(live())]
            amount = (row.available * share / 1000).to_integral_value("ROUND_FLOOR")
            if row.tier == len(made.firms) or not amount:
                continue
            mode = MaturityMode.LATER_WITH_ESCROW if later else MaturityMode.SAME_OR_EARLIER
            owed = {"pay_in": 31 + (9 * row.tier if later else 0)}  # holidays do not move two of them to one day
            given_ = made.pass_on(row, amount, key=f"p{number}", mode=mode, owed=owed)
            if draws:
                try:
                    with transaction.atomic():
                        made.draw(given_, (amount / 2).to_integral_value("ROUND_FLOOR"), key=f"d{number}")
                except RuleBroken:  # too small for the bank
                    pass
            holds(made, root)

        day = stage.today()
        early = day - timedelta(days=days)
        waiting = Receivable.objects.filter(maturity_mode=MaturityMode.LATER_WITH_ESCROW).exclude(parent=None)
        Receivable.objects.exclude(state__in=GONE).update(matures_on=early)
        waiting.update(matures_on=day)
        services.mature_due(early)
        fund(root, early)
        paid = pay(early, 1)
        in_escrow = queries.escrow_balance(root)
        assert in_escrow == balance(escrow_book(), "1010") == root.face - paid
        unpaid = queries.payouts_of(Receivable.objects.exclude(state__in=GONE).values_list("pk", flat=True))
        assert in_escrow == sum(each.amount for parts in unpaid.values() for each in parts)

        services.mature_due(day)
        earned = {firm.pk: Decimal(0) for firm in made.firms}
        for each in waiting.select_related("parent"):
            if each.matures_on > each.parent.matures_on:
                wait = rules.days_between(each.parent.matures_on, each.matures_on)
                earned[each.issuer_id] += rules.deposit_interest(each.face, rate=Decimal("0.008"), days=wait)
        assert -balance(escrow_book(), "2520") == sum(earned.values())
        for firm in made.firms:
            assert balance(book_of(firm), "1220") == earned[firm.pk]
        assert paid + pay(day, 2) == root.face
        assert queries.escrow_balance(root) == balance(escrow_book(), "1010") == 0
        assert set(live_states()) <= {R.SETTLED}
        transaction.set_rollback(True)


def live_states() -> list[str]:
    return list(Receivable.objects.exclude(state__in=GONE).values_list("state", flat=True))


parts = st.lists(
    st.tuples(
        st.integers(min_value=0, max_value=120_000_000),  # what tier 1 lists
        st.sampled_from(["sign", "dispute", "sign"]),
        st.booleans(),  # the supplier draws half of it early
    ),
    min_size=1,
    max_size=3,
)


@given(listed=parts)
@settings(max_examples=6, **SLOW)
def test_the_parts_of_a_claim_and_what_stays_with_the_first_tier_are_the_claim(listed):
    with transaction.atomic():
        made = works(len(listed), face=FACE)
        lines = [
            part(made, place, amount) if amount else nothing(made, place) for place, (amount, *_r) in enumerate(listed)
        ]
        claim = sent(made, *lines)
        for place, (_amount, answer, _draws) in enumerate(listed):
            agrees = answer == "sign"
            services.answer_line(
                line_of(claim, place), agrees=agrees, answer="" if agrees else "다름", by=made.sub_people[place]
            )
        services.certify_claim(Claim.objects.get(pk=claim.pk), by=staff("PO"))

        root = stage.fresh(made.receivable)
        given_ = list(Receivable.objects.filter(parent=root).exclude(state__in=GONE).order_by("pk"))
        signed = sum(Decimal(amount) for amount, answer, _draws in listed if answer == "sign")
        disputed = sum(Decimal(amount) for amount, answer, _draws in listed if answer != "sign")
        assert (root.assigned, root.held) == (signed, disputed)
        assert sum(each.face for each in given_) == signed
        assert root.available == FACE - signed - disputed
        for place, (amount, answer, draws) in enumerate(listed):
            if answer == "sign" and draws and amount > 1_000_000:
                own = next(each for each in given_ if each.holder_id == made.subs[place].payee_id)
                half = Decimal(amount // 2)
                quote = services.quote_draw(stage.fresh(own), amount_won=half, by=made.sub_people[place])
                services.draw(stage.fresh(own), quote=quote, key=f"d{place}", by=made.sub_people[place])

        day = stage.today()
        Receivable.objects.exclude(state__in=GONE).update(matures_on=day)
        services.mature_due(day)
        fund(root, day)
        assert pay(day, 1) == FACE - disputed  # what is disputed stays in escrow for both
        assert queries.escrow_balance(root) == balance(escrow_book(), "1010") == disputed
        outs = EscrowEntry.objects.filter(root=root).exclude(kind="funded")
        assert sum(each.amount for each in outs) == FACE - disputed
        transaction.set_rollback(True)


def nothing(made, place: int):
    return services.claims.LineIn(made.subs[place], None, Decimal(0), Decimal(0))
