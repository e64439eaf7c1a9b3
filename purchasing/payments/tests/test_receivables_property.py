"""Whatever is done down four tiers, in whatever order: not a won comes or goes, in the rows or in the books."""

from decimal import Decimal

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portal.errors import RuleBroken
from purchasing.payments import queries, services
from purchasing.payments.models import Receivable
from purchasing.payments.queries.ledger import balance, bank_book, book_of, escrow_book
from purchasing.payments.services.postings import book_credit, book_distribution, book_funding
from purchasing.payments.states import ReceivableState
from purchasing.payments.tests import receivable_stage as stage

R = ReceivableState
GONE = (R.DRAFT, R.REFUSED, R.CANCELLED)
FACE = Decimal(500_000_003)  # no share of it is round
steps = st.lists(
    st.tuples(
        st.sampled_from(["pass on", "pass on", "draw", "credit", "refuse"]),
        st.integers(min_value=0, max_value=9),  # which of the receivables that are there
        st.integers(min_value=1, max_value=1000),  # of what is left, in thousandths
    ),
    min_size=3,
    max_size=9,
)


def live() -> list[Receivable]:
    return list(Receivable.objects.exclude(state__in=GONE).select_related("issuer", "holder").order_by("id"))


def holds(made, root: Receivable) -> None:
    """Rows and books tell the same story, and it adds up to the face at the top."""
    rows = live()
    root.refresh_from_db()
    assert sum(row.face - row.assigned for row in rows) == root.face
    assert all(row.available >= 0 for row in rows)
    for firm in made.firms:
        own = sum(row.available + row.held for row in rows if row.holder_id == firm.pk)
        assert balance(book_of(firm), "1210", "KRW") == own
    assert balance(bank_book(), "1310", "KRW") == sum(row.drawn for row in rows)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def act(made, step: tuple[str, int, int], number: int) -> None:
    what, which, share = step
    rows = live()
    row = rows[which % len(rows)]
    amount = (row.available * share / 1000).to_integral_value("ROUND_FLOOR")
    if what == "pass on" and row.tier < len(made.firms):
        made.pass_on(row, amount, key=f"p{number}", owed={"pay_in": 58}) if amount else None
    elif what == "draw":
        made.draw(row, amount, key=f"d{number}")
    elif what == "credit" and amount:
        services.credit_receivables(row.obligation, amount_won=amount, reason="반품", by=None)
        book_credit(row.obligation.invoice, net=amount, vat=Decimal(0), face=amount, key=f"c{number}")
    elif what == "refuse" and row.tier < len(made.firms) and amount:
        obligation = made.owe(row.tier, amount)
        by = made.people[row.tier - 1]
        part = services.pass_on(stage.fresh(row), obligation=obligation, amount_won=amount, key=f"r{number}", by=by)
        services.refuse_receivable(part, reason="현금", by=made.people[row.tier])


def end_paid(made, root: Receivable) -> None:
    """Escrow pays everybody: what came in has gone out, and nobody holds anything any more."""
    day = stage.today()
    Receivable.objects.exclude(state__in=GONE).update(matures_on=day)
    services.mature_due(day)
    root.refresh_from_db()
    if root.state == R.CANCELLED:
        return
    cash = {firm.pk: balance(book_of(firm), "1000", "KRW") for firm in made.firms}
    book_funding(root, on=day)
    services.fund_receivables([(root.pk, root.face, "fund")], on=day)
    parts = queries.payouts_due(day)
    assert sum(part.amount for part in parts) == root.face
    for row in Receivable.objects.filter(pk__in={part.receivable_id for part in parts}):
        book_distribution(row, on=day)
    services.pay_out(
        [(p.receivable_id, p.payee_id, p.amount, f"{p.receivable_id}/{p.payee_id}") for p in parts], on=day
    )
    assert set(Receivable.objects.exclude(state__in=GONE).values_list("state", flat=True)) <= {R.SETTLED}
    assert queries.escrow_balance(root) == balance(escrow_book(), "1010", "KRW") == 0
    for firm in made.firms:
        got = sum(part.amount for part in parts if part.payee_id == firm.pk)
        assert balance(book_of(firm), "1000", "KRW") - cash[firm.pk] == got
        assert balance(book_of(firm), "1210", "KRW") == 0


def end_in_default(made, root: Receivable) -> None:
    """The buyer does not pay: the bank's part is doubtful, and no supplier's cash moves."""
    Receivable.objects.exclude(state__in=GONE).update(matures_on=stage.bank_day(-3))
    root.refresh_from_db()
    if root.state == R.CANCELLED:
        return
    services.mature_due(stage.today())
    cash = [balance(book_of(firm), "1000", "KRW") for firm in made.firms]
    drawn = sum(row.drawn for row in live())
    asked = services.ask_default(stage.fresh(root), reason="미입금", by=made.finance)
    services.decide_request(asked, agree=True, by=made.checker)
    assert [balance(book_of(firm), "1000", "KRW") for firm in made.firms] == cash
    assert balance(bank_book(), "1390", "KRW") == drawn


@pytest.mark.django_db
@given(done=steps, defaults=st.booleans())
@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
def test_no_won_comes_or_goes_down_four_tiers(done, defaults):
    with transaction.atomic():
        made = stage.accepted(FACE)
        root = made.receivable
        for number, step in enumerate(done):
            try:
                with transaction.atomic():
                    act(made, step, number)
            except RuleBroken:  # too small, drawn five times, nothing left: refused, and nothing has changed
                pass
            holds(made, root)
        (end_in_default if defaults else end_paid)(made, root)
        transaction.set_rollback(True)
