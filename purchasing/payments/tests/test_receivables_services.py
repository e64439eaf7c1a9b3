"""Issue, accept, refuse, pass on; what each refusal says."""

from decimal import Decimal

import pytest
from django.utils import translation

from portal.audit.models import AuditEntry
from portal.errors import NotAllowed, RuleBroken, WrongState
from portal.outbox.models import Event
from purchasing.payments import queries, services
from purchasing.payments.models import Obligation, Receivable
from purchasing.payments.queries.ledger import balance, bank_book, book_of
from purchasing.payments.states import ObligationState, ReceivableState
from purchasing.payments.tests import receivable_stage as stage

pytestmark = pytest.mark.django_db
R = ReceivableState
M = Decimal(1_000_000)


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


def test_what_the_buyer_owes_becomes_a_receivable_by_two_people():
    made = stage.chain(1)
    obligation = stage.debt(made.contracts[0], 500 * M, approver=made.finance)

    draft = services.draft_receivable(obligation)

    assert (draft.state, draft.face, draft.matures_on, draft.made_by) == (
        R.DRAFT, 500 * M, obligation.pay_on, made.finance,
    )  # fmt: skip
    assert services.draft_receivable(obligation).pk == draft.pk
    with pytest.raises(NotAllowed, match="another person of finance"):
        services.issue_receivable(draft, by=made.finance)
    issued = services.issue_receivable(draft, by=made.checker)

    obligation.refresh_from_db()
    assert (issued.state, obligation.state, obligation.covered) == (R.ISSUED, ObligationState.COVERED, 500 * M)
    assert balance(book_of(made.buyer), "2110", "KRW") == -500 * M
    assert balance(book_of(made.firms[0]), "1210", "KRW") == 500 * M


def test_refused_it_is_owed_again():
    made = stage.issued(firms=1)

    refused = services.refuse_receivable(made.receivable, reason="금액이 다릅니다.", by=made.people[0])

    obligation = Obligation.objects.get(pk=made.debts[0].pk)
    assert (refused.state, refused.reason) == (R.REFUSED, "금액이 다릅니다.")
    assert (obligation.state, obligation.covered) == (ObligationState.OPEN, 0)
    assert balance(book_of(made.firms[0]), "1210", "KRW") == 0
    assert balance(book_of(made.firms[0]), "1200", "KRW") == 500 * M
    again = services.draft_receivable(obligation)
    assert (again.pk, again.state) == (refused.pk + 1, R.DRAFT)


def test_the_golden_chain_of_the_domain():
    made = stage.accepted()
    top = made.receivable
    second = made.pass_on(top, 300 * M)
    third = made.pass_on(second, 80 * M)
    drawn = made.draw(second, 120 * M)

    top, second = stage.fresh(top), stage.fresh(second)
    assert (top.state, top.assigned, top.available) == (R.PARTLY_USED, 300 * M, 200 * M)
    assert (second.assigned, second.drawn, second.available) == (80 * M, 120 * M, 100 * M)
    assert (third.tier, third.root_id, third.matures_on) == (3, top.pk, top.matures_on)
    assert balance(book_of(made.firms[1]), "1210", "KRW") == 100 * M
    assert balance(bank_book(), "1310", "KRW") == 120 * M
    assert drawn.charge == (120 * M * Decimal("0.042") * drawn.days / 365).to_integral_value("ROUND_FLOOR")
    assert drawn.amount == drawn.charge + drawn.net


def test_everything_passed_on_is_fully_used():
    made = stage.accepted()

    made.pass_on(made.receivable, 500 * M)

    used = stage.fresh(made.receivable)
    assert (used.state, used.available) == (R.FULLY_USED, 0)
    with pytest.raises(WrongState, match="Nothing is left of RCV.*500,000,000.*passed on"):
        made.pass_on(used, 1 * M)


def test_a_part_that_is_refused_goes_back_to_who_gave_it():
    made = stage.accepted()
    obligation = made.owe(1, 300 * M)
    part = services.pass_on(made.receivable, obligation=obligation, amount_won=300 * M, key="a", by=made.people[0])

    services.refuse_receivable(part, reason="현금을 원합니다.", by=made.people[1])

    back = stage.fresh(made.receivable)
    obligation.refresh_from_db()
    assert (back.state, back.assigned, back.available) == (R.ACCEPTED, 0, 500 * M)
    assert (obligation.state, obligation.left) == (ObligationState.OPEN, 300 * M)
    assert balance(book_of(made.firms[0]), "1210", "KRW") == 500 * M


def test_the_same_key_passes_on_once():
    made = stage.accepted()
    obligation = made.owe(1, 300 * M)

    def give(amount=100 * M):
        return services.pass_on(
            made.receivable, obligation=obligation, amount_won=amount, key="once", by=made.people[0]
        )

    assert give().pk == give().pk
    assert stage.fresh(made.receivable).assigned == 100 * M
    with pytest.raises(WrongState, match="already used for another part"):
        give(200 * M)


def refusal(made, **given):
    told = {"key": "x", "by": made.people[0]} | given
    receivable = told.pop("receivable", made.receivable)
    with pytest.raises(RuleBroken) as caught:
        services.pass_on(stage.fresh(receivable), **told)
    return str(caught.value)


def test_each_refusal_says_the_number_that_explains_it():
    made = stage.accepted()
    debt = made.owe(1, 700 * M)

    more = refusal(made, obligation=debt, amount_won=501 * M)
    assert more == f"Only ₩500,000,000 of {made.receivable.number} is left."
    assert refusal(made, obligation=made.owe(1, 10 * M), amount_won=11 * M).startswith("Only ₩10,000,000 of OBL")
    assert refusal(made, obligation=debt, amount_won=Decimal(0)) == "Enter whole won, at least 1."
    assert refusal(made, obligation=debt, amount_won=Decimal("1.5")) == "Enter whole won, at least 1."
    assert stage.fresh(made.receivable).assigned == 0


def test_not_to_oneself_not_in_a_circle_not_for_others():
    made = stage.accepted()
    second = made.pass_on(made.receivable, 300 * M)
    home = stage.contract_between(made.firms[1], made.firms[0], made.contracts[1])
    circle = stage.debt(home, 50 * M)
    others = stage.debt(stage.contract_between(made.firms[2], made.firms[3], made.contracts[2]), 50 * M)
    oneself = made.owe(2, 5 * M)
    Obligation.objects.filter(pk=oneself.pk)  # the database lets no company owe itself
    by = made.people[1]

    assert "already been in the hands of" in refusal(made, receivable=second, obligation=circle, amount_won=M, by=by)
    assert "only own debts are paid" in refusal(made, receivable=second, obligation=others, amount_won=M, by=by)
    oneself.payee = made.firms[1]
    with pytest.raises(RuleBroken, match="would pass it on to itself"):
        services.passing.check_payee(stage.fresh(second), oneself)


def test_not_to_a_closed_business():
    made = stage.accepted()
    debt = made.owe(1, 100 * M)
    made.firms[1].tax_status = "CLOSED"
    made.firms[1].save()

    assert refusal(made, obligation=debt, amount_won=M).endswith("Closed business: nothing can be given to it.")
    assert made.firms[1].brn_display in refusal(made, obligation=debt, amount_won=M)


def test_not_below_the_fourth_tier():
    made = stage.accepted(firms=4)
    part = made.receivable
    for _tier in range(3):
        part = made.pass_on(part, 100 * M)
    fifth = stage.CompanyFactory()
    owed = stage.debt(stage.contract_between(made.firms[3], fifth, made.contracts[2]), 10 * M)

    told = refusal(made, receivable=part, obligation=owed, amount_won=M, by=made.people[3])
    assert told == f"{part.number} stands in tier 4: a receivable is passed on down to tier 4."


def test_not_at_or_after_maturity():
    made = stage.accepted()
    debt = made.owe(1, 100 * M)
    Receivable.objects.filter(pk=made.receivable.pk).update(matures_on=stage.today())

    assert "fell due on" in refusal(made, obligation=debt, amount_won=M)


def test_not_for_debts_in_cash_or_dollars():
    made = stage.accepted()
    cash = stage.debt(stage.contract_between(made.firms[0], made.firms[1], made.contracts[0], method="cash"), M)
    dollars = stage.debt(
        stage.contract_between(made.firms[0], made.firms[1], made.contracts[0], method="cash", currency="USD"), M
    )

    assert "in cash by its contract" in refusal(made, obligation=cash, amount_won=M)
    assert "is in USD: win-win payment is made in won only" in refusal(made, obligation=dollars, amount_won=M)


def test_only_the_holder_passes_on():
    made = stage.accepted()
    debt = made.owe(1, M)

    with pytest.raises(NotAllowed, match="another company's receivable"):
        services.pass_on(made.receivable, obligation=debt, amount_won=M, key="x", by=made.people[1])
    with pytest.raises(NotAllowed):
        services.pass_on(made.receivable, obligation=debt, amount_won=M, key="x", by=made.finance)


def test_a_later_day_waits_in_escrow_and_a_day_beyond_60_costs_a_fee():
    made = stage.accepted(pay_in=40)
    later = made.pass_on(made.receivable, 100 * M, mode="later_with_escrow", owed={"pay_in": 58})
    early = made.pass_on(made.receivable, 100 * M, owed={"pay_in": 10})

    assert (later.matures_on, later.fee) == (stage.bank_day(58), 0)
    days = (early.matures_on - early.obligation.due_legal).days
    assert early.matures_on == made.receivable.matures_on
    assert early.fee == (100 * M * Decimal("0.045") * days / 365).to_integral_value("ROUND_CEILING")
    assert balance(book_of(made.firms[1]), "1210", "KRW") == 200 * M
    with pytest.raises(RuleBroken, match="nothing to wait for"):
        made.pass_on(made.receivable, M, mode="later_with_escrow", owed={"pay_in": 10})


def test_two_business_days_of_silence_count_as_acceptance():
    made = stage.issued(firms=1)
    assert services.accept_silent_receivables() == 0

    Receivable.objects.filter(pk=made.receivable.pk).update(issued_on=stage.today() - stage.timedelta(days=9))

    assert services.accept_silent_receivables() == 1
    assert stage.fresh(made.receivable).state == R.ACCEPTED
    entry = AuditEntry.objects.filter(what="payments.receivable.accept").get()
    assert (entry.by, entry.reason) == (None, "silence")


def test_news_of_each_step():
    made = stage.accepted(firms=2)
    made.pass_on(made.receivable, M)

    names = [name for name in Event.objects.order_by("pk").values_list("name", flat=True) if "receivable" in name]
    assert names == [
        "payments.receivable_drafted",
        "payments.receivable_issued",
        "payments.receivable_accepted",
        "payments.receivable_passed_on",
        "payments.receivable_accepted",
    ]


def test_creditable_is_what_is_unused():
    made = stage.accepted()
    made.pass_on(made.receivable, 300 * M)

    assert queries.creditable_won(Obligation.objects.get(pk=made.debts[0].pk)) == 200 * M
