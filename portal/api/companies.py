"""A company as the API tells its neighbours: names and numbers, nothing of what it is worth or does."""

from rest_framework import serializers

from portal.api.expand import Expansion
from portal.people.models import Company


class CompanyOut(serializers.ModelSerializer):
    """Who it is."""

    class Meta:
        model = Company
        fields = ("uid", "number", "legal_name_ko", "legal_name_en")
        read_only_fields = fields


def company(by: str) -> Expansion:
    """The company of a row that may be seen: its names."""
    return Expansion(CompanyOut, lambda _user: Company.objects.all(), by=by)
