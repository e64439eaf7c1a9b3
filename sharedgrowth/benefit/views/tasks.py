"""Doors of tasks: the board, the table, one task, its draft, its proposal, its receipt."""

import json
import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.cache import never_cache

from catalog.models import SourcingRequest
from portal.audit.queries import timeline_of
from portal.clock import today
from portal.deciding import beside, decide
from portal.errors import RuleBroken, WrongState
from portal.http import page, reads, see, writes
from portal.paging import Paginator
from portal.pdf import pdf_response, typeset
from portal.policy import require
from portal.sealing.documents import canonical
from sharedgrowth.benefit.forms.tasks import IdeaForm, TaskFilter
from sharedgrowth.benefit.models import Agreement, EmployeeReward, Nda, PrototypeCost, Task, terms_on
from sharedgrowth.benefit.policies import agreements as paper_policies
from sharedgrowth.benefit.policies import tasks as policies
from sharedgrowth.benefit.queries import rights
from sharedgrowth.benefit.queries import tasks as queries
from sharedgrowth.benefit.queries.sharing import money_of
from sharedgrowth.benefit.queries.sourcing import adopted_requests_of, source_of, words_from
from sharedgrowth.benefit.services import tasks as services
from sharedgrowth.benefit.states import TaskState
from sharedgrowth.benefit.views.agreement_words import proposal_paper
from sharedgrowth.benefit.views.judging import EmptyForm
from sharedgrowth.benefit.views.shown import at, decision, deeds, facts, steps, task_or_404, trail

PER_PAGE = 20
DATA_READERS = ("SG", "RQ", "CP", "AU")


@reads
def task_list(request: HttpRequest) -> HttpResponse:
    """The board by stage, or the same as a table."""
    table = request.GET.get("view") == "table"
    form = TaskFilter(request.GET or None, user=request.user, table=table)
    given = form.given() if form.is_bound else {}
    found = queries.tasks_listed_for(request.user, **given)
    context: dict[str, Any] = {
        "filter": form,
        "filtered": bool(given),
        "table": table,
        "may_propose": policies.may_have_idea(request.user),
        "is_staff": request.user.is_internal,
    }
    if table:
        context["results"] = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
        return page(request, "benefit/task_table.html", context, part="benefit/_task_results.html")
    context["lanes"] = queries.board_for(found)
    context["drafts"] = list(found.filter(state=TaskState.IDEA)[: queries.A_LANE_SHOWS])
    context["total"] = sum(lane.count for lane in context["lanes"])
    return page(request, "benefit/task_board.html", context, part="benefit/_task_board.html")


@reads
def task_detail(request: HttpRequest, number: str) -> HttpResponse:
    """One task: where it stands, what to do, what was proposed, judged, agreed, done and shared."""
    task, user = task_or_404(request, number), request.user
    agreement = Agreement.objects.filter(task=task).select_related("right__company").first()
    nda = Nda.objects.filter(task=task).first()
    dispute = rights.open_dispute(task)
    reads_data = user.is_supplier or user.has_role(*DATA_READERS)
    items = list(rights.items_of(task)) if reads_data else []
    if user.is_supplier:
        items = [item for item in items if paper_policies.is_shared_with(item, user.company_id)]
    cost = PrototypeCost.objects.filter(task=task).first()
    context = {
        "task": task,
        "source": source_of(user, task),
        "trail": [*trail(), (task.number, "")],
        "facts": facts(task),
        "steps": steps(task),
        "deeds": deeds(user, task, disputed=dispute is not None),
        "dispute": dispute,
        "may_answer": dispute is not None and not dispute.answer and paper_policies.may_answer_dispute(user, dispute),
        "may_decide": dispute is not None and paper_policies.may_decide_dispute(user, dispute),
        "disputes": list(task.disputes.exclude(decided_at=None).select_related("company")),
        "suppliers": queries.suppliers_of(task),
        "opinions": list(task.opinions.select_related("by")),
        "seats": list(task.seats.select_related("member").order_by("pk")),
        "agreement": agreement if agreement and paper_policies.may_read_agreement(user, agreement) else None,
        "nda": nda,
        "milestones": list(task.milestones.select_related("done_by").prefetch_related("files")),
        "items": [
            (item, bool(paper_policies.may_open_item(user, item)), bool(paper_policies.may_return_item(user, item)))
            for item in items
        ],
        "shows_items": reads_data and nda is not None,
        "cost": cost if cost is not None and paper_policies.may_read_cost(user, task) else None,
        "may_grant": cost is not None and cost.granted_at is None and paper_policies.may_grant_cost(user, cost),
        "releases": list(task.releases.select_related("by")),
        "reward": EmployeeReward.objects.filter(task=task).select_related("person").first()
        if user.is_internal
        else None,
        "registration": getattr(task, "registration", None),
        "similar": _similar(request, task) if task.state == TaskState.IDEA or user.is_internal else [],
        "files": list(task.files.all()),
        "entries": list(timeline_of(task)) if user.is_internal else None,  # it names who judged and why
        "history": [] if user.is_internal else queries.steps_of(task),
        "is_staff": user.is_internal,
        "ended": task.state in queries.ENDED,
        "money": money_of(user, task) if agreement is not None else None,
        "right": getattr(agreement, "right", None) if agreement is not None else None,
        "may_plan": task.state == TaskState.SELECTED
        and policies.officer(user)
        and not (agreement is not None and agreement.sent_at),
    }
    return page(request, "benefit/task_detail.html", context)


def _similar(request: HttpRequest, task: Task) -> list[queries.Similar]:
    if not queries.similar_before(task):
        return []
    on = today()
    return queries.similar_tasks(task, months=terms_on(on).duplicate_months, on=on, user=request.user)


# Drafts --------------------------------------------------------------------------------------------------------------
@writes(shows_form=True)
def idea_new(request: HttpRequest) -> HttpResponse:
    """A new idea; ``?quick=1`` for one without prototype, ``?sourcing=`` for one that begins with what was adopted."""
    require(policies.may_have_idea(request.user))
    quick, number = bool(request.GET.get("quick")), request.GET.get("sourcing")
    initial = {"key": uuid.uuid4().hex, "prototype": not quick}
    source = get_object_or_404(adopted_requests_of(request.user), number=number) if number else None
    if source is not None:
        initial |= words_from(request.user, source)
    return _edit(request, None, quick=quick, initial=initial, source=source)


@writes(shows_form=True)
def idea_edit(request: HttpRequest, number: str) -> HttpResponse:
    """A draft goes on; what a colleague saved meanwhile is not overwritten."""
    task = task_or_404(request, number)
    require(policies.may_edit_idea(request.user, task))
    if task.state != TaskState.IDEA:
        raise WrongState(_("It was already proposed: its text stays as it is."))
    initial = {name: getattr(task, name) for name in services.WORDS} | {"version": task.version}
    lead = queries.lead_of(task)
    if task.employee is not None:
        initial["employee"] = task.employee.email
    if lead is not None:
        initial["partner"] = lead.id_display or lead.number
    return _edit(request, task, quick=not task.prototype and bool(request.GET.get("quick")), initial=initial)


def _edit(
    request: HttpRequest,
    task: Task | None,
    *,
    quick: bool,
    initial: dict[str, Any],
    source: SourcingRequest | None = None,
) -> HttpResponse:
    post = request.method == "POST"
    form = IdeaForm(
        request.POST if post else None,
        request.FILES if post else None,
        user=request.user,
        quick=quick,
        task=task,
        initial=initial,
    )
    status, newer = 200, None
    if post:
        status = 422
        if form.is_valid():
            try:
                task = services.save_idea(
                    task,
                    form.given(),
                    version=form.cleaned_data["version"],
                    partner=form.cleaned_data.get("partner"),
                    employee=form.cleaned_data.get("employee"),
                    uploads=form.cleaned_data["files"],
                    key=form.cleaned_data["key"] if task is None else "",
                    source=source,
                    by=request.user,
                )
            except WrongState as refusal:  # somebody saved it elsewhere: nothing typed is lost, both are shown
                if task is None:
                    raise
                status, newer = 409, Task.objects.filter(pk=task.pk).first()
                form.add_error(None, str(refusal))
                form.data = form.data.copy()
                form.data["version"] = str(newer.version if newer else "")
            except RuleBroken as refusal:
                beside(form, refusal)
            else:
                messages.success(request, _("Saved. Nobody else sees it until you propose it."))
                return see(request, at(task, "task-propose" if "propose" in request.POST else "task-detail"))
    context = {
        "form": form,
        "task": task,
        "newer": newer,
        "quick": quick,
        "source": source,
        "tells_saving": initial.get("expected_won") is not None and source is not None,
        "trail": [*trail(), (task.number if task else _("Propose a task"), "")],
        "back": at(task) if task else reverse("benefit:task-list"),
    }
    return page(request, "benefit/idea_form.html", context, status=status)


@writes(shows_form=True)
def idea_discard(request: HttpRequest, number: str) -> HttpResponse:
    """A draft goes."""
    task = task_or_404(request, number)
    told = decision(
        task,
        title=_("Discard the draft"),
        text=_("It is deleted. Nobody else has seen it."),
        verb=_("Discard"),
        done=_("Discarded."),
        allowed=policies.may_edit_idea(request.user, task),
        do=lambda given: services.discard_idea(task, by=request.user),
        after=lambda made: reverse("benefit:task-list"),
        danger=True,
    )
    return decide(request, told, EmptyForm(request.POST if request.method == "POST" else None))


# Proposal ------------------------------------------------------------------------------------------------------------
@writes(shows_form=True)
def task_propose(request: HttpRequest, number: str) -> HttpResponse:
    """The draft once more, with similar tasks; sent, it is stamped and receipted."""
    task = task_or_404(request, number)
    require(policies.may_propose(request.user, task))
    form, status = EmptyForm(request.POST if request.method == "POST" else None), 200
    if request.method == "POST" and form.is_valid():
        try:
            services.propose_task(task, by=request.user)
        except WrongState:
            raise
        except RuleBroken as refusal:
            beside(form, refusal)
            status = 422
        else:
            messages.success(request, _("Proposed. The receipt proves what was proposed, and when."))
            return see(request, at(task))
    context = {
        "task": task,
        "form": form,
        "similar": _similar(request, task),
        "files": list(task.files.all()),
        "facts": facts(task),
        "trail": [*trail(task), (pgettext("benefit task", "Propose"), "")],
    }
    return page(request, "benefit/task_propose.html", context, status=status)


def _proved(request: HttpRequest, number: str) -> Task:
    task = task_or_404(request, number)
    if not task.receipt:
        raise Http404
    return task


def _download(text: str, name: str) -> HttpResponse:
    response = HttpResponse(text, content_type="application/json; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "private, no-store"
    return response


@never_cache
@reads
def task_receipt(request: HttpRequest, number: str) -> HttpResponse:
    """The signed receipt; anybody checks it with the portal's public keys, without asking the portal."""
    task = _proved(request, number)
    return _download(json.dumps(json.loads(task.receipt), ensure_ascii=False, indent=1), f"receipt-{task.number}.json")


@reads
def task_paper(request: HttpRequest, number: str) -> HttpResponse:
    """The proposal and the opinions on it as PDF, in the reader's language."""
    task = _proved(request, number)
    return pdf_response(typeset("benefit/agreement.typ", proposal_paper(task)), f"{task.number}-proposal.pdf")


@never_cache
@reads
def task_text(request: HttpRequest, number: str) -> HttpResponse:
    """What was proposed, as the one canonical text whose fingerprint stands in the receipt."""
    task = _proved(request, number)
    return _download(canonical(services.proposal_text(task)).decode(), f"proposal-{task.number}.json")
