"""WHEN: a consortium partner, and an alert of calls."""

from django.db.models import TextChoices
from django.utils.translation import pgettext_lazy

from portal.states import Flow


class PartnerState(TextChoices):
    INVITED = "invited", pgettext_lazy("consortium partner", "Waiting for its signature")
    SIGNED = "signed", pgettext_lazy("consortium partner", "Signed")
    DECLINED = "declined", pgettext_lazy("consortium partner", "Declined")
    REMOVED = "removed", pgettext_lazy("consortium partner", "Taken out")


P = PartnerState

PARTNER_FLOW = Flow(
    {
        "sign": ([P.INVITED, P.SIGNED, P.DECLINED], P.SIGNED),  # again, when the text has changed
        "decline": ([P.INVITED, P.SIGNED], P.DECLINED),
        "remove": ([P.INVITED, P.SIGNED, P.DECLINED], P.REMOVED),
    }
)


class CallAlertState(TextChoices):
    PENDING = "pending", pgettext_lazy("call alert", "Waiting for confirmation")
    ACTIVE = "active", pgettext_lazy("call alert", "Tells of new calls")


CALL_ALERT_FLOW = Flow({"confirm": ([CallAlertState.PENDING], CallAlertState.ACTIVE)})
