"""Record a standing."""

from datetime import date

from django.db import transaction

from portal.people.models import Company, Standing, User


@transaction.atomic
def record_standing(
    company: Company,
    fact: str,
    value: str,
    *,
    valid_from: date,
    source: str,
    valid_to: date | None = None,
    by: User | None = None,
) -> Standing:
    """Record a dated fact about a company; called by other apps' services, which have checked the right to say so."""
    return Standing.objects.create(
        company=company,
        fact=fact,
        value=value,
        valid_from=valid_from,
        valid_to=valid_to,
        source=source,
        recorded_by=by,
    )
