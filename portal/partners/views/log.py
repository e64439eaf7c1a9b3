"""Door: which requests the company's clients made."""

from datetime import date

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import formats
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from portal import charts
from portal.clock import SEOUL
from portal.errors import NotAllowed
from portal.http import page, page_now, reads
from portal.paging import by_id
from portal.partners import queries, rules
from portal.partners.forms import LogFilter
from portal.partners.models import ApiRequest

PER_PAGE = 50
DAYS_SHOWN = 14


@reads
def request_list(request: HttpRequest) -> HttpResponse:
    """The newest first, by client, answer, method, address, day and request number; and how many a day."""
    user = request.user
    if not user.has_role("SA", "AD", "AU"):
        raise NotAllowed(_("API clients are looked after by your company's administrator."))
    clients = queries.clients_visible_to(user)
    form = LogFilter(request.GET, clients=clients)
    found = queries.requests_matching(queries.requests_visible_to(user), form.given())
    piece = by_id(found, request.GET.get("cursor", ""), PER_PAGE)
    context = {
        "form": form,
        "requests": piece.rows,
        "next_cursor": piece.next_cursor,
        "previous_cursor": piece.previous_cursor,
        "everybody": user.has_role("AD", "AU"),
        "days": rules.LOG_DAYS,
        "figure": requests_figure(found, page_now(request).astimezone(SEOUL).date()),
    }
    return page(request, "partners/request_list.html", context, part="partners/_requests.html")


def requests_figure(found: QuerySet[ApiRequest], today: date) -> SafeString | None:
    """Requests per day of the last two weeks: answered, refused (4xx), failed (5xx); None without any."""
    days = queries.days_of(found, today=today, days=DAYS_SHOWN)
    total = sum(row["all"] for row in days)
    if not total:
        return None
    parts = [("f1", pgettext("API request", "Answered")), ("f3", _("Refused (4xx)")), ("f2", _("Failed (5xx)"))]
    values = [(row["all"] - row["refused"] - row["failed"], row["refused"], row["failed"]) for row in days]
    names = [formats.date_format(row["day"], "n.j") for row in days]
    refused = sum(row["refused"] + row["failed"] for row in days)
    said = ngettext(
        "%(all)s request in 14 days, %(refused)s of them refused or failed.",
        "%(all)s requests in 14 days, %(refused)s of them refused or failed.",
        total,
    )
    return charts.figure(
        title=_("Requests per day"),
        basis=_("Requests · last 14 days · times of Korea"),
        finding=said % {"all": f"{total:,}", "refused": f"{refused:,}"},
        draw=charts.columns(
            [charts.Column(name, value) for name, value in zip(names, values, strict=True)],
            [cls for cls, _name in parts],
            write=lambda number: f"{number:,}",
        ),
        keys=[charts.Key(cls, name) for cls, name in parts],
        table=charts.Table(
            head=[_("Day"), *(name for _cls, name in parts)],
            rows=[[formats.date_format(row["day"]), *value] for row, value in zip(days, values, strict=True)],
            opens_with=_("Figures as a table"),
        ),
    )
