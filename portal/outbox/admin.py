"""Windows on the outbox: what waits, what failed and why."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from portal.outbox import services
from portal.outbox.models import Event, JobRun
from portal.windows import Daily, Window, deed


@admin.register(Event)
class EventWindow(Window):
    list_display = ["id", "name", "announced_at", "delivered_at", "attempts", "dead", "next_at"]
    list_filter = ["dead", ("delivered_at", admin.EmptyFieldListFilter), "name"]
    search_fields = ["name", "=id"]
    ordering = ["-id"]
    actions = ["retry"]
    daily = (Daily(_("Events that were given up"), "dead__exact=1", {"dead": True}),)

    @deed(_("Try the chosen events again"))
    def retry(self, request, event):
        """Also those that were given up."""
        services.retry_event(event, by=request.user)


@admin.register(JobRun)
class JobRunWindow(Window):
    list_display = ["name", "period", "started_at"]
    list_filter = ["name"]
    ordering = ["-started_at"]
    daily = (Daily(_("Job runs")),)
