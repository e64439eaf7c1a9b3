"""The search of the e-Catalog against other ways, on one generated catalogue; prints what was measured."""

import gc
import statistics
import time
from collections import defaultdict
from dataclasses import dataclass, field

from django.db import connection

from benchmarks import catalogue
from benchmarks.engines import ENGINES, NOBODY, SLOW, brute_facets, brute_force, build_trigrams
from benchmarks.mix import Question, questions
from catalog.queries import search_products
from catalog.rules.grams import normalise
from catalog.services import fold_search_counts, reindex_all
from portal.bench import Ratio

PER_KIND = 4
SLOW_PER_KIND = 1
LARGE = 200_000  # from here on the goals of a large catalogue hold


@dataclass
class Measured:
    """Milliseconds by engine and kind."""

    times: dict[str, dict[str, list[float]]] = field(default_factory=lambda: defaultdict(lambda: defaultdict(list)))

    def all_of(self, engine: str, kinds: set[str] | None = None) -> list[float]:
        """Every measurement of an engine."""
        return [ms for kind, found in self.times[engine].items() if kinds is None or kind in kinds for ms in found]

    def rate(self, engine: str) -> float:
        """Questions a second."""
        found = self.all_of(engine)
        return 1000 / statistics.fmean(found)

    def p(self, engine: str, share: float) -> float:
        """A percentile."""
        return percentile(self.all_of(engine), share)


def percentile(found: list[float], share: float) -> float:
    """The smallest value that ``share`` of all do not exceed."""
    ordered = sorted(found)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


def run(rows: int, rounds: int) -> list[Ratio]:
    """Make ``rows`` products, ask every way the same questions in turn, compare with the truth, print, drop all."""
    with catalogue.own_schema():
        asked = build(rows)
        measured = ask(asked, rounds)
        report(rows, measured)
        check(asked)
        typos = intended(asked)
        print(f"  intended word on the first page: {typos:.0%} of misspelt words")
        return ratios(rows, measured, typos)


def build(rows: int) -> list[Question]:
    """The catalogue, searchable by the portal's own service, and the questions."""
    begun = time.perf_counter()
    catalogue.fill(rows)
    made = time.perf_counter()
    catalogue.analyze()
    counted = reindex_all() if rows < LARGE else catalogue.index_at_once()
    indexed = time.perf_counter()
    if counted != rows:
        raise AssertionError(f"{counted} of {rows} products are searchable")
    fold_search_counts()
    build_trigrams()
    catalogue.analyze()
    kept = catalogue.Catalogue()
    print(
        f"  {rows:,} products: made in {made - begun:.1f} s, searchable in {indexed - made:.1f} s "
        f"({(indexed - made) / rows * 1e6:.0f} µs each); {_sizes()}"
    )
    return questions([code for _key, code, _mine in kept.classes], kept.rare, PER_KIND)


def _sizes() -> str:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_size_pretty(pg_table_size('catalog_productsearch')),"
            " (SELECT string_agg(i.relname || ' ' || pg_size_pretty(pg_relation_size(i.oid)), ', ' ORDER BY i.relname)"
            " FROM pg_index x JOIN pg_class i ON i.oid = x.indexrelid JOIN pg_am a ON a.oid = i.relam"
            " WHERE x.indrelid IN ('catalog_productsearch'::regclass, 'search_trigrams'::regclass)"
            " AND a.amname = 'gin')"
        )
        table, indexes = cursor.fetchone()
    return f"search table {table}, GIN: {indexes}"


def ask(asked: list[Question], rounds: int) -> Measured:
    """Each question to each engine in turn; one round before that is not measured."""
    measured = Measured()
    gc.collect()
    gc.freeze()  # as the web process does
    for turn in range(rounds + 1):
        for place, question in enumerate(asked):
            for name, engine in ENGINES.items():
                slow = name in SLOW
                if slow and (turn != 1 or place % PER_KIND >= SLOW_PER_KIND):
                    continue
                begun = time.perf_counter()
                engine(question)
                if turn:
                    measured.times[name][question.kind].append((time.perf_counter() - begun) * 1000)
    return measured


def report(rows: int, measured: Measured) -> None:
    """The table: each kind's median, then all."""
    kinds = list(measured.times["ours"])
    width = max(map(len, ENGINES)) + 2
    print(f"  {'p50 ms':<{width}}" + "".join(f"{kind:>10}" for kind in kinds) + f"{'p50':>9}{'p95':>9}{'q/s':>9}")
    for name in ENGINES:
        cells = "".join(f"{statistics.median(measured.times[name][kind]):>10.2f}" for kind in kinds)
        middle, tail = measured.p(name, 0.5), measured.p(name, 0.95)
        print(f"  {name:<{width}}{cells}{middle:>9.2f}{tail:>9.1f}{measured.rate(name):>9.1f}")


def check(asked: list[Question]) -> None:
    """Totals and, of questions with facets, classes and lead times against every row read: equal, or the run fails."""
    checked = 0
    for question in [q for q in asked if not q.kind.startswith("typo") and q.kind != "browse"]:
        if len(question.text) == 1:
            continue
        found = search_products(question.text, question.filters, NOBODY, correct=False)
        truth = brute_force(question)
        if found.total != truth and not found.synonyms_used:
            raise AssertionError(f"{question}: found {found.total}, there are {truth}")
        if found.total < truth:
            raise AssertionError(f"{question}: found {found.total} with synonyms, there are {truth}")
        checked += 1
        if question.facets and not found.synonyms_used:
            truths, counts = brute_facets(question), found.counts()
            for facet, values in truths.items():
                if any(counts[facet].get(value) != count for value, count in values.items()):
                    raise AssertionError(f"{question}: {facet} {counts[facet]}, there are {values}")
    print(f"  recall 1.00 and totals exact: {checked} questions against every row read")


def intended(asked: list[Question]) -> float:
    """Which share of misspelt words brings the intended word to the first page."""
    typos = [question for question in asked if question.meant]
    right = 0
    for question in typos:
        page = search_products(question.text, question.filters, NOBODY)
        meant = normalise(question.meant)
        right += any(meant in hit.product.search.title for hit in page.hits)
    return right / len(typos)


def ratios(rows: int, measured: Measured, typos: float) -> list[Ratio]:
    """The promises."""
    large = rows >= LARGE

    def ratio(name: str, baseline: str, must: float, share: float | None = None) -> Ratio:
        if share is None:
            mine, other = 1000 / measured.rate("ours"), 1000 / measured.rate(baseline)
        else:
            mine, other = measured.p("ours", share), measured.p(baseline, share)
        return Ratio(name, other / mine, must, mine, other)

    def of_kind(kind: str) -> Ratio:
        """Its mean: printed with its growth, held by the ratios of the whole mix."""
        mine, other = (statistics.fmean(measured.times[name][kind]) for name in ("ours", "pg_trgm"))
        return Ratio(f"{kind} against pg_trgm", other / mine, 0.1, mine, other)

    return [
        ratio("searches a second against pg_trgm", "pg_trgm", 5 if large else 0.5),
        ratio("p95 against pg_trgm", "pg_trgm", 8 if large else 0.5, 0.95),
        ratio("searches a second against SQL by hand on the same index", "same index", 1 if large else 0.3),
        ratio("p95 against SQL by hand on the same index", "same index", 1 if large else 0.3, 0.95),
        ratio("searches a second against icontains", "icontains", 15 if large else 1.5),
        of_kind("facets"),
        of_kind("deep"),
        Ratio("misspelt words found, of 75 in 100", typos / 0.75, 1, 0, 0),
    ]
