"""What the database itself holds of Youth Dream: the moves, what is never changed, the numbers."""

from django.db import migrations

from portal.audit.operations import AllowedMoves, NumberSequence, Unchanging
from sharedgrowth.jobs.states import APPLICATION_FLOW, COHORT_FLOW


class Migration(migrations.Migration):
    dependencies = [("jobs", "0001_initial")]

    operations = [
        NumberSequence("YDC"),  # cohorts
        NumberSequence("YDA"),  # applications
        NumberSequence("YDT"),  # training certificates
        AllowedMoves("Cohort", COHORT_FLOW.pairs()),
        AllowedMoves("Application", APPLICATION_FLOW.pairs()),
        Unchanging("Cohort", ["uid", "number", "planned_by", "planned_at"]),
        Unchanging("Application", ["uid", "number", "code", "cohort", "started_at"]),
        Unchanging("SelectionList", ["uid", "cohort", "rows", "sha256", "proposed_by", "proposed_at"]),
        Unchanging(
            "Allowance",
            [
                *["uid", "trainee", "month", "scheduled", "attended", "full_won", "least_pct", "amount_won", "stated_by"],
            ],
        ),
    ]
