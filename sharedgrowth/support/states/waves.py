"""WHEN: a wave of the support group, a company's request in it, its tasks. Source: domain 8, life cycle."""

from django.db.models import TextChoices
from django.utils.translation import pgettext_lazy

from portal.states import Flow


class WaveState(TextChoices):
    PLANNED = "planned", pgettext_lazy("wave", "Planned")
    OPEN = "open", pgettext_lazy("wave", "Takes requests")
    SELECTING = "selecting", pgettext_lazy("wave", "Selection")
    RUNNING = "running", pgettext_lazy("wave", "Running")
    ENDED = "ended", pgettext_lazy("wave", "Ended")


WAVE_FLOW = Flow(
    {
        "open": ([WaveState.PLANNED], WaveState.OPEN),
        "close": ([WaveState.OPEN], WaveState.SELECTING),
        "run": ([WaveState.SELECTING], WaveState.RUNNING),
        "end": ([WaveState.RUNNING], WaveState.ENDED),
    }
)


class Direction(TextChoices):
    """The four directions of the support group. Source: domain 8, [S0]."""

    SMART = "smart", pgettext_lazy("support group", "Smart factory")
    ESG = "esg", pgettext_lazy("support group", "Resolving ESG issues")
    ENERGY = "energy", pgettext_lazy("support group", "Energy and equipment efficiency")
    TECHNOLOGY = "technology", pgettext_lazy("support group", "Introducing new technologies")


class SupportUnit(TextChoices):
    """Where a request is routed."""

    SGS = "SGS", pgettext_lazy("support unit", "Support group")
    FACILITY = "FACILITY", pgettext_lazy("support unit", "Facility solutions")
    TECHNO = "TECHNO", pgettext_lazy("support unit", "Techno-partnership")
    QSS = "QSS", pgettext_lazy("support unit", "QSS consulting")
    ENERGY = "ENERGY", pgettext_lazy("support unit", "Energy-saving consulting")
    SAFETY = "SAFETY", pgettext_lazy("support unit", "Safety")


class GroupState(TextChoices):
    REQUESTED = "requested", pgettext_lazy("group request", "Requested")
    TRIAGED = "triaged", pgettext_lazy("group request", "Before the selection")
    ROUTED = "routed", pgettext_lazy("group request", "Handed to another unit")
    SELECTED = "selected", pgettext_lazy("group request", "Selected, memorandum to be signed")
    NOT_SELECTED = "not_selected", pgettext_lazy("group request", "Not selected")
    MOU_SIGNED = "mou_signed", pgettext_lazy("group request", "Memorandum signed")
    DIAGNOSIS = "diagnosis", pgettext_lazy("group request", "Diagnosis")
    LISTED = "listed", pgettext_lazy("group request", "List of tasks to be signed")
    TASKS_AGREED = "tasks_agreed", pgettext_lazy("group request", "Tasks agreed")
    IN_PROGRESS = "in_progress", pgettext_lazy("group request", "In progress")
    ON_HOLD = "on_hold", pgettext_lazy("group request", "On hold")
    CLOSED = "closed", pgettext_lazy("group request", "Closed")
    CANCELLED = "cancelled", pgettext_lazy("group request", "Cancelled")


G = GroupState

GROUP_FLOW = Flow(
    {
        "triage": ([G.REQUESTED], G.TRIAGED),
        "route": ([G.REQUESTED], G.ROUTED),
        "select": ([G.TRIAGED, G.NOT_SELECTED], G.SELECTED),  # not selected: a place was given up meanwhile
        "decline": ([G.TRIAGED], G.NOT_SELECTED),
        "sign": ([G.SELECTED], G.MOU_SIGNED),
        "diagnose": ([G.MOU_SIGNED], G.DIAGNOSIS),
        "list": ([G.DIAGNOSIS], G.LISTED),
        "relist": ([G.LISTED], G.DIAGNOSIS),  # the company wants another list
        "agree": ([G.LISTED], G.TASKS_AGREED),
        "start": ([G.TASKS_AGREED], G.IN_PROGRESS),
        "hold": ([G.IN_PROGRESS], G.ON_HOLD),
        "resume": ([G.ON_HOLD], G.IN_PROGRESS),
        "close": ([G.IN_PROGRESS], G.CLOSED),
        "cancel": (
            [
                G.REQUESTED,
                G.TRIAGED,
                G.SELECTED,
                G.MOU_SIGNED,
                G.DIAGNOSIS,
                G.LISTED,
                G.TASKS_AGREED,
                G.IN_PROGRESS,
                G.ON_HOLD,
            ],
            G.CANCELLED,
        ),
    }
)

GROUP_IN = frozenset(
    {G.SELECTED, G.MOU_SIGNED, G.DIAGNOSIS, G.LISTED, G.TASKS_AGREED, G.IN_PROGRESS, G.ON_HOLD, G.CLOSED}
)  # they hold a place of the wave
GROUP_OPEN = frozenset(set(G) - {G.ROUTED, G.NOT_SELECTED, G.CLOSED, G.CANCELLED})


class GroupTaskState(TextChoices):
    PLANNED = "planned", pgettext_lazy("group task", "Planned")
    IN_PROGRESS = "in_progress", pgettext_lazy("group task", "In progress")
    ON_HOLD = "on_hold", pgettext_lazy("group task", "On hold")
    DONE = "done", pgettext_lazy("group task", "Done, to be measured")
    MEASURED = "measured", pgettext_lazy("group task", "Measured, to be verified")
    VERIFIED = "verified", pgettext_lazy("group task", "Verified")
    CANCELLED = "cancelled", pgettext_lazy("group task", "Cancelled")


T = GroupTaskState

TASK_FLOW = Flow(
    {
        "start": ([T.PLANNED], T.IN_PROGRESS),
        "hold": ([T.IN_PROGRESS], T.ON_HOLD),
        "resume": ([T.ON_HOLD], T.IN_PROGRESS),
        "finish": ([T.IN_PROGRESS], T.DONE),
        "measure": ([T.DONE], T.MEASURED),
        "send_back": ([T.MEASURED], T.DONE),
        "verify": ([T.MEASURED], T.VERIFIED),
        "cancel": ([T.PLANNED, T.IN_PROGRESS, T.ON_HOLD, T.DONE], T.CANCELLED),
    }
)


class CostBearer(TextChoices):
    BUYER = "buyer", pgettext_lazy("cost bearer", "The buyer")
    COMPANY = "company", pgettext_lazy("cost bearer", "The company")
    SHARED = "shared", pgettext_lazy("cost bearer", "Both")
    FUND = "fund", pgettext_lazy("cost bearer", "A programme's fund")


class EffectOwner(TextChoices):
    """The one programme in which an effect is counted (SGS-05)."""

    GROUP = "group", pgettext_lazy("effect", "Support group")
    PROJECT = "project", pgettext_lazy("effect", "A project of another programme")
    BENEFIT = "benefit", pgettext_lazy("effect", "A Benefit Sharing task")
