"""Doors of the reviewers: the queue, one version beside the published one, the answers."""

from datetime import datetime
from types import SimpleNamespace
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from catalog import policies, queries, services
from catalog.forms import RejectForm, ReturnForm
from catalog.models import ProductVersion
from catalog.queries.review import ANSWER_BUSINESS_DAYS
from catalog.states import VersionState
from portal.clock import SEOUL
from portal.errors import NotAllowed, RuleBroken, WrongState
from portal.http import page, page_now, reads, see, writes

PER_PAGE = 20


@reads
def review_queue(request: HttpRequest) -> HttpResponse:
    """What waits, longest waiting first."""
    if not (request.user.is_internal and request.user.has_role("PO", "AU")):
        raise NotAllowed(_("Only purchasing officers review products."))
    queue = queries.queue_visible_to(request.user)
    results = Paginator(queue, PER_PAGE).get_page(request.GET.get("page"))
    now = page_now(request)
    context = {
        "results": results,
        "rows": [_row(version, now) for version in results],
        "usual_days": queries.usual_review_days(),
        "answer_days": ANSWER_BUSINESS_DAYS,
    }
    return page(request, "catalog/review_queue.html", context, part="catalog/_review_list.html")


def _row(version: ProductVersion, now: datetime) -> SimpleNamespace:
    """A version of the queue with its age."""
    waited = (now - version.submitted_at).days if version.submitted_at else 0
    return SimpleNamespace(version=version, due=queries.review_due(version), waited=waited, is_first=version.no == 1)


def _version(request: HttpRequest, uid: UUID) -> ProductVersion:
    """A version that reviewers may see: it was sent in."""
    user = request.user
    if not (user.is_internal and user.has_role("PO", "AU")):
        raise Http404
    return get_object_or_404(queries.versions_visible_to(user), uid=uid)


@reads
def review_detail(request: HttpRequest, uid: UUID) -> HttpResponse:
    """One version beside what is published, with the machine's findings."""
    return _show(request, _version(request, uid))


def _show(request: HttpRequest, version: ProductVersion, **forms) -> HttpResponse:
    product = version.product
    before = product.current if product.current_id != version.pk else None
    changes = queries.changes_between(before, version)
    labels = {change.field: change.label for change in changes}
    in_review = version.state == VersionState.IN_REVIEW
    context: dict[str, Any] = {
        "version": version,
        "product": product,
        "price": queries.price_for(request.user, product, page_now(request).astimezone(SEOUL).date()),
        "before": before,
        "changes": changes,
        "changed": sum(change.is_changed for change in changes),
        "findings": services.check_listing(version) if version.is_waiting else [],
        "similar": queries.similar_listings(version) if version.is_waiting else [],
        "files": list(version.files.select_related("file")),
        "entries": queries.history_of(product, request.user),
        "may_review": policies.may_review(request.user, version),
        "in_review": in_review,
        "is_submitted": version.state == VersionState.SUBMITTED,
        "due": queries.review_due(version),
        "return_form": forms.get("return_form") or ReturnForm(labels=labels),
        "reject_form": forms.get("reject_form") or RejectForm(auto_id="id_reject_%s"),
    }
    status = 422 if any(form.errors for form in forms.values()) else 200
    return page(request, "catalog/review_detail.html", context, status=status)


def _seen(request: HttpRequest, version: ProductVersion, text: str) -> HttpResponse:
    messages.success(request, text)
    return see(request, reverse("catalog:review-detail", args=[version.uid]))


@writes
def review_take_up(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Take it up."""
    version = services.take_up_review(_version(request, uid), by=request.user)
    return _seen(request, version, _("You review this product now."))


@writes
def review_put_back(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Leave it to a colleague."""
    version = services.put_back_review(_version(request, uid), by=request.user)
    messages.success(request, _("%(name)s is back in the queue.") % {"name": version})
    return see(request, reverse("catalog:review-queue"))


@writes
def review_publish(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Publish it."""
    version = services.publish_version(_version(request, uid), by=request.user)
    messages.success(request, _("%(name)s is published.") % {"name": version})
    return see(request, reverse("catalog:review-queue"))


@writes
def review_return(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Back to the supplier, with remarks at fields."""
    version = _version(request, uid)
    labels = {change.field: change.label for change in queries.changes_between(None, version)}
    form = ReturnForm(request.POST, labels=labels)
    if form.is_valid():
        try:
            services.return_version(version, by=request.user, reason=form.cleaned_data["reason"], remarks=form.remarks)
        except WrongState:
            raise
        except RuleBroken as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        else:
            messages.success(request, _("%(name)s is returned. The supplier is told.") % {"name": version})
            return see(request, reverse("catalog:review-queue"))
    return _show(request, version, return_form=form)


@writes
def review_reject(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Refuse it for good."""
    version = _version(request, uid)
    form = RejectForm(request.POST, auto_id="id_reject_%s")
    if form.is_valid():
        services.reject_version(version, by=request.user, **form.cleaned_data)
        messages.success(request, _("%(name)s is rejected. The supplier is told why.") % {"name": version})
        return see(request, reverse("catalog:review-queue"))
    return _show(request, version, reject_form=form)
