"""A released run whose every payment is held is cancelled: the move that the database lets through."""

from django.db import migrations

from portal.audit.operations import AllowedMoves
from purchasing.payments.states import RUN_FLOW


class Migration(migrations.Migration):
    dependencies = [("payments", "0007_voice")]

    operations = [AllowedMoves("PaymentRun", RUN_FLOW.pairs())]
