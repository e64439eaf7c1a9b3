"""The terms of review and registration that are in force: approved, and begun."""

from datetime import date
from typing import TypeVar

from django.db.models import Q

from catalog.models import RegistrationTerms, ReviewTerms
from catalog.models.terms import FourEyesTerms

T = TypeVar("T", bound=FourEyesTerms)


def _in_force(terms: type[T], on: date) -> T:
    counted = terms._default_manager.filter(Q(entered_by=None) | Q(approved_by__isnull=False), valid_from__lte=on)
    return counted.latest("valid_from")


def review_terms(on: date) -> ReviewTerms:
    """Of the review, on the day ``on``."""
    return _in_force(ReviewTerms, on)


def registration_terms(on: date) -> RegistrationTerms:
    """Of registration, on the day ``on``."""
    return _in_force(RegistrationTerms, on)
