"""What of contracts, deliveries and invoices may be taken out in bulk. Staff: of the first tier alone."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from portal.exchange.registry.exports import DAY, DECIMAL, INTEGER, MOMENT, Column, Dataset, datasets
from portal.people.models import User
from purchasing.contracts import queries
from purchasing.contracts.models import Contract, Delivery, Invoice
from purchasing.contracts.queries.deliveries import MONEY_READERS
from purchasing.contracts.states import ContractState, DeliveryState, InvoiceState

STAFF = frozenset(queries.READERS)


def first_tier(user: User, rows: QuerySet[Any], path: str = "") -> QuerySet[Any]:
    """What passes between others below is not the buyer's business. Source: domain 4.1."""
    return rows.filter(**{f"{path}tier": 1}) if user.is_internal else rows


def contracts(user: User) -> QuerySet[Contract]:
    """Of the own company, on both sides."""
    return first_tier(user, queries.contracts_visible_to(user))


def deliveries(user: User) -> QuerySet[Delivery]:
    """Of these."""
    return first_tier(user, queries.deliveries_visible_to(user), "contract__")


def invoices(user: User) -> QuerySet[Invoice]:
    """Of these."""
    return first_tier(user, queries.invoices_visible_to(user), "contract__")


def sides(path: str = "") -> list[Column]:
    """Who pays and who is paid."""
    return [
        Column("payer", _("Payer"), of=f"{path}payer.name"),
        Column("payer_number", _("Number of the payer"), of=f"{path}payer.number"),
        Column("payee", _("Payee"), of=f"{path}payee.name"),
        Column("payee_number", _("Number of the payee"), of=f"{path}payee.number"),
    ]


datasets.add(
    "contracts.contracts",
    Dataset(
        own=True,
        label=_("Contracts"),
        said=_("Contracts by which the company pays or is paid."),
        roles=frozenset(queries.OWN_READERS) | STAFF,
        scope="contract.read",
        rows=contracts,
        period="starts_on",
        period_is_day=True,
        states=ContractState.choices,
        order=30,
        columns=[
            Column("uid", _("Identifier")),
            Column("number", _("Number")),
            Column("state", _("State")),
            Column("title_ko", _("Title (Korean)")),
            Column("title_en", _("Title (English)")),
            Column("kind", _("Kind")),
            Column("tier", _("Tier"), INTEGER),
            *sides(),
            Column("currency", _("Currency")),
            Column("value", _("Value (without VAT)"), DECIMAL),
            Column("vat_rate", _("VAT rate"), DECIMAL),
            Column("method", _("Paid by")),
            Column("agreed_days", _("Days to pay"), INTEGER),
            Column("starts_on", _("Begins"), DAY),
            Column("ends_on", _("Ends"), DAY),
            Column("signed_on", _("Signed on"), DAY),
            Column("version", _("Version"), INTEGER),
        ],
    ),
)
datasets.add(
    "contracts.deliveries",
    Dataset(
        own=True,
        label=_("Deliveries"),
        said=_("Announced, received and inspected deliveries of these contracts."),
        roles=frozenset(queries.OWN_READERS) | STAFF,
        scope="invoice.read",
        rows=deliveries,
        period="created_at",
        states=DeliveryState.choices,
        order=31,
        columns=[
            Column("uid", _("Identifier")),
            Column("number", _("Number")),
            Column("contract", _("Contract"), of="contract.number"),
            Column("state", _("State")),
            *sides("contract."),
            Column("note_no", _("Delivery note")),
            Column("announced_for", _("Announced for"), DAY),
            Column("received_on", _("Received on"), DAY, of="base_on"),
            Column("inspected_on", _("Inspected on"), DAY),
            Column("invoice", _("Invoice"), of="invoice.number"),
            Column("reason", _("What was wrong")),
            Column("created_at", _("Announced"), MOMENT),
        ],
    ),
)
datasets.add(
    "contracts.invoices",
    Dataset(
        own=True,
        label=_("Invoices"),
        said=_("Invoices of these contracts with amounts and VAT."),
        roles=frozenset(MONEY_READERS) | STAFF,
        scope="invoice.read",
        rows=invoices,
        period="issued_on",
        period_is_day=True,
        states=InvoiceState.choices,
        order=32,
        columns=[
            Column("uid", _("Identifier")),
            Column("number", _("Number")),
            Column("contract", _("Contract"), of="contract.number"),
            Column("state", _("State")),
            *sides("contract."),
            Column("invoice_no", _("Invoice number"), of="supplier_no"),
            Column("etax_no", _("E-tax invoice (24 digits)")),
            Column("issued_on", _("Issued on"), DAY),
            Column("received_on", _("Received on"), DAY, of="base_on"),
            Column("currency", _("Currency")),
            Column("net", _("Amount without VAT"), DECIMAL),
            Column("vat", _("VAT"), DECIMAL),
            Column("submitted_at", _("Submitted"), MOMENT),
            Column("reason", _("Reason")),
        ],
    ),
)
