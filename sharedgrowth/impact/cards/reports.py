"""Results in the menu, on the front page and on the dashboard."""

from collections.abc import Iterable

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from portal.home.registry import VISITORS, Card, MenuItem, Row, cards, mappings, menu
from portal.words import deeds
from sharedgrowth.impact.policies import reports as policies
from sharedgrowth.impact.queries import reports as queries
from sharedgrowth.impact.queries import results as result_queries

mappings.add("impact", result_queries.directions)


def to_publish(request: HttpRequest) -> Iterable[Row]:
    """Reports that wait for a second person."""
    for report in queries.waiting_reports(request.user):
        if policies.may_decide_report(request.user, report):
            yield Row(
                title=_("Publish the results of %(year)s") % {"year": report.year},
                consequence=_("Nobody reads the report before a second person has published it."),
                url=reverse("impact:report-detail", args=[report.year, report.version]),
                verb=pgettext("impact report", "Compare"),
                kind="wait",
                icon="trending-up",
            )


menu.add(
    "impact",
    MenuItem(
        label=pgettext_lazy("impact", "Results"),
        url_name="impact:overview",
        roles=VISITORS,
        order=75,
        icon="trending-up",
    ),
)
cards.add("impact-reports", Card(rows=to_publish, roles=frozenset({"SG", "CC", "AP"}), order=60))

WORDS = {
    "report.started": gettext_lazy("Numbers read"),
    "report.taken": gettext_lazy("Numbers read anew"),
    "report.edited": gettext_lazy("Foreword changed"),
    "report.propose": gettext_lazy("Handed to a second person"),
    "report.return": pgettext_lazy("impact report", "Returned"),
    "report.publish": pgettext_lazy("impact report", "Published"),
    "report.supersede": gettext_lazy("Replaced by a later version"),
    "report.discard": pgettext_lazy("impact report", "Discarded"),
    "programmedirection.set": gettext_lazy("Direction set"),
}
for key, words in WORDS.items():
    deeds.add(f"impact.{key}", words)
