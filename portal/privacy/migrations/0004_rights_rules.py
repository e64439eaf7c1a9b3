"""What the database itself holds of requests, exports, policy texts and incidents."""

from django.db import migrations

from portal.audit.operations import AllowedMoves, Frozen, NumberSequence, Unchanging
from portal.privacy.states import EXPORT_FLOW, INCIDENT_FLOW, POLICY_FLOW, RIGHT_FLOW


class Migration(migrations.Migration):
    dependencies = [("privacy", "0003_rights")]

    operations = [
        NumberSequence("PRQ"),
        NumberSequence("PEX"),
        NumberSequence("PBI"),
        AllowedMoves("RightsRequest", RIGHT_FLOW.pairs()),
        AllowedMoves("ExportGrant", EXPORT_FLOW.pairs()),
        AllowedMoves("PolicyText", POLICY_FLOW.pairs()),
        AllowedMoves("Incident", INCIDENT_FLOW.pairs()),
        Unchanging("RightsRequest", ["uid", "number", "person", "kind", "holding", "received_at"]),
        Unchanging("ExportGrant", ["uid", "number", "what", "fields", "rows", "asked_by"]),
        Unchanging("Incident", ["uid", "number", "known_at"]),
        Frozen(
            "PolicyText",
            ["version", "valid_from", "change_ko", "change_en", "text_ko", "text_en", "published_at"],
            "OLD.state = 'published'",
        ),
    ]
