"""The keys that bids are sealed to: of the officers, and of each tender. Source: security 5.3, 5.5, 5.6."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from portal.clock import ClockTimestamp
from purchasing.bidding.models.tender import PERSON, Tender
from purchasing.bidding.states import Envelope


class OfficerKey(models.Model):
    """The key of one member of opening committees, locked by a passphrase, and once more by a recovery sheet.

    The portal keeps neither passphrase nor sheet: nobody but the officer opens ``locked``.
    """

    user = models.ForeignKey(PERSON, models.PROTECT, related_name="officer_keys", verbose_name=_("officer"))
    public_key = models.BinaryField(max_length=32, editable=False)
    locked = models.BinaryField(editable=False)
    recovery = models.BinaryField(editable=False)
    made_at = models.DateTimeField(_("made"), db_default=ClockTimestamp(), editable=False)
    retired_at = models.DateTimeField(_("retired"), null=True, editable=False)
    retire_reason = models.CharField(_("reason"), max_length=300, blank=True, editable=False)

    class Meta:
        verbose_name = _("officer key")
        verbose_name_plural = _("officer keys")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["user"],
                name="officer_key_one_in_use",
                condition=Q(retired_at=None),
                violation_error_message=_("You already have a key: retire it first."),
            ),
            models.UniqueConstraint(
                fields=["public_key"],
                name="officer_key_once",
                violation_error_message=_("This key is already known."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} {self.fingerprint}"

    @property
    def fingerprint(self) -> str:
        """The beginning of the public key, to be told apart by people."""
        return bytes(self.public_key).hex()[:16]


class KeyDrill(models.Model):
    """A random challenge in a box for the officer's key. Answered, it proves that key and passphrase still fit."""

    officer_key = models.ForeignKey(OfficerKey, models.PROTECT, related_name="drills", verbose_name=_("officer key"))
    box = models.BinaryField(editable=False)
    answer_sha256 = models.CharField(max_length=64, editable=False)
    asked_at = models.DateTimeField(_("asked"), db_default=ClockTimestamp(), editable=False)
    passed_at = models.DateTimeField(_("passed"), null=True, editable=False)

    class Meta:
        verbose_name = _("key drill")
        verbose_name_plural = _("key drills")
        ordering = ["-id"]
        indexes = [models.Index(fields=["officer_key", "-passed_at"], name="key_drill_passed")]

    def __str__(self) -> str:
        return f"{self.officer_key_id} {self.asked_at:%Y-%m-%d}"


class TenderKey(models.Model):
    """The public key of one envelope of a tender. The private key was made in memory and is kept nowhere whole:

    it is the pad (locked by the portal's own key) XOR what any ``needed`` of ``people`` officers put together.
    A new ``epoch`` begins when too many officers have lost theirs; bids of the old one stay sealed for ever.
    """

    tender = models.ForeignKey(Tender, models.PROTECT, related_name="keys")
    envelope = models.CharField(_("envelope"), max_length=14, choices=Envelope)
    epoch = models.PositiveSmallIntegerField(_("epoch"), default=1)
    public_key = models.BinaryField(max_length=32, editable=False)
    needed = models.PositiveSmallIntegerField(_("officers needed"))
    people = models.PositiveSmallIntegerField(_("officers"))
    pad = models.BinaryField(editable=False)
    pad_used_at = models.DateTimeField(_("portal's part used"), null=True, editable=False)
    made_at = models.DateTimeField(_("made"), db_default=ClockTimestamp(), editable=False)

    class Meta:
        verbose_name = _("tender key")
        verbose_name_plural = _("tender keys")
        ordering = ["tender", "-epoch", "envelope"]
        constraints = [
            models.UniqueConstraint(
                fields=["tender", "envelope", "epoch"],
                name="tender_key_of_envelope_once",
                violation_error_message=_("This envelope already has its key."),
            ),
            models.CheckConstraint(
                name="tender_key_k_of_n",
                condition=Q(needed__gte=2, people__lte=7, needed__lt=F("people")),
                violation_error_message=_("At least two officers open, and one fewer than there are."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.tender_id} {self.envelope} {self.epoch}"


class KeyBox(models.Model):
    """One officer's share for one group of officers, sealed to the officer's key."""

    append_only = True

    tender_key = models.ForeignKey(TenderKey, models.PROTECT, related_name="boxes")
    group = models.CharField(max_length=20)  # the seats of the group: "0.2"
    seat = models.PositiveSmallIntegerField()
    officer_key = models.ForeignKey(OfficerKey, models.PROTECT, related_name="boxes")
    box = models.BinaryField(editable=False)
    share_sha256 = models.CharField(max_length=64, editable=False)

    class Meta:
        verbose_name = _("key box")
        verbose_name_plural = _("key boxes")
        ordering = ["tender_key", "group", "seat"]
        constraints = [
            models.UniqueConstraint(
                fields=["tender_key", "group", "seat"],
                name="key_box_once",
                violation_error_message=_("This share is already there."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.tender_key_id} {self.group}/{self.seat}"


class Contribution(models.Model):
    """One officer's part in an opening: given, and passed on in boxes that only the other officers can open."""

    tender_key = models.ForeignKey(TenderKey, models.PROTECT, related_name="contributions")
    officer_key = models.ForeignKey(OfficerKey, models.PROTECT, related_name="contributions")
    by = models.ForeignKey(PERSON, models.PROTECT, related_name="+", verbose_name=_("officer"))
    at = models.DateTimeField(_("given"), db_default=ClockTimestamp())
    on_own_machine = models.BooleanField(_("on the officer's own computer"), default=False)
    device = models.CharField(  # a keyed hash of address and browser, until the opening is over; "": not known
        _("mark of the device"), max_length=64, blank=True, editable=False
    )

    class Meta:
        verbose_name = _("contribution to an opening")
        verbose_name_plural = _("contributions to openings")
        ordering = ["tender_key", "at"]
        constraints = [
            models.UniqueConstraint(
                fields=["tender_key", "by"],
                name="contribution_once",
                violation_error_message=_("You have already contributed."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.tender_key_id} {self.by}"


class RelayBox(models.Model):
    """A share on its way from one officer to another of its group; gone when the opening is over or has lapsed."""

    contribution = models.ForeignKey(Contribution, models.CASCADE, related_name="relays")
    group = models.CharField(max_length=20)
    to_seat = models.PositiveSmallIntegerField()
    box = models.BinaryField(editable=False)

    class Meta:
        verbose_name = _("share on its way")
        verbose_name_plural = _("shares on their way")
        constraints = [
            models.UniqueConstraint(
                fields=["contribution", "group", "to_seat"],
                name="relay_box_once",
                violation_error_message=_("This share is already on its way."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.contribution_id} {self.group}/{self.to_seat}"


class EnvelopeOpening(models.Model):
    """The opening of an envelope before the price; the price's own is ``OpeningSession``."""

    tender = models.ForeignKey(Tender, models.PROTECT, related_name="envelope_openings")
    envelope = models.CharField(_("envelope"), max_length=14, choices=Envelope)
    first_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+", verbose_name=_("first confirmation"))
    first_at = models.DateTimeField()
    first_device = models.CharField(  # sealed by access: a keyed hash, until the second confirmation is there
        _("mark of the first device"), max_length=64, blank=True, editable=False
    )
    second_by = models.ForeignKey(
        PERSON, models.PROTECT, null=True, related_name="+", verbose_name=_("second confirmation")
    )
    second_at = models.DateTimeField(null=True)
    minutes = models.TextField(_("minutes"), blank=True, editable=False)
    minutes_sha256 = models.CharField(max_length=64, blank=True, editable=False)

    class Meta:
        verbose_name = _("opening of an envelope")
        verbose_name_plural = _("openings of envelopes")
        ordering = ["tender", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["tender", "envelope"],
                name="envelope_opening_once",
                violation_error_message=_("This envelope is opened once."),
            ),
            models.CheckConstraint(
                name="envelope_opening_by_two_people",
                condition=~Q(first_by=F("second_by")),
                violation_error_message=_("The second confirmation comes from another person."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.tender_id} {self.envelope}"
