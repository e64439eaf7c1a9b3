"""WHAT: an uploaded file. Its bytes never change."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from portal.clock import ClockTimestamp
from portal.files.states import PICTURES, Kind, ScanState


def random_name(file: "File", _name: str) -> str:
    """Where the bytes lie: a random name without the user's words."""
    token = uuid.uuid4().hex
    return f"files/{token[:2]}/{token}"


class File(models.Model):
    """An upload that belongs to a company (or to the portal). Who may read it: ``policies.may_read``.

    ``public`` files (published product pictures and data sheets) may be read by everybody; who publishes sets it.
    """

    badges = {ScanState.UNSCANNED: "mute", ScanState.CLEAN: "ok", ScanState.INFECTED: "bad"}

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    company = models.ForeignKey(
        "people.Company", models.PROTECT, null=True, blank=True, related_name="files", verbose_name=_("company")
    )
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("uploaded by")
    )
    uploaded_at = models.DateTimeField(_("uploaded at"), db_default=ClockTimestamp(), editable=False)
    name = models.CharField(_("name"), max_length=200)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)  # from extension and content together
    content_type = models.CharField(_("content type"), max_length=100)
    size = models.PositiveBigIntegerField(_("size (bytes)"))
    sha256 = models.CharField("SHA-256", max_length=64, db_index=True)  # of the stored bytes
    content = models.FileField(_("content"), upload_to=random_name)
    thumbnail = models.FileField(_("thumbnail"), upload_to=random_name, blank=True)
    preview = models.FileField(_("preview"), upload_to=random_name, blank=True)
    width = models.PositiveIntegerField(_("width (pixels)"), null=True, blank=True)
    height = models.PositiveIntegerField(_("height (pixels)"), null=True, blank=True)
    scan = models.CharField(_("virus scan"), max_length=10, choices=ScanState, default=ScanState.UNSCANNED)
    scanned_at = models.DateTimeField(_("scanned at"), null=True, blank=True)
    public = models.BooleanField(_("readable by everybody"), default=False)

    class Meta:
        verbose_name = _("file")
        verbose_name_plural = _("files")
        indexes = [
            models.Index(fields=["uploaded_at"], name="file_to_scan", condition=Q(scan=ScanState.UNSCANNED)),
        ]
        constraints = [
            models.CheckConstraint(
                name="file_is_not_empty",
                condition=Q(size__gt=0),
                violation_error_message=_("An empty file is not stored."),
            ),
            models.CheckConstraint(
                name="file_scan_has_its_time",
                condition=Q(scan=ScanState.UNSCANNED, scanned_at=None)
                | (~Q(scan=ScanState.UNSCANNED) & Q(scanned_at__isnull=False)),
                violation_error_message=_("A scanned file says when it was scanned."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_picture(self) -> bool:
        """Whether it has small copies and may be shown inside a page."""
        return self.kind in PICTURES

    @property
    def is_blocked(self) -> bool:
        """Whether the virus scan found something: nobody gets it."""
        return self.scan == ScanState.INFECTED

    @property
    def url(self) -> str:
        """The address of the file; whether the reader gets it is asked there."""
        return reverse("files:file-download", args=[self.uid, self.name])

    @property
    def thumbnail_url(self) -> str:
        """The address of the small copy for lists; empty when it is not a picture."""
        return reverse("files:file-thumbnail", args=[self.uid, "thumbnail"]) if self.thumbnail else ""

    @property
    def preview_url(self) -> str:
        """The address of the middle copy for pages; empty when it is not a picture."""
        return reverse("files:file-thumbnail", args=[self.uid, "preview"]) if self.preview else ""
