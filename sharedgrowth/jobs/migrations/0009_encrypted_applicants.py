"""What an application says of a person is encrypted; the same person and the same certificate are still found."""

from django.db import migrations, models

import portal.encrypted.fields
from portal.encrypted.operations import EncryptField, FillBlindIndex

# The mark is the same however issuer and number are written; before, only the same letters were the same certificate.
# Of two spellings in one application the earlier keeps the mark; the later stands without one until it is written again.
ONE_MARK_EACH = """
    SET CONSTRAINTS ALL IMMEDIATE;  -- what waits for the commit would hold the table
    UPDATE jobs_paper AS later SET same_paper = ''
    WHERE same_paper <> '' AND EXISTS (
        SELECT FROM jobs_paper AS earlier
        WHERE earlier.application_id = later.application_id
          AND earlier.same_paper = later.same_paper AND earlier.id < later.id
    );
"""


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
        migrations.RunSQL(ONE_MARK_EACH, migrations.RunSQL.noop),
        migrations.AddConstraint(
            model_name="paper",
            constraint=models.UniqueConstraint(
                condition=~models.Q(same_paper=""),
                fields=("application", "same_paper"),
                name="jobs_paper_once",
                violation_error_message="This certificate is named already.",
            ),
        ),
    ]
