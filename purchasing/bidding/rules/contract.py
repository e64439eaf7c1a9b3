"""The amount of a contract against the award that it comes from."""

from decimal import Decimal
from enum import StrEnum


class ContractFault(StrEnum):
    """What is wrong with an amount."""

    NONE = ""
    BELOW_LOWEST = "below_lowest"
    NOT_THE_AWARD = "not_the_award"


def contract_fault(amount_won: Decimal, *, award_won: Decimal, lowest_won: Decimal) -> ContractFault:
    """Whether a contract may be made at ``amount_won``: only at the award price, and never below the lowest bid.

    Both amounts are without VAT. After the opening nothing is negotiated, so any other amount needs the legal role.
    Source: domain BID-L1 (i), (ii), (iv).

    >>> at = dict(award_won=Decimal(101), lowest_won=Decimal(97))
    >>> [str(contract_fault(Decimal(amount), **at)) for amount in (101, 99, 96, 102)]
    ['', 'not_the_award', 'below_lowest', 'not_the_award']
    """
    if amount_won < lowest_won:
        return ContractFault.BELOW_LOWEST
    return ContractFault.NONE if amount_won == award_won else ContractFault.NOT_THE_AWARD
