"""Programs of the first suppliers: one in full use, one whose secret changes over, one near its end, one revoked."""

import random
import time
import uuid
from dataclasses import dataclass
from datetime import timedelta

from portal.clock import db_now, today
from portal.demo import Part, World, parts
from portal.partners import services
from portal.partners.models import ApiClient
from portal.partners.services.log import Line, store_lines
from portal.people.models import Company

DAYS = 14
OFFICE = "203.0.113.20"  # addresses for documentation (RFC 5737)
CLOUD = "198.51.100.9"


@dataclass(frozen=True)
class Call:
    """One kind of request: how often of a hundred, and what it is answered."""

    weight: int
    method: str
    path: str
    status: int = 200
    code: str = ""
    bytes_in: int = 0
    bytes_out: int = 6_000
    replayed: bool = False


CALLS = (
    Call(30, "GET", "/api/v1/tenders/", bytes_out=14_200),
    Call(20, "GET", "/api/v1/tenders/{uid}/", bytes_out=3_900),
    Call(16, "GET", "/api/v1/products/", bytes_out=22_800),
    Call(9, "PUT", "/api/v1/products/{uid}/", bytes_in=1_240, bytes_out=1_600),
    Call(7, "GET", "/api/v1/receivables/", bytes_out=5_100),
    Call(8, "POST", "/api/v1/oauth/token", bytes_in=190, bytes_out=160),
    Call(3, "POST", "/api/v1/deliveries/", 201, bytes_in=640, bytes_out=900),
    Call(1, "POST", "/api/v1/deliveries/", 201, bytes_in=640, bytes_out=900, replayed=True),
    Call(2, "PUT", "/api/v1/products/{uid}/", 400, "validation_failed", bytes_in=1_180, bytes_out=520),
    Call(2, "GET", "/api/v1/tenders/{uid}/", 404, "not_found", bytes_out=310),
    Call(1, "GET", "/api/v1/receivables/", 429, "too_many_requests", bytes_out=330),
    Call(1, "GET", "/api/v1/statements/", 403, "scope_missing", bytes_out=340),
)


def fill(world: World) -> None:
    """Clients and the requests of two weeks."""
    rng = random.Random(925)  # noqa: S311 (all that others chose stays as it was)
    first, second = world.suppliers[0], world.suppliers[1]
    boss, other = world.bidders[first.pk], world.bidders[second.pk]
    day = today()

    def make(company: Company, by, name: str, scopes: list[str], days: int, networks: list[str]) -> ApiClient:
        client, _secret = services.create_client(
            company, name=name, scopes=scopes, networks=networks, last_day=day + timedelta(days=days), by=by
        )
        began = db_now() - timedelta(days=200)
        ApiClient.objects.filter(pk=client.pk).update(created_at=began)
        client.secrets.update(created_at=began)
        return client

    erp = make(
        first,
        boss,
        "생산관리 ERP",
        ["tender.read", "catalog.write", "catalog.read", "receivable.read", "invoice.write"],
        165,
        ["203.0.113.0/24"],
    )
    shop = make(first, boss, "제품 자료 연계", ["catalog.read", "catalog.write"], 7, [])
    old = make(first, boss, "입찰 알림 (구)", ["tender.read"], 60, [])
    books = make(second, other, "회계 연계", ["statement.read", "receivable.read"], 300, [])
    made = [
        *_requests(erp, rng, per_day=90, address=OFFICE),
        *_requests(shop, rng, per_day=24, address=OFFICE),
        *_requests(books, rng, per_day=40, address=CLOUD),
    ]
    store_lines(sorted(made, key=lambda line: line.clock))
    store_lines([_line(shop, CALLS[2], rng, age=timedelta(minutes=1), address=CLOUD)])  # a place that is new to it
    services.rotate_secret(erp, hours=72, by=boss)
    services.revoke_client(old, reason="새 ERP가 대신합니다.", by=boss)


def _requests(client: ApiClient, rng: random.Random, *, per_day: int, address: str) -> list[Line]:
    """Most on business days, within office hours."""
    weights = [call.weight for call in CALLS]
    now = db_now()
    made: list[Line] = []
    for back in reversed(range(DAYS)):
        quiet = (today() - timedelta(days=back)).weekday() >= 5
        count = rng.randint(per_day * 8 // 10, per_day * 12 // 10) // (6 if quiet else 1)
        spread = timedelta(hours=10) if back else timedelta(minutes=90)
        made += [
            _line(client, call, rng, age=timedelta(days=back, minutes=2) + spread * rng.random(), address=address)
            for call in rng.choices(CALLS, weights, k=count)
        ]
    ApiClient.objects.filter(pk=client.pk).update(last_used_at=now, last_used_from=address)
    client.secrets.update(last_used_at=now - timedelta(minutes=9))
    return made


def _line(client: ApiClient, call: Call, rng: random.Random, *, age: timedelta, address: str) -> Line:
    return Line(
        clock=time.monotonic() - age.total_seconds(),
        client_id=client.pk,
        company_id=client.company_id,
        method=call.method,
        path=call.path,
        status=call.status,
        code=call.code,
        milliseconds=rng.randint(6, 60),
        bytes_in=call.bytes_in,
        bytes_out=call.bytes_out * rng.randint(80, 120) // 100,
        request_id=str(uuid.UUID(int=rng.getrandbits(128), version=4)),
        address=address,
        replayed=call.replayed,
    )


parts.add("partners", Part(order=95, title="API clients and their requests", fill=fill))
