"""Direct payment: asked for, checked, heard, decided, paid by different people; both debts shrink."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.translation import override

from portal.clock import today
from portal.errors import NotAllowed, RuleBroken, WrongState
from portal.notices.models import Notice
from portal.tests.factories import staff
from purchasing.contracts.tests import factories as contracts
from purchasing.payments.models import Obligation
from purchasing.payments.queries.bank_days import bank_day_before
from purchasing.payments.services import direct
from purchasing.payments.services.runs import draft_run
from purchasing.payments.states import DirectState, ObligationState
from purchasing.payments.tests.obligation_stage import balance, debt, deliver_all, payee, payer

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def english():
    with override("en"):
        yield


PDF = b"%PDF-1.4\n1 0 obj\n<</Type/Catalog/Pages 2 0 R>>\nendobj\n2 0 obj\n<</Type/Pages/Kids[]/Count 0>>\nendobj\n"
PDF += b"xref\n0 3\n0000000000 65535 f \n0000000009 00000 n \n0000000056 00000 n \n"
PDF += b"trailer\n<</Size 3/Root 1 0 R>>\nstartxref\n107\n%%EOF\n"


def paper(name: str = "claim.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, PDF, content_type="application/pdf")


def late_pair() -> tuple[Obligation, Obligation]:
    """What the buyer owes its contractor, and what that one owes below: two instalments late, the older one first."""
    upper, lower = contracts.chain(2, vat_rate=Decimal(0), agreed_days=60)
    above = debt(upper, net=90_000_000, received=20)
    first = debt(lower, net=30_000_000, received=90)
    debt(lower, net=10_000_000, received=80)
    return above, first


def ask(lower: Obligation, amount: int = 30_000_000, **fields):
    given = {"cause": "unpaid", "text": "두 번의 대금을 받지 못했습니다", "uploads": [paper()], "key": "k"} | fields
    return direct.request_direct_payment(lower, amount=Decimal(amount), by=payee(lower), **given)


def test_from_the_request_to_the_payment_by_four_people_and_both_debts_shrink():
    above, lower = late_pair()
    case = ask(lower)
    direct.answer_direct_payment(
        case, text="임금 체불이 있습니다", wages=Decimal(5_000_000), uploads=[paper("wages.pdf")], by=payer(lower)
    )
    direct.check_direct_payment(case, by=staff("PO"))
    case.refresh_from_db()
    with pytest.raises(RuleBroken, match="25,000,000"):
        direct.grant_direct_payment(case, amount=Decimal(30_000_000), answer="지급", by=staff("AP"))
    direct.grant_direct_payment(case, amount=Decimal(25_000_000), answer="체불 임금을 뺀 금액", by=staff("AP"))
    case.refresh_from_db()
    before = balance(above.payer, "2100")
    direct.record_direct_payment(case, paid_on=today(), reference="TR-9", by=staff("FI"))
    deliver_all()

    above.refresh_from_db()
    lower.refresh_from_db()
    assert (above.left, lower.left) == (65_000_000, 5_000_000)
    assert lower.state == ObligationState.OPEN
    assert balance(above.payer, "2100") - before == 25_000_000
    assert balance(lower.payee, "1000") == 25_000_000
    assert Notice.objects.filter(user=payer(lower), kind="payments.direct_paid").count() == 1


def test_paid_in_full_the_lower_debt_is_paid_and_bears_interest_up_to_that_day():
    above, lower = late_pair()
    case = direct.check_direct_payment(ask(lower), by=staff("PO"))
    case = direct.grant_direct_payment(case, amount=Decimal(30_000_000), answer="지급", by=staff("AP"))
    direct.record_direct_payment(case, paid_on=today(), reference="TR-9", by=staff("FI"))
    lower.refresh_from_db()
    assert (lower.state, lower.paid_on) == (ObligationState.PAID, today())
    assert lower.interest.amount == 382_192  # 30 days: 382,191.78
    assert lower.interest.ended_on == today()


def test_with_one_late_instalment_there_is_no_direct_payment():
    upper, lower = contracts.chain(2, vat_rate=Decimal(0), agreed_days=60)
    debt(upper, received=20)
    with pytest.raises(RuleBroken, match="1 of this contractor"):
        ask(debt(lower, net=30_000_000, received=90))


def test_evidence_is_needed_and_more_than_is_owed_is_refused():
    _above, lower = late_pair()
    with pytest.raises(RuleBroken, match="evidence"):
        ask(lower, uploads=[])
    with pytest.raises(RuleBroken, match="30,000,000"):
        ask(lower, 30_000_001)


def test_asked_twice_with_one_key_it_is_one_case_and_a_second_one_waits():
    _above, lower = late_pair()
    assert ask(lower).pk == ask(lower).pk
    with pytest.raises(WrongState):
        ask(lower, key="other")


def test_who_checked_does_not_decide_and_who_decided_does_not_pay():
    _above, lower = late_pair()
    case = ask(lower)
    both = staff("PO", "AP", "FI")
    case = direct.check_direct_payment(case, by=both)
    with pytest.raises(NotAllowed, match="another person decides"):
        direct.grant_direct_payment(case, amount=Decimal(1), answer="지급", by=both)
    payer_of = staff("AP", "FI")
    case = direct.grant_direct_payment(case, amount=Decimal(1_000_000), answer="지급", by=payer_of)
    with pytest.raises(NotAllowed, match="another person records"):
        direct.record_direct_payment(case, paid_on=today(), reference="TR", by=payer_of)


def test_what_is_granted_is_not_paid_to_the_contractor_by_a_run_meanwhile():
    above, lower = late_pair()
    day = bank_day_before(today())
    Obligation.objects.filter(pk=above.pk).update(pay_on=day)
    case = ask(lower)
    case = direct.check_direct_payment(case, by=staff("PO"))
    direct.grant_direct_payment(case, amount=Decimal(30_000_000), answer="지급", by=staff("AP"))

    run = draft_run("cash", value_on=day, by=None)

    assert run.instructions.get(obligation=above).amount == Decimal(60_000_000)  # of 90: the rest, on its day


def test_a_refusal_gives_its_reasons_and_a_request_can_be_taken_back():
    _above, lower = late_pair()
    case = ask(lower)
    with pytest.raises(RuleBroken, match="reasons"):
        direct.refuse_direct_payment(case, answer=" ", by=staff("PO"))
    direct.refuse_direct_payment(case, answer="증빙이 부족합니다", by=staff("PO"))
    again = ask(lower, key="again")
    direct.withdraw_direct_payment(again, by=payee(lower))
    again.refresh_from_db()
    assert again.state == DirectState.WITHDRAWN


def test_the_clocks_three_business_days_for_the_evidence_seven_days_for_the_decision():
    _above, lower = late_pair()
    case = ask(lower)
    case = direct.check_direct_payment(case, by=staff("CP"))
    assert case.decide_by >= today() + timedelta(days=7)
    assert case.evidence_by > today()
