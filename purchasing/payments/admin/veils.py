"""What the windows show of amounts: those of the first tier and those that both sides have opened. Source: ADR 0033."""

from django.http import HttpRequest

from portal.windows import Window
from purchasing.contracts.models import Contract
from purchasing.payments.queries.amounts import open_amounts


class OfOpenAmounts(Window):
    """Rows whose contract, at ``path``, is of the first tier or shows its amounts to the buyer."""

    path = "contract"

    def get_queryset(self, request: HttpRequest):
        """No amount of a lower tier without consent."""
        return super().get_queryset(request).filter(open_amounts(self.path))


class OfTheOwnBook(Window):
    """Rows of the buyer's own book; the books of others are read on their pages, where each look is recorded."""

    path = "book"

    def get_queryset(self, request: HttpRequest):
        """The buyer's."""
        return super().get_queryset(request).filter(**{f"{self.path}__company__is_buyer": True})


def is_open(contract: Contract) -> bool:
    """The same of one row."""
    return contract.tier == 1 or contract.prices_shown
