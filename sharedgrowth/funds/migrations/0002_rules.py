"""What the database itself holds of the funds: the moves, what is never changed, the numbers."""

from django.db import migrations

from portal.audit.operations import AllowedMoves, NumberSequence, Unchanging
from sharedgrowth.funds.states import COMMITMENT_FLOW, DRAWDOWN_FLOW, FUND_FLOW


class Migration(migrations.Migration):
    dependencies = [("funds", "0001_initial")]

    operations = [
        NumberSequence("CMT"),
        NumberSequence("DRD"),
        AllowedMoves("Fund", FUND_FLOW.pairs()),
        AllowedMoves("Commitment", COMMITMENT_FLOW.pairs()),
        AllowedMoves("Drawdown", DRAWDOWN_FLOW.pairs()),
        Unchanging("Commitment", ["uid", "number", "line", "company", "amount"]),
        Unchanging("Drawdown", ["uid", "number", "commitment", "tranche"]),
    ]
