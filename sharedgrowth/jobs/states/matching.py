"""WHEN: a round of matching, and one match from the suggestion to the job. Source: domain 9.3."""

from django.db.models import TextChoices
from django.utils.translation import pgettext_lazy

from portal.states import Flow


class RoundState(TextChoices):
    WISHING = "wishing", pgettext_lazy("round of matching", "Trainees make their lists")
    RANKING = "ranking", pgettext_lazy("round of matching", "Firms make their lists")
    MATCHED = "matched", pgettext_lazy("round of matching", "Computed, to be published")
    PUBLISHED = "published", pgettext_lazy("round of matching", "Published")
    CANCELLED = "cancelled", pgettext_lazy("round of matching", "Cancelled")


R = RoundState

ROUND_FLOW = Flow(
    {
        "rank": ([R.WISHING], R.RANKING),  # the lists of trainees are closed
        "match": ([R.RANKING, R.MATCHED], R.MATCHED),  # again: somebody left in between
        "publish": ([R.MATCHED], R.PUBLISHED),
        "cancel": ([R.WISHING, R.RANKING, R.MATCHED], R.CANCELLED),
    }
)
RUNNING = frozenset({R.WISHING, R.RANKING, R.MATCHED})


class MatchState(TextChoices):
    SUGGESTED = "suggested", pgettext_lazy("match", "Suggested")
    CONSENTED = "consented", pgettext_lazy("match", "Papers released")
    INTERVIEW = "interview", pgettext_lazy("match", "Interview")
    OFFER = "offer", pgettext_lazy("match", "Job offered")
    ACCEPTED = "accepted", pgettext_lazy("match", "Accepted")
    PLACED = "placed", pgettext_lazy("match", "Started work")
    DECLINED = "declined", pgettext_lazy("match", "Declined by the trainee")
    REFUSED = "refused", pgettext_lazy("match", "Not taken by the firm")
    ENDED = "ended", pgettext_lazy("match", "Ended")


M = MatchState

MATCH_FLOW = Flow(
    {
        "consent": ([M.SUGGESTED], M.CONSENTED),  # the trainee lets this firm read the papers
        "invite": ([M.CONSENTED], M.INTERVIEW),
        "offer": ([M.CONSENTED, M.INTERVIEW], M.OFFER),
        "accept": ([M.OFFER], M.ACCEPTED),
        "place": ([M.ACCEPTED], M.PLACED),
        "decline": ([M.SUGGESTED, M.CONSENTED, M.INTERVIEW, M.OFFER, M.ACCEPTED], M.DECLINED),
        "refuse": ([M.CONSENTED, M.INTERVIEW], M.REFUSED),
        # a consent taken back, an offer cancelled or not answered, a vacancy or a cohort that is no more
        "end": ([M.SUGGESTED, M.CONSENTED, M.INTERVIEW, M.OFFER, M.ACCEPTED], M.ENDED),
    }
)
OPEN_MATCHES = frozenset({M.SUGGESTED, M.CONSENTED, M.INTERVIEW, M.OFFER, M.ACCEPTED})
WITH_PAPERS = frozenset({M.CONSENTED, M.INTERVIEW, M.OFFER, M.ACCEPTED})  # the firm may read what was released
TOLD_WHY = frozenset({M.REFUSED, M.ENDED})  # a firm reads the reason; other reasons are about a person
SEATED = frozenset({*OPEN_MATCHES, M.PLACED})  # takes a seat of the vacancy


class MatchSource(TextChoices):
    """How a match came about."""

    COMPUTED = "computed", pgettext_lazy("match", "Computed")
    MANUAL = "manual", pgettext_lazy("match", "By hand")
