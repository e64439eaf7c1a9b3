"""Applications for the programs of a supplier: its own, their steel, to enter proofs. People submit and decide."""

from decimal import Decimal

from drf_spectacular.utils import OpenApiExample, extend_schema, extend_schema_view
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from portal.api import fields
from portal.api.doors import ApiViewSet
from portal.api.expand import Thing
from portal.api.filters import (
    ApiFilterSet,
    ChoicesFilter,
    CodesFilter,
    UidsFilter,
    moments,
)
from portal.api.idempotency import idempotent
from portal.api.limits import UID
from sharedgrowth.innovilt.models import InnoviltApplication, SteelProof
from sharedgrowth.innovilt.queries.applications import applications_visible_to, examined, proofs_of
from sharedgrowth.innovilt.services.proofs import add_proof
from sharedgrowth.innovilt.states import ApplicationKind, ApplicationState, Category, SheetState, SteelForm

PROOFS_BY = {"bought_on": "coil__bought_on", "tonnes": "tonnes"}


# Out -----------------------------------------------------------------------------------------------------------------
class InnoviltApplicationOut(Thing, serializers.ModelSerializer):
    """An application of the company."""

    page, page_by = "innovilt:application-detail", "number"
    door = "api-innovilt-application-detail"

    state = serializers.ChoiceField(choices=ApplicationState.choices)
    kind = serializers.ChoiceField(choices=ApplicationKind.choices)
    category = serializers.ChoiceField(choices=Category.choices, allow_blank=True)
    product = serializers.UUIDField(source="product.uid")
    version = serializers.IntegerField(source="version.no")
    decide_due_on = serializers.DateField(source="decide_due", allow_null=True)

    class Meta:
        model = InnoviltApplication
        fields = (
            "uid", "number", "state", "kind", "category", "product", "version", "technology", "market",
            "price_position", "plant", "plant_region", "submitted_at", "sha256", "decide_due_on", "decided_at", "total",
            "reason",
        )  # fmt: skip
        read_only_fields = fields


class SteelProofOut(serializers.ModelSerializer):
    """So many tonnes of a coil for a part of the product."""

    part = serializers.IntegerField(source="item.no", help_text="Number of the steel part.")
    sheet_no = serializers.CharField(source="coil.sheet.number")
    sheet_state = serializers.ChoiceField(choices=SheetState.choices, source="coil.sheet.state")
    heat_no = serializers.CharField(source="coil.heat_no")
    coil_no = serializers.CharField(source="coil.coil_no")
    grade = serializers.CharField(source="coil.grade")
    coil_t = serializers.DecimalField(max_digits=12, decimal_places=3, source="coil.tonnes")
    bought_on = serializers.DateField(source="coil.bought_on")

    class Meta:
        model = SteelProof
        fields = (
            "uid", "part", "sheet_no", "sheet_state", "heat_no", "coil_no", "grade", "coil_t", "bought_on", "tonnes",
        )  # fmt: skip
        read_only_fields = fields


class YearBalanceOut(serializers.Serializer):
    """One part in one year."""

    year = serializers.IntegerField()
    part = serializers.IntegerField()
    units = serializers.IntegerField()
    bought_t = serializers.CharField()
    usable_t = serializers.CharField()
    needed_t = serializers.CharField()
    coverage = serializers.CharField(allow_null=True, help_text="None when nothing was sold.")
    covers = serializers.BooleanField()


class SteelBalanceOut(serializers.Serializer):
    """The share of our steel, and the mass balance, as they are counted now."""

    share = serializers.DecimalField(max_digits=7, decimal_places=6)
    passed = serializers.BooleanField()
    faults = serializers.ListField(child=serializers.CharField())
    years = YearBalanceOut(many=True)


# In ------------------------------------------------------------------------------------------------------------------
class SteelProofIn(fields.StrictSerializer):
    """One coil of one mill certificate."""

    part = serializers.IntegerField(min_value=1, help_text="Number of the steel part.")
    sheet_no = fields.TextField(max_length=60)
    issued_on = fields.DayField()
    seller = fields.TextField(max_length=120, required=False)
    heat_no = fields.TextField(max_length=40)
    coil_no = fields.TextField(max_length=40, required=False, help_text="Without it the whole heat counts as yours.")
    grade = fields.TextField(max_length=40)
    form = serializers.ChoiceField(choices=SteelForm.choices)
    coil_t = fields.DecimalField(max_digits=12, decimal_places=3, min_value=Decimal("0.001"))
    bought_on = fields.DayField()
    tonnes = fields.DecimalField(max_digits=12, decimal_places=3, min_value=Decimal("0.001"))


# Doors ---------------------------------------------------------------------------------------------------------------
class InnoviltApplicationFilter(ApiFilterSet):
    """What to ask the list for."""

    number = CodesFilter()
    state = ChoicesFilter(ApplicationState)
    category = ChoicesFilter(Category)
    kind = ChoicesFilter(ApplicationKind)
    product = UidsFilter("product__uid", label="Uids of products.")
    submitted_from, submitted_before = moments("submitted_at")

    class Meta:
        model = InnoviltApplication
        fields: list[str] = []


@extend_schema_view(
    list=extend_schema(
        operation_id="innovilt_applications_list", summary="INNOVILT applications of the company", tags=["innovilt"]
    ),
    retrieve=extend_schema(
        operation_id="innovilt_applications_retrieve", summary="One INNOVILT application", tags=["innovilt"]
    ),
)
class InnoviltApplicationViewSet(ApiViewSet):
    """Applications of the client's company."""

    scopes = {"read": "support.read", "write": "support.write"}
    serializer_class = InnoviltApplicationOut
    queryset = InnoviltApplication.objects.none()
    ordering = ("-pk",)
    ordering_fields = ("number", "submitted_at", "decided_at")
    filterset_class = InnoviltApplicationFilter
    lookup_field = "uid"
    lookup_value_regex = UID

    def lists(self) -> bool:
        """The applications, and the proofs of one."""
        return self.operation() in ("list", "proofs")

    def get_queryset(self):
        """Its own."""
        return applications_visible_to(self.request.user).order_by()

    @extend_schema(
        operation_id="innovilt_applications_balance",
        summary="Share of our steel and mass balance",
        tags=["innovilt"],
        responses=SteelBalanceOut,
    )
    @action(detail=True)
    def balance(self, request: Request, uid: str | None = None) -> Response:
        """As they are counted now, with what is missing."""
        counted = examined(self.get_object(), confirmed=False)
        told = {"share": counted.share, "passed": counted.passed, "faults": counted.faults, "years": counted.as_kept()}
        return Response(SteelBalanceOut(told).data)

    @extend_schema(
        operation_id="innovilt_applications_proofs",
        summary="Steel proofs of an application",
        tags=["innovilt"],
        responses=SteelProofOut(many=True),
    )
    @action(detail=True, filterset_class=None, ordering=("item__no", "pk"), ordering_fields=PROOFS_BY)
    def proofs(self, request: Request, uid: str | None = None) -> Response:
        """The coils that prove it."""
        return self.paged(proofs_of(self.get_object()), SteelProofOut)

    @extend_schema(
        operation_id="innovilt_applications_prove",
        summary="Enter a steel proof",
        description=(
            "One coil of one mill certificate. A coil is used once and may be split by weight; numbers that another "
            "member holds, and more than is left of a coil, are refused (422)."
        ),
        tags=["innovilt"],
        request=SteelProofIn,
        responses={201: SteelProofOut},
        examples=[
            OpenApiExample(
                "A coil",
                {
                    "part": 1,
                    "sheet_no": "MC-2026-04711",
                    "issued_on": "2026-03-02",
                    "heat_no": "SC40217",
                    "coil_no": "C-01",
                    "grade": "SGCC",
                    "form": "coated",
                    "coil_t": "20.350",
                    "bought_on": "2026-03-05",
                    "tonnes": "12.500",
                },
                request_only=True,
            )
        ],
    )
    @proofs.mapping.post
    @idempotent
    def prove(self, request: Request, uid: str | None = None) -> Response:
        """In a draft, or each year of a certified product."""
        application = self.get_object()
        data = SteelProofIn(data=request.data)
        data.is_valid(raise_exception=True)
        given = dict(data.validated_data)
        item = application.items.filter(no=given.pop("part")).first()
        if item is None:
            raise serializers.ValidationError({"part": ["This application has no such part."]})
        proof = add_proof(application, {"seller": "", "coil_no": "", **given, "item": item}, by=request.user)
        return Response(SteelProofOut(proof).data, status=201)
