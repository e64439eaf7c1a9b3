"""WHEN: the life of an auditor's case, and the moments at which a tender is screened. Source: domain 2.11."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.states import Flow


class Screening(TextChoices):
    """After which step of a tender the screens look at it."""

    OPENING = "opening", _("After the opening")
    EVALUATION = "evaluation", _("After the evaluation")
    AWARD = "award", _("After the award")


class CaseState(TextChoices):
    """Where an auditor's case stands."""

    OPEN = "open", pgettext_lazy("case", "To be looked at")
    TAKEN_UP = "taken_up", pgettext_lazy("case", "Being looked at")
    CLOSED = "closed", pgettext_lazy("case", "Closed")


class Finding(TextChoices):
    """What the auditor found."""

    EXPLAINED = "explained", _("Explained: nothing to pursue")
    WATCHED = "watched", _("Not proven: kept under watch")
    REFERRED = "referred", _("Passed on to compliance")


CASE_FLOW = Flow(
    {
        "take_up": ([CaseState.OPEN], CaseState.TAKEN_UP),
        "settle": ([CaseState.OPEN, CaseState.TAKEN_UP], CaseState.CLOSED),
        "reopen": ([CaseState.CLOSED], CaseState.TAKEN_UP),
    }
)
