"""Doors of advance-payment campaigns: for everybody the page, for members the pledge, for the office the rest."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from portal.audit.queries import timeline_of
from portal.deciding import Decision, Deed, beside, decide, posted
from portal.display import day_text, money_full
from portal.errors import RuleBroken, WrongState
from portal.http import page, public, reads, see, writes
from portal.paging import Paginator
from portal.policy import require
from portal.regions import region_name
from sharedgrowth.friends.forms import money as forms
from sharedgrowth.friends.forms.fields import NothingForm, ReasonForm
from sharedgrowth.friends.models import Campaign, Market, Pledge, Shop
from sharedgrowth.friends.policies import campaigns as policies
from sharedgrowth.friends.queries import campaigns as queries
from sharedgrowth.friends.queries.members import overlooks
from sharedgrowth.friends.services import campaigns as services
from sharedgrowth.friends.states import CampaignState
from sharedgrowth.friends.views.shown import PER_PAGE, home

C = CampaignState


def campaigns_home() -> tuple[object, str]:
    """The list."""
    return (_("Advance-payment campaigns"), reverse("friends:campaign-list"))


def at(campaign: Campaign, name: str = "campaign-detail", *args) -> str:
    """The address of a page of a campaign."""
    return reverse(f"friends:{name}", args=[campaign.number, *args])


def _campaign(request: HttpRequest, number: str) -> Campaign:
    return get_object_or_404(queries.campaigns_visible_to(request.user), number=number)


def _market(request: HttpRequest, uid) -> Market:
    found = get_object_or_404(Market.objects.select_related("campaign", "recipient"), uid=uid)
    _campaign(request, found.campaign.number)
    return found


def deciding(campaign: Campaign, **words: Any) -> Decision:
    """A decision about a campaign."""
    words.setdefault("back", at(campaign))
    trail = [home(), campaigns_home(), (campaign.number, at(campaign))]
    return Decision(trail=trail, docno=campaign.number, heading=campaign.title, **words)


@public
@reads
def campaign_list(request: HttpRequest) -> HttpResponse:
    """All that were opened; drafts for the office."""
    user = request.user
    context = {
        "trail": [home(), (_("Advance-payment campaigns"), "")],
        "results": Paginator(queries.campaigns_visible_to(user), PER_PAGE).get_page(request.GET.get("page")),
        "may_write": bool(user.is_authenticated and policies.may_write_campaign(user)),
    }
    return page(request, "friends/campaign_list.html", context, part="friends/_campaign_results.html")


@public
@reads
def campaign_detail(request: HttpRequest, number: str) -> HttpResponse:
    """Markets, what was pledged, what the buyer adds; pledges and prepayments for those concerned."""
    campaign, user = _campaign(request, number), request.user
    signed_in = user.is_authenticated
    code = get_language() or "ko"
    markets = list(queries.markets_of(campaign))
    for market in markets:
        market.where = region_name(market.region, code)  # type: ignore[attr-defined]
    inside = overlooks(user)
    cap = campaign.match_cap_won
    context = {
        "trail": [home(), campaigns_home(), (campaign.number, "")],
        "campaign": campaign,
        "facts": [
            {"label": _("Pledges until"), "value": day_text(campaign.closes_on)},
            {
                "label": _("The buyer adds"),
                "value": _("as much as is pledged"),
                "note": _("at most %(amount)s per region") % {"amount": money_full(cap)} if cap else "",
            },
            {"label": _("Vouchers valid for"), "value": _months(campaign)},
        ],
        "markets": markets,
        "deeds": _deeds(request, campaign) if signed_in else [],
        "pledges": list(queries.pledges_of(campaign, user)) if signed_in else [],
        "prepayments": list(queries.prepayments_of(campaign, user)) if signed_in else [],
        "may_pledge": campaign.state == C.OPEN and signed_in and bool(policies.may_pledge(user)),
        "may_write": signed_in and bool(policies.may_write_campaign(user)),
        "may_add_shops": campaign.state in (C.DRAFT, C.OPEN),
        "inside": inside,
        "entries": list(timeline_of(campaign)[:20]) if inside else None,
    }
    return page(request, "friends/campaign_detail.html", context)


def _months(campaign: Campaign) -> str:
    months = campaign.voucher_months or 12
    return _("%(months)s months") % {"months": months}


def _deeds(request: HttpRequest, campaign: Campaign) -> list[Deed]:
    user, found = request.user, []
    step = lambda name: at(campaign, "campaign-step", name)  # noqa: E731
    if not policies.may_write_campaign(user):
        return found
    if campaign.state == C.DRAFT:
        found.append(Deed(_("Change"), at(campaign, "campaign-edit"), "pencil"))
        found.append(Deed(_("Add a market"), at(campaign, "market-add"), "plus"))
        if policies.may_open_campaign(user, campaign):
            text = _("A second person opens it. Members then see it; nobody is asked one by one.")
            found.append(Deed(_("Open the campaign"), step("open"), "send", text, post=True, primary=True))
    if campaign.state == C.OPEN:
        text = _("The buyer adds its part, and the prepayments to the shops are made out.")
        found.append(Deed(_("Close and match"), at(campaign, "campaign-close"), "lock", text, primary=True))
    if campaign.state in (C.DRAFT, C.OPEN):
        found.append(Deed(_("Cancel the campaign"), at(campaign, "campaign-cancel"), "x", danger=True))
    if campaign.state == C.CLOSED:
        found.append(Deed(_("Settle the campaign"), step("settle"), "circle-check", post=True))
    return found


@writes(shows_form=True)
def campaign_create(request: HttpRequest) -> HttpResponse:
    """A draft."""
    return _write(request, None)


@writes(shows_form=True)
def campaign_edit(request: HttpRequest, number: str) -> HttpResponse:
    """The draft changed."""
    return _write(request, _campaign(request, number))


def _write(request: HttpRequest, campaign: Campaign | None) -> HttpResponse:
    what = Decision(
        title=_("Write a campaign"),
        text=_("It is a draft until a second person opens it. Markets and shops come next."),
        verb=_("Save the draft"),
        done=_("Saved as a draft."),
        allowed=policies.may_write_campaign(request.user),
        do=lambda given: services.write_campaign(campaign, **given, by=request.user),
        back=at(campaign) if campaign else reverse("friends:campaign-list"),
        trail=[home(), campaigns_home()],
        docno=campaign.number if campaign else "",
        after=at,
    )
    return decide(request, what, forms.CampaignForm(posted(request), campaign=campaign))


@writes
def campaign_step(request: HttpRequest, number: str, step: str) -> HttpResponse:
    """Open, settle."""
    campaign = _campaign(request, number)
    act = {"open": services.open_campaign, "settle": services.settle_campaign}[step]
    try:
        act(campaign, by=request.user)
    except WrongState:
        raise
    except RuleBroken as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Done."))
    return see(request, at(campaign))


@writes(shows_form=True)
def campaign_close(request: HttpRequest, number: str) -> HttpResponse:
    """Match the pledges."""
    campaign = _campaign(request, number)
    told = deciding(
        campaign,
        title=_("Close and match"),
        text=_("No pledge can be taken back afterwards. Each payer's money is split over the shops of its market."),
        verb=_("Close and match"),
        done=_("Matched. The prepayments stand below."),
        allowed=policies.may_write_campaign(request.user),
        do=lambda given: services.close_campaign(campaign, by=request.user),
    )
    return decide(request, told, NothingForm(posted(request)))


@writes(shows_form=True)
def campaign_cancel(request: HttpRequest, number: str) -> HttpResponse:
    """Nothing is paid."""
    campaign = _campaign(request, number)
    told = deciding(
        campaign,
        title=_("Cancel the campaign"),
        text=_("Pledges are freed; who pledged reads the reason."),
        verb=_("Cancel the campaign"),
        done=_("Cancelled."),
        allowed=policies.may_write_campaign(request.user),
        do=lambda given: services.cancel_campaign(campaign, **given, by=request.user),
        danger=True,
    )
    return decide(request, told, ReasonForm(posted(request)))


@writes(shows_form=True)
def market_add(request: HttpRequest, number: str) -> HttpResponse:
    """A market of a region."""
    campaign = _campaign(request, number)
    told = deciding(
        campaign,
        title=_("Add a market"),
        text=_("One market for each region, and the organisation that gets its vouchers."),
        verb=_("Add"),
        done=_("Added. Now its shops."),
        allowed=policies.may_write_campaign(request.user),
        do=lambda given: services.add_market(campaign, **given, by=request.user),
    )
    return decide(request, told, forms.MarketForm(posted(request)))


@writes(shows_form=True)
def shop_add(request: HttpRequest, uid) -> HttpResponse:
    """A shop; its code is shown once."""
    require(policies.may_write_campaign(request.user))
    market = _market(request, uid)
    form = forms.ShopForm(posted(request))
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                shop, code = services.add_shop(market, **form.cleaned_data, by=request.user)
            except WrongState:
                raise
            except RuleBroken as refusal:
                beside(form, refusal)
            else:
                return _told_code(request, shop, code)
    told = deciding(
        market.campaign,
        title=_("Add a shop"),
        text=_("Its code is shown once: hand it to the shop. With it the shop redeems vouchers, without an account."),
        verb=_("Add the shop"),
        done="",
        allowed=policies.may_write_campaign(request.user),
        do=lambda given: None,
    )
    context = {"trail": [*told.trail, (told.title, "")], "decision": told, "form": form}
    return page(request, "components/decision.html", context, status=status)


@writes
def shop_code(request: HttpRequest, uid) -> HttpResponse:
    """A new code: the old one opens nothing any more."""
    require(policies.may_write_campaign(request.user))
    shop = get_object_or_404(Shop.objects.select_related("market__campaign"), uid=uid)
    return _told_code(request, shop, services.renew_shop_code(shop, by=request.user))


def _told_code(request: HttpRequest, shop: Shop, code: str) -> HttpResponse:
    campaign = shop.market.campaign
    context = {
        "trail": [home(), campaigns_home(), (campaign.number, at(campaign)), (shop.name, "")],
        "shop": shop,
        "campaign": campaign,
        "code": code,
        "redeem_url": request.build_absolute_uri(reverse("friends:redeem")),
    }
    return page(request, "friends/shop_code.html", context)


@writes(shows_form=True)
def pledge(request: HttpRequest, uid) -> HttpResponse:
    """A company gives to a market."""
    market = _market(request, uid)
    told = deciding(
        market.campaign,
        title=_("Pledge for %(market)s") % {"market": market.name},
        text=_(
            "Freely: no pledge has an advantage or a drawback in tenders. The buyer adds as much, up to its cap; your "
            "company then pays the shops directly."
        ),
        verb=_("Pledge"),
        done=_("Pledged. Thank you."),
        allowed=policies.may_pledge(request.user),
        do=lambda given: services.pledge(market, **given, by=request.user),
    )
    return decide(request, told, forms.PledgeForm(posted(request)))


@writes(shows_form=True)
def pledge_withdraw(request: HttpRequest, uid) -> HttpResponse:
    """Before it is matched."""
    found = get_object_or_404(
        Pledge.objects.select_related("market__campaign"), uid=uid, company=request.user.company_id
    )
    told = deciding(
        found.market.campaign,
        title=_("Take the pledge back"),
        text=_("Without a reason and without a drawback."),
        verb=pgettext("friends", "Take it back"),
        done=_("Taken back."),
        allowed=policies.may_withdraw_pledge(request.user, found),
        do=lambda given: services.withdraw_pledge(found, by=request.user),
    )
    return decide(request, told, NothingForm(posted(request)))
