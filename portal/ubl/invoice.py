"""An invoice as a UBL Invoice. Source: UBL 2.1, UBL-Invoice-2.1.xsd; codes of UN/EDIFACT 1001 and 5305."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from portal.ubl.parts import Party, amount, cac, cbc, opening, plain, quantity, within

COMMERCIAL, PREPAYMENT = "380", "386"
STANDARD, ZERO = "S", "Z"


@dataclass(frozen=True, slots=True)
class InvoiceLine:
    """What is asked for, in the currency of the invoice, without VAT."""

    number: str
    name: str
    qty: Decimal
    unit: str
    amount: Decimal
    unit_price: Decimal | None = None
    delivery: str = ""
    delivery_line: str = ""


@dataclass(frozen=True, slots=True)
class Invoice:
    """All that the document says."""

    number: str  # the supplier's own
    uid: UUID
    portal_number: str
    type_code: str
    issued_on: date
    currency: str
    contract: str
    seller: Party
    buyer: Party
    lines: tuple[InvoiceLine, ...]
    net: Decimal
    vat: Decimal
    vat_percent: Decimal
    prepaid: Decimal = Decimal(0)
    payment_terms: str = ""
    note: str = ""
    tax_invoice: str = ""
    deliveries: tuple[str, ...] = ()


def _tax_category(name: str, invoice: Invoice) -> str:
    charged = invoice.vat > 0
    return cac(
        name,
        cbc("ID", STANDARD if charged else ZERO, schemeID="UNCL5305"),
        cbc("Percent", plain(invoice.vat_percent) if charged else "0"),
        cac("TaxScheme", cbc("ID", "VAT")),
    )


def _line_xml(invoice: Invoice, line: InvoiceLine) -> str:
    despatch = cac(
        "DespatchLineReference",
        cbc("LineID", line.delivery_line),
        cac("DocumentReference", cbc("ID", line.delivery)),
    )
    price = "" if line.unit_price is None else cac("Price", amount("PriceAmount", line.unit_price, invoice.currency))
    return cac(
        "InvoiceLine",
        cbc("ID", line.number),
        quantity("InvoicedQuantity", line.qty, line.unit),
        amount("LineExtensionAmount", line.amount, invoice.currency),
        despatch if line.delivery_line else "",
        cac("Item", cbc("Name", line.name), _tax_category("ClassifiedTaxCategory", invoice)),
        price,
    )


def invoice_xml(invoice: Invoice) -> str:
    """The document."""
    total = invoice.net + invoice.vat
    currency = invoice.currency
    return "".join(
        [
            opening("Invoice"),
            cbc("ID", invoice.number),
            cbc("UUID", invoice.uid),
            cbc("IssueDate", invoice.issued_on.isoformat()),
            cbc("InvoiceTypeCode", invoice.type_code, listID="UNCL1001"),
            cbc("Note", invoice.note),
            cbc("DocumentCurrencyCode", currency, listID="ISO4217"),
            cbc("LineCountNumeric", len(invoice.lines)),
            *(cac("DespatchDocumentReference", cbc("ID", number)) for number in invoice.deliveries),
            cac("ContractDocumentReference", cbc("ID", invoice.contract)),
            cac(
                "AdditionalDocumentReference",
                cbc("ID", invoice.portal_number, schemeID="portal"),
                cbc("DocumentTypeCode", invoice.type_code),
            ),
            cac("AdditionalDocumentReference", cbc("ID", invoice.tax_invoice, schemeID="KR:ETAX"))
            if invoice.tax_invoice
            else "",
            within("AccountingSupplierParty", invoice.seller),
            within("AccountingCustomerParty", invoice.buyer),
            cac("PaymentTerms", cbc("Note", invoice.payment_terms)),
            cac(
                "TaxTotal",
                amount("TaxAmount", invoice.vat, currency),
                cac(
                    "TaxSubtotal",
                    amount("TaxableAmount", invoice.net, currency),
                    amount("TaxAmount", invoice.vat, currency),
                    _tax_category("TaxCategory", invoice),
                ),
            ),
            cac(
                "LegalMonetaryTotal",
                amount("LineExtensionAmount", invoice.net, currency),
                amount("TaxExclusiveAmount", invoice.net, currency),
                amount("TaxInclusiveAmount", total, currency),
                amount("PrepaidAmount", invoice.prepaid, currency) if invoice.prepaid else "",
                amount("PayableAmount", total - invoice.prepaid, currency),
            ),
            *(_line_xml(invoice, line) for line in invoice.lines),
            "</Invoice>\n",
        ]
    )
