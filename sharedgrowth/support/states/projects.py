"""WHEN: a project from its agreement to its last follow-up. Source: domain 7.3, 8."""

from django.db.models import TextChoices
from django.utils.translation import pgettext_lazy

from portal.states import Flow


class ProjectState(TextChoices):
    AGREEMENT = "agreement", pgettext_lazy("project", "Agreement to be signed")
    DIAGNOSIS = "diagnosis", pgettext_lazy("project", "Diagnosis")
    IN_PROGRESS = "in_progress", pgettext_lazy("project", "In progress")
    ON_HOLD = "on_hold", pgettext_lazy("project", "On hold")
    COMPLETED = "completed", pgettext_lazy("project", "Completed, to be measured")
    MEASURED = "measured", pgettext_lazy("project", "Measured, to be verified")
    VERIFIED = "verified", pgettext_lazy("project", "Verified")
    CLOSED = "closed", pgettext_lazy("project", "Closed")
    TERMINATED = "terminated", pgettext_lazy("project", "Terminated")


P = ProjectState

PROJECT_FLOW = Flow(
    {
        "diagnose": ([P.AGREEMENT], P.DIAGNOSIS),  # signed; the programme begins with a diagnosis
        "start": ([P.AGREEMENT, P.DIAGNOSIS], P.IN_PROGRESS),  # signed; or the list of tasks is signed
        "hold": ([P.IN_PROGRESS], P.ON_HOLD),
        "resume": ([P.ON_HOLD], P.IN_PROGRESS),
        "complete": ([P.IN_PROGRESS], P.COMPLETED),
        "measure": ([P.COMPLETED], P.MEASURED),
        "send_back": ([P.MEASURED], P.COMPLETED),
        "verify": ([P.MEASURED], P.VERIFIED),
        "close": ([P.VERIFIED], P.CLOSED),
        "terminate": ([P.AGREEMENT, P.DIAGNOSIS, P.IN_PROGRESS, P.ON_HOLD, P.COMPLETED], P.TERMINATED),
    }
)

PROJECT_RUNNING = frozenset(set(P) - {P.CLOSED, P.TERMINATED})
