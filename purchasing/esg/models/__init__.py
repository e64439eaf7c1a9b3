"""WHAT: the entry gate, question sets, assessments, corrective actions, limitations."""

from purchasing.esg.models.actions import CarriedLimitation, CorrectiveAction, Limitation, LimitationVote
from purchasing.esg.models.assessment import Answer, Assessment, Evidence, ItemReview, RedFlag, Score
from purchasing.esg.models.gate import CodeConsent, CodeOfConduct, CodePart, Entry, EntryPoint
from purchasing.esg.models.questionnaire import Anchor, Question, QuestionSet
from purchasing.esg.models.ratings import ExternalRating
from purchasing.esg.models.review import ItemContest, ReviewerTie, SampleDraw
from purchasing.esg.models.terms import EsgTerms, terms_on

__all__ = [
    "ExternalRating",
    "ItemContest",
    "ReviewerTie",
    "SampleDraw",
    "Anchor",
    "Answer",
    "Assessment",
    "CarriedLimitation",
    "CodeConsent",
    "CodeOfConduct",
    "CodePart",
    "CorrectiveAction",
    "Entry",
    "EntryPoint",
    "EsgTerms",
    "Evidence",
    "ItemReview",
    "Limitation",
    "LimitationVote",
    "Question",
    "QuestionSet",
    "RedFlag",
    "Score",
    "terms_on",
]
