"""What the systems of suppliers are told of the Corporate Citizenship Friends (``portal.webhooks``)."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.webhooks.registry import Subject
from sharedgrowth.friends.models import Donation, Prepayment
from sharedgrowth.friends.queries.campaigns import prepayments_visible_to
from sharedgrowth.friends.queries.donations import donations_visible_to

DONATIONS = Subject(
    group=pgettext_lazy("webhook", "Friends"),
    scope="friends.read",
    model=Donation,
    payload="donation",
    found=donations_visible_to,
    owners=("donor",),
    door="api-friends-donation-detail",
    door_by="number",
    order=95,
)
DONATIONS.enter(
    "friends.donation_approved",
    "friends.donation_approved",
    pgettext_lazy("webhook", "Donation approved"),
    _("A donation can be handed over."),
)
DONATIONS.enter(
    "friends.donation_receipted",
    "friends.donation_receipted",
    _("Receipt of a donation"),
    _("The receipt of a donation is there."),
)
Subject(
    group=pgettext_lazy("webhook", "Friends"),
    scope="friends.read",
    model=Prepayment,
    payload="prepayment",
    found=prepayments_visible_to,
    owners=("payer",),
    door="api-friends-prepayment-detail",
    door_by="number",
    order=96,
).enter(
    "friends.prepayment_settled",
    "friends.prepayment_settled",
    _("Prepayment settled"),
    _("What was not redeemed of a prepayment is settled."),
)
