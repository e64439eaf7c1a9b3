"""FIND: companies, members, standing."""

from datetime import date

from django.db.models import Q, QuerySet

from portal.people.models import Company, Standing, User


def standing_of(company: Company, fact: str, on: date) -> str | None:
    """The value of ``fact`` in force for the company on the day ``on``: the latest row that covers it, or None."""
    row = (
        Standing.objects.filter(company=company, fact=fact, valid_from__lte=on)
        .filter(Q(valid_to=None) | Q(valid_to__gte=on))
        .order_by("-valid_from", "-id")
        .first()
    )
    return row.value if row else None


def people_with_role(company: Company, *codes: str) -> QuerySet[User]:
    """Active people who hold one of the roles in the company."""
    return User.objects.filter(
        is_active=True,
        memberships__company=company,
        memberships__state="active",
        memberships__roles__code__in=codes,
    ).distinct()


def buyer_people_with_role(*codes: str) -> QuerySet[User]:
    """Active people of the buying organisation who hold one of the roles."""
    return User.objects.filter(
        is_active=True,
        memberships__company__is_buyer=True,
        memberships__state="active",
        memberships__roles__code__in=codes,
    ).distinct()
