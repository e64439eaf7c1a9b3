"""Doors of one posting: its sides book by book, and its reversal by two people of finance."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from portal.errors import RuleBroken, WrongState
from portal.http import page, reads, see, writes
from purchasing.contracts.services import note_look
from purchasing.payments.forms.ledger import RefuseReversalForm, ReverseForm
from purchasing.payments.models import Posting
from purchasing.payments.policies import ledger as policies
from purchasing.payments.queries import ledger as queries
from purchasing.payments.services.reversals import ask_reversal, decide_reversal
from purchasing.payments.states.ledger import ReversalState


def _posting_or_404(request: HttpRequest, uid: UUID) -> Posting:
    return get_object_or_404(queries.postings_visible_to(request.user), uid=uid)


def _here(posting: Posting) -> str:
    return reverse("payments:ledger-posting", args=[posting.uid])


@reads
def ledger_posting(request: HttpRequest, uid: UUID) -> HttpResponse:
    """One posting, as far as this person reads the books it stands in."""
    return _show(request, _posting_or_404(request, uid))


@writes
def ledger_reverse(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Ask for its reversal."""
    posting, form = _posting_or_404(request, uid), ReverseForm(request.POST)
    if form.is_valid():
        try:
            ask_reversal(posting, reason=form.cleaned_data["reason"], by=request.user)
        except RuleBroken as refusal:
            form.add_error(refusal.field, str(refusal))
    if form.errors:
        return _show(request, posting, status=422, reverse_form=form)
    messages.success(request, _("The reversal waits for a colleague of finance."))
    return see(request, _here(posting))


@writes
def ledger_reversal(request: HttpRequest, uid: UUID) -> HttpResponse:
    """A colleague books it, or says why not."""
    reversal = get_object_or_404(queries.reversals_visible_to(request.user), uid=uid)
    posting = _posting_or_404(request, reversal.posting.uid)
    granted, form = "grant" in request.POST, RefuseReversalForm(request.POST)
    if granted or form.is_valid():
        answer = "" if granted else form.cleaned_data["answer"]
        try:
            decide_reversal(reversal, granted=granted, answer=answer, by=request.user)
        except WrongState as refusal:
            form = RefuseReversalForm({"answer": request.POST.get("answer", "")})
            form.is_valid()
            form.add_error(None, str(refusal))
            return _show(request, posting, status=409, refuse_form=form)
    if not granted and form.errors:
        return _show(request, posting, status=422, refuse_form=form)
    messages.success(request, _("The posting is reversed.") if granted else _("The posting stays; who asked is told."))
    return see(request, _here(posting))


def _show(request: HttpRequest, posting: Posting, status: int = 200, **forms) -> HttpResponse:
    lines = queries.lines_visible_to(request.user, posting)
    if not lines:
        raise Http404
    user = request.user
    books = {line.account.book_id: line.account.book for line in lines}
    note_look(posting, [queries.book_sight(user, book) for book in books.values()], by=user)
    reversals = list(queries.reversals_visible_to(user).filter(posting=posting))
    asked = next((each for each in reversals if each.state == ReversalState.ASKED), None)
    may_ask = policies.may_ask_reversal(user, posting)
    may_decide = policies.may_decide_reversal(user, asked) if asked else None
    context = {
        "trail": [
            (_("Payments"), reverse("payments:money")),
            (pgettext("ledger", "Books"), reverse("payments:ledger")),
            (posting.event_label, ""),
        ],
        "posting": posting,
        "lines": lines,
        "reversals": reversals,
        "asked": asked,
        "may_decide": may_decide,
        "may_ask": may_ask,
        "shows_why": user.has_role("FI"),
        "reverse_form": ReverseForm() if may_ask and asked is None else None,
        "refuse_form": RefuseReversalForm() if may_decide else None,
        "reversed_by": _reversal_of(posting),
    }
    return page(request, "payments/ledger_posting.html", context | forms, status=status)


def _reversal_of(posting: Posting) -> Posting | None:
    return Posting.objects.filter(reverses=posting).first()
