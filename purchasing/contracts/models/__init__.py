"""WHAT: contracts with their lines, deliveries, invoices."""

from purchasing.contracts.models.amendments import (
    Amendment,
    AmendmentLine,
    ContractVersion,
    Milestone,
    PriceConsent,
)
from purchasing.contracts.models.contract import Contract, ContractLine
from purchasing.contracts.models.delivery import Delivery, DeliveryLine, Invoice
from purchasing.contracts.models.facts import FactContest, SupplierFact
from purchasing.contracts.models.invoices import CreditNote, Hold
from purchasing.contracts.models.papers import DeliveryPaper
from purchasing.contracts.models.prices import IndexValue, PriceChange, PriceIndex, PriceLink

__all__ = [
    "Amendment",
    "AmendmentLine",
    "Contract",
    "ContractLine",
    "ContractVersion",
    "CreditNote",
    "Delivery",
    "DeliveryLine",
    "DeliveryPaper",
    "FactContest",
    "Hold",
    "IndexValue",
    "Invoice",
    "Milestone",
    "PriceChange",
    "PriceConsent",
    "PriceIndex",
    "PriceLink",
    "SupplierFact",
]
