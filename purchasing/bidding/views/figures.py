"""The figures of tendering for everybody: each with its formula, chart, table and CSV."""

from django.http import Http404, HttpRequest, HttpResponse

from portal.figures import as_csv, months_asked, shown
from portal.http import page, page_now, public, reads
from portal.throttles import throttled
from purchasing.bidding.queries.figures_shown import figures_for


@public
@reads
@throttled("search")
def figures_page(request: HttpRequest) -> HttpResponse:
    """All figures of a period; what has no data says so."""
    months = months_asked(request)
    context = {
        "months": months,
        "shown": [shown(figure, months.period, page_now(request)) for figure in figures_for(request.user)],
    }
    return page(request, "bidding/figures.html", context)


@public
@reads
@throttled("export")
def figures_csv(request: HttpRequest, key: str) -> HttpResponse:
    """One figure as CSV."""
    figure = next((each for each in figures_for(request.user) if each.key == key), None)
    if figure is None:
        raise Http404
    return as_csv(figure, months_asked(request).period)
