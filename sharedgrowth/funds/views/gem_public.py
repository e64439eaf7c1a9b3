"""The door of the GEM matching funds for everybody: what they are, what they have reached, where to propose."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from portal.countries import country_name
from portal.display import money_full
from portal.http import page, public, reads
from sharedgrowth.funds.queries import gem as queries
from sharedgrowth.funds.states.gem import GemState


def _counted(number) -> str:
    return f"{number:,.0f}"


@public
@reads
def gem_list(request: HttpRequest) -> HttpResponse:
    """Funds that run or have ended, with the counts of accepted final reports; no amounts of a single project."""
    language = get_language() or "ko"
    rows = [
        {
            "fund": fund,
            "partner": fund.partner.name,
            "country": country_name(fund.country, language),
            "takes": fund.state == GemState.ACTIVE,
        }
        for fund in queries.shown_to_all()
    ]
    reached = queries.effects()
    facts = [
        {"label": _("Funds"), "value": _counted(reached["funds"]), "note": _("running now")},
        {"label": _("Countries"), "value": _counted(reached["countries"]), "note": _("of the partners")},
        {"label": _("Paid in"), "value": money_full(reached["received"], "USD"), "note": _("by both companies")},
        {"label": _("People reached"), "value": _counted(reached["people"]), "note": ""},
        {"label": _("Scholarships"), "value": _counted(reached["scholarships"]), "note": ""},
        {"label": _("Trees planted"), "value": _counted(reached["trees"]), "note": ""},
    ]
    return page(request, "funds/gem_list.html", {"rows": rows, "facts": facts, "published": queries.PUBLISHED})
