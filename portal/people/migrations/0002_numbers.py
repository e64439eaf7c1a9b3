"""The counter of company numbers."""

from django.db import migrations

from portal.audit.operations import NumberSequence


class Migration(migrations.Migration):
    dependencies = [("people", "0001_initial")]

    operations = [NumberSequence("CMP")]
