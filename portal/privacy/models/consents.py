"""WHAT: who agreed to what, in which words; who took it back."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.clock import ClockTimestamp
from portal.privacy.states import ConsentKind


class Consent(models.Model):
    """One consent of one person, with the words that were shown. Append-only. Source: domain PII-01, PII-02.

    A person without an account (a guest) is named by ``guest``: a reference of the app that knows the guest
    (``friends.guest:<uid>``), never a name or an address.
    """

    append_only = True
    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="consents", verbose_name=_("person")
    )
    guest = models.CharField(_("guest"), max_length=80, blank=True)
    purpose = models.CharField(_("purpose"), max_length=60)  # its key in registry.purposes
    version = models.PositiveIntegerField(_("version"))
    kind = models.CharField(_("kind"), max_length=12, choices=ConsentKind)
    about = models.CharField(
        pgettext_lazy("privacy", "about"), max_length=80, blank=True
    )  # "jobs.cohort:12", "jobs.match:7"
    language = models.CharField(_("language"), max_length=2)
    text = models.TextField(_("words shown"))
    text_sha256 = models.CharField("SHA-256", max_length=64)
    given_at = models.DateTimeField(pgettext_lazy("privacy", "given"), db_default=ClockTimestamp(), editable=False)

    class Meta:
        verbose_name = _("consent")
        verbose_name_plural = _("consents")
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["person", "purpose", "-id"], name="consent_of_person"),
            models.Index(fields=["guest", "purpose"], name="consent_of_guest", condition=Q(guest__gt="")),
            models.Index(fields=["purpose", "about"], name="consent_about"),
        ]
        constraints = [
            models.CheckConstraint(
                name="consent_is_of_a_person_or_a_guest",
                condition=Q(person__isnull=False, guest="") | Q(person=None, guest__gt=""),
                violation_error_message=_("A consent is given by a person with an account, or by a guest."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.purpose} v{self.version}"

    @property
    def is_withdrawn(self) -> bool:
        """Whether it was taken back."""
        return hasattr(self, "withdrawal")


class Withdrawal(models.Model):
    """A consent taken back. Append-only: it counts from its moment on and undoes nothing before."""

    append_only = True
    consent = models.OneToOneField(Consent, models.PROTECT, related_name="withdrawal", verbose_name=_("consent"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=pgettext_lazy("privacy", "by"),
    )
    at = models.DateTimeField(_("withdrawn"), db_default=ClockTimestamp(), editable=False)

    class Meta:
        verbose_name = _("withdrawal of a consent")
        verbose_name_plural = _("withdrawals of consents")
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.consent_id} {self.at:%Y-%m-%d}"
