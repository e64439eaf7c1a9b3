"""WHEN: a confidential voice of a firm of the lower tiers about how it is paid. Source: domain 4.9, issue 8."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.states import Flow


class VoiceState(TextChoices):
    SENT = "sent", pgettext_lazy("voice", "Waiting for compliance")
    LOOKED_AT = "looked_at", pgettext_lazy("voice", "Being looked into")
    TAKEN_UP = "taken_up", _("Taken up with the company concerned")
    ANSWERED = "answered", pgettext_lazy("voice", "Answered")
    WITHDRAWN = "withdrawn", pgettext_lazy("voice", "Withdrawn")


V = VoiceState

VOICE_FLOW = Flow(
    {
        "look": ([V.SENT], V.LOOKED_AT),
        "raise": ([V.SENT, V.LOOKED_AT], V.TAKEN_UP),  # only with its consent, or as one of three firms
        "answer": ([V.SENT, V.LOOKED_AT, V.TAKEN_UP], V.ANSWERED),
        "reply": ([V.ANSWERED], V.LOOKED_AT),  # the firm is not content
        "withdraw": ([V.SENT, V.LOOKED_AT], V.WITHDRAWN),
    }
)

VOICE_OPEN = frozenset({V.SENT, V.LOOKED_AT, V.TAKEN_UP})
VOICE_COUNTS = frozenset(V) - {V.WITHDRAWN}


class VoiceTopic(TextChoices):
    """What a voice is about. Source: domain 4.9 (abuse)."""

    LATE = "late", _("Paid late or not at all")
    LESS = "less", _("Paid less than agreed, or something was deducted")
    LONG_TERMS = "long_terms", _("Pressed to agree to long terms")
    BACK_DATED = "back_dated", _("Receipt dated later, or split")
    KICKBACK = "kickback", _("Money asked back after the payment")
    METHOD = "method", _("Kept from win-win payment or cash")
    OTHER = "other", pgettext_lazy("voice", "Something else")
