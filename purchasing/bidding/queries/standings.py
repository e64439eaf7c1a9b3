"""What others have recorded of companies on the ground floor."""

from collections.abc import Collection, Mapping
from datetime import date

from django.db.models import Q

from portal.people.models import Standing


def standings_of(companies: Collection[int], facts: Collection[str], on: date) -> Mapping[tuple[int, str], str]:
    """What is recorded of many companies on a day, in one query: (company, fact) → value in force."""
    rows = (
        Standing.objects.filter(company__in=companies, fact__in=facts, valid_from__lte=on)
        .filter(Q(valid_to=None) | Q(valid_to__gte=on))
        .order_by("company", "fact", "-valid_from", "-id")
        .distinct("company", "fact")
        .values_list("company_id", "fact", "value")
    )
    return {(company, fact): value for company, fact, value in rows if value}
