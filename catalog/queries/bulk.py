"""Lists of products and batches in review for their reader; what stands in the catalogue under many part numbers."""

import json
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db import connection
from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from catalog.models import (
    AttributeDef,
    BatchItem,
    BulkJob,
    BulkRow,
    ClassNode,
    ColumnMemory,
    Product,
    ProductVersion,
    ReviewBatch,
)
from catalog.queries.classes import UNSPSC, class_by_code, definitions_for
from catalog.queries.products import is_inside
from catalog.rules.bulk_rows import LANGUAGES
from catalog.rules.columns import Bilingual
from catalog.rules.row_reader import ClassColumns
from catalog.rules.values import Definition
from catalog.states import (
    BATCH_RUNNING,
    BATCH_WAITING,
    BULK_RUNNING,
    WAITING,
    WORKING,
    BatchState,
    BulkState,
    BulkVerdict,
    Datatype,
    Level,
    ProductState,
)
from portal.clock import ClockTimestamp
from portal.files.models import File
from portal.files.states import PICTURES
from portal.people.models import Company, User

STALE = timedelta(seconds=60)  # no sign of life for so long: the worker is gone, another one goes on
IN_TROUBLE = (BulkVerdict.FAULTY, BulkVerdict.CONFLICT)


# For people ----------------------------------------------------------------------------------------------------------
def jobs_visible_to(user) -> QuerySet[BulkJob]:
    """A supplier's own lists, latest first; the auditor's are all."""
    jobs = BulkJob.objects.select_related("company", "class_node", "file", "created_by")
    if not isinstance(user, User) or user.company_id is None:
        return jobs.none()
    if is_inside(user) and user.has_role("AU"):
        return jobs
    return jobs.filter(company_id=user.company_id, company__is_buyer=False)


def batches_visible_to(user) -> QuerySet[ReviewBatch]:
    """What was sent in, for reviewers and auditors; one's own for the supplier."""
    batches = ReviewBatch.objects.select_related("company", "job", "reviewer", "submitted_by")
    if not isinstance(user, User) or user.company_id is None:
        return batches.none()
    if is_inside(user) and user.has_role("PO", "AU"):
        return batches.exclude(state=BatchState.PREPARING).exclude(submitted_at=None)
    return batches.filter(company_id=user.company_id)


def batches_waiting() -> QuerySet[ReviewBatch]:
    """Batches that wait for a reviewer, longest waiting first: one line of the queue each."""
    return (
        ReviewBatch.objects.filter(state__in=BATCH_WAITING)
        .select_related("company", "job", "reviewer")
        .order_by("submitted_at", "pk")
    )


def in_waiting_batch() -> Exists:
    """For versions: whether it is reviewed with a batch, and so has no line of its own in the queue."""
    return Exists(
        BatchItem.objects.filter(
            version=OuterRef("pk"), sha256__gt="", batch__state__in=[*BATCH_WAITING, *BATCH_RUNNING], done=False
        )
    )


def beyond_the_sample(batch: ReviewBatch) -> int:
    """How many revisions and products with hints are not in the sample, because there are very many."""
    if batch.seed is None:
        return 0
    judged = ~Q(hints=[]) | Q(version__no__gt=1)
    return batch.items.filter(judged, sha256__gt="", sampled=False).count()


def kpi_bulk(since: date, until: date) -> dict[str, int]:
    """How many lists came in and how many products with them, between two days."""
    jobs = BulkJob.objects.filter(created_at__date__gte=since, created_at__date__lt=until)
    done = list(jobs.filter(state=BulkState.DONE).values_list("done", flat=True))
    return {
        "lists": jobs.count(),
        "lists_done": len(done),
        "new_products": sum(counts.get(BulkVerdict.NEW, 0) for counts in done),
        "batches_published": ReviewBatch.objects.filter(
            state=BatchState.PUBLISHED, decided_at__date__gte=since, decided_at__date__lt=until
        ).count(),
    }


def rows_to_take_over(counts: Mapping[str, int]) -> int:
    """How many rows of a checked list change the catalogue; ``counts`` are those of its check."""
    return sum(counts.get(verdict, 0) for verdict in (BulkVerdict.NEW, BulkVerdict.CHANGED, BulkVerdict.SUPPLY))


def rows_in_trouble(job: BulkJob) -> QuerySet[BulkRow]:
    """What was not, or will not be, taken over, in the order of the file."""
    return job.rows.filter(verdict__in=IN_TROUBLE).order_by("line")


def bulk_rows_of(job: BulkJob) -> list[BulkRow]:
    """Every row, in order, with its product and the version that came of it; where nothing changes, that in work."""
    rows = list(job.rows.select_related("product", "version__product", "version__class_node").order_by("line"))
    same = {row.sku: row for row in rows if row.verdict == BulkVerdict.UNCHANGED}
    if not same:
        return rows
    products = Product.objects.filter(company=job.company_id, sku__in=same).exclude(state=ProductState.WITHDRAWN)
    for product in products:
        same[product.sku].product = product
    versions = ProductVersion.objects.filter(product__in=products, state__in=WORKING)
    for version in versions.select_related("product", "class_node"):
        same[version.product.sku].version = version
    return rows


def rows_to_correct(job: BulkJob) -> QuerySet[BulkRow]:
    """The rows of the correction file; a part number's second row would overwrite what its first one brought."""
    first = BulkRow.objects.filter(job=job, sku=OuterRef("sku"), line__lt=OuterRef("line"))
    return rows_in_trouble(job).exclude(Exists(first.exclude(sku="")))


def nameless_rows(job: BulkJob, most: int = 10) -> tuple[int, list[int]]:
    """How many new rows of a checked list name no product, and the first lines of them.

    They come in, but stay drafts until somebody names them.
    """
    if job.state != BulkState.CHECKED or not job.counts.get(BulkVerdict.NEW):
        return 0, []
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*), (array_agg(line ORDER BY line))[:%s] FROM catalog_bulkrow"
            " WHERE job_id = %s AND verdict = 'new'"
            " AND coalesce(content->'t'->>'name_ko', '') = '' AND coalesce(content->'t'->>'name_en', '') = ''",
            [most, job.pk],
        )
        count, lines = cursor.fetchone()
        return count, lines or []


def common_faults(job: BulkJob, language: str, most: int = 5) -> list[tuple[str, int]]:
    """What is wrong most often, with the number of rows: the headings of a long list of errors."""
    place = "1" if language.startswith("ko") else "2"
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT f->>{place}, count(*) FROM catalog_bulkrow, jsonb_array_elements(faults) f "  # noqa: S608 (1 or 2)
            "WHERE job_id = %s AND verdict IN ('faulty', 'conflict') GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT %s",
            [job.pk, most],
        )
        return cursor.fetchall()


def running_job(company: Company) -> BulkJob | None:
    """The list of the company that the worker has now."""
    return BulkJob.objects.filter(company=company, state__in=BULK_RUNNING).first()


def left_behind() -> tuple[list[int], list[int]]:
    """Jobs and batches whose worker has given no sign of life: to be taken up again."""
    quiet = Q(touched_at__lt=ClockTimestamp() - STALE)
    jobs = BulkJob.objects.filter(quiet, state__in=BULK_RUNNING).values_list("pk", flat=True)
    batches = ReviewBatch.objects.filter(quiet, state__in=BATCH_RUNNING).values_list("pk", flat=True)
    return list(jobs), list(batches)


# For the reader of rows ----------------------------------------------------------------------------------------------
def bilingual(definition: AttributeDef) -> Bilingual:
    """An attribute in both languages; its choices should be prefetched."""
    both = {}
    for language in LANGUAGES:
        options = (
            {choice.code: getattr(choice, f"name_{language}") or choice.code for choice in definition.choices.all()}
            if definition.datatype == Datatype.ENUM
            else None
        )
        both[language] = Definition(
            definition.code,
            getattr(definition, f"name_{language}") or definition.code,
            definition.datatype,
            definition.quantity,
            definition.unit,
            definition.decimals,
            definition.required,
            options,
        )
    return Bilingual(definition.pk, both["ko"], both["en"])


def class_columns(code: str) -> ClassColumns | None:
    """A class and its attributes, for the reader of rows; None when there is no such class. Three queries."""
    node = class_by_code(code) if len(code) == 8 and code.isdigit() else None
    if node is None:
        return None
    attributes = {key: bilingual(definition) for key, definition in definitions_for(node).items()}
    return ClassColumns(node.code, node.level, node.active, attributes)


def all_attributes() -> list[Bilingual]:
    """Every attribute of any class: what the headings of a file of several classes may mean."""
    rows = AttributeDef.objects.filter(node__scheme__code=UNSPSC).prefetch_related("choices")
    return [bilingual(definition) for definition in rows.order_by("pk")]


def remembered_columns(company: Company) -> dict[str, str]:
    """Which of our columns the company's headings meant before."""
    return dict(ColumnMemory.objects.filter(company=company).values_list("heading", "target"))


def usable_classes() -> QuerySet[ClassNode]:
    """Classes with attributes of their own, for the choice of a template."""
    return ClassNode.objects.filter(scheme__code=UNSPSC, level=Level.COMMODITY, active=True, curated=True).order_by(
        "code"
    )


def pictures_named(company: Company, names: Collection[str]) -> dict[str, int]:
    """The latest picture of the company under each name."""
    files = File.objects.filter(company=company, name__in=list(names), kind__in=PICTURES).order_by("pk")
    return dict(files.values_list("name", "pk"))


# What stands in the catalogue ----------------------------------------------------------------------------------------
@dataclass(slots=True)
class Standing:
    """A product as it stands: its supply, and the version that a change would build on."""

    product: int
    sku: str
    state: str
    supply: dict[str, Any]
    breaks: list[tuple[Decimal, Decimal]]
    version: int
    version_state: str
    version_no: int
    edits: int
    by_list: bool  # a list wrote the version last
    class_code: str
    texts: dict[str, str]
    values: dict[str, list]
    pictures: list[str]
    last_no: int
    claims: bool = field(default=False)

    @property
    def is_waiting(self) -> bool:
        """Whether a reviewer has it."""
        return self.version_state in WAITING


STANDING = """
SELECT p.id, p.sku, p.state, p.moq, p.order_multiple, p.uom, p.lead_time_days, p.price, p.currency, p.price_visibility,
    p.price_valid_until,
    (SELECT array_agg(ARRAY[b.from_qty, b.price] ORDER BY b.from_qty) FROM catalog_pricebreak b
     WHERE b.product_id = p.id),
    v.id, v.state, v.no, v.edits,
    EXISTS (SELECT 1 FROM catalog_bulkrow r WHERE r.version_id = v.id AND r.edits = v.edits AND r.applied),
    n.code, v.name_ko, v.name_en, v.description_ko, v.description_en, v.maker, v.model, v.origin, v.hs_code,
    (SELECT jsonb_object_agg(d.code, jsonb_build_array(d.id, trim_scale(a.num)::text, trim_scale(a.low)::text,
        trim_scale(a.high)::text, a.unit, a.text, a.flag, a.day, trim_scale(a.si_num)::text,
        trim_scale(a.si_low)::text, trim_scale(a.si_high)::text))
     FROM catalog_attributevalue a JOIN catalog_attributedef d ON d.id = a.definition_id WHERE a.version_id = v.id),
    (SELECT array_agg(f.name ORDER BY pf.order, pf.id) FROM catalog_productfile pf
     JOIN files_file f ON f.id = pf.file_id WHERE pf.version_id = v.id AND pf.role IN ('picture', 'drawing')),
    (SELECT max(l.no) FROM catalog_productversion l WHERE l.product_id = p.id)
FROM catalog_product p
JOIN LATERAL (
    SELECT * FROM catalog_productversion w WHERE w.product_id = p.id AND w.state <> 'discarded'
    ORDER BY w.state IN ('draft', 'returned', 'submitted', 'in_review') DESC, w.id = p.current_id DESC, w.no DESC
    LIMIT 1
) v ON true
JOIN catalog_classnode n ON n.id = v.class_node_id
"""
OF_SKUS = STANDING + "WHERE p.company_id = %s AND p.sku = ANY(%s) AND p.state <> 'withdrawn'"
OF_COMPANY = STANDING + "WHERE p.company_id = %s AND p.id > %s AND p.state <> 'withdrawn' ORDER BY p.id LIMIT %s"
SUPPLY = (
    "moq",
    "order_multiple",
    "uom",
    "lead_time_days",
    "price",
    "currency",
    "price_visibility",
    "price_valid_until",
)
TEXTS = ("name_ko", "name_en", "description_ko", "description_en", "maker", "model", "origin", "hs_code")


def standing_products(company_id: int, skus: Collection[str]) -> dict[str, Standing]:
    """What stands under these part numbers. One query."""
    with connection.cursor() as cursor:
        cursor.execute(OF_SKUS, [company_id, list(skus)])
        return {row[1]: _standing(row) for row in cursor.fetchall()}


def all_standing(company_id: int, chunk: int = 1_000) -> Iterator[Standing]:
    """The whole catalogue of a company in the order of registration, a chunk at a time."""
    last = 0
    while True:
        with connection.cursor() as cursor:
            cursor.execute(OF_COMPANY, [company_id, last, chunk])
            rows = cursor.fetchall()
        for row in rows:
            yield _standing(row)
        if len(rows) < chunk:
            return
        last = rows[-1][0]


def _standing(row: tuple) -> Standing:
    values = row[26] or {}
    return Standing(
        product=row[0],
        sku=row[1],
        state=row[2],
        supply=dict(zip(SUPPLY, row[3:11], strict=True)),
        breaks=[(quantity, price) for quantity, price in row[11] or []],
        version=row[12],
        version_state=row[13],
        version_no=row[14],
        edits=row[15],
        by_list=row[16],
        class_code=row[17],
        texts=dict(zip(TEXTS, row[18:26], strict=True)),
        values=json.loads(values) if isinstance(values, str) else values,
        pictures=row[27] or [],
        last_no=row[28],
    )


def verdict_counts(job: BulkJob) -> dict[str, int]:
    """How many rows do what."""
    return dict(job.rows.order_by().values_list("verdict").annotate(count=Count("pk")))
