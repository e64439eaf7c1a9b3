"""Doors: the reference, made of the API's own description, and the pages on codes, scopes, limits and versions."""

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from portal.api.deprecation import AGEING
from portal.api.problems import KINDS
from portal.api.tags import TAGS
from portal.developers import registry
from portal.developers.queries import facts
from portal.developers.rules.operations import chapter_of
from portal.developers.views.pages import show
from portal.http import public, reads


@public
@reads
def reference(request: HttpRequest) -> HttpResponse:
    """Every operation, chapter by chapter, one line each."""
    chapters = [
        {"tag": tag, "slug": chapter_of(tag), "said": TAGS.get(tag, ""), "operations": operations}
        for tag, operations in facts.chapters()
    ]
    context = {"chapters": chapters, "count": sum(len(chapter["operations"]) for chapter in chapters)}
    return show(request, "reference.html", "developers:reference", context, (pgettext("developers", "Reference"), ""))


@public
@reads
def chapter(request: HttpRequest, slug: str) -> HttpResponse:
    """One chapter: each operation with parameters, body, answers, and a call that can be copied."""
    found = [(tag, operations) for tag, operations in facts.chapters() if chapter_of(tag) == slug]
    if not found:
        raise Http404
    tag, operations = found[0]
    context = {
        "tag": tag,
        "said": TAGS.get(tag, ""),
        "operations": operations,
        "kinds": KINDS,
        "others": [{"tag": other, "slug": chapter_of(other)} for other, _operations in facts.chapters()],
    }
    trail = ((pgettext("developers", "Reference"), reverse("developers:reference")), (tag, ""))
    return show(request, "chapter.html", "developers:reference", context, *trail)


@public
@reads
def problem_list(request: HttpRequest) -> HttpResponse:
    """Every problem code."""
    context = {"kinds": facts.problem_kinds()}
    return show(request, "problem_list.html", "developers:problem-list", context, (_("Problem codes"), ""))


@public
@reads
def problem(request: HttpRequest, code: str) -> HttpResponse:
    """One problem code: what happened, what to do. The ``type`` of a problem leads here."""
    kind = KINDS.get(code)
    if kind is None:
        raise Http404
    same = [each for each in facts.problem_kinds() if each.status == kind.status and each.code != code]
    trail = ((_("Problem codes"), reverse("developers:problem-list")), (code, ""))
    context = {"kind": kind, "same": same, "sample": facts.problem_sample(kind)}
    return show(request, "problem.html", "developers:problem-list", context, *trail)


@public
@reads
def scopes(request: HttpRequest) -> HttpResponse:
    """Every scope and what it opens."""
    return show(request, "scopes.html", "developers:scopes", {"rows": facts.scope_rows()}, (_("Scopes"), ""))


@public
@reads
def limits(request: HttpRequest) -> HttpResponse:
    """Every limit, and the answer that says so."""
    return show(request, "limits.html", "developers:limits", {"rows": facts.limit_rows()}, (_("Limits"), ""))


@public
@reads
def versions(request: HttpRequest) -> HttpResponse:
    """How the API ages: the promise, what is going to end, what changed."""
    context = {
        "ageing": sorted(AGEING.values(), key=lambda each: each.ends_on),
        "changes": sorted(registry.changes, key=lambda each: each.day, reverse=True),
    }
    return show(request, "versions.html", "developers:versions", context, (pgettext("developers", "Versions"), ""))
