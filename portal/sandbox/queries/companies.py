"""FIND: the companies that partners made in the sandbox."""

from datetime import datetime

from portal.people.models import Company
from portal.sandbox.models import SandboxCompany


def sandbox_company_of(company: Company | None) -> SandboxCompany | None:
    """What was laid out for the company, if it was made in the sandbox."""
    return SandboxCompany.objects.filter(company=company).first() if company is not None else None


def companies_made_since(moment: datetime) -> int:
    """How many were made since."""
    return SandboxCompany.objects.filter(made_at__gte=moment).count()
