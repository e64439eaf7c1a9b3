"""HOW MUCH: the chart of accounts. Each book has the accounts it needs, from this list. Source: domain 4.6."""

from dataclasses import dataclass
from enum import StrEnum

from django.utils.translation import pgettext_lazy


class Nature(StrEnum):
    """On which side an account grows."""

    ASSET = "asset"
    LIABILITY = "liability"
    INCOME = "income"
    COST = "cost"


@dataclass(frozen=True, slots=True)
class Entry:
    """One account of the chart."""

    code: str
    name: object
    nature: Nature

    @property
    def grows_by_debit(self) -> bool:
        """Whether a debit makes it larger."""
        return self.nature in (Nature.ASSET, Nature.COST)


CASH, ESCROW_CASH, UNDER_WAY = "1000", "1010", "1020"
RECEIVABLE, WINWIN_RECEIVABLE, INCENTIVE_DUE = "1200", "1210", "1220"
INTEREST_DUE, FEE_DUE = "1290", "1295"
BOUGHT, VAT_IN, ADVANCE_PAID, DOUBTFUL = "1310", "1350", "1360", "1390"
PAYABLE, WINWIN_PAYABLE, INTEREST_OWED, FEE_OWED = "2100", "2110", "2190", "2195"
VAT_OUT, ADVANCE_RECEIVED, UNEARNED, HOLDERS, INCENTIVE_OWED = "2350", "2360", "2450", "2510", "2520"
SALES, DISCOUNT_INCOME, INTEREST_INCOME, FEE_INCOME, INCENTIVE_INCOME = "4000", "4100", "4120", "4130", "4140"
PURCHASES, DISCOUNT_COST, INTEREST_COST, FEE_COST, DEPOSIT_INTEREST = "5100", "8110", "8120", "8130", "8140"

_ = pgettext_lazy
CHART = {
    entry.code: entry
    for entry in (
        Entry(CASH, _("account", "Cash at bank"), Nature.ASSET),
        Entry(ESCROW_CASH, _("account", "Escrow cash"), Nature.ASSET),
        Entry(UNDER_WAY, _("account", "Payments under way"), Nature.ASSET),
        Entry(RECEIVABLE, _("account", "Trade receivables"), Nature.ASSET),
        Entry(WINWIN_RECEIVABLE, _("account", "Win-win receivables"), Nature.ASSET),
        Entry(INCENTIVE_DUE, _("account", "Interest due from escrow"), Nature.ASSET),
        Entry(INTEREST_DUE, _("account", "Late interest due"), Nature.ASSET),
        Entry(FEE_DUE, _("account", "Fees due after day 60"), Nature.ASSET),
        Entry(BOUGHT, _("account", "Receivables bought"), Nature.ASSET),
        Entry(VAT_IN, _("account", "VAT paid on purchases"), Nature.ASSET),
        Entry(ADVANCE_PAID, _("account", "Advance payments made"), Nature.ASSET),
        Entry(DOUBTFUL, _("account", "Doubtful receivables"), Nature.ASSET),
        Entry(PAYABLE, _("account", "Trade payables"), Nature.LIABILITY),
        Entry(WINWIN_PAYABLE, _("account", "Win-win payables"), Nature.LIABILITY),
        Entry(INTEREST_OWED, _("account", "Late interest owed"), Nature.LIABILITY),
        Entry(FEE_OWED, _("account", "Fees owed after day 60"), Nature.LIABILITY),
        Entry(VAT_OUT, _("account", "VAT owed on sales"), Nature.LIABILITY),
        Entry(ADVANCE_RECEIVED, _("account", "Advance payments received"), Nature.LIABILITY),
        Entry(UNEARNED, _("account", "Discount not yet earned"), Nature.LIABILITY),
        Entry(HOLDERS, _("account", "Due to holders of receivables"), Nature.LIABILITY),
        Entry(INCENTIVE_OWED, _("account", "Interest owed to holders"), Nature.LIABILITY),
        Entry(SALES, _("account", "Sales"), Nature.INCOME),
        Entry(DISCOUNT_INCOME, _("account", "Discount earned"), Nature.INCOME),
        Entry(INTEREST_INCOME, _("account", "Late interest earned"), Nature.INCOME),
        Entry(FEE_INCOME, _("account", "Fees earned after day 60"), Nature.INCOME),
        Entry(INCENTIVE_INCOME, _("account", "Interest earned in escrow"), Nature.INCOME),
        Entry(PURCHASES, _("account", "Purchases"), Nature.COST),
        Entry(DISCOUNT_COST, _("account", "Cost of early draws"), Nature.COST),
        Entry(INTEREST_COST, _("account", "Late interest paid"), Nature.COST),
        Entry(FEE_COST, _("account", "Fees paid after day 60"), Nature.COST),
        Entry(DEPOSIT_INTEREST, _("account", "Interest on deposits"), Nature.COST),
    )
}
