"""DO: a GEM matching fund: agreed by both, its contributions requested, received and waived, its close. Domain 13."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from portal.audit.services import move, record
from portal.clock import db_now, today
from portal.errors import RuleBroken, WrongState
from portal.numbers import next_number
from portal.outbox.services import announce, sweeps
from portal.people.models import Company, User
from portal.policy import require
from purchasing.bidding.services.checks import checked
from purchasing.payments.states.ledger import Event
from sharedgrowth.funds.models import Contribution, GemFund, GemReceipt, GemYear, Proposal, terms_on
from sharedgrowth.funds.policies import gem as policies
from sharedgrowth.funds.queries import gem as queries
from sharedgrowth.funds.rules.gem import given_back
from sharedgrowth.funds.services.books import book
from sharedgrowth.funds.states.gem import GRANT_LIVE, ContributionState, GemState, ProposalState, Side, Unspent

HOME = "KR"
YEARS = 2
ROLLED_INTO = (GemState.AGREED, GemState.ACTIVE)
ZERO = Decimal(0)
P = ProposalState


@transaction.atomic
def propose_gem_fund(
    *,
    gem_name: str,
    partner: Company,
    country: str,
    begins_on: date,
    by: User,
    party_usd: Decimal = Decimal(50_000),
    first_country: str = HOME,
    time_zone: str = "Australia/Brisbane",
    years: int = YEARS,
    follows: GemFund | None = None,
) -> GemFund:
    """A fund of two years with the contributions of both; the countries take turns, Korea first unless said else."""
    require(policies.may_manage_gem(by))
    if partner.is_buyer:
        raise RuleBroken(_("The partner is another company."), field="partner")
    if first_country not in (HOME, country):
        raise RuleBroken(_("It is used in the partner's country and in Korea, one year each."), field="first_country")
    fund = GemFund(
        number=next_number("GEM"),
        gem_name=gem_name.strip(),
        partner=partner,
        country=country,
        party_usd=party_usd,
        begins_on=begins_on,
        time_zone=time_zone,
        follows=follows,
        entered_by=by,
    )
    checked(fund)
    fund.save()
    other = country if first_country == HOME else HOME
    for no in range(1, years + 1):
        year = GemYear.objects.create(fund=fund, no=no, country=first_country if no % 2 else other)
        due_on = _years_later(begins_on, no - 1)
        for side in Side:
            Contribution.objects.create(year=year, side=side, amount=party_usd, due_on=due_on)
    record(fund, "proposed", by=by, payload={"partner": partner.number, "party_usd": party_usd, "years": years})
    announce("funds.gem_proposed", fund=fund.pk)
    return fund


def _years_later(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year + years)
    except ValueError:  # the 29th of February
        return day.replace(year=day.year + years, day=28)


def locked_gem(fund: GemFund) -> GemFund:
    """The fund as it is now."""
    return GemFund.objects.select_for_update(of=("self",)).select_related("partner").get(pk=fund.pk)


@transaction.atomic
def agree_gem_fund(fund: GemFund, *, by: User) -> GemFund:
    """One of both companies signs; with the second signature the fund is agreed."""
    require(policies.may_speak(by, fund))
    fund = locked_gem(fund)
    if fund.state != GemState.PROPOSED:
        raise WrongState(_("This fund is already agreed, or it has ended."))
    name = "agreed_house" if by.is_internal else "agreed_partner"
    if getattr(fund, f"{name}_id") is not None:
        raise WrongState(_("Your company has already signed."))
    GemFund.objects.filter(pk=fund.pk).update(**{name: by})
    setattr(fund, name, by)
    record(fund, "signed", by=by, payload={"side": queries.side_of(by, fund)})
    if fund.agreed_house_id and fund.agreed_partner_id:
        move(fund, "agree", by=by)
        announce("funds.gem_agreed", fund=fund.pk)
    return fund


@transaction.atomic
def start_gem_fund(fund: GemFund, *, by: User) -> GemFund:
    """Its first year begins: proposals can be taken."""
    require(policies.may_manage_gem(by))
    fund = locked_gem(fund)
    move(fund, "start", by=by)
    announce("funds.gem_started", fund=fund.pk)
    return fund


# Contributions --------------------------------------------------------------------------------------------------------
@sweeps
def follow_contributions() -> int:
    """Each day: what is due in sixty days is requested, what is thirty days late is overdue. Source: appendix B."""
    day = today()
    terms = terms_on(day)
    done = 0
    for name, found in (
        ("request", queries.to_request(day, terms.request_days)),
        ("expire", queries.overdue(day, terms.overdue_days)),
    ):
        for each in found:
            done += _follow(each, name)
    return done


@transaction.atomic
def _follow(contribution: Contribution, name: str) -> int:
    contribution = locked_contribution(contribution)
    wanted = {"request": [ContributionState.PLANNED], "expire": [ContributionState.REQUESTED, ContributionState.PARTLY]}
    if contribution.state not in wanted[name]:
        return 0
    changes: dict[str, Any] = {"requested_at": db_now()} if name == "request" else {}
    move(contribution, name, by=None, payload={"due_on": contribution.due_on}, **changes)
    events = {"request": "funds.contribution_requested", "expire": "funds.contribution_overdue"}
    announce(events[name], contribution=contribution.pk)
    return 1


def locked_year(year: GemYear) -> GemYear:
    """The year as it is now: receipts and grants of a year are counted one after the other."""
    return GemYear.objects.select_for_update(of=("self",)).select_related("fund__partner").get(pk=year.pk)


def locked_contribution(contribution: Contribution) -> Contribution:
    """With its year locked before it."""
    locked_year(contribution.year)
    rows = Contribution.objects.select_for_update(of=("self",))
    return rows.select_related("year__fund__partner").get(pk=contribution.pk)


@transaction.atomic
def receive_contribution(
    contribution: Contribution, *, amount: Decimal, received_on: date, rate: Decimal, reference: str, by: User
) -> GemReceipt:
    """Finance has found it on the account of the fund, with the won for one dollar on that day (GEM-04)."""
    require(policies.may_receive(by))
    contribution = locked_contribution(contribution)
    fund = contribution.year.fund
    if fund.state not in queries.RUNNING:
        raise WrongState(_("Contributions are received once both companies have agreed, until the fund is closed."))
    if contribution.state in (ContributionState.RECEIVED, ContributionState.WAIVED):
        raise WrongState(_("This contribution is already received, or its rest is waived."))
    if amount <= 0:
        raise RuleBroken(_("The amount must be above zero."), field="amount")
    if rate <= 0:
        raise RuleBroken(_("Give the won for one dollar on that day."), field="rate")
    left = contribution.amount - contribution.received
    if amount > left:
        raise RuleBroken(_("Only USD %(left)s is still due.") % {"left": f"{left:,.2f}"}, field="amount")
    if received_on > today():
        raise RuleBroken(_("The day lies in the future."), field="received_on")
    receipt = GemReceipt(
        contribution=contribution,
        amount=amount,
        received_on=received_on,
        rate=rate,
        reference=reference.strip(),
        entered_by=by,
    )
    checked(receipt)
    receipt.save()
    total = contribution.received + amount
    told = {"amount": amount, "rate": rate, "received_on": received_on, "reference": receipt.reference}
    if total == contribution.amount:
        move(contribution, "receive", by=by, payload=told, received=total)
    elif contribution.state == ContributionState.PARTLY:
        Contribution.objects.filter(pk=contribution.pk).update(received=total)
        record(contribution, "received_more", by=by, payload=told)
    else:
        move(contribution, "receive_part", by=by, payload=told, received=total)
    _book(Event.CONTRIBUTED, fund, amount, key=f"contributed:{receipt.pk}", about=contribution, by=by)
    announce("funds.contribution_received", contribution=contribution.pk)
    return receipt


@transaction.atomic
def waive_contribution(contribution: Contribution, *, reason: str, by: User) -> Contribution:
    """The rest is given up; it takes the word of both companies, and only what both paid alike is spent (GEM-01)."""
    require(policies.may_speak(by, contribution.year.fund))
    contribution = locked_contribution(contribution)
    if contribution.state in (ContributionState.RECEIVED, ContributionState.WAIVED):
        raise WrongState(_("This contribution is already received, or its rest is waived."))
    name = "waived_house" if by.is_internal else "waived_partner"
    if getattr(contribution, f"{name}_id") is not None:
        raise WrongState(_("Your company has already agreed to this."))
    why = contribution.reason or reason.strip()
    if not why:
        raise RuleBroken(_("Say why the rest is waived."), field="reason")
    Contribution.objects.filter(pk=contribution.pk).update(**{name: by, "reason": why})
    setattr(contribution, name, by)
    record(contribution, "waiver_signed", by=by, reason=reason.strip() or why)
    if contribution.waived_house_id and contribution.waived_partner_id:
        move(contribution, "waive", by=by, payload={"received": contribution.received})
        announce("funds.contribution_waived", contribution=contribution.pk)
    return contribution


@transaction.atomic
def change_country(year: GemYear, *, country: str, why: str, by: User) -> GemYear:
    """A year is used in the other country; both companies sign the deviation (GEM-03)."""
    require(policies.may_speak(by, year.fund))
    year = locked_year(year)
    if country not in (HOME, year.fund.country):
        raise RuleBroken(_("It is used in the partner's country and in Korea, one year each."), field="country")
    if year.proposals.filter(state__in=GRANT_LIVE).exists():
        raise WrongState(_("Grants of this year are given already: its country stays."))
    if not (year.deviates_why or why.strip()):
        raise RuleBroken(_("Say why it is not the other country's turn."), field="why")
    name = "deviates_house" if by.is_internal else "deviates_partner"
    if getattr(year, f"{name}_id") is not None:
        raise WrongState(_("Your company has already agreed to this."))
    changes: dict[str, Any] = {name: by, "deviates_why": year.deviates_why or why.strip()}
    GemYear.objects.filter(pk=year.pk).update(**changes)
    setattr(year, name, by)
    record(year, "deviation_signed", by=by, reason=why.strip(), payload={"country": country})
    if year.deviates_house_id and year.deviates_partner_id:
        GemYear.objects.filter(pk=year.pk).update(country=country)
        year.country = country
        record(year, "country_changed", by=by, payload={"country": country})
    return year


# The close ------------------------------------------------------------------------------------------------------------
@transaction.atomic
def wind_up_gem_fund(fund: GemFund, *, by: User) -> GemFund:
    """Its years are over: no new proposals; running grants are finished."""
    require(policies.may_manage_gem(by))
    fund = locked_gem(fund)
    move(fund, "wind_up", by=by)
    announce("funds.gem_closing", fund=fund.pk)
    return fund


@transaction.atomic
def close_gem_fund(fund: GemFund, *, unspent: str, by: User, into: GemFund | None = None) -> GemFund:
    """Nothing runs any more: what is not spent is given back one to one, or rolled into the next fund (GEM-06)."""
    require(policies.may_close_gem(by, fund))
    fund = locked_gem(fund)
    if unspent not in Unspent.values:
        raise RuleBroken(_("Decide what becomes of the money that is not spent."), field="unspent")
    if unspent == Unspent.ROLL and (into is None or into.partner_id != fund.partner_id or into.pk == fund.pk):
        raise RuleBroken(_("Choose the next fund with the same partner."), field="into")
    if unspent == Unspent.ROLL and into is not None and locked_gem(into).state not in ROLLED_INTO:
        raise RuleBroken(
            _("Money is rolled into a fund that both have agreed on and that is not closing."), field="into"
        )
    years = list(GemYear.objects.select_for_update(of=("self",)).filter(fund=fund).order_by("no"))
    running = Proposal.objects.filter(year__fund=fund, state__in=[P.GRANTED, P.IN_PROGRESS, P.FINAL_REPORT])
    if running.exists():
        raise WrongState(_("Grants of this fund are still running: finish them, or claim their money back."))
    if Proposal.objects.filter(year__fund=fund, state__in=[P.SUBMITTED, P.DILIGENCE, P.SHORTLISTED]).exists():
        raise WrongState(_("Proposals still wait for an answer: refuse them before the fund is closed."))
    for each in queries.money_of(years).values():
        _settle_year(fund, each, unspent=unspent, into=into, by=by)
    name = "close" if unspent == Unspent.RETURN else "extend"
    move(fund, name, by=by, payload={"unspent": unspent}, unspent=unspent)
    announce("funds.gem_closed", fund=fund.pk)
    return fund


def _settle_year(fund: GemFund, money: queries.YearMoney, *, unspent: str, into: GemFund | None, by: User) -> None:
    rolled = money.year.rolled_usd  # is spent first
    house, partner = given_back(money.house, money.partner, max(money.granted - rolled, ZERO))
    rest = house + partner + max(rolled - money.granted, ZERO)
    if not rest:
        return
    key = f"gem-back:{money.year.pk}"
    _book(Event.CONTRIBUTION_BACK, fund, rest, key=key, about=money.year, by=by)
    record(money.year, "settled", by=by, payload={"house": house, "partner": partner, "how": unspent})
    if unspent == Unspent.ROLL and into is not None:
        first = GemYear.objects.select_for_update(of=("self",)).filter(fund=into).order_by("no").first()
        if first is None:
            raise WrongState(_("The next fund has no year yet."))
        GemYear.objects.filter(pk=first.pk).update(rolled_usd=first.rolled_usd + rest)
        _book(Event.CONTRIBUTED, into, rest, key=f"gem-rolled:{money.year.pk}", about=first, by=by)


def _book(event: Event, fund: GemFund, amount: Decimal, *, key: str, about, by: User | None) -> None:
    book(event, fund=fund.number, amount=amount, currency="USD", key=key, about=about, by=by, text=fund.gem_name)
