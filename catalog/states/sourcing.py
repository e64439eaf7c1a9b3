"""WHEN: sourcing requests, proposals, trial tests, cases to change a specification. Source: domain 1.7."""

from datetime import datetime

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.states import Flow


class RequestState(TextChoices):
    """The life of a sourcing request. A draft that was sent for approval stays one, but is not written."""

    DRAFT = "draft", _("Draft")
    APPROVED = "approved", pgettext_lazy("sourcing", "Approved")
    OPEN = "open", pgettext_lazy("sourcing", "Taking proposals")
    CLOSED = "closed", pgettext_lazy("sourcing", "Closed")
    EVALUATING = "evaluating", pgettext_lazy("sourcing", "In evaluation")
    TRIAL = "trial", pgettext_lazy("sourcing", "Trial test")
    ADOPTED = "adopted", pgettext_lazy("sourcing", "Adopted")
    NOT_ADOPTED = "not_adopted", pgettext_lazy("sourcing", "Not adopted")
    SPEC_CASE = "spec_case", pgettext_lazy("sourcing", "Specification in change")
    CLOSED_OUT = "closed_out", pgettext_lazy("sourcing", "Finished")
    CANCELLED = "cancelled", pgettext_lazy("sourcing", "Cancelled")


R = RequestState

REQUEST_FLOW = Flow(
    {
        "approve": ([R.DRAFT], R.APPROVED),
        "open": ([R.APPROVED], R.OPEN),
        "close": ([R.OPEN], R.CLOSED),
        "evaluate": ([R.CLOSED], R.EVALUATING),
        "begin_trial": ([R.EVALUATING], R.TRIAL),
        "adopt": ([R.TRIAL], R.ADOPTED),
        "not_adopt": ([R.EVALUATING, R.TRIAL], R.NOT_ADOPTED),
        "open_spec_case": ([R.ADOPTED], R.SPEC_CASE),
        "close_out": ([R.ADOPTED, R.NOT_ADOPTED, R.SPEC_CASE], R.CLOSED_OUT),
        "cancel": ([R.DRAFT, R.APPROVED, R.OPEN, R.CLOSED, R.EVALUATING, R.TRIAL], R.CANCELLED),
    }
)

REQUEST_UNSEALED = frozenset({R.EVALUATING, R.TRIAL, R.ADOPTED, R.NOT_ADOPTED, R.SPEC_CASE, R.CLOSED_OUT})
REQUEST_HIDDEN = frozenset({R.DRAFT, R.APPROVED})  # nobody outside knows of it
REQUEST_DECIDED = frozenset({R.ADOPTED, R.NOT_ADOPTED, R.SPEC_CASE, R.CLOSED_OUT})


def takes_proposals(state: str, *, closes_at: datetime | None, now: datetime) -> bool:
    """Open, and before the closing moment. The database decides by the same test when a proposal goes in."""
    return state == R.OPEN and closes_at is not None and now < closes_at


class RequestKind(TextChoices):
    """What a using department looks for. Source: domain 1.4."""

    NEW_ITEM = "new_item", _("New item")
    ALTERNATIVE = "alternative", _("Alternative")
    LOCALISATION = "localisation", _("Localisation")
    ECO_SUBSTITUTE = "eco_substitute", _("Eco substitute")


class RequestVisibility(TextChoices):
    """Who may know of an open request and propose. Source: domain 1.4."""

    PUBLIC = "public", pgettext_lazy("sourcing", "Everybody")
    GROUP = "group", _("Suppliers of this class")
    INVITED = "invited", _("Invited suppliers only")


class ProposalState(TextChoices):
    """Where a proposal stands."""

    SUBMITTED = "submitted", pgettext_lazy("proposal", "Submitted")
    SUPERSEDED = "superseded", pgettext_lazy("proposal", "Replaced by a later one")
    WITHDRAWN = "withdrawn", pgettext_lazy("proposal", "Withdrawn")
    SHORTLISTED = "shortlisted", pgettext_lazy("proposal", "On the shortlist")
    IN_TRIAL = "in_trial", pgettext_lazy("proposal", "In trial")
    ADOPTED = "adopted", pgettext_lazy("proposal", "Adopted")
    NOT_ADOPTED = "not_adopted", pgettext_lazy("proposal", "Not adopted")


P = ProposalState

PROPOSAL_FLOW = Flow(
    {
        "replace": ([P.SUBMITTED], P.SUPERSEDED),
        "withdraw": ([P.SUBMITTED], P.WITHDRAWN),
        "shortlist": ([P.SUBMITTED], P.SHORTLISTED),
        "put_back": ([P.SHORTLISTED], P.SUBMITTED),
        "try": ([P.SHORTLISTED], P.IN_TRIAL),
        "adopt": ([P.IN_TRIAL], P.ADOPTED),
        "decline": ([P.SUBMITTED, P.SHORTLISTED, P.IN_TRIAL], P.NOT_ADOPTED),
    }
)
PROPOSAL_COUNTS = (P.SUBMITTED, P.SHORTLISTED, P.IN_TRIAL, P.ADOPTED, P.NOT_ADOPTED)  # neither replaced nor withdrawn


class TrialState(TextChoices):
    """A trial is planned, run and measured by one person, and decided by another."""

    PLANNED = "planned", pgettext_lazy("trial", "Planned")
    MEASURED = "measured", pgettext_lazy("trial", "Measured, waiting for the verdict")
    DECIDED = "decided", pgettext_lazy("trial", "Decided")
    CANCELLED = "cancelled", pgettext_lazy("trial", "Cancelled")


TRIAL_FLOW = Flow(
    {
        "measure": ([TrialState.PLANNED], TrialState.MEASURED),
        "measure_again": ([TrialState.MEASURED], TrialState.PLANNED),
        "decide": ([TrialState.MEASURED], TrialState.DECIDED),
        "cancel": ([TrialState.PLANNED], TrialState.CANCELLED),
    }
)


class Verdict(TextChoices):
    """What a trial has shown. Source: domain 1.4 (TrialTest)."""

    PASS = "pass", pgettext_lazy("trial", "Passed")
    CONDITIONAL = "conditional", pgettext_lazy("trial", "Passed with conditions")
    FAIL = "fail", pgettext_lazy("trial", "Failed")


class CaseState(TextChoices):
    """The change of a specification. Source: domain 1.7 (SpecCase)."""

    PROPOSED = "proposed", pgettext_lazy("spec case", "Proposed")
    TECH_REVIEW = "tech_review", _("Review by the using department")
    QUALITY_REVIEW = "quality_review", _("Review by quality")
    APPROVED = "approved", pgettext_lazy("spec case", "Approved")
    REJECTED = "rejected", pgettext_lazy("spec case", "Rejected")
    EFFECTIVE = "effective", pgettext_lazy("spec case", "In force")


C = CaseState

CASE_FLOW = Flow(
    {
        "submit": ([C.PROPOSED], C.TECH_REVIEW),
        "pass_tech": ([C.TECH_REVIEW], C.QUALITY_REVIEW),
        "approve": ([C.QUALITY_REVIEW], C.APPROVED),
        "reject": ([C.TECH_REVIEW, C.QUALITY_REVIEW], C.REJECTED),
        "take_effect": ([C.APPROVED], C.EFFECTIVE),
    }
)
CASE_OPEN = (C.PROPOSED, C.TECH_REVIEW, C.QUALITY_REVIEW, C.APPROVED)
