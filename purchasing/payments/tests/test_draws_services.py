"""Quotes and draws; funding, paying out, default without recourse; credit notes; interest of the escrow."""

from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from django.utils import translation

from portal.clock import SEOUL
from portal.errors import NotAllowed, RuleBroken, WrongState
from portal.tests.factories import staff
from portal.tests.shared_data import golden
from purchasing.payments import queries, rules, services
from purchasing.payments.models import BuyerRate, Draw, DrawQuote, EscrowEntry, Line, Obligation, Posting, Receivable
from purchasing.payments.queries.escrow_interest import earning_without_rate, interest_owed
from purchasing.payments.queries.ledger import balance, bank_book, book_of, escrow_book
from purchasing.payments.services.postings import book_distribution, book_funding
from purchasing.payments.states import ObligationState, ReceivableState
from purchasing.payments.tests import receivable_stage as stage

pytestmark = pytest.mark.django_db
M = Decimal(1_000_000)
R = ReceivableState


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


def backdate(made, days: int = 0) -> date:
    """The whole chain falls due ``days`` days ago."""
    day = stage.today() - timedelta(days=days)
    Receivable.objects.update(matures_on=day)
    return day


def pay_all(day: date) -> dict[tuple[int, int | None], Decimal]:
    """Fund what is due and pay out what escrow owes, with the books of a run; what each got."""
    services.mature_due(day)
    due = list(queries.funding_due(day))
    for root in due:
        book_funding(root, on=day)
    services.fund_receivables([(root.pk, root.face, f"fund:{root.pk}") for root in due], on=day)
    parts = queries.payouts_due(day)
    for receivable in Receivable.objects.filter(pk__in={part.receivable_id for part in parts}):
        if not Posting.objects.filter(key=f"distribution:{receivable.uid}").exists():
            book_distribution(receivable, on=day)
    services.pay_out(
        [(p.receivable_id, p.payee_id, p.amount, f"{p.receivable_id}:{p.payee_id}:{p.amount}") for p in parts], on=day
    )
    return {(part.receivable_id, part.payee_id): part.amount for part in parts}


def test_the_golden_draw():
    amount, rate, days, charge, net = golden("pay")["draw"]

    cost = rules.draw_cost(
        Decimal(amount),
        rate=Decimal(rate),
        drawn_on=date(2026, 8, 28) - timedelta(days=days),
        matures_on=date(2026, 8, 28),
    )

    assert (cost.charge, cost.net) == (Decimal(charge), Decimal(net))


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        pytest.param("2026-11-26 09:00", "2026-11-26", id="in-the-morning"),
        pytest.param("2026-11-26 15:00", "2026-11-26", id="at-the-cut-off"),
        pytest.param("2026-11-26 15:01", "2026-11-27", id="after-it"),
        pytest.param("2026-11-27 15:01", "2026-11-30", id="friday-afternoon"),
        pytest.param("2026-11-28 10:00", "2026-11-30", id="saturday"),
        pytest.param("2026-04-30 16:00", "2026-05-04", id="banks-closed-on-the-first-of-may"),
    ],
)
def test_the_bank_pays_the_same_day_up_to_its_cut_off(moment, day):
    slot = queries.bank_slot(datetime.fromisoformat(moment).replace(tzinfo=SEOUL))

    assert slot.day.isoformat() == day
    assert slot.cut_off == datetime.fromisoformat(f"{day} 15:00").replace(tzinfo=SEOUL)


def test_a_quote_shows_every_figure_before_anything_is_drawn():
    made = stage.accepted()

    quote = services.quote_draw(made.receivable, amount_won=120 * M, by=made.people[0])

    assert (quote.rate, quote.amount, quote.net + quote.charge) == (Decimal("0.042"), 120 * M, 120 * M)
    assert quote.days == (made.receivable.matures_on - quote.drawn_on).days
    assert Draw.objects.count() == 0


def test_a_draw_after_the_cut_off_of_its_quote_is_refused():
    made = stage.accepted()
    real = services.quote_draw(made.receivable, amount_won=M, by=made.people[0])
    late = DrawQuote.objects.create(
        receivable=made.receivable, amount=M, drawn_on=real.drawn_on, days=real.days, rate=real.rate,
        charge=real.charge, net=real.net, valid_until=real.asked_at - timedelta(minutes=1), asked_by=made.people[0],
    )  # fmt: skip

    with pytest.raises(WrongState, match=r"The quote held until .* it would be paid on"):
        services.draw(made.receivable, quote=late, key="late", by=made.people[0])
    assert stage.fresh(made.receivable).drawn == 0


def test_five_draws_of_at_least_100000_won():
    made = stage.accepted()
    with pytest.raises(RuleBroken, match="The smallest draw is ₩100,000"):
        services.quote_draw(made.receivable, amount_won=Decimal(99_999), by=made.people[0])
    for seq in range(5):
        made.draw(made.receivable, M, key=f"d{seq}")

    with pytest.raises(WrongState, match="has been drawn 5 times"):
        services.quote_draw(made.receivable, amount_won=M, by=made.people[0])
    assert list(Draw.objects.order_by("seq").values_list("seq", flat=True)) == [1, 2, 3, 4, 5]


def test_without_a_rate_there_is_no_quote():
    made = stage.accepted()
    BuyerRate.objects.filter(kind="draw").delete()

    with pytest.raises(WrongState, match="No rate is in force"):
        services.quote_draw(made.receivable, amount_won=M, by=made.people[0])


def test_a_rate_takes_two_people():
    one, other = staff("FI"), staff("FI")
    day = stage.today()
    rate = services.propose_rate(kind="draw", rate=Decimal("0.05"), valid_from=day, source="은행 공문", by=one)

    assert queries.rate_on("draw", day) is None
    with pytest.raises(NotAllowed, match="somebody else confirms it"):
        services.decide_rate(rate, confirm=True, by=one)
    services.decide_rate(rate, confirm=True, by=other)
    assert queries.rate_on("draw", day).rate == Decimal("0.05")
    with pytest.raises(RuleBroken, match="already begins on this day"):
        services.propose_rate(kind="draw", rate=Decimal("0.06"), valid_from=day, source="공문", by=one)
    with pytest.raises(RuleBroken, match="begins today or later"):
        services.propose_rate(
            kind="draw", rate=Decimal("0.06"), valid_from=day - timedelta(days=1), source="공문", by=one
        )


def test_at_maturity_escrow_pays_every_holder_and_the_bank():
    made = stage.accepted()
    second = made.pass_on(made.receivable, 300 * M)
    third = made.pass_on(second, 80 * M)
    made.draw(second, 120 * M)
    day = backdate(made)

    got = pay_all(day)

    firms = [firm.pk for firm in made.firms]
    assert got == {
        (made.receivable.pk, firms[0]): 200 * M,
        (second.pk, firms[1]): 100 * M,
        (second.pk, None): 120 * M,
        (third.pk, firms[2]): 80 * M,
    }
    assert set(Receivable.objects.values_list("state", flat=True)) == {R.SETTLED}
    assert set(Obligation.objects.values_list("state", flat=True)) == {ObligationState.PAID}
    assert queries.escrow_balance(made.receivable) == 0
    assert [balance(book_of(firm), "1210", "KRW") for firm in made.firms[:3]] == [0, 0, 0]
    assert balance(bank_book(), "1310", "KRW") == 0


def test_the_same_payment_told_twice_is_entered_once():
    made = stage.accepted(firms=1)
    day = backdate(made)
    services.mature_due(day)
    funded = [(made.receivable.pk, 500 * M, "f")]

    assert (services.fund_receivables(funded, on=day), services.fund_receivables(funded, on=day)) == (1, 0)
    paid = [(made.receivable.pk, made.firms[0].pk, 500 * M, "p")]
    assert (services.pay_out(paid, on=day), services.pay_out(paid, on=day)) == (1, 0)
    assert EscrowEntry.objects.count() == 2
    with pytest.raises(WrongState, match="is to be paid to this payee"):
        services.pay_out([(made.receivable.pk, made.firms[0].pk, Decimal(1), "q")], on=day)
    with pytest.raises(WrongState, match="not to be funded"):
        services.fund_receivables([(made.receivable.pk, 500 * M, "g")], on=day)


def test_funded_with_less_is_refused():
    made = stage.accepted(firms=1)
    day = backdate(made)
    services.mature_due(day)

    with pytest.raises(RuleBroken, match="has to be funded with ₩500,000,000, not ₩499,999,999"):
        services.fund_receivables([(made.receivable.pk, 500 * M - 1, "f")], on=day)


def test_what_was_passed_on_in_full_is_settled_by_its_parts():
    made = stage.accepted(firms=2)
    part = made.pass_on(made.receivable, 500 * M)
    day = backdate(made)

    assert pay_all(day) == {(part.pk, made.firms[1].pk): 500 * M}
    assert stage.fresh(made.receivable).state == R.SETTLED


def test_a_later_part_waits_in_escrow_and_earns_interest_for_its_giver():
    made = stage.accepted(pay_in=40)
    later = made.pass_on(made.receivable, 100 * M, mode="later_with_escrow", owed={"pay_in": 58})
    first = stage.today() - timedelta(days=14)
    Receivable.objects.filter(pk=made.receivable.pk).update(matures_on=first)
    Receivable.objects.filter(pk=later.pk).update(matures_on=stage.today())

    pay_all(first)

    assert queries.escrow_balance(made.receivable) == 100 * M
    assert stage.fresh(made.receivable).state == R.SETTLED
    assert stage.fresh(later).state == R.ACCEPTED
    assert pay_all(stage.today()) == {(later.pk, made.firms[1].pk): 100 * M}
    assert queries.escrow_balance(made.receivable) == 0
    interest = Posting.objects.get(key=f"incentive:{later.uid}")
    assert {line.debit + line.credit for line in interest.lines.all()} == {Decimal(30_684)}


def _waited(days: int = 14) -> tuple[stage.Chain, Receivable]:
    """A part that waited in escrow since ``days`` and falls due today."""
    made = stage.accepted(pay_in=40)
    later = made.pass_on(made.receivable, 100 * M, mode="later_with_escrow", owed={"pay_in": 58})
    Receivable.objects.filter(pk=made.receivable.pk).update(matures_on=stage.today() - timedelta(days=days))
    Receivable.objects.filter(pk=later.pk).update(matures_on=stage.today())
    return made, later


def test_who_earned_the_interest_of_the_escrow_says_that_it_came_once():
    made, later = _waited()
    pay_all(stage.today())
    first = book_of(made.firms[0])
    before = balance(first, "1000", "KRW")
    assert balance(first, "1220", "KRW") == -balance(escrow_book(), "2520", "KRW") == 30_684

    with pytest.raises(NotAllowed):
        services.confirm_interest(stage.fresh(later), by=made.people[1])
    services.confirm_interest(stage.fresh(later), by=made.people[0])

    assert balance(first, "1000", "KRW") - before == 30_684
    assert balance(first, "1220", "KRW") == balance(escrow_book(), "2520", "KRW") == 0
    with pytest.raises(WrongState, match="No interest is owed"):
        services.confirm_interest(stage.fresh(later), by=made.people[0])


def test_interest_for_which_there_was_no_rate_is_seen_and_booked_when_one_is_confirmed():
    made, later = _waited()
    BuyerRate.objects.filter(kind="deposit").delete()
    assert list(earning_without_rate()) == [later]
    services.mature_due(stage.today())
    assert interest_owed(later) is None

    rate = services.propose_rate(
        kind="deposit", rate=Decimal("0.008"), valid_from=stage.today(), source="은행 공문", by=made.finance
    )
    services.decide_rate(rate, confirm=True, by=made.checker)

    assert interest_owed(later) == 30_684
    assert not earning_without_rate().exists()


def test_cancelled_only_unused_and_by_both_sides():
    made = stage.accepted()
    asked = services.ask_cancel(made.receivable, reason="현금으로 드립니다.", by=made.finance)

    with pytest.raises(NotAllowed, match="other side has to agree"):
        services.decide_request(asked, agree=True, by=made.checker)
    services.decide_request(asked, agree=True, by=made.people[0])

    obligation = Obligation.objects.get(pk=made.debts[0].pk)
    assert (stage.fresh(made.receivable).state, obligation.state) == (R.CANCELLED, ObligationState.OPEN)
    assert balance(book_of(made.firms[0]), "1200", "KRW") == 500 * M


def test_a_used_one_is_not_cancelled():
    made = stage.accepted()
    made.draw(made.receivable, M)

    with pytest.raises(WrongState, match="₩1,000,000 of it is used"):
        services.ask_cancel(made.receivable, reason="x", by=made.finance)


def test_a_credit_note_takes_unused_face_only():
    made = stage.accepted()
    made.pass_on(made.receivable, 300 * M)
    obligation = made.debts[0]

    with pytest.raises(RuleBroken, match="Only ₩200,000,000 of what covers .* a credit note of ₩200,000,001"):
        services.credit_receivables(obligation, amount_won=200 * M + 1, reason="반품", by=None)
    services.credit_receivables(obligation, amount_won=50 * M, reason="반품", by=None)

    now = stage.fresh(made.receivable)
    assert (now.face, now.assigned, now.available) == (450 * M, 300 * M, 150 * M)
    assert Obligation.objects.get(pk=obligation.pk).covered == 450 * M


def test_a_credit_note_on_a_part_frees_the_one_above():
    made = stage.accepted()
    part = made.pass_on(made.receivable, 300 * M)

    services.credit_receivables(part.obligation, amount_won=300 * M, reason="반품", by=None)

    assert stage.fresh(part).state == R.CANCELLED
    assert (stage.fresh(made.receivable).state, stage.fresh(made.receivable).assigned) == (R.ACCEPTED, 0)


def test_the_fee_follows_what_a_credit_note_takes_away():
    made = stage.accepted()
    part = made.pass_on(made.receivable, 100 * M, owed={"pay_in": 10})
    days = (part.matures_on - part.obligation.due_legal).days
    second = book_of(made.firms[1])
    own = {entry.account.code: entry.debit for entry in Line.objects.filter(account__book=second, posting__event="fee")}
    assert set(own.values()) == {part.fee, 0}

    services.credit_receivables(part.obligation, amount_won=40 * M, reason="반품", by=None)

    half = stage.fresh(part)
    assert half.fee == (60 * M * Decimal("0.045") * days / 365).to_integral_value("ROUND_CEILING") < part.fee
    code = next(code for code, debit in own.items() if debit)
    assert balance(second, code, "KRW") == half.fee
    services.credit_receivables(part.obligation, amount_won=60 * M, reason="반품", by=None)
    assert (stage.fresh(part).state, stage.fresh(part).fee, balance(second, code, "KRW")) == (R.CANCELLED, 0, 0)


def test_money_of_a_lower_tier_goes_to_nobody_above_it():
    """Set-off: what a company owes the one above it changes nothing of what escrow pays (PAY-07, PAY-08)."""
    made = stage.accepted()
    second = made.pass_on(made.receivable, 300 * M)
    stage.debt(stage.contract_between(made.firms[1], made.firms[0], made.contracts[1]), 250 * M)  # tier 2 owes tier 1
    day = backdate(made)
    services.mature_due(day)
    services.fund_receivables([(made.receivable.pk, 500 * M, "f")], on=day)

    due = {(part.receivable_id, part.payee_id): part.amount for part in queries.payouts_due(day)}

    assert due[(second.pk, made.firms[1].pk)] == 300 * M
    with pytest.raises(WrongState, match="₩0 is to be paid to this payee, not ₩300,000,000"):
        services.pay_out([(second.pk, made.firms[0].pk, 300 * M, "x")], on=day)
