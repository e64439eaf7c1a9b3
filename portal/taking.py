"""Lists that people take along as a workbook or CSV: above a thousand rows a reason is asked for, and kept.

Source: domain SEC-06.
"""

from collections.abc import Callable, Sequence
from typing import Any, cast

from django import forms
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.audit.services import record
from portal.forms import TextField
from portal.http import page
from portal.people.models import User
from portal.sheets import Sheet, csv_answer, xlsx_answer

MOST_UNASKED = 1000  # rows
MOST_ROWS = 100_000


class ExportForm(forms.Form):
    """Why so many rows leave the portal."""

    reason = TextField(
        label=gettext_lazy("What it is needed for"),
        min_length=10,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("It is kept in the audit trail with your name, the day and the number of rows."),
    )


def taken(
    request: HttpRequest,
    make: Callable[[list[str]], HttpResponse],
    *,
    about: Any,
    what: str,
    rows: int,
    trail: Sequence[tuple[Any, str]],
) -> HttpResponse:
    """What ``make`` gives with the notes for its sheet; of many ``rows`` only with a reason, which is recorded.

    ``about`` is what the entry stands at: a book, a call, or who took a list that belongs to nobody alone.
    """
    if rows <= MOST_UNASKED:
        return make([])
    form = ExportForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        reason = form.cleaned_data["reason"]
        user = cast(User, request.user)
        _note(about, what=what, rows=rows, reason=reason, by=user)
        return make([_("Taken by %(name)s: %(reason)s") % {"name": user.name, "reason": reason}])
    context = {"form": form, "rows": rows, "trail": [*trail, (_("Export"), "")], "back_url": trail[-1][1]}
    return page(request, "components/export.html", context, status=422 if form.is_bound else 200)


@transaction.atomic
def _note(thing: Any, *, what: str, rows: int, reason: str, by: User) -> None:
    record(thing, "exported", by=by, reason=reason.strip(), payload={"what": what, "rows": rows})


def list_taken(
    request: HttpRequest,
    found: QuerySet,
    *,
    name: str,
    title: str,
    head: Sequence[object],
    row: Callable[[Any], Sequence[object]],
    back: str,
) -> HttpResponse:
    """A list as it is filtered: ``row`` gives the cells of one, ``back`` is the list's address.

    A workbook, or CSV where the address says ``format=csv``.
    """
    answer = csv_answer if request.GET.get("format") == "csv" else xlsx_answer

    def make(notes: list[str]) -> HttpResponse:
        rows = [row(each) for each in found[:MOST_ROWS]]
        return answer(name, Sheet(title=title, head=head, rows=rows, notes=notes))

    return taken(request, make, about=request.user, what=name, rows=found.count(), trail=[(title, back)])
