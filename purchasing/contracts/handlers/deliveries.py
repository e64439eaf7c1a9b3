"""Who is told of deliveries, invoices, holds, credit notes, contests; what happens by itself each day."""

from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from portal.audit.models import AuditEntry
from portal.calendar import business_days_after
from portal.clock import SEOUL, today
from portal.notices.registry import Kind, kinds
from portal.notices.services import bilingual, notify
from portal.outbox.services import on, once, sweeps
from portal.people.models import User
from portal.people.queries import buyer_people_with_role, people_with_role
from purchasing.contracts import queries, services
from purchasing.contracts.models import Contract, CreditNote, Delivery, FactContest, Hold, Invoice

DELIVERY = "contracts:delivery-detail"
INVOICE = "contracts:invoice-detail"
FACTS = "contracts:fact-list"
NOT_RECEIVED_DAYS = 3  # business days after the announced day, then compliance is told too


def _tell(people: Iterable[User], kind: str, contract: Contract, *, page: str, args: Sequence[Any], **params) -> None:
    named = {"contract": contract.number, "title": bilingual(contract.title_ko, contract.title_en), **params}
    notify(people, kind, params=named, url_name=page, url_args=list(args))


def _of_delivery(people: Iterable[User], kind: str, delivery: Delivery, **params) -> None:
    named = {"number": delivery.number, **params}
    _tell(people, kind, delivery.contract, page=DELIVERY, args=[delivery.number], **named)


def _of_invoice(people: Iterable[User], kind: str, invoice: Invoice, **params) -> None:
    named = {"number": invoice.number, **params}
    _tell(people, kind, invoice.contract, page=INVOICE, args=[invoice.number], **named)


def receivers_of(contract: Contract) -> Iterable[User]:
    """Who receives and inspects: the officer and the using department; below, people of the payer."""
    if contract.tier == 1:
        return buyer_people_with_role("RQ", "PO").filter(Q(pk=contract.officer_id) | Q(memberships__roles__code="RQ"))
    return people_with_role(contract.payer, "SA", "SF", "SU")


def approvers_of(contract: Contract, *but: int | None) -> Iterable[User]:
    """Who decides on invoices."""
    kept_out = [pk for pk in but if pk is not None]
    people = buyer_people_with_role("FI") if contract.tier == 1 else people_with_role(contract.payer, "SA", "SF")
    return people.exclude(pk__in=kept_out)


def sellers_of(contract: Contract) -> Iterable[User]:
    """Who asks for the money."""
    return people_with_role(contract.payee, "SA", "SF")


def _delivery(pk: int) -> Delivery:
    return Delivery.objects.select_related("contract__payer", "contract__payee").get(pk=pk)


def _invoice(pk: int) -> Invoice:
    return Invoice.objects.select_related("contract__payer", "contract__payee", "milestone").get(pk=pk)


@on("contracts.delivery_announced")
def tell_announced(*, delivery: int, **_later) -> None:
    """Who will receive it."""
    told = _delivery(delivery)
    _of_delivery(receivers_of(told.contract), "contracts.delivery_announced", told, day=told.announced_for)


@on("contracts.delivery_cancelled")
def tell_cancelled(*, delivery: int, **_later) -> None:
    """Who would have received it."""
    told = _delivery(delivery)
    _of_delivery(receivers_of(told.contract), "contracts.delivery_cancelled", told)


@on("contracts.delivery_received")
def tell_received(*, delivery: int, **_later) -> None:
    """The payee: from which day inspection and payment count."""
    told = _delivery(delivery)
    days = {"day": told.base_on, "until": told.inspect_by}
    _of_delivery(sellers_of(told.contract), "contracts.delivery_received", told, **days)


@on("contracts.delivery_accepted", "contracts.delivery_rejected")
def tell_inspected(*, delivery: int, **_later) -> None:
    """The payee; of a deemed acceptance also who should have inspected."""
    told = _delivery(delivery)
    kind = f"contracts.delivery_{told.state}"
    if told.state == "accepted" and told.reason:
        kind = "contracts.delivery_partly"
    _of_delivery(sellers_of(told.contract), kind, told)
    if told.state == "deemed":
        _of_delivery(receivers_of(told.contract), "contracts.delivery_missed", told)


@on("contracts.invoice_submitted")
def tell_submitted(*, invoice: int, **_later) -> None:
    """Who decides on it, apart from those who confirmed the receipt."""
    told = _invoice(invoice)
    people = approvers_of(told.contract, *queries.confirmers_of(told))
    _of_invoice(people, "contracts.invoice_submitted", told, day=told.base_on)


@on("contracts.invoice_approved", "contracts.invoice_refused")
def tell_decided(*, invoice: int, **_later) -> None:
    """The payee."""
    told = _invoice(invoice)
    people = sellers_of(told.contract)
    _of_invoice(people, f"contracts.invoice_{told.state}", told, supplier_no=told.supplier_no)


@on("contracts.invoice_held", "contracts.hold_kept")
def tell_held(*, invoice: int, hold: int, **_later) -> None:
    """The payee: why, and when it is looked at again."""
    told, why = _invoice(invoice), Hold.objects.get(pk=hold)
    _of_invoice(sellers_of(told.contract), "contracts.invoice_held", told, until=why.review_on)


@on("contracts.hold_answered")
def tell_answered(*, invoice: int, hold: int, **_later) -> None:
    """Who placed the hold: the payee has added a document."""
    _of_invoice([Hold.objects.get(pk=hold).placed_by], "contracts.hold_answered", _invoice(invoice))


@on("contracts.hold_lifted")
def tell_lifted(*, invoice: int, **_later) -> None:
    """The payee."""
    told = _invoice(invoice)
    _of_invoice(sellers_of(told.contract), "contracts.hold_lifted", told)


@on("contracts.credit_note_issued", "contracts.credit_noted", "contracts.credit_note_refused")
def tell_credit(*, credit_note: int, **_later) -> None:
    """Who confirms it; afterwards the payee."""
    note = CreditNote.objects.select_related("invoice__contract__payer", "invoice__contract__payee").get(pk=credit_note)
    contract = note.invoice.contract
    people = approvers_of(contract) if note.state == "issued" else sellers_of(contract)
    params = {"number": note.number, "invoice": note.invoice.number}
    _tell(people, f"contracts.credit_{note.state}", contract, page=INVOICE, args=[note.invoice.number], **params)


@on("contracts.fact_contested")
def tell_contested(*, contest: int, **_later) -> None:
    """Who may decide: staff of purchasing that took no part, compliance; below, the payer's administrators."""
    found = FactContest.objects.select_related("fact__contract__payer", "fact__delivery", "fact__company")
    told = found.get(pk=contest)
    contract, delivery = told.fact.contract, told.fact.delivery
    took_part = {contract.officer_id, told.lodged_by_id}
    if delivery is not None:
        took_part |= {delivery.received_by_id, delivery.inspected_by_id}
    kept_out = [pk for pk in took_part if pk is not None]
    people = buyer_people_with_role("AP", "SG", "CP") if contract.tier == 1 else people_with_role(contract.payer, "SA")
    apart = people.exclude(pk__in=kept_out)
    _tell(apart, "contracts.fact_contested", contract, page=FACTS, args=[], until=told.answer_by)


@on("contracts.fact_decided")
def tell_fact_decided(*, contest: int, **_later) -> None:
    """The supplier."""
    told = FactContest.objects.select_related("fact__contract", "fact__company").get(pk=contest)
    people = people_with_role(told.fact.company, "SA", "SF", "SU")
    _tell(people, "contracts.fact_decided", told.fact.contract, page=FACTS, args=[])


@on("contracts.contract_in_force")
def measure_signature(*, contract: int, **_later) -> None:
    """How fast the payee signed: a fact about its answers."""
    signed = Contract.objects.select_related("payee").get(pk=contract)
    sent = AuditEntry.objects.filter(
        thing_type="contracts.contract",
        thing_id=str(signed.pk),
        what__in=["contracts.contract.approve", "contracts.contract.send"],
    ).order_by("-id")
    if (last := sent.first()) is not None:
        services.measure_signature(signed, sent_on=last.at.astimezone(SEOUL).date())


# By itself -----------------------------------------------------------------------------------------------------------
sweeps(services.deem_overdue_deliveries)


@sweeps
@transaction.atomic
def remind_daily() -> None:
    """Once a day: results that are due soon, deliveries that nobody has confirmed, holds to look at again."""
    day = today()
    if not once("contracts: deliveries and holds", day.isoformat()):
        return
    for ahead in (3, 1, 0):
        for delivery in queries.deliveries_to_inspect_by(day + timedelta(days=ahead)):
            people = receivers_of(delivery.contract)
            _of_delivery(people, "contracts.inspection_due", delivery, until=delivery.inspect_by)
    for delivery in queries.deliveries_not_received(day - timedelta(days=1)):
        _remind_of_receipt(delivery)
    for hold in queries.holds_to_review(day):
        contract = hold.invoice.contract
        people = [hold.placed_by, *(buyer_people_with_role("CP") if contract.tier == 1 else [])]
        _of_invoice(people, "contracts.hold_due", hold.invoice, until=hold.review_on)


def _remind_of_receipt(delivery: Delivery) -> None:
    """Who should confirm it; after some days compliance too: an unconfirmed receipt must not stop the clock."""
    if delivery.announced_for is None:
        return
    contract = delivery.contract
    people = list(receivers_of(contract))
    if contract.tier == 1 and today() > business_days_after(delivery.announced_for, NOT_RECEIVED_DAYS):
        people += list(buyer_people_with_role("CP"))
    _of_delivery(people, "contracts.receipt_due", delivery, day=delivery.announced_for)


KINDS = [
    Kind(
        key="contracts.delivery_announced",
        title=_("Delivery %(number)s comes on %(day)s"),
        text=_("%(contract)s %(title)s. Please confirm the receipt on its day."),
    ),
    Kind(
        key="contracts.delivery_cancelled",
        title=_("Delivery %(number)s does not come"),
        text=_("%(contract)s %(title)s. The supplier has taken the announcement back."),
    ),
    Kind(
        key="contracts.delivery_received",
        title=_("Delivery %(number)s is received on %(day)s"),
        text=_("%(contract)s %(title)s. The result of the inspection is due by %(until)s; payment counts from it."),
        essential=True,
    ),
    Kind(
        key="contracts.delivery_accepted",
        title=_("Delivery %(number)s is accepted"),
        text=_("%(contract)s %(title)s. You may submit your invoice."),
        essential=True,
    ),
    Kind(
        key="contracts.delivery_partly",
        title=_("A part of delivery %(number)s is accepted"),
        text=_("%(contract)s %(title)s. The page says what was wrong; the rest may be delivered again."),
        essential=True,
    ),
    Kind(
        key="contracts.delivery_deemed",
        title=_("Delivery %(number)s counts as accepted"),
        text=_("%(contract)s %(title)s. No result came within ten days. You may submit your invoice."),
        essential=True,
    ),
    Kind(
        key="contracts.delivery_rejected",
        title=_("Delivery %(number)s is rejected"),
        text=_("%(contract)s %(title)s. The page says what was wrong; it may be delivered again."),
        essential=True,
    ),
    Kind(
        key="contracts.delivery_missed",
        title=_("Delivery %(number)s counts as accepted: no result came in time"),
        text=_("%(contract)s %(title)s. After ten days without a result it is accepted by law."),
    ),
    Kind(
        key="contracts.inspection_due",
        title=_("The result for delivery %(number)s is due by %(until)s"),
        text=_("%(contract)s %(title)s. Without a result it counts as accepted."),
        essential=True,
    ),
    Kind(
        key="contracts.receipt_due",
        title=_("Did delivery %(number)s of %(day)s come?"),
        text=_("%(contract)s %(title)s. Confirm the receipt with its real day: payment counts from it."),
        essential=True,
    ),
    Kind(
        key="contracts.invoice_submitted",
        title=_("Invoice %(number)s waits for approval"),
        text=_("%(contract)s %(title)s. The days of payment count from %(day)s."),
        essential=True,
    ),
    Kind(
        key="contracts.invoice_approved",
        title=_("Your invoice %(supplier_no)s is approved"),
        text=_("%(contract)s %(title)s (%(number)s). It is owed from now on."),
        essential=True,
    ),
    Kind(
        key="contracts.invoice_refused",
        title=_("Your invoice %(supplier_no)s is refused"),
        text=_("%(contract)s %(title)s (%(number)s). The page says what is wrong; you may send another."),
        essential=True,
    ),
    Kind(
        key="contracts.invoice_held",
        title=_("The payment of invoice %(number)s is held"),
        text=_("%(contract)s %(title)s. The page says why. It is looked at again by %(until)s."),
        essential=True,
    ),
    Kind(
        key="contracts.hold_answered",
        title=_("The supplier has answered the hold on invoice %(number)s"),
        text=_("%(contract)s %(title)s. A document was added to the delivery: look, and lift the hold or keep it."),
        essential=True,
    ),
    Kind(
        key="contracts.hold_lifted",
        title=_("The payment of invoice %(number)s goes on"),
        text=_("%(contract)s %(title)s. The hold is lifted."),
        essential=True,
    ),
    Kind(
        key="contracts.hold_due",
        title=_("Look again at the hold on invoice %(number)s"),
        text=_("%(contract)s %(title)s. It was to be looked at by %(until)s: lift it, or say why it stays."),
        essential=True,
    ),
    Kind(
        key="contracts.credit_issued",
        title=_("Credit note %(number)s waits for confirmation"),
        text=_("%(contract)s %(title)s, invoice %(invoice)s."),
    ),
    Kind(
        key="contracts.credit_noted",
        title=_("Credit note %(number)s is confirmed"),
        text=_("%(contract)s %(title)s, invoice %(invoice)s: that much less is paid."),
        essential=True,
    ),
    Kind(
        key="contracts.credit_refused",
        title=_("Credit note %(number)s is refused"),
        text=_("%(contract)s %(title)s, invoice %(invoice)s. The page says why."),
        essential=True,
    ),
    Kind(
        key="contracts.fact_contested",
        title=_("A supplier contests a fact"),
        text=_("%(contract)s %(title)s. Somebody who took no part decides by %(until)s."),
    ),
    Kind(
        key="contracts.fact_decided",
        title=_("Your contest is decided"),
        text=_("%(contract)s %(title)s. The answer stands beside the fact."),
        essential=True,
    ),
]
for _kind in KINDS:
    kinds.register(_kind)
