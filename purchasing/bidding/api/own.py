"""A supplier's own part for its programs: bids with their receipts, the debrief, objections. Never an amount sealed."""

from datetime import UTC
from decimal import Decimal
from typing import Any

from django.http import Http404
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import OpenApiExample, extend_schema, extend_schema_field, extend_schema_view
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from portal.api import fields
from portal.api.doors import ApiLister, ApiView, ApiViewSet
from portal.api.expand import Expansion, Thing
from portal.api.filters import ApiFilterSet, ChoicesFilter, CodesFilter, moments
from portal.api.idempotency import HEADER, idempotent
from purchasing.bidding import queries, services
from purchasing.bidding.api.tenders import OUTSIDE, STATES, TenderOut, published
from purchasing.bidding.models import Bid, Objection, Ruling, Tender
from purchasing.bidding.states import BidKind, Ground, ObjectionState, Remedy, TenderState

LONGEST_OBJECTION = 5000


class OwnBidOut(Thing, serializers.ModelSerializer):
    """The company's last word in a tender: without its amount as long as it is sealed."""

    page, page_by = "bidding:tender-detail", "key=tender.number"
    door = "api-own-bid-receipt"
    expansions = {"tender": Expansion(TenderOut, published, by="tender_id")}

    tender = serializers.UUIDField(source="tender.uid")
    tender_number = serializers.CharField(source="tender.number")
    tender_state = serializers.SerializerMethodField(help_text="As people outside are told it.")
    version = serializers.IntegerField(source="seq")
    received_at = serializers.SerializerMethodField()
    verdict = serializers.SerializerMethodField(help_text="Null before the opening.")

    class Meta:
        model = Bid
        fields = (
            "uid", "receipt", "tender", "tender_number", "tender_state", "version", "kind", "received_at", "commitment",
            "verdict",
        )  # fmt: skip
        read_only_fields = fields

    @extend_schema_field(serializers.ChoiceField(choices=STATES))
    def get_tender_state(self, bid: Bid) -> str:
        """The steps of the evaluation are one state outside."""
        return OUTSIDE.get(TenderState(bid.tender.state), str(bid.tender.state))

    @extend_schema_field(serializers.DateTimeField())
    def get_received_at(self, bid: Bid) -> str:
        """UTC with microseconds, as it was stamped by the database."""
        return f"{bid.received_at.astimezone(UTC):%Y-%m-%dT%H:%M:%S.%fZ}"

    @extend_schema_field(serializers.CharField(allow_null=True))
    def get_verdict(self, bid: Bid) -> str | None:
        """Where it stands, once the result is told."""
        try:
            ruling = bid.ruling
        except Ruling.DoesNotExist:
            return None
        return ruling.state if queries.shows_result(self.context["request"].user, bid.tender) else "opened"


class OwnBidFilter(ApiFilterSet):
    """What to ask the list for."""

    tender = CodesFilter("tender__number", label="Numbers of tenders.")
    tender_state = ChoicesFilter(STATES, method="in_state", label="As people outside are told it.")
    kind = ChoicesFilter(BidKind)
    received_from, received_before = moments("received_at")

    class Meta:
        model = Bid
        fields: list[str] = []

    def in_state(self, bids, _name, value):
        """What is examined inside is one state outside."""
        inside = [each for each in TenderState.values if OUTSIDE.get(TenderState(each), each) in value]
        return bids.filter(tender__state__in=inside)


@extend_schema_view(
    list=extend_schema(
        operation_id="own_bids_list",
        summary="The company's bids",
        description="The last row of each tender in which the client's company took part, with receipt and verdict.",
        tags=["bids"],
    ),
    retrieve=extend_schema(exclude=True),
)
class OwnBidViewSet(ApiViewSet):
    """Bids of the client's company."""

    scopes = {"read": "bid.read"}
    serializer_class = OwnBidOut
    filterset_class = OwnBidFilter
    queryset = Bid.objects.none()
    ordering = ("-received_at", "-pk")
    ordering_fields = ("received_at",)

    def get_queryset(self):
        """The company's own."""
        return queries.own_bids(self.request.user).order_by()


class InclusionOut(serializers.Serializer):
    """The proof that the bid stands in the sealed list: hashed with each step of ``proof``, it makes ``root``."""

    root = serializers.CharField(help_text="Of the list that was sealed and published at the closing.")
    entries = serializers.IntegerField()
    place = serializers.IntegerField(help_text="Counted from 0.")
    proof = serializers.ListField(child=serializers.CharField(), help_text="SHA-256, hexadecimal (RFC 6962)")


class SignedReceiptOut(serializers.ModelSerializer):
    """The signed receipt of one version. No amount, and no copy: that stands in the answer to the bid alone."""

    tender = serializers.UUIDField(source="tender.uid")
    version = serializers.IntegerField(source="seq")
    received_at = serializers.SerializerMethodField()
    document = serializers.CharField(source="signed_receipt.document", help_text="Canonical JSON: what is signed.")
    signature = serializers.CharField(source="signed_receipt.signature", help_text="Ed25519, base64")
    key_id = serializers.CharField(source="signed_receipt.key_id", help_text="Of /.well-known/twp-keys.json")
    list = InclusionOut(source="inclusion", required=False, help_text="Missing before the closing.")

    class Meta:
        model = Bid
        fields = (
            "uid", "receipt", "tender", "version", "kind", "received_at", "notice_version", "commitment", "document",
            "signature", "key_id", "list",
        )  # fmt: skip
        read_only_fields = fields

    @extend_schema_field(serializers.DateTimeField())
    def get_received_at(self, bid: Bid) -> str:
        """UTC with microseconds, as it was stamped by the database."""
        return f"{bid.received_at.astimezone(UTC):%Y-%m-%dT%H:%M:%S.%fZ}"


class ReceiptOfBid(ApiView):
    """The receipt of one version of the company's bid."""

    scopes = {"read": "bid.read"}

    @extend_schema(
        operation_id="own_bid_receipt",
        summary="The signed receipt of a bid",
        description=(
            "Of each version and of a withdrawal, by the `uid` of its receipt. After the closing with the proof that "
            "it lies in the sealed list. tools/verify_receipt.py checks both without the portal."
        ),
        tags=["bids"],
        responses=SignedReceiptOut,
    )
    def get(self, request: Request, uid: str) -> Response:
        """Of the client's company alone."""
        signed = queries.own_versions(request.user).filter(signed_receipt__isnull=False)
        bid = get_object_or_404(signed.select_related("signed_receipt"), uid=uid)
        if (inclusion := queries.inclusion_of(bid)) is not None:
            bid.inclusion = inclusion
        return Response(SignedReceiptOut(bid).data)


class DebriefScoreOut(serializers.Serializer):
    """One criterion: what the evaluation board agreed on for the own bid and for the winner's."""

    title = serializers.CharField()
    own = serializers.CharField(help_text="Points, or met / not met in the reader's language; — without a score.")
    winner = serializers.CharField()


class ProgrammeOut(serializers.Serializer):
    """A programme that helps with what the bid fell short of."""

    name = serializers.CharField()
    summary = serializers.CharField()
    url = serializers.URLField(allow_null=True, help_text="Null: it has no page of its own yet.")


class DebriefOut(serializers.Serializer):
    """Where the company's bid stood, why, and what would have helped."""

    won = serializers.BooleanField()
    rank = serializers.IntegerField(allow_null=True)
    verdict = serializers.CharField()
    reason = serializers.CharField()
    price_won = fields.WonField(allow_null=True)
    winner = serializers.CharField(allow_null=True)
    winner_price_won = fields.WonField(allow_null=True)
    gap_won = fields.WonField(allow_null=True, min_value=None, help_text="Negative: the own price was lower.")
    award_reason = serializers.CharField()
    scores = DebriefScoreOut(many=True, help_text="By criterion; empty where no board has scored.")
    hints = serializers.ListField(child=serializers.CharField())
    programmes = ProgrammeOut(many=True)
    objections_end_at = serializers.DateTimeField(allow_null=True)


class DebriefOfTender(ApiView):
    """The debrief of the client's company."""

    scopes = {"read": "bid.read"}

    @extend_schema(
        operation_id="tender_debrief",
        summary="The debrief",
        description="For each company that has bid, once the award is decided or the tender has failed; else 404.",
        tags=["bids"],
        responses=DebriefOut,
    )
    def get(self, request: Request, uid: str) -> Response:
        """Own verdict and reason, the winner as far as it is told."""
        found = queries.debrief_for(request.user, _tender(request, uid))
        if found is None:
            raise Http404
        ruling, winner = found.own.ruling, found.winner
        told: dict[str, Any] = {
            "won": found.is_winner,
            "rank": ruling.rank,
            "verdict": ruling.state,
            "reason": found.own.why,
            "price_won": ruling.price_won,
            "winner": winner.name if winner else None,
            "winner_price_won": winner.ruling.price_won if winner else None,
            "gap_won": _whole(found.gap_won),
            "award_reason": found.reason,
            "scores": found.scores,
            "hints": found.hints,
            "programmes": [
                support | {"url": request.build_absolute_uri(support["url"]) if support["url"] else None}
                for support in found.supports
            ],
            "objections_end_at": found.standstill.ends_at if found.standstill else None,
        }
        return Response(DebriefOut(told).data)


class ObjectionOut(serializers.ModelSerializer):
    """An objection of the company, and what was decided."""

    remedy = serializers.ChoiceField(
        choices=Remedy.choices, allow_blank=True, read_only=True, help_text="Empty unless it was upheld."
    )

    class Meta:
        model = Objection
        fields = (
            "uid", "number", "state", "ground", "text", "lodged_at", "answer_by", "decided_at", "answer", "remedy",
        )  # fmt: skip
        read_only_fields = fields


class ObjectionFilter(ApiFilterSet):
    """What to ask the list for."""

    number = CodesFilter()
    state = ChoicesFilter(ObjectionState)
    ground = ChoicesFilter(Ground)
    lodged_from, lodged_before = moments("lodged_at")

    class Meta:
        model = Objection
        fields: list[str] = []


class ObjectionIn(fields.StrictSerializer):
    """What the objection is about, in words and figures."""

    ground = serializers.ChoiceField(choices=Ground.choices)
    text = fields.TextField(max_length=LONGEST_OBJECTION)


@extend_schema_view(
    list=extend_schema(
        operation_id="tender_objections_list",
        summary="The company's objections",
        description="All of the client's company in this tender.",
        tags=["bids"],
    ),
)
class ObjectionViewSet(ApiLister):
    """Objections of the client's company to an intended award."""

    scopes = {"read": "bid.read", "write": "bid.write"}
    serializer_class = ObjectionOut
    filterset_class = ObjectionFilter
    queryset = Objection.objects.none()
    ordering = ("lodged_at", "pk")
    ordering_fields = ("lodged_at", "decided_at")

    def get_queryset(self):
        """Of the client's company alone."""
        return queries.objections_visible_to(self.request.user, _tender(self.request, self.kwargs["uid"])).order_by()

    @extend_schema(
        operation_id="tender_objections_lodge",
        summary="Object to the intended award",
        description="While the standstill runs. Until the decision nothing is awarded.",
        tags=["bids"],
        request=ObjectionIn,
        responses={201: ObjectionOut},
        examples=[
            OpenApiExample(
                "An objection",
                {"ground": "calculation", "text": "공고의 산식으로 다시 계산하면 하한가가 다릅니다."},
                request_only=True,
            )
        ],
    )
    @idempotent
    def create(self, request: Request, uid: str) -> Response:
        """Lodge it."""
        data = ObjectionIn(data=request.data)
        data.is_valid(raise_exception=True)
        key = request.headers[HEADER]
        lodged = services.lodge_objection(_tender(request, uid), key=key, by=request.user, **data.validated_data)
        return Response(ObjectionOut(lodged).data, status=201)


class WithdrawalOfObjection(ApiView):
    """The company takes an objection back."""

    scopes = {"write": "bid.write"}

    @extend_schema(
        operation_id="tender_objections_withdraw",
        summary="Take an objection back",
        description="As long as it is not decided: 409 afterwards. The award goes on when the standstill ends.",
        tags=["bids"],
        request=None,
        responses={200: ObjectionOut},
    )
    @idempotent
    def post(self, request: Request, uid: str, objection: str) -> Response:
        """Of the client's company alone; another one's is not there."""
        fields.refuse_fields(request)
        own = queries.objections_visible_to(request.user, _tender(request, uid))
        withdrawn = services.withdraw_objection(get_object_or_404(own, uid=objection), by=request.user)
        return Response(ObjectionOut(withdrawn).data)


def _tender(request: Request, uid: str) -> Tender:
    return get_object_or_404(published(request.user), uid=uid)


def _whole(amount: Decimal | None) -> Decimal | None:
    return None if amount is None else amount.quantize(Decimal(1))
