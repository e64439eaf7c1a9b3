"""Minerals on the dashboard: what waits, and the words of their timelines."""

from collections.abc import Iterable

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.home.registry import Card, Row, cards
from portal.words import deeds
from purchasing.esg.queries import minerals as queries
from purchasing.esg.states.minerals import DeclarationState


def to_declare(request: HttpRequest) -> Iterable[Row]:
    """Declarations that the own company has to fill in or to answer."""
    for each in queries.declarations_to_answer(request.user)[:10]:
        asked = each.state == DeclarationState.QUERIED
        words = {"number": each.number, "template": each.template.upper()}
        yield Row(
            title=(
                _("Answer the question about your declaration %(number)s") % words
                if asked
                else _("Declare your minerals: %(template)s %(number)s") % words
            ),
            consequence=_("Without it the smelters behind your goods count as unknown."),
            url=reverse("esg:mineral-detail", args=[each.number]),
            verb=_("Look"),
            kind="warn" if asked else "wait",
            icon="checklist",
        )


def to_review(request: HttpRequest) -> Iterable[Row]:
    """Checked declarations that wait for a reviewer."""
    for each in queries.declarations_for_review(request.user)[:10]:
        yield Row(
            title=_("Review the declaration of minerals of %(company)s") % {"company": each.company.name},
            consequence=each.number,
            url=reverse("esg:mineral-detail", args=[each.number]),
            verb=_("Look"),
            kind="wait",
            icon="clipboard-check",
        )


cards.add("esg-minerals-declare", Card(rows=to_declare, roles=frozenset({"SA", "SE"}), order=45))
cards.add("esg-minerals-review", Card(rows=to_review, roles=frozenset({"ER"}), order=46))

WORDS = {
    "mineraldeclaration.requested": gettext_lazy("Begun"),
    "mineraldeclaration.filled": gettext_lazy("Filled from a workbook"),
    "mineraldeclaration.submit": gettext_lazy("Submitted"),
    "mineraldeclaration.check": gettext_lazy("Checked and screened"),
    "mineraldeclaration.ask": gettext_lazy("The reviewer asks"),
    "mineraldeclaration.accept": gettext_lazy("Accepted"),
    "mineraldeclaration.expire": gettext_lazy("Expired"),
    "mineraldeclaration.withdraw": gettext_lazy("Withdrawn"),
    "mineraldeclaration.rescreened": gettext_lazy("Screened again: something changed"),
    "mineralcase.opened": gettext_lazy("Case opened"),
    "mineralcase.strategy": gettext_lazy("Strategy decided"),
    "mineralcase.step": gettext_lazy("Step done"),
}
for _name, _words in WORDS.items():
    deeds.add(f"esg.{_name}", _words)
