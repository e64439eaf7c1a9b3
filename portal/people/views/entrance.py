"""Doors around one's own account: the second factor, settings, profile, and forms that came back."""

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import override

from portal.http import page, reads, see, writes
from portal.people import queries, services
from portal.people.entrance import resume
from portal.people.entrance.middleware import has_shown_factor
from portal.people.forms import ProfileForm


@reads
def second_factor(request: HttpRequest) -> HttpResponse:
    """Why a second factor is needed, and the two ways to set one up."""
    if has_shown_factor(request):
        return see(request, _next_of(request))
    return page(request, "people/second_factor.html", {"next": _next_of(request)})


def _next_of(request: HttpRequest) -> str:
    wanted = request.GET.get("next", "")
    ours = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return wanted if ours else reverse("home:dashboard")


@reads
def security_settings(request: HttpRequest) -> HttpResponse:
    """Everything about signing in on one page: address, password, factors, sessions."""
    kinds = list(Authenticator.objects.filter(user=request.user).values_list("type", flat=True))
    context = {
        "has_app": Authenticator.Type.TOTP in kinds,
        "keys": kinds.count(Authenticator.Type.WEBAUTHN),
        "has_codes": Authenticator.Type.RECOVERY_CODES in kinds,
        "sessions": len(queries.sessions_of(request.user, request.session.session_key)),
        "needs_factor": request.user.needs_second_factor,
    }
    return page(request, "people/security_settings.html", context)


@writes(shows_form=True)
def profile_edit(request: HttpRequest) -> HttpResponse:
    """One's own name, language and phone."""
    user = request.user
    initial = {"name": user.name, "language": user.language, "phone": user.phone}
    form = ProfileForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        services.edit_profile(user, **form.cleaned_data)
        with override(user.language):
            messages.success(request, _("Your profile is saved."))
        response = see(request, reverse("people:profile-edit"))
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            user.language,
            samesite="Lax",
            secure=request.is_secure(),
            max_age=365 * 86_400,
        )
        return response
    context = {"form": form, "memberships": queries.memberships_of(user)}
    return page(request, "people/profile_edit.html", context, status=422 if form.is_bound else 200)


@reads
def form_resume(request: HttpRequest) -> HttpResponse:
    """After signing in again: back to the page with the form, which will be filled in."""
    kept = resume.kept_for(request)
    if kept is None:
        messages.warning(request, _("Nothing is kept any more: it was too long ago, or typed by someone else."))
        return see(request, reverse("home:dashboard"))
    resume.arm(request)
    return see(request, kept.back)


@reads
def form_kept(request: HttpRequest) -> HttpResponse:
    """The form itself is gone: at least the text, to be copied."""
    kept = resume.kept_for(request)
    request.session.pop(resume.ARMED, None)
    return page(request, "people/form_kept.html", {"kept": kept})
