"""Doors: the auditors' page and its button."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from portal.audit import policies, queries
from portal.audit.forms import TrailFilter
from portal.audit.services import checks
from portal.http import page, reads, see, writes
from portal.paging import by_id
from portal.policy import require

PER_PAGE = 50


@reads
def entry_list(request: HttpRequest) -> HttpResponse:
    """The whole trail, newest first, filtered by thing, person, deed and time; and whether the chain holds."""
    require(policies.may_read_trail(request.user))
    form = TrailFilter(request.GET)
    entries = queries.entries_matching(queries.entries_visible_to(request.user), form.given())
    piece = by_id(entries, request.GET.get("cursor", ""), PER_PAGE)
    words, numbers = dict(queries.kinds()), queries.numbers_of(piece.rows)
    context = {
        "form": form,
        "entries": [
            (
                entry,
                words.get(entry.thing_type, entry.thing_type),
                queries.name_shown(entry),
                numbers.get((entry.thing_type, entry.thing_id), ""),
            )
            for entry in piece.rows
        ],
        "next_cursor": piece.next_cursor,
        "previous_cursor": piece.previous_cursor,
        "check": queries.last_check(),
        "head": queries.head(),
    }
    return page(request, "audit/entry_list.html", context, part="audit/_entries.html")


@writes
def chain_check(request: HttpRequest) -> HttpResponse:
    """Have the chain checked in the background."""
    checks.ask_for_check(by=request.user)
    messages.success(request, _("The check has been ordered. Reload this page in a moment."))
    return see(request, reverse("audit:entry-list"))
