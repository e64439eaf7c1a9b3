"""Doors of questions to suppliers: ask, read, answer, go on, close."""

from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from catalog import policies
from catalog.forms.dealing import AnswerForm, AskForm, ThreadForm, WhyForm
from catalog.models import Inquiry, Product
from catalog.queries.compare import MOST, products_to_compare
from catalog.queries.inquiries import (
    answer_time_of,
    asker_names,
    inquiries_visible_to,
    inquiry_counts,
    last_day,
    messages_of,
    name_then,
    terms_on,
    with_names_then,
)
from catalog.services import inquiries as services
from catalog.states import InquiryState
from catalog.views.acting import acted
from catalog.views.compare import uids_of
from catalog.views.product import product_or_404
from portal.audit.models import AuditEntry
from portal.clock import SEOUL
from portal.errors import RuleBroken
from portal.http import page, page_now, reads, see, writes
from portal.paging import Paginator
from portal.policy import require

PER_PAGE = 20


@writes(shows_form=True)
def inquiry_ask(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Ask the supplier of a product; with ``?with=`` those of other products, too, each for itself.

    Who is not signed in signs in first; what they wrote is kept.
    """
    product = product_or_404(request, uid)
    require(policies.may_ask(request.user, product))
    products = [product, *_asked_with(request, product)]
    status = 200
    if request.method == "POST":
        form = AskForm(request.POST, request.FILES)
        if form.is_valid():
            data = form.cleaned_data
            try:
                asked = services.ask_suppliers(
                    products,
                    text=data["text"],
                    publishable=data["publishable"],
                    uploads=data["files"],
                    key=data["key"],
                    by=request.user,
                )
            except RuleBroken as refusal:
                form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
            else:
                day = last_day(asked[0].due_at).isoformat()
                messages.success(request, _("Your question is sent. An answer is due by %(day)s.") % {"day": day})
                if len(asked) > 1:
                    return see(request, reverse("catalog:inquiry-list"))
                return see(request, reverse("catalog:inquiry-detail", args=[asked[0].uid]))
        status = 422
    else:
        form = AskForm(initial={"key": uuid4().hex})
    context = {
        "product": product,
        "products": products,
        "version": product.current,
        "form": form,
        "answer_time": answer_time_of(product.company),
        "terms": terms_on(page_now(request).astimezone(SEOUL).date()),
        "may_attach": request.user.company is not None,
    }
    return page(request, "catalog/inquiry_ask.html", context, status=status)


def _asked_with(request: HttpRequest, product: Product) -> list[Product]:
    """The other products that the same question is about: those of a comparison that this person may ask about."""
    uids = [uid for uid in uids_of(request.GET.get("with", "").split(",")) if uid != str(product.uid)]
    others = products_to_compare(request.user, uids) if uids else []
    return [other for other in others if policies.may_ask(request.user, other)][: MOST - 1]


@reads
def inquiry_list(request: HttpRequest) -> HttpResponse:
    """One's questions; for a supplier those it was asked; for purchasing all of them."""
    inquiries = with_names_then(inquiries_visible_to(request.user))
    state = request.GET.get("state", "")
    shown = inquiries.filter(state=state) if state in InquiryState.values else inquiries
    if state not in InquiryState.values:
        state = ""
    waiting_first = shown.order_by("closed_at", "answered_at", "due_at", "-id") if not state else shown.order_by("-id")
    results = Paginator(waiting_first, PER_PAGE).get_page(request.GET.get("page"))
    counts = inquiry_counts(request.user)
    tabs = [("", _("All"), sum(counts.values()))]
    tabs += [(value, label, counts[value]) for value, label in InquiryState.choices if counts.get(value)]
    names = asker_names(results.object_list)
    context = {
        "results": results,
        "rows": [
            {
                "inquiry": inquiry,
                "name": name_then(inquiry),
                "asker": names[inquiry.pk],
                "due": last_day(inquiry.due_at),
            }
            for inquiry in results.object_list
        ],
        "tabs": tabs,
        "state": state,
        "is_supplier": request.user.is_supplier,
        "answer_time": answer_time_of(request.user.company) if request.user.is_supplier else None,
    }
    return page(request, "catalog/inquiry_list.html", context, part="catalog/_inquiries.html")


def _inquiry_or_404(request: HttpRequest, uid: UUID) -> Inquiry:
    return get_object_or_404(with_names_then(inquiries_visible_to(request.user)), uid=uid)


@reads
def inquiry_detail(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The thread, and what this reader can do next."""
    return page(request, "catalog/inquiry_detail.html", _detail(request, _inquiry_or_404(request, uid)))


def _detail(request: HttpRequest, inquiry: Inquiry, **forms) -> dict[str, Any]:
    user = request.user
    is_asker = inquiry.asked_by_id == user.pk
    may_answer = policies.may_answer(user, inquiry)
    entries = AuditEntry.objects.filter(thing_type="catalog.inquiry", thing_id=str(inquiry.pk))
    return {
        "inquiry": inquiry,
        "name": name_then(inquiry),
        "thread": messages_of(inquiry),
        "asker": asker_names([inquiry])[inquiry.pk],
        "due_on": last_day(inquiry.due_at),
        "is_asker": is_asker,
        "answer_form": (forms.get("answer") or AnswerForm()) if may_answer and inquiry.is_waiting else None,
        "thread_form": (
            (forms.get("thread") or ThreadForm()) if is_asker and inquiry.state == InquiryState.ANSWERED else None
        ),
        "may_close": is_asker and inquiry.state != InquiryState.CLOSED,
        "why_form": (
            (forms.get("why") or WhyForm()) if inquiry.public_answer and policies.may_unpublish(user, inquiry) else None
        ),
        "entries": entries.select_related("by", "link").order_by("-id")[:50] if not is_asker else [],
        "alternatives_url": reverse("catalog:product-alternatives", args=[inquiry.product.uid]),
    }


@writes
def inquiry_answer(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The supplier answers."""
    inquiry = _inquiry_or_404(request, uid)
    require(policies.may_answer(request.user, inquiry))
    form = AnswerForm(request.POST, request.FILES)

    def act() -> None:
        data = form.cleaned_data
        services.answer_inquiry(
            inquiry, text=data["text"], publish=data["publish"], uploads=data["files"], by=request.user
        )

    return _acted(request, inquiry, form, "answer", act, _("Your answer is sent."))


@writes
def inquiry_go_on(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The asker writes again."""
    inquiry = _inquiry_or_404(request, uid)
    require(policies.may_go_on(request.user, inquiry))
    form = ThreadForm(request.POST, request.FILES)

    def act() -> None:
        data = form.cleaned_data
        services.ask_again(inquiry, text=data["text"], uploads=data["files"], by=request.user)

    return _acted(request, inquiry, form, "thread", act, _("Your message is sent."))


@writes
def inquiry_close(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The asker is done."""
    inquiry = services.close_inquiry(_inquiry_or_404(request, uid), by=request.user)
    messages.success(request, _("The inquiry is closed."))
    return see(request, reverse("catalog:inquiry-detail", args=[inquiry.uid]))


@writes
def inquiry_unpublish(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Off the product's page."""
    inquiry = _inquiry_or_404(request, uid)
    require(policies.may_unpublish(request.user, inquiry))
    form = WhyForm(request.POST)

    def act() -> None:
        services.unpublish_inquiry(inquiry, by=request.user, **form.cleaned_data)

    return _acted(request, inquiry, form, "why", act, _("Question and answer are no longer published."))


def _acted(request: HttpRequest, inquiry: Inquiry, form, name: str, act, done: str) -> HttpResponse:
    """Do it, or show the page again with what is wrong beside its field; nothing typed is lost."""
    url, template = "catalog:inquiry-detail", "catalog/inquiry_detail.html"
    return acted(request, inquiry, form, name, act, done=done, url_name=url, template=template, detail=_detail)
