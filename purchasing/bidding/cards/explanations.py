"""What explanations of low prices and new terms enter on the pages of the ground floor."""

from collections.abc import Iterable
from datetime import datetime, time, timedelta

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.clock import SEOUL
from portal.home.registry import Card, Row, cards
from portal.words import deeds
from purchasing.bidding import queries
from purchasing.bidding.states import ExplanationState
from purchasing.bidding.views.shown import address


def to_explain(request: HttpRequest) -> Iterable[Row]:
    """For a bidder: its price to explain; for evaluators: to ask, to vote, to decide."""
    for each in queries.explanations_waiting_for(request.user):
        tender = each.tender
        title = f"{tender.number} {tender.title}"
        drafted = each.state == ExplanationState.DRAFTED
        last = each.ask_by if drafted else each.answer_by
        due = datetime.combine(last + timedelta(days=1), time(), SEOUL) if last else None
        if request.user.is_supplier:
            words, verb = _("Explain your price: %(title)s") % {"title": title}, _("Explain")
            consequence = _("Without an answer in time the bid is excluded.")
        elif drafted:
            words, verb = _("Ask for an explanation: %(title)s") % {"title": title}, _("Ask")
            consequence = _("The tender waits for it.")
        else:
            words, verb = _("Judge an explanation: %(title)s") % {"title": title}, _("Judge")
            consequence = _("At least two evaluators vote before it is decided.")
        yield Row(
            title=words,
            consequence=consequence,
            due=due if drafted or request.user.is_supplier else None,
            url=address(tender, "explanation-detail", each.uid),
            verb=verb,
            kind="wait",
            icon="message-question",
        )


def terms_to_approve(request: HttpRequest) -> Iterable[Row]:
    """New terms that wait for this approver."""
    for proposal in queries.terms_waiting_for(request.user):
        yield Row(
            title=_("Approve bidding terms from %(day)s on") % {"day": proposal.valid_from.isoformat()},
            consequence=_("Without a second person the terms before stay in force."),
            url=reverse("bidding:terms-detail", args=[proposal.uid]),
            verb=_("Open it"),
            kind="wait",
            icon="clipboard-check",
        )


cards.add("bidding-explanations", Card(rows=to_explain, roles=frozenset({"EV", "SA", "BD"}), order=14))
cards.add("bidding-terms", Card(rows=terms_to_approve, roles=frozenset({"AP"}), order=23))

WORDS = {
    "tender.ask_explanation": gettext_lazy("Explanation asked for"),
    "explanation.needed": gettext_lazy("Low price found"),
    "explanation.ask": gettext_lazy("Request sent to the bidder"),
    "explanation.answer": gettext_lazy("Bidder has answered"),
    "explanation.clarify": gettext_lazy("Asked once more"),
    "explanation.voted": gettext_lazy("Vote given"),
    "explanation.accept": gettext_lazy("Explanation accepted"),
    "explanation.reject": gettext_lazy("Explanation not accepted"),
    "termsproposal.proposed": gettext_lazy("Terms proposed"),
    "termsproposal.approve": gettext_lazy("Terms approved"),
    "termsproposal.decline": gettext_lazy("Terms declined"),
    "termsproposal.withdraw": gettext_lazy("Terms withdrawn"),
}
for _name, _words in WORDS.items():
    deeds.add(f"bidding.{_name}", _words)
