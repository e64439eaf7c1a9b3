"""Total cost and preference on the pages of the ground floor: what waits, and the words of their timelines."""

from collections.abc import Iterable

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.display import day_text
from portal.home.registry import Action, Card, Row, actions, cards
from portal.words import deeds
from purchasing.bidding import queries
from purchasing.bidding.models import Guarantee

actions.add(
    "cost-models",
    Action(
        label=gettext_lazy("Cost models"),
        url_name="bidding:tco-models",
        icon="scale",
        roles=frozenset({"PO", "RQ", "FI", "AP"}),
        order=70,
    ),
)
actions.add(
    "guarantees",
    Action(
        label=gettext_lazy("Guarantees"),
        url_name="bidding:guarantees",
        icon="clipboard-check",
        roles=frozenset({"RQ", "FI"}),
        order=71,
    ),
)
actions.add(
    "preference",
    Action(
        label=gettext_lazy("Preferential purchase"),
        url_name="bidding:preference",
        icon="award",
        roles=frozenset({"PO", "SG", "AP"}),
        order=72,
    ),
)


def waiting(request: HttpRequest) -> Iterable[Row]:
    """Cost models and guarantees that wait for this member of staff."""
    for model, move in queries.tco_models_waiting_for(request.user):
        verb = _("Put in use") if move == "activate" else _("Look")
        yield Row(
            title=_("Cost model %(model)s: %(name)s") % {"model": model, "name": model.name},
            consequence=_("No tender can use it before the last approval."),
            url=reverse("bidding:tco-model", args=[model.uid]),
            verb=verb,
            kind="wait",
            icon="scale",
        )
    for guarantee, what in queries.guarantees_waiting_for(request.user):
        yield _guarantee_row(guarantee, what)


def _guarantee_row(guarantee: Guarantee, what: str) -> Row:
    words = {"line": guarantee.name, "number": guarantee.tender.number, "name": guarantee.bid.company.name}
    decides = what == "decide"
    if decides:
        consequence = _("Damages, if any, are owed only after a decision.")
    elif guarantee.test_by is None:
        consequence = _("Without a test nobody knows whether the winner of %(number)s keeps its word.") % words
    elif what == "late":
        consequence = _("The test was planned until %(day)s.") % {"day": day_text(guarantee.test_by, "day")}
    else:
        consequence = _("The test is planned until %(day)s.") % {"day": day_text(guarantee.test_by, "day")}
    return Row(
        title=(_("Decide: %(line)s, %(name)s") if decides else _("Measure: %(line)s, %(name)s")) % words,
        consequence=consequence,
        url=reverse("bidding:guarantee", args=[guarantee.uid]),
        verb=_("Decide") if decides else _("Enter the test"),
        kind="bad" if what == "late" else "wait",
        icon="clipboard-check",
    )


cards.add("bidding-costs", Card(rows=waiting, roles=frozenset({"RQ", "FI", "AP"}), order=25))

WORDS = {
    "tcomodel.drafted": gettext_lazy("Draft begun"),
    "tcomodel.edited": gettext_lazy("Draft changed"),
    "tcomodel.approve_tech": gettext_lazy("Approved technically"),
    "tcomodel.approve_fin": gettext_lazy("Approved by finance"),
    "tcomodel.activate": gettext_lazy("Put in use"),
    "tcomodel.return": gettext_lazy("Returned to the draft"),
    "tcomodel.retire": gettext_lazy("Retired"),
    "tender.tco_model_chosen": gettext_lazy("Cost model chosen"),
    "tender.tco_justified": gettext_lazy("Sensitive result justified"),
    "tcoinput.verify": gettext_lazy("Value verified"),
    "tcoinput.propose": gettext_lazy("Correction proposed"),
    "tcoinput.judge_again": gettext_lazy("Value judged again"),
    "tcoinput.decline": gettext_lazy("Correction declined"),
    "tcoinput.correct": gettext_lazy("Value corrected"),
    "tcoinput.reject": gettext_lazy("Value rejected"),
    "guarantee.opened": gettext_lazy("Guarantee begun"),
    "guarantee.planned": gettext_lazy("Test planned"),
    "guarantee.test": gettext_lazy("Measured"),
    "guarantee.test_again": gettext_lazy("Test to be repeated"),
    "guarantee.meet": gettext_lazy("Guarantee met"),
    "guarantee.owe": gettext_lazy("Damages owed"),
    "guarantee.close": gettext_lazy("Guarantee closed"),
    "preferenceterms.proposed": gettext_lazy("Terms proposed"),
    "preferenceterms.approve": gettext_lazy("Terms approved"),
    "preferenceterms.refuse": gettext_lazy("Terms refused"),
    "preferencetarget.set": gettext_lazy("Target set"),
    "ownwork.entered": gettext_lazy("Check on own work entered"),
    "ownwork.accept": gettext_lazy("Enough own work"),
    "ownwork.withdraw": gettext_lazy("Preference withdrawn"),
}
for _name, _words in WORDS.items():
    deeds.add(f"bidding.{_name}", _words)
