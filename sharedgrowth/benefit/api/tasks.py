"""Tasks for the programs of a supplier: its own tasks, and to propose one. People judge, sign and decide."""

import json
from typing import Any

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import OpenApiExample, extend_schema, extend_schema_field, extend_schema_view
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from portal.api import fields
from portal.api.doors import ApiView, ApiViewSet
from portal.api.expand import Neighbour, Thing, neighbours
from portal.api.filters import (
    ApiFilterSet,
    ChoicesFilter,
    CodesFilter,
    SearchFilter,
    moments,
)
from portal.api.idempotency import idempotent
from portal.api.limits import UID
from sharedgrowth.benefit.models import Task
from sharedgrowth.benefit.queries.tasks import tasks_visible_to
from sharedgrowth.benefit.services.tasks import propose_task, save_idea
from sharedgrowth.benefit.states import TaskState, TaskType


# Out -----------------------------------------------------------------------------------------------------------------
class BenefitTaskOut(Thing, serializers.ModelSerializer):
    """A task in which the company takes part."""

    page, page_by = "benefit:task-detail", "number"
    door = "api-benefit-task-detail"

    state = serializers.ChoiceField(choices=TaskState.choices)
    type = serializers.ChoiceField(choices=TaskType.choices)
    screen_due_on = serializers.DateField(source="screen_due", allow_null=True)
    feasible_due_on = serializers.DateField(source="feasible_due", allow_null=True)

    class Meta:
        model = Task
        fields = (
            "uid", "number", "state", "type", "title", "problem", "mechanism", "item", "class_code", "department",
            "prototype", "expected_won", "cost_won", "soft", "proposed_at", "sha256", "screen_due_on",
            "feasible_due_on", "idea_until", "completed_on", "reason",
        )  # fmt: skip
        read_only_fields = fields


neighbours.add(
    "benefit_task",
    Neighbour(BenefitTaskOut, lambda user: tasks_visible_to(user).order_by(), scope="support.read"),
)


class ProposedTaskOut(BenefitTaskOut):
    """The task with its signed receipt: keep it."""

    receipt = serializers.SerializerMethodField(
        help_text="The signed document, its signature and the name of the key: see /.well-known/twp-keys.json."
    )

    class Meta(BenefitTaskOut.Meta):
        fields = (*BenefitTaskOut.Meta.fields, "receipt")
        read_only_fields = fields

    @extend_schema_field(serializers.DictField())
    def get_receipt(self, task: Task) -> dict[str, str]:
        """As it was signed."""
        return json.loads(task.receipt)


# In ------------------------------------------------------------------------------------------------------------------
class BenefitProposalIn(fields.StrictSerializer):
    """What is improved, and how."""

    title = fields.TextField(max_length=120)
    type = serializers.ChoiceField(choices=TaskType.choices)
    problem = fields.TextField(max_length=2000, help_text="Where it stands today, with figures.")
    mechanism = fields.TextField(max_length=2000, help_text="Nothing secret: technical data moves under an agreement.")
    item = fields.TextField(max_length=200, required=False)
    class_code = serializers.RegexField(r"^[0-9]{8}$", required=False, help_text="UNSPSC; item or class is needed.")
    department = fields.TextField(max_length=120, required=False)
    site = fields.TextField(max_length=120, required=False)
    prototype = fields.BooleanField(required=False, help_text="Whether a prototype or trial is needed.")
    expected_won = fields.WonField(required=False, help_text="Expected saving a year.")
    cost_won = fields.WonField(required=False, help_text="Cost of prototype and trial.")
    risk = fields.TextField(max_length=1000, required=False)
    difference = fields.TextField(
        max_length=1000, required=False, help_text="What is new; needed where similar tasks were proposed (422)."
    )


# Doors ---------------------------------------------------------------------------------------------------------------


class BenefitTaskFilter(ApiFilterSet):
    """What to ask the list for."""

    q = SearchFilter("title", "icontains", label="Words of the title.")
    number = CodesFilter()
    state = ChoicesFilter(TaskState)
    type = ChoicesFilter(TaskType)
    class_code = CodesFilter(label="Codes of UNSPSC.")
    proposed_from, proposed_before = moments("proposed_at")

    class Meta:
        model = Task
        fields: list[str] = []


@extend_schema_view(
    list=extend_schema(operation_id="benefit_tasks_list", summary="Tasks of the company", tags=["benefit"]),
    retrieve=extend_schema(operation_id="benefit_tasks_retrieve", summary="One task", tags=["benefit"]),
)
class BenefitTaskViewSet(ApiViewSet):
    """Tasks in which the client's company takes part."""

    scopes = {"read": "support.read"}
    serializer_class = BenefitTaskOut
    queryset = Task.objects.none()
    ordering = ("-pk",)
    ordering_fields = ("number", "proposed_at", "completed_on")
    filterset_class = BenefitTaskFilter
    lookup_field = "uid"
    lookup_value_regex = UID

    def get_queryset(self):
        """Its own."""
        return tasks_visible_to(self.request.user).order_by()


class BenefitProposals(ApiView):
    """Proposing."""

    scopes = {"write": "support.write"}

    @extend_schema(
        operation_id="benefit_tasks_propose",
        summary="Propose a task",
        description=(
            "The portal stamps it with its own clock and signs a receipt over its fingerprint: it proves who proposed "
            "what, and when. It is screened within ten business days."
        ),
        tags=["benefit"],
        request=BenefitProposalIn,
        responses={201: ProposedTaskOut},
        examples=[
            OpenApiExample(
                "A longer life",
                {
                    "title": "산소 랜스 수명 연장",
                    "type": "life",
                    "problem": "산소 랜스를 30일마다 바꿉니다.",
                    "mechanism": "랜스 끝에 세라믹 코팅을 입혀 교체 주기를 45일로 늘립니다.",
                    "item": "산소 랜스",
                    "class_code": "23151600",
                    "expected_won": "160000000",
                },
                request_only=True,
            )
        ],
    )
    @idempotent
    def post(self, request: Request) -> Response:
        """Of the client's company."""
        data = BenefitProposalIn(data=request.data)
        data.is_valid(raise_exception=True)
        given: dict[str, Any] = dict(data.validated_data)
        task = propose_task(save_idea(None, {"prototype": False} | given, by=request.user), by=request.user)
        task = get_object_or_404(tasks_visible_to(request.user), pk=task.pk)
        return Response(ProposedTaskOut(task, context={"request": request}).data, status=201)
