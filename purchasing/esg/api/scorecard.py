"""Scores for a supplier's own programs: the result that counts, with the snapshot it was computed from."""

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from portal.api.doors import ApiView, ApiViewSet
from purchasing.esg import queries
from purchasing.esg.models import Assessment, ExternalRating, Score
from purchasing.esg.states import RESULT_SEEN


class EsgScoreOut(serializers.ModelSerializer):
    """One score of an assessment; the last one counts."""

    assessment = serializers.CharField(source="assessment.number")
    period = serializers.CharField(source="assessment.period")
    valid_from = serializers.DateField(source="assessment.valid_from")
    valid_to = serializers.DateField(source="assessment.valid_to")

    class Meta:
        model = Score
        fields = (
            "uid", "assessment", "period", "seq", "reason", "env", "soc", "gov", "total", "band", "note", "sha256",
            "computed_at", "valid_from", "valid_to",
        )  # fmt: skip
        read_only_fields = fields


class EsgAssessmentOut(serializers.ModelSerializer):
    """An assessment and where it stands; ``band`` from the day its result was sent."""

    question_set = serializers.CharField(source="question_set.code")
    set_version = serializers.CharField(source="question_set.version")
    band = serializers.SerializerMethodField(help_text="Empty until the result was sent.")

    class Meta:
        model = Assessment
        fields = (
            "uid", "number", "kind", "period", "state", "question_set", "set_version", "due_on", "submitted_at",
            "query_text", "query_due", "objection_until", "band", "valid_from", "valid_to",
        )  # fmt: skip
        read_only_fields = fields

    def get_band(self, assessment: Assessment) -> str:
        """Of the last score."""
        shown = queries.sees_result(self.context["request"].user, assessment)
        return (getattr(assessment, "band", "") or "") if shown else ""


class EsgItemOut(serializers.Serializer):
    """An item of a result: what was given, and why."""

    code = serializers.CharField()
    weight = serializers.IntegerField()
    critical = serializers.BooleanField()
    own_score = serializers.IntegerField(allow_null=True)
    score = serializers.IntegerField(allow_null=True, help_text="Null: it does not apply.")
    explanation = serializers.CharField()


class EsgRatingOut(serializers.ModelSerializer):
    """A rating by others, as dated evidence."""

    class Meta:
        model = ExternalRating
        fields = ("uid", "scheme", "reference", "site", "score", "issued_on", "valid_to", "state", "decision")
        read_only_fields = fields


def scores_visible_to(user) -> QuerySet[Score]:
    """Of the results that were sent to the client's company."""
    sent = queries.assessments_visible_to(user).filter(state__in=RESULT_SEEN).order_by()
    return Score.objects.filter(assessment__in=sent).select_related("assessment")


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
    ordering_fields: tuple[str, ...] = ()

    def get_queryset(self):
        """The own company's."""
        return queries.with_band(queries.assessments_visible_to(self.request.user)).order_by()


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
    ordering_fields: tuple[str, ...] = ()

    def get_queryset(self):
        """Results that were sent."""
        return scores_visible_to(self.request.user).order_by()


class ItemsOfScore(ApiView):
    """The items of the result that a score belongs to, as they count now."""

    scopes = {"read": "esg.read"}

    @extend_schema(
        operation_id="esg_score_items",
        summary="The items of an ESG result",
        tags=["esg"],
        responses=EsgItemOut(many=True),
    )
    def get(self, request: Request, uid: str) -> Response:
        """In the order of the question set."""
        score = get_object_or_404(scores_visible_to(request.user), uid=uid)
        assessment: Assessment = score.assessment
        counted = queries.told_scores(score)
        told = [
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
        return Response(EsgItemOut(told, many=True).data)


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
    ordering_fields: tuple[str, ...] = ()

    def get_queryset(self):
        """The own company's."""
        return queries.ratings_visible_to(self.request.user).order_by()
