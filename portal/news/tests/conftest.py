"""Refusals are read in English here."""

import pytest
from django.utils import translation


@pytest.fixture(autouse=True)
def in_english():
    """Whatever the default language is."""
    with translation.override("en"):
        yield
