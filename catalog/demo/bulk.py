"""The demonstration's lists: one taken over with errors left, one in review as a batch, one checked and waiting."""

import random

from django.core.files.base import ContentFile

from catalog import services
from catalog.drawings import schematic
from catalog.models import BulkJob, ClassNode
from catalog.services import bulk_batches, bulk_jobs
from portal.demo import Part, World, parts
from portal.files.services import store_upload
from portal.people.models import User

HEADER = "품번,품명,영문명,제조사,모델,원산지,납기,최소주문,단가,수량별 단가,사진,나사 지름 (mm),길이 (mm),강도 등급"
BOLTS = "31161620"
PICTURE = "schematic-bolt.png"
LENGTHS = (20, 25, 30, 35, 40, 45, 50, 60, 70, 80, 90, 100)
SIZES = {6: 40, 8: 70, 10: 110, 12: 170, 16: 320, 20: 560, 24: 980}


def rows_of(rng: random.Random, prefix: str, maker: str) -> list[list[str]]:
    """Hexagon bolts of all sizes and lengths, with invented names and prices."""
    found = []
    for size, base in SIZES.items():
        for length in LENGTHS:
            price = base + length * size // 20 + rng.randrange(0, 9)
            name = f"{prefix}-M{size}x{length}"
            found.append(
                [name, f"육각 볼트 M{size}×{length}", f"Hexagon bolt M{size} x {length}", maker, name, "KR", "7", "100",
                 str(price), f"1000: {price * 94 // 100}; 5000: {price * 88 // 100}", PICTURE, str(size), str(length),
                 "8.8"]
            )  # fmt: skip
    return found


def spoiled(rows: list[list[str]]) -> list[list[str]]:
    """A few slips as people make them."""
    bad = [list(row) for row in rows]
    bad[3][8] = "1만 2천원"
    bad[7][5] = "국내"
    bad[11][11] = "6 kg"
    bad[15][6] = "일주일"
    bad[19][9] = "1000개부터 90원"
    bad[23][1] = "육각 볼트 M8 문의 02-555-0134"
    bad[27][0] = bad[26][0]
    bad[31][10] = "M10.png"
    return bad


def _file(rows: list[list[str]], name: str) -> ContentFile:
    lines = [HEADER, *(",".join(f'"{cell}"' for cell in row) for row in rows), ""]
    return ContentFile("\n".join(lines).encode("cp949"), name=name)


def _sent(rows: list[list[str]], name: str, by: User) -> BulkJob:
    assert by.company is not None  # noqa: S101 (a supplier's bidder)
    node = ClassNode.objects.get(code=BOLTS, scheme__code="UNSPSC")
    job = services.upload_list(by.company, _file(rows, name), by=by, class_node=node)
    if job.state == "uploaded":
        mapping = [target or bulk_jobs.LEFT_OUT for target in job.mapping]
        job = services.assign_columns(job, mapping, by=by)
    bulk_jobs.run_list(job.pk)
    job.refresh_from_db()
    return job


def _taken(job: BulkJob, by: User) -> BulkJob:
    services.apply_list(job, by=by)
    bulk_jobs.run_list(job.pk)
    job.refresh_from_db()
    return job


def fill(world: World) -> None:
    """Two suppliers of bolts."""
    sellers = [world.bidders[company.pk] for company in world.suppliers[:2] if company.pk in world.bidders]
    for number, seller in enumerate(sellers):
        store_upload(ContentFile(schematic("bolt"), name=PICTURE), company=seller.company, by=seller)
        rows = rows_of(world.rng, f"HB{number + 1}", ("누리볼트", "다온체결")[number])
        if number == 0:
            _taken(_sent(spoiled(rows), "육각볼트_2026하반기.csv", seller), seller)
            cheaper = [[*row[:8], str(int(row[8]) + 5), *row[9:]] for row in rows[:24]]
            _sent(cheaper, "육각볼트_단가인상.csv", seller)
            continue
        job = _taken(_sent(rows, "hex-bolts.csv", seller), seller)
        batch = services.submit_batch(job, by=seller)
        bulk_batches.run_batch(batch.pk)


parts.add("catalog-lists", Part(order=24, title="lists of products", fill=fill))
