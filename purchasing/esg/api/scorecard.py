"""Scores for a supplier's own programs: the result that counts, with the snapshot it was computed from."""

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers

from portal.api.doors import ApiList, ApiViewSet
from portal.api.expand import Expansion, Neighbour, Thing, neighbour, neighbours
from portal.api.filters import (
    AllowedOrder,
    ApiFilterSet,
    ChoicesFilter,
    CodesFilter,
    choices_of,
    days,
    moments,
)
from purchasing.esg import queries
from purchasing.esg.models import Assessment, ExternalRating, Score
from purchasing.esg.states import RESULT_SEEN, RatingScheme, RatingState


class EsgScoreOut(Thing, serializers.ModelSerializer):
    """One score of an assessment; the last one counts."""

    page, page_by = "esg:assessment-detail", "number=assessment.number"
    door = "api-esg-score-detail"
    expansions = {"assessment": neighbour("esg_assessment", by="assessment_id")}

    assessment = serializers.CharField(source="assessment.number")
    period = serializers.CharField(source="assessment.period")
    valid_from = serializers.DateField(source="assessment.valid_from", allow_null=True)
    valid_until = serializers.DateField(source="assessment.valid_to", allow_null=True)

    class Meta:
        model = Score
        fields = (
            "uid", "assessment", "period", "seq", "reason", "env", "soc", "gov", "total", "band", "note", "sha256",
            "computed_at", "valid_from", "valid_until",
        )  # fmt: skip
        read_only_fields = fields


class EsgAssessmentOut(Thing, serializers.ModelSerializer):
    """An assessment and where it stands; ``band`` from the day its result was sent."""

    page, page_by = "esg:assessment-detail", "number"
    door = "api-esg-assessment-detail"
    expansions = {
        "question_set": neighbour("esg_set", by="question_set_id"),
        "scores": Expansion(
            EsgScoreOut, lambda user: scores_visible_to(user).order_by("seq"), key="assessment_id", many=True
        ),
    }

    question_set = serializers.CharField(source="question_set.code")
    set_version = serializers.CharField(source="question_set.version")
    band = serializers.SerializerMethodField(help_text="Empty until the result was sent.")
    valid_until = serializers.DateField(source="valid_to", allow_null=True)
    query_due_on = serializers.DateField(source="query_due", allow_null=True)

    class Meta:
        model = Assessment
        fields = (
            "uid", "number", "kind", "period", "state", "question_set", "set_version", "due_on", "submitted_at",
            "query_text", "query_due_on", "objection_until", "band", "valid_from", "valid_until",
        )  # fmt: skip
        read_only_fields = fields

    def get_band(self, assessment: Assessment) -> str:
        """Of the last score."""
        shown = queries.sees_result(self.context["request"].user, assessment)
        return (getattr(assessment, "band", "") or "") if shown else ""


neighbours.add(
    "esg_assessment",
    Neighbour(
        EsgAssessmentOut,
        lambda user: queries.with_band(queries.assessments_visible_to(user)).order_by(),
        scope="esg.read",
    ),
)


class EsgItemOut(serializers.Serializer):
    """An item of a result: what was given, and why."""

    code = serializers.CharField()
    weight = serializers.IntegerField()
    critical = serializers.BooleanField()
    own_score = serializers.IntegerField(allow_null=True)
    score = serializers.IntegerField(allow_null=True, help_text="Null: it does not apply.")
    explanation = serializers.CharField()


class EsgRatingOut(Thing, serializers.ModelSerializer):
    """A rating by others, as dated evidence."""

    door = "api-esg-rating-detail"
    valid_until = serializers.DateField(source="valid_to", allow_null=True)

    class Meta:
        model = ExternalRating
        fields = ("uid", "scheme", "reference", "site", "score", "issued_on", "valid_until", "state", "decision")
        read_only_fields = fields


def scores_visible_to(user) -> QuerySet[Score]:
    """Of the results that were sent to the client's company."""
    sent = queries.assessments_visible_to(user).filter(state__in=RESULT_SEEN).order_by()
    return Score.objects.filter(assessment__in=sent).select_related("assessment")


class EsgAssessmentFilter(ApiFilterSet):
    """What to ask the list for."""

    number = CodesFilter()
    state = choices_of(Assessment, "state")
    kind = choices_of(Assessment, "kind")
    period = CodesFilter()
    question_set = CodesFilter("question_set__code", label="Codes of question sets.")
    due_from, due_before = days("due_on")

    class Meta:
        model = Assessment
        fields: list[str] = []


@extend_schema_view(
    list=extend_schema(
        operation_id="esg_assessments_list",
        summary="The company's ESG assessments",
        description="What is asked of the client's company, until when, and where each assessment stands.",
        tags=["esg"],
    ),
    retrieve=extend_schema(operation_id="esg_assessments_retrieve", summary="One ESG assessment", tags=["esg"]),
)
class EsgAssessmentViewSet(ApiViewSet):
    """Assessments of the client's company."""

    scopes = {"read": "esg.read"}
    serializer_class = EsgAssessmentOut
    queryset = Assessment.objects.none()
    lookup_field = "uid"
    ordering = ("-pk",)
    ordering_fields = ("number", "due_on", "submitted_at")
    filterset_class = EsgAssessmentFilter

    def get_queryset(self):
        """The own company's."""
        return queries.with_band(queries.assessments_visible_to(self.request.user)).order_by()


class EsgScoreFilter(ApiFilterSet):
    """What to ask the list for."""

    assessment = CodesFilter("assessment__number", label="Numbers of assessments.")
    period = CodesFilter("assessment__period")
    band = choices_of(Score, "band")
    reason = choices_of(Score, "reason")
    computed_from, computed_before = moments("computed_at")

    class Meta:
        model = Score
        fields: list[str] = []


@extend_schema_view(
    list=extend_schema(
        operation_id="esg_scores_list",
        summary="The company's ESG scores",
        description="Every score of the results that were sent to the company; of an assessment the last one counts.",
        tags=["esg"],
    ),
    retrieve=extend_schema(operation_id="esg_scores_retrieve", summary="One ESG score", tags=["esg"]),
)
class EsgScoreViewSet(ApiViewSet):
    """Scores of the client's company."""

    scopes = {"read": "esg.read"}
    serializer_class = EsgScoreOut
    queryset = Score.objects.none()
    lookup_field = "uid"
    ordering = ("-pk",)
    ordering_fields = ("computed_at", "total")
    filterset_class = EsgScoreFilter

    def get_queryset(self):
        """Results that were sent."""
        return scores_visible_to(self.request.user).order_by()


@extend_schema_view(
    get=extend_schema(operation_id="esg_score_items", summary="The items of an ESG result", tags=["esg"])
)
class ItemsOfScore(ApiList):
    """The items of the result that a score belongs to, as they count now."""

    scopes = {"read": "esg.read"}
    serializer_class = EsgItemOut
    queryset = Score.objects.none()
    filter_backends = [AllowedOrder]
    ordering_fields = ("code", "weight", "score")
    page_size = 100

    def get_queryset(self):
        """In the order of the question set."""
        score = get_object_or_404(scores_visible_to(self.request.user), uid=self.kwargs["uid"])
        assessment: Assessment = score.assessment
        counted = queries.told_scores(score)
        return [
            {
                "code": row.question.code,
                "weight": row.question.weight,
                "critical": row.question.critical,
                "own_score": row.own,
                "score": counted.get(row.question.code),
                "explanation": row.review.remark if row.review else "",
            }
            for row in queries.items_of(assessment)
        ]


class EsgRatingFilter(ApiFilterSet):
    """What to ask the list for."""

    scheme = ChoicesFilter(RatingScheme)
    state = ChoicesFilter(RatingState)
    issued_from, issued_before = days("issued_on")
    valid_from, valid_before = days("valid_to", label="The last day of validity.")

    class Meta:
        model = ExternalRating
        fields: list[str] = []


@extend_schema_view(
    list=extend_schema(
        operation_id="esg_ratings_list",
        summary="The company's external ratings",
        description="EcoVadis and RBA VAP, entered with their reports and verified by a reviewer.",
        tags=["esg"],
    ),
    retrieve=extend_schema(operation_id="esg_ratings_retrieve", summary="One external rating", tags=["esg"]),
)
class EsgRatingViewSet(ApiViewSet):
    """Ratings of the client's company."""

    scopes = {"read": "esg.read"}
    serializer_class = EsgRatingOut
    queryset = ExternalRating.objects.none()
    lookup_field = "uid"
    ordering = ("-pk",)
    ordering_fields = {"issued_on": "issued_on", "valid_until": "valid_to"}
    filterset_class = EsgRatingFilter

    def get_queryset(self):
        """The own company's."""
        return queries.ratings_visible_to(self.request.user).order_by()
