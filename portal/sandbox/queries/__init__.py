"""FIND: sandbox."""

from portal.sandbox.queries.cast import cast
from portal.sandbox.queries.clock import Reading, is_sandbox, read_clock, wrong_database
from portal.sandbox.queries.companies import companies_made_since, moved_since, sandbox_company_of

__all__ = [
    "Reading",
    "cast",
    "companies_made_since",
    "is_sandbox",
    "moved_since",
    "read_clock",
    "sandbox_company_of",
    "wrong_database",
]
