"""WHAT: an uploaded file. Its bytes never change."""

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.clock import ClockTimestamp
from portal.files.states import ScanState


def random_name(file: "File", _name: str) -> str:
    """Where the bytes lie: a random name without the user's words."""
    token = uuid.uuid4().hex
    return f"files/{token[:2]}/{token}"


class File(models.Model):
    """An upload that belongs to a company (or to the portal). Who may read it: ``policies.may_read``.

    ``public`` files (published product pictures and data sheets) may be read by everybody; the app that publishes sets it.
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    company = models.ForeignKey("people.Company", models.PROTECT, null=True, blank=True, related_name="files")
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    uploaded_at = models.DateTimeField(db_default=ClockTimestamp(), editable=False)
    name = models.CharField(_("name"), max_length=200)
    kind = models.CharField(_("kind"), max_length=10)  # pdf, png, jpg, xlsx, …: from the content, not from the name
    content_type = models.CharField(max_length=100)
    size = models.PositiveBigIntegerField(_("size (bytes)"))
    sha256 = models.CharField(max_length=64, db_index=True)
    content = models.FileField(upload_to=random_name)
    thumbnail = models.FileField(upload_to=random_name, blank=True)
    scan = models.CharField(_("virus scan"), max_length=10, choices=ScanState, default=ScanState.UNSCANNED)
    scanned_at = models.DateTimeField(null=True, blank=True)
    public = models.BooleanField(_("readable by everybody"), default=False)

    class Meta:
        verbose_name = _("file")
        verbose_name_plural = _("files")

    def __str__(self) -> str:
        return self.name
