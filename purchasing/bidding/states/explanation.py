"""WHEN: an explanation of a low price, a proposal of new terms. Source: domain 2.9, 16.3 SOD-15."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.states import Flow


class ExplanationState(TextChoices):
    DRAFTED = "drafted", pgettext_lazy("explanation", "To be sent")
    ASKED = "asked", _("Waiting for the bidder")
    ANSWERED = "answered", _("Answered, being judged")
    CLARIFYING = "clarifying", _("Asked once more")
    ACCEPTED = "accepted", pgettext_lazy("explanation", "Accepted")
    REJECTED = "rejected", pgettext_lazy("explanation", "Not accepted")


E = ExplanationState

EXPLANATION_DECIDED = frozenset({E.ACCEPTED, E.REJECTED})
EXPLANATION_OPEN = frozenset(E) - EXPLANATION_DECIDED
EXPLANATION_WAITS = frozenset({E.ASKED, E.CLARIFYING})  # for the bidder

EXPLANATION_FLOW = Flow(
    {
        "ask": ([E.DRAFTED], E.ASKED),
        "answer": ([E.ASKED, E.CLARIFYING], E.ANSWERED),
        "clarify": ([E.ANSWERED], E.CLARIFYING),
        "accept": ([E.ANSWERED], E.ACCEPTED),
        "reject": ([E.ANSWERED, E.ASKED, E.CLARIFYING], E.REJECTED),
    }
)


class ExplanationTopic(TextChoices):
    """What the law lets a bidder point to. Source: domain 2.9, Directive 2014/24/EU article 69(2)."""

    PROCESS = "process", _("Economics of the production or service")
    SOLUTION = "solution", _("Technical solutions or unusually favourable conditions")
    ORIGINALITY = "originality", _("Originality of what is offered")
    LAW = "law", _("Compliance with labour, social and environmental law")
    SUBCONTRACTING = "subcontracting", _("Duties towards subcontractors")
    STATE_AID = "state_aid", _("State aid")
    OTHER = "other", pgettext_lazy("explanation", "Something else")


class TermsState(TextChoices):
    PROPOSED = "proposed", _("Waiting for approval")
    APPROVED = "approved", pgettext_lazy("terms", "Approved")
    DECLINED = "declined", pgettext_lazy("terms", "Declined")
    WITHDRAWN = "withdrawn", pgettext_lazy("terms", "Withdrawn")


TERMS_FLOW = Flow(
    {
        "approve": ([TermsState.PROPOSED], TermsState.APPROVED),
        "decline": ([TermsState.PROPOSED], TermsState.DECLINED),
        "withdraw": ([TermsState.PROPOSED], TermsState.WITHDRAWN),
    }
)
