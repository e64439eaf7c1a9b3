"""WHAT: cohorts, applications, training; what firms offer; matches."""

from sharedgrowth.jobs.models.applications import Answer, Application, Identity, Paper
from sharedgrowth.jobs.models.cohorts import Cohort, Question
from sharedgrowth.jobs.models.interviews import Interview, Offer
from sharedgrowth.jobs.models.matching import Match, Rank, RankList, Release, Round, Wish, WishList
from sharedgrowth.jobs.models.placements import Placement, RetentionCheck
from sharedgrowth.jobs.models.review import Review, SelectionList, Talk
from sharedgrowth.jobs.models.terms import JobsTerms, terms_on
from sharedgrowth.jobs.models.training import Allowance, Attendance, Exam, Insurance, Mark, Session, Trainee
from sharedgrowth.jobs.models.vacancies import ArrearsListing, FirmBlock, MinimumWage, Vacancy

__all__ = [
    "Allowance",
    "Answer",
    "Application",
    "ArrearsListing",
    "Attendance",
    "Cohort",
    "Exam",
    "FirmBlock",
    "Identity",
    "Insurance",
    "Interview",
    "JobsTerms",
    "Mark",
    "Match",
    "MinimumWage",
    "Offer",
    "Paper",
    "Placement",
    "Question",
    "Rank",
    "RankList",
    "Release",
    "RetentionCheck",
    "Review",
    "Round",
    "SelectionList",
    "Session",
    "Talk",
    "Trainee",
    "Vacancy",
    "Wish",
    "WishList",
    "terms_on",
]
