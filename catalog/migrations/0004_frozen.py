"""What was decided stays: a published, replaced or rejected version never changes again, nor its values and files."""

from django.db import migrations

FREEZE = """
CREATE FUNCTION catalog_productversion_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.state IN ('published', 'superseded', 'rejected') THEN
        IF TG_OP = 'DELETE' THEN
            RAISE EXCEPTION 'catalog_productversion: a decided version is not deleted'
                USING ERRCODE = 'restrict_violation';
        END IF;
        -- all columns, also those of later releases; the state may move on, and the reason is written once
        IF to_jsonb(OLD) - 'state' - 'reason' IS DISTINCT FROM to_jsonb(NEW) - 'state' - 'reason'
            OR (OLD.reason <> '' AND OLD.reason <> NEW.reason) THEN
            RAISE EXCEPTION 'catalog_productversion: a decided version never changes'
                USING ERRCODE = 'restrict_violation';
        END IF;
    END IF;
    RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER catalog_productversion_frozen BEFORE UPDATE OR DELETE ON catalog_productversion
    FOR EACH ROW EXECUTE FUNCTION catalog_productversion_frozen();

CREATE FUNCTION catalog_part_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    touched bigint[] := ARRAY[]::bigint[];
BEGIN
    IF TG_OP <> 'INSERT' THEN touched := touched || OLD.version_id; END IF;
    IF TG_OP <> 'DELETE' THEN touched := touched || NEW.version_id; END IF;
    IF EXISTS (
        SELECT 1 FROM catalog_productversion
        WHERE id = ANY(touched) AND state IN ('published', 'superseded', 'rejected')
    ) THEN
        RAISE EXCEPTION '%: belongs to a version that is decided and never changes', TG_TABLE_NAME
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER catalog_attributevalue_frozen BEFORE INSERT OR UPDATE OR DELETE ON catalog_attributevalue
    FOR EACH ROW EXECUTE FUNCTION catalog_part_frozen();
CREATE TRIGGER catalog_productfile_frozen BEFORE INSERT OR UPDATE OR DELETE ON catalog_productfile
    FOR EACH ROW EXECUTE FUNCTION catalog_part_frozen();
"""
THAW = """
DROP TRIGGER catalog_productfile_frozen ON catalog_productfile;
DROP TRIGGER catalog_attributevalue_frozen ON catalog_attributevalue;
DROP FUNCTION catalog_part_frozen();
DROP TRIGGER catalog_productversion_frozen ON catalog_productversion;
DROP FUNCTION catalog_productversion_frozen();
"""


class Migration(migrations.Migration):
    dependencies = [("catalog", "0003_starter")]

    operations = [migrations.RunSQL(FREEZE, THAW)]
