"""The company's products in its data passport: elsewhere they become drafts."""

from collections.abc import Iterator
from datetime import date
from itertools import islice
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from catalog import services
from catalog.models import BulkRow, GroupApplication, Inquiry, Product, ProductFile, ProductVersion, Quote
from catalog.queries.bulk_sheets import catalogue_cells
from catalog.queries.registration import applications_visible_to
from catalog.queries.sourcing import own_proposals
from catalog.rules.columns import PICTURE, SKU
from catalog.states import ApplicationState, BulkVerdict, FileRole, ProductState
from portal.display import korean
from portal.errors import RuleBroken
from portal.passport.registry import (
    OWN,
    RECORD,
    Gathering,
    Outcome,
    PlanLine,
    Row,
    Section,
    Taking,
    Things,
    sections,
)

AT_ONCE = 100  # as many as a program may send in one call


def product_rows(gathering: Gathering) -> Iterator[Row]:
    """Each product as a program would send it, with its pictures and documents."""
    latest: dict[str, ProductVersion] = {}
    versions = ProductVersion.objects.filter(product__company=gathering.company).select_related("product")
    for version in versions.exclude(product__state=ProductState.WITHDRAWN).order_by("product", "no").iterator():
        latest[version.product.sku] = version
    for cells in catalogue_cells(gathering.company):
        version = latest.get(cells[SKU])
        files = ProductFile.objects.filter(version=version).select_related("file").order_by("order", "pk")
        yield {
            "cells": {key: cell for key, cell in cells.items() if key != PICTURE},
            "number": version.product.number if version else "",
            "state": version.product.state if version else "",
            "files": [
                {"role": each.role, "dated": each.dated, "file": told}
                for each in files
                if (told := gathering.file(each.file))
            ],
        }


def _cells(row: Row) -> dict[str, str]:
    return {str(key): str(cell) for key, cell in dict(row["cells"]).items() if key != PICTURE}


def product_plan(taking: Taking, rows: Iterator[Row]) -> Iterator[PlanLine]:
    """By part number: new ones become drafts, what is there stays as it is."""
    here = set(Product.objects.filter(company=taking.company).values_list("sku", flat=True))
    for row in rows:
        cells = _cells(row)
        name = cells.get("name_ko") or cells.get("name_en") or ""
        there = cells[SKU] in here
        yield PlanLine(
            f"{cells[SKU]} {name}", "there" if there else "new", _("What stands here stays.") if there else ""
        )


def product_take(taking: Taking, rows: Iterator[Row]) -> Outcome:
    """As drafts; the company sends them to the review itself."""
    outcome = Outcome()
    here = set(Product.objects.filter(company=taking.company).values_list("sku", flat=True))
    fresh = (row for row in rows if not _is_there(row, here, outcome))
    while chunk := list(islice(fresh, AT_ONCE)):
        job = services.take_rows(taking.company, [_cells(row) for row in chunk], by=taking.by)
        files = {_cells(row)[SKU]: row.get("files") or [] for row in chunk}
        for made in job.rows.select_related("version__product").order_by("line"):
            if made.verdict == BulkVerdict.NEW and made.version is not None:
                outcome.taken += 1
                _attach(taking, made, files.get(made.sku, []), outcome)
            else:
                place = 1 if korean() else 2
                why = " ".join(str(fault[place]) for fault in made.faults) or str(BulkVerdict(made.verdict).label)
                outcome.refused.append((made.sku, why))
    return outcome


def _is_there(row: Row, here: set[str], outcome: Outcome) -> bool:
    there = _cells(row)[SKU] in here
    outcome.there += there
    return there


def _attach(taking: Taking, made: BulkRow, files: list[dict[str, Any]], outcome: Outcome) -> None:
    for each in files:
        upload = taking.upload(each.get("file"))
        if upload is None or each.get("role") not in FileRole.values or made.version is None:
            continue
        dated = date.fromisoformat(each["dated"]) if each.get("dated") else None
        try:
            services.attach_file(made.version, upload, role=each["role"], by=taking.by, dated=dated)
        except RuleBroken as refusal:
            outcome.refused.append((f"{made.sku}: {upload.name}", str(refusal)))


sections.add(
    "catalog.products",
    Section(
        label=gettext_lazy("Own products"),
        said=gettext_lazy("Every product with its attributes, price and supply, pictures and documents."),
        kind=OWN,
        rows=product_rows,
        plan=product_plan,
        take=product_take,
        at_once=AT_ONCE,
        order=30,
    ),
)


# What was asked and offered ------------------------------------------------------------------------------------------
def inquiry_rows(gathering: Gathering) -> Iterator[Row]:
    """Each with its messages; who asked is told as its department, as on the page."""
    own = Inquiry.objects.filter(company=gathering.company).select_related("product").prefetch_related("messages")
    for each in own.order_by("pk").iterator(chunk_size=500):
        yield {
            "number": each.number,
            "product": each.product.number,
            "state": each.state,
            "department": each.department,
            "asked_at": each.asked_at,
            "answered_at": each.answered_at,
            "messages": [{"side": said.side, "text": said.text, "at": said.at} for said in each.messages.all()],
        }


sections.add(
    "catalog.inquiries",
    Section(
        label=gettext_lazy("Questions about products"),
        said=gettext_lazy("What was asked about the company's products, with its answers."),
        kind=RECORD,
        rows=inquiry_rows,
        order=130,
    ),
)
sections.add(
    "catalog.quotes",
    Section(
        label=gettext_lazy("Quotes given"),
        said=gettext_lazy("Every revision of the company's quotes."),
        kind=RECORD,
        rows=Things(
            lambda gathering: Quote.objects.filter(invitation__company=gathering.company).select_related(
                "invitation__request"
            ),
            "uid",
            "currency",
            "freight",
            "valid_until",
            "note",
            request="invitation.request.number",
            revision="no",
            sent_at="at",
        ),
        order=131,
    ),
)
sections.add(
    "catalog.proposals",
    Section(
        label=gettext_lazy("Proposals to sourcing requests"),
        said=gettext_lazy("What the company has proposed, with price and lead time."),
        kind=RECORD,
        rows=Things(
            lambda gathering: own_proposals(gathering.user),
            "uid",
            "price",
            "currency",
            "freight_won",
            "lead_time_days",
            "statement",
            "received_at",
            request="request.number",
            product="product.number",
        ),
        order=132,
    ),
)


# Registration for sourcing groups -------------------------------------------------------------------------------------
RESULT = ("outcome", "score", "pass_mark", "relief", "reason", "notified_at", "appeal_until", "valid_to", "recheck_on")


def application_parts(gathering: Gathering, each: GroupApplication) -> Row:
    """Its documents, certificates and appeals; the result once the company was told of it."""
    told = each.state == ApplicationState.NOTIFIED
    return {
        "documents": [
            {"code": paper.code, "added_at": paper.added_at, "file": gathering.file(paper.file)}
            for paper in each.documents.all()
        ],
        "certificates": [{"kind": held.kind_id, "number": held.number} for held in each.certificates.all()],
        "result": {name: getattr(each, name) for name in RESULT} if told else None,
        "appeals": [
            {
                "state": appeal.state,
                "text": appeal.text,
                "filed_at": appeal.filed_at,
                "answer": appeal.answer,
                "decided_at": appeal.decided_at,
            }
            for appeal in each.appeals.all()
        ],
    }


sections.add(
    "catalog.group_applications",
    Section(
        label=gettext_lazy("Applications for sourcing groups"),
        said=gettext_lazy("What the company has said and handed in to be registered, and what came of it."),
        kind=RECORD,
        rows=Things(
            lambda gathering: (
                applications_visible_to(gathering.user)
                .filter(company=gathering.company)
                .prefetch_related("documents__file", "certificates", "appeals")
            ),
            "number",
            "state",
            "answers",
            "references",
            "applied_at",
            "note",
            "documents_until",
            group="call.group.code",
            group_name_ko="call.group.name_ko",
            criteria="call.criteria",
            parts=application_parts,
        ),
        order=129,
    ),
)
