"""Windows on vacancies, rounds, matches, interviews, offers, placements: by code name, without names of people."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from portal.windows import Window, WindowInline, deed
from sharedgrowth.jobs.models import (
    ArrearsListing,
    FirmBlock,
    Interview,
    Match,
    MinimumWage,
    Offer,
    Placement,
    Rank,
    RankList,
    Release,
    RetentionCheck,
    Round,
    Vacancy,
    Wish,
    WishList,
)
from sharedgrowth.jobs.services import rounds, vacancies


@admin.register(Vacancy)
class VacancyWindow(Window):
    """What firms offer."""

    list_display = ["number", "title", "company", "trade", "seats", "state", "valid_to"]
    list_filter = ["state", "trade", "employment"]
    list_select_related = ["company"]
    search_fields = ["number", "title", "company__legal_name_ko"]
    actions = ["open_vacancies"]

    @deed(_("Open the vacancy"))
    def open_vacancies(self, request, vacancy):
        """Checked once more, as on its page."""
        vacancies.open_vacancy(vacancy, by=request.user)


@admin.register(MinimumWage)
class MinimumWageWindow(Window):
    """By date."""

    list_display = ["valid_from", "hourly_won", "source", "entered_by"]
    list_select_related = ["entered_by"]


@admin.register(ArrearsListing)
class ArrearsListingWindow(Window):
    """Firms on the public list."""

    list_display = ["company", "listed_on", "until", "source"]
    list_select_related = ["company"]
    search_fields = ["company__legal_name_ko", "company__number"]


@admin.register(FirmBlock)
class FirmBlockWindow(Window):
    """Firms that took an offer back."""

    list_display = ["company", "begins_on", "until", "reason", "lifted_at"]
    list_select_related = ["company"]
    search_fields = ["company__legal_name_ko", "company__number"]


class WishListInline(WindowInline):
    """Lists of trainees."""

    model = WishList
    fields = ["trainee", "submitted_at"]
    readonly_fields = fields


class RankListInline(WindowInline):
    """Lists of firms."""

    model = RankList
    fields = ["vacancy", "takes_others", "submitted_at"]
    readonly_fields = fields


@admin.register(Round)
class RoundWindow(Window):
    """With the inputs and the outcome that were kept."""

    list_display = ["number", "cohort", "state", "wishes_until", "ranks_until", "computed_at", "published_at"]
    list_filter = ["state"]
    list_select_related = ["cohort"]
    search_fields = ["number", "cohort__number"]
    inlines = [WishListInline, RankListInline]
    actions = ["close_lists"]

    @deed(_("Close the lists of trainees now"))
    def close_lists(self, request, round):
        """The firms go on."""
        rounds.start_ranking(round, by=request.user)


class WishInline(WindowInline):
    """In order."""

    model = Wish
    fields = ["place", "vacancy"]
    readonly_fields = fields


@admin.register(WishList)
class WishListWindow(Window):
    """One list of a trainee."""

    list_display = ["round", "trainee", "submitted_at"]
    list_select_related = ["round", "trainee__application"]
    search_fields = ["round__number", "trainee__application__code"]
    inlines = [WishInline]


class RankInline(WindowInline):
    """In order."""

    model = Rank
    fields = ["rank", "trainee"]
    readonly_fields = fields


@admin.register(RankList)
class RankListWindow(Window):
    """One list of a firm."""

    list_display = ["round", "vacancy", "takes_others", "submitted_at"]
    list_select_related = ["round", "vacancy"]
    search_fields = ["round__number", "vacancy__number"]
    inlines = [RankInline]


@admin.register(Wish)
class WishWindow(Window):
    """Single wishes."""

    list_display = ["wish_list", "place", "vacancy"]
    list_select_related = ["wish_list", "vacancy"]


@admin.register(Rank)
class RankWindow(Window):
    """Single ranks."""

    list_display = ["rank_list", "rank", "trainee"]
    list_select_related = ["rank_list", "trainee__application"]


@admin.register(Match)
class MatchWindow(Window):
    """By code name."""

    list_display = ["number", "trainee", "vacancy", "state", "source", "made_at"]
    list_filter = ["state", "source"]
    list_select_related = ["trainee__application", "vacancy"]
    search_fields = ["number", "trainee__application__code", "vacancy__number"]


@admin.register(Release)
class ReleaseWindow(Window):
    """Which papers may be read until when."""

    list_display = ["match", "released_at", "expires_at", "revoked_at"]
    list_select_related = ["match"]
    search_fields = ["match__number"]


@admin.register(Interview)
class InterviewWindow(Window):
    """When and where."""

    list_display = ["match", "begins_at", "place", "state"]
    list_filter = ["state"]
    list_select_related = ["match"]
    search_fields = ["match__number"]


@admin.register(Offer)
class OfferWindow(Window):
    """What was offered."""

    list_display = ["number", "match", "employment", "wage_won", "starts_on", "answer_by", "state"]
    list_filter = ["state", "employment"]
    list_select_related = ["match"]
    search_fields = ["number", "match__number"]


class RetentionCheckInline(WindowInline):
    """Still there?"""

    model = RetentionCheck
    fields = ["months", "due_on", "asked_at", "answer", "left_on", "answered_at"]
    readonly_fields = fields


@admin.register(Placement)
class PlacementWindow(Window):
    """Who works where, by number."""

    list_display = ["number", "cohort", "company", "employment", "started_on", "left_on", "pseudonymised_at"]
    list_filter = ["employment"]
    list_select_related = ["cohort", "company"]
    search_fields = ["number", "company__legal_name_ko", "cohort__number"]
    inlines = [RetentionCheckInline]


@admin.register(RetentionCheck)
class RetentionCheckWindow(Window):
    """By day."""

    list_display = ["placement", "months", "due_on", "asked_at", "answer", "answered_at"]
    list_filter = ["months", "answer"]
    list_select_related = ["placement"]
    search_fields = ["placement__number"]
