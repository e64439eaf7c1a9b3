"""Doors of the reviewers to a list in review: the sample, single products, publish or return all of it."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from catalog import policies, services
from catalog.forms.bulk import BatchReturnForm, LookItemForm
from catalog.models import BatchItem, ReviewBatch
from catalog.queries.bulk import batches_visible_to, beyond_the_sample
from catalog.rules.batch_sample import MOST_COMPARED
from catalog.states import BatchState
from portal.audit.queries import staff_timeline_of
from portal.display import korean
from portal.errors import RuleBroken
from portal.http import page, reads, see, writes
from portal.paging import Paginator

PER_PAGE = 50


def _batch(request: HttpRequest, uid: UUID) -> ReviewBatch:
    if not request.user.is_internal:
        raise Http404  # the supplier's page is that of its list
    return get_object_or_404(batches_visible_to(request.user), uid=uid)


@reads
def batch_detail(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The sample first; all the others by part number."""
    return _show(request, _batch(request, uid))


def _show(request: HttpRequest, batch: ReviewBatch, form: BatchReturnForm | None = None) -> HttpResponse:
    items = batch.items.exclude(sha256="").select_related(
        "version__product__company", "version__class_node", "version__product__current"
    )
    wanted = request.GET.get("q", "").strip()[:40]
    shows_all = request.GET.get("show") == "all" or bool(wanted)
    if wanted:
        items = items.filter(version__product__sku__icontains=wanted)
    elif not shows_all and batch.seed is not None:
        items = items.filter(sampled=True)
    results = Paginator(items, PER_PAGE).get_page(request.GET.get("page"))
    sampled = batch.items.filter(sampled=True)
    may_review = policies.may_review_batch(request.user, batch)
    context: dict[str, Any] = {
        "batch": batch,
        "results": results,
        "rows": [_row(item) for item in results],
        "wanted": wanted,
        "shows_all": shows_all,
        "to_look_at": sampled.filter(looked_at=False).count(),
        "beyond": beyond_the_sample(batch),
        "compared": MOST_COMPARED,
        "going_back": batch.items.exclude(remark="").count(),
        "may_review": may_review,
        "may_answer": may_review and batch.state == BatchState.IN_REVIEW,
        "return_form": form or BatchReturnForm(),
        "entries": staff_timeline_of(request.user, batch),
    }
    status = 422 if form is not None and form.errors else 200
    return page(request, "catalog/batch_detail.html", context, part="catalog/_batch_panel.html", status=status)


def _row(item: BatchItem) -> dict[str, Any]:
    place = 1 if korean() else 2
    return {"item": item, "version": item.version, "hints": [hint[place] for hint in item.hints]}


def _deed(request: HttpRequest, uid: UUID, do, said: str) -> HttpResponse:
    batch = _batch(request, uid)
    do(batch, by=request.user)
    messages.success(request, said)
    return see(request, reverse("catalog:batch-detail", args=[uid]))


@writes
def batch_take_up(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Take it, and have the sample drawn."""
    return _deed(request, uid, services.take_up_batch, _("You review this list. The sample is drawn."))


@writes
def batch_put_back(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Leave it to a colleague."""
    return _deed(request, uid, services.put_back_batch, _("The list is back in the queue."))


@writes
def batch_publish(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Publish all but those with a remark."""
    return _deed(request, uid, services.publish_batch, _("The products are being published. You may leave this page."))


@writes
def batch_return(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Send all of it back."""
    batch = _batch(request, uid)
    form = BatchReturnForm(request.POST)
    if form.is_valid():
        try:
            services.return_batch(batch, by=request.user, **form.cleaned_data)
        except RuleBroken as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        else:
            messages.success(request, _("The list goes back to the supplier."))
            return see(request, reverse("catalog:review-queue"))
    return _show(request, batch, form)


@writes
def batch_look(request: HttpRequest, uid: UUID, item: int) -> HttpResponse:
    """One product was opened."""
    batch = _batch(request, uid)
    found = get_object_or_404(batch.items.select_related("version__product"), pk=item)
    form = LookItemForm(request.POST)
    if form.is_valid():
        services.look_at_item(found, by=request.user, remark=form.cleaned_data["remark"])
    else:
        messages.error(request, " ".join(form.errors.get("remark", [])))
    if request.htmx:
        return _show(request, _batch(request, uid))
    return see(request, f"{reverse('catalog:batch-detail', args=[uid])}#item-{item}")
