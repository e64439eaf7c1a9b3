"""WHAT: tenders, bids, openings, verdicts, calculations, awards."""

from purchasing.bidding.models.award import AwardDecision, LimitCalc
from purchasing.bidding.models.bid import Bid, OpeningSession, Ruling
from purchasing.bidding.models.criterion import Criterion
from purchasing.bidding.models.deadline import BasePrice, DeadlineExtension
from purchasing.bidding.models.parts import CommitteeMember, TenderLine
from purchasing.bidding.models.procedure import Procedure
from purchasing.bidding.models.tender import Tender
from purchasing.bidding.models.terms import BiddingTerms

__all__ = [
    "AwardDecision",
    "BasePrice",
    "Bid",
    "BiddingTerms",
    "CommitteeMember",
    "Criterion",
    "DeadlineExtension",
    "LimitCalc",
    "OpeningSession",
    "Procedure",
    "Ruling",
    "Tender",
    "TenderLine",
]
