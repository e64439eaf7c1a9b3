"""The page of the sandbox, in a portal in earnest and in a sandbox, is readable for a stranger."""

import pytest
from django.conf import settings
from django.test import override_settings
from django.urls import reverse

from portal.clock import db_now
from portal.sandbox.models import SandboxClock

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
HEADER = "portal.sandbox.middleware.SandboxHeader"


def test_the_sandbox_is_readable_everywhere(visitor, look):
    look(visitor(), reverse("sandbox:start"))  # of a portal in earnest
    now = db_now()
    SandboxClock.objects.create(real_since=now, shown_since=now)
    with override_settings(SANDBOX=True, MIDDLEWARE=[HEADER, *settings.MIDDLEWARE]):
        look(visitor(), reverse("sandbox:start"))
