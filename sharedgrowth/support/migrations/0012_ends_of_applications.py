"""A place can be lost before the agreement; a cancelled call ends its applications."""

from django.db import migrations

from portal.audit.operations import AllowedMoves
from sharedgrowth.support.states import APPLICATION_FLOW


class Migration(migrations.Migration):
    dependencies = [
        ("support", "0011_visit_words"),
    ]

    operations = [
        AllowedMoves("Application", APPLICATION_FLOW.pairs()),
    ]
