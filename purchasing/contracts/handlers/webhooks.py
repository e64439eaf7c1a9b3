"""What the systems of suppliers are told of contracts, deliveries and invoices (``portal.webhooks``)."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.webhooks.registry import Subject
from purchasing.contracts import queries
from purchasing.contracts.models import Contract, CreditNote, Delivery, Invoice

CONTRACTS = Subject(
    group=pgettext_lazy("webhook", "Contracts"),
    scope="contract.read",
    model=Contract,
    payload="contract",
    found=queries.contracts_visible_to,
    owners=("payer", "payee"),
    door="api-contract-detail",
    order=30,
)
for code, outbox, label, said in (
    (
        "contract.sent",
        "contracts.contract_sent",
        _("Contract to sign"),
        _("A contract was sent to the company to be signed."),
    ),
    (
        "contract.in_force",
        "contracts.contract_in_force",
        _("Contract in force"),
        _("Both sides have signed."),
    ),
    (
        "contract.amended",
        "contracts.contract_amended",
        _("Contract amended"),
        _("A new version of a contract is in force."),
    ),
    (
        "contract.ended",
        ("contracts.contract_ended", "contracts.contract_cancelled"),
        pgettext_lazy("webhook", "Contract ended"),
        _("A contract was fulfilled, ended or cancelled."),
    ),
):
    CONTRACTS.enter(code, outbox, label, said)

DELIVERIES = Subject(
    group=_("Deliveries and invoices"),
    scope="invoice.read",
    model=Delivery,
    payload="delivery",
    found=queries.deliveries_visible_to,
    owners=("contract__payer", "contract__payee"),
    door="api-delivery-detail",
    tells=lambda delivery: {"contract_number": delivery.contract.number},
    order=31,
)
for code, outbox, label, said in (
    (
        "delivery.announced",
        "contracts.delivery_announced",
        pgettext_lazy("webhook", "Delivery announced"),
        _("A delivery is on its way."),
    ),
    (
        "delivery.received",
        "contracts.delivery_received",
        pgettext_lazy("webhook", "Delivery received"),
        _("Goods have arrived; the inspection follows."),
    ),
    (
        "delivery.accepted",
        "contracts.delivery_accepted",
        pgettext_lazy("webhook", "Delivery accepted"),
        _("A delivery was accepted; it can be invoiced."),
    ),
    (
        "delivery.rejected",
        "contracts.delivery_rejected",
        pgettext_lazy("webhook", "Delivery rejected"),
        _("A delivery was rejected."),
    ),
):
    DELIVERIES.enter(code, outbox, label, said)

INVOICES = Subject(
    group=_("Deliveries and invoices"),
    scope="invoice.read",
    model=Invoice,
    payload="invoice",
    found=queries.invoices_visible_to,
    owners=("contract__payer", "contract__payee"),
    door="api-invoice-detail",
    tells=lambda invoice: {"contract_number": invoice.contract.number},
    order=32,
)
for code, outbox, label, said in (
    (
        "invoice.submitted",
        "contracts.invoice_submitted",
        pgettext_lazy("webhook", "Invoice submitted"),
        _("An invoice is in and waits for approval."),
    ),
    (
        "invoice.approved",
        "contracts.invoice_approved",
        pgettext_lazy("webhook", "Invoice approved"),
        _("An invoice was approved and becomes a debt."),
    ),
    (
        "invoice.refused",
        "contracts.invoice_refused",
        pgettext_lazy("webhook", "Invoice refused"),
        _("An invoice was refused."),
    ),
    (
        "invoice.held",
        "contracts.invoice_held",
        pgettext_lazy("webhook", "Invoice held"),
        _("A part of an invoice is disputed and held back."),
    ),
):
    INVOICES.enter(code, outbox, label, said)

Subject(
    group=_("Deliveries and invoices"),
    scope="invoice.read",
    model=CreditNote,
    payload="credit_note",
    found=queries.credit_notes_visible_to,
    owners=("invoice__contract__payer", "invoice__contract__payee"),
    door="api-invoice-detail",
    door_by="uid=invoice.uid",
    tells=lambda note: {"invoice_number": note.invoice.number},
    order=33,
).enter(
    "credit_note.issued",
    "contracts.credit_note_issued",
    _("Credit note issued"),
    _("A credit note was issued for an invoice."),
)
