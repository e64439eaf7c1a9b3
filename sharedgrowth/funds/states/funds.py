"""WHEN: the life of a fund, of a commitment and of a drawdown. Source: domain 15."""

from django.db.models import TextChoices
from django.utils.translation import pgettext_lazy

from portal.states import Flow


class FundState(TextChoices):
    PLANNED = "planned", pgettext_lazy("fund", "Planned")
    APPROVED = "approved", pgettext_lazy("fund", "Approved")
    OPEN = "open", pgettext_lazy("fund", "Open")
    CLOSED = "closed", pgettext_lazy("fund", "Closed")


F = FundState

FUND_FLOW = Flow(
    {
        "approve": ([F.PLANNED], F.APPROVED),
        "open": ([F.APPROVED], F.OPEN),
        "close": ([F.OPEN], F.CLOSED),
    }
)


class CommitmentState(TextChoices):
    REQUESTED = "requested", pgettext_lazy("commitment", "Requested")
    APPROVED = "approved", pgettext_lazy("commitment", "Approved")
    CONTRACTED = "contracted", pgettext_lazy("commitment", "Agreement signed")
    PARTLY_DRAWN = "partly", pgettext_lazy("commitment", "Partly drawn")
    FULLY_DRAWN = "fully", pgettext_lazy("commitment", "Fully drawn")
    RELEASED = "released", pgettext_lazy("commitment", "Released")
    REFUSED = "refused", pgettext_lazy("commitment", "Refused")


C = CommitmentState

COMMITMENT_FLOW = Flow(
    {
        "approve": ([C.REQUESTED], C.APPROVED),
        "refuse": ([C.REQUESTED], C.REFUSED),
        "contract": ([C.APPROVED], C.CONTRACTED),
        "draw": ([C.CONTRACTED], C.PARTLY_DRAWN),
        "finish": ([C.CONTRACTED, C.PARTLY_DRAWN], C.FULLY_DRAWN),
        "reopen": ([C.FULLY_DRAWN], C.PARTLY_DRAWN),  # a drawdown of it was refused or came back
        "release": ([C.REQUESTED, C.APPROVED, C.CONTRACTED, C.PARTLY_DRAWN], C.RELEASED),
    }
)


class DrawdownState(TextChoices):
    REQUESTED = "requested", pgettext_lazy("drawdown", "Requested")
    CHECKED = "checked", pgettext_lazy("drawdown", "Checked by the fund manager")
    APPROVED = "approved", pgettext_lazy("drawdown", "Approved by finance")
    PAID = "paid", pgettext_lazy("drawdown", "Paid")
    AUDITED = "audited", pgettext_lazy("drawdown", "Audited")
    RETURNED = "returned", pgettext_lazy("drawdown", "Sent back for completion")
    REFUSED = "refused", pgettext_lazy("drawdown", "Refused")
    RECLAIMED = "reclaimed", pgettext_lazy("drawdown", "Claimed back")


D = DrawdownState

DRAWDOWN_FLOW = Flow(
    {
        "check": ([D.REQUESTED], D.CHECKED),
        "return": ([D.REQUESTED, D.CHECKED], D.RETURNED),
        "complete": ([D.RETURNED], D.REQUESTED),
        "approve": ([D.CHECKED], D.APPROVED),
        "refuse": ([D.REQUESTED, D.CHECKED, D.RETURNED], D.REFUSED),
        "pay": ([D.APPROVED], D.PAID),
        "audit": ([D.PAID], D.AUDITED),
        "reclaim": ([D.PAID, D.AUDITED], D.RECLAIMED),
    }
)
