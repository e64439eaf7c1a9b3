"""Refusals are read in English here; purposes and holdings of one test are gone in the next."""

import pytest
from django.utils import translation

from portal.privacy.registry import holdings, purposes


@pytest.fixture(autouse=True)
def in_english():
    """Whatever the default language is."""
    with translation.override("en"):
        yield


@pytest.fixture(autouse=True)
def registries_as_before(monkeypatch):
    """A test enters what it needs."""
    monkeypatch.setattr(purposes, "_entries", dict(purposes._entries))
    monkeypatch.setattr(holdings, "_entries", dict(holdings._entries))
