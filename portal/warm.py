"""What a process does once, before its first request, so that no visitor waits for it."""

from contextvars import copy_context

from django.conf import settings
from django.urls import get_resolver
from django.utils import translation


def know_addresses() -> None:
    """Load every view and build the tables from names to addresses, in each language (half a second each).

    In a context of its own: Django leaves a variable for each of its hundreds of resolvers in the one that builds them,
    and the lines of the log look through all of them at every request.
    """
    resolver = get_resolver()
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            copy_context().run(getattr, resolver, "reverse_dict")
