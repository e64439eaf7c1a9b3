"""WHAT: members, activities, participations, donations, campaigns and vouchers of the Friends."""

from sharedgrowth.friends.models.activities import Activity, Impact, RiskForm
from sharedgrowth.friends.models.campaigns import Campaign, Market, Pledge, Prepayment, Shop, Voucher, YearReport
from sharedgrowth.friends.models.donations import Donation, GraftCheck
from sharedgrowth.friends.models.members import Member, Recipient, Theme
from sharedgrowth.friends.models.people import (
    Attendance,
    Guest,
    HoursCertificate,
    Participation,
    Photo,
)
from sharedgrowth.friends.models.terms import FriendsTerms, terms_on

__all__ = [
    "Activity",
    "Attendance",
    "Campaign",
    "Donation",
    "FriendsTerms",
    "GraftCheck",
    "Guest",
    "HoursCertificate",
    "Impact",
    "Market",
    "Member",
    "Participation",
    "Photo",
    "Pledge",
    "Prepayment",
    "Recipient",
    "RiskForm",
    "Shop",
    "Theme",
    "Voucher",
    "YearReport",
    "terms_on",
]
