"""A company that bids is alive, whoever sends its bids. Source: domain 1.7 (dormant)."""

from portal.people.registry import signs_of_life
from purchasing.bidding import queries

signs_of_life.add("bidding.bids", queries.last_bids_of)
