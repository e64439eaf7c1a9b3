"""Doors: front page, dashboard, pages of text, component gallery, theme, and the pages for when something is wrong."""

from decimal import Decimal

from django.conf import settings
from django.contrib.admin.exceptions import DisallowedModelAdminLookup
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import patch_cache_control, patch_vary_headers
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.csrf import requires_csrf_token
from django.views.i18n import set_language

from portal.errors import Refused
from portal.files.services import most_mb
from portal.home import gallery, queries, registry
from portal.home.context import THEMES
from portal.http import page, page_now, public, reads, writes

YEAR_S = 365 * 86_400

# The worked example of "how awards are decided": domain 2.5, LPL-a.
EXAMPLE_BASE_WON = Decimal(100_000_000)
EXAMPLE_BIDS_WON = [
    Decimal(68_000_000),
    Decimal(78_500_000),
    Decimal(88_000_000),
    Decimal(92_000_000),
    Decimal(97_000_000),
]


@public
@reads
def front(request: HttpRequest) -> HttpResponse:
    """The public front page: can I sell here, and what is open?"""
    context = {
        "search": next(iter(registry.searches), None),
        "figures": [(figure, figure.value()) for figure in registry.figures],
        "sections": queries.sections(registry.front_sections, request),
        "directions": queries.directions(),
    }
    return page(request, "home/front.html", context)


@reads
def dashboard(request: HttpRequest) -> HttpResponse:
    """What needs my attention, by deadline, with what is lost if nothing is done."""
    rows = queries.attention(request, page_now(request))
    context = {
        "rows": rows,
        "panels": queries.sections(registry.panels, request),
        "actions": queries.actions(request.user),
        "leads": any(row.leads for row in rows),
    }
    return page(request, "home/dashboard.html", context)


@public
@reads
def text_page(request: HttpRequest, name: str) -> HttpResponse:
    """A page of text: terms, conduct, accessibility, start."""
    return page(request, f"home/text_{name}.html")


@public
@reads
def privacy(request: HttpRequest) -> HttpResponse:
    """The privacy policy has moved to where its versions are."""
    return redirect("privacy:policy-detail")


@public
@reads
def awards(request: HttpRequest) -> HttpResponse:
    """How awards are decided: the lower price limit with a worked example, its numbers computed here."""
    return page(request, "home/awards.html", gallery.award_example(EXAMPLE_BASE_WON, EXAMPLE_BIDS_WON))


@public
@reads
def style(request: HttpRequest) -> HttpResponse:
    """The component gallery: for who builds screens, in development and for staff."""
    if not (settings.DEBUG or settings.TESTING or (request.user.is_authenticated and request.user.is_staff)):
        raise Http404
    return page(request, "home/style.html", gallery.samples(page_now(request)))


@public
@writes
def theme_set(request: HttpRequest) -> HttpResponse:
    """Light, dark or as the device says; a cookie that the server reads, so that no page flashes."""
    response = HttpResponseRedirect(_back(request))  # ``redirect`` would take a word for the name of a page
    response.status_code = 303
    wanted = request.POST.get("theme", "")
    if wanted in THEMES:
        response.set_cookie("theme", wanted, max_age=YEAR_S, samesite="Lax", secure=request.is_secure())
    else:
        response.delete_cookie("theme", samesite="Lax")
    return response


@public
@reads
def session(request: HttpRequest) -> JsonResponse:
    """Whether the session still lives, and its token: asked by portal.js before a guarded form is sent."""
    answer = JsonResponse(
        {
            "signed_in": request.user.is_authenticated,
            "csrf_token": get_token(request),
            "sign_in_url": queries.url_of(settings.LOGIN_URL),
        }
    )
    patch_cache_control(answer, no_store=True)
    return answer


# Django's own view, open to visitors too: they choose their language before they sign in.
language_set = public(writes(set_language))


def _back(request: HttpRequest) -> str:
    """The page the person came from, if it is one of ours."""
    wanted = request.POST.get("next", "")
    ours = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return wanted if ours and wanted.startswith(("/", "http")) else reverse("home:front")


# When something is wrong ---------------------------------------------------------------------------------------------
def _wrong(request: HttpRequest, template: str, status: int, context: dict | None = None) -> HttpResponse:
    """Our own page; inside a fragment that htmx asked for, the same words as a note in place."""
    htmx = getattr(request, "htmx", None)
    name = "components/_wrong.html" if htmx and not htmx.boosted else template
    response = render(request, name, {"status": status, **(context or {})}, status=status)
    patch_vary_headers(response, ["HX-Request"])
    return response


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400: the request itself was broken."""
    told = {"not_offered": isinstance(exception, DisallowedModelAdminLookup), "most": most_mb()}
    return _wrong(request, "400.html", 400, told)


@requires_csrf_token
def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403: not for this person; a service's own reason is shown."""
    reason = str(exception) if isinstance(exception, Refused) else ""
    return _wrong(request, "403.html", 403, {"reason": reason})


@requires_csrf_token
def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404: no such page, or not for this person's eyes: we do not say which."""
    return _wrong(request, "404.html", 404)


@requires_csrf_token
def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403: the page was open too long or cookies are off. Nothing was saved; going back keeps what was typed."""
    return _wrong(
        request, "403_csrf.html", 403, {"reason": _("This page had been open for too long, so nothing was saved.")}
    )


def server_error(request: HttpRequest) -> HttpResponse:
    """500: our fault. The page asks nothing of the database, which may be what is broken."""
    told = {"request_id": getattr(request, "request_id", ""), "sent": request.method not in ("GET", "HEAD")}
    return render(None, "500.html", told, status=500)
