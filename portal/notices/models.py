"""WHAT: a notice to one person, and how that person wants to hear."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext as gettext_now
from django.utils.translation import gettext_lazy as _

from portal.clock import ClockTimestamp
from portal.notices import rules
from portal.notices.registry import kinds
from portal.notices.states import Delivery, MailState


class Notice(models.Model):
    """Something one person should know. Kept as kind and parameters; put into words in the language of who reads it."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="notices", verbose_name=_("person"))
    kind = models.CharField(_("kind"), max_length=80)
    params = models.JSONField(_("parameters"), default=dict)  # numbers and names of things; nothing sealed or personal
    url = models.CharField(_("leads to"), max_length=500, blank=True)  # a path in the portal
    essential = models.BooleanField(_("essential"), default=False)
    key = models.CharField(max_length=64, editable=False)
    created_at = models.DateTimeField(_("made at"), db_default=ClockTimestamp(), editable=False)
    read_at = models.DateTimeField(_("read at"), null=True, blank=True)
    mail = models.CharField(_("e-mail"), max_length=10, choices=MailState, default=MailState.NONE)
    mailed_at = models.DateTimeField(_("e-mailed at"), null=True, blank=True)
    reminded_at = models.DateTimeField(_("reminded at"), null=True, blank=True)

    class Meta:
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        indexes = [
            models.Index(fields=["user", "-created_at", "-id"], name="notice_latest"),
            models.Index(fields=["user"], name="notice_unread", condition=Q(read_at=None)),
            models.Index(fields=["user"], name="notice_for_digest", condition=Q(mail=MailState.DIGEST)),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "key"],
                name="notice_once",
                violation_error_message=_("This person has already been told."),
            ),
            models.CheckConstraint(
                name="notice_leads_into_the_portal",
                condition=Q(url="") | (Q(url__startswith="/") & ~Q(url__startswith="//")),
                violation_error_message=_("A notice leads to a page of the portal."),
            ),
            models.CheckConstraint(
                name="notice_mail_has_its_time",
                condition=Q(mail=MailState.SENT, mailed_at__isnull=False)
                | (~Q(mail=MailState.SENT) & Q(mailed_at=None)),
                violation_error_message=_("A sent e-mail says when it was sent."),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        """One line in the reader's language."""
        kind = kinds.get(self.kind)
        return self._in_words(kind.title) if kind else gettext_now("Notice of an earlier version of the portal")

    @property
    def text(self) -> str:
        """A few sentences in the reader's language, or nothing."""
        kind = kinds.get(self.kind)
        return self._in_words(kind.text) if kind and kind.text else ""

    def _in_words(self, words) -> str:
        return str(words) % {name: rules.shown(value) for name, value in self.params.items()}


class Letter(models.Model):
    """An e-mail that is composed already and waits for the mail server: a link to confirm, an invitation.

    Its links are secrets, so it lies here locked, and is deleted when it has been sent.
    """

    sealed = models.TextField(_("locked content"), editable=False)
    created_at = models.DateTimeField(_("made at"), db_default=ClockTimestamp(), editable=False)

    class Meta:
        verbose_name = _("waiting e-mail")
        verbose_name_plural = _("waiting e-mails")

    def __str__(self) -> str:
        return f"letter {self.pk}"


class Preference(models.Model):
    """How a person gets the e-mails that are not essential. No row: immediately."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        primary_key=True,
        related_name="notice_preference",
        verbose_name=_("person"),
    )
    delivery = models.CharField(_("e-mail"), max_length=12, choices=Delivery, default=Delivery.IMMEDIATELY)
    changed_at = models.DateTimeField(_("changed at"), db_default=ClockTimestamp())

    class Meta:
        verbose_name = _("notice preference")
        verbose_name_plural = _("notice preferences")

    def __str__(self) -> str:
        return f"{self.user}: {self.get_delivery_display()}"
