"""WHEN: a task from the idea to the last year of sharing. Source: domain 6.3."""

from django.db.models import TextChoices
from django.utils.translation import pgettext_lazy

from portal.states import Flow


class TaskState(TextChoices):
    IDEA = "idea", pgettext_lazy("benefit task", "Idea (draft)")
    PROPOSED = "proposed", pgettext_lazy("benefit task", "Proposed")
    SCREENED = "screened", pgettext_lazy("benefit task", "Screened, feasibility under review")
    FEASIBLE = "feasible", pgettext_lazy("benefit task", "Feasible, before the committee")
    SELECTED = "selected", pgettext_lazy("benefit task", "Selected, to be agreed")
    AGREED = "agreed", pgettext_lazy("benefit task", "Agreed")
    REGISTERED = "registered", pgettext_lazy("benefit task", "Registered outside")
    IN_PROGRESS = "in_progress", pgettext_lazy("benefit task", "In progress")
    SUSPENDED = "suspended", pgettext_lazy("benefit task", "Suspended")
    COMPLETED = "completed", pgettext_lazy("benefit task", "Completed")
    MEASURING = "measuring", pgettext_lazy("benefit task", "Measuring")
    VERIFIED = "verified", pgettext_lazy("benefit task", "Verified")
    SHARING = "sharing", pgettext_lazy("benefit task", "Sharing")
    CLOSED = "closed", pgettext_lazy("benefit task", "Closed")
    REJECTED = "rejected", pgettext_lazy("benefit task", "Not taken up")
    FAILED = "failed", pgettext_lazy("benefit task", "Failed, without penalty")
    WITHDRAWN = "withdrawn", pgettext_lazy("benefit task", "Withdrawn")


T = TaskState

_BEFORE = [T.IDEA, T.PROPOSED, T.SCREENED, T.FEASIBLE, T.SELECTED]
_RUNNING = [T.AGREED, T.REGISTERED, T.IN_PROGRESS, T.SUSPENDED, T.COMPLETED, T.MEASURING]

TASK_FLOW = Flow(
    {
        "propose": ([T.IDEA], T.PROPOSED),
        "screen": ([T.PROPOSED], T.SCREENED),
        "find_feasible": ([T.SCREENED], T.FEASIBLE),
        "select": ([T.FEASIBLE], T.SELECTED),
        "reject": ([T.PROPOSED, T.SCREENED, T.FEASIBLE], T.REJECTED),
        "agree": ([T.SELECTED], T.AGREED),
        "register": ([T.AGREED], T.REGISTERED),
        "start": ([T.AGREED, T.REGISTERED], T.IN_PROGRESS),
        "suspend": ([T.IN_PROGRESS], T.SUSPENDED),  # a milestone overdue by more than 90 days
        "resume": ([T.SUSPENDED], T.IN_PROGRESS),
        "complete": ([T.IN_PROGRESS], T.COMPLETED),
        "begin_measuring": ([T.COMPLETED], T.MEASURING),
        "verify": ([T.MEASURING], T.VERIFIED),
        "share": ([T.VERIFIED], T.SHARING),
        "close": ([T.VERIFIED, T.SHARING], T.CLOSED),
        "fail": (_RUNNING, T.FAILED),
        "withdraw": (_BEFORE + _RUNNING, T.WITHDRAWN),
    }
)

BEFORE_AGREEMENT = frozenset(_BEFORE)
TASK_RUNNING = frozenset([*_RUNNING, T.VERIFIED, T.SHARING])


class TaskType(TextChoices):
    """What a task improves. Safety and environment are valued by an agreed table (BS-04)."""

    COST = "cost", pgettext_lazy("benefit task", "Cost")
    LIFE = "life", pgettext_lazy("benefit task", "Service life")
    QUALITY = "quality", pgettext_lazy("benefit task", "Quality")
    LEADTIME = "leadtime", pgettext_lazy("benefit task", "Lead time")
    LOCALISATION = "local", pgettext_lazy("benefit task", "Localisation")
    SAFETY = "safety", pgettext_lazy("benefit task", "Safety")
    ENVIRONMENT = "environ", pgettext_lazy("benefit task", "Environment")
    LOGISTICS = "logistics", pgettext_lazy("benefit task", "Logistics")
    MARKETING = "marketing", pgettext_lazy("benefit task", "Marketing")
    NEW_BUSINESS = "business", pgettext_lazy("benefit task", "New business")
    ENERGY = "energy", pgettext_lazy("benefit task", "Energy")


class Proposer(TextChoices):
    """Whose idea it was."""

    SUPPLIER = "supplier", pgettext_lazy("benefit task", "Supplier")
    EMPLOYEE = "employee", pgettext_lazy("benefit task", "Employee of the buyer")
    JOINT = "joint", pgettext_lazy("benefit task", "Both together")
