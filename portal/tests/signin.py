"""Tests act as a person who is wholly signed in: password and second factor, as the middleware wants it.

``sign_in(client, user)`` for Django's test client, ``long_ago(client)`` when that was some time ago;
``session_cookie(user)`` for a browser::

    context.add_cookies([session_cookie(user, live_server.url)])
"""

import time
from importlib import import_module

from allauth.account.internal.flows.login import (
    _AUTHENTICATION_METHODS_USER_SESSION_KEY,
    AUTHENTICATION_METHODS_SESSION_KEY,
)
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY


def _fill(session, user) -> None:
    now = time.time()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session[_AUTHENTICATION_METHODS_USER_SESSION_KEY] = str(user.pk)
    session[AUTHENTICATION_METHODS_SESSION_KEY] = [
        {"method": "password", "at": now, "email": user.email},
        {"method": "mfa", "at": now, "type": "totp", "reauthenticated": True},
    ]
    session["started"] = session["seen"] = int(now)
    session.save()


def sign_in(client, user):
    """The client's next requests come from ``user``, second factor included; returns the client."""
    client.force_login(user)
    _fill(client.session, user)
    return client


def long_ago(client, seconds: int = 301) -> None:
    """The person of this client proved who it is so long ago."""
    session = client.session
    records = session[AUTHENTICATION_METHODS_SESSION_KEY]
    session[AUTHENTICATION_METHODS_SESSION_KEY] = [record | {"at": record["at"] - seconds} for record in records]
    session.save()


def session_of(user) -> str:
    """The key of a session in which ``user`` is signed in."""
    session = import_module(settings.SESSION_ENGINE).SessionStore()
    _fill(session, user)
    return session.session_key


def session_cookie(user, url: str) -> dict:
    """A cookie for Playwright's ``context.add_cookies``: a browser signed in as ``user``."""
    return {"name": settings.SESSION_COOKIE_NAME, "value": session_of(user), "url": url}
