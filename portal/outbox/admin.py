"""Windows on the outbox: what waits, what failed and why."""

from django.contrib import admin
from django.utils.formats import number_format
from django.utils.translation import gettext_lazy as _

from portal.outbox import services
from portal.outbox.models import Event, JobRun
from portal.windows import Daily, Window, deed


class AppFilter(admin.SimpleListFilter):
    """The app that announces: the names themselves are hundreds, and found by the search."""

    title = _("app")
    parameter_name = "app"

    def lookups(self, request, model_admin):
        """Every app whose events somebody hears."""
        return [(app, app) for app in sorted({name.split(".")[0] for name in services.HANDLERS})]

    def queryset(self, request, queryset):
        """Its events."""
        return queryset.filter(name__startswith=f"{self.value()}.") if self.value() else queryset


@admin.register(Event)
class EventWindow(Window):
    list_display = ["id", "name", "announced_at", "delivered_at", "attempts", "given_up", "next_at"]
    list_filter = ["dead", ("delivered_at", admin.EmptyFieldListFilter), AppFilter]
    search_fields = ["name", "=id"]
    ordering = ["-id"]
    actions = ["retry"]
    daily = (Daily(_("Events that were given up"), "dead__exact=1", {"dead": True}),)

    @admin.display(description=_("given up"), ordering="dead")
    def given_up(self, event):
        """In words: Django's mark for a no is a red cross, and here no is good."""
        return _("Yes") if event.dead else _("No")

    @deed(_("Try the chosen events again"))
    def retry(self, request, event):
        """Also those that were given up."""
        services.retry_event(event, by=request.user)


class FailingFilter(admin.SimpleListFilter):
    """Jobs that failed when they last ran."""

    title = _("outcome")
    parameter_name = "failing"

    def lookups(self, request, model_admin):
        """The one that matters."""
        return [("1", _("Fails"))]

    def queryset(self, request, queryset):
        """Those with an error."""
        return queryset.exclude(last_error="") if self.value() else queryset


@admin.register(JobRun)
class JobRunWindow(Window):
    list_display = ["name", "period", "started_at", "ended_at", "took", "outcome"]
    list_filter = [FailingFilter]
    search_fields = ["name"]
    search_help_text = _("A part of the job's name")
    readonly_fields = ["started_at", "ended_at", "took", "outcome"]
    ordering = ["-started_at"]
    daily = (Daily(_("Job runs")), Daily(_("Jobs that fail"), "failing=1", {"last_error__gt": ""}))

    @admin.display(description=_("took"))
    def took(self, run):
        """In seconds. What is only marked, and what failed, has none."""
        if run.ended_at is None or run.period == services.FAILED:
            return None
        return _("%(seconds)s s") % {"seconds": number_format((run.ended_at - run.started_at).total_seconds(), 2)}

    @admin.display(description=_("outcome"))
    def outcome(self, run):
        """In words."""
        if run.last_error and run.ended_at is None:
            return _("Failed, tried again in its next period")
        if run.last_error:
            return _("Fails, tried again every minute")
        if run.period == services.FAILED:
            return _("Failed, works again")
        return None if run.ended_at is None else _("Done")
