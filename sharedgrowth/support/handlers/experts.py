"""The wall between experts and tenders is entered where tenders look (SGS-03, SOD-14); who is told of assignments."""

from purchasing.bidding.registry import walls
from sharedgrowth.support.queries.experts import walled_companies

walls.add("support.experts", walled_companies)
