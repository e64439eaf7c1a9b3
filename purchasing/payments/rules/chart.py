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
BOUGHT, VAT_IN, ADVANCE_PAID, REFUND_DUE, DOUBTFUL = "1310", "1350", "1360", "1370", "1390"
PAYABLE, WINWIN_PAYABLE, INTEREST_OWED, FEE_OWED = "2100", "2110", "2190", "2195"
VAT_OUT, ADVANCE_RECEIVED, REFUND_OWED = "2350", "2360", "2370"
UNEARNED, HOLDERS, INCENTIVE_OWED = "2450", "2510", "2520"
SALES, DISCOUNT_INCOME, INTEREST_INCOME, FEE_INCOME, INCENTIVE_INCOME = "4000", "4100", "4120", "4130", "4140"
PURCHASES, DISCOUNT_COST, INTEREST_COST, FEE_COST, DEPOSIT_INTEREST = "5100", "8110", "8120", "8130", "8140"
RELEASED, WRITTEN_OFF = "4150", "8150"
OTHER_DUE, OTHER_OWED, SUPPORT_COST, SUPPORT_INCOME = "1230", "2120", "5200", "4200"
CONTRIBUTIONS, GRANTS = "3100", "5300"  # of a fund that holds money of its own
ALLOTTED, AVAILABLE, COMMITTED, DRAWN = "9100", "9200", "9300", "9400"  # of a fund's budget

CHART = {
    entry.code: entry
    for entry in (
        Entry(CASH, pgettext_lazy("account", "Cash at bank"), Nature.ASSET),
        Entry(ESCROW_CASH, pgettext_lazy("account", "Escrow cash"), Nature.ASSET),
        Entry(UNDER_WAY, pgettext_lazy("account", "Payments under way"), Nature.ASSET),
        Entry(RECEIVABLE, pgettext_lazy("account", "Trade receivables"), Nature.ASSET),
        Entry(WINWIN_RECEIVABLE, pgettext_lazy("account", "Win-win receivables"), Nature.ASSET),
        Entry(INCENTIVE_DUE, pgettext_lazy("account", "Interest due from escrow"), Nature.ASSET),
        Entry(INTEREST_DUE, pgettext_lazy("account", "Late interest due"), Nature.ASSET),
        Entry(FEE_DUE, pgettext_lazy("account", "Fees due after day 60"), Nature.ASSET),
        Entry(BOUGHT, pgettext_lazy("account", "Receivables bought"), Nature.ASSET),
        Entry(VAT_IN, pgettext_lazy("account", "VAT paid on purchases"), Nature.ASSET),
        Entry(ADVANCE_PAID, pgettext_lazy("account", "Advance payments made"), Nature.ASSET),
        Entry(REFUND_DUE, pgettext_lazy("account", "Advances to be got back"), Nature.ASSET),
        Entry(DOUBTFUL, pgettext_lazy("account", "Doubtful receivables"), Nature.ASSET),
        Entry(PAYABLE, pgettext_lazy("account", "Trade payables"), Nature.LIABILITY),
        Entry(WINWIN_PAYABLE, pgettext_lazy("account", "Win-win payables"), Nature.LIABILITY),
        Entry(INTEREST_OWED, pgettext_lazy("account", "Late interest owed"), Nature.LIABILITY),
        Entry(FEE_OWED, pgettext_lazy("account", "Fees owed after day 60"), Nature.LIABILITY),
        Entry(VAT_OUT, pgettext_lazy("account", "VAT owed on sales"), Nature.LIABILITY),
        Entry(ADVANCE_RECEIVED, pgettext_lazy("account", "Advance payments received"), Nature.LIABILITY),
        Entry(REFUND_OWED, pgettext_lazy("account", "Advances to be paid back"), Nature.LIABILITY),
        Entry(UNEARNED, pgettext_lazy("account", "Discount not yet earned"), Nature.LIABILITY),
        Entry(HOLDERS, pgettext_lazy("account", "Due to holders of receivables"), Nature.LIABILITY),
        Entry(INCENTIVE_OWED, pgettext_lazy("account", "Interest owed to holders"), Nature.LIABILITY),
        Entry(SALES, pgettext_lazy("account", "Sales"), Nature.INCOME),
        Entry(DISCOUNT_INCOME, pgettext_lazy("account", "Discount earned"), Nature.INCOME),
        Entry(INTEREST_INCOME, pgettext_lazy("account", "Late interest earned"), Nature.INCOME),
        Entry(FEE_INCOME, pgettext_lazy("account", "Fees earned after day 60"), Nature.INCOME),
        Entry(INCENTIVE_INCOME, pgettext_lazy("account", "Interest earned in escrow"), Nature.INCOME),
        Entry(RELEASED, pgettext_lazy("account", "Debts released"), Nature.INCOME),
        Entry(PURCHASES, pgettext_lazy("account", "Purchases"), Nature.COST),
        Entry(DISCOUNT_COST, pgettext_lazy("account", "Cost of early draws"), Nature.COST),
        Entry(INTEREST_COST, pgettext_lazy("account", "Late interest paid"), Nature.COST),
        Entry(FEE_COST, pgettext_lazy("account", "Fees paid after day 60"), Nature.COST),
        Entry(DEPOSIT_INTEREST, pgettext_lazy("account", "Interest on deposits"), Nature.COST),
        Entry(WRITTEN_OFF, pgettext_lazy("account", "Claims written off"), Nature.COST),
        Entry(OTHER_DUE, pgettext_lazy("account", "Other receivables"), Nature.ASSET),
        Entry(OTHER_OWED, pgettext_lazy("account", "Other payables"), Nature.LIABILITY),
        Entry(SUPPORT_INCOME, pgettext_lazy("account", "Compensation and support received"), Nature.INCOME),
        Entry(SUPPORT_COST, pgettext_lazy("account", "Compensation and support given"), Nature.COST),
        Entry(CONTRIBUTIONS, pgettext_lazy("account", "Contributions"), Nature.LIABILITY),
        Entry(GRANTS, pgettext_lazy("account", "Grants paid"), Nature.COST),
        Entry(ALLOTTED, pgettext_lazy("account", "Budget"), Nature.ASSET),
        Entry(AVAILABLE, pgettext_lazy("account", "Budget available"), Nature.LIABILITY),
        Entry(COMMITTED, pgettext_lazy("account", "Budget committed"), Nature.LIABILITY),
        Entry(DRAWN, pgettext_lazy("account", "Budget drawn"), Nature.LIABILITY),
    )
}
