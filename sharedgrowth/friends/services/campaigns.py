"""DO: run an advance-payment campaign: markets, shops, pledges, matching. Source: domain 10, FRD-03, FRD-07."""

import secrets
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from portal.audit.services import move, record
from portal.checked import checked
from portal.clock import today
from portal.display import money_full
from portal.errors import RuleBroken, WrongState
from portal.numbers import next_number
from portal.outbox.services import announce
from portal.people.models import Company, User
from portal.policy import require
from sharedgrowth.friends.models import Campaign, Market, Pledge, Prepayment, Recipient, Shop, terms_on
from sharedgrowth.friends.policies import campaigns as policies
from sharedgrowth.friends.queries import campaigns as queries
from sharedgrowth.friends.rules.codes import ALPHABET, LENGTH, fingerprint, grouped, names_a_person
from sharedgrowth.friends.rules.money import matched_won, most_for_shops, split_over_shops
from sharedgrowth.friends.states import CampaignState, PledgeState, PrepaymentState, VoucherState

C = CampaignState


def locked(campaign: Campaign) -> Campaign:
    """Its row as it is now, held until the end of the transaction."""
    return Campaign.objects.select_for_update(of=("self",)).get(pk=campaign.pk)


def new_code() -> str:
    """A code that nobody guesses, as it is printed."""
    return grouped("".join(secrets.choice(ALPHABET) for _place in range(LENGTH)))


@transaction.atomic
def write_campaign(campaign: Campaign | None = None, *, by: User, **fields: Any) -> Campaign:
    """A draft, or the draft changed."""
    require(policies.may_write_campaign(by))
    if campaign is None:
        campaign = Campaign(number=next_number("APC"))
    else:
        campaign = locked(campaign)
        if campaign.state != C.DRAFT:
            raise WrongState(_("Only a draft is changed."))
    campaign.entered_by = by
    for name, value in fields.items():
        setattr(campaign, name, value)
    if campaign.closes_on < today():
        raise RuleBroken(_("Choose today or a later day."), field="closes_on")
    checked(campaign)
    campaign.save()
    record(campaign, "written", by=by)
    return campaign


@transaction.atomic
def add_market(
    campaign: Campaign, *, region: str, name_ko: str, name_en: str, recipient: Recipient, by: User
) -> Market:
    """A market of a region, and the organisation that gets its vouchers."""
    require(policies.may_write_campaign(by))
    campaign = locked(campaign)
    if campaign.state != C.DRAFT:
        raise WrongState(_("Markets are chosen before the campaign opens."))
    if not recipient.active:
        raise RuleBroken(_("This organisation receives nothing at present."), field="recipient")
    market = Market(campaign=campaign, region=region, name_ko=name_ko, name_en=name_en, recipient=recipient)
    checked(market)
    market.save()
    record(campaign, "market_added", by=by, payload={"market": name_ko})
    return market


@transaction.atomic
def add_shop(market: Market, *, name: str, trade: str, by: User) -> tuple[Shop, str]:
    """A shop and its code. The code is told now and never again: only its fingerprint is kept."""
    require(policies.may_write_campaign(by))
    campaign = locked(market.campaign)
    if campaign.state not in (C.DRAFT, C.OPEN):
        raise WrongState(_("Shops join before the pledges are matched."))
    if names_a_person(f"{name} {trade}"):
        raise RuleBroken(_("No numbers of persons are entered here."), field="name")
    code = new_code()
    shop = Shop(market=market, name=name, trade=trade, code_sha256=fingerprint(code), entered_by=by)
    checked(shop)
    shop.save()
    record(campaign, "shop_added", by=by, payload={"shop": name})
    return shop, code


@transaction.atomic
def renew_shop_code(shop: Shop, *, by: User) -> str:
    """A new code, when the old one was lost or seen by others; the old one opens nothing any more."""
    Shop.objects.select_for_update(of=("self",)).get(pk=shop.pk)
    require(policies.may_renew_shop_code(by, shop))
    code = new_code()
    Shop.objects.filter(pk=shop.pk).update(code_sha256=fingerprint(code))
    record(shop, "code_renewed", by=by)
    if shop.prepayments.filter(vouchers__state__in=[VoucherState.ISSUED, VoucherState.GIVEN]).exists():
        announce("friends.shop_code_renewed", shop=shop.pk)
    return code


@transaction.atomic
def open_campaign(campaign: Campaign, *, by: User) -> Campaign:
    """By a second person. The cap and the months of the day are copied: they hold to the end."""
    require(policies.may_open_campaign(by, campaign))
    campaign = locked(campaign)
    require(policies.may_open_campaign(by, campaign))
    if campaign.closes_on < today():
        raise RuleBroken(_("The last day for pledges has passed: choose a later one."))
    if not campaign.markets.exists():
        raise RuleBroken(_("A campaign has at least one market."))
    if campaign.markets.filter(shops=None).exists():
        raise RuleBroken(_("Every market has at least one shop."))
    terms = terms_on(today())
    move(
        campaign,
        "open",
        by=by,
        payload={"match_cap_won": terms.match_cap_won, "voucher_months": terms.voucher_months},
        opened_by=by,
        opened_on=today(),
        match_cap_won=terms.match_cap_won,
        voucher_months=terms.voucher_months,
    )
    announce("friends.campaign_opened", campaign=campaign.pk)
    return campaign


@transaction.atomic
def pledge(market: Market, *, amount_won: Decimal, by: User) -> Pledge:
    """A company gives to a market, of its own accord; once for each market."""
    require(policies.may_pledge(by))
    campaign = locked(market.campaign)
    if campaign.state != C.OPEN or campaign.closes_on < today():
        raise WrongState(_("This campaign takes no pledges now."))
    if market.pledges.filter(company=by.company_id, state=PledgeState.STANDING).exists():
        raise RuleBroken(_("Your company has already pledged for this market."))
    most = most_for_shops(market.shops.filter(active=True).count())
    if amount_won > most:
        words = _("At most %(amount)s for this market: more cannot become vouchers of its shops.")
        raise RuleBroken(words % {"amount": money_full(most)}, field="amount_won")
    made = Pledge(market=market, company=by.company, amount_won=amount_won, by=by)
    checked(made)
    made.save()
    record(made, "pledged", by=by, payload={"campaign": campaign.number, "amount_won": amount_won})
    announce("friends.pledged", pledge=made.pk)
    return made


@transaction.atomic
def withdraw_pledge(given: Pledge, *, by: User) -> Pledge:
    """Before the pledges are matched; nobody asks why."""
    require(policies.may_withdraw_pledge(by, given))
    campaign = locked(given.market.campaign)
    if campaign.state != C.OPEN:
        raise WrongState(_("The pledges are matched already."))
    given = Pledge.objects.select_for_update(of=("self",)).get(pk=given.pk)
    move(given, "withdraw", by=by)
    return given


@transaction.atomic
def close_campaign(campaign: Campaign, *, by: User | None) -> Campaign:
    """By hand or after the last day: the buyer adds as much as was pledged, up to the cap of each region.

    Each payer's money is split over the shops of the market; each part is a prepayment.
    """
    if by is not None:
        require(policies.may_write_campaign(by))
    campaign = locked(campaign)
    move(campaign, "close", by=by)
    buyer = Company.objects.get(is_buyer=True)
    cap = campaign.match_cap_won or Decimal(0)
    for market in campaign.markets.order_by("pk"):
        pledged = queries.pledged_won(market)
        added = matched_won(pledged, cap)
        Market.objects.filter(pk=market.pk).update(matched_won=added)
        payers = [(each.company, each.amount_won) for each in _standing(market)]
        if added:
            payers.append((buyer, added))
        shops = list(market.shops.filter(active=True).order_by("pk"))
        for payer, amount in payers:
            _prepay(payer, amount, shops)
        record(campaign, "matched", by=by, payload={"market": market.name_ko, "pledged": pledged, "added": added})
    announce("friends.campaign_closed", campaign=campaign.pk)
    return campaign


def _standing(market: Market):
    return market.pledges.filter(state=PledgeState.STANDING).select_related("company").order_by("pk")


def _prepay(payer: Company, amount: Decimal, shops: list[Shop]) -> None:
    for shop, part in zip(shops, split_over_shops(amount, len(shops)), strict=True):
        if part:
            Prepayment.objects.create(number=next_number("PRE"), shop=shop, payer=payer, amount_won=part)


@transaction.atomic
def cancel_campaign(campaign: Campaign, *, reason: str, by: User) -> Campaign:
    """Before the pledges are matched: nothing was paid; who pledged is told."""
    require(policies.may_write_campaign(by))
    campaign = locked(campaign)
    move(campaign, "cancel", by=by, reason=reason)
    Campaign.objects.filter(pk=campaign.pk).update(reason=reason)
    for given in Pledge.objects.filter(market__campaign=campaign, state=PledgeState.STANDING):
        move(given, "withdraw", by=by, reason=reason)
    announce("friends.campaign_cancelled", campaign=campaign.pk)
    return campaign


@transaction.atomic
def settle_campaign(campaign: Campaign, *, by: User) -> Campaign:
    """When every prepayment is settled."""
    require(policies.may_write_campaign(by))
    campaign = locked(campaign)
    open_ones = Prepayment.objects.filter(shop__market__campaign=campaign).exclude(state=PrepaymentState.SETTLED)
    if left := open_ones.count():
        raise RuleBroken(_("%(count)s prepayments are not settled yet.") % {"count": left})
    move(campaign, "settle", by=by)
    return campaign


def run_campaign_clock(on: date) -> int:
    """Once a day: campaigns whose last day has passed are matched, each in a transaction of its own."""
    over = list(queries.campaigns_over(on))
    for campaign in over:
        close_campaign(campaign, by=None)
    return len(over)
