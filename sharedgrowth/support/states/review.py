"""WHEN: a review by one person, a joint investigation; the words of verdicts and of the stages that are promised.

Source: domain 7.3 (PI-02, PI-03), 8.
"""

from django.db.models import TextChoices
from django.utils.translation import pgettext_lazy

from portal.states import Flow


class ReviewState(TextChoices):
    ASSIGNED = "assigned", pgettext_lazy("review", "Declaration awaited")
    OPEN = "open", pgettext_lazy("review", "Being scored")
    LOCKED = "locked", pgettext_lazy("review", "Locked")
    ABSTAINED = "abstained", pgettext_lazy("review", "Abstained")
    REMOVED = "removed", pgettext_lazy("review", "Taken off")


R = ReviewState

REVIEW_FLOW = Flow(
    {
        "declare": ([R.ASSIGNED], R.OPEN),  # no tie to the company
        "lock": ([R.OPEN], R.LOCKED),
        "abstain": ([R.ASSIGNED, R.OPEN], R.ABSTAINED),
        "remove": ([R.ASSIGNED, R.OPEN], R.REMOVED),
    }
)

REVIEW_AWAITED = frozenset({R.ASSIGNED, R.OPEN})


class InvestigationState(TextChoices):
    PLANNED = "planned", pgettext_lazy("investigation", "Planned")
    REPORTED = "reported", pgettext_lazy("investigation", "Reported, verdicts awaited")
    AGREED = "agreed", pgettext_lazy("investigation", "Both sides in favour")
    AGAINST = "against", pgettext_lazy("investigation", "Both sides against")
    DISAGREED = "disagreed", pgettext_lazy("investigation", "The sides differ")
    CANCELLED = "cancelled", pgettext_lazy("investigation", "Cancelled")


V = InvestigationState

INVESTIGATION_FLOW = Flow(
    {
        "report": ([V.PLANNED], V.REPORTED),
        "agree": ([V.REPORTED], V.AGREED),
        "refuse": ([V.REPORTED], V.AGAINST),
        "differ": ([V.REPORTED], V.DISAGREED),
        "cancel": ([V.PLANNED], V.CANCELLED),
    }
)


class Opinion(TextChoices):
    """What a member of an investigation or of the committee says."""

    FOR = "for", pgettext_lazy("vote", "In favour")
    AGAINST = "against", pgettext_lazy("vote", "Against")
    ABSTAIN = "abstain", pgettext_lazy("vote", "Abstains")


class Stage(TextChoices):
    """The steps for which a programme promises days."""

    SCREEN = "screen", pgettext_lazy("stage", "Screening")
    REVIEW = "review", pgettext_lazy("stage", "Review")
    INVESTIGATE = "investigate", pgettext_lazy("stage", "Joint investigation")
    SELECT = "select", pgettext_lazy("stage", "Selection")
    AGREE = "agree", pgettext_lazy("stage", "Agreement")
