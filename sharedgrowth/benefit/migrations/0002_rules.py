"""What the database itself holds of Benefit Sharing: the moves, what is never changed, the numbers."""

from django.db import migrations

from portal.audit.operations import AllowedMoves, NumberSequence, Unchanging
from sharedgrowth.benefit.states import TASK_FLOW


class Migration(migrations.Migration):
    dependencies = [("benefit", "0001_initial")]

    operations = [
        NumberSequence("BS"),
        AllowedMoves("Task", TASK_FLOW.pairs()),
        Unchanging("Task", ["uid", "number", "created_by", "created_at"]),
    ]
