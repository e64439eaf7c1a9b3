"""What waits around notices, where plans are found, and the words of the timeline."""

from collections.abc import Iterable

from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.home.registry import Action, Card, Row, actions, cards
from portal.words import deeds
from purchasing.bidding import queries
from purchasing.bidding.views.shown import address

actions.add(
    "plan-create",
    Action(
        label=gettext_lazy("Announce a plan"),
        url_name="bidding:plan-create",
        icon="calendar",
        roles=frozenset({"PO"}),
        order=70,
    ),
)


def waiting(request: HttpRequest) -> Iterable[Row]:
    """Amendments to decide, base prices to seal again or to review, flags to look at, rounds that may follow."""
    for tender, what in queries.notices_waiting_for(request.user):
        named = {"title": f"{tender.number} {tender.title}"}
        match what:
            case "amendment":
                yield Row(
                    title=_("Decide on an amendment: %(title)s") % named,
                    consequence=_("Without a decision the notice stays as it is, and bids close as published."),
                    due=tender.closes_at,
                    url=address(tender),
                    verb=_("Decide"),
                    kind="warn",
                    icon="file-diff",
                )
            case "base_price_due":
                yield Row(
                    title=_("Seal the base price again: %(title)s") % named,
                    consequence=_("The quantities changed. Until it is sealed again the bids cannot be opened."),
                    due=tender.closes_at,
                    url=address(tender, "base-price-seal"),
                    verb=_("Seal"),
                    kind="warn",
                    icon="lock",
                )
            case "review":
                yield Row(
                    title=_("Review the base price: %(title)s") % named,
                    consequence=_("Every bid was below the price floor. Until then no further round begins."),
                    url=address(tender, "base-price-review"),
                    verb=_("Look"),
                    kind="wait",
                    icon="clipboard-check",
                )
            case "split":
                yield Row(
                    title=_("Looks split: %(title)s") % named,
                    consequence=_("Purchases of one department and class cross a threshold only together."),
                    url=address(tender),
                    verb=_("Look"),
                    kind="wait",
                    icon="flag",
                )
            case _:
                yield Row(
                    title=_("Another round is possible: %(title)s") % named,
                    consequence=_("It ended without an award, and its notice announced another round."),
                    url=address(tender),
                    verb=_("Look"),
                    kind="info",
                    icon="refresh",
                )


cards.add("bidding-notices", Card(rows=waiting, roles=frozenset({"PO", "AP", "CE", "AU"}), order=21))

WORDS = {
    "tender.planned": gettext_lazy("Announced as planned"),
    "tender.plan_changed": gettext_lazy("Plan changed"),
    "tender.begin": gettext_lazy("Draft begun from the plan"),
    "tender.approve": gettext_lazy("Approved for its day"),
    "tender.document_added": gettext_lazy("Document added"),
    "tender.document_removed": gettext_lazy("Document taken out"),
    "tender.base_price_reviewed": gettext_lazy("Base price reviewed"),
    "tender.split_flagged": gettext_lazy("Flagged: looks split"),
    "tender.bidder_closed": gettext_lazy("Flagged: the business of a bidder is suspended or closed"),
    "tender.split_answered": gettext_lazy("Flag answered"),
    "tender.amendment_requested": gettext_lazy("Amendment requested"),
    "tender.amended": gettext_lazy("Notice amended"),
    "tender.amendment_declined": gettext_lazy("Amendment declined"),
    "tender.copied": gettext_lazy("Copied from a past tender"),
    "tender.round_begun": gettext_lazy("Another round begun"),
    "procedure.drafted": gettext_lazy("Notice over lots begun"),
    "procedure.edited": gettext_lazy("Heading changed"),
    "procedure.lot_added": gettext_lazy("Lot added"),
    "procedure.lot_removed": gettext_lazy("Lot taken out"),
}
for _name, _words in WORDS.items():
    deeds.add(f"bidding.{_name}", _words)
