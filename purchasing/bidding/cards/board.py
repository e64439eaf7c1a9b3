"""What the evaluation board enters on the dashboard, and the words of its timeline."""

from collections.abc import Iterable

from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from portal.home.registry import Card, Row, cards
from portal.words import deeds
from purchasing.bidding import policies, queries
from purchasing.bidding.models import MendRequest
from purchasing.bidding.states import MendState
from purchasing.bidding.views.shown import address


def waiting(request: HttpRequest) -> Iterable[Row]:
    """What a board waits for from this member, each with what is lost if nothing is done."""
    for tender, what in queries.boards_waiting_for(request.user):
        if not policies.may_declare_interests(request.user, tender):
            continue
        match what:
            case "declare":
                title, verb, page = _("Declare your interests: %(title)s"), _("Declare"), "board-declare"
                text = _("Before it you see no proposal and score nothing.")
            case "score":
                title, verb, page = _("Score the bids: %(title)s"), pgettext("verb", "Score"), "board-scores"
                text = _("The board compares when every sheet is locked.")
            case "agree":
                title, verb, page = _("Enter what the board agrees on: %(title)s"), _("Enter"), "board-agree"
                text = _("Every sheet is locked; the prices stay sealed until the board has concluded.")
            case "mended":
                title, verb, page = _("Judge an answer on a formal fault: %(title)s"), _("Look"), "board-detail"
                text = _("Until then no result can be proposed.")
            case _:
                title, verb, page = _("Confirm the result of the board: %(title)s"), _("Confirm"), "board-detail"
                text = _("The result is final when every member has answered.")
        yield Row(
            title=title % {"title": f"{tender.number} {tender.title}"},
            consequence=text,
            url=address(tender, page),
            verb=verb,
            kind="wait",
            icon="scale",
        )


def mending(request: HttpRequest) -> Iterable[Row]:
    """Formal faults of the own bids that can be mended, the soonest end first."""
    open_ones = MendRequest.objects.filter(state=MendState.ASKED, bid__company=request.user.company)
    for mend in open_ones.select_related("bid__tender").order_by("due_at")[:20]:
        tender = mend.bid.tender
        yield Row(
            title=_("Mend a formal fault: %(title)s") % {"title": f"{tender.number} {tender.title}"},
            consequence=_("Without an answer in time the bid is judged as it is, and may be ruled out."),
            due=mend.due_at,
            url=address(tender, "mend-answer", mend.uid),
            verb=_("Mend"),
            kind="warn",
            icon="pencil",
        )


cards.add("bidding-board", Card(rows=waiting, roles=frozenset({"EV"}), order=19))
cards.add("bidding-mends", Card(rows=mending, roles=frozenset(queries.READS_OWN_BIDS), order=18))

WORDS = {
    "tender.board_named": gettext_lazy("Evaluation board named"),
    "tender.board_changed": gettext_lazy("Evaluation board changed"),
    "tender.interests_declared": gettext_lazy("Interests declared"),
    "tender.board_agreed": gettext_lazy("Result of the board confirmed"),
    "tender.board_disagreed": gettext_lazy("Did not agree with the result of the board"),
    "tender.board_concluded": gettext_lazy("Board concluded"),
    "scoresheet.lock": gettext_lazy("Score sheet locked"),
    "sitting.compare": gettext_lazy("All sheets locked"),
    "sitting.scores_agreed": gettext_lazy("Agreed scores entered"),
    "sitting.propose": gettext_lazy("Result of the board proposed"),
    "sitting.take_back": gettext_lazy("No majority: compared again"),
    "sitting.conclude": gettext_lazy("Result of the board is final"),
    "mendrequest.asked": gettext_lazy("Asked to mend a formal fault"),
    "mendrequest.answer": gettext_lazy("Formal fault answered"),
    "mendrequest.lapse": gettext_lazy("Time to mend is over"),
    "mendrequest.accept": gettext_lazy("Formal fault mended"),
    "mendrequest.refuse": gettext_lazy("Formal fault not mended"),
}
for _name, _words in WORDS.items():
    deeds.add(f"bidding.{_name}", _words)
