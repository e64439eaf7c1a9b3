"""WHAT: tenders, bids, openings, verdicts, calculations, awards."""

from purchasing.bidding.models.after import Contracting, EvaluationDocument, Objection, Standstill
from purchasing.bidding.models.award import AwardDecision, LimitCalc
from purchasing.bidding.models.bid import Bid, OpeningSession, Ruling
from purchasing.bidding.models.board import (
    AgreedScore,
    Board,
    BoardAnswer,
    BoardSeat,
    ConflictDeclaration,
    Score,
    ScoreSheet,
    Sitting,
)
from purchasing.bidding.models.consortium import Partnership
from purchasing.bidding.models.criterion import Criterion
from purchasing.bidding.models.deadline import BasePrice, DeadlineExtension
from purchasing.bidding.models.eco import EcoCheck
from purchasing.bidding.models.explanation import (
    CostLine,
    Explanation,
    ExplanationAnswer,
    ExplanationFile,
    ExplanationVote,
)
from purchasing.bidding.models.guarantee import Guarantee, TcoJustification, TcoSensitivity
from purchasing.bidding.models.mending import MendPaper, MendRequest
from purchasing.bidding.models.notice import Amendment, Invitation, TenderDocument
from purchasing.bidding.models.open_data import OcdsRelease
from purchasing.bidding.models.parts import CommitteeMember, SeatChange, TenderLine
from purchasing.bidding.models.planning import PlanNotice, SplitFlag
from purchasing.bidding.models.preference import (
    OwnWork,
    PreferenceCheck,
    PreferenceTarget,
    PreferenceTerms,
    SocialCategory,
)
from purchasing.bidding.models.procedure import Procedure
from purchasing.bidding.models.questions import Answer, Question
from purchasing.bidding.models.screens import ScreenCase, ScreenRun
from purchasing.bidding.models.seal import (
    Contribution,
    EnvelopeOpening,
    KeyBox,
    KeyDrill,
    OfficerKey,
    RelayBox,
    TenderKey,
)
from purchasing.bidding.models.sealed import (
    BidOrigin,
    Outage,
    OutageExtension,
    OutageNote,
    SealedFile,
    SealedList,
    SealedPart,
    SignedReceipt,
    VoidedBid,
)
from purchasing.bidding.models.site_visits import SiteSample, SiteVisit
from purchasing.bidding.models.solicitations import SolicitationRecord
from purchasing.bidding.models.tco import TcoInput, TcoLine, TcoModel, TcoResult, TenderTco
from purchasing.bidding.models.tender import Tender
from purchasing.bidding.models.terms import BiddingTerms, TermsProposal
from purchasing.bidding.models.what_if import WhatIfRun

__all__ = [
    "CostLine",
    "Explanation",
    "ExplanationAnswer",
    "ExplanationFile",
    "ExplanationVote",
    "TermsProposal",
    "Contribution",
    "EnvelopeOpening",
    "KeyBox",
    "KeyDrill",
    "OfficerKey",
    "Outage",
    "OutageExtension",
    "OutageNote",
    "RelayBox",
    "SealedFile",
    "SealedList",
    "SealedPart",
    "SignedReceipt",
    "SiteSample",
    "SiteVisit",
    "TenderKey",
    "VoidedBid",
    "EcoCheck",
    "Guarantee",
    "TcoJustification",
    "TcoSensitivity",
    "OwnWork",
    "PreferenceCheck",
    "PreferenceTarget",
    "PreferenceTerms",
    "SocialCategory",
    "TcoInput",
    "TcoLine",
    "TcoModel",
    "TcoResult",
    "TenderTco",
    "AgreedScore",
    "Amendment",
    "Answer",
    "AwardDecision",
    "BasePrice",
    "Bid",
    "BidOrigin",
    "BiddingTerms",
    "Board",
    "BoardAnswer",
    "BoardSeat",
    "CommitteeMember",
    "SeatChange",
    "ConflictDeclaration",
    "Contracting",
    "Criterion",
    "DeadlineExtension",
    "EvaluationDocument",
    "Invitation",
    "LimitCalc",
    "MendPaper",
    "MendRequest",
    "Objection",
    "OcdsRelease",
    "OpeningSession",
    "Partnership",
    "PlanNotice",
    "Procedure",
    "Question",
    "Ruling",
    "Score",
    "ScoreSheet",
    "ScreenCase",
    "ScreenRun",
    "Sitting",
    "SolicitationRecord",
    "SplitFlag",
    "Standstill",
    "Tender",
    "TenderDocument",
    "TenderLine",
    "WhatIfRun",
]
