"""WHEN: courses that a company must have somebody pass. Enrolments are in ``support``. Source: domain 11.8, EDU-02."""

from django.db.models import TextChoices
from django.utils.translation import pgettext_lazy

from portal.states import Flow


class DutyState(TextChoices):
    OPEN = "open", pgettext_lazy("course", "To do")
    MET = "met", pgettext_lazy("course", "Done")
    LIFTED = "lifted", pgettext_lazy("course", "Lifted")


class DutyReason(TextChoices):
    """Why a course is mandatory for a company."""

    BAND = "band", pgettext_lazy("course", "Band C or D")
    STAFF = "staff", pgettext_lazy("course", "Asked by the buyer")


DUTY_FLOW = Flow(
    {
        "meet": ([DutyState.OPEN], DutyState.MET),
        "lift": ([DutyState.OPEN], DutyState.LIFTED),
    }
)
