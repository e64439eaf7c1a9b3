"""WHEN: money that moves between lines, and the government's half. Source: domain 15, FND-07, FND-08."""

from django.db.models import TextChoices
from django.utils.translation import pgettext_lazy

from portal.states import Flow


class TransferState(TextChoices):
    ASKED = "asked", pgettext_lazy("transfer", "Waiting for a decision")
    DONE = "done", pgettext_lazy("transfer", "Transferred")
    REFUSED = "refused", pgettext_lazy("transfer", "Refused")


class Level(TextChoices):
    """Who decides on a transfer: the board above a fifth of the year's line."""

    COMMITTEE = "committee", pgettext_lazy("transfer", "Fund committee")
    BOARD = "board", pgettext_lazy("transfer", "Board")


TRANSFER_FLOW = Flow(
    {
        "approve": ([TransferState.ASKED], TransferState.DONE),
        "refuse": ([TransferState.ASKED], TransferState.REFUSED),
    }
)


class MatchState(TextChoices):
    EXPECTED = "expected", pgettext_lazy("match", "Expected")
    REPORTED = "reported", pgettext_lazy("match", "Reported, to be confirmed")
    CONFIRMED = "confirmed", pgettext_lazy("match", "Confirmed")
    BRIDGING = "bridging", pgettext_lazy("match", "Bridge asked for")
    BRIDGED = "bridged", pgettext_lazy("match", "Bridged by the buyer")


M = MatchState

MATCH_FLOW = Flow(
    {
        "report": ([M.EXPECTED], M.REPORTED),
        "confirm": ([M.REPORTED], M.CONFIRMED),
        "return": ([M.REPORTED], M.EXPECTED),  # a second person did not find it so
        "ask_bridge": ([M.EXPECTED], M.BRIDGING),
        "bridge": ([M.BRIDGING], M.BRIDGED),
        "refuse": ([M.BRIDGING], M.EXPECTED),
        "arrive": ([M.BRIDGED], M.REPORTED),  # the government's half came after all
    }
)


class YearEnd(TextChoices):
    """What is done with what is left of a fund's last year (FND-05)."""

    RETURN = "return", pgettext_lazy("year end", "Given back")
    EXTEND = "extend", pgettext_lazy("year end", "Extended by one year")


class ReceiptState(TextChoices):
    ENTERED = "entered", pgettext_lazy("donation receipt", "Entered")
    CONFIRMED = "confirmed", pgettext_lazy("donation receipt", "Confirmed")


RECEIPT_FLOW = Flow({"confirm": ([ReceiptState.ENTERED], ReceiptState.CONFIRMED)})
