"""WHEN: council meetings, consulting requests, courses. Source: domain 11.8, 11.10."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.states import Flow


class MeetingState(TextChoices):
    PLANNED = "planned", pgettext_lazy("council", "In preparation")
    INVITED = "invited", pgettext_lazy("council", "Invited")
    HELD = "held", pgettext_lazy("council", "Held, minutes to approve")
    CLOSED = "closed", pgettext_lazy("council", "Minutes approved")
    CANCELLED = "cancelled", pgettext_lazy("council", "Cancelled")


M = MeetingState

MEETING_FLOW = Flow(
    {
        "invite": ([M.PLANNED], M.INVITED),
        "hold": ([M.INVITED], M.HELD),
        "close": ([M.HELD], M.CLOSED),
        "cancel": ([M.PLANNED, M.INVITED], M.CANCELLED),
    }
)


class AgendaKind(TextChoices):
    """What the council speaks of; prices and volumes are never among it. Source: domain 11.10."""

    STRATEGY = "strategy", _("Strategy")
    RISK = "risk", _("ESG risk")
    TRENDS = "trends", _("Trends and law")
    RESPONSE = "response", _("Joint response")
    TRAINING = "training", _("Training of suppliers")


class DecisionProgress(TextChoices):
    """Where a group company stands with a decision of the council."""

    OPEN = "open", pgettext_lazy("council decision", "Open")
    UNDER_WAY = "progress", pgettext_lazy("council decision", "Under way")
    DONE = "done", pgettext_lazy("council decision", "Done")
    NOT_FOR_US = "na", pgettext_lazy("council decision", "Does not concern it")


class ConsultingState(TextChoices):
    ASKED = "asked", pgettext_lazy("consulting", "Asked")
    HANDED_OVER = "handed", pgettext_lazy("consulting", "Handed over to the support programmes")
    DECLINED = "declined", pgettext_lazy("consulting", "Declined")
    WITHDRAWN = "withdrawn", pgettext_lazy("consulting", "Withdrawn")
    DONE = "done", pgettext_lazy("consulting", "Done")


K = ConsultingState

CONSULTING_FLOW = Flow(
    {
        "hand_over": ([K.ASKED], K.HANDED_OVER),
        "decline": ([K.ASKED], K.DECLINED),
        "withdraw": ([K.ASKED], K.WITHDRAWN),
        "finish": ([K.HANDED_OVER], K.DONE),
    }
)


class ConsultingField(TextChoices):
    """What the Eco-friendly Consulting Support Group helps with. Source: domain 11.1."""

    ENERGY = "energy", _("Energy and greenhouse gases")
    WASTE = "waste", _("Waste and recycling")
    CHEMICALS = "chemicals", _("Chemicals and permits")
    SAFETY = "safety", _("Safety at work")
    SYSTEMS = "systems", _("Management systems and certificates")
    RIGHTS = "rights", _("Human rights and ethics")


class EnrolmentState(TextChoices):
    ENROLLED = "enrolled", pgettext_lazy("course", "Enrolled")
    PASSED = "passed", pgettext_lazy("course", "Passed")
    EXPIRED = "expired", pgettext_lazy("course", "Certificate expired")


ENROLMENT_FLOW = Flow(
    {
        "pass": ([EnrolmentState.ENROLLED], EnrolmentState.PASSED),
        "expire": ([EnrolmentState.PASSED], EnrolmentState.EXPIRED),
    }
)
