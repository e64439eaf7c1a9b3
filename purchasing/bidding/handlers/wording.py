"""The words of bidding's notices."""

from django.utils.translation import gettext_lazy as _

from portal.notices.registry import Kind, kinds

KINDS = [
    Kind(
        key="bidding.publication_requested",
        title=_("Tender %(number)s waits for your approval"),
        text=_("%(title)s. After your approval it is published and its notice no longer changes."),
    ),
    Kind(
        key="bidding.publication_returned",
        title=_("Tender %(number)s came back to its draft"),
        text=_("%(title)s. Its history says what has to change."),
    ),
    Kind(
        key="bidding.committee_named",
        title=_("You are in the opening committee of tender %(number)s"),
        text=_("Bids close at %(closes_at)s. Declare before the opening that you have no conflict of interest."),
    ),
    Kind(
        key="bidding.extension_requested",
        title=_("A later deadline for tender %(number)s waits for your approval"),
        text=_("Without your approval bids close at %(closes_at)s."),
    ),
    Kind(
        key="bidding.deadline_extended",
        title=_("Tender %(number)s now closes at %(closes_at)s"),
        text=_("Your bid stays in. You can replace or withdraw it until then."),
        essential=True,
    ),
    Kind(
        key="bidding.bid_receipt",
        title=_("Your bid for tender %(number)s was received"),
        text=_(
            "Receipt %(receipt)s, version %(version)s, received at %(received_at)s. "
            "You can replace or withdraw it before the deadline. "
            "Keep this message: the fingerprint of the bid is %(fingerprint)s, "
            "and the audit trail stood at entry %(entry)s, %(head)s."
        ),
        essential=True,
    ),
    Kind(  # those from before the fingerprint was told with it
        key="bidding.bid_submitted",
        title=_("Your bid for tender %(number)s was received"),
        text=_(
            "Receipt %(receipt)s, version %(version)s, received at %(received_at)s. "
            "You can replace or withdraw it before the deadline."
        ),
        essential=True,
    ),
    Kind(
        key="bidding.bid_withdrawn",
        title=_("Your bid for tender %(number)s was withdrawn"),
        text=_("Receipt %(receipt)s, received at %(received_at)s. A new bid is possible before the deadline."),
        essential=True,
    ),
    Kind(
        key="bidding.bid_withdrawn_for_error",
        title=_("The bid for tender %(number)s was withdrawn for a manifest error"),
        text=_("Receipt %(receipt)s. It no longer takes part; the reason is published with the result."),
        essential=True,
    ),
    Kind(
        key="bidding.tender_closed",
        title=_("Tender %(number)s is closed and can be opened"),
        text=_("%(title)s. The members of the committee confirm the opening within 30 minutes of each other."),
    ),
    Kind(
        key="bidding.opening_confirmed",
        title=_("Tender %(number)s: the opening has begun, your confirmation is needed"),
        text=_("Confirm within 30 minutes, or the first confirmation lapses."),
    ),
    Kind(
        key="bidding.tender_opened",
        title=_("The bids for tender %(number)s were opened"),
        text=_("%(title)s. The result follows after the evaluation."),
        essential=True,
    ),
    Kind(
        key="bidding.evaluation_due",
        title=_("Tender %(number)s can be evaluated"),
        text=_("%(title)s. Rule out what is not responsive, then let the portal judge by the award rule."),
    ),
    Kind(
        key="bidding.tender_evaluated",
        title=_("Tender %(number)s was evaluated"),
        text=_("%(title)s. The award can be proposed."),
    ),
    Kind(
        key="bidding.award_proposed",
        title=_("The award of tender %(number)s waits for your approval"),
        text=_("%(title)s. Suppliers see nothing of it before."),
    ),
    Kind(
        key="bidding.award_returned",
        title=_("The award proposal for tender %(number)s was returned"),
        text=_("The page of the tender says what has to change."),
    ),
    Kind(
        key="bidding.bid_awarded",
        title=_("Your company was awarded tender %(number)s"),
        text=_("%(title)s. The result page holds every bid with its verdict."),
        essential=True,
    ),
    Kind(
        key="bidding.tender_awarded",
        title=_("Tender %(number)s was awarded"),
        text=_("%(title)s. The result page says who won, how the award rule decided, and why."),
        essential=True,
    ),
    Kind(
        key="bidding.tender_failed",
        title=_("Tender %(number)s ended without an award"),
        text=_("%(title)s. Its page says why."),
        essential=True,
    ),
    Kind(
        key="bidding.tender_cancelled",
        title=_("Tender %(number)s was cancelled"),
        text=_("%(title)s. Its page says why."),
        essential=True,
    ),
]

for kind in KINDS:
    kinds.register(kind)
