"""WHAT: an API client, and the answers kept for repeated requests."""

import uuid

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.clock import ClockTimestamp
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
        """Whether it has not been revoked."""
        return self.state == ClientState.ACTIVE


class GivenAnswer(models.Model):
    """What a client was answered to a POST, for repetitions of it within a day. Append-only.

    The request is kept only as a keyed hash and the answer encrypted: either may hold a price that is still secret.
    """

    append_only = True

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("service user"))
    key = models.CharField(_("key"), max_length=100)
    asked = models.CharField(_("request"), max_length=64)
    status = models.PositiveSmallIntegerField(_("status"))
    answer = models.TextField(_("answer"))
    given_at = models.DateTimeField(_("given"), db_default=ClockTimestamp(), editable=False)

    class Meta:
        verbose_name = _("given answer")
        verbose_name_plural = _("given answers")
        indexes = [models.Index(fields=["user", "key", "-given_at"], name="given_answer_by_key")]

    def __str__(self) -> str:
        return f"{self.key} {self.status}"
