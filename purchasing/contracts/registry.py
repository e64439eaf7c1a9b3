"""What upper floors enter: each may refuse an order or a credit note, or makes the note true when it is confirmed."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from portal.registry import Registry

# Called inside the transaction that confirms it, with the invoice (locked), net and VAT: raises RuleBroken to refuse.
CreditCheck = Callable[[Any, Decimal, Decimal], None]
credit_checks: Registry[CreditCheck] = Registry("credit checks")

# Called in the same transaction with the note that was confirmed, and ``by``: takes it off what is owed.
CreditEffect = Callable[..., None]
credit_effects: Registry[CreditEffect] = Registry("credit effects")


@dataclass(frozen=True, slots=True)
class ClaimedBack:
    """What of an advance is claimed back by an object of its own: its number, where it is shown, how it stands."""

    number: str
    amount: Decimal
    state: str
    url: str


# Called with a contract: what of its advance is no longer there to be used up, because it is claimed back; or None.
AdvanceClaim = Callable[[Any], ClaimedBack | None]
advance_claims: Registry[AdvanceClaim] = Registry("advance claims")

# Called inside the transaction that asks for approval of, approves or signs an order, with the contract (locked) and,
# where an order grows or is prolonged, its amendment: raises RuleBroken to refuse. Domain 17: asked anew at each step.
OrderCheck = Callable[[Any, Any], None]
order_checks: Registry[OrderCheck] = Registry("order checks")
