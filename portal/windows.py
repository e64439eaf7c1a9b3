"""The admin's windows: one looks through, nobody climbs in. Changes are deeds: named actions that call services."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.utils import get_fields_from_path
from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.functional import SimpleLazyObject
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from portal.audit.queries import administrators_timeline_of
from portal.errors import Refused
from portal.veils import unveiled

# What the filters in the margin and the date line put behind a field's name in the address.
FILTER_ENDS = {"exact", "isnull", "isempty", "gte", "lt", "year", "month", "day"}

MOST_TOLD = 200  # entries of a thing, the newest


@dataclass(frozen=True)
class Daily:
    """What an administrator comes for: stands above the list of all windows. ``where`` names the rows to count."""

    label: object
    query: str = ""
    where: Mapping[str, Any] | None = None


class OnlyOfferedFilters(admin.ModelAdmin):
    """Only what the page offers can be asked for by the address (security T36).

    Django also takes every other field of the model: ``?password__startswith=a`` would tell a secret letter by letter.
    The portal's site lays this around every ModelAdmin, whoever wrote it.
    """

    daily: tuple[Daily, ...] = ()

    def get_changelist_instance(self, request: HttpRequest):
        """A list is headed by what it lists, not by an order to select one of them."""
        listed = super().get_changelist_instance(request)
        listed.title = capfirst(str(self.model._meta.verbose_name_plural))
        return listed

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Model | None:
        """With what the audit trail tells of it, newest first: asked for where its history is shown."""
        thing = super().get_object(request, object_id, from_field)
        if thing is not None:
            told = SimpleLazyObject(lambda: administrators_timeline_of(thing)[: MOST_TOLD + 1])
            thing.audit_trail = told  # type: ignore[attr-defined]
        return thing

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        """Whether ``lookup`` is one that a filter of this page makes."""
        offered = list(self.get_list_filter(request))
        if self.date_hierarchy:
            offered.append(self.date_hierarchy)
        return any(self._makes(each, lookup) for each in offered)

    def _makes(self, offered: object, lookup: str) -> bool:
        if isinstance(offered, type):  # a SimpleListFilter
            return lookup == getattr(offered, "parameter_name", None)
        path = str(offered[0] if isinstance(offered, list | tuple) else offered)
        if lookup == path:
            return True
        if not lookup.startswith(f"{path}__"):
            return False
        return set(lookup.removeprefix(f"{path}__").split("__")) <= FILTER_ENDS | self._target_of(path)

    def _target_of(self, path: str) -> set[str]:
        """The name of the key that a filter over related things compares: ``{"id"}`` of ``roles__id__exact``."""
        try:
            field = get_fields_from_path(self.model, path)[-1]
        except FieldDoesNotExist:
            return set()
        return {field.target_field.name} if field.remote_field else set()


class Window(OnlyOfferedFilters):
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


def deed(description: object, *, ask: object = "") -> Callable:
    """A named action: ``@deed(_("Suspend")) def suspend(self, request, thing): services.suspend(thing, by=…)``.

    Called for each chosen row; what the service refuses is shown with its reason. With ``ask``, what the person is to
    give as a reason, a page in between names the rows and asks; the action takes the answer as ``reason``.
    """

    def decorate(act: Callable) -> Callable:
        @admin.action(description=description, permissions=["view"])
        @wraps(act)
        def for_each(self: admin.ModelAdmin, request: HttpRequest, things: QuerySet) -> HttpResponse | None:
            given = {}
            if ask:
                form = ReasonForm(request.POST if "reason" in request.POST else None, ask=ask)
                if not form.is_valid():
                    return _asked(self, request, things, description=description, form=form)
                given = form.cleaned_data
            done = 0
            for thing in things:
                try:
                    act(self, request, thing, **given)
                except Refused as refusal:
                    self.message_user(request, f"{thing}: {refusal}", messages.ERROR)
                else:
                    done += 1
            if done:
                said = ngettext("Done for %(count)d entry.", "Done for %(count)d entries.", done) % {"count": done}
                self.message_user(request, said, messages.SUCCESS)
            return None

        return for_each

    return decorate


class ReasonForm(forms.Form):
    """Why an administrator does what cannot be undone by a click; it stands in the audit."""

    reason = forms.CharField(label=_("Reason"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args, ask: object, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["reason"].help_text = str(ask)


def _asked(
    window: admin.ModelAdmin, request: HttpRequest, things: QuerySet, *, description: object, form: ReasonForm
) -> HttpResponse:
    context = window.admin_site.each_context(request) | {
        "title": description,
        "opts": window.model._meta,
        "things": things,
        "form": form,
        "action": request.POST["action"],
        "checkbox": ACTION_CHECKBOX_NAME,
    }
    request.current_app = window.admin_site.name  # type: ignore[attr-defined]
    return TemplateResponse(request, "admin/deed.html", context, status=422 if form.is_bound else 200)
