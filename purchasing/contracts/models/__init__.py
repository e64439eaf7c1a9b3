"""WHAT: contracts with their lines, deliveries, invoices."""

from purchasing.contracts.models.contract import Contract, ContractLine
from purchasing.contracts.models.delivery import Delivery, DeliveryLine, Invoice

__all__ = ["Contract", "ContractLine", "Delivery", "DeliveryLine", "Invoice"]
