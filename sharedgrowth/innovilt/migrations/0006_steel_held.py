"""A coil proves its own weight once, and what a certificate stands on stays, whoever writes. Source: INV-02, INV-03."""

from django.db import migrations

from portal.audit.operations import Unchanging

FORWARD = """
CREATE FUNCTION innovilt_coil_is_enough() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    weight numeric;
    used numeric;
BEGIN
    SELECT tonnes INTO weight FROM innovilt_coil WHERE id = NEW.coil_id FOR NO KEY UPDATE;  -- others wait here
    SELECT coalesce(sum(tonnes), 0) INTO used FROM innovilt_steelproof
        WHERE coil_id = NEW.coil_id AND released_at IS NULL;
    IF used > weight THEN
        RAISE EXCEPTION 'innovilt_steelproof: % t of a coil of % t', used, weight USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER innovilt_proof_weight AFTER INSERT OR UPDATE OF coil_id, tonnes, released_at ON innovilt_steelproof
    FOR EACH ROW WHEN (NEW.released_at IS NULL) EXECUTE FUNCTION innovilt_coil_is_enough();
CREATE FUNCTION innovilt_certified_steel_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM innovilt_innoviltapplication WHERE id = OLD.application_id AND state = 'certified') THEN
        RAISE EXCEPTION 'innovilt_steelproof: what a certificate stands on stays' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER innovilt_proof_stays
    BEFORE DELETE OR UPDATE OF application_id, item_id, coil_id, tonnes, released_at ON innovilt_steelproof
    FOR EACH ROW EXECUTE FUNCTION innovilt_certified_steel_stays();
"""
BACK = """
DROP TRIGGER innovilt_proof_stays ON innovilt_steelproof;
DROP FUNCTION innovilt_certified_steel_stays();
DROP TRIGGER innovilt_proof_weight ON innovilt_steelproof;
DROP FUNCTION innovilt_coil_is_enough();
"""


class Migration(migrations.Migration):
    dependencies = [("innovilt", "0005_badges")]

    operations = [
        Unchanging("Coil", ["uid", "sheet", "tonnes", "bought_on"]),
        migrations.RunSQL(FORWARD, BACK),
    ]
