"""The admin's windows: one looks through, nobody climbs in. Changes are deeds: named actions that call services."""

from collections.abc import Callable
from functools import wraps

from django.contrib import admin, messages
from django.db import models
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.utils.translation import ngettext

from portal.errors import Refused
from portal.veils import unveiled


class Window(admin.ModelAdmin):
    """Read-only: no add, no change, no delete, for nobody. ``list_per_page`` and ordering keep big tables bearable."""

    list_per_page = 50
    list_max_show_all = 0
    show_full_result_count = False
    formfield_overrides = {models.URLField: {"assume_scheme": "https"}}

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        """Not even here is seen what nobody may see yet."""
        return unveiled(super().get_queryset(request))

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Rows are made by services."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Rows are changed by services; pages show them read-only."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Nothing is deleted here."""
        return False


class WindowInline(admin.TabularInline):
    """Rows that belong to the thing shown, read-only too."""

    extra = 0
    can_delete = False
    show_change_link = True

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Never."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Never."""
        return False


def deed(description: object) -> Callable:
    """A named action: ``@deed(_("Suspend")) def suspend(self, request, thing): services.suspend(thing, by=…)``.

    Called for each chosen row; what the service refuses is shown with its reason.
    """

    def decorate(act: Callable) -> Callable:
        @admin.action(description=description, permissions=["view"])
        @wraps(act)
        def for_each(self: admin.ModelAdmin, request: HttpRequest, things: QuerySet) -> None:
            done = 0
            for thing in things:
                try:
                    act(self, request, thing)
                except Refused as refusal:
                    self.message_user(request, f"{thing}: {refusal}", messages.ERROR)
                else:
                    done += 1
            if done:
                said = ngettext("Done for %(count)d entry.", "Done for %(count)d entries.", done) % {"count": done}
                self.message_user(request, said, messages.SUCCESS)

        return for_each

    return decorate
