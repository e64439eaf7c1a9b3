"""What an application says of a person is encrypted; the same person and the same certificate are still found."""

from django.db import migrations, models

import portal.encrypted.fields
from portal.encrypted.operations import EncryptField, FillBlindIndex


class Migration(migrations.Migration):
    dependencies = [("jobs", "0008_seats")]

    operations = [
        EncryptField(
            model_name="answer",
            name="value",
            field=portal.encrypted.fields.EncryptedTextField(blank=True, max_length=6000, verbose_name="answer"),
        ),
        EncryptField(
            model_name="identity",
            name="born_on",
            field=portal.encrypted.fields.EncryptedDateField(blank=True, null=True, verbose_name="born"),
        ),
        EncryptField(
            model_name="identity",
            name="phone",
            field=portal.encrypted.fields.EncryptedCharField(blank=True, max_length=30, verbose_name="phone"),
        ),
        migrations.AddField(
            model_name="identity",
            name="same_person",
            field=portal.encrypted.fields.BlindIndexField(of=("name", "born_on")),
        ),
        FillBlindIndex("identity", "same_person"),
        migrations.AddIndex(
            model_name="identity", index=models.Index(fields=["same_person"], name="jobs_identity_person")
        ),
        migrations.RemoveConstraint(model_name="paper", name="jobs_paper_once"),
        EncryptField(
            model_name="paper",
            name="number",
            field=portal.encrypted.fields.EncryptedCharField(max_length=40, verbose_name="number of the certificate"),
        ),
        migrations.AddField(
            model_name="paper",
            name="same_paper",
            field=portal.encrypted.fields.BlindIndexField(of=("issuer", "number")),
        ),
        FillBlindIndex("paper", "same_paper"),
        migrations.AddIndex(
            model_name="paper", index=models.Index(fields=["same_paper"], name="jobs_paper_number")
        ),
        migrations.AddConstraint(
            model_name="paper",
            constraint=models.UniqueConstraint(
                fields=("application", "same_paper"),
                name="jobs_paper_once",
                violation_error_message="This certificate is named already.",
            ),
        ),
    ]
