"""Site visits on the dashboard, and the words of their timelines."""

from collections.abc import Iterable

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from portal.home.registry import Card, Row, cards
from portal.words import deeds
from purchasing.bidding import queries
from purchasing.bidding.states.site_visits import VisitState


def visits_waiting(request: HttpRequest) -> Iterable[Row]:
    """Certified companies to visit, and reports that wait for a second person."""
    for visit in queries.visits_waiting_for(request.user):
        due = visit.state == VisitState.DUE
        yield Row(
            title=(_("Visit %(name)s") if due else _("Site visit to %(name)s")) % {"name": visit.company.name},
            consequence=_("Drawn for the sample of %(year)s.") % {"year": visit.sample.year}
            if due
            else _("The finding takes effect when you confirm it."),
            url=reverse("bidding:site-visit", args=[visit.uid]),
            verb=pgettext("site visit", "Report") if due else _("Decide"),
            kind="wait",
            icon="building",
        )


cards.add("bidding-site-visits", Card(rows=visits_waiting, roles=frozenset({"PO", "SG", "ER"}), order=60))

WORDS = {
    "sitesample.drawn": gettext_lazy("Sample drawn"),
    "sitevisit.report": gettext_lazy("Visit reported"),
    "sitevisit.repeat": gettext_lazy("To be visited again"),
    "sitevisit.accept": gettext_lazy("Certificate holds"),
    "sitevisit.reject": gettext_lazy("Certificate revoked after the visit"),
}
for _name, _words in WORDS.items():
    deeds.add(f"bidding.{_name}", _words)
