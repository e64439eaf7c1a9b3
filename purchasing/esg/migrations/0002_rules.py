"""What the database itself holds of ESG purchasing: the moves, what is never changed, the numbers."""

from django.db import migrations

from portal.audit.operations import AllowedMoves, AppendOnly, NumberSequence, Unchanging
from purchasing.esg.states import (
    ASSESSMENT_FLOW,
    CAP_FLOW,
    CODE_FLOW,
    CONSENT_FLOW,
    ENTRY_FLOW,
    FLAG_FLOW,
    LIMITATION_FLOW,
    SET_FLOW,
)


class Migration(migrations.Migration):
    dependencies = [("esg", "0001_initial")]

    operations = [
        NumberSequence("ENT"),
        NumberSequence("ESG"),
        NumberSequence("CAP"),
        NumberSequence("LIM"),
        AppendOnly("Score"),
        AppendOnly("LimitationVote"),
        AllowedMoves("CodeOfConduct", CODE_FLOW.pairs()),
        AllowedMoves("CodeConsent", CONSENT_FLOW.pairs()),
        AllowedMoves("Entry", ENTRY_FLOW.pairs()),
        AllowedMoves("QuestionSet", SET_FLOW.pairs()),
        AllowedMoves("Assessment", ASSESSMENT_FLOW.pairs()),
        AllowedMoves("RedFlag", FLAG_FLOW.pairs()),
        AllowedMoves("CorrectiveAction", CAP_FLOW.pairs()),
        AllowedMoves("Limitation", LIMITATION_FLOW.pairs()),
        Unchanging("CodeConsent", ["company", "code", "sha256", "signer", "signer_role", "signed_at", "exception"]),
        Unchanging("Assessment", ["uid", "number", "company", "kind", "period"]),
        Unchanging("Limitation", ["uid", "number", "company", "facts"]),
        Unchanging("CorrectiveAction", ["uid", "number", "company", "finding"]),
    ]
