"""What upper floors enter: each may refuse a credit note that takes off more than is still unpaid or unused."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from portal.registry import Registry

# Called inside the transaction that confirms it, with the invoice (locked), net and VAT: raises RuleBroken to refuse.
CreditCheck = Callable[[Any, Decimal, Decimal], None]
credit_checks: Registry[CreditCheck] = Registry("credit checks")
