"""A list of CSV rows through the whole pipeline, beside plain COPY of the same rows and beside row by row.

The pipeline is the one of the page: take the file in, read and check every cell, tell what each row would do, write
products, versions, values, and the trail. Then the same list through the review: sent in, published as a batch, search
rows written. Source: performance 5 and 8.
"""

import gc
import io
import random
import resource
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

from django.core.files.base import ContentFile
from django.db import connection

from catalog import services
from catalog.drawings import schematic
from catalog.models import (
    AttributeValue,
    BulkJob,
    BulkRow,
    ClassNode,
    Product,
    ProductFile,
    ProductVersion,
    ReviewBatch,
)
from catalog.queries.classes import definitions_for
from catalog.rules.values import read_value
from portal.audit.services import record
from portal.bench import Ratio
from portal.files.models import File
from portal.files.services import store_upload
from portal.people.models import Company, Membership, Role, User

HEADER = "품번,품명,영문명,제조사,모델,원산지,납기,최소주문,단가,사진,내경 (mm),외경 (mm),폭 (mm)"
BEARINGS = "31171504"
TENTH = 10
ROW_BY_ROW, IMPORT_EXPORT = 150, 1_000  # rows; both are too slow for all of them, and cost the same for each
FOREVER = 1e9
STATM = Path("/proc/self/statm")  # pages: size, resident, …
COPIED = (Product, ProductVersion, AttributeValue)


def run(rows: int, _rounds: int) -> list[Ratio]:
    """The same file for all ways, committed as an installation does it; each takes it into a company of its own.

    One round, whatever is asked.
    """
    text = file_of(rows)
    with _watched() as memory:
        _import(file_of(max(rows // TENTH, 100)), _people()[0])
    tenth = max(memory)  # what the process needed for a tenth of the rows: a whole list should need no more
    _analyze()
    last, officer = _people()
    gc.collect()
    gc.freeze()  # as the worker does (portal/celery.py), for all ways
    with _watched() as memory:
        begun = time.perf_counter()
        job = _import(text, last)
        best = (time.perf_counter() - begun) / rows
    whole = max(memory)
    begun = time.perf_counter()
    _publish(job, last, officer)
    published = (time.perf_counter() - begun) / rows
    copy_s = _copy(last) / rows
    alone = _row_by_row() / ROW_BY_ROW
    each = f"{1 / best:,.0f} rows a second"
    found = [
        Ratio(f"import ({each}) against row by row", alone / best, 20.0, best * 1e3, alone * 1e3),
        Ratio("… against plain COPY of the same rows, the limit", copy_s / best, 0.01, best * 1e3, copy_s * 1e3),
        Ratio(f"memory of a tenth of the rows against all ({tenth:.0f} and {whole:.0f} MB)", tenth / whole, 0.8, 0, 0),
        Ratio(
            f"review and publication as one batch ({1 / published:,.0f} rows a second) against row by row import",
            alone / published, 2.0, published * 1e3, alone * 1e3,
        ),
    ]  # fmt: skip
    if find_spec("import_export"):
        theirs = _import_export(text) / IMPORT_EXPORT
        found.insert(
            1, Ratio("… against django-import-export on the same file", theirs / best, 40.0, best * 1e3, theirs * 1e3)
        )
    return found


def file_of(rows: int) -> bytes:
    """``rows`` bearings; a smaller file is the beginning of a larger one."""
    rng = random.Random(7)  # noqa: S311 (the same rows each time)
    lines = [HEADER]
    for number in range(rows):
        bore, outside, width = rng.randrange(5, 200), rng.randrange(200, 400), rng.randrange(5, 60)
        lines.append(
            f"B-{number:06d},깊은 홈 볼 베어링 {number},Deep groove ball bearing {number},가람정밀,GR-{number},KR,"
            f"{rng.randrange(1, 60)},{rng.choice((1, 5, 10, 50))},{rng.randrange(10, 999) * 100},bearing.png,"
            f"{bore},{outside},{width}"
        )
    return "\n".join([*lines, ""]).encode()


_serial = iter(range(1, 10_000))


def _people() -> tuple[User, User]:
    """A supplier with a picture, and an officer."""
    number = next(_serial)
    found = []
    for is_buyer, role in ((False, "SA"), (True, "PO")):
        company = Company.objects.filter(is_buyer=True).first() if is_buyer else None
        company = company or Company.objects.create(
            number=f"CMP-BENCH-{number}{role}", state="active", legal_name_ko="측정 회사", legal_name_en="Bench",
            country="ZZ", is_buyer=is_buyer,
        )  # fmt: skip
        user = User.objects.create(email=f"bench-{number}-{role}@bench.example", name="bench")
        membership = Membership.objects.create(user=user, company=company)
        membership.roles.set(Role.objects.filter(code=role))
        User.objects.filter(pk=user.pk).update(active_membership=membership)
        found.append(User.objects.get(pk=user.pk))
    seller = found[0]
    store_upload(ContentFile(schematic("bearing"), name="bearing.png"), company=seller.company, by=seller)
    return found[0], found[1]


def _import(text: bytes, seller: User) -> BulkJob:
    assert seller.company is not None  # noqa: S101 (made so)
    node = ClassNode.objects.get(code=BEARINGS, scheme__code="UNSPSC")
    job = services.upload_list(seller.company, ContentFile(text, name="bench.csv"), by=seller, class_node=node)
    services.run_list(job.pk, seconds=FOREVER)
    services.apply_list(BulkJob.objects.get(pk=job.pk), by=seller)
    services.run_list(job.pk, seconds=FOREVER)
    job.refresh_from_db()
    if job.done.get("new") != job.total:
        raise AssertionError(f"{job.state} {job.counts} {job.done}")
    return job


def _analyze() -> None:
    """What autovacuum does on an installation that lives."""
    with connection.cursor() as cursor:
        for model in (*COPIED, BulkRow):
            cursor.execute(f"VACUUM ANALYZE {model._meta.db_table}")


def _publish(job: BulkJob, seller: User, officer: User) -> None:
    batch = services.submit_batch(job, by=seller)
    services.run_batch(batch.pk, seconds=FOREVER)
    batch = services.take_up_batch(ReviewBatch.objects.get(pk=batch.pk), by=officer)
    batch.items.filter(sampled=True).update(looked_at=True)
    services.publish_batch(batch, by=officer)
    services.run_batch(batch.pk, seconds=FOREVER)
    if ReviewBatch.objects.get(pk=batch.pk).state != "published":
        raise AssertionError(batch.state)


def _copy(seller: User) -> float:
    """The rows that the import wrote, by COPY into tables without keys, indexes and triggers."""
    where = {
        Product: "company_id = {0}",
        ProductVersion: "product_id IN (SELECT id FROM catalog_product WHERE company_id = {0})",
        AttributeValue: "version_id IN (SELECT v.id FROM catalog_productversion v JOIN catalog_product p "
        "ON p.id = v.product_id WHERE p.company_id = {0})",
    }
    spent = 0.0
    with connection.cursor() as cursor:
        for model in COPIED:
            table, chosen = model._meta.db_table, where[model].format(int(seller.company_id or 0))
            out = io.StringIO()
            cursor.copy_expert(f"COPY (SELECT * FROM {table} WHERE {chosen}) TO STDOUT", out)  # noqa: S608 (numbers)
            cursor.execute(f"CREATE TEMP TABLE plain_{table} AS SELECT * FROM {table} LIMIT 0")  # noqa: S608 (ours)
            out.seek(0)
            begun = time.perf_counter()
            cursor.copy_expert(f"COPY plain_{table} FROM STDIN", out)
            spent += time.perf_counter() - begun
            cursor.execute(f"DROP TABLE plain_{table}")
    return spent


def _cells(text: bytes, most: int) -> list[list[str]]:
    return [line.split(",") for line in text.decode().splitlines()[1 : most + 1]]


def _row_by_row() -> float:
    """What the screens do for one product after the other."""
    seller, _officer = _people()
    assert seller.company is not None  # noqa: S101 (made so)
    node = ClassNode.objects.get(code=BEARINGS, scheme__code="UNSPSC")
    rows = _cells(file_of(ROW_BY_ROW), ROW_BY_ROW)
    begun = time.perf_counter()
    for sku, name_ko, name_en, maker, model, origin, lead, moq, price, _picture, bore, outside, width in rows:
        texts = {"name_ko": name_ko, "name_en": name_en, "maker": maker, "model": model, "origin": origin}
        product = services.register_product(seller.company, sku=sku, class_node=node, by=seller, **texts)
        sizes = {"bore": bore, "outside_diameter": outside, "width": width}
        services.save_draft(
            product.versions.get(), by=seller, attributes={code: {"value": size} for code, size in sizes.items()}
        )
        services.set_supply(product, by=seller, lead_time_days=int(lead), moq=int(moq), price=int(price))
    return time.perf_counter() - begun


def _import_export(text: bytes) -> float:
    """The same rows by a ModelResource that checks the cells of a product and writes what the portal writes: version,
    values, picture, and an entry of the trail.
    """
    import tablib  # not of ours: measured where it happens to be
    from import_export.resources import ModelResource

    seller, _officer = _people()
    node = ClassNode.objects.get(code=BEARINGS, scheme__code="UNSPSC")
    definitions = definitions_for(node)
    rules = {code: definitions[code].as_rule() for code in ("bore", "outside_diameter", "width")}
    picture = File.objects.get(company=seller.company)

    class Products(ModelResource):
        class Meta:
            model = Product
            import_id_fields = ("sku",)
            clean_model_instances = True
            fields = ("sku", "lead_time_days", "moq", "price", "number", "company", "created_by")

        def before_import_row(self, row, **_rest):
            """What the file does not say."""
            row |= {"number": f"IE-{seller.pk}-{row['sku']}", "company": seller.company_id, "created_by": seller.pk}

        def get_queryset(self):
            """Only the company's own."""
            return Product.objects.filter(company_id=seller.company_id)

        def after_save_instance(self, instance, row, **_rest):
            """The version and its values."""
            names = ("name_ko", "name_en", "maker", "model", "origin")
            version = ProductVersion.objects.create(
                product=instance, no=1, class_node=node, created_by=seller, **{name: row[name] for name in names}
            )
            for code, rule in rules.items():
                value = read_value(rule, {"value": row[code]})
                parts = {name: getattr(value, name) for name in AttributeValue.FIELDS}
                AttributeValue.objects.create(version=version, definition=definitions[code], **parts)
            ProductFile.objects.create(version=version, file=picture)
            record(instance, "created", by=seller)

    headers = [
        "sku", "name_ko", "name_en", "maker", "model", "origin", "lead_time_days", "moq", "price", "picture",
        "bore", "outside_diameter", "width",
    ]  # fmt: skip
    data = tablib.Dataset(*_cells(text, IMPORT_EXPORT), headers=headers)
    begun = time.perf_counter()
    result = Products().import_data(data, raise_errors=True)
    spent = time.perf_counter() - begun
    if result.totals["new"] != len(data):
        raise AssertionError(result.totals)
    return spent * IMPORT_EXPORT / len(data)


@contextmanager
def _watched() -> Iterator[list[float]]:
    """The memory of this process in MB, looked at every 20 ms while something runs."""
    seen, ended = [_memory_mb()], threading.Event()

    def look() -> None:
        while not ended.wait(0.02):
            seen.append(_memory_mb())

    watcher = threading.Thread(target=look, daemon=True)
    watcher.start()
    try:
        yield seen
    finally:
        ended.set()
        watcher.join()
        seen.append(_memory_mb())


def _memory_mb() -> float:
    """What is resident now; the peak so far where the system tells no more (macOS)."""
    if STATM.exists():
        return int(STATM.read_text().split()[1]) * resource.getpagesize() / 2**20
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
