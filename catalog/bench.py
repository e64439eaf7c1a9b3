"""Promises of the search as ratios in one interleaved run: against trigrams, SQL by hand, and Django's ``icontains``.

Source: performance 2, 8 and 9.
"""

from portal.bench import Bench, Ratio, benches


def run(rows: int, rounds: int) -> list[Ratio]:
    """At least a thousand products in a schema of their own."""
    from benchmarks.search import run as measure  # only who measures needs the generator

    return measure(max(rows, 1000), rounds)


benches.add("catalog-search", Bench(title="search of the e-Catalog", run=run, order=20, own_schema=True))


def run_import(rows: int, rounds: int) -> list[Ratio]:
    """A list of products through check, taking over, review and publication."""
    from benchmarks.importing import run as measure  # only who measures needs the generator

    return measure(max(rows, 1000), rounds)


benches.add("catalog-import", Bench(title="import of a list of products", run=run_import, order=21, own_database=True))


def run_rest(rows: int, rounds: int) -> list[Ratio]:
    """The API's list and one product against bare Django REST framework."""
    from benchmarks.rest import run as measure  # only who measures needs the generator

    return measure(max(rows, 1000), rounds)


benches.add("rest", Bench(title="products in the API", run=run_rest, order=22, own_schema=True))
