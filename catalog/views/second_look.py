"""Doors of the second look and of appeals about products."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from catalog import policies, services
from catalog.forms import AppealAnswerForm, AppealForm, LookForm
from catalog.queries.second_look import agreement, appeals_visible_to, looks_visible_to
from catalog.states import AppealState, LookState
from catalog.views.product import product_or_404
from catalog.views.review import review_tabs, show_review
from portal.errors import RuleBroken, WrongState
from portal.http import page, reads, see, writes
from portal.paging import Paginator
from portal.policy import require

PER_PAGE = 20


@reads
def look_list(request: HttpRequest) -> HttpResponse:
    """What was drawn for a second look, and how often two officers agree."""
    require(policies.may_read_queue(request.user))
    done = request.GET.get("state") == "done"
    looks = looks_visible_to(request.user)
    looks = looks.exclude(state=LookState.WAITING).order_by("-id") if done else looks.filter(state=LookState.WAITING)
    context = {
        "results": Paginator(looks, PER_PAGE).get_page(request.GET.get("page")),
        "done": done,
        "figures": agreement(),
        "tabs": review_tabs(request, "look-list"),
        "may_open": request.user.has_role("PO", "AU"),
    }
    return page(request, "catalog/review_looks.html", context)


@writes
def look_answer(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Agree, ask for a change, or block."""
    look = get_object_or_404(looks_visible_to(request.user), uid=uid)
    form = LookForm(request.POST, auto_id="id_look_%s")
    if form.is_valid():
        answer, note = form.cleaned_data["answer"], form.cleaned_data["note"]
        try:
            if answer == "agree":
                services.agree_with_review(look, by=request.user, note=note)
            else:
                services.correct_review(look, by=request.user, note=note, block=answer == "block")
        except WrongState:
            raise
        except RuleBroken as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        else:
            messages.success(request, _("The second look is recorded."))
            return see(request, reverse("catalog:look-list"))
    else:
        require(policies.may_look_again(request.user, look))
    return show_review(request, look.version, look_form=form)


@reads
def appeal_list(request: HttpRequest) -> HttpResponse:
    """Appeals about blocks and rejections, those due first on top."""
    require(policies.may_read_queue(request.user))
    return _show_appeals(request)


def _show_appeals(request: HttpRequest, bound: AppealAnswerForm | None = None, uid: UUID | None = None) -> HttpResponse:
    done = request.GET.get("state") == "done"
    appeals = appeals_visible_to(request.user)
    appeals = (
        appeals.exclude(state=AppealState.OPEN).order_by("-id") if done else appeals.filter(state=AppealState.OPEN)
    )
    results = Paginator(appeals, PER_PAGE).get_page(request.GET.get("page"))
    rows = []
    for appeal in results:
        form = bound if bound is not None and appeal.uid == uid else AppealAnswerForm(auto_id=f"id_{appeal.uid}_%s")
        rows.append((appeal, form))
    context = {
        "results": results,
        "rows": rows,
        "done": done,
        "tabs": review_tabs(request, "appeal-list"),
        "is_officer": request.user.has_role("PO"),
    }
    return page(request, "catalog/review_appeals.html", context, status=422 if bound else 200)


@writes
def appeal_answer(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Uphold or decline."""
    appeal = get_object_or_404(appeals_visible_to(request.user), uid=uid)
    require(policies.may_decide_appeal(request.user, appeal))
    form = AppealAnswerForm(request.POST, auto_id=f"id_{appeal.uid}_%s")
    if not form.is_valid():
        return _show_appeals(request, form, appeal.uid)
    decide = services.uphold_appeal if form.cleaned_data["verdict"] == "uphold" else services.decline_appeal
    decide(appeal, by=request.user, answer=form.cleaned_data["answer"])
    messages.success(request, _("The appeal is decided. The supplier is told."))
    return see(request, reverse("catalog:appeal-list"))


@writes(shows_form=True)
def product_appeal(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The supplier appeals against a block or a rejection."""
    product = product_or_404(request, uid)
    require(policies.may_appeal(request.user, product))
    block, version = services.appealable(product)
    form = AppealForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.appeal_product(product, by=request.user, text=form.cleaned_data["text"])
        except WrongState:
            raise
        except RuleBroken as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        else:
            messages.success(request, _("The appeal is with the reviewers. Another officer decides."))
            return see(request, reverse("catalog:product-detail", args=[product.uid]))
    context = {"product": product, "blocked": block, "version": version, "form": form}
    context["appeals"] = list(product.appeals.select_related("version__class_node", "block", "decided_by"))
    status = 422 if form.errors else 200
    return page(request, "catalog/product_appeal.html", context, status=status)
