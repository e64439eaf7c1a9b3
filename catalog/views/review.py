"""Doors of the reviewers: the queue, one version beside the published one, the answers."""

from datetime import datetime
from types import SimpleNamespace
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from catalog import policies, queries, services
from catalog.forms import LookForm, QueueForm, RejectForm, ReturnForm
from catalog.models import ProductVersion, SecondLook
from catalog.models.review import is_unreviewed
from catalog.queries.bulk import batches_waiting
from catalog.queries.checklist import checklist
from catalog.queries.diff import diff_of
from catalog.queries.registration import applications_listed
from catalog.queries.review import (
    is_new_supplier,
    queue_branches,
    queue_counts,
    queue_narrowed,
    review_times,
)
from catalog.queries.second_look import looks_to_make, open_appeals
from catalog.queries.terms import review_terms
from catalog.states import LookState, VersionState
from catalog.views.returned import last_return
from portal.clock import SEOUL
from portal.errors import RuleBroken, WrongState
from portal.http import page, page_now, reads, see, writes
from portal.paging import Paginator
from portal.policy import require

PER_PAGE = 20


def review_tabs(request: HttpRequest, here: str, waiting: int | None = None) -> list[SimpleNamespace]:
    """The pages of the review; how many wait on each."""
    if waiting is None:
        waiting = queries.queue_visible_to(request.user).count()
    return [
        SimpleNamespace(url=reverse(f"catalog:{name}"), label=label, count=count, here=name == here)
        for name, label, count in (
            ("review-queue", _("Waiting"), waiting),
            ("look-list", _("Second looks"), looks_to_make(request.user).count()),
            ("appeal-list", _("Appeals"), open_appeals(request.user).count()),
            ("application-list", _("Registrations"), applications_listed(request.user, state="running").count()),
        )
    ]


@reads
def review_queue(request: HttpRequest) -> HttpResponse:
    """What waits, longest waiting first: single versions, and lists as one line each."""
    require(policies.may_read_queue(request.user))
    now = page_now(request)
    terms = review_terms(now.astimezone(SEOUL).date())
    queue = queries.queue_visible_to(request.user)
    form = QueueForm(request.GET, branches=queue_branches(queue))
    wanted = form.wanted()
    narrowed = queue_narrowed(queue, wanted, request.user, now=now, answer_days=terms.answer_days)
    results = Paginator(narrowed, PER_PAGE).get_page(request.GET.get("page"))
    counts = queue_counts(queue, request.user, now=now, answer_days=terms.answer_days)
    context = {
        "form": form,
        "results": results,
        "rows": [_row(version, now, terms.answer_days) for version in results],
        "counts": counts,
        "batches": batches_waiting() if not any(request.GET.values()) else [],
        "times": review_times(),
        "answer_days": terms.answer_days,
        "tabs": review_tabs(request, "review-queue", counts["all"]),
        "may_open": request.user.has_role("PO", "AU"),
        "is_narrowed": any(form.given().values()),
    }
    return page(request, "catalog/review_queue.html", context, part="catalog/_review_list.html")


def _row(version: ProductVersion, now: datetime, answer_days: int) -> SimpleNamespace:
    """A version of the queue with its age."""
    waited = (now - version.submitted_at).days if version.submitted_at else 0
    due = queries.review_due(version, answer_days)
    return SimpleNamespace(version=version, due=due, waited=waited, is_first=version.no == 1)


def reviewed_version(request: HttpRequest, uid: UUID) -> ProductVersion:
    """A version that reviewers may see: it was sent in."""
    user = request.user
    if not (user.is_internal and user.has_role("PO", "AU")):
        raise Http404
    return get_object_or_404(queries.versions_visible_to(user), uid=uid)


@reads
def review_detail(request: HttpRequest, uid: UUID) -> HttpResponse:
    """One version beside what is published, with the machine's findings."""
    return show_review(request, reviewed_version(request, uid))


def show_review(request: HttpRequest, version: ProductVersion, **forms) -> HttpResponse:
    """The page of a version under review, or of one that is looked at again."""
    product = version.product
    before = product.current if product.current_id != version.pk else None
    changes = queries.changes_between(before, version)
    labels = {change.field: change.label for change in changes}
    diff = diff_of(before, version, changes)
    only = before is not None and request.GET.get("show") == "changes"
    terms = review_terms(page_now(request).astimezone(SEOUL).date())
    look = SecondLook.objects.filter(version=version).select_related("first_by", "by").first()
    looked = bool(look and look.state == LookState.WAITING)
    findings = services.check_listing(version) + services.listing_hints(version) if version.is_waiting or looked else []
    language = version.submitted_by.language if version.submitted_by else "ko"
    context: dict[str, Any] = {
        "version": version,
        "product": product,
        "price": queries.price_for(request.user, product, page_now(request).astimezone(SEOUL).date()),
        "before": before,
        "changes": changes,
        "diff": diff,
        "rows": diff.shown(only),
        "only": only,
        "changed": diff.changed,
        "lines": checklist(version, findings) if version.is_waiting or looked else [],
        "is_new_supplier": is_new_supplier(version),
        "entries": queries.history_of(product, request.user),
        "may_review": policies.may_review(request.user, version),
        "in_review": version.state == VersionState.IN_REVIEW,
        "is_submitted": version.state == VersionState.SUBMITTED,
        "is_unreviewed": is_unreviewed(version),
        "due": queries.review_due(version, terms.answer_days),
        "returned": last_return(version) if version.is_waiting and version.round > 1 else None,
        "look": look,
        "may_look": policies.may_look_again(request.user, look) if look is not None and looked else None,
        "look_form": forms.get("look_form") or LookForm(auto_id="id_look_%s"),
        "return_form": forms.get("return_form") or ReturnForm(labels=labels, language=language),
        "reject_form": forms.get("reject_form") or RejectForm(auto_id="id_reject_%s", language=language),
    }
    status = 422 if any(form.errors for form in forms.values()) else 200
    return page(request, "catalog/review_detail.html", context, status=status)


def _language(version: ProductVersion) -> str:
    return version.submitted_by.language if version.submitted_by else "ko"


def _seen(request: HttpRequest, version: ProductVersion, text: str) -> HttpResponse:
    messages.success(request, text)
    return see(request, reverse("catalog:review-detail", args=[version.uid]))


@writes
def review_take_up(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Take it up."""
    version = services.take_up_review(reviewed_version(request, uid), by=request.user)
    return _seen(request, version, _("You review this product now."))


@writes
def review_put_back(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Leave it to a colleague."""
    version = services.put_back_review(reviewed_version(request, uid), by=request.user)
    messages.success(request, _("%(name)s is back in the queue.") % {"name": version})
    return see(request, reverse("catalog:review-queue"))


@writes
def review_publish(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Publish it."""
    version = services.publish_version(reviewed_version(request, uid), by=request.user)
    messages.success(request, _("%(name)s is published.") % {"name": version})
    return see(request, reverse("catalog:review-queue"))


@writes
def review_return(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Back to the supplier, with remarks at fields."""
    version = reviewed_version(request, uid)
    labels = {change.field: change.label for change in queries.changes_between(None, version)}
    form = ReturnForm(request.POST, labels=labels, language=_language(version))
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
    return show_review(request, version, return_form=form)


@writes
def review_reject(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Refuse it for good."""
    version = reviewed_version(request, uid)
    form = RejectForm(request.POST, auto_id="id_reject_%s", language=_language(version))
    if form.is_valid():
        services.reject_version(version, by=request.user, reason=form.cleaned_data["reason"])
        messages.success(request, _("%(name)s is rejected. The supplier is told why.") % {"name": version})
        return see(request, reverse("catalog:review-queue"))
    return show_review(request, version, reject_form=form)
