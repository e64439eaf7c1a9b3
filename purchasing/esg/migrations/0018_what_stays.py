"""What nobody rewrites: a review once its assessment has left the review, the facts of a red flag. Security T44."""

from django.db import migrations

from portal.audit.operations import Unchanging

KEPT = """
CREATE OR REPLACE FUNCTION esg_itemreview_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.round >= 4 OR (SELECT state FROM esg_assessment WHERE id = OLD.assessment_id) <> 'review' THEN
        RAISE EXCEPTION 'a review stays as it was given: a later round corrects it' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER esg_itemreview_kept BEFORE UPDATE OR DELETE ON esg_itemreview
    FOR EACH ROW EXECUTE FUNCTION esg_itemreview_kept();
"""
FREE = """
DROP TRIGGER esg_itemreview_kept ON esg_itemreview;
DROP FUNCTION esg_itemreview_kept();
"""


class Migration(migrations.Migration):
    dependencies = [("esg", "0017_owners_disclosed")]

    operations = [
        migrations.RunSQL(KEPT, FREE),
        Unchanging("RedFlag", ["uid", "company", "source", "basis", "raised_by", "happened_on", "child_labour"]),
    ]
