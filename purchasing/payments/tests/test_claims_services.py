"""Progress claims: signatures of the second tier, what is kept, what each becomes; PAY-40 to PAY-44."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from portal.errors import NotAllowed, RuleBroken, WrongState
from portal.outbox.models import Event
from portal.outbox.services import deliver_due
from portal.tests.factories import CompanyFactory, UserFactory, staff
from purchasing.payments import queries, services
from purchasing.payments.models import BankAccount, Claim, ClaimLine, Receivable
from purchasing.payments.services.claims import LineIn
from purchasing.payments.states import ClaimState, LineState, ReceivableState
from purchasing.payments.tests import receivable_stage as stage
from purchasing.payments.tests.test_draws_services import pay_all

pytestmark = pytest.mark.django_db
M = Decimal(1_000_000)
K, L, R = ClaimState, LineState, ReceivableState


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


def works(suppliers: int = 2, face: Decimal = 500 * M):
    """Tier 1 of a works contract with an accepted receivable; each of its suppliers is owed 120 million."""
    made = stage.chain(1, kind="works")
    top = made.contracts[0]
    made.subs = [stage.contract_between(made.firms[0], CompanyFactory(), top) for _place in range(suppliers)]
    made.sub_people = [UserFactory(company=sub.payee, roles=("SF",)) for sub in made.subs]
    made.sub_debts = [stage.debt(sub, 120 * M, pay_in=70) for sub in made.subs]
    obligation = stage.debt(top, face, approver=made.finance)
    made.receivable = services.issue_receivable(services.draft_receivable(obligation), by=made.checker)
    made.receivable = services.accept_receivable(made.receivable, by=made.people[0])
    stage.rate("draw", "0.042")
    stage.rate("fee", "0.045")
    stage.rate("deposit", "0.008")
    return made


def part(made, place: int, amount=100 * M, wage=0) -> LineIn:
    return LineIn(made.subs[place], made.sub_debts[place], Decimal(amount), Decimal(wage))


def sent(made, *lines) -> Claim:
    claim = services.draft_claim(made.receivable, work="3월 기성", by=made.people[0])
    services.set_lines(claim, lines or [part(made, place) for place in range(len(made.subs))], by=made.people[0])
    return services.send_claim(claim, by=made.people[0])


def line_of(claim: Claim, place: int) -> ClaimLine:
    return claim.lines.select_related("claim__contract").order_by("id")[place]


def certified(made) -> Claim:
    claim = sent(made)
    for place, person in enumerate(made.sub_people):
        services.answer_line(line_of(claim, place), agrees=True, by=person)
    return services.certify_claim(Claim.objects.get(pk=claim.pk), by=staff("PO"))


def test_each_signed_part_becomes_its_suppliers_own_receivable():
    made = works()

    claim = certified(made)

    parts = list(Receivable.objects.filter(parent=made.receivable).order_by("id"))
    assert [(each.holder, each.face, each.state) for each in parts] == [
        (made.subs[0].payee, 100 * M, R.ACCEPTED),
        (made.subs[1].payee, 100 * M, R.ACCEPTED),
    ]
    now = stage.fresh(made.receivable)
    assert (claim.state, now.assigned, now.held, now.available) == (K.CERTIFIED, 200 * M, 0, 300 * M)
    assert {line.state for line in claim.lines.all()} == {L.ISSUED}


def test_the_money_goes_through_escrow_and_the_claim_closes():
    made = works()
    claim = certified(made)
    first, last = stage.today() - timedelta(days=3), stage.today()
    Receivable.objects.filter(pk=made.receivable.pk).update(matures_on=first)
    Receivable.objects.exclude(pk=made.receivable.pk).update(matures_on=last)

    got = pay_all(first)
    while deliver_due():
        pass

    assert got == {(made.receivable.pk, made.firms[0].pk): 300 * M}
    assert Claim.objects.get(pk=claim.pk).state == K.FUNDED
    assert queries.escrow_balance(made.receivable) == 200 * M
    pay_all(last)
    while deliver_due():
        pass
    assert Claim.objects.get(pk=claim.pk).state == K.CLOSED
    assert queries.escrow_balance(made.receivable) == 0


def test_what_is_listed_is_kept_and_cannot_be_used_otherwise():
    made = works()
    sent(made)

    now = stage.fresh(made.receivable)
    assert (now.held, now.available) == (200 * M, 300 * M)
    with pytest.raises(RuleBroken, match="Only ₩300,000,000 of"):
        services.quote_draw(now, amount_won=301 * M, by=made.people[0])


def test_the_lines_never_exceed_the_certified_amount():
    made = works(face=150 * M)
    claim = services.draft_claim(made.receivable, work="기성", by=made.people[0])

    with pytest.raises(RuleBroken, match=r"add up to ₩200,000,000, .* ₩150,000,000: ₩50,000,000 too much \(PAY-40\)"):
        services.set_lines(claim, [part(made, 0), part(made, 1)], by=made.people[0])


def test_a_dispute_holds_its_own_line_alone():
    made = works()
    claim = sent(made)
    services.answer_line(line_of(claim, 0), agrees=True, by=made.sub_people[0])
    services.answer_line(line_of(claim, 1), agrees=False, answer="110백만 원입니다.", by=made.sub_people[1])
    claim = services.certify_claim(Claim.objects.get(pk=claim.pk), by=staff("AP"))

    now = stage.fresh(made.receivable)
    assert (now.assigned, now.held) == (100 * M, 100 * M)
    assert [line.state for line in claim.lines.order_by("id")] == [L.ISSUED, L.DISPUTED]

    services.change_line(line_of(claim, 1), amount=110 * M, wage=Decimal(0), by=made.people[0])
    services.answer_change(line_of(claim, 1), agrees=True, by=made.sub_people[1])

    now = stage.fresh(made.receivable)
    assert (now.assigned, now.held, now.available) == (210 * M, 0, 290 * M)
    assert line_of(claim, 1).state == L.ISSUED


def test_a_dispute_settled_after_the_money_came_is_paid_from_escrow():
    made = works()
    claim = sent(made)
    services.answer_line(line_of(claim, 0), agrees=True, by=made.sub_people[0])
    services.answer_line(line_of(claim, 1), agrees=False, answer="90백만 원", by=made.sub_people[1])
    services.certify_claim(Claim.objects.get(pk=claim.pk), by=staff("PO"))
    day = stage.today() - timedelta(days=1)
    Receivable.objects.update(matures_on=day)
    pay_all(day)

    assert stage.fresh(made.receivable).state == R.MATURED  # 100 million wait for the signature
    assert queries.escrow_balance(made.receivable) == 100 * M
    with pytest.raises(RuleBroken, match="Only ₩0 of"):
        services.change_line(line_of(claim, 1), amount=101 * M, wage=Decimal(0), by=made.people[0])
    services.change_line(line_of(claim, 1), amount=90 * M, wage=Decimal(0), by=made.people[0])
    services.answer_change(line_of(claim, 1), agrees=True, by=made.sub_people[1])

    late = Receivable.objects.get(claim_line=line_of(claim, 1))
    assert late.matures_on > day
    Receivable.objects.filter(pk=late.pk).update(matures_on=stage.today())
    assert pay_all(stage.today()) == {
        (made.receivable.pk, made.firms[0].pk): 10 * M,
        (late.pk, made.subs[1].payee_id): 90 * M,
    }
    assert queries.escrow_balance(made.receivable) == 0


def test_a_confirmed_line_changes_only_with_its_suppliers_signature():
    made = works()
    claim = sent(made)
    services.answer_line(line_of(claim, 0), agrees=True, by=made.sub_people[0])

    services.change_line(line_of(claim, 0), amount=80 * M, wage=Decimal(0), by=made.people[0])
    assert (line_of(claim, 0).amount, line_of(claim, 0).new_amount) == (100 * M, 80 * M)
    with pytest.raises(NotAllowed, match="another company's part"):
        services.answer_change(line_of(claim, 0), agrees=True, by=made.people[0])
    services.answer_change(line_of(claim, 0), agrees=False, answer="아닙니다.", by=made.sub_people[0])
    assert (line_of(claim, 0).amount, line_of(claim, 0).new_amount) == (100 * M, None)

    services.change_line(line_of(claim, 0), amount=80 * M, wage=Decimal(0), by=made.people[0])
    services.answer_change(line_of(claim, 0), agrees=True, by=made.sub_people[0])
    assert (line_of(claim, 0).amount, stage.fresh(made.receivable).held) == (80 * M, 180 * M)


def test_wages_go_only_to_an_account_for_wages():
    made = works(1)
    claim = services.draft_claim(made.receivable, work="기성", by=made.people[0])
    with pytest.raises(RuleBroken, match="PAY-43"):
        services.set_lines(claim, [part(made, 0, wage=30 * M)], by=made.people[0])
    BankAccount.objects.create(
        company=made.subs[0].payee, purpose="wages", bank_code="004", number="1234567890", owner="시험",
        state="active", proposed_by=made.sub_people[0],
    )  # fmt: skip

    services.set_lines(claim, [part(made, 0, wage=30 * M)], by=made.people[0])
    services.send_claim(claim, by=made.people[0])
    services.answer_line(line_of(claim, 0), agrees=True, by=made.sub_people[0])
    services.certify_claim(Claim.objects.get(pk=claim.pk), by=staff("PO"))

    parts = Receivable.objects.filter(parent=made.receivable).order_by("id")
    assert [(each.purpose, each.face) for each in parts] == [("wages", 30 * M), ("general", 70 * M)]


def test_registered_subcontracts_without_a_line_block_it():
    made = works()
    claim = services.draft_claim(made.receivable, work="기성", by=made.people[0])
    services.set_lines(claim, [part(made, 0)], by=made.people[0])

    with pytest.raises(RuleBroken, match=rf"Not listed: {made.subs[1].number}.* \(PAY-44\)"):
        services.send_claim(claim, by=made.people[0])
    services.set_lines(claim, [part(made, 0), LineIn(made.subs[1], None, Decimal(0))], by=made.people[0])
    claim = services.send_claim(claim, by=made.people[0])

    for place, person in enumerate(made.sub_people):
        services.answer_line(line_of(claim, place), agrees=True, by=person)
    services.certify_claim(Claim.objects.get(pk=claim.pk), by=staff("PO"))
    assert [line.state for line in claim.lines.order_by("id")] == [L.ISSUED, L.NOTHING]


def test_silence_is_no_signature_but_a_reminder():
    made = works()
    claim = sent(made)
    Claim.objects.filter(pk=claim.pk).update(answer_by=stage.today() - timedelta(days=5))
    expected = 2 if stage.bank_day(0) == stage.today() else 0

    assert services.remind_silent_lines() == expected
    assert services.remind_silent_lines() == 0
    assert {line.state for line in claim.lines.all()} == {L.PROPOSED}
    assert Event.objects.filter(name="payments.claim_line_silent").count() == expected


def test_the_first_tier_may_take_it_back_before_the_certificate():
    made = works()
    claim = sent(made)

    services.cancel_claim(claim, reason="수량 정정", by=made.people[0])

    now = stage.fresh(made.receivable)
    assert (now.state, now.held, now.available) == (R.ACCEPTED, 0, 500 * M)
    assert {line.state for line in claim.lines.all()} == {L.DROPPED}
    again = sent(made)
    assert again.pk != claim.pk


def test_only_the_buyer_certifies_and_only_an_answered_claim():
    made = works()
    claim = sent(made)

    with pytest.raises(NotAllowed, match="purchasing officer or an approver"):
        services.certify_claim(claim, by=made.people[0])
    with pytest.raises(WrongState, match="does not wait for the buyer"):
        services.certify_claim(claim, by=staff("PO"))


def test_a_supplier_sees_its_own_line_alone():
    made = works()
    claim = sent(made)

    assert [line.payee for line in queries.lines_visible_to(made.sub_people[0], claim)] == [made.subs[0].payee]
    assert queries.lines_visible_to(made.people[0], claim).count() == 2
    outsider = UserFactory(company=CompanyFactory(), roles=("SF",))
    assert not queries.claims_visible_to(outsider).exists()


def test_all_debts_are_locked_before_the_first_receivable():
    """Everybody locks in this order; the other way round two people at once would wait for each other for ever."""
    made = works()
    claim = sent(made)
    for place, person in enumerate(made.sub_people):
        services.answer_line(line_of(claim, place), agrees=True, by=person)

    with CaptureQueriesContext(connection) as seen:
        services.certify_claim(Claim.objects.get(pk=claim.pk), by=staff("PO"))

    locks = [each["sql"] for each in seen.captured_queries if "FOR UPDATE" in each["sql"]]
    first = next(place for place, sql in enumerate(locks) if 'FROM "payments_receivable"' in sql)
    before = [sql for sql in locks[:first] if 'FROM "payments_obligation"' in sql]
    assert len(set(before)) == 3  # what the receivable pays, and what the two parts pay
