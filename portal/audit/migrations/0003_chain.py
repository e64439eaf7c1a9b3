"""The chain: stamps, hashes and append-only triggers. Source: security D7, domain CNV-08.

The hashed text of an entry is a netstring (``length:bytes,``) of each column, so no value can imitate another split.
``tools/verify_audit.py`` computes the same from an export.
"""

from django.db import migrations

from portal.audit.operations import AppendOnly

CHAIN = """
CREATE FUNCTION audit_netstring(value text) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT octet_length(convert_to(coalesce(value, ''), 'UTF8')) || ':' || coalesce(value, '') || ','
$$;

CREATE FUNCTION audit_stamp_entry() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.at := clock_timestamp();
    NEW.payload_sha256 := encode(sha256(convert_to(NEW.payload, 'UTF8')), 'hex');
    RETURN NEW;
END $$;

CREATE TRIGGER audit_stamp BEFORE INSERT ON audit_auditentry FOR EACH ROW EXECUTE FUNCTION audit_stamp_entry();

CREATE FUNCTION audit_entry_text(e audit_auditentry) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT audit_netstring(e.id::text)
        || audit_netstring(to_char(e.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'))
        || audit_netstring(e.by_id::text) || audit_netstring(e.company_id::text)
        || audit_netstring(e.what) || audit_netstring(e.thing_type) || audit_netstring(e.thing_id)
        || audit_netstring(e.before) || audit_netstring(e.after) || audit_netstring(e.reason)
        || audit_netstring(e.payload_sha256)
$$;

CREATE FUNCTION audit_link_entry() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    last_seq bigint;
    last_hash varchar;
BEGIN
    -- one committing transaction at a time; it waits for nothing else any more, so no deadlock can arise
    PERFORM pg_advisory_xact_lock(7234016);
    SELECT seq, hash INTO last_seq, last_hash FROM audit_auditlink ORDER BY seq DESC LIMIT 1;
    last_seq := coalesce(last_seq, 0);
    last_hash := coalesce(last_hash, repeat('0', 64));
    INSERT INTO audit_auditlink (entry_id, seq, prev_hash, hash)
    VALUES (NEW.id, last_seq + 1, last_hash,
            encode(sha256(convert_to(last_hash || audit_entry_text(NEW), 'UTF8')), 'hex'));
    RETURN NULL;
END $$;

CREATE CONSTRAINT TRIGGER audit_link AFTER INSERT ON audit_auditentry DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION audit_link_entry();
"""

BACK = """
DROP TRIGGER audit_link ON audit_auditentry;
DROP TRIGGER audit_stamp ON audit_auditentry;
DROP FUNCTION audit_link_entry();
DROP FUNCTION audit_entry_text(audit_auditentry);
DROP FUNCTION audit_stamp_entry();
DROP FUNCTION audit_netstring(text);
"""


class Migration(migrations.Migration):
    dependencies = [("audit", "0002_initial")]

    operations = [
        migrations.RunSQL(CHAIN, BACK),
        AppendOnly("AuditEntry"),
        AppendOnly("AuditLink"),
    ]
