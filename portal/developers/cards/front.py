"""Developer documentation in the site map."""

from collections.abc import Iterable

from django.urls import reverse

from portal.developers.queries import facts
from portal.developers.registry import guides
from portal.developers.rules.operations import chapter_of
from portal.home.registry import BothLanguages, sitemaps

PAGES = ("start", "guide-list", "reference", "problem-list", "scopes", "limits", "versions", "file-list")


class DeveloperPages(BothLanguages):
    """Every page of the documentation: it is meant to be found."""

    def rows_of(self, part: int) -> Iterable[str]:
        """Their addresses."""
        yield from (reverse(f"developers:{name}") for name in PAGES)
        yield from (reverse("developers:guide", args=[name]) for name, _guide in guides.items())
        yield from (reverse("developers:chapter", args=[chapter_of(tag)]) for tag, _operations in facts.chapters())
        yield from (kind.page for kind in facts.problem_kinds())

    def path_of(self, row: str) -> str:
        """They are addresses already."""
        return row


sitemaps.add("developers", DeveloperPages)
