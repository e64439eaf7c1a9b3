"""Doors for other systems: tenders and their published results for everybody, sealed bids for a supplier's program."""

from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiExample, extend_schema, extend_schema_field, extend_schema_view
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from portal.api import fields
from portal.api.doors import ApiViewSet
from portal.api.expand import Expansion, Neighbour, Thing, neighbours
from portal.api.filters import (
    ApiFilterSet,
    ChoicesFilter,
    CodesFilter,
    SearchFilter,
    YesNoFilter,
    moments,
)
from portal.api.idempotency import HEADER, repeatable
from portal.api.limits import UID
from portal.clock import db_now
from portal.origins import origin_of
from portal.policy import require
from purchasing.bidding import policies, queries, services
from purchasing.bidding.api.award_rule import RuleOut, rule_told
from purchasing.bidding.api.bid_contents import A_BID, BidContentIn, content_from
from purchasing.bidding.api.notices import LotOut
from purchasing.bidding.api.receipts import HOW_TO_SEAL, ReceiptOut, SealedBidIn, SealOut
from purchasing.bidding.models import Bid, Tender, TenderLine
from purchasing.bidding.states import EXAMINED, Method, RulingState, TenderKind, TenderState, takes_bids

OUTSIDE = dict.fromkeys(EXAMINED, "evaluation")  # what a program outside is told of the steps inside
STATES = ("published", "closed", "evaluation", "standstill", "awarded", "contracted", "failed", "cancelled")


# Out -----------------------------------------------------------------------------------------------------------------
class LineOut(serializers.ModelSerializer):
    """One line of what is wanted."""

    class Meta:
        model = TenderLine
        fields = ("no", "description_ko", "description_en", "qty", "uom", "class_code")
        read_only_fields = fields


class OpenedBidOut(serializers.Serializer):
    """One bid of a published result, with its verdict and the reason in words."""

    company = serializers.CharField()
    company_number = serializers.CharField()
    price_won = fields.WonField()
    verdict = serializers.ChoiceField(choices=RulingState.choices)
    rank = serializers.IntegerField(allow_null=True)
    reason = serializers.CharField()


class ResultOut(serializers.Serializer):
    """The published result with its own numbers; null until the tender is awarded or has failed after opening."""

    base_price_won = fields.WonField()
    base_price_nonce = serializers.CharField()
    bid_mean = serializers.DecimalField(max_digits=18, decimal_places=2, allow_null=True, help_text="In won.")
    floor_won = fields.WonField(allow_null=True)
    calculation_sha256 = serializers.CharField(allow_null=True)
    award_reason = serializers.CharField()
    bids = OpenedBidOut(many=True)


def published(user) -> QuerySet[Tender]:
    """Tenders that programs are told."""
    return queries.tenders_visible_to(user).filter(published_at__isnull=False)


class TenderOut(Thing, serializers.ModelSerializer):
    """A tender in a list."""

    page, page_by = "bidding:tender-detail", "key=number"
    door = "api-tender-detail"
    expansions = {
        "lines": Expansion(LineOut, lambda _user: TenderLine.objects.order_by("no"), key="tender_id", many=True),
        "lots": Expansion(
            LotOut,
            lambda user: published(user).order_by("lot_no", "pk"),
            by="procedure_id",
            key="procedure_id",
            many=True,
        ),
    }

    state = serializers.SerializerMethodField()
    takes_bids = serializers.SerializerMethodField(help_text="By the portal's clock, at the moment of the answer.")

    class Meta:
        model = Tender
        fields: tuple[str, ...] = (
            "uid", "number", "state", "takes_bids", "title_ko", "title_en", "kind", "method", "by_unit_price",
            "min_level", "opens_at", "closes_at", "published_at", "ended_at",
        )  # fmt: skip
        read_only_fields = fields

    @extend_schema_field(serializers.ChoiceField(choices=STATES))
    def get_state(self, tender: Tender) -> str:
        """The state as people outside are told it."""
        return OUTSIDE.get(TenderState(tender.state), str(tender.state))

    @extend_schema_field(serializers.BooleanField())
    def get_takes_bids(self, tender: Tender) -> bool:
        """Whether a bid sent now would be in time."""
        if "now" not in self.context:
            self.context["now"] = db_now()  # once for all rows of an answer
        now = self.context["now"]
        return takes_bids(tender.state, opens_at=tender.opens_at, closes_at=tender.closes_at, now=now)


class TenderDetailOut(TenderOut):
    """A tender with its lines, its rule, and, once it is published, its result."""

    lines = LineOut(many=True)
    rule = serializers.SerializerMethodField()
    seal = serializers.SerializerMethodField(help_text="How bids are kept from being read before the opening.")
    base_price_commitment = serializers.SerializerMethodField(help_text="SHA-256; the amount is opened with the bids.")
    ended_because = serializers.SerializerMethodField()
    result = serializers.SerializerMethodField()

    class Meta(TenderOut.Meta):
        fields = (
            *TenderOut.Meta.fields, "description", "delivery_place", "delivery_on", "single_bid_allowed",
            "failure_conditions", "lines", "rule", "seal", "base_price_commitment", "ended_because", "result",
        )  # fmt: skip
        read_only_fields = fields

    @extend_schema_field(RuleOut)
    def get_rule(self, tender: Tender) -> dict[str, Any]:
        """What the tender promised."""
        opened = queries.shows_result(self.context["request"].user, tender)
        return rule_told(tender.params, opened=opened)

    @extend_schema_field(SealOut)
    def get_seal(self, tender: Tender) -> dict[str, Any]:
        """The mode, and the public keys."""
        told = {"mode": tender.seal, "keys": queries.seal_notice(tender), "receipt_key": queries.receipt_key()}
        return dict(SealOut(told).data)

    @extend_schema_field(serializers.CharField(allow_null=True))
    def get_base_price_commitment(self, tender: Tender) -> str | None:
        """The fingerprint, never the amount."""
        seal = queries.base_price_seal(tender)
        return seal["commitment"] if seal else None

    @extend_schema_field(serializers.CharField())
    def get_ended_because(self, tender: Tender) -> str:
        """Why it failed or was cancelled; empty otherwise."""
        if tender.state == TenderState.FAILED:
            return queries.why_failed(tender)
        return tender.end_reason if tender.state == TenderState.CANCELLED else ""

    @extend_schema_field(ResultOut(allow_null=True))
    def get_result(self, tender: Tender) -> dict[str, Any] | None:
        """All bids with their verdicts, only once the result is published."""
        view = queries.published_result(self.context["request"].user, tender)
        if view is None:
            return None
        approved, calc = view.approved_decision, view.calc
        return dict(
            ResultOut(
                {
                    "base_price_won": view.base_price.amount_won,
                    "base_price_nonce": view.base_price.nonce,
                    "bid_mean": calc.mean_won if calc else None,
                    "floor_won": calc.limit_won if calc else None,
                    "calculation_sha256": calc.sha256 if calc else None,
                    "award_reason": approved.reason if approved else "",
                    "bids": [
                        {
                            "company": row.name,
                            "company_number": row.bid.company.number,
                            "price_won": row.ruling.price_won,
                            "verdict": row.ruling.state,
                            "rank": row.ruling.rank,
                            "reason": row.why,
                        }
                        for row in view.rows
                    ],
                }
            ).data
        )


neighbours.add("tender", Neighbour(TenderOut, published))


# In ------------------------------------------------------------------------------------------------------------------
class UnitPriceIn(fields.StrictSerializer):
    """The unit price of one line."""

    no = fields.IntegerField(min_value=1, max_value=1000)
    unit_price_won = fields.WonField(min_value=1)


class BidIn(BidContentIn):
    """A bid: ``unit_prices`` for a tender by unit price, else ``price_won``; what else the notice asks for."""

    price_won = fields.WonField(min_value=1, required=False, help_text="The total, without VAT unless vat_included.")
    unit_prices = fields.RowsField(child=UnitPriceIn(), required=False)
    vat_included = fields.BooleanField(required=False, default=False)
    confirmed_net_won = fields.WonField(
        min_value=1,
        required=False,
        help_text="With vat_included: floor(price_won / 1.1), to say that it was understood.",
    )
    lead_days = fields.IntegerField(min_value=1, max_value=3650, required=False)
    note = fields.TextField(max_length=2000, required=False, allow_blank=True)

    def validate_unit_prices(self, rows: list[dict[str, Any]]) -> dict[int, Any]:
        """By line number, each once."""
        prices = {row["no"]: row["unit_price_won"] for row in rows}
        if len(prices) != len(rows):
            raise serializers.ValidationError(_("A line is named twice."))
        return prices


A_SEALED_BID = {
    "seq": 2,
    "epoch": 1,
    "envelopes": [
        {
            "envelope": "price",
            "ciphertext": "AQ…",
            "commitment": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
        }
    ],
}


class WithdrawalIn(fields.StrictSerializer):
    """A withdrawal needs nothing but its key."""

    reason = fields.TextField(max_length=500, required=False, allow_blank=True)


class TenderFilter(ApiFilterSet):
    """What to ask the list for."""

    q = SearchFilter(method="find", label="Words of the title, of a line, or the number.")
    number = CodesFilter()
    state = ChoicesFilter(STATES, method="in_state", label="As people outside are told it.")
    kind = ChoicesFilter(TenderKind)
    method = ChoicesFilter(Method)
    class_code = CodesFilter(method="of_class", label="Codes of UNSPSC; classes below them are included.")
    open = YesNoFilter(method="only_open", label="true: only tenders that take bids now.")
    opens_from, opens_before = moments("opens_at")
    closes_from, closes_before = moments("closes_at")
    published_from, published_before = moments("published_at")

    class Meta:
        model = Tender
        fields: list[str] = []

    def find(self, tenders, _name, value):
        """Title, line or number."""
        return queries.find_tenders(tenders, now=db_now(), q=value)

    def in_state(self, tenders, _name, value):
        """What is examined inside is one state outside."""
        inside = [each for each in TenderState.values if OUTSIDE.get(TenderState(each), each) in value]
        return tenders.filter(state__in=inside)

    def of_class(self, tenders, _name, value):
        """With a line of one of the classes."""
        found = Q()
        for code in value:
            branch = code[:8].rstrip("0")
            branch += "0" * (len(branch) % 2)  # each level of the tree has two digits
            found |= Q(class_code__startswith=branch or code)
        return tenders.filter(pk__in=TenderLine.objects.filter(found).values("tender"))

    def only_open(self, tenders, _name, value):
        """Those that take bids, or those that do not."""
        taking = queries.taking_bids(Tender.objects.all(), db_now()).values("pk")
        return tenders.filter(pk__in=taking) if value else tenders.exclude(pk__in=taking)


def _received(bid: Bid) -> Response:
    """The receipt; sent twice, the same receipt says so."""
    headers = {"Idempotent-Replay": "true"} if getattr(bid, "replayed", False) else None
    return Response(ReceiptOut(bid).data, status=201, headers=headers)


@extend_schema_view(
    list=extend_schema(summary="Tenders", description="Published tenders; no token is needed.", tags=["tenders"]),
    retrieve=extend_schema(
        summary="A tender",
        description="With lines, award rule, and the result with every bid once it is published. No token needed.",
        tags=["tenders"],
        responses=TenderDetailOut,
    ),
)
class TenderViewSet(ApiViewSet):
    """Tenders for everybody; bids for suppliers' programs with the scope ``bid.write``."""

    public_reads = True
    scopes = {"read": "tender.read"}
    action_scopes = {"bids": "bid.write", "sealed_bids": "bid.write", "withdrawals": "bid.write"}
    serializer_class = TenderOut
    filterset_class = TenderFilter
    queryset = Tender.objects.none()
    ordering = ("-published_at", "-pk")
    ordering_fields = ("closes_at", "opens_at", "published_at", "number")
    lookup_field = "uid"
    lookup_value_regex = UID

    def get_queryset(self):
        """Published ones."""
        tenders = published(self.request.user)
        return tenders.prefetch_related("lines") if self.action == "retrieve" else tenders

    def get_object(self) -> Tender:
        """As a page shows it: one whose deadline has passed is closed before it is read."""
        tender = super().get_object()
        read = self.action == "retrieve" and tender.state == TenderState.PUBLISHED
        return services.close_if_due(tender, db_now()) if read else tender

    def get_serializer_class(self):
        """The detail tells more than the list."""
        return TenderDetailOut if self.action == "retrieve" else TenderOut

    @extend_schema(
        summary="Seal a bid",
        description=(
            "Seals a bid of the client's company, or replaces its earlier one; only the last counts. The answer is a "
            "receipt without the amount. Whether the bid is in time is decided by the database when it arrives "
            "(GET /api/v1/time): 409 if it is late, and 409 if the notice was amended since `notice_version`."
        ),
        tags=["tenders"],
        request=BidIn,
        responses={201: ReceiptOut},
        examples=[OpenApiExample("A bid by total", A_BID, request_only=True)],
    )
    @action(detail=True, methods=["post"])
    @repeatable
    def bids(self, request: Request, uid: str | None = None) -> Response:
        """Seal a bid."""
        data = BidIn(data=request.data)
        data.is_valid(raise_exception=True)
        key = request.headers[HEADER]
        tender = self.get_object()
        require(policies.may_bid(request.user, tender))
        version = data.validated_data.get("notice_version")
        content = content_from(tender, data.validated_data, by=request.user)
        sent = {"key": key, "by": request.user, "notice_version": version, "origin": origin_of(request)}
        bid = services.submit_bid(tender, content=content, **sent)
        return _received(bid)

    @extend_schema(
        summary="Send a bid sealed by your own program",
        description=HOW_TO_SEAL,
        tags=["tenders"],
        request=SealedBidIn,
        responses={201: ReceiptOut},
        examples=[OpenApiExample("A second version", A_SEALED_BID, request_only=True)],
    )
    @action(detail=True, methods=["post"], url_path="sealed-bids")
    @repeatable
    def sealed_bids(self, request: Request, uid: str | None = None) -> Response:
        """Take a bid that the client has sealed."""
        data = SealedBidIn(data=request.data)
        data.is_valid(raise_exception=True)
        key = request.headers[HEADER]
        sent = {"key": key, "by": request.user, "origin": origin_of(request)}
        bid = services.take_sealed_bid(self.get_object(), **data.validated_data, **sent)
        return _received(bid)

    @extend_schema(
        summary="Withdraw the bid",
        description="The bid stays sealed for ever; a new one may follow until the deadline.",
        tags=["tenders"],
        request=WithdrawalIn,
        responses={201: ReceiptOut},
        examples=[OpenApiExample("With a reason", {"reason": "납기를 맞출 수 없습니다."}, request_only=True)],
    )
    @action(detail=True, methods=["post"])
    @repeatable
    def withdrawals(self, request: Request, uid: str | None = None) -> Response:
        """Withdraw the company's bid."""
        data = WithdrawalIn(data=request.data)
        data.is_valid(raise_exception=True)
        key = request.headers[HEADER]
        bid = services.withdraw_bid(self.get_object(), **data.validated_data, key=key, by=request.user)
        return _received(bid)
