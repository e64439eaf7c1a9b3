"""WHAT: where a partner's system hears, and the secrets that sign what it hears."""

import uuid

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.clock import ClockTimestamp
from portal.webhooks.states import ENDPOINT_FLOW, EndpointState, Why


class Endpoint(models.Model):
    """One address of a client's system, and the kinds of event that are sent there."""

    flow = ENDPOINT_FLOW
    badges = {"active": "ok", "paused": "wait", "disabled": "bad", "removed": "mute"}

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    client = models.ForeignKey(
        "partners.ApiClient", models.PROTECT, related_name="webhook_endpoints", verbose_name=_("API client")
    )
    url = models.CharField(pgettext_lazy("webhook", "address"), max_length=500)
    note = models.CharField(_("note"), max_length=120, blank=True)
    kinds = ArrayField(models.CharField(max_length=60), verbose_name=pgettext_lazy("webhook", "kinds of event"))
    state = models.CharField(_("state"), max_length=10, choices=EndpointState, default=EndpointState.ACTIVE)
    why = models.CharField(_("why disabled"), max_length=10, choices=Why, blank=True)
    failures = models.PositiveIntegerField(_("failures in a row"), default=0, editable=False)
    failing_since = models.DateTimeField(_("failing since"), null=True, editable=False)
    warned_at = models.DateTimeField(_("warned"), null=True, editable=False)
    rests_until = models.DateTimeField(_("left alone until"), null=True, editable=False)
    last_heard_at = models.DateTimeField(_("last heard"), null=True, editable=False)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(_("created"), db_default=ClockTimestamp(), editable=False)

    class Meta:
        verbose_name = _("webhook endpoint")
        verbose_name_plural = _("webhook endpoints")
        ordering = ["-created_at", "-pk"]
        indexes = [GinIndex(fields=["kinds"], name="webhook_endpoint_by_kind")]
        constraints = [
            models.CheckConstraint(
                name="webhook_endpoint_has_kinds",
                condition=Q(kinds__len__gte=1),
                violation_error_message=_("An endpoint needs at least one kind of event."),
            ),
            models.CheckConstraint(
                name="webhook_endpoint_disabled_says_why",
                condition=~Q(state=EndpointState.DISABLED) | ~Q(why=""),
                violation_error_message=_("A disabled endpoint says why."),
            ),
            models.UniqueConstraint(
                name="webhook_endpoint_once_per_client",
                fields=["client", "url"],
                condition=~Q(state=EndpointState.REMOVED),
                violation_error_message=_("This client already has an endpoint at this address."),
            ),
        ]

    def __str__(self) -> str:
        return self.url

    @property
    def hears(self) -> bool:
        """Whether events are kept for it: also while it is paused."""
        return self.state in (EndpointState.ACTIVE, EndpointState.PAUSED)


class Secret(models.Model):
    """A signing secret, kept encrypted: it must sign again. Shown to a person once, when it is made."""

    endpoint = models.ForeignKey(Endpoint, models.CASCADE, related_name="secrets", verbose_name=_("webhook endpoint"))
    sealed = models.TextField(_("encrypted secret"), editable=False)
    hint = models.CharField(pgettext_lazy("webhook", "begins with"), max_length=12)
    made_at = models.DateTimeField(_("made"), db_default=ClockTimestamp(), editable=False)
    ends_at = models.DateTimeField(_("signs until"), null=True, editable=False)

    class Meta:
        verbose_name = _("signing secret")
        verbose_name_plural = _("signing secrets")
        ordering = ["-made_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                name="webhook_secret_one_newest",
                fields=["endpoint"],
                condition=Q(ends_at=None),
                violation_error_message=_("An endpoint has one newest secret; earlier ones end."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.hint}…"
