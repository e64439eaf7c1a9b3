from django.db import migrations, models

KEPT = """
-- the minimum ESG score says who may bid: published, it does not change
CREATE FUNCTION bidding_keep_esg_minimum() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.state <> ALL (ARRAY['planned', 'draft', 'review', 'approved']) THEN
        RAISE EXCEPTION 'tender %: what was published does not change', OLD.number
            USING ERRCODE = 'check_violation', CONSTRAINT = 'tender_keeps_its_notice';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER bidding_tender_esg_minimum BEFORE UPDATE ON bidding_tender
    FOR EACH ROW WHEN (NEW.min_esg_score IS DISTINCT FROM OLD.min_esg_score)
    EXECUTE FUNCTION bidding_keep_esg_minimum();
"""
CHANGED = """
DROP TRIGGER bidding_tender_esg_minimum ON bidding_tender;
DROP FUNCTION bidding_keep_esg_minimum();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("bidding", "0015_tco_whole"),
    ]

    operations = [
        migrations.AddField(
            model_name="tender",
            name="min_esg_score",
            field=models.DecimalField(
                blank=True,
                decimal_places=2,
                help_text="Of 100. Companies below it, or without a score, may not bid. Leave empty for no minimum.",
                max_digits=5,
                null=True,
                verbose_name="ESG score needed at least",
            ),
        ),
        migrations.AddConstraint(
            model_name="tender",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("min_esg_score", None),
                    models.Q(("min_esg_score__gte", 0), ("min_esg_score__lte", 100)),
                    _connector="OR",
                ),
                name="tender_esg_score_in_range",
                violation_error_message="An ESG score lies between 0 and 100.",
            ),
        ),
        migrations.RunSQL(KEPT, CHANGED),
    ]
