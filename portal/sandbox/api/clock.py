"""Read the sandbox's clock and move it on."""

from datetime import datetime, timedelta

from django.utils.duration import duration_iso_string
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from portal.api.doors import ApiView
from portal.api.fields import StrictSerializer
from portal.api.idempotency import idempotent
from portal.clock import SEOUL
from portal.sandbox import rules, services
from portal.sandbox.api.doors import InSandbox
from portal.sandbox.queries import Reading, read_clock

NO_STORE = {"Cache-Control": "no-store"}


class ClockIn(StrictSerializer):
    """How far."""

    advance = serializers.CharField(
        max_length=40, help_text="A span (ISO 8601) of at most 100 days, such as P3D or PT2H30M."
    )

    class Meta:
        ref_name = "SandboxClockStep"

    def validate_advance(self, text: str) -> timedelta:
        """Weeks, days, hours, minutes, seconds."""
        step = rules.duration(text)
        if step is None:
            raise serializers.ValidationError(
                _("Write a span of weeks, days, hours, minutes and seconds as in ISO 8601, such as P3D or PT2H30M.")
            )
        return step


class ClockOut(serializers.Serializer):
    """What the clock shows."""

    shown_at = serializers.DateTimeField(help_text="The time of this portal: all deadlines go by it.")
    real_at = serializers.DateTimeField(help_text="The time everywhere else. Access tokens live by it.")
    ahead = serializers.CharField(help_text="How far `shown_at` is ahead of `real_at` (ISO 8601).")
    goal_at = serializers.DateTimeField(allow_null=True, help_text="Where the clock is going; null when it is there.")
    settled = serializers.BooleanField(help_text="It is there, and all that became due on the way has been done.")

    class Meta:
        ref_name = "SandboxClock"


def told(reading: Reading) -> dict:
    """For the answer, in Korean time."""

    def moment(value: datetime | None) -> str | None:
        return value.astimezone(SEOUL).isoformat(timespec="seconds") if value else None

    return {
        "shown_at": moment(reading.shown),
        "real_at": moment(reading.real),
        "ahead": duration_iso_string(reading.ahead),
        "goal_at": moment(reading.goal),
        "settled": reading.settled,
    }


class ClockView(InSandbox, ApiView):
    """The one clock of the sandbox; everybody in it shares it."""

    scopes = {"write": "tender.read"}
    public_reads = True
    tagged = False

    @extend_schema(
        operation_id="sandbox_clock_read", summary="The sandbox's clock", responses=ClockOut, tags=["sandbox"]
    )
    def get(self, request: Request) -> Response:
        """After a move: ask until `settled` is true."""
        reading = read_clock()
        assert reading is not None  # noqa: S101 (a sandbox has a clock)
        return Response(told(reading), headers=NO_STORE)

    @extend_schema(
        operation_id="sandbox_clock_advance",
        summary="Move the sandbox's clock on",
        request=ClockIn,
        responses={202: ClockOut},
        tags=["sandbox"],
        examples=[OpenApiExample("Three days", {"advance": "P3D"}, request_only=True)],
    )
    @idempotent
    def post(self, request: Request) -> Response:
        """It goes there day by day; deadlines, counterparts and payment runs are followed on the way. No way back."""
        body = ClockIn(data=request.data)
        body.is_valid(raise_exception=True)
        reading = services.advance_clock(body.validated_data["advance"], by=request.user)
        return Response(told(reading), status=202, headers=NO_STORE)
