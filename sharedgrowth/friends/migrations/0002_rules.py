"""What the database itself holds of the Friends: the moves, what is never changed, the numbers."""

from django.db import migrations

from portal.audit.operations import AllowedMoves, AppendOnly, Frozen, NumberSequence, Unchanging
from sharedgrowth.friends.states import (
    ACTIVITY_FLOW,
    CAMPAIGN_FLOW,
    DONATION_FLOW,
    MEMBER_FLOW,
    PARTICIPATION_FLOW,
    PHOTO_FLOW,
    PLEDGE_FLOW,
    PREPAYMENT_FLOW,
    REPORT_FLOW,
    VOUCHER_FLOW,
)


class Migration(migrations.Migration):
    dependencies = [("friends", "0001_initial")]

    operations = [
        *(NumberSequence(prefix) for prefix in ("FRD", "DON", "APC", "PRE", "VCH", "HRS")),
        AllowedMoves("Member", MEMBER_FLOW.pairs()),
        AllowedMoves("Activity", ACTIVITY_FLOW.pairs()),
        AllowedMoves("Participation", PARTICIPATION_FLOW.pairs()),
        AllowedMoves("Photo", PHOTO_FLOW.pairs()),
        AllowedMoves("Donation", DONATION_FLOW.pairs()),
        AllowedMoves("Campaign", CAMPAIGN_FLOW.pairs()),
        AllowedMoves("Pledge", PLEDGE_FLOW.pairs()),
        AllowedMoves("Prepayment", PREPAYMENT_FLOW.pairs()),
        AllowedMoves("Voucher", VOUCHER_FLOW.pairs()),
        AllowedMoves("YearReport", REPORT_FLOW.pairs()),
        Unchanging("Member", ["uid", "company", "joined_on"]),
        Unchanging("Activity", ["uid", "number", "company", "proposed_by"]),
        Unchanging("Participation", ["uid", "activity", "person", "guest", "company"]),
        Unchanging("Donation", ["uid", "number", "donor", "recipient", "kind", "value_won"]),
        Unchanging("Pledge", ["uid", "market", "company", "amount_won"]),
        Unchanging("Prepayment", ["uid", "number", "shop", "payer", "amount_won"]),
        Unchanging("Voucher", ["uid", "number", "prepayment", "face_won", "expires_on"]),
        Frozen("YearReport", ["figures", "foreword_ko", "foreword_en", "sha256"], "OLD.state = 'published'"),
        AppendOnly("RiskForm"),
        AppendOnly("GraftCheck"),
        AppendOnly("HoursCertificate"),
    ]
