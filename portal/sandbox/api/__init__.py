"""Doors for partners of sandbox."""

from portal.sandbox.api.clock import ClockView
from portal.sandbox.api.companies import CompanyView

__all__ = ["ClockView", "CompanyView"]
