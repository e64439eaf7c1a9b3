"""WHEN: second looks and appeals. Source: domain 1.7, 1.8."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from portal.states import Flow


class LookState(TextChoices):
    """A published version that a second officer looks at again."""

    WAITING = "waiting", _("Waiting for a second look")
    AGREED = "agreed", _("Second officer agrees")
    CHANGE_ASKED = "change_asked", _("Change asked for")
    BLOCKED = "blocked", _("Blocked at the second look")
    DROPPED = "dropped", _("Replaced before the second look")


L = LookState

LOOK_FLOW = Flow(
    {
        "agree": ([L.WAITING], L.AGREED),
        "ask_change": ([L.WAITING], L.CHANGE_ASKED),
        "block": ([L.WAITING], L.BLOCKED),
        "drop": ([L.WAITING], L.DROPPED),
    }
)


class LookReason(TextChoices):
    """Why a version is looked at again."""

    SAMPLE = "sample", _("Drawn at random")
    UNREVIEWED = "unreviewed", _("Published without an answer in time")


class AppealState(TextChoices):
    """A supplier's appeal, decided by somebody who did not decide before."""

    OPEN = "open", _("Appeal waits for a decision")
    UPHELD = "upheld", _("Appeal upheld")
    DECLINED = "declined", _("Appeal declined")


APPEAL_FLOW = Flow(
    {
        "uphold": ([AppealState.OPEN], AppealState.UPHELD),
        "decline": ([AppealState.OPEN], AppealState.DECLINED),
    }
)


class ReasonUse(TextChoices):
    """What a ready-made reason is for."""

    RETURN = "return", _("Return for completion")
    REJECT = "reject", _("Reject")
    BLOCK = "block", _("Block")
