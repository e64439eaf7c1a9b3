"""DOOR: bidding for other systems, one file per area."""

from purchasing.bidding.api.answers import AnswersToExplanation, AnswersToMend, ExplanationOfTender, MendOfTender
from purchasing.bidding.api.bid_contents import BidFileOfTender
from purchasing.bidding.api.costs import CostModelOfTender, CostsOfTender, GuaranteeViewSet
from purchasing.bidding.api.evaluation import EvaluationOfTender, TenderFigures
from purchasing.bidding.api.notices import NoticeOfTender, PlanViewSet
from purchasing.bidding.api.open_data import OcdsRecord, OcdsRecords, OcdsReleases
from purchasing.bidding.api.own import (
    DebriefOfTender,
    ObjectionViewSet,
    OwnBidViewSet,
    ReceiptOfBid,
    WithdrawalOfObjection,
)
from purchasing.bidding.api.questions import QuestionViewSet
from purchasing.bidding.api.simulations import SimulationView
from purchasing.bidding.api.site_visits import SiteVisitViewSet
from purchasing.bidding.api.tenders import TenderViewSet

__all__ = [
    "AnswersToExplanation",
    "AnswersToMend",
    "BidFileOfTender",
    "CostModelOfTender",
    "CostsOfTender",
    "DebriefOfTender",
    "EvaluationOfTender",
    "ExplanationOfTender",
    "GuaranteeViewSet",
    "MendOfTender",
    "NoticeOfTender",
    "ObjectionViewSet",
    "OcdsRecord",
    "OcdsRecords",
    "OcdsReleases",
    "OwnBidViewSet",
    "PlanViewSet",
    "QuestionViewSet",
    "ReceiptOfBid",
    "SimulationView",
    "SiteVisitViewSet",
    "TenderFigures",
    "TenderViewSet",
    "WithdrawalOfObjection",
]
