"""Each benefit of preferential purchase has its own switch for each category (PRF-09); terms so far had them for all."""

from django.db import migrations, models

KEPT = """
INSERT INTO bidding_preferenceterms_bond_for (preferenceterms_id, socialcategory_id)
    SELECT preferenceterms_id, socialcategory_id FROM bidding_preferenceterms_categories;
INSERT INTO bidding_preferenceterms_pay_for (preferenceterms_id, socialcategory_id)
    SELECT preferenceterms_id, socialcategory_id FROM bidding_preferenceterms_categories;
CREATE TRIGGER bidding_preferenceterms_bond_for_kept
    BEFORE INSERT OR UPDATE OR DELETE ON bidding_preferenceterms_bond_for
    FOR EACH ROW EXECUTE FUNCTION bidding_keep_preferred();
CREATE TRIGGER bidding_preferenceterms_pay_for_kept
    BEFORE INSERT OR UPDATE OR DELETE ON bidding_preferenceterms_pay_for
    FOR EACH ROW EXECUTE FUNCTION bidding_keep_preferred();
"""
BACK = """
DROP TRIGGER bidding_preferenceterms_pay_for_kept ON bidding_preferenceterms_pay_for;
DROP TRIGGER bidding_preferenceterms_bond_for_kept ON bidding_preferenceterms_bond_for;
"""


class Migration(migrations.Migration):
    dependencies = [("bidding", "0025_site_visits")]

    operations = [
        migrations.AddField(
            model_name="preferenceterms",
            name="bond_for",
            field=models.ManyToManyField(
                blank=True, related_name="+", to="bidding.socialcategory", verbose_name="lower performance bond for"
            ),
        ),
        migrations.AddField(
            model_name="preferenceterms",
            name="pay_for",
            field=models.ManyToManyField(
                blank=True, related_name="+", to="bidding.socialcategory", verbose_name="paid sooner"
            ),
        ),
        migrations.RunSQL(KEPT, BACK),
    ]
