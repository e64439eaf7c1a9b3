"""WHEN: a GEM matching fund, its contributions, proposals and reports. Source: domain 13."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.states import Flow


class GemState(TextChoices):
    PROPOSED = "proposed", pgettext_lazy("gem", "Proposed")
    AGREED = "agreed", pgettext_lazy("gem", "Agreed by both")
    ACTIVE = "active", pgettext_lazy("gem", "Active")
    CLOSING = "closing", pgettext_lazy("gem", "Closing")
    CLOSED = "closed", pgettext_lazy("gem", "Closed")
    EXTENDED = "extended", pgettext_lazy("gem", "Extended by a new fund")
    TERMINATED = "terminated", pgettext_lazy("gem", "Terminated")


G = GemState

GEM_FLOW = Flow(
    {
        "agree": ([G.PROPOSED], G.AGREED),
        "start": ([G.AGREED], G.ACTIVE),
        "wind_up": ([G.ACTIVE], G.CLOSING),
        "close": ([G.CLOSING], G.CLOSED),
        "extend": ([G.CLOSING], G.EXTENDED),
        "terminate": ([G.PROPOSED, G.AGREED, G.ACTIVE, G.CLOSING], G.TERMINATED),
    }
)


class Side(TextChoices):
    """The two companies of a fund."""

    HOUSE = "house", pgettext_lazy("gem", "The buyer")
    PARTNER = "partner", pgettext_lazy("gem", "Partner company")


class ContributionState(TextChoices):
    PLANNED = "planned", pgettext_lazy("contribution", "Planned")
    REQUESTED = "requested", pgettext_lazy("contribution", "Requested")
    OVERDUE = "overdue", pgettext_lazy("contribution", "Overdue")
    PARTLY = "partly", pgettext_lazy("contribution", "Received in part")
    RECEIVED = "received", pgettext_lazy("contribution", "Received")
    WAIVED = "waived", pgettext_lazy("contribution", "Rest waived")


C = ContributionState

CONTRIBUTION_FLOW = Flow(
    {
        "request": ([C.PLANNED], C.REQUESTED),
        "expire": ([C.REQUESTED, C.PARTLY], C.OVERDUE),
        "receive_part": ([C.PLANNED, C.REQUESTED, C.OVERDUE], C.PARTLY),
        "receive": ([C.PLANNED, C.REQUESTED, C.OVERDUE, C.PARTLY], C.RECEIVED),
        "waive": ([C.PLANNED, C.REQUESTED, C.OVERDUE, C.PARTLY], C.WAIVED),
    }
)


class ProposalState(TextChoices):
    SUBMITTED = "submitted", pgettext_lazy("proposal", "Submitted")
    DILIGENCE = "diligence", pgettext_lazy("proposal", "Operator being checked")
    SHORTLISTED = "shortlisted", pgettext_lazy("proposal", "Before the joint committee")
    GRANTED = "granted", pgettext_lazy("proposal", "Granted")
    IN_PROGRESS = "in_progress", pgettext_lazy("proposal", "In progress")
    FINAL_REPORT = "final_report", pgettext_lazy("proposal", "Final report received")
    ACCEPTED = "accepted", pgettext_lazy("proposal", "Accepted")
    RECOVERY = "recovery", pgettext_lazy("proposal", "Money claimed back")
    REFUSED = "refused", pgettext_lazy("proposal", "Refused")


P = ProposalState

PROPOSAL_FLOW = Flow(
    {
        "take_up": ([P.SUBMITTED], P.DILIGENCE),
        "shortlist": ([P.DILIGENCE], P.SHORTLISTED),
        "grant": ([P.SHORTLISTED], P.GRANTED),
        "start": ([P.GRANTED], P.IN_PROGRESS),
        "report": ([P.IN_PROGRESS], P.FINAL_REPORT),
        "return": ([P.FINAL_REPORT], P.IN_PROGRESS),  # the final report was sent back
        "accept": ([P.FINAL_REPORT], P.ACCEPTED),
        "recover": ([P.GRANTED, P.IN_PROGRESS, P.FINAL_REPORT], P.RECOVERY),
        "refuse": ([P.SUBMITTED, P.DILIGENCE, P.SHORTLISTED], P.REFUSED),
    }
)
GRANT_LIVE = (P.GRANTED, P.IN_PROGRESS, P.FINAL_REPORT, P.ACCEPTED, P.RECOVERY)


class ReportState(TextChoices):
    HANDED_IN = "handed_in", pgettext_lazy("report", "Handed in")
    ACCEPTED = "accepted", pgettext_lazy("report", "Accepted")
    RETURNED = "returned", pgettext_lazy("report", "Sent back")


REPORT_FLOW = Flow(
    {
        "accept": ([ReportState.HANDED_IN], ReportState.ACCEPTED),
        "return": ([ReportState.HANDED_IN], ReportState.RETURNED),
    }
)


class Theme(TextChoices):
    ENVIRONMENT = "environment", _("Environment")
    EDUCATION = "education", _("Education")
    SCHOLARSHIP = "scholarship", pgettext_lazy("theme", "Scholarships")
    JOB_TRAINING = "job_training", _("Job training")


class Unspent(TextChoices):
    """What becomes of money that is not spent when a fund closes (GEM-06)."""

    RETURN = "return", pgettext_lazy("gem", "Given back, one to one")
    ROLL = "roll", pgettext_lazy("gem", "Rolled into the new fund")
