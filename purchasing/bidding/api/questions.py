"""Questions about a notice for other systems: what is published for everybody; asking for a supplier's program."""

from datetime import datetime

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import OpenApiExample, extend_schema, extend_schema_view
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from portal.api import fields
from portal.api.doors import ApiLister
from portal.api.filters import ApiFilterSet, ChoicesFilter, SearchFilter, WholeFilter, moments
from portal.api.idempotency import HEADER, idempotent
from purchasing.bidding import queries, services
from purchasing.bidding.models import Answer, Question, Tender
from purchasing.bidding.services.questions import LONGEST_QUESTION
from purchasing.bidding.states import QuestionState


class AnswerOut(serializers.ModelSerializer):
    """One version of an answer."""

    class Meta:
        model = Answer
        fields = ("seq", "text", "at")
        read_only_fields = fields


class QuestionOut(serializers.ModelSerializer):
    """A question without who asked it; the last answer holds, earlier ones were corrected."""

    text = serializers.SerializerMethodField(help_text="As published; of the own company's, as it was asked.")
    asked_at = serializers.SerializerMethodField(help_text="Not told before the answer: when somebody asks tells who.")
    answers = AnswerOut(many=True)

    class Meta:
        model = Question
        fields = ("uid", "no", "state", "text", "asked_at", "answered_at", "answers")
        read_only_fields = fields

    def get_text(self, question: Question) -> str:
        """The words that this reader may see."""
        return question.published_text or question.text

    def get_asked_at(self, question: Question) -> datetime | None:
        """When it was asked, of an answered one."""
        return question.asked_at if question.state == QuestionState.ANSWERED else None


class QuestionIn(fields.StrictSerializer):
    """A question; everybody will read it with the answer."""

    text = fields.TextField(max_length=LONGEST_QUESTION)


class QuestionFilter(ApiFilterSet):
    """What to ask the list for."""

    q = SearchFilter("published_text", "icontains", label="Words of the question as it was published.")
    no = WholeFilter(least=1, most=99_999)
    state = ChoicesFilter(QuestionState)
    answered_from, answered_before = moments("answered_at")

    class Meta:
        model = Question
        fields: list[str] = []


@extend_schema_view(
    list=extend_schema(
        operation_id="tender_questions_list",
        summary="Questions about a tender, with their answers",
        description="Published ones for everybody; with a token also those of the client's company. No token needed.",
        tags=["tenders"],
    ),
)
class QuestionViewSet(ApiLister):
    """Questions about one tender."""

    public_reads = True
    scopes = {"read": "tender.read", "write": "bid.write"}
    serializer_class = QuestionOut
    filterset_class = QuestionFilter
    queryset = Question.objects.none()
    ordering = ("asked_at", "pk")
    ordering_fields = ("no", "answered_at")

    def tender(self) -> Tender:
        """The published tender of the address."""
        tenders = queries.tenders_visible_to(self.request.user).filter(published_at__isnull=False)
        return get_object_or_404(tenders, uid=self.kwargs["uid"])

    def get_queryset(self):
        """What this client may read."""
        found = queries.questions_visible_to(self.request.user, self.tender())
        if not getattr(self.request.user, "is_supplier", False):
            # what waits is for the officer, a person
            found = found.filter(state=QuestionState.ANSWERED)
        return found.prefetch_related("answers").order_by()

    @extend_schema(
        operation_id="tender_questions_ask",
        summary="Ask a question",
        description="Nobody is told who asks. 409 when questions are no longer taken.",
        tags=["tenders"],
        request=QuestionIn,
        responses={201: QuestionOut},
        examples=[OpenApiExample("A question", {"text": "동등 규격으로 투찰할 수 있습니까?"}, request_only=True)],
    )
    @idempotent
    def create(self, request: Request, uid: str) -> Response:
        """Ask for the client's company."""
        data = QuestionIn(data=request.data)
        data.is_valid(raise_exception=True)
        key = request.headers[HEADER]
        question = services.ask_question(self.tender(), text=data.validated_data["text"], key=key, by=request.user)
        return Response(QuestionOut(question).data, status=201)
