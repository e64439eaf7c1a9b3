"""Receipts of sealed bids, the keys of a tender, and bids that a program has sealed itself."""

from base64 import b64decode
from datetime import UTC
from typing import Any

from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from portal.api import fields
from purchasing.bidding import services
from purchasing.bidding.models import Bid
from purchasing.bidding.states import Envelope, Seal

VERSION_WORDS = (
    "Of the notice for which the bid was written, as GET …/notice/ tells it: 409 when it was amended meanwhile. "
    "Without it the bid counts for the notice as it stands."
)
HOW_TO_SEAL = (
    "For tenders sealed to keys: the portal never sees the content. Each envelope is a canonical JSON document, the "
    "one that `copy` of an ordinary receipt shows, padded to whole blocks of 4,096 bytes (its length in 4 bytes, "
    "big-endian, the document, zeros) and sealed by HPKE (X25519, HKDF-SHA256, ChaCha20-Poly1305) to the public key "
    'that `seal.keys` names, with the JSON list ["twp-bid-v1", uid, envelope, epoch, public key, company number, '
    "version] as info; the byte 01 stands in front. The fingerprint is the SHA-256 of that list, a line feed and the "
    "document. An envelope that does not open at the opening is not valid: that is the sender's own risk."
)


class TenderKeyOut(serializers.Serializer):
    """One public key: bids are sealed to it, and so many officers of so many open it together."""

    envelope = serializers.ChoiceField(choices=Envelope.choices)
    epoch = serializers.IntegerField()
    public_key = serializers.CharField(help_text="X25519, hexadecimal")
    needed = serializers.IntegerField()
    people = serializers.IntegerField()


class ReceiptKeyOut(serializers.Serializer):
    """The public key that signs receipts, as ``/.well-known/twp-keys.json`` tells it."""

    kid = serializers.CharField()
    x = serializers.CharField(help_text="Ed25519, base64url")


class SealOut(serializers.Serializer):
    """How bids are kept from being read before the opening."""

    mode = serializers.ChoiceField(choices=Seal.choices)
    keys = TenderKeyOut(many=True)
    receipt_key = ReceiptKeyOut(help_text="Signs the receipt of each bid.")


class ReceiptOut(serializers.Serializer):
    """The receipt of a sealed bid, signed by the portal: no amount.

    Keep ``copy``: with its random values whoever has it can recompute the fingerprints. The portal shows it only here.
    """

    receipt = serializers.CharField()
    uid = serializers.UUIDField()
    version = serializers.IntegerField(source="seq")
    kind = serializers.CharField()
    received_at = serializers.SerializerMethodField(
        help_text="UTC with microseconds, as it was stamped by the database."
    )
    notice_version = serializers.IntegerField(help_text="Of the notice for which the bid counts.")
    commitment = serializers.CharField(help_text="Of the whole bid: it stands in the sealed list.")
    copy = serializers.SerializerMethodField(help_text="The documents by envelope; empty if your program sealed them.")
    document = serializers.CharField(source="signed_receipt.document", help_text="Canonical JSON: what is signed.")
    signature = serializers.CharField(source="signed_receipt.signature", help_text="Ed25519, base64")
    key_id = serializers.CharField(source="signed_receipt.key_id", help_text="Of /.well-known/twp-keys.json")

    @extend_schema_field(serializers.DateTimeField())
    def get_received_at(self, bid: Bid) -> str:
        """One text form everywhere."""
        return f"{bid.received_at.astimezone(UTC):%Y-%m-%dT%H:%M:%S.%fZ}"

    @extend_schema_field(serializers.DictField())
    def get_copy(self, bid: Bid) -> dict[str, Any]:
        """What the answer alone holds."""
        return getattr(bid, "copy", {})


class SealedEnvelopeIn(fields.StrictSerializer):
    """One envelope, sealed by the client."""

    envelope = serializers.ChoiceField(choices=Envelope.choices)
    ciphertext = serializers.CharField(max_length=3_000_000, help_text="base64")
    commitment = serializers.RegexField(r"^[0-9a-f]{64}$", help_text="SHA-256, lower-case hexadecimal")


class SealedBidIn(fields.StrictSerializer):
    """A bid that the client's own program has sealed."""

    seq = fields.IntegerField(min_value=1, max_value=10_000, help_text="The version: the next after your last receipt.")
    epoch = fields.IntegerField(min_value=1, max_value=1000, help_text="Of the keys, as `seal.keys` tells it.")
    envelopes = fields.RowsField(child=SealedEnvelopeIn())
    notice_version = fields.IntegerField(min_value=1, max_value=10_000, required=False, help_text=VERSION_WORDS)

    def validate_envelopes(self, rows: list[dict[str, Any]]) -> dict[str, services.SealedEnvelope]:
        """By envelope, each once."""
        found = {}
        for row in rows:
            try:
                ciphertext = b64decode(row["ciphertext"], validate=True)
            except ValueError as fault:
                raise serializers.ValidationError(_("The ciphertext is not base64.")) from fault
            found[row["envelope"]] = services.SealedEnvelope(ciphertext, row["commitment"])
        if len(found) != len(rows):
            raise serializers.ValidationError(_("An envelope is named twice."))
        return found
