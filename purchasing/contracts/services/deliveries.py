"""DO: deliveries announced, received, inspected; deemed accepted when nobody says anything. Source: PAY-10, PAY-11."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from portal.audit.services import move, record
from portal.clock import today
from portal.display import day_text
from portal.errors import RuleBroken, WrongState
from portal.numbers import next_number
from portal.outbox.services import announce
from portal.people.models import User
from portal.policy import require
from purchasing.contracts import policies, queries
from purchasing.contracts.models import Contract, ContractLine, Delivery, DeliveryLine
from purchasing.contracts.rules import deliveries as rules
from purchasing.contracts.services.checks import locked
from purchasing.contracts.services.facts import measure_answer, measure_arrival, measure_quality
from purchasing.contracts.states import ContractState, DeliveryState

THREE_PLACES = Decimal("0.001")


@dataclass(frozen=True, slots=True)
class DeliveredIn:
    """How much of which line of the contract."""

    no: int
    qty: Decimal


@transaction.atomic
def announce_delivery(
    contract: Contract,
    *,
    lines: Sequence[DeliveredIn],
    announced_for: date,
    note_no: str = "",
    remark: str = "",
    replaces: Delivery | None = None,
    key: str = "",
    by: User,
) -> Delivery:
    """The payee says what it will bring, and when; never more than the contract still asks for.

    The same ``key`` announces it once. ``replaces``: a delivery that was rejected, wholly or in part.
    """
    require(policies.may_announce_delivery(by, contract))
    contract = locked(contract)
    if key and (made_before := contract.deliveries.filter(key=key).first()):
        return _same_delivery(made_before, lines=lines, announced_for=announced_for, note_no=note_no)
    if contract.state != ContractState.IN_FORCE:
        raise WrongState(_("Deliveries are made under a contract in force."))
    if announced_for < contract.starts_on:
        raise RuleBroken(
            _("The contract begins on %(day)s: nothing is delivered before.")
            % {"day": day_text(contract.starts_on, "day")},
            field="announced_for",
        )
    rows = _checked_lines(contract, lines)
    if replaces is not None:
        _check_replaces(contract, replaces)
    delivery = Delivery(
        number=next_number("DLV"),
        contract=contract,
        note_no=note_no.strip(),
        announced_for=announced_for,
        remark=remark,
        replaces=replaces,
        key=key,
        announced_by=by,
    )
    try:
        with transaction.atomic():
            delivery.save()
    except IntegrityError as fault:
        if "delivery_note_once" not in str(fault):
            raise
        raise RuleBroken(
            _("A delivery with the note %(note)s is already entered.") % {"note": note_no}, field="note_no"
        ) from fault
    DeliveryLine.objects.bulk_create(
        DeliveryLine(delivery=delivery, line=line, qty=qty, currency=contract.currency) for line, qty in rows
    )
    if replaces is not None and replaces.replacements.count() == 1:  # the first answer to the rejection
        measure_answer(replaces, delivery, on=today())
    record(delivery, "announced", by=by, payload={"contract": contract.number, "for": announced_for})
    announce("contracts.delivery_announced", delivery=delivery.pk)
    return delivery


def _same_delivery(
    made_before: Delivery, *, lines: Sequence[DeliveredIn], announced_for: date, note_no: str
) -> Delivery:
    """The delivery that this key has made, if it says the same."""
    told = {line.no: line.qty.quantize(THREE_PLACES) for line in lines}
    kept = {row.line.no: row.qty for row in queries.delivery_lines(made_before)}
    if (told, announced_for, note_no.strip()) != (kept, made_before.announced_for, made_before.note_no):
        raise WrongState(_("This key was already used for another delivery: send the new one with a new key."))
    return made_before


def _checked_lines(contract: Contract, lines: Sequence[DeliveredIn]) -> list[tuple[ContractLine, Decimal]]:
    if not lines:
        raise RuleBroken(_("Say how much of at least one line is delivered."), field="lines")
    known = {line.no: line for line in queries.lines_of(contract)}
    counted = queries.delivered_by_line(contract)
    rows: dict[int, tuple[ContractLine, Decimal]] = {}
    for told in lines:
        line = known.get(told.no)
        if line is None:
            raise RuleBroken(_("The contract has no line %(no)s.") % {"no": told.no}, field=f"qty_{told.no}")
        if told.no in rows:
            raise RuleBroken(_("Line %(no)s is named twice.") % {"no": told.no}, field=f"qty_{told.no}")
        if told.qty <= 0:
            raise RuleBroken(_("The quantity must be above zero."), field=f"qty_{told.no}")
        left = line.qty - counted.get(line.pk, Decimal(0))
        if told.qty > left:
            raise RuleBroken(
                _("Line %(no)s: %(left)s %(uom)s of %(all)s are left to deliver, not %(told)s.")
                % {
                    "no": told.no,
                    "left": _qty(left),
                    "uom": line.uom,
                    "all": _qty(line.qty),
                    "told": _qty(told.qty),
                },
                field=f"qty_{told.no}",
            )
        rows[told.no] = (line, told.qty)
    return [rows[no] for no in sorted(rows)]


def _qty(qty: Decimal) -> str:
    """Without zeros behind the point."""
    return f"{qty:,.3f}".rstrip("0").rstrip(".")


def _check_replaces(contract: Contract, replaces: Delivery) -> None:
    if replaces.contract_id != contract.pk:
        raise RuleBroken(_("This delivery belongs to another contract."), field="replaces")
    rejected = replaces.state == DeliveryState.REJECTED or replaces.reason != ""
    if replaces.inspected_on is None or not rejected:
        raise RuleBroken(_("Nothing of this delivery was rejected: there is nothing to replace."), field="replaces")


@transaction.atomic
def cancel_delivery(delivery: Delivery, *, reason: str, by: User) -> Delivery:
    """The payee takes an announcement back."""
    require(policies.may_cancel_delivery(by, delivery))
    if not reason.strip():
        raise RuleBroken(_("Say why it does not come."), field="reason")
    locked(delivery.contract)
    delivery = _locked(delivery)
    move(delivery, "cancel", by=by, reason=reason.strip())
    announce("contracts.delivery_cancelled", delivery=delivery.pk)
    return delivery


def _locked(delivery: Delivery) -> Delivery:
    found = Delivery.objects.select_for_update(of=("self",)).select_related("contract__payer", "contract__payee")
    return found.get(pk=delivery.pk)


@transaction.atomic
def receive_delivery(delivery: Delivery, *, on: date | None = None, reason: str = "", by: User) -> Delivery:
    """It came (works: taken over; services: completed) ``on`` this day, from which inspection and payment count.

    Another day than today needs a reason, which the payee reads; a day to come is refused.
    """
    require(policies.may_receive_delivery(by, delivery))
    locked(delivery.contract)
    delivery = _locked(delivery)
    now = today()
    on = on or now
    reason = reason.strip()
    begins = min(filter(None, (delivery.contract.signed_on, delivery.contract.starts_on)))
    if on > now:
        raise RuleBroken(
            _("Today is %(day)s: a receipt cannot lie in the future.") % {"day": day_text(now, "day")}, field="on"
        )
    if on < begins:
        raise RuleBroken(
            _("The contract runs from %(day)s: nothing was received before.") % {"day": day_text(begins, "day")},
            field="on",
        )
    if on != now and not reason:
        raise RuleBroken(
            _("Say why the day is not today: the payee reads it, and the days of payment count from it."),
            field="reason",
        )
    due = rules.inspect_by(on)
    changes = {"base_on": on, "inspect_by": due, "received_by": by, "base_reason": reason if on != now else ""}
    move(delivery, "receive", by=by, reason=reason, payload={"on": on, "inspect_by": due}, **changes)
    measure_arrival(delivery)
    announce("contracts.delivery_received", delivery=delivery.pk)
    return delivery


@transaction.atomic
def inspect_delivery(
    delivery: Delivery, *, accepted: Mapping[int, Decimal] | None = None, reason: str = "", by: User
) -> Delivery:
    """The result of the inspection: all of it accepted (``accepted`` None), a part of each line by its number, or none.

    Whatever is not accepted needs a reason, which the payee reads. After the last day it counts as accepted.
    """
    require(policies.may_inspect_delivery(by, delivery))
    contract = locked(delivery.contract)
    delivery = _locked(delivery)
    now = today()
    if delivery.state == DeliveryState.RECEIVED and delivery.inspect_by is not None and now > delivery.inspect_by:
        raise WrongState(
            _("The last day for a result was %(day)s: the delivery counts as accepted.")
            % {"day": day_text(delivery.inspect_by, "day")}
        )
    rows = queries.delivery_lines(delivery)
    told = _told(rows, accepted)
    reason = reason.strip()
    whole = all(told[row.line.no] == row.qty for row in rows)
    if not whole and not reason:
        raise RuleBroken(_("Say what was wrong with what is not accepted: the payee reads it."), field="reason")
    nothing = all(qty == 0 for qty in told.values())
    name = "reject" if nothing else "accept"
    delivery.reason = "" if whole else reason
    Delivery.objects.filter(pk=delivery.pk).update(reason=delivery.reason)
    move(delivery, name, by=by, reason=delivery.reason, payload={"whole": whole}, inspected_on=now, inspected_by=by)
    _count(contract, rows, told)
    measure_quality(delivery)
    announce("contracts.delivery_rejected" if nothing else "contracts.delivery_accepted", delivery=delivery.pk)
    return delivery


def _told(rows: Sequence[DeliveryLine], accepted: Mapping[int, Decimal] | None) -> dict[int, Decimal]:
    if accepted is None:
        return {row.line.no: row.qty for row in rows}
    unknown = set(accepted) - {row.line.no for row in rows}
    if unknown:
        raise RuleBroken(_("The contract has no line %(no)s.") % {"no": min(unknown)}, field=f"qty_{min(unknown)}")
    told = {}
    for row in rows:
        qty = accepted.get(row.line.no)
        if qty is None:
            raise RuleBroken(_("Say how much of this line is accepted."), field=f"qty_{row.line.no}")
        if not 0 <= qty <= row.qty:
            raise RuleBroken(
                _("Between 0 and %(qty)s %(uom)s: that is what came.") % {"qty": _qty(row.qty), "uom": row.line.uom},
                field=f"qty_{row.line.no}",
            )
        told[row.line.no] = qty
    return told


def _count(contract: Contract, rows: Sequence[DeliveryLine], told: Mapping[int, Decimal]) -> None:
    """Write what was accepted of each line, and for how much; the contract is locked."""
    before = queries.accepted_before([row.line_id for row in rows])
    for row in rows:
        qty = told[row.line.no]
        qty_before, amount_before = before.get(row.line_id, (Decimal(0), Decimal(0)))
        row.qty_accepted = qty
        row.amount = Decimal(0)
        if qty:
            row.amount = rules.delivered_amount(
                qty_before + qty,
                line_qty=row.line.qty,
                line_amount=row.line.amount,
                unit_price=row.line.unit_price,
                before=amount_before,
                currency=contract.currency,
            )
        row.save(update_fields=["qty_accepted", "amount"])


def deem_overdue_deliveries() -> int:
    """No result within the days of inspection: deemed accepted, each in its own transaction. Source: PAY-11 (SFA 9)."""
    count = 0
    for pk in queries.deliveries_overdue_for_inspection(today()).values_list("pk", flat=True):
        count += _deem(pk)
    return count


@transaction.atomic
def _deem(pk: int) -> bool:
    contract = locked(Contract.objects.get(deliveries=pk))
    delivery = _locked(Delivery(pk=pk))
    if delivery.state != DeliveryState.RECEIVED or delivery.inspect_by is None or delivery.inspect_by >= today():
        return False
    move(delivery, "deem", by=None, payload={"inspect_by": delivery.inspect_by}, inspected_on=delivery.inspect_by)
    rows = queries.delivery_lines(delivery)
    _count(contract, rows, _told(rows, None))
    measure_quality(delivery)
    announce("contracts.delivery_accepted", delivery=delivery.pk)
    return True
