"""WHAT: sandbox."""

from portal.sandbox.models.clock import SandboxClock
from portal.sandbox.models.companies import SandboxCompany

__all__ = ["SandboxClock", "SandboxCompany"]
