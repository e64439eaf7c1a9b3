"""FIND: members of the alliance, surveillances. Source: domain 12."""

from datetime import date

from portal.people.models import Company
from sharedgrowth.innovilt.models import AllianceMember


def insolvent_since(company: Company) -> date | None:
    """Since when insolvency proceedings of the company are known, if they are."""
    return AllianceMember.objects.filter(company=company).values_list("insolvent_since", flat=True).first()
