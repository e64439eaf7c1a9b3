"""WHAT: cohorts, applications, training; what firms offer; matches."""

from sharedgrowth.jobs.models.applications import Answer, Application, Identity, Paper
from sharedgrowth.jobs.models.cohorts import Cohort, Question
from sharedgrowth.jobs.models.review import Review, SelectionList, Talk
from sharedgrowth.jobs.models.terms import JobsTerms, terms_on
from sharedgrowth.jobs.models.training import Allowance, Attendance, Exam, Insurance, Mark, Session, Trainee

__all__ = [
    "Allowance",
    "Answer",
    "Application",
    "Attendance",
    "Cohort",
    "Exam",
    "Identity",
    "Insurance",
    "JobsTerms",
    "Mark",
    "Paper",
    "Question",
    "Review",
    "SelectionList",
    "Session",
    "Talk",
    "Trainee",
    "terms_on",
]
