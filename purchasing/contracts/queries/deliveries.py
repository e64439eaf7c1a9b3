"""FIND: deliveries, invoices, holds, credit notes that a person may see, and what waits for whom."""

from datetime import date
from decimal import Decimal

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Sum

from purchasing.contracts.models import Contract, CreditNote, Delivery, DeliveryLine, Hold, Invoice, Milestone
from purchasing.contracts.queries.contracts import OWN_READERS, READERS
from purchasing.contracts.registry import ClaimedBack, advance_claims
from purchasing.contracts.rules import advance_amount
from purchasing.contracts.states import (
    PAYABLE,
    ContractState,
    CreditState,
    DeliveryState,
    InvoiceKind,
    InvoiceState,
    MilestoneState,
)

DEAD = (InvoiceState.REFUSED, InvoiceState.CANCELLED)
MONEY_READERS = ("SA", "SF")


def _in_reach(user, prefix: str, *, own: tuple[str, ...]) -> Q | None:
    """Which rows of contracts a person reads: staff the buyer's own (audit: all tiers), a supplier its two sides."""
    if getattr(user, "is_internal", False):
        if user.has_role("AU"):
            return Q()
        return Q(**{f"{prefix}tier": 1}) if user.has_role(*READERS) else None
    if getattr(user, "is_supplier", False) and user.has_role(*own):
        return Q(**{f"{prefix}payer": user.company_id}) | Q(**{f"{prefix}payee": user.company_id})
    return None


def deliveries_visible_to(user) -> QuerySet[Delivery]:
    """Those of the two sides of a contract; staff read the first tier, audit every tier. No neighbour's."""
    reach = _in_reach(user, "contract__", own=OWN_READERS)
    found = Delivery.objects.select_related("contract__payer", "contract__payee", "invoice")
    return found.none() if reach is None else found.filter(reach).order_by("-pk")


def invoices_visible_to(user) -> QuerySet[Invoice]:
    """The same for invoices; among suppliers those who read money: administrator and finance."""
    reach = _in_reach(user, "contract__", own=MONEY_READERS)
    found = Invoice.objects.select_related("contract__payer", "contract__payee")
    return found.none() if reach is None else found.filter(reach).order_by("-pk")


def credit_notes_visible_to(user) -> QuerySet[CreditNote]:
    """Those of the invoices one may see."""
    notes = CreditNote.objects.select_related("invoice__contract__payer", "invoice__contract__payee", "issued_by")
    return notes.filter(invoice__in=invoices_visible_to(user).order_by()).order_by("-pk")


def deliveries_listed_for(user, *, state: str = "", side: str = "", words: str = "") -> QuerySet[Delivery]:
    """Filtered: by state ("open": on the way or to be inspected), by one's own side, by number or title."""
    found = deliveries_visible_to(user)
    if state == "open":
        found = found.filter(state__in=(DeliveryState.ANNOUNCED, DeliveryState.RECEIVED))
    elif state == "to_invoice":
        found = found.filter(state__in=PAYABLE, invoice=None)
    elif state:
        found = found.filter(state=state)
    return _narrowed(found, user, side=side, words=words, numbers=("number", "note_no"))


def invoices_listed_for(user, *, state: str = "", side: str = "", words: str = "") -> QuerySet[Invoice]:
    """Filtered: by state ("held": stopped for now), by one's own side, by number or title; each with ``is_held``."""
    held = Hold.objects.filter(invoice=OuterRef("pk"), lifted_at=None)
    found = invoices_visible_to(user).annotate(is_held=Exists(held))
    if state == "held":
        found = found.filter(is_held=True)
    elif state:
        found = found.filter(state=state)
    return _narrowed(found, user, side=side, words=words, numbers=("number", "supplier_no", "etax_no"))


def _narrowed(found: QuerySet, user, *, side: str, words: str, numbers: tuple[str, ...]) -> QuerySet:
    if side in ("payer", "payee"):
        found = found.filter(**{f"contract__{side}": user.company_id})
    if words:
        told = Q(contract__number__iexact=words) | Q(contract__title_ko__icontains=words)
        told |= Q(contract__title_en__icontains=words)
        for company in ("payer", "payee"):
            told |= Q(**{f"contract__{company}__legal_name_ko__icontains": words})
            told |= Q(**{f"contract__{company}__legal_name_en__icontains": words})
        for name in numbers:
            told |= Q(**{f"{name}__iexact": words})
        found = found.filter(told)
    return found


def delivery_lines(delivery: Delivery) -> list[DeliveryLine]:
    """Its lines with those of the contract, in their order."""
    return list(delivery.lines.select_related("line__contract").order_by("line__no"))


def deliveries_to_invoice(contract: Contract) -> list[Delivery]:
    """Accepted, not yet invoiced, the oldest first; each with ``worth``, what was accepted of it."""
    found = contract.deliveries.filter(state__in=PAYABLE, invoice=None)
    return list(found.annotate(worth=Sum("lines__amount")).order_by("base_on", "pk"))


def worth_of(rows: list[int]) -> Decimal:
    """What was accepted of these deliveries."""
    return DeliveryLine.objects.filter(delivery__in=rows).aggregate(total=Sum("amount"))["total"] or Decimal(0)


def deliveries_of_invoice(invoice: Invoice) -> list[Delivery]:
    """What an invoice asks money for, with ``worth``."""
    return list(invoice.deliveries.annotate(worth=Sum("lines__amount")).order_by("base_on", "pk"))


def deliveries_rejected(contract: Contract) -> list[Delivery]:
    """Rejected wholly or in part, and not replaced yet."""
    replaced = Delivery.objects.filter(replaces=OuterRef("pk")).exclude(state=DeliveryState.CANCELLED)
    found = contract.deliveries.filter(inspected_on__isnull=False).exclude(reason="").filter(~Exists(replaced))
    return list(found.order_by("-pk"))


def milestones_to_invoice(contract: Contract) -> list[Milestone]:
    """Confirmed milestones without an invoice that stands."""
    standing = Invoice.objects.filter(milestone=OuterRef("pk")).exclude(state__in=DEAD)
    reached = contract.milestones.filter(state=MilestoneState.CONFIRMED)
    return list(reached.filter(~Exists(standing)).order_by("no"))


def invoice_kinds(contract: Contract) -> list[str]:
    """What can be invoiced now: accepted deliveries, confirmed milestones, the advance, as far as there are any."""
    found: list[str] = []
    if contract.deliveries.filter(state__in=PAYABLE, invoice=None).exists():
        found.append(InvoiceKind.DELIVERY)
    if milestones_to_invoice(contract):
        found.append(InvoiceKind.MILESTONE)
    if contract.advance_rate and contract.state == ContractState.IN_FORCE and advance_asked(contract) is None:
        advance = advance_amount(contract.value, contract.advance_rate, contract.currency)
        if asked_for(contract) + advance <= contract.value:
            found.append(InvoiceKind.ADVANCE)
    return found


def advance_asked(contract: Contract) -> Invoice | None:
    """The invoice for the advance that stands, if there is one."""
    return contract.invoices.filter(kind=InvoiceKind.ADVANCE).exclude(state__in=DEAD).first()


def advance_left(contract: Contract) -> Decimal:
    """What of the approved advance no invoice has used up, no credit note taken back and no claim asked back, yet."""
    approved = contract.invoices.filter(kind=InvoiceKind.ADVANCE, state=InvoiceState.APPROVED).first()
    if approved is None:
        return Decimal(0)
    back = sum((claim.amount for claim in advance_claimed_back(contract)), Decimal(0))
    return max(approved.net - credited(approved)[0] - advance_used_by(contract) - back, Decimal(0))


def advance_claimed_back(contract: Contract) -> list[ClaimedBack]:
    """What of the advance is claimed back by objects of upper floors."""
    return [claim for each in advance_claims if (claim := each(contract)) is not None]


def advance_used_by(contract: Contract) -> Decimal:
    """What of the advance the standing invoices for deliveries and milestones have used up."""
    standing = contract.invoices.exclude(state__in=DEAD)
    return standing.aggregate(total=Sum("advance_used"))["total"] or Decimal(0)


def asked_for(contract: Contract) -> Decimal:
    """The net of all standing invoices for deliveries and milestones: what counts against the contract's value."""
    standing = contract.invoices.exclude(state__in=DEAD).exclude(kind=InvoiceKind.ADVANCE)
    return standing.aggregate(total=Sum("net"))["total"] or Decimal(0)


def left_to_ask(contract: Contract) -> Decimal:
    """What of the contract's value no standing invoice has asked for."""
    return contract.value - asked_for(contract)


def accepted_before(line_ids: list[int]) -> dict[int, tuple[Decimal, Decimal]]:
    """By line of the contract: how much was accepted so far, and for how much."""
    rows = DeliveryLine.objects.filter(line__in=line_ids, qty_accepted__isnull=False).values("line")
    totals = rows.annotate(qty=Sum("qty_accepted"), amount_so_far=Sum("amount"))
    return {row["line"]: (row["qty"], row["amount_so_far"] or Decimal(0)) for row in totals}


def confirmers_of(invoice: Invoice) -> set[int]:
    """Who received, inspected or confirmed what an invoice asks for: none of them approves it. Source: SOD-09."""
    pairs = invoice.deliveries.values_list("received_by", "inspected_by")
    people: set[int | None] = {person for pair in pairs for person in pair}
    if invoice.milestone is not None:
        people.add(invoice.milestone.confirmed_by_id)
    return {person for person in people if person is not None}


def open_hold(invoice: Invoice) -> Hold | None:
    """The hold that stops it now, if one does."""
    return invoice.holds.filter(lifted_at=None).select_related("placed_by").first()


def hold_to_answer(delivery: Delivery, company_id: int | None) -> Hold | None:
    """The hold on its invoice that this company may answer with a document: the payee of the contract alone."""
    if delivery.invoice is None or company_id != delivery.contract.payee_id:
        return None
    return open_hold(delivery.invoice)


def is_held(invoice: Invoice) -> bool:
    """Whether it is stopped for now."""
    return invoice.holds.filter(lifted_at=None).exists()


def holds_of(invoice: Invoice) -> list[Hold]:
    """All its holds, the newest first."""
    return list(invoice.holds.select_related("placed_by", "lifted_by").order_by("-pk"))


def credit_notes_of(invoice: Invoice) -> list[CreditNote]:
    """All its credit notes, the newest first."""
    return list(invoice.credit_notes.select_related("issued_by", "decided_by").order_by("-pk"))


def credited(invoice: Invoice) -> tuple[Decimal, Decimal]:
    """Net and VAT that confirmed credit notes took off."""
    noted = invoice.credit_notes.filter(state=CreditState.NOTED).aggregate(net=Sum("net"), vat=Sum("vat"))
    return noted["net"] or Decimal(0), noted["vat"] or Decimal(0)


def deliveries_overdue_for_inspection(on: date) -> QuerySet[Delivery]:
    """Received, and the last day for a result has passed."""
    return Delivery.objects.filter(state=DeliveryState.RECEIVED, inspect_by__lt=on).order_by("pk")


def deliveries_to_inspect_by(on: date) -> QuerySet[Delivery]:
    """Received, and the result is due on this day."""
    return Delivery.objects.filter(state=DeliveryState.RECEIVED, inspect_by=on).select_related("contract")


def deliveries_not_received(announced_until: date) -> QuerySet[Delivery]:
    """Announced for a day that has passed, and still nobody says that it came."""
    waiting = Delivery.objects.filter(state=DeliveryState.ANNOUNCED, announced_for__lte=announced_until)
    return waiting.select_related("contract").order_by("pk")


def holds_to_review(on: date) -> QuerySet[Hold]:
    """Open holds whose review day has come."""
    due = Hold.objects.filter(lifted_at=None, review_on__lte=on)
    return due.select_related("invoice__contract", "placed_by").order_by("review_on", "pk")


# What waits for whom -------------------------------------------------------------------------------------------------
def _own_payer(user, prefix: str, *, inside: tuple[str, ...], below: tuple[str, ...]) -> Q | None:
    if getattr(user, "is_internal", False):
        return Q(**{f"{prefix}tier": 1}) if user.has_role(*inside) else None
    if getattr(user, "is_supplier", False) and user.has_role(*below):
        return Q(**{f"{prefix}payer": user.company_id})
    return None


def deliveries_waiting_for(user) -> QuerySet[Delivery]:
    """To receive (announced for today or earlier) or to inspect, the most pressing first."""
    mine = _own_payer(user, "contract__", inside=("PO", "RQ"), below=OWN_READERS)
    found = Delivery.objects.select_related("contract__payee")
    if mine is None:
        return found.none()
    if getattr(user, "is_internal", False) and not user.has_role("RQ"):
        mine &= Q(contract__officer=user)
    return found.filter(mine, state__in=(DeliveryState.ANNOUNCED, DeliveryState.RECEIVED)).order_by(
        F("inspect_by").asc(nulls_last=True), "announced_for", "pk"
    )


def invoices_waiting_for(user) -> QuerySet[Invoice]:
    """To be approved by this person, the oldest receipt first: the 60 days run."""
    mine = _own_payer(user, "contract__", inside=("FI", "AP"), below=MONEY_READERS)
    found = Invoice.objects.filter(state=InvoiceState.SUBMITTED).select_related("contract__payee", "milestone")
    if mine is None:
        return found.none()
    took_part = Delivery.objects.filter(invoice=OuterRef("pk")).filter(Q(received_by=user) | Q(inspected_by=user))
    return found.filter(mine).exclude(Exists(took_part)).order_by("base_on", "pk")


def credit_notes_waiting_for(user) -> QuerySet[CreditNote]:
    """To be confirmed by this person."""
    mine = _own_payer(user, "invoice__contract__", inside=("FI", "AP"), below=MONEY_READERS)
    found = CreditNote.objects.filter(state=CreditState.ISSUED).select_related("invoice__contract__payee")
    return found.none() if mine is None else found.filter(mine).order_by("pk")


def holds_waiting_for(user, on: date) -> QuerySet[Hold]:
    """Open holds of one's own side whose review day has come."""
    mine = _own_payer(user, "invoice__contract__", inside=("FI", "PO", "CP"), below=MONEY_READERS)
    return Hold.objects.none() if mine is None else holds_to_review(on).filter(mine)


def contracts_to_invoice(user) -> QuerySet[Contract]:
    """The payee's contracts with something accepted that no invoice asks for yet."""
    found = Contract.objects.select_related("payer").filter(state=ContractState.IN_FORCE)
    if not getattr(user, "is_supplier", False) or not user.has_role(*MONEY_READERS):
        return found.none()
    ready = Delivery.objects.filter(contract=OuterRef("pk"), state__in=PAYABLE, invoice=None)
    return found.filter(Exists(ready), payee=user.company_id).order_by("pk")


def invoices_held_of(user) -> QuerySet[Hold]:
    """What stops the payee's money now."""
    found = Hold.objects.filter(lifted_at=None).select_related("invoice__contract__payer")
    if not getattr(user, "is_supplier", False) or not user.has_role(*MONEY_READERS):
        return found.none()
    return found.filter(invoice__payee=user.company_id).order_by("pk")
