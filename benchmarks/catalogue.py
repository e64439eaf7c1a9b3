"""A seeded catalogue of any size: a smaller one is the exact beginning of a larger one.

Rows go by COPY straight into tables of a schema of their own, copies of the portal's without foreign keys; the search
table is then built by the portal's own service. Nothing outside that schema is touched.
"""

import io
import random
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from decimal import Decimal

from django.db import connection

from benchmarks.words import ENDINGS, LATIN, QUALITIES, SENTENCES, SYLLABLES, THINGS
from catalog.services.search import COLUMNS, search_rows

SCHEMA = "bench_catalogue"
SEED = 20_261_126
SUPPLIERS = 5_000
MAKERS = 400
RARE_WORDS = 2_000
CERTIFICATES = ["ISO9001", "ISO14001", "ISO45001", "KS", "NEP", "ECOLABEL", "WOMEN", "SOCIAL_ENT"]
BATCH = 20_000
TABLES = [
    "people_company",
    "people_certificate",
    "catalog_product",
    "catalog_productversion",
    "catalog_attributevalue",
    "catalog_ecoclaim",
    "catalog_searchtag",
    "catalog_productsearch",
    "catalog_searchfrequency",
    "catalog_searchfrequencychange",
    "catalog_searchword",
    "catalog_searchwordchange",
]
TRIGGERS = [
    ("added", "INSERT", "NEW TABLE AS new_rows"),
    ("changed", "UPDATE", "OLD TABLE AS old_rows NEW TABLE AS new_rows"),
    ("removed", "DELETE", "OLD TABLE AS old_rows"),
]
# The portal's own merges the portal's own index.
SETTLE = f"""
CREATE FUNCTION {SCHEMA}.catalog_search_settle() RETURNS bigint LANGUAGE sql AS
$$SELECT gin_clean_pending_list('{SCHEMA}.catalog_productsearch_grams_idx'::regclass)$$
"""
FREQUENCIES = (
    f"INSERT INTO {SCHEMA}.catalog_searchfrequency (gram, rows)"
    f" SELECT gram, count(*) FROM {SCHEMA}.catalog_productsearch, unnest(grams) AS gram GROUP BY gram",
    f"INSERT INTO {SCHEMA}.catalog_searchword (word, letters, rows) SELECT word, normalize(word, NFD), count(*)"
    f" FROM {SCHEMA}.catalog_productsearch, public.catalog_search_words(text, title) AS word GROUP BY word",
)
PRODUCT = (
    "id, uid, number, company_id, sku, state, current_id, identity, moq, uom, lead_time_days, price, currency,"
    " price_visibility, price_valid_until, created_by_id, created_at, published_at, edits"
)
VERSION = (
    "id, uid, product_id, no, state, class_node_id, hs_code, name_ko, name_en, description_ko, description_en, maker,"
    " model, origin, change_note, created_by_id, saved_at, reason, round, edits"
)
VALUE = "version_id, definition_id, num, unit, text, flag, si_num"
COMPANY = "id, uid, number, state, country, legal_name_ko, legal_name_en, size_class"
CERTIFICATE = "uid, company_id, state, kind_id, number, issuer, valid_from, valid_to, added_by_id"


@contextmanager
def own_schema() -> Iterator[None]:
    """A schema with empty copies of the tables, in front of the portal's own; gone afterwards."""
    with connection.cursor() as cursor:
        cursor.execute(f"DROP SCHEMA IF EXISTS {SCHEMA} CASCADE")
        cursor.execute(f"CREATE SCHEMA {SCHEMA}")
        for table in TABLES:
            cursor.execute(f"CREATE TABLE {SCHEMA}.{table} (LIKE public.{table} INCLUDING ALL)")
            _fill_in(cursor, table)
        cursor.execute(f"ALTER TABLE {SCHEMA}.catalog_productsearch SET (toast_tuple_target = {_toast_target(cursor)})")
        for name, event, tables in TRIGGERS:
            cursor.execute(
                f"CREATE TRIGGER {name} AFTER {event} ON {SCHEMA}.catalog_productsearch REFERENCING {tables}"
                " FOR EACH STATEMENT EXECUTE FUNCTION public.catalog_productsearch_count()"
            )
        cursor.execute(SETTLE)
        cursor.execute(f"SET search_path = {SCHEMA}, public")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("DISCARD TEMP")
            cursor.execute("SET search_path = DEFAULT")
            cursor.execute(f"DROP SCHEMA {SCHEMA} CASCADE")


def _toast_target(cursor) -> str:
    """LIKE does not copy options of storage."""
    cursor.execute(
        "SELECT option_value FROM pg_class, pg_options_to_table(reloptions)"
        " WHERE oid = 'public.catalog_productsearch'::regclass AND option_name = 'toast_tuple_target'"
    )
    return cursor.fetchone()[0]


def _fill_in(cursor, table: str) -> None:
    """Columns that the generator does not speak of are empty."""
    cursor.execute(
        "SELECT column_name, data_type FROM information_schema.columns WHERE table_schema = %s AND table_name = %s"
        " AND is_nullable = 'NO' AND column_default IS NULL AND is_identity = 'NO' AND is_generated = 'NEVER'",
        [SCHEMA, table],
    )
    for column, kind in cursor.fetchall():
        empty = {"boolean": "false", "smallint": "0", "integer": "0", "bigint": "0"}.get(kind)
        if empty is None and kind in ("character varying", "text"):
            empty = "''"
        if empty is not None and column not in ("id", "product_id", "gram"):
            cursor.execute(f'ALTER TABLE {SCHEMA}.{table} ALTER COLUMN "{column}" SET DEFAULT {empty}')


def fill(rows: int) -> None:
    """``rows`` published products with their suppliers, certificates and attribute values; not yet searchable."""
    catalogue = Catalogue()
    for table, columns, lines in catalogue.suppliers():
        _copy(table, columns, lines)
    made = catalogue.products()
    for begin in range(0, rows, BATCH):
        products, versions, values = [], [], []
        for _number, (product, version, stated) in zip(range(begin, min(begin + BATCH, rows)), made, strict=False):
            products.append(product)
            versions.append(version)
            values += stated
        _copy("catalog_product", PRODUCT, products)
        _copy("catalog_productversion", VERSION, versions)
        _copy("catalog_attributevalue", VALUE, values)


def index_at_once() -> int:
    """Make everything searchable by the portal's own rows, loaded before the index is built: for large sizes.

    What the service does row by row, and its trigger statement by statement, is done once; the result is the same.
    """
    grams = f"{SCHEMA}.catalog_productsearch_grams_idx"
    with connection.cursor() as cursor:
        cursor.execute(f"ALTER TABLE {SCHEMA}.catalog_productsearch DISABLE TRIGGER USER")
        cursor.execute(f"DROP INDEX {grams}")
        cursor.execute(
            f"SELECT p.id FROM {SCHEMA}.catalog_product p JOIN {SCHEMA}.catalog_productversion v ON v.id = p.current_id"
            " JOIN public.catalog_classnode n ON n.id = v.class_node_id ORDER BY n.code, p.id"
        )
        ids = [pk for (pk,) in cursor.fetchall()]
    for begin in range(0, len(ids), BATCH):
        _copy("catalog_productsearch", COLUMNS, list(search_rows(ids[begin : begin + BATCH])))
    with connection.cursor() as cursor:
        cursor.execute("SET maintenance_work_mem = '512MB'")
        cursor.execute(
            f"CREATE INDEX catalog_productsearch_grams_idx ON {SCHEMA}.catalog_productsearch USING gin (grams)"
        )
        cursor.execute("RESET maintenance_work_mem")
        for statement in FREQUENCIES:
            cursor.execute(statement)
        cursor.execute(f"ALTER TABLE {SCHEMA}.catalog_productsearch ENABLE TRIGGER USER")
    return len(ids)


def analyze() -> None:
    """What autovacuum does on an installation that lives."""
    with connection.cursor() as cursor:
        for table in TABLES:
            cursor.execute(f"VACUUM ANALYZE {SCHEMA}.{table}")


def _copy(table: str, columns: str, lines: list[tuple]) -> None:
    text = "".join("\t".join(r"\N" if value is None else str(value) for value in line) + "\n" for line in lines)
    with connection.cursor() as cursor:
        cursor.copy_expert(f"COPY {SCHEMA}.{table} ({columns}) FROM STDIN", io.StringIO(text))


def _uid(number: int) -> str:
    return f"00000000-0000-4000-8000-{number:012x}"


class Catalogue:
    """One stream of random numbers: what the first product is does not depend on how many follow."""

    def __init__(self, seed: int = SEED):
        self.chance = random.Random(seed)  # noqa: S311 (the same products each time)
        self.classes = self._classes()
        self.makers = [self._maker() for _ in range(MAKERS)]
        self.rare = [self._rare() for _ in range(RARE_WORDS)]
        self.today = date(2026, 11, 26)

    def _maker(self) -> str:
        return "".join(self.chance.choices(SYLLABLES, k=2)) + self.chance.choice(ENDINGS)

    def _rare(self) -> str:
        return "".join(self.chance.choices(LATIN, k=4))

    @staticmethod
    def _classes() -> list[tuple[int, str, list[tuple]]]:
        """Commodities with the attributes that the class itself defines: (key, datatype, unit factor, options)."""
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT n.id, n.code FROM public.catalog_classnode n JOIN public.catalog_classscheme s ON s.id ="
                " n.scheme_id WHERE s.code = 'UNSPSC' AND n.level = 'commodity' AND n.curated AND n.active"
                " ORDER BY n.code"
            )
            nodes = cursor.fetchall()
            cursor.execute(
                "SELECT d.id, n.code, d.datatype, d.unit, (SELECT array_agg(c.code ORDER BY c.code) FROM"
                " public.catalog_attributechoice c WHERE c.definition_id = d.id) FROM public.catalog_attributedef d"
                " JOIN public.catalog_classnode n ON n.id = d.node_id WHERE d.datatype IN ('NUM', 'ENUM', 'BOOL')"
                " ORDER BY n.code, d.code"
            )
            definitions = cursor.fetchall()
        found = []
        for key, code in nodes:
            prefixes = {code[:size].ljust(8, "0") for size in (2, 4, 6, 8)}
            mine = [row for row in definitions if row[1] in prefixes][:4]
            found.append((key, code, mine))
        return found

    def suppliers(self) -> Iterator[tuple[str, str, list[tuple]]]:
        """Companies and what certifies them."""
        companies, certificates = [], []
        sizes = ["", "MICRO", "SMALL", "SMALL", "MEDIUM", "MID_MARKET", "LARGE"]
        for number in range(1, SUPPLIERS + 1):
            name = f"{self._maker()} {number}"
            companies.append(
                (number, _uid(number), f"CMP-B-{number}", "active", "ZZ", name, "", self.chance.choice(sizes))
            )
            for place, kind in enumerate(self.chance.sample(CERTIFICATES, self.chance.choice((0, 0, 1, 2, 3)))):
                uid, until = _uid(number * 10 + place), self.today + timedelta(days=900)
                certificates.append((uid, number, "valid", kind, f"C-{number}", "KTC", self.today, until, 1))
        yield "people_company", COMPANY, companies
        yield "people_certificate", CERTIFICATE, certificates

    def products(self) -> Iterator[tuple[tuple, tuple, list[tuple]]]:
        """Products for ever, each with its version and values."""
        number = 0
        while True:
            number += 1
            yield self._product(number)

    def _product(self, number: int) -> tuple[tuple, tuple, list[tuple]]:
        chance = self.chance
        # a class sells a few kinds of things: words and classes go together, as they do in life
        place = int(len(self.classes) * chance.random() ** 1.5)
        node, _code, definitions = self.classes[place]
        thing = THINGS[(place * 7 + int(3 * chance.random() ** 2)) % len(THINGS)]
        quality, other = chance.choice(QUALITIES), chance.choice(QUALITIES)
        size = chance.randrange(10, 1000)
        rare = f" {chance.choice(self.rare)}" if chance.random() < 0.005 else ""
        model = f"{chance.choice(LATIN).upper()}{chance.choice('XKTRS')}-{chance.randrange(100, 10_000)}"
        model += chance.choice(["", "", "A", "B", "ZZ", "-2RS"])
        name_ko = f"{quality[0]} {other[0] if chance.random() < 0.3 else ''}{thing[0]} {size}형{rare}"
        name_en = f"{quality[1].capitalize()} {thing[1]} {size}"
        price = chance.randrange(1, 1000) * 10 ** chance.randrange(2, 7)
        visibility = chance.choice(["public", "registered", "on_request", "hidden"])
        until = self.today + timedelta(days=chance.randrange(1, 400)) if chance.random() < 0.3 else None
        published = self.today - timedelta(days=int(1200 * chance.random()))
        company = int(SUPPLIERS * chance.random() ** 2) + 1
        moment = f"{published} 03:00:00+00"
        product = (
            number, _uid(number), f"PRD-B-{number}", company, f"S{number}", "published", number, "", 1, "C62",
            chance.randrange(1, 120), price, "KRW", visibility, until, 1, moment, moment, 0,
        )  # fmt: skip
        version = (
            number, _uid(number), number, 1, "published", node, "", name_ko, name_en, chance.choice(SENTENCES),
            chance.choice(SENTENCES), chance.choice(self.makers), model,
            chance.choices(["KR", "DE", "JP", "CN", "US"], [70, 10, 8, 8, 4])[0], "", 1, moment, "", 1, 0,
        )  # fmt: skip
        return product, version, [self._value(number, definition) for definition in definitions]

    def _value(self, version: int, definition: tuple) -> tuple:
        key, _code, datatype, unit, options = definition
        if datatype == "NUM":
            number = Decimal(self.chance.choice([5, 8, 10, 12, 16, 20, 25, 32, 40, 50, 63, 80, 100, 160, 250]))
            return version, key, number, unit, "", None, number
        if datatype == "BOOL":
            return version, key, None, "", "", self.chance.random() < 0.5, None
        return version, key, None, "", self.chance.choice(options or [""]), None, None
