"""Donations, campaigns, vouchers: who is told of what."""

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from portal.notices.registry import Kind, kinds
from portal.notices.services import bilingual, notify
from portal.outbox.services import on
from portal.people.models import User
from portal.people.queries import buyer_people_with_role, people_with_role
from sharedgrowth.friends.models import Campaign, Donation, Prepayment, Shop
from sharedgrowth.friends.queries.donations import check_of

DONATION, CAMPAIGN, PREPAYMENT = "friends:donation-detail", "friends:campaign-detail", "friends:prepayment-detail"


def _donation(pk: int, kind: str, people: Iterable[User], **params) -> None:
    found = Donation.objects.select_related("recipient").get(pk=pk)
    told = {
        "number": found.number,
        "what": found.what,
        "recipient": bilingual(found.recipient.name_ko, found.recipient.name_en),
        **params,
    }
    notify(list(people), f"friends.{kind}", params=told, url_name=DONATION, url_args=[found.number])


def _donor(pk: int) -> list[User]:
    found = Donation.objects.select_related("donor", "pledged_by").get(pk=pk)
    return list({found.pledged_by, *people_with_role(found.donor, "SA")}) if not found.donor.is_buyer else []


@on("friends.donation_pledged")
def tell_pledged(*, donation: int, **_later) -> None:
    """Compliance where it checks first, else the office."""
    needs = Donation.objects.get(pk=donation).check_needed
    _donation(
        donation, "donation_check" if needs else "donation_pledged", buyer_people_with_role("CP" if needs else "CC")
    )


@on("friends.donation_checked")
def tell_checked(*, donation: int, **_later) -> None:
    """The office."""
    check = check_of(Donation.objects.get(pk=donation))
    _donation(donation, "donation_checked", buyer_people_with_role("CC"), finding=check.finding if check else "")


@on("friends.donation_approved")
def tell_donation_approved(*, donation: int, **_later) -> None:
    """The donor."""
    _donation(donation, "donation_approved", _donor(donation))


@on("friends.donation_refused")
def tell_donation_refused(*, donation: int, **_later) -> None:
    """The donor, with the reason."""
    reason = Donation.objects.get(pk=donation).reason
    _donation(donation, "donation_refused", _donor(donation), reason=reason)


def _campaign(pk: int, kind: str, people: Iterable[User], **params) -> None:
    found = Campaign.objects.get(pk=pk)
    told = {"number": found.number, "title": bilingual(found.title_ko, found.title_en), **params}
    notify(list(people), f"friends.{kind}", params=told, url_name=CAMPAIGN, url_args=[found.number])


def _pledgers(campaign: int) -> list[User]:
    rows = User.objects.filter(pk__in=Campaign.objects.filter(pk=campaign).values("markets__pledges__by"))
    return list(rows)


@on("friends.campaign_closed")
def tell_matched(*, campaign: int, **_later) -> None:
    """Who pledged: the prepayments to make. Finance: the buyer's part."""
    _campaign(campaign, "campaign_matched", [*_pledgers(campaign), *buyer_people_with_role("FI")])


@on("friends.campaign_cancelled")
def tell_campaign_cancelled(*, campaign: int, **_later) -> None:
    """Who pledged."""
    reason = Campaign.objects.get(pk=campaign).reason
    _campaign(campaign, "campaign_cancelled", _pledgers(campaign), reason=reason)


@on("friends.prepaid")
def tell_prepaid(*, prepayment: int, **_later) -> None:
    """The office makes out the vouchers."""
    _prepayment(prepayment, "prepaid", buyer_people_with_role("CC"))


@on("friends.vouchers_expired")
def tell_expired(*, prepayment: int, **_later) -> None:
    """Finance pays the rest to the organisation."""
    found = Prepayment.objects.get(pk=prepayment)
    people = buyer_people_with_role("FI", "CC")
    _prepayment(prepayment, "vouchers_expired", people, day=found.expires_on or "")


def _prepayment(pk: int, kind: str, people: Iterable[User], **params) -> None:
    found = Prepayment.objects.select_related("shop").get(pk=pk)
    told = {"number": found.number, "shop": found.shop.name, **params}
    notify(list(people), f"friends.{kind}", params=told, url_name=PREPAYMENT, url_args=[found.number])


@on("friends.redeems_fast")
def tell_fast(*, shop: int, **_later) -> None:
    """The office looks whether somebody cashes vouchers without selling anything."""
    found = Shop.objects.select_related("market__campaign").get(pk=shop)
    _campaign(found.market.campaign_id, "redeems_fast", buyer_people_with_role("CC", "CP"), shop=found.name)


@on("friends.shop_code_renewed")
def tell_new_code(*, shop: int, **_later) -> None:
    """Compliance asks the shop: a code that somebody else holds is money."""
    found = Shop.objects.select_related("market__campaign").get(pk=shop)
    _campaign(found.market.campaign_id, "shop_code_renewed", buyer_people_with_role("CP"), shop=found.name)


WORDS = (  # kind, title, text
    ("donation_pledged", _("Donation to approve: %(what)s"), _("%(number)s, for %(recipient)s.")),
    (
        "donation_check",
        _("Donation to check for gifts to officials: %(what)s"),
        _("%(number)s, for %(recipient)s. It lies above the limit."),
    ),
    ("donation_checked", _("Donation %(number)s was checked"), _("%(what)s, for %(recipient)s. %(finding)s")),
    (
        "donation_approved",
        _("Donation %(number)s is approved"),
        _("%(what)s can be handed over to %(recipient)s. Keep the receipt."),
    ),
    ("donation_refused", _("Donation %(number)s was not accepted"), _("%(what)s, for %(recipient)s. %(reason)s")),
    (
        "campaign_matched",
        _("Pledges are matched: %(title)s"),
        _("%(number)s. The prepayments to the shops are on the page of the campaign."),
    ),
    ("campaign_cancelled", _("Campaign cancelled: %(title)s"), _("%(number)s. Nothing is paid. %(reason)s")),
    ("prepaid", _("Shop paid in advance: %(shop)s"), _("%(number)s. Make out the vouchers.")),
    (
        "vouchers_expired",
        _("Vouchers of %(shop)s have expired"),
        _("%(number)s, valid until %(day)s. Pay the rest to the organisation and settle."),
    ),
    (
        "redeems_fast",
        _("Many vouchers in five minutes: %(shop)s"),
        _("%(title)s, %(number)s. Ask the shop what was sold."),
    ),
    (
        "shop_code_renewed",
        _("New code for a shop with vouchers: %(shop)s"),
        _("%(title)s, %(number)s. Ask the shop whether it has the code."),
    ),
)
ESSENTIAL = {"donation_refused", "campaign_cancelled"}
for key, title, text in WORDS:
    kinds.register(Kind(key=f"friends.{key}", title=title, text=text, essential=key in ESSENTIAL))
