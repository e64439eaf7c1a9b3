"""Notices and plans for other systems: what everybody may read of them."""

from typing import Any

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema, extend_schema_field, extend_schema_view
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from portal.api.doors import ApiLister, ApiView
from portal.api.filters import ApiFilterSet, ChoicesFilter, CodesFilter, SearchFilter, days, moments
from purchasing.bidding import queries
from purchasing.bidding.models import Amendment, Criterion, PlanNotice, Tender, TenderDocument, TenderLine
from purchasing.bidding.queries.award_rules import rule_figures
from purchasing.bidding.states import TenderKind


class TenderCriterionOut(serializers.ModelSerializer):
    """What bids are judged by besides their price."""

    class Meta:
        model = Criterion
        fields = ("no", "envelope", "kind", "title_ko", "title_en", "guidance", "weight", "needs_file")
        read_only_fields = fields


class TenderDocumentOut(serializers.ModelSerializer):
    """A document of the notice; one with ``until_version`` is no longer in force."""

    url = serializers.SerializerMethodField()
    sha256 = serializers.CharField(source="file.sha256")
    size = serializers.IntegerField(source="file.size")

    class Meta:
        model = TenderDocument
        fields = (
            "uid",
            "no",
            "kind",
            "title_ko",
            "title_en",
            "url",
            "sha256",
            "size",
            "since_version",
            "until_version",
        )
        read_only_fields = fields

    @extend_schema_field(serializers.URLField())
    def get_url(self, document: TenderDocument) -> str:
        """Where the file is read."""
        return self.context["request"].build_absolute_uri(document.file.url)


class RequirementOut(serializers.Serializer):
    """One property that the catalogue asks for, as it stood at publication."""

    code = serializers.CharField()
    name_ko = serializers.CharField()
    name_en = serializers.CharField()
    wanted_ko = serializers.CharField()
    wanted_en = serializers.CharField()
    must = serializers.BooleanField()


class NoticeLineOut(serializers.ModelSerializer):
    """A line with its own day of delivery and what the catalogue asks for."""

    specification = serializers.SerializerMethodField(help_text="Part number and version, as pinned at publication.")
    requirements = RequirementOut(many=True)

    class Meta:
        model = TenderLine
        fields = ("no", "delivery_on", "specification", "requirements")
        read_only_fields = fields

    def get_specification(self, line: TenderLine) -> str:
        """As ``BRG-6204 v3``; empty without one."""
        if line.specification is None or line.specification_version is None:
            return ""
        return f"{line.specification.part_number} v{line.specification_version.no}"


class AmendmentOut(serializers.ModelSerializer):
    """A version of the notice: what stood there and what stands there since."""

    closed_before_at = serializers.DateTimeField(source="closed_at_before", help_text="When bids were due before.")

    class Meta:
        model = Amendment
        fields = ("version", "reason", "changes", "material", "closed_before_at", "closes_at", "decided_at")
        read_only_fields = fields


class LotOut(serializers.ModelSerializer):
    """A lot of the same notice."""

    class Meta:
        model = Tender
        fields = ("uid", "number", "lot_no", "title_ko", "title_en")
        read_only_fields = fields


class RuleFigureOut(serializers.Serializer):
    """One figure that the award rule counts with."""

    name = serializers.CharField()
    label = serializers.CharField()
    value = serializers.CharField(help_text="Shares as fractions. Empty while it is sealed, until the opening.")


class NoticeOut(serializers.ModelSerializer):
    """The notice of a tender as it stands now, with its versions."""

    procedure = serializers.CharField(source="procedure.number", default="", help_text="Empty: a tender without lots.")
    lots = serializers.SerializerMethodField()
    rule_figures = serializers.SerializerMethodField()
    lines = serializers.SerializerMethodField()
    criteria = TenderCriterionOut(many=True)
    documents = serializers.SerializerMethodField()
    amendments = serializers.SerializerMethodField()
    round_of = serializers.CharField(source="round_of.number", default="", help_text="The round before, if any.")
    preference_applies = serializers.BooleanField(source="preference_on")
    eco_premium = serializers.SerializerMethodField(
        help_text="By which share an eco-friendly offer may be dearer and still win. Empty: no premium is given."
    )
    questions_end_at = serializers.DateTimeField(source="questions_until", allow_null=True)

    class Meta:
        model = Tender
        fields = (
            "uid", "number", "notice_version", "bids_since_version", "procedure", "lot_no", "lots", "reach", "region",
            "min_esg_score", "min_technical", "seal", "envelopes", "openers_needed", "preference_applies",
            "eco_premium", "reserved_for",
            "delivery_terms", "brand_reason", "failure_conditions", "rebid_conditions", "questions_end_at", "opens_at",
            "closes_at", "round_of", "method", "rule_figures", "lines", "criteria", "documents", "amendments",
        )  # fmt: skip
        read_only_fields = fields

    @extend_schema_field(serializers.CharField())
    def get_eco_premium(self, tender: Tender) -> str:
        """As it was promised at publication."""
        promised = (tender.params or {}).get("eco")
        return promised["premium"] if promised else ""

    @extend_schema_field(LotOut(many=True))
    def get_lots(self, tender: Tender) -> list[dict[str, Any]]:
        """All lots of the notice that are published and that this client may see."""
        seen = queries.tenders_visible_to(self.context["request"].user).filter(published_at__isnull=False)
        lots = queries.lots_of(tender).filter(pk__in=seen.order_by().values("pk"))
        return list(LotOut(lots, many=True).data)

    @extend_schema_field(RuleFigureOut(many=True))
    def get_rule_figures(self, tender: Tender) -> list[dict[str, Any]]:
        """As promised at publication, also the budget where the limit rests on it."""
        return list(RuleFigureOut(rule_figures(tender.params, opened=tender.is_opened), many=True).data)

    @extend_schema_field(NoticeLineOut(many=True))
    def get_lines(self, tender: Tender) -> list[dict[str, Any]]:
        """What the catalogue adds to the lines."""
        lines = tender.lines.select_related("specification", "specification_version")
        return list(NoticeLineOut(lines, many=True).data)

    @extend_schema_field(TenderDocumentOut(many=True))
    def get_documents(self, tender: Tender) -> list[dict[str, Any]]:
        """Those in force, and those that were."""
        documents = tender.documents.select_related("file").order_by("no")
        return list(TenderDocumentOut(documents, many=True, context=self.context).data)

    @extend_schema_field(AmendmentOut(many=True))
    def get_amendments(self, tender: Tender) -> list[dict[str, Any]]:
        """The versions after the first, the newest first."""
        return list(AmendmentOut(queries.amendments_of(tender), many=True).data)


class NoticeOfTender(ApiView):
    """The notice of one tender."""

    public_reads = True
    scopes = {"read": "tender.read"}

    @extend_schema(
        operation_id="tender_notice",
        summary="The notice of a tender",
        description=(
            "Envelopes, criteria, documents, lots, and every version with what changed. `notice_version` goes up with "
            "each amendment; bids on a version before `bids_since_version` no longer count. No token needed."
        ),
        tags=["tenders"],
        responses=NoticeOut,
    )
    def get(self, request: Request, uid: str) -> Response:
        """As it stands now."""
        tenders = queries.tenders_visible_to(request.user).filter(published_at__isnull=False)
        tender = get_object_or_404(tenders.select_related("procedure", "round_of"), uid=uid)
        return Response(NoticeOut(tender, context={"request": request}).data)


class PlanOut(serializers.ModelSerializer):
    """A purchase to come, in its last announced version."""

    number = serializers.CharField(source="tender.number", help_text="The number that its tender will have.")

    class Meta:
        model = PlanNotice
        fields = (
            "uid", "number", "version", "title_ko", "title_en", "kind", "scope", "class_codes", "region",
            "planned_for", "reason", "made_at",
        )  # fmt: skip
        read_only_fields = fields


class PlanFilter(ApiFilterSet):
    """What to ask the list for."""

    q = SearchFilter(method="find", label="Words of the title or scope, a UNSPSC code, or the number.")
    number = CodesFilter("tender__number")
    kind = ChoicesFilter(TenderKind)
    region = CodesFilter(label="Regions (ISO 3166-2).")
    planned_from, planned_before = days("planned_for")
    announced_from, announced_before = moments("made_at")

    class Meta:
        model = PlanNotice
        fields: list[str] = []

    def find(self, plans, _name, value):
        """Title, scope, code or number."""
        return queries.find_plans(plans, q=value)


@extend_schema_view(
    list=extend_schema(
        operation_id="tender_plans_list",
        summary="Planned purchases",
        description="What is to be tendered, the soonest first; a plan binds nobody. No token needed.",
        tags=["tenders"],
    ),
)
class PlanViewSet(ApiLister):
    """Purchases to come, for everybody."""

    public_reads = True
    scopes = {"read": "tender.read"}
    serializer_class = PlanOut
    filterset_class = PlanFilter
    queryset = PlanNotice.objects.none()
    ordering = ("planned_for", "pk")
    ordering_fields = {"planned_for": "planned_for", "made_at": "made_at", "number": "tender__number"}

    def get_queryset(self):
        """The last word of each."""
        return queries.announced_plans().order_by()
