"""WHAT: which requests a client made, from which networks, and what was odd about them. Never a body."""

from django.contrib.postgres.indexes import BrinIndex
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.clock import ClockTimestamp
from portal.partners.models.client import ApiClient
from portal.partners.states import AlertKind


class ApiRequest(models.Model):
    """One request of a client: address by its template, status, time taken, sizes. Kept for thirty days."""

    client = models.ForeignKey(ApiClient, models.PROTECT, related_name="requests", verbose_name=_("API client"))
    company = models.ForeignKey("people.Company", models.PROTECT, related_name="+", verbose_name=_("company"))
    at = models.DateTimeField(_("time"))
    method = models.CharField(_("method"), max_length=8)
    path = models.CharField(_("address"), max_length=200, blank=True)
    status = models.PositiveSmallIntegerField(pgettext_lazy("API request", "status"))
    code = models.CharField(_("problem code"), max_length=60, blank=True)
    milliseconds = models.PositiveIntegerField(_("milliseconds"))
    bytes_in = models.PositiveBigIntegerField(_("bytes received"), default=0)
    bytes_out = models.PositiveBigIntegerField(_("bytes sent"), default=0)
    request_id = models.CharField(_("request number"), max_length=64)
    address = models.GenericIPAddressField(_("network address"), null=True)
    replayed = models.BooleanField(_("repeated answer"), default=False)

    class Meta:
        verbose_name = _("API request")
        verbose_name_plural = _("API requests")
        ordering = ["-at", "-pk"]
        indexes = [
            models.Index(fields=["client", "-at", "-id"], name="api_request_of_client"),
            models.Index(fields=["company", "-at", "-id"], name="api_request_of_company"),
            BrinIndex(fields=["at"], name="api_request_at"),
        ]

    def __str__(self) -> str:
        return f"{self.method} {self.path} {self.status}"


class ClientNetwork(models.Model):
    """A network from which a client has been let in."""

    client = models.ForeignKey(ApiClient, models.PROTECT, related_name="seen_networks", verbose_name=_("API client"))
    network = models.CharField(_("network"), max_length=50)
    first_seen_at = models.DateTimeField(_("first seen"))
    last_seen_at = models.DateTimeField(_("last seen"))

    class Meta:
        verbose_name = _("network of a client")
        verbose_name_plural = _("networks of clients")
        ordering = ["-last_seen_at", "-pk"]
        constraints = [models.UniqueConstraint(fields=["client", "network"], name="client_network_once")]

    def __str__(self) -> str:
        return self.network


class ClientAlert(models.Model):
    """Something odd about the requests of a client, told once to its company. Append-only."""

    append_only = True

    client = models.ForeignKey(ApiClient, models.PROTECT, related_name="alerts", verbose_name=_("API client"))
    kind = models.CharField(_("kind"), max_length=12, choices=AlertKind)
    key = models.CharField(max_length=60, editable=False)  # a network, or the day: told once for it
    network = models.CharField(_("network"), max_length=50, blank=True)
    count = models.PositiveIntegerField(pgettext_lazy("API request", "requests"), default=0)
    at = models.DateTimeField(_("noticed"), db_default=ClockTimestamp(), editable=False)

    class Meta:
        verbose_name = _("unusual use")
        verbose_name_plural = _("unusual use")
        ordering = ["-at", "-pk"]
        constraints = [models.UniqueConstraint(fields=["client", "kind", "key"], name="client_alert_once")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.network or self.count}"
