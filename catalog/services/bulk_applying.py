"""Take the rows of a list over, a chunk at a time, by statements over many rows.

A chunk is one transaction with one entry of the trail: new products and their first drafts, drafts that change,
revisions of what is published, and price and supply in force at once. A row that no longer fits what stands there is
left as a conflict; nothing of it is kept. Several connections may take chunks of one list at once.
"""

import hashlib
import json
from collections import Counter
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext as _

from catalog.models import BulkJob, ClassScheme, Product
from catalog.queries.bulk import standing_products
from catalog.queries.classes import UNSPSC
from catalog.rules.bulk_rows import refuse, runs_of
from catalog.services import bulk_sql as sql
from catalog.services.search import index_products
from catalog.states import BulkState, BulkVerdict, FileRole, ProductState
from portal.audit.services import record
from portal.clock import SEOUL, ClockTimestamp, db_now
from portal.people.models import User

V = BulkVerdict
TAKEN = (V.NEW, V.CHANGED, V.SUPPLY)


class ListStopped(Exception):
    """Meanwhile the list was cancelled, or it failed: nothing of this chunk is kept."""


@transaction.atomic
def apply_chunk(job: BulkJob, *, by: User, most: int, after: int = 0, beside: bool = False) -> int | None:
    """Take the next rows behind the line ``after`` over: the last line of them, None where no row is left.

    Committed whole with the figures of the job, so it is never done twice. ``beside``: others do the same; the rows
    that they hold are passed by, and keys are checked before the job is held, so that nobody waits for that.
    """
    left = job.rows.filter(line__gt=after, verdict__in=TAKEN, applied=False).order_by("line")
    left = left.select_for_update(of=("self",), skip_locked=beside)
    rows = list(left.values_list("pk", "line", "verdict", "sku")[:most])
    if not rows:
        return None
    new = [pk for pk, _line, verdict, _sku in rows if verdict == V.NEW]
    known = {pk: sku for pk, _line, verdict, sku in rows if verdict != V.NEW}
    done = _add(job, new, by) if new else []
    done += _change(job, known, by) if known else []
    taken = {line for line, *_keys in done}
    _leave([pk for pk, line, _verdict, _sku in rows if line not in taken])
    counts = Counter(verdict for _pk, line, verdict, _sku in rows if line in taken)
    if beside:
        _check_keys()
    _add_up(job, counts, rows[-1][1])
    told = sorted(done)
    digest = hashlib.sha256(json.dumps(told, separators=(",", ":")).encode()).hexdigest()
    lines = runs_of(sorted(line for _pk, line, *_rest in rows))
    # Nothing that locks comes behind this: the chain of the trail waits for nobody but the trail.
    record(job, "rows_applied", by=by, payload={"lines": lines, **dict(counts), "rows_sha256": digest})
    return rows[-1][1]


def _check_keys() -> None:
    """Foreign keys, which wait for the commit else."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def _add_up(job: BulkJob, counts: Counter[str], line: int) -> None:
    """The figures of the job, which other lanes write as well."""
    held = BulkJob.objects.select_for_update(of=("self",)).only("state", "done", "applied").get(pk=job.pk)
    if held.state != BulkState.APPLYING:
        raise ListStopped
    job.done = {name: held.done.get(name, 0) + counts.get(name, 0) for name in {*held.done, *counts}}
    job.applied = max(held.applied, line)
    BulkJob.objects.filter(pk=job.pk).update(done=job.done, applied=job.applied, touched_at=ClockTimestamp())


def _add(job: BulkJob, rows: list[int], by: User) -> list[tuple[int, int, int]]:
    """New products with their first drafts; a part number that came to be meanwhile is left out."""
    with connection.cursor() as cursor:
        cursor.execute(sql.NEW, _params(job, rows, by) | {"year": str(db_now().astimezone(SEOUL).year)})
        return cursor.fetchall()


def _change(job: BulkJob, known: dict[int, str], by: User) -> list[tuple[int, int, int]]:
    """Drafts, revisions, price and supply of products that are there, if they still are as they were when checked."""
    held = Product.objects.filter(company_id=job.company_id, sku__in=known.values())
    held = held.exclude(state=ProductState.WITHDRAWN).select_for_update(of=("self",))
    list(held.order_by("pk").values_list("pk"))
    standing = standing_products(job.company_id, known.values())
    contents = {pk: content or {} for pk, content in job.rows.filter(pk__in=known).values_list("pk", "content")}
    fits: list[tuple[int, int, int]] = []
    for pk, sku in known.items():
        stands, content = standing.get(sku), contents[pk]
        if stands is None or stands.state == ProductState.BLOCKED:
            continue
        if "m" in content and (stands.version, stands.edits) != (content["v"], content["e"]):
            continue
        fits.append((pk, stands.product, stands.version))
    if not fits:
        return []
    rows = [pk for pk, *_keys in fits]
    with connection.cursor() as cursor:
        cursor.execute(sql.FITS, [list(column) for column in zip(*fits, strict=True)])
        params = _params(job, rows, by)
        for statement in (
            sql.SUPPLY, sql.BREAKS_GONE, sql.BREAKS_IN, sql.REVISE, sql.REVISED_FILES, sql.REVISED_CLAIMS,
            sql.REWRITE, sql.VALUES_GONE, sql.VALUES_IN, sql.PICTURE_IN, sql.IDENTITY, sql.TAKEN_OVER,
        ):  # fmt: skip
            cursor.execute(statement, params)
    shown = [product for pk, product, _version in fits if "s" in contents[pk] or "b" in contents[pk]]
    index_products(Product.objects.filter(pk__in=shown, state=ProductState.PUBLISHED))
    return list(job.rows.filter(pk__in=rows).values_list("line", "product_id", "version_id"))


def _leave(rows: list[int]) -> None:
    """Rows that no longer fit what stands there."""
    if not rows:
        return
    message = refuse(lambda: _("This product was changed meanwhile. Export it, or import the row again."))
    fault = json.dumps([[-1, *message.messages]], ensure_ascii=False)
    with connection.cursor() as cursor:
        cursor.execute(sql.LEFT_AS_CONFLICT, {"rows": rows, "fault": fault})


def _params(job: BulkJob, rows: list[int], by: User) -> dict[str, Any]:
    return {
        "rows": rows,
        "company": job.company_id,
        "by": by.pk,
        "scheme": ClassScheme.objects.only("pk").get(code=UNSPSC).pk,
        "role": job.defaults.get("picture_role", FileRole.PICTURE.value),
    }
