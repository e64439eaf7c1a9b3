"""For search engines: the site map in parts, every page in each language by its own address, and robots.txt."""

from collections.abc import Iterable

from django.conf import settings
from django.contrib.sitemaps import Sitemap, views
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from portal.home.registry import BothLanguages, sitemaps
from portal.http import public, reads

CLOSED = ("/accounts/", "/admin/", "/api/", "/dashboard/", "/files/", "/notices/", "/people/", "/audit/")


class TextPages(BothLanguages):
    """The pages of text that everybody may read."""

    def rows_of(self, part: int) -> Iterable[str]:
        """By name."""
        return ["home:front", "home:start", "home:awards", "home:terms", "privacy:policy-detail", "home:conduct"]

    def path_of(self, row: str) -> str:
        """By its name."""
        return reverse(row)


sitemaps.add("pages", TextPages)


def _sections() -> dict[str, type[Sitemap]]:
    return dict(sitemaps.items())


@public
@reads
def sitemap_index(request: HttpRequest) -> HttpResponse:
    """All parts of all sections."""
    return views.index(request, _sections(), sitemap_url_name="home:sitemap-section")


@public
@reads
def sitemap_section(request: HttpRequest, section: str) -> HttpResponse:
    """One part: ``?p=2`` is the second."""
    return views.sitemap(request, _sections(), section=section)


@public
@reads
def robots(request: HttpRequest) -> HttpResponse:
    """What crawlers leave alone, and where the site map is. Combinations of filters are endless: not to be walked."""
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in CLOSED)]
    lines += [f"Disallow: /*{mark}" for mark in ("?*page=", "?*sort=", "?*lead=", "?*a_")]
    lines += ["", f"Sitemap: {settings.BASE_URL}{reverse('home:sitemap-index')}", ""]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")
