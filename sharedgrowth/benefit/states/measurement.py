"""WHEN: baseline, measurement, verification and the years of sharing. Source: domain 6.3, 6.4."""

from django.db.models import TextChoices
from django.utils.translation import pgettext_lazy

from portal.states import Flow


class BaselineState(TextChoices):
    DRAWN = "drawn", pgettext_lazy("baseline", "Drawn up, to be signed by both")
    AGREED = "agreed", pgettext_lazy("baseline", "Agreed by both")
    REPLACED = "replaced", pgettext_lazy("baseline", "Replaced by a joint change")
    DROPPED = "dropped", pgettext_lazy("baseline", "Dropped")


class MeasurementState(TextChoices):
    ENTERED = "entered", pgettext_lazy("measurement", "Entered, to be confirmed by the other side")
    CONFIRMED = "confirmed", pgettext_lazy("measurement", "Confirmed by both")
    VERIFIED = "verified", pgettext_lazy("measurement", "Verified")
    SENT_BACK = "sent_back", pgettext_lazy("measurement", "Sent back")
    TAKEN_BACK = "taken_back", pgettext_lazy("measurement", "Taken back")


class VerificationState(TextChoices):
    VOTING = "voting", pgettext_lazy("verification", "Before the committee")
    FINANCE = "finance", pgettext_lazy("verification", "Before finance")
    VERIFIED = "verified", pgettext_lazy("verification", "Verified")
    REFUSED = "refused", pgettext_lazy("verification", "Sent back")


class ShareState(TextChoices):
    PLANNED = "planned", pgettext_lazy("sharing year", "To come")
    OPEN = "open", pgettext_lazy("sharing year", "To be measured")
    VERIFIED = "verified", pgettext_lazy("sharing year", "Verified, to be paid")
    SETTLED = "settled", pgettext_lazy("sharing year", "Settled")
    CANCELLED = "cancelled", pgettext_lazy("sharing year", "Cancelled")


class CutState(TextChoices):
    FOUND = "found", pgettext_lazy("price cut", "To be looked at")
    RESTORED = "restored", pgettext_lazy("price cut", "Price restored")
    UNRELATED = "unrelated", pgettext_lazy("price cut", "Not because of the task")


class ShareForm(TextChoices):
    """How a benefit is shared; only cash is paid through the ledger, the others are valued for reports."""

    CASH = "cash", pgettext_lazy("sharing form", "Cash")
    PRICE = "price", pgettext_lazy("sharing form", "Higher unit price")
    VOLUME = "volume", pgettext_lazy("sharing form", "More volume")
    RIGHT = "right", pgettext_lazy("sharing form", "Contract right")
    IP = "ip", pgettext_lazy("sharing form", "Joint patent")


class VerifierVote(TextChoices):
    YES = "yes", pgettext_lazy("vote", "Yes")
    NO = "no", pgettext_lazy("vote", "No")
    ABSTAIN = "abstain", pgettext_lazy("vote", "Abstention")


B, M, V, S, C = BaselineState, MeasurementState, VerificationState, ShareState, CutState

BASELINE_FLOW = Flow(
    {
        "agree": ([B.DRAWN], B.AGREED),
        "drop": ([B.DRAWN], B.DROPPED),
        "replace": ([B.AGREED], B.REPLACED),
    }
)
MEASUREMENT_FLOW = Flow(
    {
        "confirm": ([M.ENTERED], M.CONFIRMED),
        "send_back": ([M.ENTERED, M.CONFIRMED], M.SENT_BACK),
        "take_back": ([M.ENTERED], M.TAKEN_BACK),
        "verify": ([M.CONFIRMED], M.VERIFIED),
    }
)
VERIFICATION_FLOW = Flow(
    {
        "pass_on": ([V.VOTING], V.FINANCE),  # finance looks at what is large
        "verify": ([V.VOTING, V.FINANCE], V.VERIFIED),
        "refuse": ([V.VOTING, V.FINANCE], V.REFUSED),
    }
)
SHARE_FLOW = Flow(
    {
        "open": ([S.PLANNED], S.OPEN),
        "verify": ([S.OPEN], S.VERIFIED),
        "settle": ([S.VERIFIED], S.SETTLED),
        "cancel": ([S.PLANNED, S.OPEN], S.CANCELLED),
    }
)
CUT_FLOW = Flow({"restore": ([C.FOUND], C.RESTORED), "dismiss": ([C.FOUND], C.UNRELATED)})
