"""Laboratories for programs: equipment with its free times for everybody, the company's own bookings."""

from datetime import timedelta

from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers
from rest_framework.decorators import action

from portal.api.doors import ApiViewSet
from portal.api.expand import Expansion, Thing
from portal.api.filters import (
    AllowedOrder,
    ApiFilterSet,
    CodesFilter,
    choices_of,
    moments,
)
from portal.clock import db_now, today
from sharedgrowth.support.models import LabBooking, LabEquipment
from sharedgrowth.support.queries import labs as queries
from sharedgrowth.support.rules import labs as rules


class LabEquipmentOut(Thing, serializers.ModelSerializer):
    """A piece of equipment that suppliers may book."""

    page, page_by = "support:lab-detail", "code"
    door, door_by = "api-lab-detail", "code"

    class Meta:
        model = LabEquipment
        fields = (
            "uid", "code", "field", "name_ko", "name_en", "lab_ko", "lab_en", "about_ko", "about_en", "sample_ko",
            "sample_en", "opens", "closes", "slot_minutes", "most_slots", "lead_days", "ahead_days", "fee_won",
            "refuses",
        )  # fmt: skip
        read_only_fields = fields


class LabSlotOut(serializers.Serializer):
    """A free time."""

    begins_at = serializers.DateTimeField()
    ends_at = serializers.DateTimeField()


class LabBookingOut(Thing, serializers.ModelSerializer):
    """A booking of the client's company; the report itself is read by people alone."""

    page, page_by = "support:booking-detail", "number"
    door = "api-lab-booking-detail"
    expansions = {
        "equipment": Expansion(LabEquipmentOut, lambda _user: queries.equipment_offered().order_by(), by="equipment_id")
    }

    equipment = serializers.SlugField(source="equipment.code")

    class Meta:
        model = LabBooking
        fields = (
            "uid", "number", "equipment", "state", "begins_at", "ends_at", "purpose", "sample", "samples",
            "confidentiality", "hazards", "consent_at", "asked_at",
        )  # fmt: skip
        read_only_fields = fields


class LabEquipmentFilter(ApiFilterSet):
    """What to ask the list for."""

    code = CodesFilter()
    field = choices_of(LabEquipment, "field")

    class Meta:
        model = LabEquipment
        fields: list[str] = []


@extend_schema_view(
    list=extend_schema(operation_id="labs_list", summary="Laboratory equipment", tags=["support"]),
    retrieve=extend_schema(operation_id="labs_retrieve", summary="One piece of equipment", tags=["support"]),
)
class LabEquipmentViewSet(ApiViewSet):
    """What can be booked."""

    public_reads = True
    serializer_class = LabEquipmentOut
    queryset = LabEquipment.objects.none()
    lookup_field = "code"
    ordering = ("code",)
    ordering_fields = ("code", "name_ko", "name_en")
    filterset_class = LabEquipmentFilter

    def lists(self) -> bool:
        """The equipment, and the free times of one."""
        return self.operation() in ("list", "slots")

    def get_queryset(self):
        """What is offered."""
        return queries.equipment_offered().order_by()

    @extend_schema(
        operation_id="labs_slots",
        summary="Free times of the coming four weeks",
        tags=["support"],
        responses=LabSlotOut(many=True),
    )
    @action(detail=True, filterset_class=None, filter_backends=[AllowedOrder], ordering_fields=("begins_at",))
    def slots(self, request, code=None):
        """Free times."""
        equipment, on, now = self.get_object(), today(), db_now()
        first, last = queries.bookable_days(equipment, on)
        last = min(last, on + timedelta(weeks=4))
        taken = [(each.begins_at, each.ends_at) for each in queries.bookings_between([equipment], first, last)]
        span = [first + timedelta(days=n) for n in range((last - first).days + 1)]
        slots = [slot for day in span for slot in queries.slots_on(equipment, day) if slot.begins_at > now]
        free = rules.free_slots(slots, taken)
        return self.paged(free, LabSlotOut)


class LabBookingFilter(ApiFilterSet):
    """What to ask the list for."""

    number = CodesFilter()
    equipment = CodesFilter("equipment__code", label="Codes of equipment.")
    state = choices_of(LabBooking, "state")
    begins_from, begins_before = moments("begins_at")

    class Meta:
        model = LabBooking
        fields: list[str] = []


@extend_schema_view(
    list=extend_schema(operation_id="lab_bookings_list", summary="Own lab bookings", tags=["support"]),
    retrieve=extend_schema(operation_id="lab_bookings_retrieve", summary="One lab booking", tags=["support"]),
)
class LabBookingViewSet(ApiViewSet):
    """Bookings of the client's company."""

    scopes = {"read": "support.read"}
    serializer_class = LabBookingOut
    queryset = LabBooking.objects.none()
    lookup_field = "uid"
    ordering = ("-pk",)
    ordering_fields = ("number", "begins_at", "asked_at")
    filterset_class = LabBookingFilter

    def get_queryset(self):
        """The company's."""
        return queries.bookings_visible_to(self.request.user).exclude(company=None).order_by()
