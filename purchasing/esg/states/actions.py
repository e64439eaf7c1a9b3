"""WHEN: corrective action plans and supply limitations. Source: domain 11.6."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.states import Flow


class CapState(TextChoices):
    OPEN = "open", pgettext_lazy("corrective action", "Plan awaited")
    PLAN_SUBMITTED = "planned", pgettext_lazy("corrective action", "Plan submitted")
    PLAN_ACCEPTED = "accepted", pgettext_lazy("corrective action", "Plan accepted")
    IMPLEMENTED = "done", pgettext_lazy("corrective action", "Evidence submitted")
    VERIFIED = "verified", pgettext_lazy("corrective action", "Verified")
    CLOSED = "closed", pgettext_lazy("corrective action", "Closed")
    OVERDUE = "overdue", pgettext_lazy("corrective action", "Overdue")
    ESCALATED = "escalated", pgettext_lazy("corrective action", "Escalated")


C = CapState

CAP_FLOW = Flow(
    {
        "plan": ([C.OPEN, C.OVERDUE, C.ESCALATED], C.PLAN_SUBMITTED),
        "send_back": ([C.PLAN_SUBMITTED], C.OPEN),
        "accept_plan": ([C.PLAN_SUBMITTED], C.PLAN_ACCEPTED),
        "implement": ([C.PLAN_ACCEPTED, C.OVERDUE, C.ESCALATED], C.IMPLEMENTED),
        "refuse_evidence": ([C.IMPLEMENTED], C.PLAN_ACCEPTED),
        "verify": ([C.IMPLEMENTED], C.VERIFIED),
        "close": ([C.VERIFIED], C.CLOSED),
        "lapse": ([C.OPEN, C.PLAN_SUBMITTED, C.PLAN_ACCEPTED], C.OVERDUE),
        "escalate": ([C.OVERDUE], C.ESCALATED),
    }
)

CAP_ENDED = frozenset({C.CLOSED})
CAP_RUNNING = frozenset(set(C) - {C.CLOSED, C.VERIFIED})


class LimitationState(TextChoices):
    PROPOSED = "proposed", pgettext_lazy("limitation", "Proposed")
    NOTIFIED = "notified", pgettext_lazy("limitation", "Notice sent, answer awaited")
    ANSWERED = "answered", pgettext_lazy("limitation", "Answered")
    COMMITTEE = "committee", pgettext_lazy("limitation", "Before the committee")
    IN_FORCE = "in_force", pgettext_lazy("limitation", "In force")
    APPEALED = "appealed", pgettext_lazy("limitation", "In force, appealed")
    NOT_IMPOSED = "dropped", pgettext_lazy("limitation", "Not imposed")
    OVERTURNED = "overturned", pgettext_lazy("limitation", "Overturned on appeal")
    LIFTED = "lifted", pgettext_lazy("limitation", "Lifted")
    ENDED = "ended", pgettext_lazy("limitation", "Ended")


L = LimitationState

LIMITATION_FLOW = Flow(
    {
        "notify": ([L.PROPOSED], L.NOTIFIED),
        "drop": ([L.PROPOSED, L.NOTIFIED, L.ANSWERED, L.COMMITTEE], L.NOT_IMPOSED),
        "answer": ([L.NOTIFIED], L.ANSWERED),
        "convene": ([L.NOTIFIED, L.ANSWERED], L.COMMITTEE),  # from notified: the days to answer are over
        "impose": ([L.COMMITTEE], L.IN_FORCE),
        "appeal": ([L.IN_FORCE], L.APPEALED),
        "uphold": ([L.APPEALED], L.IN_FORCE),
        "overturn": ([L.APPEALED], L.OVERTURNED),
        "lift": ([L.IN_FORCE, L.APPEALED], L.LIFTED),
        "end": ([L.IN_FORCE], L.ENDED),
        "resume": ([L.ENDED], L.IN_FORCE),  # what took its place was overturned on appeal
    }
)

LIMITING = frozenset({L.IN_FORCE, L.APPEALED})


class LimitationLevel(TextChoices):
    """The ladder: what each level means."""

    NONE = "0", _("No limitation")
    WARNING = "1", _("Written warning")
    NO_TENDERS = "2", _("No new tenders and no extensions")
    CAPPED = "3", _("Orders capped at 70% of last year")
    SUSPENDED = "4", _("New orders suspended")
    DEREGISTERED = "5", _("De-registered for at least 12 months")


class Bench(TextChoices):
    """Which function a member of the committee speaks for (LIM-01: all three)."""

    ESG = "esg", _("ESG")
    PURCHASING = "purchasing", pgettext_lazy("committee", "Purchasing")
    LEGAL = "legal", pgettext_lazy("committee", "Legal")


class CarriedLink(TextChoices):
    """What makes a company carry the limitation of another one. Source: domain 11.10 (sister company)."""

    OWNER = "owner", _("The same owner")
    REPRESENTATIVE = "representative", _("The same representative")
    GROUP = "group", _("Parent or subsidiary")
    SUCCESSOR = "successor", _("Successor of the company")
