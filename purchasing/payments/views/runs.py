"""Doors of finance: the board of payment runs, one run with its totals and its digest, the file for the bank."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from portal.audit.queries import timeline_of
from portal.clock import SEOUL
from portal.display import day_text, money_full
from portal.errors import RuleBroken, WrongState
from portal.fresh import fresh
from portal.http import page, page_now, reads, see, writes
from portal.paging import Paginator
from portal.policy import require
from purchasing.payments.forms.runs import ReasonForm, RunForm, SeenForm
from purchasing.payments.models import PaymentRun
from purchasing.payments.policies import runs as policies
from purchasing.payments.queries import bank as bank_queries
from purchasing.payments.queries import runs as queries
from purchasing.payments.queries.bank_days import bank_day_before
from purchasing.payments.rules.runs import TWO_CHECKS_ABOVE, checks_needed
from purchasing.payments.services import paying
from purchasing.payments.services import runs as services
from purchasing.payments.states import HoldReason, InstructionState, RunKind, RunState

PER_PAGE = 25
STEPS = (RunState.DRAFT, RunState.CHECKED, RunState.RELEASED, RunState.SENT, RunState.EXECUTED, RunState.RECONCILED)


def trail(*more: tuple[object, str]) -> list[tuple[object, str]]:
    """Where the pages of runs stand."""
    return [
        (_("Payments"), reverse("payments:money")),
        (_("Payment runs"), reverse("payments:run-list")),
        *more,
    ]


@reads
def run_list(request: HttpRequest) -> HttpResponse:
    """What has to be done today, and every run."""
    return _board(request, _blank(request))


def _blank(request: HttpRequest) -> RunForm:
    day = bank_day_before(page_now(request).astimezone(SEOUL).date())
    return RunForm(initial={"value_on": day, "kind": RunKind.CASH, "currency": "KRW"})


def _board(request: HttpRequest, form: RunForm, status: int = 200) -> HttpResponse:
    require(policies.may_see_runs(request.user))
    runs = queries.runs_visible_to(request.user)
    wanted = request.GET.get("state", "")
    listed = runs.filter(state=wanted) if wanted in RunState.values else runs
    context = {
        "trail": trail()[:-1] + [(_("Payment runs"), "")],
        "results": Paginator(listed, PER_PAGE).get_page(request.GET.get("page")),
        "facts": _work(request),
        "form": form,
        "may_draft": bool(policies.may_draft_run(request.user)),
        "states": [(value, label, value == wanted) for value, label in RunState.choices],
    }
    return page(request, "payments/run_list.html", context, status=status)


def _work(request: HttpRequest) -> list[dict[str, Any]]:
    """What is due, and what waits for whom."""
    today = page_now(request).astimezone(SEOUL).date()
    due = queries.due_figures(today)
    facts = [
        {
            "label": _("Due by today"),
            "value": money_full(each["sum"], each["currency"]),
            "note": _("%(n)s payments") % {"n": f"{each['n']:,}"},
        }
        for each in due
    ] or [{"label": _("Due by today"), "value": "—", "note": _("nothing is open")}]
    waits = queries.waiting_counts()
    for state, label, note in (
        (RunState.DRAFT, _("To be checked"), _("drafts")),
        (RunState.CHECKED, _("To be released"), _("checked by others")),
        (RunState.SENT, _("With the bank"), _("not answered in full")),
    ):
        facts.append({"label": label, "value": f"{waits.get(state, 0):,}", "note": note})
    unmatched = bank_queries.unmatched_waiting(request.user).count()
    facts.append({"label": _("Unmatched lines"), "value": f"{unmatched:,}", "note": _("of the bank")})
    return facts


@writes
def run_draft(request: HttpRequest) -> HttpResponse:
    """Draft what is due."""
    require(policies.may_draft_run(request.user))
    form = RunForm(request.POST)
    if form.is_valid():
        try:
            run = services.draft_run(**form.cleaned_data, by=request.user)
        except RuleBroken as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        else:
            if run is not None:
                messages.success(request, _("The draft holds what is due up to this day."))
                return see(request, reverse("payments:run-detail", args=[run.uid]))
            form.add_error(None, _("Nothing is due up to this day that is not in a run already."))
    return _board(request, form, status=422)


def run_or_404(request: HttpRequest, uid: UUID) -> PaymentRun:
    """A run that this person may see."""
    return get_object_or_404(queries.runs_visible_to(request.user), uid=uid)


@reads
def run_detail(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Its totals, its digest, every payment of it, and what can be done now."""
    return _show(request, run_or_404(request, uid))


def _show(request: HttpRequest, run: PaymentRun, refusal: str = "", status: int = 200) -> HttpResponse:
    user = request.user
    rows = queries.instructions_of(run)
    wanted = request.GET.get("show", "")
    if wanted in InstructionState.values:
        rows = rows.filter(state=wanted)
    elif wanted == "changed":
        rows = rows.filter(changed=True)
    draft, checked = run.state == RunState.DRAFT, run.state == RunState.CHECKED
    sha256 = queries.digest_of(run) if draft else run.sha256
    context = {
        "trail": trail((run.number, "")),
        "run": run,
        "file": getattr(run, "file", None),
        "facts": _facts(run),
        "steps": _steps(run),
        "totals": _totals(run, wanted),
        "holds": [
            {"label": HoldReason(each["hold_reason"]).label, "n": each["n"], "sum": each["sum"]}
            for each in queries.holds_by_reason(run)
        ],
        "changed": run.instructions.filter(changed=True).exclude(state=InstructionState.DROPPED).count(),
        "results": Paginator(rows, PER_PAGE * 2).get_page(request.GET.get("page")),
        "sha256": sha256,
        "form": SeenForm(initial={"sha256": sha256}),
        "reason_form": ReasonForm(auto_id="id_back_%s"),
        "may_check": policies.may_check_run(user, run) if draft and run.count else None,
        "may_release": policies.may_release_run(user, run) if checked else None,
        "may_return": checked and bool(policies.may_return_run(user, run)),
        "may_cancel": (draft or checked) and bool(policies.may_cancel_run(user, run)),
        "may_take": hasattr(run, "file") and bool(policies.may_take_file(user, run)),
        "two": checks_needed(run.total, run.currency) > 1,
        "limit": money_full(TWO_CHECKS_ABOVE[run.currency], run.currency),
        "refusal": refusal,
        "entries": timeline_of(run),
    }
    return page(request, "payments/run_detail.html", context, status=status)


def _facts(run: PaymentRun) -> list[dict[str, Any]]:
    payments = _("%(n)s payments") % {"n": f"{run.count:,}"}
    facts = [
        {"label": _("To be paid"), "value": money_full(run.total, run.currency), "note": payments},
        {"label": _("Bank day"), "value": day_text(run.value_on, "day"), "note": run.get_kind_display()},
        {"label": _("Made by"), "value": run.made_by or _("the clock"), "note": ""},
        {"label": _("Checked by"), "value": run.checked_by or "—", "note": str(run.second_checked_by or "")},
        {"label": _("Released by"), "value": run.released_by or "—", "note": ""},
    ]
    return facts


def _steps(run: PaymentRun) -> list[dict[str, Any]]:
    if run.state == RunState.CANCELLED:
        return []
    at = STEPS.index(RunState(run.state))
    done = run.state == RunState.RECONCILED
    return [
        {
            "label": step.label,
            "state": "done" if n < at or done else "now" if n == at else "later",
            "url": "",
            "note": "",
        }
        for n, step in enumerate(STEPS)
    ]


def _totals(run: PaymentRun, wanted: str) -> list[dict[str, Any]]:
    return [
        {"value": state, "label": InstructionState(state).label, "chosen": state == wanted, **sums}
        for state, sums in queries.totals_of(run).items()
    ]


@writes
@fresh
def run_check(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Agree to exactly what was shown."""
    return _decide(request, uid, services.check_run, _("Checked: the totals and the digest are kept with your name."))


@writes
@fresh
def run_release(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Let it go to the bank."""
    return _decide(request, uid, services.release_run, _("Released. It is posted now; the file for the bank follows."))


def _decide(request: HttpRequest, uid: UUID, service, done: str) -> HttpResponse:
    run = run_or_404(request, uid)
    form = SeenForm(request.POST)
    if not form.is_valid():
        return _show(request, run, _("The page was sent without its digest: reload it and decide again."), status=422)
    try:
        service(run, sha256=form.cleaned_data["sha256"], by=request.user)
    except RuleBroken as refusal:
        services.refresh_run(run)
        status = 409 if isinstance(refusal, WrongState) else 422
        return _show(request, run_or_404(request, uid), str(refusal), status=status)
    messages.success(request, done)
    return see(request, reverse("payments:run-detail", args=[uid]))


@writes
def run_return(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Back to the draft."""
    return _back(request, uid, services.return_run, _("The run is a draft again."))


@writes
def run_cancel(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Given up: its payments are free for the next run."""
    return _back(request, uid, services.cancel_run, _("Cancelled. The next run finds these payments again."))


def _back(request: HttpRequest, uid: UUID, service, done: str) -> HttpResponse:
    run = run_or_404(request, uid)
    form = ReasonForm(request.POST, auto_id="id_back_%s")
    try:
        service(run, reason=form.data.get("reason", "")[:500], by=request.user)
    except RuleBroken as refusal:
        status = 409 if isinstance(refusal, WrongState) else 422
        return _show(request, run_or_404(request, uid), str(refusal), status=status)
    messages.success(request, done)
    return see(request, reverse("payments:run-detail", args=[uid]))


@writes
def run_file(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The file for the bank; who took it is recorded."""
    run = run_or_404(request, uid)
    file, content = paying.take_file(run, by=request.user)
    response = HttpResponse(content, content_type="application/xml")
    response["Content-Disposition"] = f'attachment; filename="{file.name}"'
    return response
