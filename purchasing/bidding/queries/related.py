"""FIND: which bidders of a tender belong together. Source: domain BID-04."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal, InvalidOperation

from django.db.models import Q

from portal.people.models import Company, Standing
from purchasing.bidding.rules.related import Kin, Link, related_bidders
from purchasing.bidding.states import Fact

TIES = (Fact.REPRESENTATIVE, Fact.OWNERS, Fact.ACCOUNT)


def related_rivals(companies: Sequence[Company], on: date) -> dict[int, tuple[Company, Link]]:
    """{company: (the other bidder it belongs to, what ties them)} by what is known on that day; no strangers.

    Facts come from ``people.Standing``; who records them writes identifiers, never names or account numbers.
    """
    facts: dict[int, dict[str, str]] = {}
    rows = Standing.objects.filter(
        Q(valid_to=None) | Q(valid_to__gte=on), company__in=companies, fact__in=TIES, valid_from__lte=on
    )
    for company_id, fact, value in rows.order_by("valid_from", "pk").values_list("company", "fact", "value"):
        facts.setdefault(company_id, {})[fact] = value
    by_id = {company.pk: company for company in companies}
    found = related_bidders([_kin(company, facts.get(company.pk, {})) for company in by_id.values()])
    return {company_id: (by_id[rival], link) for company_id, (rival, link) in found.items()}


def _kin(company: Company, facts: dict[str, str]) -> Kin:
    phone = "".join(character for character in company.phone if character.isdigit())
    address = " ".join(f"{company.address} {company.address_detail}".split())
    return Kin(
        company=company.pk,
        parent=company.parent_id,
        representative=facts.get(Fact.REPRESENTATIVE, ""),
        named="".join(company.rep_name.split()).casefold(),
        reached_at=frozenset(filter(None, (phone, address))),
        owners=_owners(facts.get(Fact.OWNERS, "")),
        accounts=frozenset(facts.get(Fact.ACCOUNT, "").split()),
    )


def _owners(value: str) -> dict[str, Decimal]:
    """``P-1:0.35 P-2:0.65`` as shares; an entry that cannot be read counts for nothing."""
    owners = {}
    for entry in value.split():
        who, _colon, share = entry.rpartition(":")
        try:
            amount = Decimal(share)
        except InvalidOperation:
            continue
        if who and amount.is_finite():
            owners[who] = amount
    return owners
