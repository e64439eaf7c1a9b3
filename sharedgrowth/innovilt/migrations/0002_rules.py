"""What the database itself holds of INNOVILT: the moves, what is never changed, the numbers."""

from django.db import migrations

from portal.audit.operations import AllowedMoves, AppendOnly, Frozen, NumberSequence, Unchanging
from sharedgrowth.innovilt.states import (
    APPLICATION_FLOW,
    CERTIFICATE_FLOW,
    CHANGE_FLOW,
    CHECK_FLOW,
    MEETING_FLOW,
    MEMBER_FLOW,
    SHEET_FLOW,
    SURVEILLANCE_FLOW,
)


class Migration(migrations.Migration):
    dependencies = [("innovilt", "0001_initial")]

    operations = [
        NumberSequence("INV"),
        NumberSequence("INVC"),
        NumberSequence("INVM"),
        AllowedMoves("InnoviltApplication", APPLICATION_FLOW.pairs()),
        AllowedMoves("MillSheet", SHEET_FLOW.pairs()),
        AllowedMoves("SiteCheck", CHECK_FLOW.pairs()),
        AllowedMoves("Meeting", MEETING_FLOW.pairs()),
        AllowedMoves("Certificate", CERTIFICATE_FLOW.pairs()),
        AllowedMoves("VersionChange", CHANGE_FLOW.pairs()),
        AllowedMoves("AllianceMember", MEMBER_FLOW.pairs()),
        AllowedMoves("Surveillance", SURVEILLANCE_FLOW.pairs()),
        AppendOnly("EligibilityCheck"),
        AppendOnly("Vote"),
        AppendOnly("CertifiedVersion"),
        AppendOnly("BenefitUse"),
        Unchanging("InnoviltApplication", ["uid", "number", "company", "product", "created_by", "created_at"]),
        Unchanging(
            "Certificate",
            ["uid", "number", "company", "product", "application", "renews", "valid_from", "valid_to", "issued_at"],
        ),
        Frozen("Review", ["marks", "ratio", "strengths", "weaknesses", "reviewer"], when="OLD.done_at IS NOT NULL"),
        Frozen("SiteCheck", ["answers", "ratio", "foreign_steel", "summary"], when="OLD.held_at IS NOT NULL"),
        Frozen("Meeting", ["minutes", "sha256", "held_on", "chair", "quorum"], when="OLD.closed_at IS NOT NULL"),
        Frozen("AgendaItem", ["outcome", "reason", "application"], when="OLD.outcome <> ''"),
    ]
