"""Vacancies, matches and placements of a firm for its programs: trainees by code name. People decide, in the portal."""

from drf_spectacular.utils import extend_schema, extend_schema_field, extend_schema_view
from rest_framework import serializers

from portal.api.doors import ApiViewSet
from portal.api.expand import Expansion, Thing, Told
from portal.api.filters import (
    ApiFilterSet,
    ChoicesFilter,
    CodesFilter,
    days,
    moments,
)
from portal.api.limits import UID
from sharedgrowth.jobs.models import Interview, Match, Offer, Placement, RetentionCheck, Vacancy
from sharedgrowth.jobs.queries.matching import matches_visible_to
from sharedgrowth.jobs.queries.placements import placements_visible_to
from sharedgrowth.jobs.queries.vacancies import vacancies_visible_to
from sharedgrowth.jobs.states.interviews import InterviewState, OfferState
from sharedgrowth.jobs.states.matching import MatchState
from sharedgrowth.jobs.states.placements import Retention
from sharedgrowth.jobs.states.vacancies import Employment, Trade, VacancyState


class JobVacancyOut(Thing, serializers.ModelSerializer):
    """A job that the firm offers."""

    page, page_by = "jobs:vacancy-detail", "number"
    door = "api-job-vacancy-detail"

    state = serializers.ChoiceField(choices=VacancyState.choices)
    trade = serializers.ChoiceField(choices=Trade.choices)
    employment = serializers.ChoiceField(choices=Employment.choices)
    seats_left = serializers.IntegerField(source="left", help_text="Places that nobody has yet.")
    valid_until = serializers.DateField(source="valid_to", allow_null=True)

    class Meta:
        model = Vacancy
        fields = (
            "uid", "number", "state", "title", "trade", "employment", "seats", "seats_left", "wage_from_won",
            "wage_to_won", "hours_week", "region", "place", "accommodation", "valid_until", "text", "submitted_at",
            "opened_at", "reason",
        )  # fmt: skip
        read_only_fields = fields


class JobInterviewOut(serializers.ModelSerializer):
    """When and where."""

    state = serializers.ChoiceField(choices=InterviewState.choices)

    class Meta:
        model = Interview
        fields = ("uid", "state", "begins_at", "minutes", "place", "contact", "version")
        read_only_fields = fields


class JobOfferOut(Told, serializers.ModelSerializer):
    """What was offered."""

    state = serializers.ChoiceField(choices=OfferState.choices)
    employment = serializers.ChoiceField(choices=Employment.choices)

    class Meta:
        model = Offer
        fields = ("uid", "number", "state", "employment", "wage_won", "starts_on", "answer_by", "answered_at")
        read_only_fields = fields


def matches_told(user):
    """Matches as they are told."""
    return matches_visible_to(user).prefetch_related("interviews").order_by()


class JobMatchOut(Thing, serializers.ModelSerializer):
    """A trainee who let the firm read the papers; the papers themselves are read by people alone."""

    page, page_by = "jobs:match-detail", "number"
    door = "api-job-match-detail"
    expansions = {
        "vacancy": Expansion(JobVacancyOut, lambda user: vacancies_visible_to(user).order_by(), by="vacancy_id")
    }

    state = serializers.ChoiceField(choices=MatchState.choices)
    trainee = serializers.CharField(source="trainee.application.code", help_text="Code name.")
    vacancy = serializers.CharField(source="vacancy.number")
    papers_end_at = serializers.SerializerMethodField(help_text="Until when people of the firm may read the papers.")
    interviews = JobInterviewOut(many=True)
    offer = serializers.SerializerMethodField()

    class Meta:
        model = Match
        fields = ("uid", "number", "state", "trainee", "vacancy", "made_at", "papers_end_at", "interviews", "offer")
        read_only_fields = fields

    @extend_schema_field(serializers.DateTimeField(allow_null=True))
    def get_papers_end_at(self, match: Match):
        """Nothing once they were taken back."""
        release = getattr(match, "release", None)
        return release.expires_at if release and release.revoked_at is None and match.shows_papers else None

    @extend_schema_field(JobOfferOut(allow_null=True))
    def get_offer(self, match: Match):
        """Nothing before it is made."""
        offer = getattr(match, "offer", None)
        return JobOfferOut(offer).data if offer else None


class JobRetentionOut(serializers.ModelSerializer):
    """Whether the person still works there."""

    answer = serializers.ChoiceField(choices=Retention.choices, allow_blank=True)

    class Meta:
        model = RetentionCheck
        fields = ("months", "due_on", "answer", "left_on", "answered_at")
        read_only_fields = fields


class JobPlacementOut(Thing, serializers.ModelSerializer):
    """Somebody who began to work at the firm."""

    page, page_by = "jobs:placement-detail", "number"
    door = "api-job-placement-detail"
    expansions = {"match": Expansion(JobMatchOut, matches_told, by="match_id")}

    employment = serializers.ChoiceField(choices=Employment.choices)
    match = serializers.SerializerMethodField(help_text="Number of the match, until the follow-up is over.")
    checks = JobRetentionOut(many=True)

    class Meta:
        model = Placement
        fields = ("uid", "number", "match", "employment", "wage_won", "started_on", "left_on", "checks")
        read_only_fields = fields

    @extend_schema_field(serializers.CharField(allow_null=True))
    def get_match(self, placement: Placement) -> str | None:
        """A figure has none."""
        return placement.match.number if placement.match else None


class JobVacancyFilter(ApiFilterSet):
    """What to ask the list for."""

    number = CodesFilter()
    state = ChoicesFilter(VacancyState)
    trade = ChoicesFilter(Trade)
    employment = ChoicesFilter(Employment)
    region = CodesFilter(label="Regions (ISO 3166-2).")
    opened_from, opened_before = moments("opened_at")

    class Meta:
        model = Vacancy
        fields: list[str] = []


@extend_schema_view(
    list=extend_schema(operation_id="job_vacancies_list", summary="Vacancies of the company", tags=["jobs"]),
    retrieve=extend_schema(operation_id="job_vacancies_retrieve", summary="One vacancy", tags=["jobs"]),
)
class JobVacancyViewSet(ApiViewSet):
    """What the firm offers to trainees."""

    scopes = {"read": "jobs.read"}
    serializer_class = JobVacancyOut
    queryset = Vacancy.objects.none()
    ordering = ("-pk",)
    ordering_fields = {"number": "number", "opened_at": "opened_at", "valid_until": "valid_to"}
    filterset_class = JobVacancyFilter
    lookup_field = "uid"
    lookup_value_regex = UID

    def get_queryset(self):
        """Its own."""
        return vacancies_visible_to(self.request.user).order_by()


class JobMatchFilter(ApiFilterSet):
    """What to ask the list for."""

    number = CodesFilter()
    state = ChoicesFilter(MatchState)
    vacancy = CodesFilter("vacancy__number", label="Numbers of vacancies.")
    made_from, made_before = moments("made_at")

    class Meta:
        model = Match
        fields: list[str] = []


@extend_schema_view(
    list=extend_schema(operation_id="job_matches_list", summary="Matches of the company", tags=["jobs"]),
    retrieve=extend_schema(operation_id="job_matches_retrieve", summary="One match", tags=["jobs"]),
)
class JobMatchViewSet(ApiViewSet):
    """From the consent on, by code name."""

    scopes = {"read": "jobs.read"}
    serializer_class = JobMatchOut
    queryset = Match.objects.none()
    ordering = ("-pk",)
    ordering_fields = ("number", "made_at")
    filterset_class = JobMatchFilter
    lookup_field = "uid"
    lookup_value_regex = UID

    def get_queryset(self):
        """Its own."""
        return matches_told(self.request.user)


class JobPlacementFilter(ApiFilterSet):
    """What to ask the list for."""

    number = CodesFilter()
    employment = ChoicesFilter(Employment)
    started_from, started_before = days("started_on")
    left_from, left_before = days("left_on")

    class Meta:
        model = Placement
        fields: list[str] = []


@extend_schema_view(
    list=extend_schema(operation_id="job_placements_list", summary="Placements at the company", tags=["jobs"]),
    retrieve=extend_schema(operation_id="job_placements_retrieve", summary="One placement", tags=["jobs"]),
)
class JobPlacementViewSet(ApiViewSet):
    """Who began to work, and the checks."""

    scopes = {"read": "jobs.read"}
    serializer_class = JobPlacementOut
    queryset = Placement.objects.none()
    ordering = ("-pk",)
    ordering_fields = ("number", "started_on", "left_on")
    filterset_class = JobPlacementFilter
    lookup_field = "uid"
    lookup_value_regex = UID

    def get_queryset(self):
        """Its own."""
        return placements_visible_to(self.request.user).prefetch_related("checks").order_by()
