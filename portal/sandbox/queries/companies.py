"""FIND: the companies that partners made in the sandbox."""

from datetime import datetime, timedelta

from django.db.models import Sum

from portal.people.models import Company
from portal.sandbox.models import SandboxCompany


def sandbox_company_of(company: Company | None) -> SandboxCompany | None:
    """What was laid out for the company, if it was made in the sandbox."""
    return SandboxCompany.objects.filter(company=company).first() if company is not None else None


def companies_made_since(moment: datetime) -> int:
    """How many were made since that real moment."""
    return SandboxCompany.objects.filter(made_at__gte=moment).count()


def moved_since(own: SandboxCompany, moment: datetime) -> timedelta:
    """How far the company and all that were made from the same place have moved the clock since that real moment."""
    same = {"made_from": own.made_from} if own.made_from else {"pk": own.pk}
    lately = SandboxCompany.objects.filter(**same, moving_since__gt=moment)
    return lately.aggregate(way=Sum("moved"))["way"] or timedelta(0)
