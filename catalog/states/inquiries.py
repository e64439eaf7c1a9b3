"""WHEN: inquiries and quote requests. Source: domain 1.7."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.states import Flow


class InquiryState(TextChoices):
    """Where a question to a supplier stands. Source: domain 1.7."""

    OPEN = "open", _("Waiting for an answer")
    OVERDUE = "overdue", _("Answer overdue")
    ANSWERED = "answered", _("Answered")
    CLOSED = "closed", pgettext_lazy("inquiry", "Closed")


INQUIRY_FLOW = Flow(
    {
        "answer": ([InquiryState.OPEN, InquiryState.OVERDUE], InquiryState.ANSWERED),
        "ask_again": ([InquiryState.ANSWERED], InquiryState.OPEN),
        "fall_due": ([InquiryState.OPEN], InquiryState.OVERDUE),
        "close": ([InquiryState.OPEN, InquiryState.OVERDUE, InquiryState.ANSWERED], InquiryState.CLOSED),
    }
)


class Side(TextChoices):
    """Who writes in a thread."""

    ASKER = "asker", _("Question")
    SUPPLIER = "supplier", _("Answer of the supplier")


class QuoteState(TextChoices):
    """Where a request for quotes stands: amounts are read from CLOSED on."""

    OPEN = "open", _("Taking quotes")
    CLOSED = "closed", _("To be decided")
    DECIDED = "decided", _("Decided")
    CANCELLED = "cancelled", pgettext_lazy("quote request", "Cancelled")


QUOTE_FLOW = Flow(
    {
        "close": ([QuoteState.OPEN], QuoteState.CLOSED),
        "decide": ([QuoteState.CLOSED], QuoteState.DECIDED),
        "cancel": ([QuoteState.OPEN, QuoteState.CLOSED], QuoteState.CANCELLED),
    }
)


class RequestedState(TextChoices):
    """Where the answer of one supplier stands."""

    ASKED = "asked", _("Not answered")
    QUOTED = "quoted", _("Quoted")
    DECLINED = "declined", pgettext_lazy("quote", "Declined")


REQUESTED = tuple(RequestedState)

INVITATION_FLOW = Flow(
    {
        "quote": (REQUESTED, RequestedState.QUOTED),
        "decline": (REQUESTED, RequestedState.DECLINED),
    }
)
