"""The admin: Django's own, entered through the portal's sign-in, and deaf to nonsense addresses."""

import logging
from functools import partial, wraps

from django.contrib.admin import AdminSite, ModelAdmin
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import FieldError, PermissionDenied, ValidationError
from django.db import DataError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import resolve_url
from django.utils.functional import SimpleLazyObject
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from portal.http import begins_again
from portal.windows import OnlyOfferedFilters

log = logging.getLogger(__name__)
NONSENSE = (ValueError, OverflowError, FieldError, ValidationError, DataError)


class PortalAdminSite(AdminSite):
    """No password form of its own: a second way in would be a way around the second factor."""

    site_title = _("Together administration")
    site_header = _("Together administration")
    index_title = _("Windows on everything")
    site_url = None  # the frame has a way back of its own
    enable_nav_sidebar = False

    def register(self, model_or_iterable, admin_class=None, **options):
        """Every window answers only to the filters it offers, also those of other packages."""
        admin_class = admin_class or ModelAdmin
        if not issubclass(admin_class, OnlyOfferedFilters):
            admin_class = type(
                admin_class.__name__, (OnlyOfferedFilters, admin_class), {"__module__": admin_class.__module__}
            )
        super().register(model_or_iterable, admin_class, **options)

    def login(self, request: HttpRequest, extra_context=None) -> HttpResponse:
        """To the portal's sign-in; who is signed in without the right to be here is told so."""
        if request.user.is_authenticated:
            raise PermissionDenied(_("Administration is for system administrators."))
        return redirect_to_login(request.GET.get("next") or self._index(), resolve_url("account_login"))

    login.door, login.door_public, login.login_required = "reads", True, False  # type: ignore[attr-defined]

    def index(self, request: HttpRequest, extra_context=None) -> HttpResponse:
        """What an administrator comes for, then every window."""
        daily, terms = [], []
        for model, window in self._registry.items():
            if not window.has_view_permission(request):
                continue
            address = resolve_url(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
            for task in window.daily:  # type: ignore[attr-defined]
                count = None if task.where is None else window.get_queryset(request).filter(**task.where).count()
                daily.append((task.label, f"{address}?{task.query}" if task.query else address, count))
            if model.__name__.endswith("Terms"):
                terms.append((capfirst(str(model._meta.verbose_name_plural)), address))
        return super().index(request, {"daily": daily, "terms": sorted(terms), **(extra_context or {})})

    index.door = "reads"  # type: ignore[attr-defined]

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> SimpleLazyObject:
        """Made where it is shown: without the bar at the side most pages do not, and it costs more than the page."""
        return SimpleLazyObject(partial(super().get_app_list, request, app_label))

    def password_change(self, request: HttpRequest, extra_context=None) -> HttpResponse:
        """The portal's page: it asks for the second factor too."""
        return HttpResponseRedirect(resolve_url("account_change_password"))

    password_change.door = "reads"  # type: ignore[attr-defined]

    def _index(self) -> str:
        return resolve_url("admin:index")

    def admin_view(self, view, cacheable=False):
        """A look-up value that PostgreSQL or Python cannot take (``?at__year=0``) is answered like any wrong filter."""
        inner = super().admin_view(begins_again(view), cacheable)

        @wraps(inner)
        def forgiving(request: HttpRequest, *arguments, **names) -> HttpResponse:
            try:
                response = inner(request, *arguments, **names)
                return response.render() if hasattr(response, "render") else response
            except NONSENSE:
                if request.method not in ("GET", "HEAD") or not request.GET or "e" in request.GET:
                    raise
                log.warning("admin: a filter that makes no sense")
                return HttpResponseRedirect(f"{request.path}?e=1")

        return forgiving
