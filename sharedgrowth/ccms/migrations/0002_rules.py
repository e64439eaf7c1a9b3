"""What the database itself holds of CCMS: the moves, what is never changed, what is frozen, the numbers."""

from django.db import migrations

from portal.audit.operations import AllowedMoves, AppendOnly, Frozen, NumberSequence, Unchanging
from sharedgrowth.ccms.states import ACTION_FLOW, ASSESSMENT_FLOW, OVERVIEW_FLOW, SET_FLOW

TEXT = [
    "module", "lang", "version", "purpose", "principles", "dos", "donts", "activities", "references", "programmes",
    "kpis", "change_note", "document", "sha256", "written_by", "reviewed_by", "reviewed_at", "approved_by",
    "approved_at",
]  # fmt: skip
SET = [
    "year", "version", "title_ko", "title_en", "opens_on", "closes_on", "publishes_on", "action_below", "least_units",
    "evidence_from", "document", "sha256",
]  # fmt: skip


class Migration(migrations.Migration):
    dependencies = [("ccms", "0001_initial")]

    operations = [
        NumberSequence("CCM"),
        AllowedMoves("Overview", OVERVIEW_FLOW.pairs()),
        AllowedMoves("AssessmentSet", SET_FLOW.pairs()),
        AllowedMoves("SelfAssessment", ASSESSMENT_FLOW.pairs()),
        AllowedMoves("Action", ACTION_FLOW.pairs()),
        Frozen("Overview", TEXT, "OLD.state IN ('approved', 'published', 'superseded', 'withdrawn')"),
        Frozen("AssessmentSet", SET, "OLD.state IN ('published', 'superseded')"),
        Frozen("SelfAssessment", ["document", "sha256", "overall", "set"], "OLD.state IN ('confirmed', 'missed')"),
        AppendOnly("ModuleResult"),
        AppendOnly("PublishedResult"),
        Unchanging("Overview", ["uid", "module", "lang", "version", "written_at"]),
        Unchanging("SelfAssessment", ["uid", "number", "set", "unit", "company", "opened_at"]),
    ]
