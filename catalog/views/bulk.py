"""Doors of a supplier's lists: send one in, assign its columns, look at the check, take it over, correct, export."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import quote
from uuid import UUID

from django.contrib import messages
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from catalog import policies, services
from catalog.forms.bulk import ColumnsForm, ListForm, PicturesForm, TemplateForm, template_name
from catalog.models import BulkJob, BulkRow, Product, ReviewBatch
from catalog.queries.bulk import (
    batches_visible_to,
    common_faults,
    jobs_visible_to,
    nameless_rows,
    rows_in_trouble,
    rows_to_correct,
    rows_to_take_over,
    usable_classes,
)
from catalog.queries.bulk_changes import changes_of, first_new_rows, live_changes, rows_that_change
from catalog.queries.bulk_sheets import (
    CSV,
    MOST_XLSX,
    XLSX,
    catalogue_rows,
    correction_csv,
    correction_xlsx,
    csv_file,
    template_csv,
    template_xlsx,
    xlsx_file,
)
from catalog.rules.sheets import column_letters
from catalog.services.bulk_jobs import first_rows
from catalog.states import EDITABLE, BulkState, BulkVerdict, ProductState, VersionState
from portal.audit.queries import timeline_of
from portal.clock import SEOUL
from portal.display import korean
from portal.errors import RuleBroken
from portal.files.services import store_upload
from portal.files.states import PICTURES
from portal.http import page, page_now, reads, see, writes
from portal.paging import Paginator
from portal.policy import require

PER_PAGE, ROWS_PER_PAGE = 20, 30
CONTENT_TYPES = {
    CSV: "text/csv; charset=utf-8",
    XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def _company(request: HttpRequest):
    company = request.user.company
    if company is None or company.is_buyer:
        raise Http404
    return company


def _job(request: HttpRequest, uid: UUID) -> BulkJob:
    return get_object_or_404(jobs_visible_to(request.user), uid=uid)


def _own(request: HttpRequest, uid: UUID) -> BulkJob:
    return get_object_or_404(jobs_visible_to(request.user).filter(company=_company(request)), uid=uid)


@reads
def bulk_list(request: HttpRequest) -> HttpResponse:
    """What was sent in so far, latest first."""
    company = _company(request)
    results = Paginator(jobs_visible_to(request.user).filter(company=company), PER_PAGE).get_page(
        request.GET.get("page")
    )
    context = {"results": results, "may_list": policies.may_list(request.user, company)}
    return page(request, "catalog/bulk_list.html", context, part="catalog/_bulk_history.html")


@writes(shows_form=True)
def bulk_new(request: HttpRequest) -> HttpResponse:
    """Templates, pictures, and the file itself."""
    company = _company(request)
    form = ListForm(request.POST or None, request.FILES or None)
    if request.method == "POST":
        require(policies.may_list(request.user, company))
        if form.is_valid():
            try:
                job = services.upload_list(
                    company,
                    form.cleaned_data["upload"],
                    by=request.user,
                    class_node=form.cleaned_data["class_node"],
                    defaults=form.defaults,
                )
            except RuleBroken as refusal:
                form.add_error("upload", str(refusal))
            else:
                return see(request, _after_upload(job))
    return _show_new(request, form, PicturesForm())


def _after_upload(job: BulkJob) -> str:
    name = "bulk-columns" if job.state == BulkState.UPLOADED else "bulk-detail"
    return reverse(f"catalog:{name}", args=[job.uid])


def _show_new(
    request: HttpRequest, form: ListForm, pictures: PicturesForm, template: TemplateForm | None = None
) -> HttpResponse:
    template = template or TemplateForm()
    context = {
        "form": form,
        "pictures_form": pictures,
        "template_form": template,
        "classes": usable_classes(),
        "may_list": policies.may_list(request.user, _company(request)),
    }
    wrong = form.errors or pictures.errors or template.errors
    return page(request, "catalog/bulk_new.html", context, status=422 if wrong else 200)


@writes
def bulk_pictures(request: HttpRequest) -> HttpResponse:
    """Pictures for the rows that name them."""
    company = _company(request)
    require(policies.may_list(request.user, company))
    form = PicturesForm(request.POST, request.FILES)
    if not form.is_valid():
        return _show_new(request, ListForm(), form)
    for upload in form.cleaned_data["pictures"]:
        store_upload(upload, company=company, by=request.user, kinds=PICTURES)
    count = len(form.cleaned_data["pictures"])
    said = ngettext("%(count)d picture is there.", "%(count)d pictures are there.", count) % {"count": count}
    messages.success(request, said)
    return see(request, reverse("catalog:bulk-new"))


# Files to take away --------------------------------------------------------------------------------------------------
def _sent(content: bytes | Iterator[bytes], name: str, kind: str) -> HttpResponseBase:
    response: Any
    if isinstance(content, bytes):
        response = HttpResponse(content, content_type=CONTENT_TYPES[kind])
    else:
        response = StreamingHttpResponse(content, content_type=CONTENT_TYPES[kind])
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(f'{name}.{kind}')}"
    response["Cache-Control"] = "private, no-store"
    return response


def _kind(request: HttpRequest, otherwise: str = CSV) -> str:
    kind = request.GET.get("format", otherwise)
    if kind not in CONTENT_TYPES:
        raise Http404
    return kind


def _language() -> str:
    return "ko" if korean() else "en"


@reads
def bulk_template(request: HttpRequest) -> HttpResponseBase:
    """The file to fill in: of one class, or of all."""
    _company(request)
    kind = _kind(request, XLSX)
    form = TemplateForm(request.GET)
    if not form.is_valid():
        return _show_new(request, ListForm(), PicturesForm(), form)
    node = form.cleaned_data["class_node"]
    return _sent((template_xlsx if kind == XLSX else template_csv)(node, _language()), template_name(node), kind)


@reads
def bulk_export(request: HttpRequest) -> HttpResponseBase:
    """One's whole catalogue; sent in again, it changes nothing."""
    company, kind = _company(request), _kind(request)
    day = page_now(request).astimezone(SEOUL).date()
    rows = catalogue_rows(company, _language())
    if kind == CSV:
        return _sent(csv_file(rows), f"{_('Products')}-{day}", kind)
    if Product.objects.filter(company=company).exclude(state=ProductState.WITHDRAWN).count() > MOST_XLSX:
        said = _("A workbook holds at most %(most)s products here. Take the CSV file, which has all.")
        messages.warning(request, said % {"most": f"{MOST_XLSX:,}"})
        return see(request, reverse("catalog:bulk-list"))
    return _sent(xlsx_file(rows, _("Products")), f"{_('Products')}-{day}", kind)


@reads
def bulk_correction(request: HttpRequest, uid: UUID) -> HttpResponseBase:
    """The rows that did not come in, with what is wrong in each cell."""
    job = _own(request, uid)
    if job.expired_at is not None or not rows_to_correct(job).exists():
        raise Http404
    kind = _kind(request, XLSX if job.shape.get("kind") == "xlsx" else CSV)
    write = correction_xlsx if kind == XLSX else correction_csv
    return _sent(write(job, get_language() or "ko"), f"{job.number}-{_('corrections')}", kind)


# One list ------------------------------------------------------------------------------------------------------------
@reads
def bulk_detail(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Where it stands, what would change, what is wrong; asks again by itself while the worker has it."""
    job = _job(request, uid)
    context = _detail(request, job) | {"entries": timeline_of(job)[:30]}
    return page(request, "catalog/bulk_detail.html", context, part="catalog/_bulk_panel.html")


def _detail(request: HttpRequest, job: BulkJob) -> dict[str, Any]:
    troubled = Paginator(rows_in_trouble(job), ROWS_PER_PAGE).get_page(request.GET.get("page"))
    batches = list(job.batches.select_related("reviewer"))
    left = [item for batch in batches[:1] for item in _left_out(batch)]
    nameless, nameless_lines = nameless_rows(job)
    changing = Paginator(rows_that_change(job), ROWS_PER_PAGE).get_page(request.GET.get("changes"))
    is_own = job.company_id == request.user.company_id
    counts = job.counts if not job.is_running or job.checked_at else {}
    return {
        "job": job,
        "verdicts": [(verdict, counts.get(verdict, 0), job.done.get(verdict, 0)) for verdict in BulkVerdict],
        "changes": rows_to_take_over(counts),
        "troubles": sum(counts.get(name, 0) for name in ("faulty", "conflict")),
        "nameless": nameless,
        "nameless_points": [_lines_told(nameless, nameless_lines)],
        "changing": changing,
        "changed": changes_of(job, list(changing)),
        "live": live_changes(job),
        "first_new": first_new_rows(job),
        "troubled": troubled,
        "rows": [_trouble(job, row) for row in troubled],
        "may_correct": bool(troubled) and rows_to_correct(job).exists(),
        "common": [(words, count) for words, count in common_faults(job, get_language() or "ko") if count > 1],
        "batches": batches,
        "left": left,
        "may_act": is_own and bool(policies.may_list(request.user, job.company)),
        "to_submit": _to_submit(job, batches),
        "polls": job.is_running or any(batch.is_running for batch in batches),
    }


def _lines_told(count: int, lines: list[int]) -> str:
    """Which rows of the file these are; of very many the first ones."""
    told = _("The first rows of the file: %(lines)s") if count > len(lines) else _("Rows of the file: %(lines)s")
    return told % {"lines": ", ".join(map(str, lines))}


def _to_submit(job: BulkJob, batches: list[ReviewBatch]) -> int:
    """How many drafts of the list could be sent in now."""
    if job.state not in (BulkState.DONE, BulkState.CANCELLED) or any(b.is_running or b.is_waiting for b in batches):
        return 0
    return job.rows.filter(applied=True, version__state__in=EDITABLE).count()


def _left_out(batch: ReviewBatch) -> list[dict[str, Any]]:
    place = 1 if korean() else 2
    left = Q(sha256="") | Q(version__state=VersionState.RETURNED)
    items = batch.items.filter(left).select_related("version__product", "version__class_node")[:ROWS_PER_PAGE]
    return [
        {"item": item, "words": [stop[place] for stop in item.stops] or [_returned(item.version.reason)]}
        for item in items
    ]


def _returned(reason: str) -> str:
    return _("Returned: %(reason)s") % {"reason": reason}


def _trouble(job: BulkJob, row: BulkRow) -> dict[str, Any]:
    """A row with its faults at their cells, in the reader's language."""
    place = 1 if korean() else 2
    faults = []
    for fault in row.faults:
        at = fault[0]
        known = 0 <= at < len(job.header)
        faults.append(
            {
                "cell": f"{column_letters(at)}{row.line}" if known else "",
                "heading": job.header[at] if known else "",
                "text": row.cells[at][:60] if known and at < len(row.cells) else "",
                "words": fault[place],
            }
        )
    return {"row": row, "faults": faults}


@writes(shows_form=True)
def bulk_columns(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Which of our columns each heading of the file means."""
    job = _own(request, uid)
    if job.state not in (BulkState.UPLOADED, BulkState.CHECKED):
        return see(request, reverse("catalog:bulk-detail", args=[job.uid]))
    samples = first_rows(job)
    form = ColumnsForm(request.POST or None, job=job, samples=samples)
    if request.method == "POST":
        require(policies.may_list(request.user, job.company))
        if form.is_valid():
            try:
                services.assign_columns(
                    job,
                    form.mapping,
                    by=request.user,
                    class_node=form.cleaned_data["class_node"],
                    defaults=form.defaults,
                )
            except RuleBroken as refusal:
                form.add_error(None, str(refusal))
            else:
                return see(request, reverse("catalog:bulk-detail", args=[job.uid]))
    unknown = [heading for heading, target in zip(job.header, job.mapping, strict=True) if not target]
    context = {"job": job, "form": form, "classes": usable_classes(), "unknown": unknown}
    return page(request, "catalog/bulk_columns.html", context, status=422 if form.errors else 200)


def _deed(request: HttpRequest, uid: UUID, do, said: str) -> HttpResponse:
    job = _own(request, uid)
    do(job, by=request.user)
    messages.success(request, said)
    return see(request, reverse("catalog:bulk-detail", args=[job.uid]))


@writes
def bulk_apply(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Take over what was checked."""
    return _deed(request, uid, services.apply_list, _("The list is being taken over. You may leave this page."))


@writes
def bulk_cancel(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Stop it."""
    return _deed(request, uid, services.cancel_list, _("The list is cancelled. What was taken over stays."))


@writes
def bulk_resume(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Go on where it stood."""
    return _deed(request, uid, services.resume_list, _("The work goes on where it stood."))


@writes
def bulk_submit(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Send its drafts to the reviewers as one batch."""
    return _deed(request, uid, services.submit_batch, _("The products are being sent in. You may leave this page."))


@writes
def batch_withdraw(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Take a batch back before anybody took it up."""
    batches = batches_visible_to(request.user).filter(company=_company(request))
    batch = get_object_or_404(batches, uid=uid)
    services.withdraw_batch(batch, by=request.user)
    messages.success(request, _("The products are drafts again."))
    return see(request, reverse("catalog:bulk-detail", args=[batch.job.uid]))
