"""Accounts that tests sign in with."""

from allauth.account.models import EmailAddress
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
