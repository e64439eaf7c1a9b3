"""The parts of a base price are sealed with it; drafts no longer hold them in clear."""

from django.db import migrations, models

SEALED = """
-- the parts of a base price are kept like its amount
DROP TRIGGER bidding_baseprice_promises ON bidding_baseprice;
CREATE TRIGGER bidding_baseprice_promises
    BEFORE INSERT OR DELETE OR UPDATE OF tender_id, amount_won, basis, lines_sha256, nonce, has_parts, parts,
        commitment, sealed_payload, set_by_id, sealed_at ON bidding_baseprice
    FOR EACH ROW EXECUTE FUNCTION bidding_keep_base_price();
"""
AS_BEFORE = """
DROP TRIGGER bidding_baseprice_promises ON bidding_baseprice;
CREATE TRIGGER bidding_baseprice_promises
    BEFORE INSERT OR DELETE OR UPDATE OF tender_id, amount_won, basis, lines_sha256, nonce, commitment,
        sealed_payload, set_by_id, sealed_at ON bidding_baseprice
    FOR EACH ROW EXECUTE FUNCTION bidding_keep_base_price();
"""
FORGOTTEN = """
UPDATE bidding_tender SET method_params = method_params - ARRAY['direct_won', 'common_won', 'site_won', 'general_won']
WHERE method = 'JP_MIN' AND state IN ('planned', 'draft', 'review', 'approved');
"""


class Migration(migrations.Migration):
    dependencies = [
        ("bidding", "0017_base_price_due"),
    ]

    operations = [
        migrations.AddField(
            model_name="baseprice",
            name="has_parts",
            field=models.BooleanField(default=False, editable=False),
        ),
        migrations.AddField(
            model_name="baseprice",
            name="parts",
            field=models.JSONField(default=dict, editable=False),
        ),
        migrations.RunSQL(SEALED, AS_BEFORE),
        migrations.RunSQL(FORGOTTEN, migrations.RunSQL.noop),
    ]
