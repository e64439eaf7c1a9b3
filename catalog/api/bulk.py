"""Doors for a supplier's own program: many products in one call, by its part numbers."""

from decimal import Decimal
from typing import Any

from drf_spectacular.utils import OpenApiExample, extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from catalog import policies, services
from catalog.models import BulkJob, BulkRow
from catalog.queries.bulk import bulk_rows_of
from catalog.rules.bulk_rows import NOTHING
from catalog.rules.columns import ATTRIBUTE, BREAKS, CLASS
from catalog.services.bulk_findings import findings_of
from catalog.states import BulkVerdict, Currency, PriceVisibility, Uom
from portal.api import fields
from portal.api.doors import ApiActs
from portal.api.idempotency import idempotent
from portal.display import korean
from portal.policy import require

EXAMPLE = {
    "rows": [
        {
            "sku": "GR-6204-2RS",
            "class_code": "31171504",
            "name_ko": "깊은 홈 볼 베어링 6204-2RS",
            "origin": "KR",
            "lead_time_days": 7,
            "moq": 10,
            "price": "12000",
            "price_breaks": [{"from_qty": 100, "price": 11000}],
            "attributes": {"bore": "20 mm", "outside_diameter": "47", "width": "14"},
        }
    ]
}


class BreakIn(fields.StrictSerializer):
    """A unit price from a quantity on."""

    from_qty = fields.DecimalField(max_digits=14, decimal_places=3, min_value=Decimal("0.001"))
    price = fields.DecimalField(max_digits=18, decimal_places=2, min_value=Decimal("0.01"))


class BulkRowIn(fields.StrictSerializer):
    """One product. What is left out stays as it is; null takes it away."""

    sku = fields.TextField(max_length=40)
    class_code = fields.TextField(max_length=8)
    name_ko = fields.TextField(required=False, allow_null=True, max_length=400)
    name_en = fields.TextField(required=False, allow_null=True, max_length=400)
    description_ko = fields.TextField(required=False, allow_null=True, max_length=4000)
    description_en = fields.TextField(required=False, allow_null=True, max_length=4000)
    maker = fields.TextField(required=False, allow_null=True, max_length=200)
    model = fields.TextField(required=False, allow_null=True, max_length=200)
    origin = fields.TextField(required=False, allow_null=True, max_length=40)
    hs_code = fields.TextField(required=False, allow_null=True, max_length=20)
    moq = fields.DecimalField(required=False, allow_null=True, max_digits=14, decimal_places=3)
    order_multiple = fields.DecimalField(required=False, allow_null=True, max_digits=14, decimal_places=3)
    uom = serializers.ChoiceField(choices=Uom.choices, required=False)
    lead_time_days = fields.IntegerField(required=False, min_value=0, max_value=999)
    price = fields.DecimalField(required=False, allow_null=True, max_digits=18, decimal_places=2)
    currency = serializers.ChoiceField(choices=Currency.choices, required=False)
    price_visibility = serializers.ChoiceField(choices=PriceVisibility.choices, required=False)
    price_valid_until = fields.DayField(required=False, allow_null=True)
    price_breaks = serializers.ListField(child=BreakIn(), required=False, max_length=8)
    picture = fields.TextField(required=False, max_length=200, help_text="Name of a picture that you sent before.")
    attributes = serializers.DictField(
        child=fields.TextField(allow_null=True, max_length=400),
        required=False,
        help_text="By the attribute's code, as a person would write it: “20 mm”, “-20 ~ 80 °C”, “yes”.",
    )


class BulkIn(fields.StrictSerializer):
    """Up to 100 products."""

    rows = fields.RowsField(child=BulkRowIn(), min_length=1)
    dry_run = fields.BooleanField(required=False, default=False, help_text="Check everything, keep nothing.")


class BulkErrorOut(serializers.Serializer):
    """What is wrong at one field of a row."""

    field = serializers.CharField(help_text="Empty when it is the whole row.")
    message = serializers.CharField()


class BulkRowOut(serializers.Serializer):
    """What became of one row, in the order of the call."""

    row = serializers.IntegerField(source="line", help_text="From 1.")
    sku = serializers.CharField()
    result = serializers.ChoiceField(source="verdict", choices=BulkVerdict.choices)
    product = serializers.UUIDField(
        source="product.uid", default=None, allow_null=True, help_text="Also of a row that leaves it as it is."
    )
    number = serializers.CharField(
        source="product.number", default=None, allow_null=True, help_text="The product's number on its page."
    )
    errors = serializers.SerializerMethodField()
    missing = serializers.SerializerMethodField(
        help_text="What the draft still lacks before it can be sent in for review; after a dry run empty where the row "
        "would change something."
    )

    @extend_schema_field(BulkErrorOut(many=True))
    def get_errors(self, row: BulkRow) -> list[dict[str, Any]]:
        """In the language of the call."""
        place, header = (1 if korean() else 2), self.context["header"]
        return [{"field": header[fault[0]] if fault[0] >= 0 else "", "message": fault[place]} for fault in row.faults]

    @extend_schema_field(BulkErrorOut(many=True))
    def get_missing(self, row: BulkRow) -> list[dict[str, Any]]:
        """In the language of the call, as the review would say it."""
        place = 1 if korean() else 2
        findings = self.context["findings"].get(row.version_id, [])
        return [{"field": _named(found[0].field), "message": found[place]} for found in findings if found[0].stops]


class BulkOut(serializers.Serializer):
    """What became of the rows: those with errors were left out, all others are in."""

    uid = serializers.UUIDField()
    number = serializers.CharField()
    counts = serializers.DictField(child=serializers.IntegerField())
    rows = serializers.SerializerMethodField()

    @extend_schema_field(BulkRowOut(many=True))
    def get_rows(self, job: BulkJob) -> list[dict[str, Any]]:
        """One for each row that was sent."""
        rows = bulk_rows_of(job)
        drafts = [row.version for row in rows if row.version is not None and row.version.is_editable]
        context = {"header": job.header, "findings": findings_of(drafts)}
        return list(BulkRowOut(rows, many=True, context=context).data)


class BulkViewSet(ApiActs):
    """Many products at once, with ``catalog.write``."""

    scopes = {"write": "catalog.write"}

    @extend_schema(
        operation_id="products_bulk",
        summary="Register or change many products",
        request=BulkIn,
        responses={200: BulkOut},
        examples=[OpenApiExample("One bearing", EXAMPLE, request_only=True)],
    )
    @idempotent
    def create(self, request: Request) -> Response:
        """By part number: a new one becomes a draft, one that is there is changed. Each row stands for itself."""
        require(policies.may_list(request.user))
        body = BulkIn(data=request.data)
        body.is_valid(raise_exception=True)
        rows = [_cells(row) for row in body.validated_data["rows"]]
        job = services.take_rows(request.user.company, rows, by=request.user, dry_run=body.validated_data["dry_run"])
        return Response(BulkOut(job).data)


def _cells(row: dict[str, Any]) -> dict[str, str]:
    """As the columns of a list."""
    found: dict[str, str] = {}
    for name, value in row.items():
        if name == "attributes":
            found |= {f"{ATTRIBUTE}{code}": _text(text) for code, text in value.items()}
        elif name == "price_breaks":
            found[BREAKS] = "; ".join(f"{each['from_qty']:f}: {each['price']:f}" for each in value) or NOTHING
        else:
            found[CLASS if name == "class_code" else name] = _text(value)
    return found


def _named(field: str) -> str:
    """A place of the form as it is called here; ``files`` are pictures and safety data sheets."""
    if field.startswith("attr_"):
        return f"attributes.{field.removeprefix('attr_')}"
    return "class_code" if field == "class_node" else field


def _text(value: object) -> str:
    return NOTHING if value is None else f"{value:f}" if isinstance(value, Decimal) else str(value)
