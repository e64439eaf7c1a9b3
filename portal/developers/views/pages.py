"""Doors: the pages of the developer documentation. Everybody may read them; nothing on them depends on who reads."""

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from portal.developers import registry
from portal.developers.queries import examples
from portal.developers.rules.examples import LANGUAGES
from portal.http import page, public, reads

TABS = (
    ("developers:start", gettext_lazy("Quick start")),
    ("developers:guide-list", pgettext_lazy("developers", "Guides")),
    ("developers:reference", pgettext_lazy("developers", "Reference")),
    ("developers:problem-list", gettext_lazy("Problem codes")),
    ("developers:scopes", gettext_lazy("Scopes")),
    ("developers:limits", gettext_lazy("Limits")),
    ("developers:versions", pgettext_lazy("developers", "Versions")),
    ("developers:file-list", gettext_lazy("Downloads")),
)


def show(request: HttpRequest, template: str, tab: str, context: dict, *trail: tuple[str, str]) -> HttpResponse:
    """A page of the documentation: its tab, where one is, and the language that its code is shown in."""
    asked = request.GET.get("code", "")
    shown = {
        **context,
        "tabs": [{"label": label, "url": reverse(name), "here": name == tab} for name, label in TABS],
        "trail": [(_("Developers"), reverse("developers:start")), *trail],
        "code": asked if asked in LANGUAGES else "curl",
        "code_languages": [("curl", "curl"), ("python", "Python")],
    }
    return page(request, f"developers/{template}", shown)


@public
@reads
def start(request: HttpRequest) -> HttpResponse:
    """The first page: five minutes from nothing to a written product."""
    context = {"base": request.build_absolute_uri("/").rstrip("/"), "guides": registry.guides.items()}
    return show(request, "start.html", "developers:start", context)


@public
@reads
def guide_list(request: HttpRequest) -> HttpResponse:
    """All guides."""
    return show(
        request,
        "guide_list.html",
        "developers:guide-list",
        {"guides": registry.guides.items()},
        (pgettext("developers", "Guides"), ""),
    )


@public
@reads
def guide(request: HttpRequest, name: str) -> HttpResponse:
    """One task, from its scopes to its last call."""
    found = registry.guides.get(name)
    if found is None:
        raise Http404
    files = [f"{found.example}.{ending}" for ending in LANGUAGES.values()] if found.example else []
    there = set(examples.file_names())
    context = {
        "guide": found,
        "files": [each for each in (*files, *found.files) if each in there],
        "others": [(key, each) for key, each in registry.guides.items() if key != name],
        "two_languages": len(examples.languages_of(found.example)) > 1 if found.example else False,
    }
    trail = ((pgettext("developers", "Guides"), reverse("developers:guide-list")), (str(found.title), ""))
    return show(request, found.template.removeprefix("developers/"), "developers:guide-list", context, *trail)


@public
@reads
def example_file(request: HttpRequest, name: str) -> HttpResponse:
    """The script as it is run by the tests, to be saved and run."""
    try:
        text = examples.source(name)
    except KeyError:
        raise Http404 from None
    response = HttpResponse(text, content_type="text/plain; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
