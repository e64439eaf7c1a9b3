"""Promises of the search as ratios in one interleaved run: ours against Django's ``icontains``.

Source: performance 2 and 8.
"""

import random
from collections.abc import Callable

from django.contrib.auth.models import AnonymousUser
from django.db import connection, transaction
from django.db.models import Q

from catalog.models import ClassNode, Product, ProductSearch, ProductVersion
from catalog.queries import SearchFilters, search_products
from catalog.queries.search import RELEVANCE, best_first, matching
from catalog.rules.grams import class_marks, grams_of, mark, search_text, terms_of
from catalog.rules.listing import lead_band
from catalog.states import Level, ProductState, VersionState
from portal.bench import Bench, Ratio, benches, compare
from portal.clock import db_now, today
from portal.people.models import Company, User

FORMS = [
    "원심",
    "기어",
    "수중",
    "유압",
    "정량",
    "볼",
    "롤러",
    "니들",
    "육각",
    "난연",
    "고온",
    "저소음",
    "스테인리스",
    "알루미늄",
]
THINGS = [
    "펌프",
    "베어링",
    "밸브",
    "전동기",
    "볼트",
    "너트",
    "와셔",
    "케이블",
    "호스",
    "필터",
    "벨트",
    "형강",
    "플랜지",
    "그리스",
]
ENGLISH = [
    "pump",
    "bearing",
    "valve",
    "motor",
    "bolt",
    "nut",
    "washer",
    "cable",
    "hose",
    "filter",
    "belt",
    "beam",
    "flange",
]
QUERIES = [
    "펌프",
    "원심펌프",
    "베어",
    "유압 밸브",
    "6204",
    "bear",
    "스테인리스 플랜지",
    "kx-12",
    "관",
    "너트 육각",
    "filter",
]
BATCH = 2000
MUST = 5.0  # q/s of ours over icontains at 10,000 products; performance 2.1: 760 to 50 at 10k


def run(rows: int, rounds: int) -> list[Ratio]:
    """``rows`` generated products in a transaction that is rolled back; the same queries both ways."""
    with transaction.atomic():
        _fill(max(rows, 1000), random.Random(1))  # noqa: S311 (the same products each time)
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE catalog_product, catalog_productversion, catalog_productsearch")
        ratio = compare("search of products against icontains", _ours, _icontains, rounds=rounds, must=MUST)
        whole = compare("… with filter counts and a page to show", _ours_whole, _icontains, rounds=rounds, must=1.0)
        transaction.set_rollback(True)
    return [ratio, whole]


def _each(search: Callable[[str], object]) -> None:
    for query in QUERIES:
        search(query)


def _ours() -> None:
    """The total and the ids of the first page, best first."""
    day = today()

    def search(query: str) -> list[int]:
        rows = matching(query, SearchFilters())
        rows.count()
        return list(best_first(rows, terms_of(query), RELEVANCE, day)[:20])

    _each(search)


def _ours_whole() -> None:
    """Total, counts of all filters, and the first page ready to show."""
    nobody = AnonymousUser()
    _each(lambda query: search_products(query, SearchFilters(), nobody))


def _icontains() -> None:
    """What Django gives by default: each word in one of five columns; total and ids of the newest, no ranking."""

    def search(query: str) -> list[int]:
        found = Product.objects.filter(state=ProductState.PUBLISHED)
        for term in terms_of(query):
            found = found.filter(
                Q(current__name_ko__icontains=term)
                | Q(current__name_en__icontains=term)
                | Q(current__model__icontains=term)
                | Q(current__maker__icontains=term)
                | Q(company__legal_name_ko__icontains=term)
            )
        found.count()
        return list(found.order_by("-published_at", "-pk").values_list("pk", flat=True)[:20])

    _each(search)


def _fill(rows: int, rng: random.Random) -> None:
    now = db_now()
    company = Company.objects.create(
        number="CMP-BENCH", state="active", legal_name_ko="측정 회사", legal_name_en="Bench", country="ZZ"
    )
    user = User.objects.create(email="bench@bench.example", name="bench")
    nodes = list(ClassNode.objects.filter(level=Level.COMMODITY, curated=True))
    for begin in range(0, rows, BATCH):
        _batch(range(begin, min(begin + BATCH, rows)), rng, company, user, nodes, now)


def _batch(numbers: range, rng: random.Random, company: Company, user: User, nodes: list[ClassNode], now) -> None:
    products = Product.objects.bulk_create(
        Product(
            number=f"PRD-BENCH-{number}",
            company=company,
            sku=f"B-{number}",
            moq=1,
            lead_time_days=rng.randrange(1, 90),
            created_by=user,
        )
        for number in numbers
    )
    versions = ProductVersion.objects.bulk_create(
        ProductVersion(
            product=product,
            no=1,
            state=VersionState.PUBLISHED,
            class_node=rng.choice(nodes),
            name_ko=f"{rng.choice(FORMS)}{rng.choice(THINGS)} {rng.randrange(1000)}",
            name_en=f"{rng.choice(ENGLISH)} {rng.randrange(1000)}",
            model=f"KX-{rng.randrange(10_000)}",
            maker=f"{rng.choice(FORMS)}공업",
            origin="KR",
            created_by=user,
        )
        for product in products
    )
    for product, version in zip(products, versions, strict=True):
        product.state, product.current, product.published_at = ProductState.PUBLISHED, version, now
    Product.objects.bulk_update(products, ["state", "current", "published_at"])
    ProductSearch.objects.bulk_create(_row(product, company) for product in products)


def _row(product: Product, company: Company) -> ProductSearch:
    version = product.current
    assert version is not None and product.published_at is not None  # noqa: S101, PT018 (set above)
    text = search_text([version.name_ko, version.name_en, version.maker, company.legal_name_ko], [version.model])
    band = lead_band(product.lead_time_days)
    return ProductSearch(
        product=product,
        company=company,
        published_on=product.published_at.date(),
        class_code=version.class_node.code,
        lead_band=band,
        lead_days=product.lead_time_days or 0,
        origin="KR",
        title=text,
        text=text,
        grams=sorted(
            grams_of(text) | class_marks(version.class_node.code) | {mark("lead", band), mark("origin", "KR")}
        ),
    )


benches.add("catalog-search", Bench(title="search of the e-Catalog", run=run, order=20))
