"""Invoices: the amount is what was accepted, asked for once, approved by who did not confirm it; credit notes."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.utils import translation

from portal.audit.models import AuditEntry
from portal.clock import today
from portal.errors import NotAllowed, RuleBroken, WrongState
from portal.outbox.models import Event
from portal.tests.factories import staff
from purchasing.contracts import queries, services
from purchasing.contracts.models import Invoice, Milestone
from purchasing.contracts.registry import credit_checks
from purchasing.contracts.tests import factories as made

pytestmark = pytest.mark.django_db


def _submit(contract, deliveries, **facts):
    net = sum((row.amount or Decimal(0) for each in deliveries for row in each.lines.all()), Decimal(0))
    told = {
        "supplier_no": "G-1",
        "issued_on": today(),
        "net": net,
        "vat": made.vat_on(net, contract),
        "key": made.key(),
        "deliveries": deliveries,
        "by": made.seller(contract),
    }
    return services.submit_invoice(contract, **(told | facts))


def _etax(day):
    return f"{day:%Y%m%d}41000021" + "00000017"


def test_an_invoice_asks_for_what_was_accepted_and_the_days_count_from_the_receipt():
    contract = made.in_force(value=10_000)
    first = made.accepted(contract, qty=3_000, on=today() - timedelta(days=3))
    second = made.accepted(contract, qty=2_000)

    invoice = _submit(contract, [second, first], etax_no=_etax(today()))

    assert (invoice.net, invoice.vat, invoice.base_on, invoice.state) == (
        5_000,
        500,
        today() - timedelta(days=3),
        "submitted",
    )
    assert Event.objects.filter(name="contracts.invoice_submitted", payload={"invoice": invoice.pk}).count() == 1
    assert {each.number for each in queries.deliveries_of_invoice(invoice)} == {first.number, second.number}


@pytest.mark.parametrize(
    ("facts", "field", "told"),
    [
        ({"net": Decimal(5_001)}, "net", "What was accepted comes to 5,000, the invoice asks for 5,001"),
        ({"vat": Decimal(510)}, "vat", "The VAT of 10% on 5,000 is 500, not 510."),
        ({"supplier_no": " "}, "supplier_no", "Give the number that your company has given the invoice."),
        ({"etax_no": "2026"}, "etax_no", "An e-tax invoice has 24 digits; this has 4 characters."),
        ({"etax_no": "20261340" + "1" * 16}, "etax_no", "20261340 is none."),
        ({"deliveries": []}, "deliveries", "Choose the deliveries that the invoice is for."),
    ],
)
def test_an_invoice_that_is_wrong_is_told_which_number_is_right(facts, field, told):
    contract = made.in_force(value=10_000)
    delivery = made.accepted(contract, qty=5_000)
    told_ = {"net": Decimal(5_000), "vat": Decimal(500)} | facts
    with pytest.raises(RuleBroken) as refusal:
        _submit(contract, **({"deliveries": [delivery]} | told_))
    assert refusal.value.field == field
    assert told in str(refusal.value)


def test_no_invoice_before_the_inspection_nor_twice_nor_of_another_contract():
    contract = made.in_force(value=10_000)
    waiting = made.received(contract, qty=1_000)
    with pytest.raises(RuleBroken, match="is not accepted"):
        _submit(contract, [waiting], net=Decimal(1_000), vat=Decimal(100))
    delivery = made.accepted(contract, qty=2_000)
    with pytest.raises(RuleBroken, match="belongs to another contract"):
        _submit(made.in_force(value=5_000), [delivery])
    _submit(contract, [delivery])
    with pytest.raises(RuleBroken, match="is already on another invoice"):
        _submit(contract, [delivery], supplier_no="G-2")


def test_the_same_number_or_e_tax_invoice_is_used_once_until_refused():
    contract = made.in_force(value=10_000)
    first = _submit(contract, [made.accepted(contract, qty=1_000)], etax_no=_etax(today()))
    other = made.accepted(contract, qty=1_000)
    with pytest.raises(RuleBroken, match="already used this invoice number"):
        _submit(contract, [other])
    with pytest.raises(RuleBroken, match="already used for another invoice"):
        _submit(contract, [other], supplier_no="G-2", etax_no=_etax(today()))

    services.refuse_invoice(first, reason="wrong number", by=made.approver(contract))
    again = _submit(contract, [other], etax_no=_etax(today()))

    assert again.state == "submitted"
    assert Event.objects.filter(name="contracts.invoice_refused").count() == 1
    assert first.deliveries.count() == 0  # free for another invoice


def test_the_same_key_asks_once_and_other_content_is_refused():
    contract = made.in_force(value=10_000)
    delivery = made.accepted(contract, qty=1_000)
    first = _submit(contract, [delivery], key="k")
    assert _submit(contract, [delivery], key="k") == first
    with pytest.raises(WrongState, match="already used"):
        _submit(contract, [delivery], key="k", supplier_no="G-9")
    assert Invoice.objects.count() == 1


def test_who_confirmed_the_receipt_does_not_approve_the_invoice():
    contract = made.in_force(value=10_000)
    both = staff("RQ", "FI")
    delivery = services.receive_delivery(made.announced(contract, qty=1_000), by=both)
    delivery = services.inspect_delivery(delivery, by=made.receiver(contract))
    invoice = _submit(contract, [delivery])

    with pytest.raises(NotAllowed, match="SOD-09"):
        services.approve_invoice(invoice, by=both)
    for nobody in (made.seller(contract), staff("PO"), staff("AU")):
        with pytest.raises(NotAllowed):
            services.approve_invoice(invoice, by=nobody)
    invoice = services.approve_invoice(invoice, by=made.approver(contract))

    assert invoice.state == "approved"
    assert Event.objects.filter(name="contracts.invoice_approved", payload={"invoice": invoice.pk}).count() == 1
    with pytest.raises(WrongState):
        services.refuse_invoice(invoice, reason="late", by=made.approver(contract))


def test_below_the_first_tier_the_payers_own_people_approve():
    _top, below = made.chain(2, values=[1_000, 500])
    invoice = made.invoiced(below)
    with pytest.raises(NotAllowed):
        services.approve_invoice(invoice, by=staff("FI"))
    assert services.approve_invoice(invoice, by=made.approver(below)).decided_by.company == below.payer


def test_with_a_fixed_invoice_day_the_days_count_from_it_and_months_are_not_mixed():
    contract = made.in_force(value=10_000, billing_day=today().day)
    old = made.accepted(contract, qty=1_000, on=today() - timedelta(days=40))
    new = made.accepted(contract, qty=2_000)
    with pytest.raises(RuleBroken, match="send one invoice for each"):
        _submit(contract, [old, new])
    assert _submit(contract, [new]).base_on == today()


def test_a_milestone_is_invoiced_once_after_its_confirmation():
    contract = made.in_force(value=10_000)
    milestone = Milestone.objects.create(
        contract=contract, no=1, title_ko="시운전", amount=4_000, due_on=today(), state="planned"
    )
    told = {"kind": "milestone", "milestone": milestone, "net": Decimal(4_000), "vat": Decimal(400)}
    with pytest.raises(RuleBroken, match="not confirmed yet"):
        _submit(contract, [], **told)
    reached = {"reached_on": today() - timedelta(days=5), "reported_by": made.seller(contract)}
    Milestone.objects.filter(pk=milestone.pk).update(state="reported", **reached)
    Milestone.objects.filter(pk=milestone.pk).update(state="confirmed", confirmed_by=staff("FI"))
    milestone.refresh_from_db()

    assert _submit(contract, [], **told).base_on == today() - timedelta(days=5)
    with pytest.raises(RuleBroken, match="already an invoice for this milestone"):
        _submit(contract, [], **told, supplier_no="G-2")


def test_nothing_is_reported_reached_that_could_not_be_invoiced():
    contract = made.in_force(value=10_000)
    told = {"contract": contract, "due_on": today(), "state": "planned"}
    large = Milestone.objects.create(no=1, title_ko="시운전", amount=3_001, **told)
    small = Milestone.objects.create(no=2, title_ko="교육", amount=3_000, **told)
    _submit(contract, [made.accepted(contract, qty=7_000)])
    with pytest.raises(WrongState, match="nothing is left to invoice"):
        services.report_milestone(large, reached_on=today(), by=made.seller(contract))
    assert services.report_milestone(small, reached_on=today(), by=made.seller(contract)).state == "reported"


def test_the_advance_is_asked_for_once_without_vat_and_used_up_by_the_deliveries():
    contract = made.in_force(value=10_000, advance_rate=Decimal("0.3"))
    told = {"kind": "advance", "net": Decimal(3_000)}
    with pytest.raises(RuleBroken, match="bears no VAT"):
        _submit(contract, [], **told, vat=Decimal(300))
    advance = _submit(contract, [], **told, vat=Decimal(0))
    with pytest.raises(RuleBroken, match="The advance was asked for with"):
        _submit(contract, [], **told, vat=Decimal(0), supplier_no="G-2")

    unpaid = _submit(contract, [made.accepted(contract, qty=1_000)], supplier_no="G-3")
    assert unpaid.advance_used == 0  # not approved yet: nothing was paid in advance
    services.approve_invoice(advance, by=made.approver(contract))
    part = _submit(contract, [made.accepted(contract, qty=4_000)], supplier_no="G-4")
    rest = _submit(contract, [made.accepted(contract, qty=5_000)], supplier_no="G-5")

    assert (part.advance_used, part.payable) == (1_200, 3_200)
    assert rest.advance_used == 1_800  # the last one uses up all that is left


def _milestone(contract, amount):
    return Milestone.objects.create(
        contract=contract,
        no=1,
        title_ko="준공",
        amount=amount,
        due_on=today(),
        state="confirmed",
        reached_on=today(),
        reported_by=made.seller(contract),
        confirmed_by=made.receiver(contract),
    )


def _advance(contract, amount=3_000, *, approve=True):
    advance = _submit(contract, [], kind="advance", net=Decimal(amount), vat=Decimal(0), supplier_no="A-1")
    return services.approve_invoice(advance, by=made.approver(contract)) if approve else advance


def test_with_an_advance_that_waits_no_more_is_asked_for_than_the_contract_is_worth():
    contract = made.in_force(value=10_000, advance_rate=Decimal("0.3"))
    advance = _advance(contract, approve=False)
    most = made.accepted(contract, qty=6_000)
    rest = made.accepted(contract, qty=4_000)
    with pytest.raises(RuleBroken, match=f"{advance.number} still waits: .* 13,000 would be owed") as refusal:
        _submit(contract, [most, rest])
    assert refusal.value.field == "net"
    assert _submit(contract, [most]).advance_used == 0
    with pytest.raises(RuleBroken, match="would be owed"):
        _submit(contract, [rest], supplier_no="G-2")

    services.approve_invoice(advance, by=made.approver(contract))
    assert _submit(contract, [rest], supplier_no="G-2").advance_used == 3_000
    assert sum(each.net - each.advance_used for each in contract.invoices.all()) == 10_000


def test_what_early_invoices_did_not_use_up_of_the_advance_later_ones_do():
    contract = made.in_force(value=10_000, advance_rate=Decimal("0.3"))
    advance = _advance(contract, approve=False)
    _submit(contract, [made.accepted(contract, qty=6_000)])
    services.approve_invoice(advance, by=made.approver(contract))
    later = _submit(contract, [made.accepted(contract, qty=3_000)], supplier_no="G-2")
    assert later.advance_used == 2_000  # not 900: work for 1,000 is left
    assert _submit(contract, [made.accepted(contract, qty=1_000)], supplier_no="G-3").advance_used == 1_000


def test_there_is_no_advance_when_what_it_would_pay_for_is_invoiced():
    contract = made.in_force(value=10_000, advance_rate=Decimal("0.3"))
    _submit(contract, [made.accepted(contract, qty=7_001)])
    with pytest.raises(RuleBroken, match="7,001 of the 10,000 of the contract are invoiced already"):
        _advance(contract)
    assert "advance" not in queries.invoice_kinds(contract)


def test_an_advance_is_used_up_by_milestones():
    contract = made.in_force(value=10_000, advance_rate=Decimal("0.3"))
    _advance(contract)
    milestone = _milestone(contract, 10_000)
    told = {"kind": "milestone", "milestone": milestone, "net": Decimal(10_000), "vat": Decimal(1_000)}
    invoice = _submit(contract, [], **told)
    assert (invoice.advance_used, invoice.payable, queries.advance_left(contract)) == (3_000, 8_000, 0)


def test_an_advance_is_not_approved_when_the_contract_has_ended_and_then_all_of_it_is_used_up():
    contract = made.in_force(value=10_000, advance_rate=Decimal("0.3"))
    waiting = _advance(contract, approve=False)
    services.terminate_contract(contract, reason="계획 취소", by=staff("AP"))
    with pytest.raises(WrongState, match="nothing to pay in advance"):
        services.approve_invoice(waiting, by=made.approver(contract))

    contract = made.in_force(value=10_000, advance_rate=Decimal("0.3"))
    _advance(contract)
    delivery = made.accepted(contract, qty=2_000)
    services.terminate_contract(contract, reason="계획 취소", by=staff("AP"))
    assert _submit(contract, [delivery]).payable == 200  # the VAT
    assert queries.advance_left(contract) == 1_000


def test_a_contract_in_dollars_is_invoiced_to_the_cent():
    contract = made.in_force(lines=[("밸브", 3, Decimal("33.34"))], currency="USD", vat_rate=Decimal(0), kind="goods")
    invoice = _submit(contract, [made.accepted(contract, qty=2)])
    assert (invoice.net, invoice.currency) == (Decimal("66.68"), "USD")


# Holds ---------------------------------------------------------------------------------------------------------------
def test_a_hold_has_a_reason_and_a_day_and_is_the_only_one():
    invoice = made.approved(value=1_000)
    by = made.approver(invoice.contract)
    told = {"cause": "quality", "text": "Send the report.", "review_on": today() + timedelta(days=5), "by": by}
    for wrong, field in (({"text": " "}, "text"), ({"review_on": today() + timedelta(days=31)}, "review_on"),
                         ({"cause": "mood"}, "cause")):  # fmt: skip
        with pytest.raises(RuleBroken) as refusal:
            services.place_hold(invoice, **(told | wrong))
        assert refusal.value.field == field
    with pytest.raises(NotAllowed):
        services.place_hold(invoice, **(told | {"by": made.seller(invoice.contract)}))

    hold = services.place_hold(invoice, **told)
    with pytest.raises(WrongState, match="already held"):
        services.place_hold(invoice, **told)
    assert queries.is_held(invoice)
    services.review_hold(hold, review_on=today() + timedelta(days=20), reason="still missing", by=by)
    services.lift_hold(hold, reason="It came.", by=by)
    with pytest.raises(WrongState, match="already been lifted"):
        services.lift_hold(hold, reason="It came.", by=by)

    assert not queries.is_held(invoice)
    what = AuditEntry.objects.filter(thing_type="contracts.invoice", thing_id=str(invoice.pk)).order_by("id")
    assert [each.what.rpartition(".")[2] for each in what] == [
        "submitted",
        "approve",
        "held",
        "hold_kept",
        "hold_lifted",
    ]


# Credit notes --------------------------------------------------------------------------------------------------------
def _credit(invoice, net, vat=None, **facts):
    told = {"reason": "short", "issued_on": today(), "key": made.key(), "by": made.seller(invoice.contract)} | facts
    vat = Decimal(net) / 10 if vat is None else Decimal(vat)
    return services.issue_credit_note(invoice, net=Decimal(net), vat=vat, **told)


def test_only_the_payee_reduces_its_claim_and_the_payer_confirms():
    invoice = made.approved(value=10_000)
    made.hear()
    with pytest.raises(NotAllowed):
        _credit(invoice, 1_000, by=made.approver(invoice.contract))
    note = _credit(invoice, 1_000)
    with pytest.raises(NotAllowed):
        services.confirm_credit_note(note, by=made.seller(invoice.contract))
    note = services.confirm_credit_note(note, by=made.approver(invoice.contract))

    assert (note.state, queries.credited(invoice)) == ("noted", (1_000, 100))
    assert Event.objects.filter(name="contracts.credit_noted", payload={"credit_note": note.pk}).count() == 1
    with pytest.raises(RuleBroken, match="9,000 of this invoice are left to credit, not 9,001"):
        _credit(invoice, 9_001, vat=900)
    with pytest.raises(RuleBroken, match="The VAT on 500 is 50, not 49"):
        _credit(invoice, 500, vat=49)


def test_of_an_advance_only_what_no_invoice_has_used_up_is_credited():
    contract = made.in_force(value=10_000, advance_rate=Decimal("0.3"))
    advance = _advance(contract)
    _submit(contract, [made.accepted(contract, qty=5_000)])
    made.hear()
    with pytest.raises(RuleBroken, match="1,500 of this invoice are left to credit, not 1,501"):
        _credit(advance, 1_501, vat=0)
    services.confirm_credit_note(_credit(advance, 1_000, vat=0), by=made.approver(contract))
    assert queries.advance_left(contract) == 500


def test_who_keeps_the_money_may_refuse_a_credit_note():
    invoice = made.approved(value=10_000)
    made.hear()
    note = _credit(invoice, 1_000)

    def used_up(about, net, vat):
        assert (about, net, vat) == (invoice, 1_000, 100)
        raise RuleBroken("Only 400 won are still unused.")

    credit_checks.add("test", used_up)
    try:
        with pytest.raises(RuleBroken, match="Only 400 won"):
            services.confirm_credit_note(note, by=made.approver(invoice.contract))
    finally:
        del credit_checks._entries["test"]
    note.refresh_from_db()
    assert note.state == "issued"


@pytest.mark.django_db(transaction=True)
def test_two_at_once_cannot_invoice_the_same_delivery():
    contract = made.in_force(value=1_000)
    delivery = made.accepted(contract)

    def submit(number):
        try:
            with translation.override("en"):
                _submit(contract, [delivery], supplier_no=number)
        except RuleBroken as refusal:
            return str(refusal)
        finally:
            connection.close()

    made.seller(contract)
    with ThreadPoolExecutor() as pool:
        told = set(pool.map(submit, ["G-1", "G-2"]))

    assert told == {None, f"{delivery.number} is already on another invoice."}
    assert Invoice.objects.count() == 1
