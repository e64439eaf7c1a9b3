"""Doors that give many rows away: above a thousand they ask for a reason, which is kept. Source: domain SEC-06."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from portal.http import page
from purchasing.payments.forms.ledger import ExportForm
from purchasing.payments.services.exports import MOST_UNASKED, note_export


def exported(
    request: HttpRequest,
    make: Callable[[list[str]], HttpResponse],
    *,
    about: Any,
    what: str,
    rows: int,
    trail: list[tuple[Any, str]],
) -> HttpResponse:
    """What ``make`` gives with the notes for its sheet; of many ``rows`` only with a reason, which is recorded."""
    if rows <= MOST_UNASKED:
        return make([])
    form = ExportForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        reason = form.cleaned_data["reason"]
        note_export(about, what=what, rows=rows, reason=reason, by=request.user)
        return make([_("Taken by %(name)s: %(reason)s") % {"name": request.user.name, "reason": reason}])
    context = {"form": form, "rows": rows, "trail": [*trail, (_("Excel"), "")], "back_url": trail[-1][1]}
    return page(request, "payments/export.html", context, status=422 if form.is_bound else 200)
