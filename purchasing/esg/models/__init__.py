"""WHAT: the entry gate, question sets, assessments, corrective actions, limitations."""

from purchasing.esg.models.actions import CarriedLimitation, CorrectiveAction, Limitation, LimitationVote
from purchasing.esg.models.answers import AnswerSheet
from purchasing.esg.models.assessment import Answer, Assessment, Evidence, ItemReview, RedFlag, Score
from purchasing.esg.models.consulting import ConsultingRequest
from purchasing.esg.models.council import (
    CouncilAgendaItem,
    CouncilDecision,
    CouncilMeeting,
    CouncilMember,
    CouncilPresence,
    CouncilProgress,
    SharingConsent,
)
from purchasing.esg.models.courses import (
    Course,
    CourseAttendance,
    CourseCertificate,
    CourseDuty,
    CourseOption,
    CourseQuestion,
    CourseSection,
    Enrolment,
    QuizTry,
)
from purchasing.esg.models.eco import EcoDeclaration, EcoPurchase, EcoTarget, FxRate
from purchasing.esg.models.gate import CodeConsent, CodeOfConduct, CodePart, Entry, EntryPoint
from purchasing.esg.models.minerals import (
    DeclaredSmelter,
    MineralCase,
    MineralClass,
    MineralConsent,
    MineralDeclaration,
    MineralIssue,
    MineralPolicy,
    MineralReport,
    MineralStep,
)
from purchasing.esg.models.questionnaire import Anchor, Question, QuestionSet
from purchasing.esg.models.ratings import ExternalRating
from purchasing.esg.models.review import ItemContest, ReviewerTie, SampleDraw
from purchasing.esg.models.smelters import RiskArea, ScreeningList, Smelter
from purchasing.esg.models.terms import EsgTerms, terms_on

__all__ = [
    "ConsultingRequest",
    "Course",
    "CourseAttendance",
    "CourseCertificate",
    "CourseDuty",
    "CourseOption",
    "CourseQuestion",
    "CourseSection",
    "Enrolment",
    "QuizTry",
    "CouncilAgendaItem",
    "CouncilDecision",
    "CouncilMeeting",
    "CouncilMember",
    "CouncilPresence",
    "CouncilProgress",
    "SharingConsent",
    "Anchor",
    "Answer",
    "AnswerSheet",
    "Assessment",
    "CarriedLimitation",
    "CodeConsent",
    "CodeOfConduct",
    "CodePart",
    "CorrectiveAction",
    "DeclaredSmelter",
    "EcoDeclaration",
    "EcoPurchase",
    "EcoTarget",
    "Entry",
    "EntryPoint",
    "EsgTerms",
    "Evidence",
    "ExternalRating",
    "FxRate",
    "ItemContest",
    "ItemReview",
    "Limitation",
    "LimitationVote",
    "MineralCase",
    "MineralClass",
    "MineralConsent",
    "MineralDeclaration",
    "MineralIssue",
    "MineralPolicy",
    "MineralReport",
    "MineralStep",
    "Question",
    "QuestionSet",
    "RedFlag",
    "ReviewerTie",
    "RiskArea",
    "SampleDraw",
    "Score",
    "ScreeningList",
    "Smelter",
    "terms_on",
]
