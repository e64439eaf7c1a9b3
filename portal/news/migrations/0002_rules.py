"""What the database itself holds: numbers, moves, what never changes."""

from django.db import migrations

from portal.audit.operations import AllowedMoves, AppendOnly, Frozen, NumberSequence, Unchanging
from portal.news.states import ALERT_FLOW, ANNOUNCEMENT_FLOW, FAQ_FLOW, MEETING_FLOW, REGISTRATION_FLOW


class Migration(migrations.Migration):
    dependencies = [("news", "0001_initial")]

    operations = [
        NumberSequence("NWS"),
        NumberSequence("MTG"),
        AllowedMoves("Announcement", ANNOUNCEMENT_FLOW.pairs()),
        AllowedMoves("NewsAlert", ALERT_FLOW.pairs()),
        AllowedMoves("FaqEntry", FAQ_FLOW.pairs()),
        AllowedMoves("Meeting", MEETING_FLOW.pairs()),
        AllowedMoves("Registration", REGISTRATION_FLOW.pairs()),
        Frozen("Announcement", ["kind", "title_ko", "title_en", "text_ko", "text_en"], "OLD.state <> 'draft'"),
        Unchanging("Registration", ["uid", "meeting", "code"]),
        AppendOnly("FaqVote"),
        AppendOnly("MeetingAnswer"),
    ]
