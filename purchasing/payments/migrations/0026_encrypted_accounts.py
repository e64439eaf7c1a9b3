"""Numbers of bank accounts, and the bank's messages that name them, are encrypted. Decision 0063."""

from django.db import migrations

import portal.encrypted.fields
from portal.encrypted.operations import EncryptField, FillBlindIndex


class Migration(migrations.Migration):
    dependencies = [("payments", "0025_room_for_a_run")]

    operations = [
        EncryptField(
            model_name="bankaccount",
            name="number",
            field=portal.encrypted.fields.EncryptedCharField(max_length=34, verbose_name="account number"),
        ),
        migrations.AddField(
            model_name="bankaccount",
            name="same_account",
            field=portal.encrypted.fields.BlindIndexField(of=("bank_code", "number")),
        ),
        FillBlindIndex("bankaccount", "same_account"),
        EncryptField(
            model_name="instruction",
            name="account_number",
            field=portal.encrypted.fields.EncryptedCharField(blank=True, max_length=34),
        ),
        EncryptField(
            model_name="paymentrun",
            name="debtor_number",
            field=portal.encrypted.fields.EncryptedCharField(blank=True, editable=False, max_length=34),
        ),
        EncryptField(
            model_name="bankmessage",
            name="body",
            field=portal.encrypted.fields.EncryptedTextField(editable=False),
        ),
        EncryptField(
            model_name="bankmessage",
            name="statements",
            field=portal.encrypted.fields.EncryptedJSONField(default=list, editable=False),
        ),
    ]
