"""WHEN: what is done with a certificate, uses of the mark, misuses of it. Source: domain 12 (INV-07, INV-08)."""

from django.db.models import TextChoices
from django.utils.translation import pgettext_lazy

from portal.states import Flow


class ActKind(TextChoices):
    """What two people do with a certificate."""

    SUSPEND = "suspend", pgettext_lazy("innovilt act", "Suspension")
    REINSTATE = "reinstate", pgettext_lazy("innovilt act", "Reinstatement")
    WITHDRAW = "withdraw", pgettext_lazy("innovilt act", "Withdrawal")


class ActState(TextChoices):
    PROPOSED = "proposed", pgettext_lazy("innovilt act", "Waits for a second person")
    DONE = "done", pgettext_lazy("innovilt act", "Done")
    REFUSED = "refused", pgettext_lazy("innovilt act", "Refused")
    DROPPED = "dropped", pgettext_lazy("innovilt act", "Dropped: the certificate has changed")


ACT_FLOW = Flow(
    {
        "carry_out": ([ActState.PROPOSED], ActState.DONE),
        "refuse": ([ActState.PROPOSED], ActState.REFUSED),
        "drop": ([ActState.PROPOSED], ActState.DROPPED),
    }
)


class Medium(TextChoices):
    """Where the mark is shown."""

    PRODUCT = "product", pgettext_lazy("mark", "On the product")
    PACKAGING = "packaging", pgettext_lazy("mark", "Packaging")
    BROCHURE = "brochure", pgettext_lazy("mark", "Brochure or catalogue")
    WEB = "web", pgettext_lazy("mark", "Website")
    SIGN = "sign", pgettext_lazy("mark", "Sign at plant or site")
    FAIR = "fair", pgettext_lazy("mark", "Fair or event")
    ADVERT = "advert", pgettext_lazy("mark", "Advertisement")
    VEHICLE = "vehicle", pgettext_lazy("mark", "Vehicle")
    DOCUMENT = "document", pgettext_lazy("mark", "Bid or delivery papers")
    OTHER = "other", pgettext_lazy("mark", "Other medium")


class MarkUseState(TextChoices):
    REQUESTED = "requested", pgettext_lazy("mark", "Requested")
    RETURNED = "returned", pgettext_lazy("mark", "Sent back")
    APPROVED = "approved", pgettext_lazy("mark", "Approved")
    REFUSED = "refused", pgettext_lazy("mark", "Refused")
    ENDED = "ended", pgettext_lazy("mark", "Ended")
    REVOKED = "revoked", pgettext_lazy("mark", "Revoked")


M = MarkUseState

MARK_FLOW = Flow(
    {
        "return": ([M.REQUESTED], M.RETURNED),
        "request": ([M.RETURNED], M.REQUESTED),
        "approve": ([M.REQUESTED], M.APPROVED),
        "refuse": ([M.REQUESTED], M.REFUSED),
        "end": ([M.REQUESTED, M.RETURNED, M.APPROVED], M.ENDED),
        "revoke": ([M.APPROVED], M.REVOKED),
    }
)


class MisuseKind(TextChoices):
    NO_CERTIFICATE = "none", pgettext_lazy("misuse", "Mark without a certificate")
    ENDED = "ended", pgettext_lazy("misuse", "Mark after the certificate ended")
    VERSION = "version", pgettext_lazy("misuse", "Mark on a product or version that is not covered")
    NO_NUMBER = "number", pgettext_lazy("misuse", "Mark without the certificate number")
    ALTERED = "altered", pgettext_lazy("misuse", "Altered mark or false claim")
    FORGED = "forged", pgettext_lazy("misuse", "Forged or changed certificate")


class MisuseState(TextChoices):
    REPORTED = "reported", pgettext_lazy("misuse", "Reported")
    LETTER = "letter", pgettext_lazy("misuse", "Stop letter sent")
    ANSWERED = "answered", pgettext_lazy("misuse", "Answered")
    STOPPED = "stopped", pgettext_lazy("misuse", "Stopped")
    SUSPENSION = "suspension", pgettext_lazy("misuse", "Suspension proposed")
    DISMISSED = "dismissed", pgettext_lazy("misuse", "No misuse")


X = MisuseState

MISUSE_FLOW = Flow(
    {
        "send_letter": ([X.REPORTED], X.LETTER),
        "answer": ([X.LETTER], X.ANSWERED),
        "stop": ([X.LETTER, X.ANSWERED, X.SUSPENSION], X.STOPPED),
        "escalate": ([X.LETTER, X.ANSWERED], X.SUSPENSION),
        "dismiss": ([X.REPORTED], X.DISMISSED),
    }
)

OPEN_MISUSES = frozenset([X.REPORTED, X.LETTER, X.ANSWERED, X.SUSPENSION])
