"""What a bidder is asked after the opening, and its answers: an explanation of a low price, a formal fault to mend."""

from base64 import b64decode
from decimal import Decimal
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiExample, extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from portal.api import fields
from portal.api.doors import ApiView
from portal.api.expand import Thing, Told
from portal.api.idempotency import HEADER, idempotent
from purchasing.bidding import queries, services
from purchasing.bidding.models import CostLine, Explanation, ExplanationAnswer, MendRequest, Tender
from purchasing.bidding.services.explanations import LONGEST
from purchasing.bidding.services.mending import LONGEST_ANSWER
from purchasing.bidding.states import ExplanationState, ExplanationTopic, Mendable, MendState

LARGEST_PAPERS = 700_000  # all of one call: as base64 they fit into what a call may hold
TOO_LARGE = "At most 700 KB in one call; larger ones are sent in the portal."


class PaperIn(fields.StrictSerializer):
    """One document."""

    name = fields.TextField(max_length=200)
    content = serializers.CharField(max_length=LARGEST_PAPERS * 4 // 3 + 4, help_text=f"base64. {TOO_LARGE}")

    def validate_content(self, text: str) -> bytes:
        """The bytes."""
        try:
            return b64decode(text, validate=True)
        except ValueError as fault:
            raise serializers.ValidationError(_("The content is not base64.")) from fault


def _uploads(rows: list[dict[str, Any]]) -> list[SimpleUploadedFile]:
    return [SimpleUploadedFile(row["name"], row["content"]) for row in rows]


# Explanations --------------------------------------------------------------------------------------------------------
class CostSheetLineOut(Told, serializers.ModelSerializer):
    """One line of the cost sheet that the company chose to show."""

    class Meta:
        model = CostLine
        fields = ("no", "label", "qty", "unit", "unit_cost_won", "amount_won", "note")
        read_only_fields = fields


class ExplanationAnswerOut(serializers.ModelSerializer):
    """One answer of the company."""

    topics = serializers.ListField(child=serializers.ChoiceField(choices=ExplanationTopic.choices))
    costs = CostSheetLineOut(many=True)
    files = serializers.SerializerMethodField(help_text="Names of the evidence.")

    class Meta:
        model = ExplanationAnswer
        fields = ("text", "topics", "at", "costs", "files")
        read_only_fields = fields

    @extend_schema_field(serializers.ListField(child=serializers.CharField()))
    def get_files(self, answer: ExplanationAnswer) -> list[str]:
        """As they were sent."""
        return [each.file.name for each in answer.files.all()]


class ExplanationOut(Thing, serializers.ModelSerializer):
    """What the company is asked about its price, its answers, and what was decided."""

    door, door_by = "api-tender-explanation", "uid=tender.uid"

    state = serializers.ChoiceField(choices=ExplanationState.choices)
    reason = serializers.CharField(help_text="Of an evaluator; empty where a figure of the rule found the price low.")
    answers = serializers.SerializerMethodField()

    class Meta:
        model = Explanation
        fields = (
            "uid", "state", "reason", "items", "asked_at", "answer_by", "question", "decided_at", "decision",
            "by_silence", "answers",
        )  # fmt: skip
        read_only_fields = fields

    @extend_schema_field(ExplanationAnswerOut(many=True))
    def get_answers(self, explanation: Explanation) -> list[dict[str, Any]]:
        """The first one first."""
        return list(ExplanationAnswerOut(queries.answers_of(explanation), many=True).data)


class CostLineIn(fields.StrictSerializer):
    """One line of a cost sheet; the portal computes its amount."""

    label = fields.TextField(max_length=200)
    qty = fields.DecimalField(max_digits=14, decimal_places=3, min_value=Decimal("0.001"))
    unit = fields.TextField(max_length=12, required=False, allow_blank=True, default="")
    unit_cost_won = fields.WonField()
    note = fields.TextField(max_length=300, required=False, allow_blank=True, default="")


class ExplanationAnswerIn(fields.StrictSerializer):
    """The answer; a cost sheet and evidence are by the company's own choice."""

    text = fields.TextField(max_length=LONGEST)
    topics = fields.RowsField(child=serializers.ChoiceField(choices=ExplanationTopic.choices), required=False)
    costs = fields.RowsField(child=CostLineIn(), required=False)
    files = fields.RowsField(child=PaperIn(), required=False)


def _tender(request: Request, uid: str) -> Tender:
    return get_object_or_404(queries.tenders_visible_to(request.user).filter(published_at__isnull=False), uid=uid)


def _explanation(request: Request, uid: str) -> Explanation:
    """Of the client's company; programs of the buyer judge nothing, so they have none."""
    if not request.user.is_supplier:
        raise Http404
    return get_object_or_404(queries.explanations_visible_to(request.user, _tender(request, uid)))


class ExplanationOfTender(ApiView):
    """The explanation that the company owes."""

    scopes = {"read": "bid.read"}

    @extend_schema(
        operation_id="tender_explanation",
        summary="The explanation asked of the company",
        description="Where its price looks abnormally low and the award rule explains; 404 when nothing was asked.",
        tags=["bids"],
        responses=ExplanationOut,
    )
    def get(self, request: Request, uid: str) -> Response:
        """What is asked, until when, and where it stands."""
        return Response(ExplanationOut(_explanation(request, uid), context={"request": request}).data)


class AnswersToExplanation(ApiView):
    """Answers of the client's company."""

    scopes = {"write": "bid.write"}

    @extend_schema(
        operation_id="tender_explanation_answer",
        summary="Explain the price",
        description="409 when no answer is waited for, or its last day (`answer_by`) is over.",
        tags=["bids"],
        request=ExplanationAnswerIn,
        responses={201: ExplanationOut},
        examples=[
            OpenApiExample(
                "An explanation with a cost sheet",
                {
                    "text": "자체 금형과 자동 설비로 만들어 단위 노무비가 낮습니다.",
                    "topics": ["process"],
                    "costs": [{"label": "강재", "qty": "120.5", "unit": "kg", "unit_cost_won": 1450}],
                },
                request_only=True,
            )
        ],
    )
    @idempotent
    def post(self, request: Request, uid: str) -> Response:
        """Answer once; a second time only if it is asked once more."""
        data = ExplanationAnswerIn(data=request.data)
        data.is_valid(raise_exception=True)
        told, explanation = data.validated_data, _explanation(request, uid)
        services.answer_explanation(
            explanation,
            text=told["text"],
            topics=told.get("topics", ()),
            costs=[services.CostIn(**row) for row in told.get("costs", [])],
            uploads=_uploads(told.get("files", [])),
            key=request.headers[HEADER],
            by=request.user,
        )
        return Response(ExplanationOut(_explanation(request, uid), context={"request": request}).data, status=201)


# Formal faults -------------------------------------------------------------------------------------------------------
class MendOut(Thing, serializers.ModelSerializer):
    """The formal faults of the company's bid, its one answer, and what was judged."""

    door, door_by = "api-tender-mend", "uid=bid.tender.uid"

    state = serializers.ChoiceField(choices=MendState.choices)
    faults = serializers.ListField(child=serializers.ChoiceField(choices=Mendable.choices))
    answers = serializers.DictField(child=serializers.CharField(), help_text="What was written, by fault.")
    papers = serializers.SerializerMethodField(help_text="Names of the documents, by fault.")

    class Meta:
        model = MendRequest
        fields = (
            "uid", "state", "faults", "wanted", "asked_at", "due_at", "answers", "papers", "answered_at", "judged_at",
            "judgement",
        )  # fmt: skip
        read_only_fields = fields

    @extend_schema_field(serializers.DictField(child=serializers.ListField(child=serializers.CharField())))
    def get_papers(self, mend: MendRequest) -> dict[str, list[str]]:
        """As they were sent."""
        papers: dict[str, list[str]] = {}
        for paper in mend.papers.select_related("file").order_by("pk"):
            papers.setdefault(paper.fault, []).append(paper.file.name)
        return papers


class MendedFaultIn(fields.StrictSerializer):
    """The answer to one fault."""

    fault = serializers.ChoiceField(choices=Mendable.choices)
    text = fields.TextField(max_length=LONGEST_ANSWER, required=False, allow_blank=True, default="")
    files = fields.RowsField(child=PaperIn(), required=False, max_length=5)


class MendAnswerIn(fields.StrictSerializer):
    """The one answer: every fault that was asked about, and no other."""

    faults = fields.RowsField(child=MendedFaultIn())

    def validate_faults(self, rows: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
        """By fault, each once."""
        found = {row["fault"]: row for row in rows}
        if len(found) != len(rows):
            raise serializers.ValidationError(_("A fault is named twice."))
        return found


def _mend(request: Request, uid: str) -> MendRequest:
    mend = queries.own_mend(request.user, _tender(request, uid))
    if mend is None:
        raise Http404
    return mend


class MendOfTender(ApiView):
    """The formal faults that the company may mend."""

    scopes = {"read": "bid.read"}

    @extend_schema(
        operation_id="tender_mend",
        summary="The formal faults to mend",
        description="What the evaluation board asked the company for, until when; 404 when nothing was asked.",
        tags=["bids"],
        responses=MendOut,
    )
    def get(self, request: Request, uid: str) -> Response:
        """What is missing, and where it stands."""
        return Response(MendOut(_mend(request, uid), context={"request": request}).data)


class AnswersToMend(ApiView):
    """The one answer of the client's company."""

    scopes = {"write": "bid.write"}

    @extend_schema(
        operation_id="tender_mend_answer",
        summary="Mend the formal faults",
        description=(
            "Once, before `due_at`: documents for what was missing, words for slips. 409 when it was answered or the "
            "time is over."
        ),
        tags=["bids"],
        request=MendAnswerIn,
        responses={201: MendOut},
        examples=[
            OpenApiExample(
                "A slip put right",
                {"faults": [{"fault": "clerical", "text": "사업자등록번호는 123-45-67890입니다."}]},
                request_only=True,
            )
        ],
    )
    @idempotent
    def post(self, request: Request, uid: str) -> Response:
        """Answer for the client's company."""
        data = MendAnswerIn(data=request.data)
        data.is_valid(raise_exception=True)
        rows = data.validated_data["faults"]
        services.answer_mend(
            _mend(request, uid),
            answers={fault: row["text"] for fault, row in rows.items()},
            papers={fault: _uploads(row["files"]) for fault, row in rows.items() if row.get("files")},
            by=request.user,
        )
        return Response(MendOut(_mend(request, uid), context={"request": request}).data, status=201)
