"""WHAT: a file made from the API's description and published under ``/developers/``."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.clock import ClockTimestamp
from portal.developers.states import FileKind


def stored_name(published: "PublishedFile", name: str) -> str:
    """By its fingerprint: two files of the same name never meet."""
    return f"developers/{published.sha256[:16]}/{name}"


class PublishedFile(models.Model):
    """One file as it was made from one state of the description. Never changed: another state is another row."""

    kind = models.CharField(_("kind"), max_length=10, choices=FileKind)
    name = models.CharField(_("name"), max_length=120)
    version = models.CharField(_("version"), max_length=20)
    description_sha256 = models.CharField(_("fingerprint of the description"), max_length=64)
    sha256 = models.CharField("SHA-256", max_length=64)
    size = models.PositiveBigIntegerField(_("size (bytes)"))
    content = models.FileField(_("content"), upload_to=stored_name, max_length=200)
    made_at = models.DateTimeField(_("made at"), db_default=ClockTimestamp(), editable=False)

    class Meta:
        verbose_name = _("published file")
        verbose_name_plural = _("published files")
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "description_sha256"],
                name="published_file_once_per_description",
                violation_error_message=_("This file was made from this description already."),
            )
        ]

    def __str__(self) -> str:
        return self.name
