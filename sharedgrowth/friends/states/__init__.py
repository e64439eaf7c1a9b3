"""WHEN: members, activities, donations, campaigns of the Friends; one file per area."""

from sharedgrowth.friends.states.activities import (
    ACTIVITY_FLOW,
    PARTICIPATION_FLOW,
    PHOTO_FLOW,
    ActivityState,
    ActivityType,
    ParticipationState,
    PhotoState,
)
from sharedgrowth.friends.states.campaigns import (
    CAMPAIGN_FLOW,
    PLEDGE_FLOW,
    PREPAYMENT_FLOW,
    REPORT_FLOW,
    VOUCHER_FLOW,
    CampaignState,
    PledgeState,
    PrepaymentState,
    ReportState,
    VoucherState,
)
from sharedgrowth.friends.states.donations import DONATION_FLOW, DonationKind, DonationState, RecipientKind
from sharedgrowth.friends.states.members import MEMBER_FLOW, MemberState

__all__ = [
    "ACTIVITY_FLOW",
    "CAMPAIGN_FLOW",
    "DONATION_FLOW",
    "MEMBER_FLOW",
    "PARTICIPATION_FLOW",
    "PHOTO_FLOW",
    "PLEDGE_FLOW",
    "PREPAYMENT_FLOW",
    "REPORT_FLOW",
    "VOUCHER_FLOW",
    "ActivityState",
    "ActivityType",
    "CampaignState",
    "DonationKind",
    "DonationState",
    "MemberState",
    "ParticipationState",
    "PhotoState",
    "PledgeState",
    "PrepaymentState",
    "RecipientKind",
    "ReportState",
    "VoucherState",
]
