"""What the database itself holds of the support programmes: the moves, what is never changed, the numbers."""

from django.db import migrations

from portal.audit.operations import AllowedMoves, NumberSequence, Unchanging
from sharedgrowth.support.states import APPLICATION_FLOW, CALL_FLOW, FORM_FLOW, PROJECT_FLOW


class Migration(migrations.Migration):
    dependencies = [("support", "0001_initial")]

    operations = [
        NumberSequence("CALL"),
        NumberSequence("APP"),
        NumberSequence("PRJ"),
        AllowedMoves("FormVersion", FORM_FLOW.pairs()),
        AllowedMoves("Call", CALL_FLOW.pairs()),
        AllowedMoves("Application", APPLICATION_FLOW.pairs()),
        AllowedMoves("Project", PROJECT_FLOW.pairs()),
        Unchanging("FormVersion", ["uid", "programme", "version"]),
        Unchanging("Call", ["uid", "number", "programme"]),
        Unchanging("Application", ["uid", "number", "call", "company"]),
        Unchanging("Project", ["uid", "number", "programme", "application", "company"]),
    ]
