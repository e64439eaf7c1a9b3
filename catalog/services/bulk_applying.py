"""Take the rows of a list over, a chunk at a time, by statements over many rows.

A chunk is one transaction with one entry of the trail: new products and their first drafts, drafts that change,
revisions of what is published, and price and supply in force at once. A row that no longer fits what stands there is
left as a conflict; nothing of it is kept.
"""

import hashlib
import json
from collections import Counter
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext as _

from catalog.models import BulkJob, Product
from catalog.queries.bulk import standing_products
from catalog.rules.bulk_rows import refuse
from catalog.services import bulk_sql as sql
from catalog.services.search import index_products
from catalog.states import BulkVerdict, FileRole, ProductState
from portal.audit.services import record
from portal.clock import SEOUL, ClockTimestamp, db_now
from portal.people.models import User

V = BulkVerdict
TAKEN = (V.NEW, V.CHANGED, V.SUPPLY)


@transaction.atomic
def apply_chunk(job: BulkJob, *, by: User, most: int) -> bool:
    """Take the next rows over; whether there may be more. Committed whole with its place, so it is never done twice."""
    rows = list(
        job.rows.filter(line__gt=job.applied, verdict__in=TAKEN, applied=False)
        .order_by("line")
        .values_list("line", "verdict", "sku")[:most]
    )
    if not rows:
        return False
    new = [line for line, verdict, _sku in rows if verdict == V.NEW]
    known = {line: sku for line, verdict, sku in rows if verdict != V.NEW}
    done = _add(job, new, by) if new else []
    done += _change(job, known, by) if known else []
    _leave(job, {line for line, _verdict, _sku in rows} - {line for line, *_keys in done})
    verdicts = {line: verdict for line, verdict, _sku in rows}
    counts = Counter(verdicts[line] for line, *_keys in done)
    job.done = {name: job.done.get(name, 0) + counts.get(name, 0) for name in {*job.done, *counts}}
    job.applied = rows[-1][0]
    BulkJob.objects.filter(pk=job.pk).update(done=job.done, applied=job.applied, touched_at=ClockTimestamp())
    told = sorted(done)
    digest = hashlib.sha256(json.dumps(told, separators=(",", ":")).encode()).hexdigest()
    record(
        job, "rows_applied", by=by, payload={"lines": [rows[0][0], rows[-1][0]], **dict(counts), "rows_sha256": digest}
    )
    return len(rows) == most


def _add(job: BulkJob, lines: list[int], by: User) -> list[tuple[int, int, int]]:
    """New products with their first drafts; a part number that came to be meanwhile is left out."""
    with connection.cursor() as cursor:
        cursor.execute(sql.NEW, _params(job, lines, by) | {"year": str(db_now().astimezone(SEOUL).year)})
        return cursor.fetchall()


def _change(job: BulkJob, known: dict[int, str], by: User) -> list[tuple[int, int, int]]:
    """Drafts, revisions, price and supply of products that are there, if they still are as they were when checked."""
    held = Product.objects.filter(company_id=job.company_id, sku__in=known.values()).exclude(
        state=ProductState.WITHDRAWN
    )
    list(held.select_for_update(of=("self",)).order_by("pk").values_list("pk"))
    standing = standing_products(job.company_id, known.values())
    contents = {line: content or {} for line, content in job.rows.filter(line__in=known).values_list("line", "content")}
    fits: list[tuple[int, int, int]] = []
    for line, sku in known.items():
        stands, content = standing.get(sku), contents[line]
        if stands is None or stands.state == ProductState.BLOCKED:
            continue
        if "m" in content and (stands.version, stands.edits) != (content["v"], content["e"]):
            continue
        fits.append((line, stands.product, stands.version))
    if not fits:
        return []
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE catalog_bulkrow r SET product_id = t.product, version_id = t.version, applied = true "
            "FROM unnest(%s::int[], %s::bigint[], %s::bigint[]) AS t(line, product, version) "
            "WHERE r.job_id = %s AND r.line = t.line",
            [*map(list, zip(*fits, strict=True)), job.pk],
        )
        params = _params(job, [line for line, *_keys in fits], by)
        for statement in (
            sql.SUPPLY, sql.BREAKS_GONE, sql.BREAKS_IN, sql.REVISE, sql.REVISED_FILES, sql.REVISED_CLAIMS,
            sql.REWRITE, sql.VALUES_GONE, sql.VALUES_IN, sql.PICTURE_IN, sql.IDENTITY, sql.TAKEN_OVER,
        ):  # fmt: skip
            cursor.execute(statement, params)
    shown = [product for line, product, _version in fits if "s" in contents[line]]
    index_products(Product.objects.filter(pk__in=shown, state=ProductState.PUBLISHED))
    return list(
        job.rows.filter(line__in=[line for line, *_keys in fits]).values_list("line", "product_id", "version_id")
    )


def _leave(job: BulkJob, lines: set[int]) -> None:
    """Rows that no longer fit what stands there."""
    if not lines:
        return
    message = refuse(lambda: _("This product was changed meanwhile. Export it, or import the row again."))
    fault = json.dumps([[-1, *message.messages]], ensure_ascii=False)
    with connection.cursor() as cursor:
        cursor.execute(sql.LEFT_AS_CONFLICT, {"job": job.pk, "lines": sorted(lines), "fault": fault})


def _params(job: BulkJob, lines: list[int], by: User) -> dict[str, Any]:
    return {
        "job": job.pk,
        "lines": lines,
        "company": job.company_id,
        "by": by.pk,
        "scheme": _scheme(),
        "role": job.defaults.get("picture_role", FileRole.PICTURE.value),
    }


def _scheme() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT id FROM catalog_classscheme WHERE code = 'UNSPSC'")
        return cursor.fetchone()[0]
