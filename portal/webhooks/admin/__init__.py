"""Windows on webhooks.

What would tell of a secret announcement is left out: its messages, their attempts, and how an endpoint fared of late.
"""

from django.contrib import admin
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from portal.veils import unveiled, veil
from portal.webhooks import queries, services
from portal.webhooks.models import Attempt, Delivery, Endpoint, Secret
from portal.windows import Window, WindowInline, deed


@veil("webhooks.Delivery", "events")
def deliveries_of_veiled_events(rows: QuerySet) -> QuerySet:
    """Messages of announcements that are still secret: they go to the company that has bid."""
    return queries.of_unveiled_events(rows)


@veil("webhooks.Attempt", "events")
def attempts_of_veiled_events(rows: QuerySet) -> QuerySet:
    """Attempts to bring the same."""
    return rows.filter(delivery__in=unveiled(Delivery.objects.all()).values("pk"))


class SecretInline(WindowInline):
    """The key itself is shown nowhere."""

    model = Secret
    fields = ["hint", "made_at", "ends_at"]
    readonly_fields = fields
    show_change_link = False


class AttemptInline(WindowInline):
    model = Attempt
    fields = ["number", "started_at", "outcome", "status", "took_ms", "answer_bytes", "address"]
    readonly_fields = fields
    show_change_link = False


@admin.register(Endpoint)
class EndpointWindow(Window):
    list_display = ["url", "client", "state", "why", "created_at"]
    list_filter = ["state", "why"]
    list_select_related = ["client"]
    search_fields = ["url", "client__name", "client__company__legal_name_ko", "client__company__number"]
    fields = ["client", "url", "note", "kinds", "state", "why", "created_by", "created_at"]
    inlines = [SecretInline]
    actions = ["pause", "remove"]

    @deed(_("Pause the chosen endpoints"))
    def pause(self, request, endpoint):
        """What happens meanwhile waits."""
        services.pause_endpoint(endpoint, by=request.user)

    @deed(_("Remove the chosen endpoints"))
    def remove(self, request, endpoint):
        """For good."""
        services.remove_endpoint(endpoint, by=request.user)


@admin.register(Secret)
class SecretWindow(Window):
    list_display = ["hint", "endpoint", "made_at", "ends_at"]
    list_select_related = ["endpoint"]
    fields = ["endpoint", "hint", "made_at", "ends_at"]


@admin.register(Delivery)
class DeliveryWindow(Window):
    list_display = ["uid", "endpoint", "kind", "state", "attempts_made", "next_at", "created_at", "heard_at"]
    list_filter = ["state", "kind"]
    list_select_related = ["endpoint"]
    search_fields = ["=uid", "endpoint__url", "endpoint__client__company__number"]
    exclude = ["body"]
    inlines = [AttemptInline]


@admin.register(Attempt)
class AttemptWindow(Window):
    list_display = ["delivery", "number", "started_at", "outcome", "status", "took_ms", "address"]
    list_filter = ["outcome"]
    list_select_related = ["delivery"]
