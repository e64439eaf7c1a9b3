"""The worked example that the public reads is the rule that tenders are decided by."""

from portal.home.rules import limit_example
from portal.home.views import EXAMPLE_BASE_WON, EXAMPLE_BIDS_WON
from purchasing.bidding.rules.price_limit import posco_limit


def test_the_public_example_agrees_with_the_bidding_rule():
    example = limit_example(EXAMPLE_BASE_WON, EXAMPLE_BIDS_WON)
    limit = posco_limit(EXAMPLE_BIDS_WON, base_won=EXAMPLE_BASE_WON)

    assert (example.mean_won, example.middle_won, example.limit_won) == (limit.mean, limit.average, limit.exact)
    assert example.shown_limit_won == limit.shown_won
    assert example.winning_won == min(bid for bid in EXAMPLE_BIDS_WON if not limit.excludes(bid))
