"""FIND: companies with which the buyer itself trades, and since when. Source: domain 7.1, PI-04, FND-10; 1.10."""

from collections.abc import Collection
from datetime import date

from django.db.models import Min, Q

from portal.people.models import Company
from portal.people.states import Level
from portal.periods import months_after
from purchasing.contracts.models import Contract
from purchasing.contracts.queries.contracts import SIGNED

TRADING_MONTHS = 24  # a contract with the buyer in force within these makes it a trading company


def trading_companies(companies: Collection[int], on: date) -> set[int]:
    """Those that had a contract with the buyer itself in force within the last 24 months."""
    since = months_after(on, -TRADING_MONTHS)
    signed = Contract.objects.filter(tier=1, payee__in=companies, state__in=SIGNED, starts_on__lte=on)
    ended = Q(ended_on=None, ends_on__gte=since) | Q(ended_on__gte=since)
    return set(signed.filter(ended).order_by().values_list("payee", flat=True))


def levels_to_follow(on: date) -> tuple[set[int], set[int]]:
    """Registered suppliers that trade, and those of the level of trading ones that no longer do. Source: domain 1.3."""
    levels = dict(
        Company.objects.filter(is_buyer=False, level__in=[Level.L1, Level.L2]).values_list("pk", "level").order_by()
    )
    trading = trading_companies(set(levels), on)
    gone = {company for company, level in levels.items() if level == Level.L2} - trading
    return {company for company in trading if levels[company] == Level.L1}, gone


def first_contract_days(companies: Collection[int]) -> dict[int, date]:
    """By company: when it signed its first contract with the buyer itself, where it did. One query."""
    signed = Contract.objects.filter(tier=1, payee__in=companies, state__in=SIGNED, signed_on__isnull=False)
    return dict(signed.order_by().values("payee").annotate(first=Min("signed_on")).values_list("payee", "first"))
