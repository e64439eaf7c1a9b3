"""At the door of every request: sessions that end, second factors that are due, forms that must not be lost."""

import time
from collections.abc import Callable
from functools import partial
from urllib.parse import urlencode

from allauth.account.internal.flows.login import get_authentication_records
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import SESSION_KEY, logout
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import resolve_url
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _
from django_htmx.http import trigger_client_event

from portal.http import path_of, see
from portal.people.entrance import resume

# Source: security A94. Seconds without a request, and from sign-in at most.
STAFF_IDLE, SUPPLIER_IDLE, ABSOLUTE = 30 * 60, 60 * 60, 12 * 3600
SEEN_STEP = 60  # how often "last seen" is written: not at each request
# Open while the second factor is still due: setting it up, proving who one is, language and theme, the way out.
OPEN_WITHOUT_FACTOR = frozenset(
    {
        "people:second-factor",
        "people:application-received",  # the same page for every number, see views.companies
        "account_logout",
        "account_reauthenticate",
        "account_email",
        "account_email_verification_sent",
        "account_confirm_email",
        "set_language",
        "javascript-catalog",
        "home:theme-set",
        "home:session",
        "home:terms",
        "home:privacy",
        "privacy:policy-detail",
        "home:accessibility",
    }
)


class SessionRulesMiddleware:
    """Ends sessions that were idle or lasted too long, keeps "last seen", and brings a kept form back.

    Which session ends when is no decision of the domain, so the process's own clock is good enough here.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if SESSION_KEY not in request.session or not request.user.is_authenticated:
            return self.get_response(request)
        now = int(time.time())
        started = request.session.get("started")
        if started is not None and (ended := self._ended(request, started, now)):
            owner = request.user.pk
            logout(request)
            request.session_ended, request.session_owner = ended, owner  # type: ignore[attr-defined]
            return self.get_response(request)
        if started is None:
            request.session["started"] = now
        if now - request.session.get("seen", 0) >= SEEN_STEP:
            request.session["seen"] = now
            UserSession.objects.create_from_request(request)
        request.keep_typed = partial(resume.keep_typed, request)  # type: ignore[attr-defined]
        request.kept_form = kept = resume.armed_for(request)  # type: ignore[attr-defined]
        response = self.get_response(request)
        if kept is not None and not kept.is_filled and response.status_code == 200:
            response = HttpResponseRedirect(reverse("people:form-kept"))
        if started is None and request.user.is_authenticated and settings.LANGUAGE_COOKIE_NAME not in request.COOKIES:
            response.set_cookie(
                settings.LANGUAGE_COOKIE_NAME, request.user.language, samesite="Lax", secure=request.is_secure()
            )
        if request.user.is_authenticated and (started is None or resume.who_was_here(request) is None):
            resume.remember_who(request, response)
        return response

    def _ended(self, request: HttpRequest, started: int, now: int) -> str:
        idle = STAFF_IDLE if request.user.is_internal or request.user.is_staff else SUPPLIER_IDLE
        if now - request.session.get("seen", started) >= idle:
            return "idle"
        return "absolute" if now - started >= ABSOLUTE else ""


class SignInMiddleware(LoginRequiredMiddleware):
    """Every page asks for a signed-in person unless it says otherwise; what was typed meanwhile is kept."""

    def handle_no_permission(self, request: HttpRequest, view_func) -> HttpResponse:
        """To the sign-in page, and from there back to where the person was; a page that is open stays."""
        login_url = resolve_url(self.get_login_url(view_func))
        if is_in_background(request):
            return self._tell_page(login_url)
        if request.method == "POST":
            owner = getattr(request, "session_owner", None) or resume.who_was_here(request)
            if resume.keep(request, view=view_func, owner=owner):
                back = reverse("people:form-resume")
                text = _("The session has ended. Sign in again: what you typed is kept and comes back filled in.")
                if owner is None and not getattr(request, "session_ended", ""):
                    text = _("Sign in to go on: what you typed is kept and comes back filled in.")
                messages.info(request, text)
            else:
                back = self._page_before(request)
                messages.warning(request, self._why_nothing_is_kept(view_func))
        else:
            back = request.get_full_path()
            if getattr(request, "session_ended", ""):
                messages.info(request, _("The session has ended because it was not used for a while. Sign in again."))
        return see(request, f"{login_url}?{urlencode({'next': back})}")

    def _tell_page(self, login_url: str) -> HttpResponse:
        """Nothing is swapped; ``portal.js`` says that the person is signed out, with the link to sign in."""
        response = trigger_client_event(HttpResponse(status=204), "signed-out", {"url": login_url})
        patch_cache_control(response, no_store=True)
        return response

    def _why_nothing_is_kept(self, view_func) -> str:
        if getattr(view_func, "secret_form", False):
            return _("The session has ended. Sealed and secret entries are never stored, so they must be typed again.")
        return _("The session has ended, and nothing was saved. Sign in and send it again.")

    def _page_before(self, request: HttpRequest) -> str:
        return path_of(request, request.headers.get("Referer", "")) or reverse("home:dashboard")


def is_in_background(request: HttpRequest) -> bool:
    """Whether a part of an open page is read, on which somebody may be writing, and not a page to go to."""
    htmx = request.htmx  # type: ignore[attr-defined]
    return request.method in ("GET", "HEAD") and bool(htmx) and not (htmx.boosted or htmx.history_restore_request)


class SecondFactorMiddleware:
    """Staff, and roles that say so, go nowhere without a second factor. Source: domain SEC-01, security A81, A82."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view, args, kwargs) -> HttpResponse | None:
        """Lead to the set-up page, or to the check when this session has not shown a factor yet."""
        user = request.user
        if not user.is_authenticated or has_shown_factor(request):
            return None
        match = request.resolver_match
        name = match.view_name if match else ""
        if name in OPEN_WITHOUT_FACTOR or name.startswith("mfa_") or request.path.startswith("/api/"):
            return None
        if not user.needs_second_factor:
            return None
        back = urlencode({"next": request.get_full_path() if request.method == "GET" else reverse("home:dashboard")})
        if Authenticator.objects.filter(user=user).exclude(type=Authenticator.Type.RECOVERY_CODES).exists():
            return see(request, f"{reverse('mfa_reauthenticate')}?{back}")
        return see(request, f"{reverse('people:second-factor')}?{back}")


def has_shown_factor(request: HttpRequest) -> bool:
    """Whether this session was opened, or confirmed, with a second factor or a passkey."""
    return any(record.get("method") == "mfa" for record in get_authentication_records(request, request.user))
