"""An invoice as UBL: valid by the schemas, its sums add up, and who may not see amounts gets none."""

from decimal import Decimal
from xml.etree import ElementTree

import pytest
from django.urls import reverse

from portal.audit.models import AuditEntry
from portal.audit.queries import timeline_of
from portal.partners.tests.factories import api_client
from portal.tests.factories import UserFactory, staff
from portal.tests.signin import sign_in
from portal.tests.ubl_schemas import ubl_names, validate_ubl
from purchasing.contracts.models import Invoice
from purchasing.contracts.states import InvoiceState
from purchasing.contracts.tests import factories

pytestmark = pytest.mark.django_db
NAMES = ubl_names("Invoice")


def page_of(invoice: Invoice) -> str:
    return reverse("contracts:invoice-ubl", args=[invoice.number])


def api_of(invoice: Invoice) -> str:
    return reverse("api-invoice-ubl", args=[invoice.uid])


def document(response) -> ElementTree.Element:
    """The valid document of an answer."""
    assert response.status_code == 200, response.content
    text = response.content.decode()
    validate_ubl("Invoice", text)
    return ElementTree.fromstring(text)  # noqa: S314 (our own answer)


def amount(root: ElementTree.Element, path: str) -> Decimal:
    found = root.find(path, NAMES)
    assert found is not None, path
    return Decimal(found.text or "")


def adds_up(root: ElementTree.Element) -> None:
    """By the calculation rules of EN 16931: BR-CO-10, BR-CO-15, BR-CO-16."""
    lines = sum((Decimal(e.text or "") for e in root.findall("cac:InvoiceLine/cbc:LineExtensionAmount", NAMES)), 0)
    total = "cac:LegalMonetaryTotal/cbc:"
    assert lines == amount(root, f"{total}LineExtensionAmount") == amount(root, f"{total}TaxExclusiveAmount")
    with_tax = amount(root, f"{total}TaxInclusiveAmount")
    assert with_tax == lines + amount(root, "cac:TaxTotal/cbc:TaxAmount")
    prepaid = root.find(f"{total}PrepaidAmount", NAMES)
    less = Decimal(prepaid.text or "") if prepaid is not None else Decimal(0)
    assert amount(root, f"{total}PayableAmount") == with_tax - less


def test_an_invoice_is_valid_adds_up_and_names_its_deliveries(client):
    invoice = factories.invoiced()
    seller = factories.seller(invoice.contract)

    root = document(sign_in(client, seller).get(page_of(invoice)))

    adds_up(root)
    assert root.findtext("cbc:ID", "", NAMES) == invoice.supplier_no
    assert root.findtext("cbc:InvoiceTypeCode", "", NAMES) == "380"
    assert root.findtext("cac:ContractDocumentReference/cbc:ID", "", NAMES) == invoice.contract.number
    assert [e.text for e in root.findall("cac:DespatchDocumentReference/cbc:ID", NAMES)] == [
        delivery.number for delivery in invoice.deliveries.all()
    ]
    seller_name = "cac:AccountingSupplierParty/cac:Party/cac:PartyLegalEntity/cbc:RegistrationName"
    assert root.findtext(seller_name, "", NAMES) == invoice.contract.payee.legal_name_ko
    assert amount(root, "cac:LegalMonetaryTotal/cbc:PayableAmount") == invoice.payable


def test_an_advance_is_one_line_and_another_kind():
    contract = factories.in_force(advance_rate=Decimal("0.2"))
    invoice = factories.advance(contract, contract.value * Decimal("0.2"))
    root = document(api_client(contract.payee, "invoice.read").get(api_of(invoice)))
    adds_up(root)
    assert root.findtext("cbc:InvoiceTypeCode", "", NAMES) == "386"
    assert len(root.findall("cac:InvoiceLine", NAMES)) == 1


def test_the_page_of_the_invoice_leads_to_it_while_it_stands(client):
    invoice = factories.invoiced()
    client = sign_in(client, factories.seller(invoice.contract))
    detail = reverse("contracts:invoice-detail", args=[invoice.number])
    assert page_of(invoice) in client.get(detail).content.decode()

    Invoice.objects.filter(pk=invoice.pk).update(state=InvoiceState.REFUSED, reason="수량이 다름")
    assert page_of(invoice) not in client.get(detail).content.decode()
    assert client.get(page_of(invoice)).status_code == 409
    answer = api_client(invoice.contract.payee, "invoice.read").get(api_of(invoice))
    assert (answer.status_code, answer["Content-Type"]) == (409, "application/problem+json")


def test_neighbours_find_nothing(client):
    invoice = factories.invoiced()
    outsider = UserFactory(roles=("SA", "SF"))
    assert sign_in(client, outsider).get(page_of(invoice)).status_code == 404
    assert api_client(outsider.company, "invoice.read").get(api_of(invoice)).status_code == 404
    assert api_client(invoice.contract.payee, "contract.read").get(api_of(invoice)).status_code == 403


def test_below_the_first_tier_an_auditors_look_leaves_a_trace(client):
    _top, below, *_more = factories.chain(2)
    invoice = factories.invoiced(below)
    assert sign_in(client, staff("PO")).get(page_of(invoice)).status_code == 404
    before = AuditEntry.objects.filter(what="contracts.invoice.amounts_seen").count()

    document(sign_in(client, staff("AU")).get(page_of(invoice)))

    assert AuditEntry.objects.filter(what="contracts.invoice.amounts_seen").count() == before + 1
    assert not timeline_of(invoice).filter(what__endswith=".amounts_seen").exists()  # only in the whole trail
