"""WHAT: an API client and its secrets."""

import uuid
from datetime import timedelta

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.clock import SEOUL, ClockTimestamp
from portal.partners.states import CLIENT_FLOW, ClientState


class ApiClient(models.Model):
    """A partner's program: its OAuth application, the company it acts for and its service user, bound for good."""

    flow = CLIENT_FLOW

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(_("name"), max_length=80)
    state = models.CharField(_("state"), max_length=10, choices=ClientState, default=ClientState.ACTIVE)
    company = models.ForeignKey("people.Company", models.PROTECT, related_name="api_clients", verbose_name=_("company"))
    application = models.OneToOneField("oauth2_provider.Application", models.PROTECT, related_name="api_client")
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="api_client", verbose_name=_("service user")
    )
    scopes = ArrayField(models.CharField(max_length=40), verbose_name=_("scopes"))
    networks = ArrayField(
        models.CharField(max_length=50), default=list, blank=True, verbose_name=_("only from these networks")
    )
    expires_at = models.DateTimeField(_("works until"), null=True, blank=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(_("created"), db_default=ClockTimestamp(), editable=False)
    last_used_at = models.DateTimeField(_("last used"), null=True, editable=False)
    last_used_from = models.GenericIPAddressField(_("last used from"), null=True, editable=False)

    class Meta:
        verbose_name = _("API client")
        verbose_name_plural = _("API clients")
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="api_client_has_scopes",
                condition=models.Q(scopes__len__gte=1),
                violation_error_message=_("A client needs at least one scope."),
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def client_id(self) -> str:
        """The public half of its credentials."""
        return self.application.client_id

    @property
    def is_active(self) -> bool:
        """Whether it has neither been revoked nor expired."""
        return self.state == ClientState.ACTIVE

    @property
    def last_day(self):
        """The last day on which it works, in Korea; None without an end."""
        return (self.expires_at - timedelta(microseconds=1)).astimezone(SEOUL).date() if self.expires_at else None


class ClientSecret(models.Model):
    """A secret of a client: named by its first characters, kept as a hash. While one takes over, two are valid."""

    client = models.ForeignKey(ApiClient, models.PROTECT, related_name="secrets", verbose_name=_("API client"))
    prefix = models.CharField(_("begins with"), max_length=16, blank=True)
    hashed = models.CharField(max_length=255)
    created_at = models.DateTimeField(_("created"), db_default=ClockTimestamp(), editable=False)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    ends_at = models.DateTimeField(_("valid until"), null=True, blank=True)
    last_used_at = models.DateTimeField(_("last used"), null=True, editable=False)

    class Meta:
        verbose_name = _("client secret")
        verbose_name_plural = _("client secrets")
        ordering = ["-created_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.prefix or '…'}…"
