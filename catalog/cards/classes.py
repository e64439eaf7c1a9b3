"""The pages of our classes in the site map."""

from collections.abc import Iterable

from django.urls import reverse

from catalog.queries.classes import named_codes
from portal.home.registry import BothLanguages, sitemaps


class ClassPages(BothLanguages):
    """Every class that has a name of ours."""

    def rows_of(self, part: int) -> Iterable[str]:
        """Their codes: a few hundred, one part."""
        return named_codes()

    def path_of(self, row: str) -> str:
        """The class's page."""
        return reverse("catalog:class-detail", args=[row])


sitemaps.add("classes", ClassPages)
