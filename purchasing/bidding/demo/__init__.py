"""The demonstration's tenders, one in every state, made through the services that the screens use."""

from portal.demo import Part, parts
from purchasing.bidding.demo.story import fill

__all__ = ["fill"]

parts.add("bidding", Part(order=30, title="tenders in every state", fill=fill))
