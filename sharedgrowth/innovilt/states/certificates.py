"""WHEN: a certificate, a changed product version, the yearly surveillance, a member. Source: domain 12."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.states import Flow


class CertificateState(TextChoices):
    VALID = "valid", pgettext_lazy("innovilt certificate", "Valid")
    SUSPENDED = "suspended", pgettext_lazy("innovilt certificate", "Suspended")
    WITHDRAWN = "withdrawn", pgettext_lazy("innovilt certificate", "Withdrawn")
    EXPIRED = "expired", pgettext_lazy("innovilt certificate", "Expired")


C = CertificateState

CERTIFICATE_FLOW = Flow(
    {
        "suspend": ([C.VALID], C.SUSPENDED),
        "reinstate": ([C.SUSPENDED], C.VALID),
        "withdraw": ([C.VALID, C.SUSPENDED], C.WITHDRAWN),
        "expire": ([C.VALID, C.SUSPENDED], C.EXPIRED),
    }
)

IN_LIFE = frozenset([C.VALID, C.SUSPENDED])


class ChangeState(TextChoices):
    """What became of a newer version of a certified product (INV-05)."""

    OPEN = "open", pgettext_lazy("innovilt change", "To be examined")
    COVERED = "covered", pgettext_lazy("innovilt change", "Covered: steel and design unchanged")
    REVIEW = "review", pgettext_lazy("innovilt change", "Needs a new review")
    CERTIFIED = "certified", pgettext_lazy("innovilt change", "Certified after a new review")


CHANGE_FLOW = Flow(
    {
        "cover": ([ChangeState.OPEN], ChangeState.COVERED),
        "ask_review": ([ChangeState.OPEN], ChangeState.REVIEW),
        "certify": ([ChangeState.OPEN, ChangeState.REVIEW], ChangeState.CERTIFIED),
    }
)


class SurveillanceState(TextChoices):
    PLANNED = "planned", pgettext_lazy("innovilt surveillance", "Planned")
    FINDINGS = "findings", pgettext_lazy("innovilt surveillance", "Findings to be answered")
    PASSED = "passed", pgettext_lazy("innovilt surveillance", "Passed")
    FAILED = "failed", pgettext_lazy("innovilt surveillance", "Failed")
    DROPPED = "dropped", pgettext_lazy("innovilt surveillance", "Dropped: no certificate any more")


S = SurveillanceState

SURVEILLANCE_FLOW = Flow(
    {
        "pass": ([S.PLANNED, S.FINDINGS], S.PASSED),
        "find": ([S.PLANNED], S.FINDINGS),
        "fail": ([S.PLANNED, S.FINDINGS], S.FAILED),
        "drop": ([S.PLANNED, S.FINDINGS], S.DROPPED),
    }
)


class Severity(TextChoices):
    """How grave a finding is: a major one that stays open fails the surveillance."""

    MINOR = "minor", pgettext_lazy("innovilt finding", "Minor")
    MAJOR = "major", pgettext_lazy("innovilt finding", "Major")


class MemberState(TextChoices):
    ACTIVE = "active", pgettext_lazy("innovilt member", "Active")
    GRACE = "grace", pgettext_lazy("innovilt member", "In grace")
    LAPSED = "lapsed", pgettext_lazy("innovilt member", "Lapsed")


MEMBER_FLOW = Flow(
    {
        "lose": ([MemberState.ACTIVE], MemberState.GRACE),
        "lapse": ([MemberState.GRACE], MemberState.LAPSED),
        "return": ([MemberState.GRACE, MemberState.LAPSED], MemberState.ACTIVE),
    }
)


class Trigger(TextChoices):
    """Why a surveillance is held."""

    YEARLY = "yearly", pgettext_lazy("innovilt surveillance", "Yearly")
    INSOLVENCY = "insolvency", _("Member in insolvency")
    CLOSED = "closed", _("Member out of business")
    COMPLAINT = "complaint", pgettext_lazy("innovilt surveillance", "Complaint")
