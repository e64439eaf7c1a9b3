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
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from portal.http import Door, page_before, see


def fresh(view: Door) -> Door:
    """Below ``@writes``: a form sent without a fresh proof does nothing; the person proves it and comes back."""

    @wraps(view)
    def door(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if request.method != "POST":
            return view(request, *args, **kwargs)
        url = proof_url(request, back=page_before(request) or reverse("home:dashboard"))
        if not url:
            return view(request, *args, **kwargs)
        messages.info(
            request,
            _("Nothing was done yet. This step asks first that you confirm who you are; then send the form once more."),
        )
        return see(request, url)

    return door


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
