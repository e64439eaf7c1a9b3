"""WHEN: questions about a notice, and contacts that outsiders seek while a tender runs. Source: domain 0, 2.2, 16.3."""

from datetime import datetime

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.states import Flow
from purchasing.bidding.states.tenders import TenderState


class QuestionState(TextChoices):
    """Where a question stands. What is answered is published; what was set aside is known to who asked."""

    ASKED = "asked", _("Waiting for an answer")
    ANSWERED = "answered", pgettext_lazy("question", "Answered")
    SET_ASIDE = "set_aside", _("Not published")


QUESTION_FLOW = Flow(
    {
        "answer": ([QuestionState.ASKED], QuestionState.ANSWERED),
        "set_aside": ([QuestionState.ASKED], QuestionState.SET_ASIDE),
    }
)


def takes_questions(state: str, *, until: datetime | None, closes_at: datetime | None, now: datetime) -> bool:
    """Published, and before the last moment for questions; without one, before the deadline of the bids."""
    last = until or closes_at
    return state == TenderState.PUBLISHED and last is not None and now < last


class Channel(TextChoices):
    """How somebody came near."""

    VISIT = "visit", _("Visit or meeting")
    PHONE = "phone", _("Telephone")
    MESSAGE = "message", _("E-mail or message")
    MEAL = "meal", _("Meal or event")
    GIFT = "gift", _("Gift or favour")
    OTHER = "other", pgettext_lazy("way of contact", "Other")


class SolicitationState(TextChoices):
    """What compliance made of a recorded contact."""

    RECORDED = "recorded", _("Waiting for compliance")
    NOTED = "noted", _("Noted, nothing follows")
    REFERRED = "referred", _("Referred for inquiry")


SOLICITATION_FLOW = Flow(
    {
        "note": ([SolicitationState.RECORDED], SolicitationState.NOTED),
        "refer": ([SolicitationState.RECORDED, SolicitationState.NOTED], SolicitationState.REFERRED),
    }
)
