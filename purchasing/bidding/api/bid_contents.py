"""What a supplier's program says in a bid besides its price, and the attachments that it sends before it."""

from base64 import b64decode
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables
from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from portal.api import fields
from portal.api.doors import ApiView
from portal.api.idempotency import repeatable
from portal.errors import RuleBroken
from purchasing.bidding import queries, services
from purchasing.bidding.api.receipts import VERSION_WORDS
from purchasing.bidding.models import Tender
from purchasing.bidding.queries.bid_files import owned_refs
from purchasing.bidding.services.bid_faults import LONGEST_ANSWER, check_bid
from purchasing.bidding.services.checks import check_version
from purchasing.bidding.services.contents import BidContent, FileRef

LARGEST_FILE = 700_000  # as base64 it fits into what one call may hold; larger ones are attached in the form
A_BID = {
    "price_won": 90_500_000,
    "lead_days": 30,
    "notice_version": 1,
    "statements": {"alone": True, "same_terms": True},
}


class BidAnswerIn(fields.StrictSerializer):
    """The answer to one criterion of the notice."""

    no = fields.IntegerField(min_value=1, max_value=1000)
    text = fields.TextField(max_length=LONGEST_ANSWER)


class TcoValueIn(fields.StrictSerializer):
    """A value of the cost model that the notice asks bidders for."""

    code = fields.TextField(max_length=20)
    value = fields.TextField(max_length=30, help_text="A number as text, in the unit that the notice names.")
    unit = fields.TextField(max_length=20, required=False, allow_blank=True, default="")
    at = fields.TextField(max_length=60, required=False, allow_blank=True, default="", help_text="Years: 5, 10")
    evidence = fields.TextField(max_length=200, required=False, allow_blank=True, default="")


class FileIn(fields.StrictSerializer):
    """An attachment that was sent before; ``no`` is the criterion it belongs to, none for the whole bid."""

    no = fields.IntegerField(min_value=1, max_value=1000, required=False)
    uid = serializers.UUIDField()
    name = fields.TextField(max_length=255)
    content_type = fields.TextField(max_length=120)
    size = fields.IntegerField(min_value=0, max_value=100_000_000)
    sha256 = serializers.RegexField(r"^[0-9a-f]{64}$")
    key = fields.TextField(max_length=100)


class EcoProductIn(fields.StrictSerializer):
    """The eco-friendly product that is offered for one line."""

    line = fields.IntegerField(min_value=1, max_value=1000)
    product = fields.TextField(max_length=20, help_text="Number of a product that the company has published.")


class StatementsIn(fields.StrictSerializer):
    """What every bidder declares, as on the form: without both there is no bid."""

    alone = fields.BooleanField(help_text="We have not discussed prices with other bidders.")
    same_terms = fields.BooleanField(
        help_text="We will give our own suppliers the same payment terms: win-win payment, within 60 days."
    )

    consortium = fields.BooleanField(
        required=False, help_text="We bid together with the partners that have agreed in the portal, with their shares."
    )

    eco = fields.RowsField(
        child=EcoProductIn(),
        required=False,
        help_text="Where the notice gives a premium to eco-friendly offers: the product of every line.",
    )

    def validate(self, told: dict[str, Any]) -> dict[str, Any]:
        """Both declarations are true."""
        missing = [name for name in ("alone", "same_terms") if not told[name]]
        if missing:
            raise serializers.ValidationError({name: [_("A bid needs this declaration: true.")] for name in missing})
        return told


class BidContentIn(fields.StrictSerializer):
    """What is asked for besides the price: declarations always, the rest where the notice has it."""

    notice_version = fields.IntegerField(min_value=1, max_value=10_000, required=False, help_text=VERSION_WORDS)
    statements = StatementsIn()

    answers = fields.RowsField(child=BidAnswerIn(), required=False)
    tco = fields.RowsField(child=TcoValueIn(), required=False)
    files = fields.RowsField(child=FileIn(), required=False)
    picks = serializers.ListField(
        child=fields.IntegerField(min_value=1, max_value=15),
        required=False,
        min_length=2,
        max_length=2,
        help_text="Two different numbers from 1 to 15, where the award rule draws the reserve price (KR_*).",
    )


@sensitive_variables()
def content_from(tender: Tender, given: dict[str, Any], *, by) -> BidContent:
    """The bid that a program sends, its price as ``price_of`` makes it; RuleBroken where something is missing."""
    unit_prices = given.get("unit_prices")
    total = (given.get("vat_included", False), given.get("confirmed_net_won"))
    try:
        price = services.price_of(tender, given.get("price_won"), unit_prices, *total)
    except RuleBroken as refusal:
        if (refusal.field or "").startswith("unit_price_"):
            refusal.field = "unit_prices"  # a line that was not sent has no row to point to
        raise
    files: dict[str, list[FileRef]] = {}
    for row in given.get("files", []):
        ref = FileRef(
            **{name: row[name] for name in ("name", "content_type", "size", "sha256", "key")}, uid=str(row["uid"])
        )
        files.setdefault(str(row.get("no", "")), []).append(ref)
    content = BidContent(
        price_won=price.price_won,
        lines=price.lines,
        stated_total_won=price.stated_total_won,
        lead_days=given.get("lead_days"),
        note=given.get("note", ""),
        answers={str(row["no"]): row["text"] for row in given.get("answers", [])},
        files=owned_refs(tender, by.company_id, files) if files else {},
        tco={
            row["code"]: {name: row[name] for name in ("value", "unit", "at", "evidence") if row[name]}
            for row in given.get("tco", [])
        },
        statements=_statements(tender, given["statements"], by),
        picks=tuple(given.get("picks", ())),
    )
    try:
        check_bid(tender, content)
    except RuleBroken:
        check_version(given.get("notice_version"), tender.notice_version)  # what is missing was asked for later
        raise
    return content


def _statements(tender: Tender, told: dict[str, Any], by) -> dict[str, Any]:
    """What is declared; of a consortium every member with its share; the eco-friendly product of each line."""
    found: dict[str, Any] = {name: told[name] for name in ("alone", "same_terms")}
    if eco := services.eco_statement(tender, by.company, {row["line"]: row["product"] for row in told.get("eco", [])}):
        found[queries.ECO_STATEMENT] = eco
    if not told.get("consortium"):
        return found
    members = services.consortium_statement(tender, by.company)
    if members is None:
        raise RuleBroken(_("No partner has agreed to bid with your company."), field="statements.consortium")
    return found | {"consortium": members}


class BidFileIn(fields.StrictSerializer):
    """One file."""

    name = fields.TextField(max_length=200)
    content = serializers.CharField(max_length=LARGEST_FILE * 4 // 3 + 4, help_text="base64")

    def validate_content(self, text: str) -> bytes:
        """The bytes."""
        try:
            return b64decode(text, validate=True)
        except ValueError as fault:
            raise serializers.ValidationError(_("The content is not base64.")) from fault


class BidFileOut(serializers.Serializer):
    """What a bid names the attachment by: it stands in the bid's ``files`` as it is here. The portal keeps no key."""

    uid = serializers.UUIDField()
    name = serializers.CharField()
    content_type = serializers.CharField()
    size = serializers.IntegerField()
    sha256 = serializers.CharField()
    key = serializers.CharField(help_text="Opens the attachment: keep it in the bid alone.")


class BidFileOfTender(ApiView):
    """Attachments of a bid, one at a time."""

    scopes = {"write": "bid.write"}

    @extend_schema(
        operation_id="tender_bid_files_create",
        summary="Seal an attachment of a bid",
        description=(
            "Checked, scanned and encrypted at once; the portal keeps ciphertext alone. The answer goes into `files` "
            "of the bid. At most 700 KB here; larger ones are attached in the form."
        ),
        tags=["tenders"],
        request=BidFileIn,
        responses={201: BidFileOut},
        examples=[OpenApiExample("A table", {"name": "lines.csv", "content": "YSxiCjEsMgo="}, request_only=True)],
    )
    @repeatable
    @sensitive_variables()
    def post(self, request: Request, uid: str) -> Response:
        """Seal one file for the client's company."""
        data = BidFileIn(data=request.data)
        data.is_valid(raise_exception=True)
        tenders = queries.tenders_visible_to(request.user).filter(published_at__isnull=False)
        tender = get_object_or_404(tenders, uid=uid)
        upload = SimpleUploadedFile(data.validated_data["name"], data.validated_data["content"])
        return Response(BidFileOut(services.seal_file(tender, upload, by=request.user)).data, status=201)
