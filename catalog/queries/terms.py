"""The terms of review and registration that are in force: approved, and begun."""

from datetime import date

from catalog.models import RegistrationTerms, ReviewTerms
from portal.dated import approved_in_force


def review_terms(on: date) -> ReviewTerms:
    """Of the review, on the day ``on``."""
    return approved_in_force(ReviewTerms, on)


def registration_terms(on: date) -> RegistrationTerms:
    """Of registration, on the day ``on``."""
    return approved_in_force(RegistrationTerms, on)
