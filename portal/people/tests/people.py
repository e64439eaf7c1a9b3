"""Accounts that tests sign in with."""

import time

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from allauth.mfa.utils import decrypt
from django.urls import reverse

from portal.people.models import User
from portal.tests.factories import UserFactory

PASSWORD = "quiet copper lantern 7"


def account(**fields) -> User:
    user = UserFactory(**fields)
    user.set_password(PASSWORD)
    user.save()
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


def log_in(client, user, password=PASSWORD, **extra):
    return client.post(reverse("account_login"), {"login": user.email, "password": password, **extra})


def code_for(user, step=0) -> str:
    """What the app of the person shows now, or that many half minutes later."""
    secret = decrypt(Authenticator.objects.get(user=user, type="totp").data["secret"])
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + step))
