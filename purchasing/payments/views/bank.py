"""Doors: what the bank says, and the lines of it that fit nothing."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from portal.audit.queries import timeline_of
from portal.display import day_text, won_read
from portal.errors import RuleBroken, WrongState
from portal.http import page, reads, see, writes
from portal.paging import Paginator
from portal.policy import require
from purchasing.payments.forms.runs import MatchForm, MessageForm, ReasonForm
from purchasing.payments.models import UnmatchedEntry
from purchasing.payments.policies import runs as policies
from purchasing.payments.queries import bank as queries
from purchasing.payments.rules.pain import spoken
from purchasing.payments.services import unmatched as services
from purchasing.payments.services.bank_in import read_bank_message
from purchasing.payments.states import UnmatchedState
from purchasing.payments.views.runs import trail

PER_PAGE = 25


@reads
def bank_inbox(request: HttpRequest) -> HttpResponse:
    """Messages of the bank, and what of them waits for people."""
    return _inbox(request, MessageForm())


def _inbox(request: HttpRequest, form: MessageForm, status: int = 200) -> HttpResponse:
    require(policies.may_see_runs(request.user))
    context = {
        "trail": trail((_("Bank"), "")),
        "results": Paginator(queries.messages_visible_to(request.user), PER_PAGE).get_page(request.GET.get("page")),
        "waiting": list(queries.unmatched_waiting(request.user)[:PER_PAGE]),
        "form": form,
        "may_read": bool(policies.may_read_messages(request.user)),
    }
    return page(request, "payments/bank_inbox.html", context, status=status)


@writes
def bank_import(request: HttpRequest) -> HttpResponse:
    """Read a message in."""
    require(policies.may_read_messages(request.user))
    form = MessageForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            message, new = read_bank_message(form.cleaned_data["document"].read(), by=request.user)
        except RuleBroken as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        else:
            told = _("Read.") if new else _("This message was already read; nothing was done twice.")
            messages.success(request, told)
            return see(request, reverse("payments:bank-message", args=[message.uid]))
    return _inbox(request, form, status=422)


@reads
def bank_message(request: HttpRequest, uid: UUID) -> HttpResponse:
    """One message, line by line."""
    require(policies.may_see_runs(request.user))
    message = get_object_or_404(queries.messages_visible_to(request.user), uid=uid)
    lines = message.entries.select_related("instruction__run", "unmatched").order_by("no")
    context = {
        "trail": trail((_("Bank"), reverse("payments:bank-inbox")), (message.message_id, "")),
        "message": message,
        "facts": [
            {"label": _("Kind"), "value": message.get_kind_display(), "note": ""},
            {"label": _("Read"), "value": day_text(message.read_at, "full"), "note": message.read_by or _("a program")},
            {"label": pgettext("payment", "Lines"), "value": f"{message.lines:,}", "note": ""},
            {"label": _("Not matched"), "value": f"{message.unmatched_lines:,}", "note": ""},
        ],
        "results": Paginator(lines, PER_PAGE * 2).get_page(request.GET.get("page")),
        "broken": list(message.unmatched.filter(entry=None)),
    }
    return page(request, "payments/bank_message.html", context)


@reads
def unmatched_list(request: HttpRequest) -> HttpResponse:
    """Every line that fitted nothing, open ones first."""
    require(policies.may_see_runs(request.user))
    found = queries.unmatched_visible_to(request.user).order_by("-state", "-pk")
    context = {
        "trail": trail((_("Bank"), reverse("payments:bank-inbox")), (_("Unmatched lines"), "")),
        "results": Paginator(found, PER_PAGE).get_page(request.GET.get("page")),
    }
    return page(request, "payments/unmatched_list.html", context)


def _unmatched_or_404(request: HttpRequest, uid: UUID) -> UnmatchedEntry:
    return get_object_or_404(queries.unmatched_visible_to(request.user), uid=uid)


@reads
def unmatched_detail(request: HttpRequest, uid: UUID) -> HttpResponse:
    """What the bank says beside what was ordered, and who has said what about it."""
    unmatched = _unmatched_or_404(request, uid)
    reference = unmatched.instruction.end_to_end if unmatched.instruction else ""
    return _show(request, unmatched, MatchForm(initial={"reference": reference}))


def _show(request: HttpRequest, unmatched: UnmatchedEntry, form: MatchForm, refusal: str = "", status: int = 200):
    user, entry = request.user, unmatched.entry
    is_open, proposed = unmatched.state == UnmatchedState.OPEN, unmatched.state == UnmatchedState.PROPOSED
    same = list(queries.instruction_candidates(entry.amount, entry.currency)) if is_open and entry else []
    context = {
        "trail": trail((_("Bank"), reverse("payments:bank-inbox")), (unmatched.get_why_display(), "")),
        "unmatched": unmatched,
        "entry": entry,
        "facts": _facts(unmatched),
        "form": form,
        "candidates": same,
        "reason_form": ReasonForm(auto_id="id_back_%s"),
        "may_propose": policies.may_propose_match(user, unmatched) if is_open else None,
        "may_decide": policies.may_decide_match(user, unmatched) if proposed else None,
        "refusal": refusal,
        "entries": timeline_of(unmatched),
    }
    return page(request, "payments/unmatched_detail.html", context, status=status)


def _facts(unmatched: UnmatchedEntry) -> list[dict[str, Any]]:
    entry, ordered = unmatched.entry, unmatched.instruction
    is_booked = entry is not None and entry.amount is not None
    told = won_read(spoken(entry.amount, entry.currency)) if is_booked else unmatched.figures_read
    facts = [
        {"label": _("The bank says"), "value": told, "note": (entry.end_to_end if entry else "") or _("no reference")},
        {
            "label": _("Ordered"),
            "value": won_read(spoken(ordered.amount, ordered.currency)) if ordered else "—",
            "note": f"{ordered.end_to_end} · {ordered.get_state_display()}" if ordered else _("no payment found"),
        },
        {
            "label": pgettext("payment", "Message"),
            "value": unmatched.message.message_id,
            "note": unmatched.message.get_kind_display(),
        },
        {"label": _("Found"), "value": day_text(unmatched.found_at, "full"), "note": ""},
    ]
    if unmatched.proposed_by:
        facts.append(
            {
                "label": pgettext("payment", "Proposed by"),
                "value": unmatched.proposed_by,
                "note": unmatched.get_decision_display(),
            }
        )
    return facts


@writes
def unmatched_propose(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Say what the line is."""
    unmatched = _unmatched_or_404(request, uid)
    form = MatchForm(request.POST)
    if form.is_valid():
        try:
            services.propose_match(unmatched, **form.cleaned_data, by=request.user)
        except WrongState as refusal:
            return _show(request, _unmatched_or_404(request, uid), form, str(refusal), status=409)
        except RuleBroken as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        else:
            messages.success(request, _("Proposed. Another person agrees to it or gives it back."))
            return see(request, reverse("payments:unmatched-detail", args=[uid]))
    return _show(request, _unmatched_or_404(request, uid), form, status=422)


@writes
def unmatched_close(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Agree: what was proposed is done."""
    unmatched = _unmatched_or_404(request, uid)
    return _decided(request, uid, lambda: services.close_match(unmatched, by=request.user), _("Settled."))


@writes
def unmatched_return(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Do not agree."""
    unmatched = _unmatched_or_404(request, uid)
    reason = request.POST.get("reason", "")[:500]
    return _decided(
        request, uid, lambda: services.return_match(unmatched, reason=reason, by=request.user), _("It is open again.")
    )


def _decided(request: HttpRequest, uid: UUID, do, done: str) -> HttpResponse:
    try:
        do()
    except RuleBroken as refusal:
        status = 409 if isinstance(refusal, WrongState) else 422
        return _show(request, _unmatched_or_404(request, uid), MatchForm(), str(refusal), status=status)
    messages.success(request, done)
    return see(request, reverse("payments:unmatched-detail", args=[uid]))
