"""Corrective actions, red flags, limitations for the programs of a supplier: what is asked, evidence handed in."""

from typing import Any

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiExample, extend_schema, extend_schema_field, extend_schema_view
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from portal.api import fields
from portal.api.doors import ApiView, ApiViewSet
from portal.api.expand import Thing, neighbour
from portal.api.filters import (
    ApiFilterSet,
    ChoicesFilter,
    CodesFilter,
    days,
)
from portal.api.idempotency import idempotent
from portal.api.limits import UID
from portal.errors import RuleBroken
from purchasing.esg.models import CorrectiveAction, Limitation, RedFlag
from purchasing.esg.queries.actions import actions_visible_to, evidence_to_choose
from purchasing.esg.queries.flags import flags_visible_to, shows_basis
from purchasing.esg.queries.limitations import limitations_visible_to
from purchasing.esg.services.actions import implement_action
from purchasing.esg.states import CapState, FlagSource, FlagState, LimitationLevel, LimitationState, Severity

MOST_EVIDENCE = 30


# Out -----------------------------------------------------------------------------------------------------------------
class CorrectiveActionOut(Thing, serializers.ModelSerializer):
    """What the company mends, with its clocks."""

    page, page_by = "esg:action-detail", "number"
    door = "api-esg-action-detail"
    expansions = {"assessment": neighbour("esg_assessment", by="assessment_id")}

    state = serializers.ChoiceField(choices=CapState.choices)
    severity = serializers.ChoiceField(choices=Severity.choices)
    assessment = serializers.SerializerMethodField(help_text="Number of the assessment it comes from.")
    item = serializers.CharField(source="question_code", help_text="Code of the item, such as S1.")
    plan_due_on = serializers.DateField(source="plan_due", allow_null=True)
    contain_due_on = serializers.DateField(source="contain_due", allow_null=True)

    class Meta:
        model = CorrectiveAction
        fields = (
            "uid", "number", "state", "severity", "assessment", "item", "finding", "plan_due_on", "contain_due_on",
            "contained_on", "due_on", "extended_days", "owner", "remark", "verified_on", "new_score",
        )  # fmt: skip
        read_only_fields = fields

    @extend_schema_field(serializers.CharField(allow_null=True))
    def get_assessment(self, action: CorrectiveAction) -> str | None:
        """Where there is one."""
        return action.assessment.number if action.assessment else None


class RedFlagOut(Thing, serializers.ModelSerializer):
    """Something grave about the company, alleged until it is decided."""

    page = "esg:flag-detail"
    door = "api-esg-flag-detail"

    state = serializers.ChoiceField(choices=FlagState.choices)
    severity = serializers.ChoiceField(choices=Severity.choices)
    source = serializers.ChoiceField(choices=FlagSource.choices)

    class Meta:
        model = RedFlag
        fields = (
            "uid", "state", "source", "severity", "critical", "title_ko", "title_en", "basis", "happened_on",
            "decision",
        )  # fmt: skip
        read_only_fields = fields

    def to_representation(self, flag: RedFlag) -> dict:
        """The words of a hotline tell who called: outside they stay empty."""
        told = super().to_representation(flag)
        return told if shows_basis(self.context["request"].user, flag) else told | {"basis": ""}


class LimitationOut(Thing, serializers.ModelSerializer):
    """A supply limitation from its notice on, with the days to answer and to appeal."""

    page, page_by = "esg:limitation-detail", "number"
    door = "api-esg-limitation-detail"

    state = serializers.ChoiceField(choices=LimitationState.choices)
    level = serializers.ChoiceField(choices=LimitationLevel.choices)
    answer_due_on = serializers.DateField(source="answer_due", allow_null=True)

    class Meta:
        model = Limitation
        fields = (
            "uid", "number", "state", "level", "interim", "facts", "answer_due_on", "decided_on", "reason", "from_on",
            "until_on", "cap_won", "appeal_until", "appeal_decision", "lifted_on",
        )  # fmt: skip
        read_only_fields = fields


# In ------------------------------------------------------------------------------------------------------------------
class ActionEvidenceIn(fields.StrictSerializer):
    """What was done, and which evidence of the library shows it."""

    done_text = fields.TextField(max_length=2000)
    evidence = serializers.ListField(child=serializers.UUIDField(), min_length=1, max_length=MOST_EVIDENCE)


# Doors ---------------------------------------------------------------------------------------------------------------


class CorrectiveActionFilter(ApiFilterSet):
    """What to ask the list for."""

    number = CodesFilter()
    state = ChoicesFilter(CapState)
    severity = ChoicesFilter(Severity)
    assessment = CodesFilter("assessment__number", label="Numbers of assessments.")
    item = CodesFilter("question_code", label="Codes of items, such as S1.")
    due_from, due_before = days("due_on")

    class Meta:
        model = CorrectiveAction
        fields: list[str] = []


@extend_schema_view(
    list=extend_schema(operation_id="esg_actions_list", summary="Corrective actions of the company", tags=["esg"]),
    retrieve=extend_schema(operation_id="esg_actions_retrieve", summary="One corrective action", tags=["esg"]),
)
class CorrectiveActionViewSet(ApiViewSet):
    """What the company has to mend."""

    scopes = {"read": "esg.read"}
    serializer_class = CorrectiveActionOut
    queryset = CorrectiveAction.objects.none()
    ordering = ("-pk",)
    ordering_fields = ("number", "due_on", "verified_on")
    filterset_class = CorrectiveActionFilter
    lookup_field = "uid"
    lookup_value_regex = UID

    def get_queryset(self):
        """Its own."""
        return actions_visible_to(self.request.user).order_by()


class EvidenceOfAction(ApiView):
    """Handing evidence in."""

    scopes = {"write": "esg.write"}

    @extend_schema(
        operation_id="esg_actions_implement",
        summary="Hand in the evidence of a corrective action",
        description=(
            "Of an action whose plan is accepted, or that is overdue. The evidence comes from the company's own "
            "library and holds today: 422 names what does not. A reviewer, who is another person, verifies it."
        ),
        tags=["esg"],
        request=ActionEvidenceIn,
        responses={200: CorrectiveActionOut},
        examples=[
            OpenApiExample(
                "Guards are mounted",
                {"done_text": "덮개를 설치했습니다", "evidence": ["0b9b5c0e-6a51-4a55-9d0c-0f2f5f1f7a11"]},
                request_only=True,
            )
        ],
    )
    @idempotent
    def post(self, request: Request, uid: str) -> Response:
        """Of the action of the address."""
        action = get_object_or_404(actions_visible_to(request.user), uid=uid)
        data = ActionEvidenceIn(data=request.data)
        data.is_valid(raise_exception=True)
        given: dict[str, Any] = dict(data.validated_data)
        chosen = list(evidence_to_choose(action.company).filter(uid__in=given["evidence"]))
        if len(chosen) != len(set(given["evidence"])):
            raise RuleBroken(_("Choose evidence from your own library."), field="evidence")
        action = implement_action(action, done_text=given["done_text"], evidence=chosen, by=request.user)
        return Response(CorrectiveActionOut(action).data)


class RedFlagFilter(ApiFilterSet):
    """What to ask the list for."""

    state = ChoicesFilter(FlagState)
    source = ChoicesFilter(FlagSource)
    severity = ChoicesFilter(Severity)
    happened_from, happened_before = days("happened_on")

    class Meta:
        model = RedFlag
        fields: list[str] = []


@extend_schema_view(
    list=extend_schema(operation_id="esg_flags_list", summary="Red flags of the company", tags=["esg"]),
    retrieve=extend_schema(operation_id="esg_flags_retrieve", summary="One red flag", tags=["esg"]),
)
class RedFlagViewSet(ApiViewSet):
    """What is alleged or confirmed; what the hotline alleges stays hidden until it is confirmed."""

    scopes = {"read": "esg.read"}
    serializer_class = RedFlagOut
    queryset = RedFlag.objects.none()
    ordering = ("-pk",)
    ordering_fields = ("happened_on",)
    filterset_class = RedFlagFilter
    lookup_field = "uid"
    lookup_value_regex = UID

    def get_queryset(self):
        """Its own."""
        return flags_visible_to(self.request.user).order_by()


class LimitationFilter(ApiFilterSet):
    """What to ask the list for."""

    number = CodesFilter()
    state = ChoicesFilter(LimitationState)
    level = ChoicesFilter(LimitationLevel)
    decided_from, decided_before = days("decided_on")

    class Meta:
        model = Limitation
        fields: list[str] = []


@extend_schema_view(
    list=extend_schema(operation_id="esg_limitations_list", summary="Supply limitations of the company", tags=["esg"]),
    retrieve=extend_schema(operation_id="esg_limitations_retrieve", summary="One supply limitation", tags=["esg"]),
)
class LimitationViewSet(ApiViewSet):
    """From the notice on. Answers and appeals are given by people, in the portal."""

    scopes = {"read": "esg.read"}
    serializer_class = LimitationOut
    queryset = Limitation.objects.none()
    ordering = ("-pk",)
    ordering_fields = ("number", "decided_on", "from_on")
    filterset_class = LimitationFilter
    lookup_field = "uid"
    lookup_value_regex = UID

    def get_queryset(self):
        """Its own."""
        return limitations_visible_to(self.request.user).order_by()
