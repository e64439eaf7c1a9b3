"""DO: refuse an order, or its prolongation, that a limitation or a band does not allow. Source: domain 11.6, 17."""

from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _

from portal.clock import today
from portal.errors import RuleBroken
from portal.people.models import Company
from portal.people.queries import standing_of
from purchasing.contracts.models import Amendment, Contract
from purchasing.esg.models import terms_on
from purchasing.esg.queries import limitations as queries
from purchasing.esg.rules import limitations as rules
from purchasing.esg.states import Band, StandingFact

NO_EXTENSIONS, CAPPED, SUSPENDED = 2, 3, 4
YEAR_DAYS = 365


def check_order(contract: Contract, amendment: Amendment | None) -> None:
    """Level 2 and bands D and R: nothing is prolonged or grows. Level 3: up to the cap. From 4 on: nothing new.

    What was ordered before is delivered and paid as agreed, whatever the level (LIM-02).
    """
    if contract.tier != 1:
        return
    grows = amendment is not None and (amendment.ends_on > contract.ends_on or amendment.value > amendment.value_before)
    if amendment is not None and not grows:
        return
    on = today()
    company = contract.payee
    level = queries.level_of(company, on)
    if level >= SUSPENDED:
        raise RuleBroken(
            _("%(name)s: new orders are suspended by an ESG supply limitation of level %(level)s.")
            % {"name": company.name, "level": level}
        )
    if amendment is not None:
        _check_extension(company, level, on)
    if level == CAPPED:
        _check_cap(contract, amendment, on)


def _check_extension(company: Company, level: int, on: date) -> None:
    if level >= NO_EXTENSIONS:
        raise RuleBroken(
            _("%(name)s is under an ESG supply limitation of level %(level)s: contracts are not extended.")
            % {"name": company.name, "level": level}
        )
    band = standing_of(company, StandingFact.BAND, on)
    if band in (Band.D, Band.R):
        raise RuleBroken(
            _("%(name)s is in ESG band %(band)s: contracts are not extended until it has improved.")
            % {"name": company.name, "band": band}
        )


def _check_cap(contract: Contract, amendment: Amendment | None, on: date) -> None:
    company = Company.objects.select_for_update(of=("self",)).get(pk=contract.payee_id)
    if contract.currency != "KRW":
        raise RuleBroken(_("Orders of this company are capped in won: one in another currency cannot be counted."))
    cap, since = cap_of(company, on)
    until = date.fromordinal(since.toordinal() + YEAR_DAYS - 1)
    ordered = queries.orders_won(company, since, until, apart_from=contract)
    value = contract.value if amendment is None else amendment.value
    if ordered + value > cap:
        raise RuleBroken(
            _("Orders of %(name)s are capped at ₩%(cap)s a year: ₩%(ordered)s are ordered, this is ₩%(value)s.")
            % {"name": company.name, "cap": f"{cap:,}", "ordered": f"{ordered:,}", "value": f"{value:,}"}
        )


def cap_of(company: Company, on: date) -> tuple[Decimal, date]:
    """The most orders of the year that runs, and its first day; a sister's cap counts its own orders."""
    limitation = queries.limitation_in_force(company)
    if limitation is not None and limitation.cap_won is not None and limitation.from_on is not None:
        years = (on - limitation.from_on).days // YEAR_DAYS
        return limitation.cap_won, date.fromordinal(limitation.from_on.toordinal() + years * YEAR_DAYS)
    carried = queries.carried_by(company).filter(limitation__level=str(CAPPED)).order_by("since").first()
    since = carried.since if carried is not None else on
    before = queries.orders_won(
        company, date.fromordinal(since.toordinal() - YEAR_DAYS), date.fromordinal(since.toordinal() - 1)
    )
    return rules.most_orders(before, terms_on(on).level3_share), since
