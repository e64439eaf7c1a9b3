"""WHEN: the states of contracts, deliveries and invoices, and the words they are made of."""

from purchasing.contracts.states.contracts import (
    CONTRACT_FLOW,
    ENDED,
    ContractKind,
    ContractState,
    PayMethod,
    PriceBasis,
)
from purchasing.contracts.states.deliveries import (
    DELIVERY_FLOW,
    INVOICE_FLOW,
    PAYABLE,
    DeliveryState,
    InvoiceKind,
    InvoiceState,
)
from purchasing.contracts.states.terms import (
    AMENDMENT_FLOW,
    INDEX_VALUE_FLOW,
    MILESTONE_FLOW,
    OPEN_AMENDMENTS,
    OPEN_CHANGES,
    PRICE_CHANGE_FLOW,
    AmendmentState,
    IndexValueState,
    MilestoneState,
    NoLink,
    PriceChangeState,
)

__all__ = [
    "AMENDMENT_FLOW",
    "INDEX_VALUE_FLOW",
    "MILESTONE_FLOW",
    "OPEN_AMENDMENTS",
    "OPEN_CHANGES",
    "PRICE_CHANGE_FLOW",
    "AmendmentState",
    "IndexValueState",
    "MilestoneState",
    "NoLink",
    "PriceChangeState",
    "CONTRACT_FLOW",
    "DELIVERY_FLOW",
    "ENDED",
    "INVOICE_FLOW",
    "PAYABLE",
    "ContractKind",
    "ContractState",
    "DeliveryState",
    "InvoiceKind",
    "InvoiceState",
    "PayMethod",
    "PriceBasis",
]
