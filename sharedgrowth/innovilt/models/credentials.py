"""What a certificate is outside the portal: its signed credential, its place in the status lists. Source: INV-08."""

from django.core.validators import MaxValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.clock import ClockTimestamp
from portal.sealing.credentials import PLACES
from sharedgrowth.innovilt.models.certificates import Certificate


class StatusPlace(models.Model):
    """The place of a certificate in the status lists: drawn at random, never given again. Append-only."""

    append_only = True

    certificate = models.OneToOneField(Certificate, models.PROTECT, primary_key=True, related_name="status_place")
    list_no = models.PositiveIntegerField(_("status list"))
    place = models.PositiveIntegerField(_("place in the list"), validators=[MaxValueValidator(PLACES - 1)])

    class Meta:
        verbose_name = _("place in a status list")
        verbose_name_plural = _("places in status lists")
        constraints = [
            models.UniqueConstraint(
                fields=["list_no", "place"],
                name="innovilt_status_place_once",
                violation_error_message=_("This place of the list is taken."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.list_no}/{self.place}"


class Credential(models.Model):
    """A certificate as it was signed: once when issued, and again when it covers another version. Append-only.

    ``text`` is the verifiable credential as it is given out; ``seal`` is what the QR code carries.
    """

    append_only = True

    certificate = models.ForeignKey(Certificate, models.PROTECT, related_name="credentials")
    no = models.PositiveSmallIntegerField(_("issue"))
    text = models.TextField(_("credential"))
    sha256 = models.CharField("SHA-256", max_length=64)
    seal = models.TextField(_("content of the QR code"))
    signed_at = models.DateTimeField(pgettext_lazy("credential", "signed"), db_default=ClockTimestamp(), editable=False)

    class Meta:
        verbose_name = _("signed certificate")
        verbose_name_plural = _("signed certificates")
        ordering = ["certificate", "-no"]
        constraints = [
            models.UniqueConstraint(
                fields=["certificate", "no"],
                name="innovilt_credential_no_once",
                violation_error_message=_("This issue of the certificate is already signed."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.certificate_id} {self.no}"


class Badge(models.Model):
    """The same as an Open Badge 3.0, signed for each issue of a certificate. Append-only."""

    append_only = True

    credential = models.OneToOneField(Credential, models.PROTECT, primary_key=True, related_name="badge")
    text = models.TextField(pgettext_lazy("credential", "badge"))
    sha256 = models.CharField("SHA-256", max_length=64)
    signed_at = models.DateTimeField(pgettext_lazy("credential", "signed"), db_default=ClockTimestamp(), editable=False)

    class Meta:
        verbose_name = _("signed badge")
        verbose_name_plural = _("signed badges")
        ordering = ["credential"]

    def __str__(self) -> str:
        return str(self.credential_id)
