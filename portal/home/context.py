"""The frame around every page: menu, clock, theme, who is signed in. A context processor, so every template has it."""

from functools import partial

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from portal.home import queries
from portal.http import page_now
from portal.notices.queries import unread_count

THEMES = ("light", "dark")


def shell(request: HttpRequest) -> dict:
    """What ``base.html`` needs. Everything that asks the database is asked only when the template uses it."""
    user = getattr(request, "user", None)
    signed_in = user is not None and user.is_authenticated
    theme = request.COOKIES.get("theme", "")
    return {
        "nav": partial(queries.nav, user, request.path),
        "now": partial(page_now, request),
        "theme": theme if theme in THEMES else "",
        "portal_css": "css/portal.css" if settings.DEBUG else "vendor/portal.css",
        "sandbox": settings.SANDBOX,
        "signed_in": signed_in,
        "unread_notices": SimpleLazyObject(partial(unread_count, user)) if signed_in else 0,  # asked once, used twice
        "other_memberships": partial(queries.other_memberships, user) if signed_in else (),
    }
