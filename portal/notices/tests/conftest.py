"""Two kinds of notice of these tests' own."""

import pytest
from django.utils import translation

from portal.notices.registry import Kind, kinds

KINDS = [
    Kind(key="test.news", title="News on %(number)s", text="%(company)s, by %(last)s."),
    Kind(key="test.duty", title="Duty %(number)s", text="Act.", essential=True),
]


@pytest.fixture(autouse=True)
def english():
    """The language of whoever acts; readers have their own."""
    with translation.override("en"):
        yield


@pytest.fixture(autouse=True)
def kinds_of_the_test():
    """Entered for one test."""
    for kind in KINDS:
        kinds.register(kind)
    yield
    for kind in KINDS:
        del kinds._entries[kind.key]
