"""WHEN: registration as a supplier of a sourcing group. Source: domain 1.7."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.states import Flow


class CallState(TextChoices):
    """A sourcing group that is open for applications. Source: domain 1.7 (ANNOUNCED, at least 30 days)."""

    ANNOUNCED = "announced", _("Open for applications")
    CLOSED = "closed", pgettext_lazy("call", "Closed")
    CANCELLED = "cancelled", pgettext_lazy("call", "Cancelled")


CALL_FLOW = Flow(
    {
        "close": ([CallState.ANNOUNCED], CallState.CLOSED),
        "cancel": ([CallState.ANNOUNCED], CallState.CANCELLED),
    }
)


class ApplicationState(TextChoices):
    """Where an application for registration stands. Source: domain 1.7 (L1 registration)."""

    DRAFT = "draft", _("Draft")
    APPLIED = "applied", _("Applied")
    DOC_CHECK = "doc_check", _("Documents are checked")
    RETURNED = "returned", _("Documents are missing")
    EVALUATION = "evaluation", _("In evaluation")
    ESG_GATE = "esg_gate", _("ESG entry gate and decision")
    DECIDED = "decided", _("Decided")
    NOTIFIED = "notified", _("Result notified")
    WITHDRAWN = "withdrawn", _("Withdrawn")


A = ApplicationState

APPLICATION_FLOW = Flow(
    {
        "apply": ([A.DRAFT], A.APPLIED),
        "check": ([A.APPLIED], A.DOC_CHECK),
        "ask_documents": ([A.DOC_CHECK], A.RETURNED),
        "complete": ([A.RETURNED], A.DOC_CHECK),
        "evaluate": ([A.DOC_CHECK, A.RETURNED], A.EVALUATION),
        "score": ([A.EVALUATION], A.ESG_GATE),
        "send_back": ([A.ESG_GATE], A.EVALUATION),
        "decide": ([A.ESG_GATE], A.DECIDED),
        "notify": ([A.DECIDED], A.NOTIFIED),
        "reopen": ([A.NOTIFIED], A.EVALUATION),  # an appeal was upheld
        "withdraw": ([A.DRAFT, A.APPLIED, A.DOC_CHECK, A.RETURNED, A.EVALUATION, A.ESG_GATE], A.WITHDRAWN),
    }
)
APPLICANT_WRITES = (A.DRAFT, A.RETURNED)
APPLICATION_RUNS = (A.APPLIED, A.DOC_CHECK, A.RETURNED, A.EVALUATION, A.ESG_GATE, A.DECIDED)


class Outcome(TextChoices):
    """What was decided about an application."""

    NONE = "", _("Not decided")
    PASS = "pass", _("Registered")  # noqa: S105 (an outcome, not a password)
    FAIL = "fail", _("Not registered")


class ReliefMode(TextChoices):
    """How socially friendly enterprises are relieved; one of them, never both. Source: domain 1.7, 5.1."""

    NONE = "NONE", _("No relief")
    BONUS = "BONUS", _("Points are added to the score")
    THRESHOLD = "THRESHOLD", _("The pass mark is lowered")


class EsgVerdict(TextChoices):
    """What the ESG entry gate says; kept as the dated fact ``esg.entry``. Source: domain 11.4."""

    NONE = "", _("Not recorded")
    QUALIFIED = "QUALIFIED", _("Qualified")
    CONDITIONAL = "CONDITIONAL", _("Conditionally qualified")
    NOT_QUALIFIED = "NOT_QUALIFIED", _("Not qualified")


ESG_LIMITATION, DEREGISTERED = "esg.limitation", "5"  # a fact of the ground floor, and its highest level
ESG_ENTRY = "esg.entry"
ESG_PASSES = (EsgVerdict.QUALIFIED, EsgVerdict.CONDITIONAL)
