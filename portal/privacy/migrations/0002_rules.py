"""What the database itself holds of personal data: rows that never change, the numbers."""

from django.db import migrations

from portal.audit.operations import AppendOnly, NumberSequence


class Migration(migrations.Migration):
    dependencies = [("privacy", "0001_initial"), ("portal", "0001_ground")]

    operations = [
        AppendOnly("Consent"),
        AppendOnly("Withdrawal"),
        AppendOnly("Look"),
        AppendOnly("DestructionCertificate"),
        NumberSequence("DST"),
    ]
