"""The statements that take many rows of a list over; each reads ``catalog_bulkrow`` and writes one table.

Rows are named by their keys, not by the list they belong to: so the planner knows how many there are, also of a list
that came in a minute ago and of which no statistics speak yet.
"""

# ruff: noqa: S608 (only names of our own columns are put in; what people sent comes as parameters)
VALUE = """(e.v->>0)::bigint, (e.v->>1)::numeric, (e.v->>2)::numeric, (e.v->>3)::numeric, coalesce(e.v->>4, ''),
    coalesce(e.v->>5, ''), (e.v->>6)::boolean, (e.v->>7)::date, (e.v->>8)::numeric, (e.v->>9)::numeric,
    (e.v->>10)::numeric"""
VALUE_COLUMNS = "version_id, definition_id, num, low, high, unit, text, flag, day, si_num, si_low, si_high"
TEXT_COLUMNS = "name_ko, name_en, description_ko, description_en, maker, model, origin, hs_code"


def _texts(content: str) -> str:
    return ", ".join(f"coalesce({content}->'t'->>'{name}', '')" for name in TEXT_COLUMNS.split(", "))


NEW = f"""
WITH picked AS MATERIALIZED (
    SELECT id AS row_id, line, sku, content AS c,
        nextval(product_keys) AS product_id, nextval(version_keys) AS version_id,
        nextval('number_prd') AS count
    FROM (SELECT pg_get_serial_sequence('catalog_product', 'id')::regclass AS product_keys,
        pg_get_serial_sequence('catalog_productversion', 'id')::regclass AS version_keys OFFSET 0) AS sequences,
        catalog_bulkrow WHERE id = ANY(%(rows)s) ORDER BY line
), products AS (
    INSERT INTO catalog_product (id, uid, number, company_id, sku, state, identity, moq, order_multiple, uom,
        lead_time_days, price, currency, price_visibility, price_valid_until, created_by_id, edits)
    SELECT product_id, gen_random_uuid(),
        'PRD-' || %(year)s || '-' || lpad(count::text, greatest(6, length(count::text)), '0'),
        %(company)s, sku, 'draft', coalesce(c->>'i', ''), (c->'s'->>'moq')::numeric,
        (c->'s'->>'order_multiple')::numeric,
        coalesce(c->'s'->>'uom', 'C62'), (c->'s'->>'lead_time_days')::int, (c->'s'->>'price')::numeric,
        coalesce(c->'s'->>'currency', 'KRW'), coalesce(c->'s'->>'price_visibility', 'on_request'),
        (c->'s'->>'price_valid_until')::date, %(by)s, 0
    FROM picked
    ON CONFLICT (company_id, sku) WHERE state <> 'withdrawn' DO NOTHING
    RETURNING id
), fresh AS (
    SELECT picked.* FROM picked JOIN products ON products.id = picked.product_id
), versions AS (
    INSERT INTO catalog_productversion (id, uid, product_id, no, state, class_node_id, {TEXT_COLUMNS}, change_note,
        created_by_id, reason, round, edits)
    SELECT f.version_id, gen_random_uuid(), f.product_id, 1, 'draft', n.id, {_texts("f.c")}, '', %(by)s, '', 0, 0
    FROM fresh f JOIN catalog_classnode n ON n.code = f.c->>'c' AND n.scheme_id = %(scheme)s
), stated AS (
    INSERT INTO catalog_attributevalue ({VALUE_COLUMNS})
    SELECT f.version_id, {VALUE} FROM fresh f, jsonb_each(f.c->'a') AS e(k, v) WHERE jsonb_typeof(e.v) = 'array'
), breaks AS (
    INSERT INTO catalog_pricebreak (product_id, from_qty, price)
    SELECT f.product_id, (e.v->>0)::numeric, (e.v->>1)::numeric FROM fresh f, jsonb_array_elements(f.c->'b') AS e(v)
), pictures AS (
    INSERT INTO catalog_productfile (uid, version_id, file_id, role, "order")
    SELECT gen_random_uuid(), f.version_id, (f.c->>'p')::bigint, %(role)s, 0 FROM fresh f
    WHERE jsonb_typeof(f.c->'p') = 'number'
)
UPDATE catalog_bulkrow r SET applied = true, product_id = f.product_id, version_id = f.version_id, edits = 0
FROM fresh f WHERE r.id = ANY(%(rows)s) AND r.id = f.row_id
RETURNING r.line, r.product_id, r.version_id
"""
FITS = """
UPDATE catalog_bulkrow r SET product_id = t.product, version_id = t.version, applied = true
FROM unnest(%s::bigint[], %s::bigint[], %s::bigint[]) AS t(id, product, version) WHERE r.id = t.id
"""
SUPPLY_TYPES = {
    "moq": "numeric", "order_multiple": "numeric", "uom": "text", "lead_time_days": "int", "price": "numeric",
    "currency": "text", "price_visibility": "text", "price_valid_until": "date",
}  # fmt: skip
SUPPLY_SETS = ", ".join(
    f"{name} = CASE WHEN r.content->'s' ? '{name}' THEN (r.content->'s'->>'{name}')::{kind} ELSE p.{name} END"
    for name, kind in SUPPLY_TYPES.items()
)
SUPPLY = f"""
UPDATE catalog_product p SET edits = p.edits + 1, {SUPPLY_SETS}
FROM catalog_bulkrow r WHERE r.id = ANY(%(rows)s) AND r.product_id = p.id AND r.content ? 's'
"""
BREAKS_GONE = """
DELETE FROM catalog_pricebreak b USING catalog_bulkrow r
WHERE r.id = ANY(%(rows)s) AND r.content ? 'b' AND b.product_id = r.product_id
"""
BREAKS_IN = """
INSERT INTO catalog_pricebreak (product_id, from_qty, price)
SELECT r.product_id, (e.v->>0)::numeric, (e.v->>1)::numeric
FROM catalog_bulkrow r, jsonb_array_elements(r.content->'b') AS e(v)
WHERE r.id = ANY(%(rows)s) AND r.content ? 'b'
"""
REVISE = f"""
WITH made AS (
    INSERT INTO catalog_productversion (uid, product_id, no, state, class_node_id, {TEXT_COLUMNS}, change_note,
        created_by_id, reason, round, edits)
    SELECT gen_random_uuid(), r.product_id,
        1 + (SELECT max(l.no) FROM catalog_productversion l WHERE l.product_id = r.product_id), 'draft', n.id,
        {_texts("r.content")}, '', %(by)s, '', 0, 0
    FROM catalog_bulkrow r JOIN catalog_classnode n ON n.code = r.content->>'c' AND n.scheme_id = %(scheme)s
    WHERE r.id = ANY(%(rows)s) AND r.content->>'m' = 'revise'
    RETURNING id, product_id
)
UPDATE catalog_bulkrow r SET version_id = made.id FROM made
WHERE r.id = ANY(%(rows)s) AND r.product_id = made.product_id
"""
REVISED_FILES = """
INSERT INTO catalog_productfile (uid, version_id, file_id, role, dated, "order")
SELECT gen_random_uuid(), r.version_id, f.file_id, f.role, f.dated, f."order"
FROM catalog_bulkrow r JOIN catalog_productfile f ON f.version_id = (r.content->>'v')::bigint
WHERE r.id = ANY(%(rows)s) AND r.content->>'m' = 'revise'
"""
REVISED_CLAIMS = """
INSERT INTO catalog_ecoclaim (uid, version_id, kind, statement, issuer, number, valid_from, valid_to, evidence_id)
SELECT gen_random_uuid(), r.version_id, c.kind, c.statement, c.issuer, c.number, c.valid_from, c.valid_to, c.evidence_id
FROM catalog_bulkrow r JOIN catalog_ecoclaim c ON c.version_id = (r.content->>'v')::bigint
WHERE r.id = ANY(%(rows)s) AND r.content->>'m' = 'revise'
"""
REWRITE = f"""
UPDATE catalog_productversion v SET class_node_id = n.id, ({TEXT_COLUMNS}) = ROW({_texts("r.content")}),
    saved_at = clock_timestamp(), edits = v.edits + 1
FROM catalog_bulkrow r JOIN catalog_classnode n ON n.code = r.content->>'c' AND n.scheme_id = %(scheme)s
WHERE r.id = ANY(%(rows)s) AND r.content->>'m' = 'draft' AND v.id = r.version_id
"""
VALUES_GONE = """
DELETE FROM catalog_attributevalue a USING catalog_bulkrow r
WHERE r.id = ANY(%(rows)s) AND r.content->>'m' = 'draft' AND a.version_id = r.version_id
"""
VALUES_IN = f"""
INSERT INTO catalog_attributevalue ({VALUE_COLUMNS})
SELECT r.version_id, {VALUE} FROM catalog_bulkrow r, jsonb_each(r.content->'a') AS e(k, v)
WHERE r.id = ANY(%(rows)s) AND r.content ? 'm' AND jsonb_typeof(e.v) = 'array'
"""
PICTURE_IN = """
INSERT INTO catalog_productfile (uid, version_id, file_id, role, "order")
SELECT gen_random_uuid(), r.version_id, (r.content->>'p')::bigint, %(role)s, 50 FROM catalog_bulkrow r
WHERE r.id = ANY(%(rows)s) AND r.content ? 'm' AND jsonb_typeof(r.content->'p') = 'number'
ON CONFLICT (version_id, file_id) DO NOTHING
"""
IDENTITY = """
UPDATE catalog_product p SET identity = r.content->>'i' FROM catalog_bulkrow r
WHERE r.id = ANY(%(rows)s) AND r.content ? 'i' AND r.content ? 'm' AND p.id = r.product_id
    AND p.identity <> r.content->>'i'
"""
TAKEN_OVER = """
UPDATE catalog_bulkrow r SET applied = true, edits = v.edits FROM catalog_productversion v
WHERE r.id = ANY(%(rows)s) AND v.id = r.version_id AND r.content ? 'm'
"""
LEFT_AS_CONFLICT = """
UPDATE catalog_bulkrow SET verdict = 'conflict', faults = %(fault)s::jsonb, product_id = NULL, version_id = NULL
WHERE id = ANY(%(rows)s) AND NOT applied
"""
