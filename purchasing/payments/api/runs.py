"""Doors for the bank's own program: files of payment runs out, its messages in."""

from typing import Any

from drf_spectacular.utils import OpenApiExample, extend_schema, extend_schema_view
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from portal.api import fields
from portal.api.doors import ApiActs, ApiViewSet
from portal.api.filters import ApiFilterSet, ChoicesFilter, CodesFilter, days
from portal.api.idempotency import idempotent
from portal.policy import require
from purchasing.payments.models import PaymentRun
from purchasing.payments.policies import runs as policies
from purchasing.payments.queries.runs import runs_for_bank
from purchasing.payments.services.bank_in import read_bank_message
from purchasing.payments.services.paying import take_file
from purchasing.payments.states import RunKind, RunState

MOST = 3_900_000  # characters: 2,000 lines of 1,900; larger messages are read by finance


class BankRunOut(serializers.ModelSerializer):
    """A run whose file is ready."""

    message_id = serializers.CharField(source="file.number", help_text="MsgId of the file; never used twice.")
    sha256 = serializers.CharField(source="file.sha256", help_text="Of the file's bytes.")
    count = serializers.IntegerField(source="file.count")
    total = serializers.DecimalField(source="file.total", max_digits=20, decimal_places=2)

    class Meta:
        model = PaymentRun
        fields = ("uid", "number", "kind", "state", "value_on", "currency", "message_id", "sha256", "count", "total")
        read_only_fields = fields


class BankFileOut(serializers.Serializer):
    """The file itself."""

    name = serializers.CharField()
    sha256 = serializers.CharField()
    document = serializers.CharField(help_text="pain.001.001.09, UTF-8")


class BankRunFilter(ApiFilterSet):
    """What to ask the list for."""

    number = CodesFilter()
    kind = ChoicesFilter(RunKind)
    state = ChoicesFilter(RunState)
    value_from, value_before = days("value_on")

    class Meta:
        model = PaymentRun
        fields: list[str] = []


@extend_schema_view(
    list=extend_schema(operation_id="payment_runs_list", summary="Payment runs with their file", tags=["bank"]),
    retrieve=extend_schema(exclude=True),
)
class BankRunViewSet(ApiViewSet):
    """Runs that were posted in full, with ``bank.status``."""

    scopes = {"read": "bank.status"}
    serializer_class = BankRunOut
    filterset_class = BankRunFilter
    queryset = PaymentRun.objects.none()
    lookup_field = "uid"
    ordering = ("-value_on", "-pk")
    ordering_fields = ("number", "value_on")

    def get_queryset(self):
        """For the bank's program alone."""
        return runs_for_bank(self.request.user).order_by()

    @extend_schema(
        operation_id="payment_runs_file", summary="The file of a run", responses={200: BankFileOut}, tags=["bank"]
    )
    @action(detail=True, methods=["get"])
    def file(self, request: Request, uid: Any = None) -> Response:
        """The same bytes each time; who took it is recorded."""
        file, content = take_file(self.get_object(), by=request.user)
        told = {"name": file.name, "sha256": file.sha256, "document": content.decode()}
        return Response(BankFileOut(told).data)


class BankMessageIn(fields.StrictSerializer):
    """One message, word for word."""

    document = serializers.CharField(
        max_length=MOST, trim_whitespace=False, help_text="pain.002, camt.053 or camt.054 as XML, UTF-8"
    )


class BankMessageOut(serializers.Serializer):
    """What became of it."""

    uid = serializers.UUIDField()
    kind = serializers.CharField()
    message_id = serializers.CharField()
    new = serializers.BooleanField(help_text="False when the same bytes were read before; nothing was done twice.")
    lines = serializers.IntegerField()
    unmatched = serializers.IntegerField(help_text="Lines that people look at.")


class BankMessageViewSet(ApiActs):
    """Messages of the bank, with ``bank.status``."""

    scopes = {"write": "bank.status"}

    @extend_schema(
        operation_id="bank_messages_send",
        summary="Send a status report, a notification or a statement",
        request=BankMessageIn,
        responses={201: BankMessageOut},
        examples=[
            OpenApiExample(
                "Status report",
                {"document": '<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.002.001.10">…</Document>'},
                request_only=True,
            )
        ],
        tags=["bank"],
    )
    @idempotent
    def create(self, request: Request) -> Response:
        """Read once and whole; lines that fit no payment go to people and move no money."""
        require(policies.may_read_messages(request.user))
        body = BankMessageIn(data=request.data)
        body.is_valid(raise_exception=True)
        message, new = read_bank_message(body.validated_data["document"].encode(), by=request.user)
        told = {
            "uid": message.uid,
            "kind": message.kind,
            "message_id": message.message_id,
            "new": new,
            "lines": message.entries.count(),
            "unmatched": message.unmatched.count(),
        }
        return Response(BankMessageOut(told).data, status=201)
