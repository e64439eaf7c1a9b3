"""Windows on ties of reviewers, drawings of the sample, contests of items, external ratings."""

from django.contrib import admin

from portal.windows import Window
from purchasing.esg.models import ExternalRating, ItemContest, ReviewerTie, SampleDraw


@admin.register(ReviewerTie)
class ReviewerTieWindow(Window):
    """Who does not review whom."""

    list_display = ["person", "company", "reason", "last_on", "entered_by", "entered_at"]
    list_filter = ["reason"]
    list_select_related = ["person", "company", "entered_by"]


@admin.register(SampleDraw)
class SampleDrawWindow(Window):
    """How the on-site sample was drawn."""

    list_display = ["period", "seed", "share", "drawn_by", "drawn_at"]
    list_select_related = ["drawn_by"]


@admin.register(ItemContest)
class ItemContestWindow(Window):
    """Contests of items."""

    list_display = ["assessment", "question", "state", "lodged_by", "answer_by", "decided_by"]
    list_filter = ["state"]
    list_select_related = ["assessment", "question", "lodged_by", "decided_by"]


@admin.register(ExternalRating)
class ExternalRatingWindow(Window):
    """Ratings by others."""

    list_display = ["company", "scheme", "reference", "score", "issued_on", "valid_to", "state"]
    list_filter = ["scheme", "state"]
    list_select_related = ["company"]
