"""WHAT: tenders, bids, openings, verdicts, calculations, awards."""

from purchasing.bidding.models.after import Contracting, EvaluationDocument, Objection, Standstill
from purchasing.bidding.models.award import AwardDecision, LimitCalc
from purchasing.bidding.models.bid import Bid, OpeningSession, Ruling
from purchasing.bidding.models.criterion import Criterion
from purchasing.bidding.models.deadline import BasePrice, DeadlineExtension
from purchasing.bidding.models.notice import Amendment, Invitation, TenderDocument
from purchasing.bidding.models.parts import CommitteeMember, TenderLine
from purchasing.bidding.models.planning import PlanNotice, SplitFlag
from purchasing.bidding.models.procedure import Procedure
from purchasing.bidding.models.questions import Answer, Question
from purchasing.bidding.models.solicitations import SolicitationRecord
from purchasing.bidding.models.tender import Tender
from purchasing.bidding.models.terms import BiddingTerms

__all__ = [
    "Amendment",
    "Invitation",
    "PlanNotice",
    "SplitFlag",
    "TenderDocument",
    "AwardDecision",
    "BasePrice",
    "Bid",
    "BiddingTerms",
    "CommitteeMember",
    "Contracting",
    "Criterion",
    "DeadlineExtension",
    "EvaluationDocument",
    "LimitCalc",
    "Objection",
    "OpeningSession",
    "Procedure",
    "Ruling",
    "Standstill",
    "Tender",
    "TenderLine",
    "Answer",
    "Question",
    "SolicitationRecord",
]
