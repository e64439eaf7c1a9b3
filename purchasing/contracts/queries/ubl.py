"""FIND: an invoice as a UBL Invoice."""

from decimal import Decimal

from django.utils.translation import gettext as _

from portal.display import day_text
from portal.exchange.queries.ubl import party_of
from portal.ubl.invoice import COMMERCIAL, PREPAYMENT, InvoiceLine, invoice_xml
from portal.ubl.invoice import Invoice as Document
from portal.ubl.parts import unit_code
from purchasing.contracts.models import DeliveryLine, Invoice
from purchasing.contracts.states import InvoiceKind


def ubl_invoice_of(invoice: Invoice) -> str:
    """The document in the reader's language: what the supplier asked for, line by line."""
    contract = invoice.contract
    lines = _delivered(invoice)
    if sum((line.amount for line in lines), Decimal(0)) != invoice.net:
        lines = [_whole(invoice)]  # a milestone, the advance
    terms = _("%(days)d days from %(day)s") % {"days": contract.agreed_days, "day": day_text(invoice.base_on, "day")}
    return invoice_xml(
        Document(
            number=invoice.supplier_no,
            uid=invoice.uid,
            portal_number=invoice.number,
            type_code=PREPAYMENT if invoice.kind == InvoiceKind.ADVANCE else COMMERCIAL,
            issued_on=invoice.issued_on,
            currency=invoice.currency,
            contract=contract.number,
            seller=party_of(contract.payee),
            buyer=party_of(contract.payer),
            lines=tuple(lines),
            net=invoice.net,
            vat=invoice.vat,
            vat_percent=contract.vat_rate * 100,
            prepaid=invoice.advance_used,
            payment_terms=terms,
            note=contract.title,
            tax_invoice=invoice.etax_no,
            deliveries=tuple(invoice.deliveries.order_by("pk").values_list("number", flat=True)),
        )
    )


def _delivered(invoice: Invoice) -> list[InvoiceLine]:
    rows = DeliveryLine.objects.filter(delivery__invoice=invoice, qty_accepted__gt=0, amount__isnull=False)
    rows = rows.select_related("delivery", "line").order_by("delivery_id", "line__no")
    return [
        InvoiceLine(
            number=str(number),
            name=row.line.description,
            qty=row.qty_accepted or Decimal(0),
            unit=unit_code(row.line.uom),
            amount=row.amount or Decimal(0),
            unit_price=row.line.unit_price,
            delivery=row.delivery.number,
            delivery_line=str(row.line.no),
        )
        for number, row in enumerate(rows, 1)
    ]


def _whole(invoice: Invoice) -> InvoiceLine:
    name = invoice.milestone.title if invoice.milestone else invoice.get_kind_display()
    return InvoiceLine("1", f"{name} · {invoice.contract.title}", Decimal(1), unit_code(""), invoice.net)
