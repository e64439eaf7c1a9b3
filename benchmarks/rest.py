"""The API's list of fifty products and one product, through the whole portal, against bare DRF on the same rows."""

import contextvars
import gc
import statistics
import time
from collections.abc import Callable
from urllib.parse import parse_qs, urlsplit

from django.conf import settings
from django.core.cache import cache
from django.test import Client, override_settings

from benchmarks import catalogue
from catalog.models import Product
from catalog.services import reindex_all
from portal.bench import Ratio

PAGE = 50
ASKED = 40  # requests of each way in a round
MUST = {"list": 2.5, "next page": 2.5, "one product": 0.7}


def run(rows: int, rounds: int) -> list[Ratio]:
    """Make ``rows`` products, ask both in turn, print, drop all."""
    with catalogue.own_schema():
        catalogue.fill(rows)
        catalogue.analyze()
        if reindex_all() != rows:
            raise AssertionError("not every product is searchable")
        catalogue.analyze()
        open_doors = {door: (10**9, span) for door, (_most, span) in settings.THROTTLES.items()}
        with override_settings(THROTTLES=open_doors, ALLOWED_HOSTS=["*"], SECURE_SSL_REDIRECT=False):
            return _measured(rounds)


def _measured(rounds: int) -> list[Ratio]:
    cache.clear()
    ours, bare = Client(), Client()
    uids = list(map(str, Product.objects.order_by("pk").values_list("uid", flat=True)[:ASKED]))
    listed = f"/api/v1/products/?page_size={PAGE}"
    second = ours.get(listed).json()["next"]
    cursor = parse_qs(urlsplit(second).query)["cursor"][0]

    def uid(number: int) -> str:
        return uids[number % len(uids)]

    bench: dict[str, tuple[Callable[[int], str], Callable[[int], str]]] = {
        "list": (lambda _n: listed, lambda _n: "/products/"),
        "next page": (lambda _n: f"{listed}&cursor={cursor}", lambda _n: "/products/?page=2"),
        "one product": (
            lambda n: f"/api/v1/products/{uids[n % len(uids)]}/",
            lambda n: f"/products/{uids[n % len(uids)]}/",
        ),
    }
    middleware = settings.MIDDLEWARE
    gc.collect()
    gc.freeze()  # as the web process does
    found = []
    for name, (own, base) in bench.items():
        times: dict[str, list[float]] = {"ours": [], "bare": []}
        for turn in range(rounds * ASKED + 2):
            with override_settings(MIDDLEWARE=[], ROOT_URLCONF="benchmarks.bare"):
                spent = _ask(bare, base(turn))
            times["bare"].append(spent)
            with override_settings(MIDDLEWARE=middleware):
                times["ours"].append(_ask(ours, own(turn)))
        fast = {key: statistics.median(each[2:]) for key, each in times.items()}
        print(
            f"  {name}: ours {1 / fast['ours']:.0f} requests/s, bare DRF {1 / fast['bare']:.0f} requests/s, "
            f"p95 {_p95(times['ours']):.1f} and {_p95(times['bare']):.1f} ms"
        )
        ratio = fast["bare"] / fast["ours"]
        found.append(Ratio(f"API, {name}", ratio, MUST[name], fast["ours"] * 1000, fast["bare"] * 1000))
    return found


def _p95(times: list[float]) -> float:
    ordered = sorted(times[2:])
    return ordered[int(len(ordered) * 0.95)] * 1000


def _ask(client: Client, path: str) -> float:
    fresh = contextvars.Context()  # as in the web process, whose threads have not loaded the addresses themselves
    begun = time.perf_counter()
    answer = fresh.run(client.get, path)
    spent = time.perf_counter() - begun
    if answer.status_code != 200:
        raise AssertionError((path, answer.status_code, answer.content[:300]))
    return spent
