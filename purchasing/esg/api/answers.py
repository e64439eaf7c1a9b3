"""Question sets, answers and documents for the programs of a supplier: read, and fill. A person hands in."""

from decimal import Decimal
from typing import Any

from django.db import transaction
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiExample, extend_schema, extend_schema_field, extend_schema_view
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from portal.api import fields
from portal.api.doors import ApiList, ApiViewSet
from portal.api.expand import Neighbour, Thing, neighbours
from portal.api.filters import (
    AllowedOrder,
    ApiFilterSet,
    CodesFilter,
    SearchFilter,
    WholeFilter,
    WordsFilter,
    choices_of,
    days,
    moments,
)
from portal.api.idempotency import conditional
from portal.api.limits import UID, Clash
from portal.clock import today
from portal.errors import RuleBroken
from purchasing.esg.models import Anchor, Answer, Assessment, Evidence, Question, QuestionSet
from purchasing.esg.queries import questions as sets
from purchasing.esg.queries.answers import Sheet, sheet_of
from purchasing.esg.queries.evidence import evidence_visible_to
from purchasing.esg.queries.review import assessments_visible_to
from purchasing.esg.services import answers as services
from purchasing.esg.services.answers import AnswerIn

NUMBER: dict[str, Any] = {"max_digits": 16, "decimal_places": 4}


# Out -----------------------------------------------------------------------------------------------------------------
class AnchorOut(serializers.ModelSerializer):
    """What a score means."""

    class Meta:
        model = Anchor
        fields = ("score", "text_ko", "text_en", "bound", "falling")
        read_only_fields = fields


class EsgQuestionOut(serializers.ModelSerializer):
    """A question with its weight and anchors."""

    anchors = AnchorOut(many=True)
    depends_upon = serializers.CharField(source="depends_on")

    class Meta:
        model = Question
        fields = (
            "code", "pillar", "area", "kind", "text_ko", "text_en", "help_ko", "help_en", "weight", "critical", "unit",
            "evidence_from", "evidence_kinds", "na_allowed", "depends_upon", "depends_from", "kesg", "anchors",
        )  # fmt: skip
        read_only_fields = fields


class QuestionSetOut(Thing, serializers.ModelSerializer):
    """A published set: weights and bands are open."""

    page, page_by = "esg:set-detail", "name=self"
    door = "api-esg-set-detail"

    class Meta:
        model = QuestionSet
        fields = (
            "uid", "code", "version", "year", "title_ko", "title_en", "state", "sizes", "industries", "weight_e",
            "weight_s", "weight_g", "band_a", "band_b", "band_c", "na_share", "valid_from", "sha256",
        )  # fmt: skip
        read_only_fields = fields


neighbours.add(
    "esg_set", Neighbour(QuestionSetOut, lambda user: sets.sets_visible_to(user).order_by(), scope="esg.read")
)


class QuestionSetDetailOut(QuestionSetOut):
    """With its questions."""

    questions = serializers.SerializerMethodField()

    class Meta(QuestionSetOut.Meta):
        fields = (*QuestionSetOut.Meta.fields, "questions")  # type: ignore[assignment]
        read_only_fields = fields

    @extend_schema_field(EsgQuestionOut(many=True))
    def get_questions(self, question_set: QuestionSet) -> list[dict[str, Any]]:
        """In order."""
        return list(EsgQuestionOut(sets.questions_of(question_set), many=True).data)


class EsgAnswerOut(serializers.Serializer):
    """An answer, and what is left of it: answer, na, reason, evidence, expired."""

    code = serializers.CharField()
    asked = serializers.BooleanField(help_text="False: its condition does not hold.")
    version = serializers.IntegerField(help_text="Send it back as `seen` when you change the answer; 0 for none.")
    score = serializers.IntegerField(allow_null=True)
    number = serializers.DecimalField(**NUMBER, allow_null=True)
    text = serializers.CharField()
    day = serializers.DateField(allow_null=True)
    not_applicable = serializers.BooleanField()
    na_reason = serializers.CharField()
    note = serializers.CharField()
    evidence = serializers.ListField(child=serializers.UUIDField())
    taken_from = serializers.CharField()
    left = serializers.ListField(child=serializers.CharField())


class EsgAnswersOut(serializers.Serializer):
    """All answers after they were saved."""

    results = EsgAnswerOut(many=True)


class EsgEvidenceOut(Thing, serializers.ModelSerializer):
    """A document of the company's library."""

    page = "esg:evidence-detail"
    door = "api-esg-evidence-detail"

    file_sha256 = serializers.CharField(source="file.sha256", default="")
    valid_until = serializers.DateField(source="valid_to", allow_null=True)

    class Meta:
        model = Evidence
        fields = ("uid", "title", "kind", "issuer", "number", "valid_from", "valid_until", "file_sha256", "added_at")
        read_only_fields = fields


def answer_rows(sheet: Sheet) -> list[dict[str, Any]]:
    """As the serializer wants them."""
    rows = []
    for row in sheet.rows:
        told = row.answer or Answer(version=0)
        rows.append(
            {
                "code": row.code,
                "asked": row.asked,
                "version": told.version,
                **{name: getattr(told, name) for name in services.FIELDS},
                "evidence": [each.uid for each in row.evidence],
                "taken_from": told.taken_from,
                "left": row.lacks if row.asked else [],
            }
        )
    return rows


# In ------------------------------------------------------------------------------------------------------------------
class EsgAnswerIn(fields.StrictSerializer):
    """One answer, whole: what is left out is empty afterwards."""

    code = fields.TextField(max_length=8)
    seen = fields.IntegerField(min_value=0, max_value=2**31 - 1, help_text="The version that you read.")
    score = fields.IntegerField(min_value=0, max_value=5, required=False, allow_null=True, default=None)
    number = fields.DecimalField(**NUMBER, required=False, allow_null=True, default=None, min_value=Decimal(-(10**11)))
    text = fields.TextField(max_length=2000, required=False, allow_blank=True, default="")
    day = fields.DayField(required=False, allow_null=True, default=None)
    not_applicable = fields.BooleanField(required=False, default=False)
    na_reason = fields.TextField(max_length=500, required=False, allow_blank=True, default="")
    note = fields.TextField(max_length=1000, required=False, allow_blank=True, default="")
    evidence = serializers.ListField(child=serializers.UUIDField(), required=False, default=list, max_length=50)


class EsgAnswersIn(fields.StrictSerializer):
    """Several answers."""

    answers = fields.RowsField(child=EsgAnswerIn())


# Doors ---------------------------------------------------------------------------------------------------------------
class QuestionSetFilter(ApiFilterSet):
    """What to ask the list for."""

    code = CodesFilter()
    version = CodesFilter()
    year = WholeFilter(least=2000, most=2999)
    state = choices_of(QuestionSet, "state")
    valid_from, valid_before = days("valid_from")

    class Meta:
        model = QuestionSet
        fields: list[str] = []


@extend_schema_view(
    list=extend_schema(operation_id="esg_sets_list", summary="Question sets", tags=["esg"]),
    retrieve=extend_schema(
        operation_id="esg_sets_retrieve",
        summary="A question set with its questions",
        tags=["esg"],
        responses=QuestionSetDetailOut,
    ),
)
class QuestionSetViewSet(ApiViewSet):
    """What is or was in force; for programs of the buyer also drafts."""

    scopes = {"read": "esg.read"}
    serializer_class = QuestionSetOut
    queryset = QuestionSet.objects.none()
    ordering = ("-pk",)
    ordering_fields = ("code", "year", "valid_from")
    filterset_class = QuestionSetFilter
    lookup_field = "uid"
    lookup_value_regex = UID

    def get_queryset(self):
        """By the query of the screens."""
        return sets.sets_visible_to(self.request.user).order_by()

    def get_serializer_class(self):
        """Questions for one only."""
        return QuestionSetDetailOut if self.action == "retrieve" else QuestionSetOut


@extend_schema_view(
    get=extend_schema(
        operation_id="esg_answers_list", summary="The answers of an assessment, and what is left", tags=["esg"]
    )
)
class AnswersOfAssessment(ApiList):
    """The answers of one assessment."""

    scopes = {"read": "esg.read", "write": "esg.write"}
    serializer_class = EsgAnswerOut
    queryset = Answer.objects.none()
    filter_backends = [AllowedOrder]
    ordering_fields = ("code", "version")
    page_size = 100

    def get_queryset(self):
        """In the order of the set."""
        return answer_rows(sheet_of(self._assessment(self.request, self.kwargs["uid"]), today()))

    @extend_schema(
        operation_id="esg_answers_save",
        summary="Save answers",
        description=(
            "Only while the assessment is open for answers; a person hands in. 409 names the answers that somebody "
            "else changed after the version in `seen`: nothing of the call is saved then, read them again."
        ),
        tags=["esg"],
        request=EsgAnswersIn,
        responses=EsgAnswersOut,
        examples=[
            OpenApiExample(
                "Energy",
                {"answers": [{"code": "E3", "seen": 0, "score": 3, "number": "1250.5", "note": "계량기 12대"}]},
                request_only=True,
            )
        ],
    )
    @conditional
    def put(self, request: Request, uid: str) -> Response:
        """Those that are sent; the others stay."""
        assessment = self._assessment(request, uid)
        data = EsgAnswersIn(data=request.data)
        data.is_valid(raise_exception=True)
        questions = {each.code: each for each in sets.questions_of(assessment.question_set)}
        uids = {uid for row in data.validated_data["answers"] for uid in row["evidence"]}
        library = dict(
            evidence_visible_to(request.user)
            .filter(uid__in=uids, company=assessment.company_id)
            .values_list("uid", "pk")
        )
        given = []
        for row in data.validated_data["answers"]:
            told = dict(row)
            code, evidence = told.pop("code"), told.pop("evidence")
            if code not in questions:
                raise RuleBroken(_("The set has no question %(code)s.") % {"code": code}, field="answers")
            if missing := [str(each) for each in evidence if each not in library]:
                raise RuleBroken(_("No such document: %(uid)s.") % {"uid": missing[0]}, field="answers")
            given.append((questions[code], AnswerIn(**told, evidence=frozenset(library[each] for each in evidence))))
        self._save(assessment, given, request)
        rows = EsgAnswerOut(answer_rows(sheet_of(assessment, today())), many=True)
        return Response({"results": rows.data})

    @transaction.atomic
    def _save(self, assessment: Assessment, given: list, request: Request) -> None:
        result = services.save_answers(assessment, given, by=request.user)
        if result.stale:  # what was saved is taken back with the refusal
            raise Clash(_("Somebody else changed meanwhile: %(codes)s.") % {"codes": ", ".join(sorted(result.stale))})

    def _assessment(self, request: Request, uid: str) -> Assessment:
        found = assessments_visible_to(request.user).select_related("company", "question_set")
        return get_object_or_404(found, uid=uid)


class EsgEvidenceFilter(ApiFilterSet):
    """What to ask the list for."""

    q = SearchFilter("title", "icontains", label="Words of the title.")
    kind = CodesFilter(label="Kinds of certificates.")
    number = WordsFilter(label="Numbers of documents.")
    valid_from, valid_before = days("valid_to", label="The last day of validity.")
    added_from, added_before = moments("added_at")

    class Meta:
        model = Evidence
        fields: list[str] = []


@extend_schema_view(
    list=extend_schema(operation_id="esg_evidence_list", summary="The company's library of documents", tags=["esg"]),
    retrieve=extend_schema(operation_id="esg_evidence_retrieve", summary="A document", tags=["esg"]),
)
class EvidenceViewSet(ApiViewSet):
    """What answers may point to."""

    scopes = {"read": "esg.read"}
    serializer_class = EsgEvidenceOut
    queryset = Evidence.objects.none()
    ordering = ("-pk",)
    ordering_fields = {"added_at": "added_at", "valid_until": "valid_to", "title": "title"}
    filterset_class = EsgEvidenceFilter
    lookup_field = "uid"
    lookup_value_regex = UID

    def get_queryset(self):
        """By the query of the screens."""
        return evidence_visible_to(self.request.user).filter(removed_at=None).order_by()
