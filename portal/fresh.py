"""Doors behind which nothing can be undone ask once more who it is: proven within the last five minutes.

Who signed in just now has proved it. Who has set up a second factor proves it with that; the password alone is not
enough. Source: domain SEC-01 (step-up), security 5.5 and B21.
"""

import time
from functools import wraps
from urllib.parse import urlencode

from allauth.account.internal.flows.login import get_authentication_records
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.urls import Resolver404, resolve, reverse
from django.utils.translation import gettext as _

from portal.http import Door, page_before, see


def fresh(view: Door) -> Door:
    """Below ``@writes``: a form sent without a fresh proof does nothing; the person proves it and comes back."""

    @wraps(view)
    def door(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if request.method != "POST":
            return view(request, *args, **kwargs)
        outermost = request.resolver_match.func if request.resolver_match else view
        has_own_page = getattr(outermost, "shows_form", False)
        back = request.get_full_path() if has_own_page else page_before(request) or reverse("home:dashboard")
        url = proof_url(request, back=back)
        if not url:
            return view(request, *args, **kwargs)
        if has_own_page:
            request.keep_typed(outermost)  # type: ignore[attr-defined] # portal.people.entrance
        messages.info(
            request,
            _("Nothing was done yet. This step asks first that you confirm who you are; then send the form once more."),
        )
        return see(request, url)

    door.asks_proof = True  # type: ignore[attr-defined]
    return door


def proof_before(request: HttpRequest, address: str) -> str:
    """Where to prove who one is before a form is sent to ``address``; "" where that asks for none, or it is fresh."""
    try:
        door = resolve(address.partition("?")[0]).func
    except Resolver404:
        return ""
    if not getattr(door, "asks_proof", False) or not getattr(request, "user", AnonymousUser()).is_authenticated:
        return ""
    if not hasattr(request, "proof_url"):  # asked once, however many forms a page has
        request.proof_url = proof_url(request, back=request.get_full_path())  # type: ignore[attr-defined]
    return request.proof_url  # type: ignore[attr-defined]


def proof_url(request: HttpRequest, *, back: str) -> str:
    """Where this person proves who it is and then comes ``back``; "" while the last proof is fresh."""
    has_factor = _has_factor(request)
    since = time.time() - settings.ACCOUNT_REAUTHENTICATION_TIMEOUT
    for record in get_authentication_records(request, request.user):
        if record["at"] > since and (record["method"] == "mfa" or not has_factor):
            return ""
    name = "mfa_reauthenticate" if has_factor else "account_reauthenticate"
    return f"{reverse(name)}?{urlencode({'next': back})}"


def _has_factor(request: HttpRequest) -> bool:
    factors = Authenticator.objects.filter(user_id=request.user.pk)
    return factors.exclude(type=Authenticator.Type.RECOVERY_CODES).exists()
