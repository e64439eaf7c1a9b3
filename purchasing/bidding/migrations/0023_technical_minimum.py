"""A minimum for the technical proposal: part of the notice, kept as published."""

from django.conf import settings
from django.db import migrations, models


KEPT = """
-- the technical minimum says who is responsive: published, it does not change
CREATE TRIGGER bidding_tender_technical_minimum BEFORE UPDATE ON bidding_tender
    FOR EACH ROW WHEN (NEW.min_technical IS DISTINCT FROM OLD.min_technical)
    EXECUTE FUNCTION bidding_keep_esg_minimum();
"""
CHANGED = "DROP TRIGGER bidding_tender_technical_minimum ON bidding_tender;"


class Migration(migrations.Migration):
    dependencies = [
        ("bidding", "0022_reevaluation"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="tender",
            name="min_technical",
            field=models.DecimalField(
                blank=True,
                decimal_places=2,
                help_text="Of 100, weighted. A bid whose technical proposal has less is not responsive.",
                max_digits=5,
                null=True,
                verbose_name="technical score needed at least",
            ),
        ),
        migrations.AddConstraint(
            model_name="tender",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("min_technical", None),
                    models.Q(("min_technical__gt", 0), ("min_technical__lte", 100)),
                    _connector="OR",
                ),
                name="tender_technical_minimum_in_range",
                violation_error_message="A technical minimum lies above 0 and up to 100.",
            ),
        ),
        migrations.RunSQL(KEPT, CHANGED),
    ]
