"""Korean words of a model are words, too: so the list of words says of each Korean word whether a title has it whole.

``catalog.queries.search_first`` leans on that. Latin letters of a model stay codes, by which nothing is corrected.
"""

from django.db import migrations

WORDS = """
LOCK TABLE catalog_productsearch IN SHARE ROW EXCLUSIVE MODE; -- until the trigger counts in the new way

CREATE FUNCTION catalog_search_words(searched text, title text) RETURNS SETOF text LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$
    SELECT catalog_search_words(searched)
    UNION SELECT word FROM string_to_table(title, ' ') AS word WHERE word ~ '^[가-힣]{2,40}$'
$$;

INSERT INTO catalog_searchwordchange (word, change)
SELECT word, count(*) FROM catalog_productsearch AS s, LATERAL (
    SELECT catalog_search_words(s.text, s.title) EXCEPT SELECT catalog_search_words(s.text)
) AS added (word) GROUP BY word;
"""
NO_WORDS = """
LOCK TABLE catalog_productsearch IN SHARE ROW EXCLUSIVE MODE;

INSERT INTO catalog_searchwordchange (word, change)
SELECT word, -count(*) FROM catalog_productsearch AS s, LATERAL (
    SELECT catalog_search_words(s.text, s.title) EXCEPT SELECT catalog_search_words(s.text)
) AS added (word) GROUP BY word;

DROP FUNCTION catalog_search_words(text, text);
"""
COUNT = """
CREATE OR REPLACE FUNCTION catalog_productsearch_count() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        INSERT INTO catalog_searchfrequencychange (gram, change)
        SELECT gram, count(*) FROM new_rows, unnest(grams) AS gram GROUP BY gram;
        INSERT INTO catalog_searchwordchange (word, change)
        SELECT word, count(*) FROM new_rows, {words} AS word GROUP BY word;
    ELSIF TG_OP = 'DELETE' THEN
        INSERT INTO catalog_searchfrequencychange (gram, change)
        SELECT gram, -count(*) FROM old_rows, unnest(grams) AS gram GROUP BY gram;
        INSERT INTO catalog_searchwordchange (word, change)
        SELECT word, -count(*) FROM old_rows, {words} AS word GROUP BY word;
    ELSE
        INSERT INTO catalog_searchfrequencychange (gram, change)
        SELECT gram, sum(n) FROM (
            SELECT unnest(grams) AS gram, 1 AS n FROM new_rows UNION ALL SELECT unnest(grams), -1 FROM old_rows
        ) AS changed GROUP BY gram HAVING sum(n) <> 0;
        INSERT INTO catalog_searchwordchange (word, change)
        SELECT word, sum(n) FROM (
            SELECT {words} AS word, 1 AS n FROM new_rows
            UNION ALL SELECT {words}, -1 FROM old_rows
        ) AS changed GROUP BY word HAVING sum(n) <> 0;
    END IF;
    RETURN NULL;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("catalog", "0025_codes_searched")]

    operations = [
        migrations.RunSQL(WORDS, NO_WORDS),
        migrations.RunSQL(
            COUNT.format(words="catalog_search_words(text, title)"), COUNT.format(words="catalog_search_words(text)")
        ),
    ]
