"""WHEN: the life of a company, a membership, a join request and a certificate. Source: domain 1.4, 1.7, CAT-05."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.states import Flow


class CompanyState(TextChoices):
    DRAFT = "draft", pgettext_lazy("company", "Draft")
    SUBMITTED = "submitted", _("Submitted")
    UNDER_REVIEW = "under_review", _("Under review")
    RETURNED = "returned", _("Returned for completion")
    ACTIVE = "active", _("Active")
    REJECTED = "rejected", _("Rejected")
    SUSPENDED = "suspended", _("Suspended")
    DORMANT = "dormant", _("Dormant")
    CLOSED = "closed", pgettext_lazy("company", "Closed")
    MERGED = "merged", pgettext_lazy("company", "Merged")


C = CompanyState

COMPANY_FLOW = Flow(
    {
        "submit": ([C.DRAFT, C.RETURNED], C.SUBMITTED),
        "take_up": ([C.SUBMITTED], C.UNDER_REVIEW),
        "return": ([C.SUBMITTED, C.UNDER_REVIEW], C.RETURNED),
        "approve": ([C.SUBMITTED, C.UNDER_REVIEW], C.ACTIVE),
        "reject": ([C.SUBMITTED, C.UNDER_REVIEW], C.REJECTED),
        "suspend": ([C.ACTIVE], C.SUSPENDED),
        "reinstate": ([C.SUSPENDED, C.DORMANT], C.ACTIVE),
        "rest": ([C.ACTIVE], C.DORMANT),
        "close": ([C.ACTIVE, C.SUSPENDED, C.DORMANT], C.CLOSED),
        "merge": ([C.ACTIVE, C.SUSPENDED, C.DORMANT, C.CLOSED], C.MERGED),
        "reopen": ([C.REJECTED], C.DRAFT),
        "reconsider": ([C.REJECTED], C.SUBMITTED),  # an appeal was upheld: a colleague reviews it
    }
)


class AppealState(TextChoices):
    """A company's appeal against its rejection."""

    OPEN = "open", _("Appeal waits for a decision")
    UPHELD = "upheld", _("Appeal upheld")
    DECLINED = "declined", _("Appeal declined")
    WITHDRAWN = "withdrawn", _("Appeal withdrawn")


APPEAL_FLOW = Flow(
    {
        "uphold": ([AppealState.OPEN], AppealState.UPHELD),
        "decline": ([AppealState.OPEN], AppealState.DECLINED),
        "withdraw": ([AppealState.OPEN], AppealState.WITHDRAWN),
    }
)


class ProposalKind(TextChoices):
    """What a purchasing officer proposes and an approver decides."""

    REGISTER = "register", _("Registered supplier (level L1)")
    HONOUR = "honour", _("Honoured supplier (level L3)")
    SUSPEND = "suspend", _("Suspension")
    REINSTATE = "reinstate", _("Reinstatement")
    PARENT = "parent", _("Parent company")
    SUCCESSION = "succession", _("Succession (merger)")


class ProposalState(TextChoices):
    OPEN = "open", _("Waiting for a decision")
    APPROVED = "approved", _("Approved")
    DECLINED = "declined", _("Declined")
    WITHDRAWN = "withdrawn", _("Withdrawn")


P = ProposalState

PROPOSAL_FLOW = Flow(
    {
        "approve": ([P.OPEN], P.APPROVED),
        "decline": ([P.OPEN], P.DECLINED),
        "withdraw": ([P.OPEN], P.WITHDRAWN),
    }
)


class Level(TextChoices):
    """Access level of a company. Source: domain 1.3."""

    L0 = "L0", _("Member")
    L1 = "L1", _("Registered supplier")
    L2 = "L2", _("Trading supplier")
    L3 = "L3", _("Honoured supplier")


class MembershipState(TextChoices):
    ACTIVE = "active", _("Active")
    DISABLED = "disabled", _("Disabled")


MEMBERSHIP_FLOW = Flow(
    {
        "disable": ([MembershipState.ACTIVE], MembershipState.DISABLED),
        "enable": ([MembershipState.DISABLED], MembershipState.ACTIVE),
    }
)


class RequestState(TextChoices):
    OPEN = "open", _("Waiting for an answer")
    ESCALATED = "escalated", _("With the catalogue manager")
    ACCEPTED = "accepted", _("Accepted")
    DECLINED = "declined", _("Declined")
    WITHDRAWN = "withdrawn", _("Withdrawn")


R = RequestState

JOIN_FLOW = Flow(
    {
        "escalate": ([R.OPEN], R.ESCALATED),
        "accept": ([R.OPEN, R.ESCALATED], R.ACCEPTED),
        "decline": ([R.OPEN, R.ESCALATED], R.DECLINED),
        "withdraw": ([R.OPEN, R.ESCALATED], R.WITHDRAWN),
    }
)


class InvitationState(TextChoices):
    SENT = "sent", _("Sent")
    ACCEPTED = "accepted", _("Accepted")
    REVOKED = "revoked", _("Revoked")


INVITATION_FLOW = Flow(
    {
        "accept": ([InvitationState.SENT], InvitationState.ACCEPTED),
        "revoke": ([InvitationState.SENT], InvitationState.REVOKED),
    }
)


class CertificateState(TextChoices):
    PENDING = "pending", _("Waiting for verification")
    VALID = "valid", _("Valid")
    EXPIRED = "expired", _("Expired")
    REVOKED = "revoked", _("Revoked")


K = CertificateState

CERTIFICATE_FLOW = Flow(
    {
        "verify": ([K.PENDING], K.VALID),
        "expire": ([K.PENDING, K.VALID], K.EXPIRED),
        "revoke": ([K.PENDING, K.VALID], K.REVOKED),
    }
)


class SizeClass(TextChoices):
    """Official company size, from the SME certificate. Source: domain CNV-13."""

    UNKNOWN = "", _("Not certified")
    MICRO = "MICRO", _("Micro enterprise")
    SMALL = "SMALL", _("Small enterprise")
    MEDIUM = "MEDIUM", _("Medium enterprise")
    MID_MARKET = "MID_MARKET", _("Mid-market enterprise")
    LARGE = "LARGE", _("Large enterprise")


# Kinds of certificates that make a company socially friendly: `pref.categories`. Source: domain 5.2, appendix A.
SOCIAL = ("DISABLED_OWNED", "WOMEN", "SOCIAL_ENT", "SOCIAL_COOP")


class TaxStatus(TextChoices):
    """What the tax office says of a business. Source: domain CAT-03."""

    UNKNOWN = "UNKNOWN", _("Not checked")
    ACTIVE = "ACTIVE", _("Operating")
    SUSPENDED = "SUSPENDED", _("Suspended business")
    CLOSED = "CLOSED", _("Closed business")


class LegalForm(TextChoices):
    """What kind of body a company is; digits 4-5 of its business number speak of it. Source: domain CAT-02."""

    UNKNOWN = "", _("Not stated")
    CORPORATION = "corporation", _("Corporation")
    SOLE_TRADER = "sole_trader", _("Sole trader")
    NON_PROFIT = "non_profit", _("Non-profit corporation")
    PUBLIC_BODY = "public_body", _("State or local body")
    FOREIGN = "foreign", _("Foreign corporation")
    BRANCH = "branch", _("Branch")
    UNINCORPORATED = "unincorporated", _("Unincorporated body")


class CorpNoFault(TextChoices):
    """What is wrong with a corporate registration number. Source: domain CAT-04."""

    NONE = "", _("Nothing")
    WARNING = "warning", _("The check digit does not fit")
    ERROR = "error", _("Not a corporate registration number")


class RoleConflict(TextChoices):
    """Roles that exclude each other for one person. Source: domain SOD-16, SOD-17."""

    NONE = "", _("No conflict")
    ADMIN = "admin", _("A system administrator may hold no other role.")
    AUDITOR = "auditor", _("An auditor may hold no other role.")
