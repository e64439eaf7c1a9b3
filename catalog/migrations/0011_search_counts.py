"""Frequencies and words follow the search table by themselves, whoever writes it; the synonyms to begin with."""

from django.db import migrations

from catalog.starter.synonyms import SYNONYMS

COUNT = """
CREATE FUNCTION catalog_search_words(searched text) RETURNS SETOF text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    -- words of names, maker, class and supplier: they stand before the two spaces; codes are no words
    SELECT DISTINCT word FROM string_to_table(split_part(searched, '  ', 1), ' ') AS word
    WHERE length(word) BETWEEN 2 AND 40 AND word !~ '[0-9]'
$$;

CREATE FUNCTION catalog_productsearch_count() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        INSERT INTO catalog_searchfrequencychange (gram, change)
        SELECT gram, count(*) FROM new_rows, unnest(grams) AS gram GROUP BY gram;
        INSERT INTO catalog_searchwordchange (word, change)
        SELECT word, count(*) FROM new_rows, catalog_search_words(text) AS word GROUP BY word;
    ELSIF TG_OP = 'DELETE' THEN
        INSERT INTO catalog_searchfrequencychange (gram, change)
        SELECT gram, -count(*) FROM old_rows, unnest(grams) AS gram GROUP BY gram;
        INSERT INTO catalog_searchwordchange (word, change)
        SELECT word, -count(*) FROM old_rows, catalog_search_words(text) AS word GROUP BY word;
    ELSE
        INSERT INTO catalog_searchfrequencychange (gram, change)
        SELECT gram, sum(n) FROM (
            SELECT unnest(grams) AS gram, 1 AS n FROM new_rows UNION ALL SELECT unnest(grams), -1 FROM old_rows
        ) AS changed GROUP BY gram HAVING sum(n) <> 0;
        INSERT INTO catalog_searchwordchange (word, change)
        SELECT word, sum(n) FROM (
            SELECT catalog_search_words(text) AS word, 1 AS n FROM new_rows
            UNION ALL SELECT catalog_search_words(text), -1 FROM old_rows
        ) AS changed GROUP BY word HAVING sum(n) <> 0;
    END IF;
    RETURN NULL;
END $$;

CREATE TRIGGER catalog_productsearch_added AFTER INSERT ON catalog_productsearch
    REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION catalog_productsearch_count();
CREATE TRIGGER catalog_productsearch_changed AFTER UPDATE ON catalog_productsearch
    REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION catalog_productsearch_count();
CREATE TRIGGER catalog_productsearch_removed AFTER DELETE ON catalog_productsearch
    REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION catalog_productsearch_count();

INSERT INTO catalog_searchfrequencychange (gram, change)
SELECT gram, count(*) FROM catalog_productsearch, unnest(grams) AS gram GROUP BY gram;
INSERT INTO catalog_searchwordchange (word, change)
SELECT word, count(*) FROM catalog_productsearch, catalog_search_words(text) AS word GROUP BY word;
"""
UNCOUNT = """
DROP TRIGGER catalog_productsearch_added ON catalog_productsearch;
DROP TRIGGER catalog_productsearch_changed ON catalog_productsearch;
DROP TRIGGER catalog_productsearch_removed ON catalog_productsearch;
DROP FUNCTION catalog_productsearch_count();
DROP FUNCTION catalog_search_words(text);
"""


def enter_synonyms(apps, schema_editor):
    """Those that are not there; nobody has edited any yet."""
    model = apps.get_model("catalog", "Synonym")
    model.objects.using(schema_editor.connection.alias).bulk_create(
        [model(words=words) for words in SYNONYMS], ignore_conflicts=True
    )


class Migration(migrations.Migration):
    dependencies = [("catalog", "0010_search_engine")]

    operations = [
        migrations.RunSQL(COUNT, UNCOUNT),
        migrations.RunPython(enter_synonyms, migrations.RunPython.noop),
    ]
