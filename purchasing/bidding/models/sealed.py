"""What is sealed, and what proves it: envelopes, files, receipts, the list at closing. Source: security 5.3, 5.4."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from portal.clock import ClockTimestamp
from purchasing.bidding.models.bid import Bid
from purchasing.bidding.models.seal import TenderKey
from purchasing.bidding.models.tender import PERSON, Tender
from purchasing.bidding.states import Envelope, VoidCause


class SealedPart(models.Model):
    """One envelope of a bid: ciphertext for the tender's key, and the fingerprint of what is in it."""

    append_only = True

    bid = models.ForeignKey(Bid, models.PROTECT, related_name="parts")
    envelope = models.CharField(_("envelope"), max_length=14, choices=Envelope)
    tender_key = models.ForeignKey(TenderKey, models.PROTECT, related_name="parts")
    ciphertext = models.BinaryField(editable=False)
    sha256 = models.CharField(_("SHA-256 of the sealed envelope"), max_length=64, editable=False)
    commitment = models.CharField(_("fingerprint of the content"), max_length=64, editable=False)
    by_client = models.BooleanField(_("sealed by the bidder's own program"), default=False)

    class Meta:
        verbose_name = _("sealed envelope")
        verbose_name_plural = _("sealed envelopes")
        ordering = ["bid", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["bid", "envelope"],
                name="sealed_part_once",
                violation_error_message=_("This envelope of the bid is already there."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.bid_id} {self.envelope}"


def random_place(_file: "SealedFile", _name: str) -> str:
    """Where the bytes lie: a random name."""
    token = uuid.uuid4().hex
    return f"sealed/{token[:2]}/{token}"


class SealedFile(models.Model):
    """An attachment of a bid, encrypted before it touched a disk. Its key lies in the sealed bid alone."""

    append_only = True

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    tender = models.ForeignKey(Tender, models.PROTECT, related_name="sealed_files")
    company = models.ForeignKey("people.Company", models.PROTECT, related_name="sealed_files")
    uploaded_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+", verbose_name=_("uploaded by"))
    uploaded_at = models.DateTimeField(_("uploaded"), db_default=ClockTimestamp(), editable=False)
    size = models.PositiveBigIntegerField(_("size (bytes)"))  # of the ciphertext: whole chunks
    sha256 = models.CharField(max_length=64, editable=False)  # of the ciphertext
    content = models.FileField(_("content"), upload_to=random_place)

    class Meta:
        verbose_name = _("sealed file")
        verbose_name_plural = _("sealed files")

    def __str__(self) -> str:
        return str(self.uid)


class SignedReceipt(models.Model):
    """What the bidder holds in hand: the canonical text and the portal's signature. No amount."""

    append_only = True

    bid = models.OneToOneField(Bid, models.PROTECT, related_name="signed_receipt", primary_key=True)
    document = models.TextField(editable=False)
    signature = models.CharField(max_length=100, editable=False)
    key_id = models.CharField(max_length=16, editable=False)

    class Meta:
        verbose_name = _("signed receipt")
        verbose_name_plural = _("signed receipts")

    def __str__(self) -> str:
        return str(self.bid_id)


class BidOrigin(models.Model):
    """From where a version was sent: keyed fingerprints, never the address. Read by the screens after the opening."""

    append_only = True

    bid = models.OneToOneField(Bid, models.PROTECT, related_name="origin", primary_key=True)
    network = models.CharField(max_length=64, editable=False)  # of the network address
    device = models.CharField(max_length=64, blank=True, editable=False)  # of address and program together

    class Meta:
        verbose_name = _("origin of a bid")
        verbose_name_plural = _("origins of bids")

    def __str__(self) -> str:
        return str(self.bid_id)


class VoidedBid(models.Model):
    """A bid that counts no more through no deed of its bidder; it is never opened."""

    append_only = True

    bid = models.OneToOneField(Bid, models.PROTECT, related_name="voided", primary_key=True)
    cause = models.CharField(_("cause"), max_length=10, choices=VoidCause)
    at = models.DateTimeField(_("time"), db_default=ClockTimestamp(), editable=False)

    class Meta:
        verbose_name = _("void bid")
        verbose_name_plural = _("void bids")

    def __str__(self) -> str:
        return f"{self.bid_id} {self.cause}"


class SealedList(models.Model):
    """What lay in the box at closing: the root of the tree over all fingerprints, in the order of receipt."""

    append_only = True

    tender = models.OneToOneField(Tender, models.PROTECT, related_name="sealed_list", primary_key=True)
    root = models.CharField(_("root"), max_length=64, editable=False)
    entries = models.PositiveIntegerField(_("entries"))  # every version and withdrawal, also void ones
    at = models.DateTimeField(_("time"), db_default=ClockTimestamp(), editable=False)

    class Meta:
        verbose_name = _("sealed list")
        verbose_name_plural = _("sealed lists")

    def __str__(self) -> str:
        return f"{self.tender_id} {self.root[:12]}"


class Outage(models.Model):
    """A time in which the portal could not be reached: every tender that was hit gets the same longer time."""

    append_only = True

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    began_at = models.DateTimeField(_("began"))
    ended_at = models.DateTimeField(_("ended"))
    extra = models.DurationField(_("longer by"))
    reason = models.CharField(_("reason"), max_length=500)
    noted_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+", verbose_name=_("noted by"))
    noted_at = models.DateTimeField(_("noted"), db_default=ClockTimestamp(), editable=False)
    confirmed_by = models.ForeignKey(
        PERSON, models.PROTECT, null=True, related_name="+", verbose_name=_("confirmed by")
    )

    class Meta:
        verbose_name = _("outage")
        verbose_name_plural = _("outages")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                name="outage_ends_after_it_began",
                condition=Q(ended_at__gt=models.F("began_at")),
                violation_error_message=_("An outage ends after it began."),
            ),
            models.CheckConstraint(
                name="outage_gives_more_time",
                condition=Q(extra__gt=models.Value("0 seconds")),
                violation_error_message=_("The extension is above zero."),
            ),
            models.CheckConstraint(
                name="outage_by_two_people",
                condition=~Q(noted_by=models.F("confirmed_by")),
                violation_error_message=_("A second person confirms an outage."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.began_at:%Y-%m-%d %H:%M}"


class OutageNote(models.Model):
    """An outage that the portal could not see itself: noted by one person, in force when a second one confirms it."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    began_at = models.DateTimeField(_("began"))
    ended_at = models.DateTimeField(_("ended"))
    reason = models.CharField(_("reason"), max_length=500)
    noted_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+", verbose_name=_("noted by"))
    noted_at = models.DateTimeField(_("noted"), db_default=ClockTimestamp(), editable=False)
    decided_by = models.ForeignKey(
        PERSON, models.PROTECT, null=True, related_name="+", editable=False, verbose_name=_("decided by")
    )
    decided_at = models.DateTimeField(null=True, editable=False)
    decline_reason = models.CharField(max_length=500, blank=True, editable=False)
    outage = models.OneToOneField(Outage, models.PROTECT, null=True, editable=False, related_name="note")

    class Meta:
        verbose_name = _("noted outage")
        verbose_name_plural = _("noted outages")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                name="outage_note_ends_after_it_began",
                condition=Q(ended_at__gt=models.F("began_at")),
                violation_error_message=_("An outage ends after it began."),
            ),
            models.CheckConstraint(
                name="outage_note_by_two_people",
                condition=~Q(noted_by=models.F("decided_by")),
                violation_error_message=_("A second person confirms an outage."),
            ),
            models.CheckConstraint(
                name="outage_note_decided_once",
                condition=Q(decided_at=None, decided_by=None, outage=None, decline_reason="")
                | Q(decided_at__isnull=False, decided_by__isnull=False, outage__isnull=False, decline_reason="")
                | (Q(decided_at__isnull=False, decided_by__isnull=False, outage=None) & ~Q(decline_reason="")),
                violation_error_message=_("A noted outage is confirmed, or declined with a reason."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.began_at:%Y-%m-%d %H:%M}"


class OutageExtension(models.Model):
    """What an outage gave one tender."""

    append_only = True

    outage = models.ForeignKey(Outage, models.PROTECT, related_name="extensions")
    tender = models.ForeignKey(Tender, models.PROTECT, related_name="outage_extensions")
    closed_at_before = models.DateTimeField(_("deadline before"))
    closes_at = models.DateTimeField(_("new deadline"))

    class Meta:
        verbose_name = _("extension for an outage")
        verbose_name_plural = _("extensions for outages")
        constraints = [
            models.UniqueConstraint(
                fields=["outage", "tender"],
                name="outage_extension_once",
                violation_error_message=_("This tender already has the time of this outage."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.outage_id} {self.tender_id}"
