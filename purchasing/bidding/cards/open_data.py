"""What open data, figures and screens enter on the pages of the ground floor."""

from collections.abc import Iterable

from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.home.registry import Action, Card, Row, actions, cards
from portal.words import deeds
from purchasing.bidding.queries.screens import cases_waiting_for
from purchasing.bidding.states.screens import CaseState
from purchasing.bidding.views.shown import address

AUDITORS = frozenset({"AU"})

actions.add(
    "screens",
    Action(
        label=gettext_lazy("Screens and risk flags"),
        url_name="bidding:screen-list",
        icon="flag",
        roles=frozenset({"AU", "CP"}),
        order=40,
    ),
)


def cases(request: HttpRequest) -> Iterable[Row]:
    """Cases that wait for this auditor."""
    for case in cases_waiting_for(request.user):
        taken = case.state == CaseState.TAKEN_UP
        yield Row(
            title=(_("Finish the case: %(title)s") if taken else _("Look at the flags: %(title)s"))
            % {"title": f"{case.tender.number} {case.tender.title}"},
            consequence=_("Until then nobody knows whether there is an explanation."),
            url=address(case.tender, "screen-detail"),
            verb=_("Finish") if taken else _("Look"),
            kind="wait" if taken else "warn",
            icon="flag",
        )


cards.add("bidding-cases", Card(rows=cases, roles=AUDITORS, order=15))

WORDS = {
    "screencase.take_up": gettext_lazy("Case taken up"),
    "screencase.settle": gettext_lazy("Case closed with a finding"),
    "screencase.reopen": gettext_lazy("Case looked at again"),
    "tender.what_if_run": gettext_lazy("What-if run kept"),
}
for _name, _words in WORDS.items():
    deeds.add(f"bidding.{_name}", _words)
