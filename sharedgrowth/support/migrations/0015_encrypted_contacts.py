"""Who is called in an emergency is encrypted. Decision 0063."""

from django.db import migrations

import portal.encrypted.fields
from portal.encrypted.operations import EncryptField


class Migration(migrations.Migration):
    dependencies = [("support", "0014_vat_that_is_a_cost")]

    operations = [
        EncryptField(
            model_name="labbooking",
            name="emergency",
            field=portal.encrypted.fields.EncryptedCharField(
                blank=True, max_length=40, verbose_name="phone in an emergency"
            ),
        ),
        EncryptField(
            model_name="safetyform",
            name="contact",
            field=portal.encrypted.fields.EncryptedCharField(
                max_length=120, verbose_name="who receives and guides at the site"
            ),
        ),
        EncryptField(
            model_name="safetyform",
            name="emergency",
            field=portal.encrypted.fields.EncryptedCharField(max_length=40, verbose_name="telephone in an emergency"),
        ),
    ]
