"""Telephone numbers of people are encrypted. Decision 0063."""

from django.db import migrations

import portal.encrypted.fields
from portal.encrypted.operations import EncryptField


class Migration(migrations.Migration):
    dependencies = [("people", "0005_honour")]

    operations = [
        EncryptField(
            model_name="user",
            name="phone",
            field=portal.encrypted.fields.EncryptedCharField(blank=True, max_length=30, verbose_name="phone"),
        ),
    ]
