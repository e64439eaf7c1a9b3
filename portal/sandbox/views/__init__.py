"""Doors for browsers of sandbox."""

from portal.sandbox.views.pages import clock_advance, company_make, start

__all__ = ["clock_advance", "company_make", "start"]
