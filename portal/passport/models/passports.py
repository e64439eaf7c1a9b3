"""WHAT: passports that are issued here, passports from elsewhere, and the keys of other installations we trust."""

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.clock import ClockTimestamp
from portal.passport.states.passports import (
    IMPORT_FLOW,
    ISSUER_FLOW,
    PASSPORT_FLOW,
    UNFINISHED,
    ImportState,
    IssuerState,
    PassportState,
)

USER = "people.User"


def random_place(_thing: models.Model, _name: str) -> str:
    """Where the bytes lie: a random name."""
    token = uuid.uuid4().hex
    return f"passports/{token[:2]}/{token}"


class Passport(models.Model):
    """All that a company has here, as one signed file: written by the worker, kept for a week."""

    flow = PASSPORT_FLOW
    badges = {
        PassportState.QUEUED: "wait",
        PassportState.RUNNING: "wait",
        PassportState.READY: "ok",
        PassportState.EXPIRED: "mute",
        PassportState.FAILED: "bad",
        PassportState.CANCELLED: "mute",
    }

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    number = models.CharField(_("number"), max_length=20, unique=True, editable=False)
    company = models.ForeignKey("people.Company", models.PROTECT, related_name="+", verbose_name=_("company"))
    state = models.CharField(_("state"), max_length=10, choices=PassportState, default=PassportState.QUEUED)
    sections = ArrayField(models.CharField(max_length=60), verbose_name=_("sections"))
    with_files = models.BooleanField(_("with documents"), default=True)
    reason = models.CharField(_("reason"), max_length=500, blank=True)
    language = models.CharField(max_length=5, default="ko")
    done = models.PositiveSmallIntegerField(default=0)  # sections written, for who waits
    counts = models.JSONField(default=dict)  # rows by section; documents; what was left out
    worker = models.CharField(max_length=32, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)  # since it was asked for
    failure = models.CharField(_("fault"), max_length=300, blank=True)
    content = models.FileField(_("content"), upload_to=random_place, blank=True)
    size = models.PositiveBigIntegerField(_("size (bytes)"), default=0)
    sha256 = models.CharField("SHA-256", max_length=64, blank=True)  # of the file
    manifest_sha256 = models.CharField(max_length=64, blank=True)  # of what was signed
    kid = models.CharField(_("key"), max_length=16, blank=True)
    asked_by = models.ForeignKey(USER, models.PROTECT, related_name="+", verbose_name=_("asked for by"))
    asked_at = models.DateTimeField(_("asked for"), db_default=ClockTimestamp(), editable=False)
    touched_at = models.DateTimeField(db_default=ClockTimestamp(), editable=False)
    issued_at = models.DateTimeField(_("issued"), null=True, blank=True, editable=False)
    expires_at = models.DateTimeField(_("file until"), null=True, blank=True, editable=False)

    class Meta:
        ordering = ["-id"]
        verbose_name = pgettext_lazy("company data", "passport")
        verbose_name_plural = pgettext_lazy("company data", "passports")
        indexes = [models.Index(fields=["company", "-id"], name="passport_of_company")]
        constraints = [
            models.UniqueConstraint(
                fields=["company"],
                name="passport_one_at_a_time",
                condition=Q(state__in=UNFINISHED),
                violation_error_message=_("A passport of your company is being written. Wait for it."),
            ),
            models.CheckConstraint(
                name="passport_ready_is_whole",
                condition=~Q(state=PassportState.READY)
                | (Q(expires_at__isnull=False, issued_at__isnull=False) & ~Q(manifest_sha256="")),
                violation_error_message=_("A passport that is ready is signed."),
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def is_unfinished(self) -> bool:
        """Whether the worker has it."""
        return self.state in UNFINISHED

    @property
    def is_ready(self) -> bool:
        """Whether its file can be taken."""
        return self.state == PassportState.READY


class TrustedIssuer(models.Model):
    """The key by which another installation signs its passports, compared by our administrators with what it tells."""

    flow = ISSUER_FLOW
    badges = {IssuerState.TRUSTED: "ok", IssuerState.WITHDRAWN: "mute"}

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    state = models.CharField(_("state"), max_length=10, choices=IssuerState, default=IssuerState.TRUSTED)
    name = models.CharField(_("name"), max_length=120)
    url = models.URLField(_("address"), max_length=200)
    kid = models.CharField(_("name of the key"), max_length=16, unique=True)
    x = models.CharField(_("public key"), max_length=60)
    note = models.CharField(_("how it was compared"), max_length=300)
    added_by = models.ForeignKey(USER, models.PROTECT, related_name="+", editable=False)
    added_at = models.DateTimeField(db_default=ClockTimestamp(), editable=False)

    class Meta:
        ordering = ["name", "id"]
        verbose_name = _("trusted issuer")
        verbose_name_plural = _("trusted issuers")

    def __str__(self) -> str:
        return f"{self.name} {self.kid}"

    @property
    def is_trusted(self) -> bool:
        """Whether it counts now."""
        return self.state == IssuerState.TRUSTED


class PassportImport(models.Model):
    """A passport from elsewhere: whole and signed when it came in; what of it was taken, and with what result."""

    sha256_of_content = False  # but of what was signed inside

    flow = IMPORT_FLOW
    badges = {
        ImportState.CHECKED: "info",
        ImportState.TAKING: "wait",
        ImportState.TAKEN: "ok",
        ImportState.FAILED: "bad",
        ImportState.DISCARDED: "mute",
    }

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    number = models.CharField(_("number"), max_length=20, unique=True, editable=False)
    company = models.ForeignKey("people.Company", models.PROTECT, related_name="+", verbose_name=_("company"))
    state = models.CharField(_("state"), max_length=10, choices=ImportState, default=ImportState.CHECKED)
    content = models.FileField(_("content"), upload_to=random_place, blank=True)
    size = models.PositiveBigIntegerField(_("size (bytes)"))
    sha256 = models.CharField("SHA-256", max_length=64)  # of what was signed
    kid = models.CharField(_("key"), max_length=16)
    x = models.CharField(_("public key"), max_length=60)
    manifest = models.JSONField(default=dict)
    issued_at = models.DateTimeField(_("issued"))
    plan = models.JSONField(default=dict)  # by section: counts and the first lines
    chosen = ArrayField(models.CharField(max_length=60), default=list, blank=True)
    results = models.JSONField(default=dict)  # by section: taken, there, refused
    vouched = models.BooleanField(  # by who takes it in: the issuer is not known here
        _("origin confirmed by the company"), default=False
    )
    tries = models.PositiveSmallIntegerField(default=0)  # of the worker without a step forward
    failure = models.CharField(_("fault"), max_length=300, blank=True)
    sent_by = models.ForeignKey(USER, models.PROTECT, related_name="+", verbose_name=_("sent in by"))
    sent_at = models.DateTimeField(_("sent in"), db_default=ClockTimestamp(), editable=False)
    touched_at = models.DateTimeField(db_default=ClockTimestamp(), editable=False)
    taken_at = models.DateTimeField(_("taken in"), null=True, blank=True, editable=False)

    class Meta:
        ordering = ["-id"]
        verbose_name = _("passport from elsewhere")
        verbose_name_plural = _("passports from elsewhere")
        indexes = [models.Index(fields=["company", "-id"], name="passport_import_of_company")]
        constraints = [
            models.UniqueConstraint(
                fields=["company", "sha256"],
                name="passport_import_once",
                condition=~Q(state=ImportState.DISCARDED),
                violation_error_message=_("This passport has been sent in before."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.manifest.get('number', '')}"

    @property
    def is_taking(self) -> bool:
        """Whether the worker has it."""
        return self.state == ImportState.TAKING
