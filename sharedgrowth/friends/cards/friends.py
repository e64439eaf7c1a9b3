"""The Friends on the front page and the dashboard, and the words of their timelines."""

from collections.abc import Iterable

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from portal.clock import today
from portal.home.registry import Card, MenuItem, Programme, Row, cards, menu, programmes
from portal.people.facts import Fact, facts
from portal.words import deeds
from sharedgrowth.friends.models import Prepayment
from sharedgrowth.friends.queries import activities, campaigns, donations
from sharedgrowth.friends.queries.terms import friends_terms_waiting
from sharedgrowth.friends.services.members import BONUS
from sharedgrowth.friends.states import PrepaymentState

MOST = 5
OFFICE = frozenset({"CC", "SG"})

facts.add(BONUS, Fact(gettext_lazy("Bonus for volunteering (points)")))
menu.add(
    "friends",
    MenuItem(
        label=pgettext_lazy("menu", "Friends"), url_name="friends:home", roles=frozenset({"CC"}), order=56, icon="users"
    ),
)
programmes.add(
    "friends",
    Programme(
        direction="care",
        name=gettext_lazy("Corporate Citizenship Friends"),
        summary=gettext_lazy("Employees of buyer and partners volunteer and give together, of their own free will."),
        url_name="friends:home",
        order=30,
    ),
)


def _activity(activity, title: str, consequence: object, verb: object, **more) -> Row:
    return Row(
        title=title % {"title": activity.title},
        consequence=consequence,
        url=reverse("friends:activity-detail", args=[activity.number]),
        verb=verb,
        icon="leaf",
        **more,
    )


def for_office(request: HttpRequest) -> Iterable[Row]:
    """Proposals and reports of others, donations to approve."""
    for each in activities.to_approve(request.user)[:MOST]:
        words = _("Read the plan and its risk form.")
        yield _activity(each, _("Activity to approve: %(title)s"), words, _("Look"), due=each.closes_at, kind="wait")
    for each in activities.to_verify(request.user)[:MOST]:
        yield _activity(each, _("Report to verify: %(title)s"), _("Until then no hours count."), _("Look"), kind="wait")
    for gift in donations.to_approve()[:MOST]:
        yield Row(
            title=_("Donation to approve: %(what)s") % {"what": gift.what},
            consequence=gift.donor.name,
            url=reverse("friends:donation-detail", args=[gift.number]),
            verb=_("Look"),
            kind="wait",
            icon="package",
        )
    for each in Prepayment.objects.filter(state=PrepaymentState.PAID).select_related("shop").order_by("pk")[:MOST]:
        yield _prepayment(each, _("Make out vouchers: %(shop)s"), _("The shop is paid already."), _("Make out"))


def for_leads(request: HttpRequest) -> Iterable[Row]:
    """Held activities without a report."""
    for each in activities.to_report(request.user)[:MOST]:
        words = _("Confirm the hours and write the report.")
        yield _activity(each, _("Report of the activity: %(title)s"), words, _("Look"), kind="wait")


def for_compliance(request: HttpRequest) -> Iterable[Row]:
    """Donations above the limit."""
    for gift in donations.to_check()[:MOST]:
        yield Row(
            title=_("Donation to check for gifts to officials: %(what)s") % {"what": gift.what},
            url=reverse("friends:donation-detail", args=[gift.number]),
            verb=pgettext("friends", "Check"),
            kind="wait",
            icon="scale",
        )


def _prepayment(each: Prepayment, title: str, consequence: object, verb: object) -> Row:
    return Row(
        title=title % {"shop": each.shop.name},
        consequence=consequence,
        url=reverse("friends:prepayment-detail", args=[each.number]),
        verb=verb,
        kind="wait",
        icon="building-store",
    )


def to_pay(request: HttpRequest) -> Iterable[Row]:
    """Prepayments that the person's company owes to shops."""
    user = request.user
    found = campaigns.prepayments_visible_to(user).filter(state=PrepaymentState.PLEDGED, payer=user.company_id)
    for each in found.order_by("pk")[:MOST]:
        words = _("The vouchers are made out once the shop is paid.")
        yield _prepayment(each, _("Pay in advance: %(shop)s"), words, _("Look"))


def to_settle(request: HttpRequest) -> Iterable[Row]:
    """Batches whose vouchers are all redeemed or expired."""
    for each in campaigns.prepayments_over(today())[:MOST]:
        yield _prepayment(
            each, _("Settle the prepayment: %(shop)s"), _("The rest goes to the organisation."), _("Look")
        )


def terms_to_approve(request: HttpRequest) -> Iterable[Row]:
    """Terms that somebody else entered."""
    for terms in friends_terms_waiting(request.user)[:MOST]:
        yield Row(
            title=_("Terms of the Friends to approve"),
            due=terms.valid_from,
            url=reverse("friends:terms-list"),
            verb=_("Look"),
            kind="wait",
            icon="scale",
        )


cards.add("friends-office", Card(rows=for_office, roles=OFFICE, order=58))
cards.add("friends-leads", Card(rows=for_leads, roles=frozenset({"CC", "SG", "SA", "SU"}), order=58))
cards.add("friends-compliance", Card(rows=for_compliance, roles=frozenset({"CP"}), order=58))
cards.add("friends-pay", Card(rows=to_pay, roles=frozenset({"SA", "SF", "FI"}), order=59))
cards.add("friends-settle", Card(rows=to_settle, roles=frozenset({"FI"}), order=59))
cards.add("friends-terms", Card(rows=terms_to_approve, roles=frozenset({"AP"}), order=59))

WORDS = {
    "member.joined": gettext_lazy("Joined the Friends"),
    "member.chosen": gettext_lazy("Choice kept"),
    "member.leave": pgettext_lazy("friends member", "Left"),
    "member.bonus_recorded": gettext_lazy("Bonus of the year recorded"),
    "theme.entered": gettext_lazy("Theme entered"),
    "recipient.entered": gettext_lazy("Organisation entered"),
    "activity.proposed": pgettext_lazy("friends activity", "Proposed"),
    "activity.risks_written": gettext_lazy("Risk form written"),
    "activity.approve": pgettext_lazy("friends activity", "Approved"),
    "activity.open": pgettext_lazy("friends activity", "Open for sign-up"),
    "activity.close": pgettext_lazy("friends activity", "Sign-up closed"),
    "activity.hold": pgettext_lazy("friends activity", "Held"),
    "activity.report": pgettext_lazy("friends activity", "Reported"),
    "activity.send_back": gettext_lazy("Report sent back"),
    "activity.verify": pgettext_lazy("friends activity", "Verified"),
    "activity.cancel": pgettext_lazy("friends activity", "Cancelled"),
    "activity.code_renewed": gettext_lazy("Code renewed"),
    "participation.signed_up": pgettext_lazy("friends participation", "Signed up"),
    "participation.guest_invited": gettext_lazy("Guest invited"),
    "participation.consent": gettext_lazy("Guest has consented"),
    "participation.queue": pgettext_lazy("friends participation", "Waiting list"),
    "participation.move_up": gettext_lazy("Moved up from the list"),
    "participation.cancel": pgettext_lazy("friends participation", "Cancelled"),
    "participation.confirm": pgettext_lazy("friends participation", "Hours confirmed"),
    "participation.miss": pgettext_lazy("friends participation", "Did not come"),
    "participation.checked_in": pgettext_lazy("friends", "Came"),
    "participation.checked_out": pgettext_lazy("friends", "Left"),
    "participation.times_entered": gettext_lazy("Times entered by hand"),
    "participation.photos_agreed": gettext_lazy("Agreed to pictures"),
    "participation.photos_refused": gettext_lazy("Took back the consent to pictures"),
    "guest.erased": gettext_lazy("Name and address deleted"),
    "hourscertificate.issued": pgettext_lazy("friends", "Certificate issued"),
    "photo.added": gettext_lazy("Picture added"),
    "photo.show": gettext_lazy("Picture shown"),
    "photo.take_down": gettext_lazy("Picture taken down"),
    "donation.pledged": pgettext_lazy("donation", "Pledged"),
    "donation.checked": gettext_lazy("Checked for gifts to officials"),
    "donation.approve": pgettext_lazy("donation", "Approved"),
    "donation.refuse": pgettext_lazy("donation", "Not accepted"),
    "donation.withdraw": pgettext_lazy("donation", "Withdrawn"),
    "donation.deliver": pgettext_lazy("donation", "Handed over"),
    "donation.receipt": pgettext_lazy("donation", "Receipt is in"),
    "donation.close": pgettext_lazy("donation", "Closed"),
    "donation.receipt_destroyed": gettext_lazy("Receipt destroyed after its years"),
    "campaign.written": gettext_lazy("Campaign written"),
    "campaign.market_added": gettext_lazy("Market added"),
    "campaign.shop_added": gettext_lazy("Shop added"),
    "campaign.open": pgettext_lazy("campaign", "Open for pledges"),
    "campaign.close": pgettext_lazy("campaign", "Pledges closed, matched"),
    "campaign.matched": gettext_lazy("The buyer has added its part"),
    "campaign.cancel": pgettext_lazy("campaign", "Cancelled"),
    "campaign.settle": pgettext_lazy("campaign", "Settled"),
    "shop.code_renewed": gettext_lazy("Code renewed"),
    "shop.redeems_fast": gettext_lazy("Many vouchers in five minutes"),
    "pledge.pledged": pgettext_lazy("pledge", "Pledged"),
    "pledge.withdraw": pgettext_lazy("pledge", "Withdrawn"),
    "prepayment.pay": pgettext_lazy("prepayment", "Paid to the shop"),
    "prepayment.issue": pgettext_lazy("prepayment", "Vouchers made out"),
    "prepayment.codes_renewed": gettext_lazy("Printed with new codes"),
    "prepayment.begin": gettext_lazy("Vouchers are with the organisation"),
    "prepayment.settle": pgettext_lazy("prepayment", "Settled"),
    "voucher.give": pgettext_lazy("voucher", "Given to the recipient"),
    "voucher.redeem": pgettext_lazy("voucher", "Redeemed"),
    "voucher.expire": pgettext_lazy("voucher", "Expired"),
    "voucher.return": pgettext_lazy("voucher", "Rest paid to the recipient"),
    "yearreport.drafted": gettext_lazy("Report drafted"),
    "yearreport.publish": gettext_lazy("Report published"),
}
for _name, _words in WORDS.items():
    deeds.add(f"friends.{_name}", _words)
