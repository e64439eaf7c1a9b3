"""Windows on reports; the mapping of programmes to directions changes here, through its service."""

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from portal.home.registry import programmes
from portal.windows import OnlyOfferedFilters, Window
from sharedgrowth.impact.models import ProgrammeDirection, Report, ReportNumber
from sharedgrowth.impact.policies import reports as policies
from sharedgrowth.impact.queries.results import OTHER_NAMES
from sharedgrowth.impact.services.reports import set_direction


class DirectionForm(forms.ModelForm):
    """One of the programmes that there are."""

    programme = forms.ChoiceField(label=_("programme"))

    class Meta:
        model = ProgrammeDirection
        fields = ["programme", "direction", "order"]

    def __init__(self, *args: Any, **options: Any):
        super().__init__(*args, **options)
        known = [(key, entry.name) for key, entry in programmes.items()]
        if "programme" in self.fields:
            self.fields["programme"].choices = [*known, *OTHER_NAMES.items()]


@admin.register(ProgrammeDirection)
class ProgrammeDirectionAdmin(OnlyOfferedFilters):
    """Fair, value or care: the front page and the pages of results follow."""

    form = DirectionForm
    list_display = ["programme", "direction", "order", "changed_at"]
    list_filter = ["direction"]

    def get_readonly_fields(self, request: HttpRequest, obj: ProgrammeDirection | None = None):
        """A row stays the row of its programme."""
        return ["programme"] if obj else []

    def save_model(self, request: HttpRequest, obj: ProgrammeDirection, form, change) -> None:
        """By the service, so that the trail knows."""
        row = set_direction(programme=obj.programme, direction=obj.direction, order=obj.order, by=request.user)
        obj.pk = row.pk

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Who sets directions."""
        return super().has_add_permission(request) and bool(policies.may_set_directions(request.user))

    def has_change_permission(self, request: HttpRequest, obj: ProgrammeDirection | None = None) -> bool:
        """Who sets directions."""
        return super().has_change_permission(request, obj) and bool(policies.may_set_directions(request.user))

    def has_delete_permission(self, request: HttpRequest, obj: ProgrammeDirection | None = None) -> bool:
        """Rows are changed, never lost from the trail."""
        return False


@admin.register(Report)
class ReportWindow(Window):
    """Yearly reports."""

    list_display = ["year", "version", "state", "taken_at", "written_by", "published_by", "published_at"]
    list_filter = ["state", "year"]
    list_select_related = ["written_by", "published_by"]


@admin.register(ReportNumber)
class ReportNumberWindow(Window):
    """Their numbers."""

    list_display = ["report", "key", "value", "before", "count", "hidden"]
    list_filter = ["report__year", "direction"]
    list_select_related = ["report"]
    search_fields = ["key"]
