"""Doors of self-assessments: the list, one with its modules, answering, the second person, the report."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from portal.audit.queries import timeline_of
from portal.clock import SEOUL
from portal.deciding import beside, posted
from portal.display import day_text
from portal.errors import RuleBroken, WrongState
from portal.http import page, page_now, reads, see, writes
from portal.paging import Paginator
from portal.pdf import pdf_response
from portal.policy import require
from portal.throttles import throttled
from sharedgrowth.ccms.forms.assessments import AnswersForm, AssessmentFilter, CheckForm
from sharedgrowth.ccms.models import SelfAssessment
from sharedgrowth.ccms.policies import assessments as policies
from sharedgrowth.ccms.queries import assessments as queries
from sharedgrowth.ccms.queries.overviews import modules
from sharedgrowth.ccms.rules import scoring
from sharedgrowth.ccms.services import assessments as services
from sharedgrowth.ccms.states import AssessmentState
from sharedgrowth.ccms.views import assessed

PER_PAGE = 20
AUTO = "auto"


def assessment_or_404(request: HttpRequest, number: str) -> SelfAssessment:
    """The self-assessment, if this person may see it."""
    return get_object_or_404(queries.assessments_visible_to(request.user), number=number.upper())


def address(assessment: SelfAssessment, name: str = "assessment-detail", *args: object) -> str:
    """A page of it."""
    return reverse(f"ccms:{name}", args=[assessment.number, *args])


def trail(assessment: SelfAssessment | None = None, words: object = "") -> list[tuple[object, str]]:
    """Where the page stands."""
    steps: list[tuple[object, str]] = [(_("CCMS"), reverse("ccms:collection"))]
    steps.append((pgettext("ccms", "Self-assessment"), reverse("ccms:assessment-list") if assessment or words else ""))
    if assessment is not None:
        steps.append((assessment.number, address(assessment) if words else ""))
    return [*steps, (words, "")] if words else steps


@reads
def assessment_list(request: HttpRequest) -> HttpResponse:
    """All that this person sees."""
    user = request.user
    form = AssessmentFilter(request.GET or None)
    given = form.given() if form.is_bound else {}
    found = queries.assessments_listed_for(user, year=given.get("year"), state=given.get("state", ""))
    on = page_now(request).astimezone(SEOUL).date()
    standing = queries.newest_set(on)
    context = {
        "trail": trail(),
        "filter": form,
        "filtered": bool(given),
        "results": Paginator(found, PER_PAGE).get_page(request.GET.get("page")),
        "set": standing,
        "items": standing.items.count() if standing else 0,
        "counts": queries.unit_counts(standing) if standing and user.is_internal else {},
        "may_begin": bool(policies.may_begin(user)),
        "may_run": bool(policies.may_run_year(user)),
    }
    return page(request, "ccms/assessment_list.html", context, part="ccms/_assessment_results.html")


@writes
def assessment_begin(request: HttpRequest) -> HttpResponse:
    """A company's own."""
    made = services.begin_for_company(by=request.user)
    return see(request, address(made))


@reads
def assessment_detail(request: HttpRequest, number: str) -> HttpResponse:
    """Results or progress by module, what is lacking, what is next, actions, the trail."""
    assessment = assessment_or_404(request, number)
    return page(request, "ccms/assessment_detail.html", detail_of(request, assessment))


def detail_of(request: HttpRequest, assessment: SelfAssessment) -> dict[str, Any]:
    """What the page of a self-assessment needs."""
    user = request.user
    items, answers = queries.items_of(assessment.set), queries.answers_of(assessment)
    given = queries.answered(items, answers)
    before = queries.year_before(assessment)
    compared = queries.comparison(items, answers, before)
    listed = list(modules())
    below = assessment.set.action_below
    indices = scoring.module_indices(given)
    is_open = assessment.state == AssessmentState.OPEN
    may_answer = is_open and bool(policies.may_answer(user, assessment))
    lacking = queries.lacking(assessment.set, items, answers) if is_open else []
    counted = any(index is not None for index in indices.values())
    return {
        "trail": trail(assessment),
        "assessment": assessment,
        "facts": _facts(assessment, items, answers),
        "rows": assessed.module_rows(listed, given, below, compared),
        "chart": assessed.radar(
            listed,
            indices,
            below,
            basis=assessed.basis_of(assessment),
            before={code: each.before for code, each in compared.items()} or None,
            names=(str(assessment.set.year), str(before.set.year) if before else ""),
        )
        if counted
        else "",
        "lacking": lacking,
        "may_answer": may_answer,
        "confirm": policies.may_confirm(user, assessment) if assessment.state == AssessmentState.SUBMITTED else None,
        "flags": list(assessment.flags.select_related("cleared_by")),
        "actions": list(queries.actions_visible_to(user).filter(assessment=assessment).order_by("due_on", "pk")),
        "may_plan": bool(policies.may_plan(user, assessment)),
        "before": before,
        "below": below,
        "entries": timeline_of(assessment),
    }


def _facts(assessment: SelfAssessment, items: list, answers: dict) -> list[dict[str, Any]]:
    done = sum(each.level is not None or each.not_applicable for each in answers.values())
    overall = assessment.overall
    return [
        {"label": _("Year"), "value": assessment.set.year, "note": str(assessment.set)},
        {"label": _("Overall index"), "value": assessed.points(overall), "note": _("of 100, once confirmed")},
        {"label": pgettext("ccms", "Answered"), "value": f"{done}/{len(items)}"},
        {"label": _("Hand in by"), "value": day_text(assessment.set.closes_on, "day")},
        {
            "label": _("Confirmed by"),
            "value": assessment.confirmed_by.name if assessment.confirmed_by else "—",
            "note": day_text(assessment.confirmed_at, "day") if assessment.confirmed_at else "",
        },
    ]


@writes(shows_form=True)
def answer_module(request: HttpRequest, number: str, code: str) -> HttpResponse:
    """The statements of one module: saved together, and by themselves while they are answered (``then=auto``)."""
    assessment = assessment_or_404(request, number)
    require(policies.may_answer(request.user, assessment))
    items = [each for each in queries.items_of(assessment.set) if each.module.code == code.upper()]
    if not items:
        raise Http404
    if assessment.state != AssessmentState.OPEN and request.method != "POST":
        return see(request, address(assessment))
    answers = queries.answers_of(assessment)
    form = AnswersForm(posted(request), request.FILES or None, items=items, answers=answers)
    if request.POST.get("then") == AUTO:
        return _saved_by_itself(request, assessment, form)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                services.save_answers(assessment, form.told(), uploads=form.uploads(), by=request.user)
            except WrongState as late:
                form.add_error(None, str(late))
                status = 409
            except RuleBroken as refusal:
                beside(form, refusal)
            else:
                messages.success(request, _("The answers are saved."))
                after = _next_module(assessment, code.upper()) if "next" in request.POST else ""
                return see(request, after or address(assessment))
    module = items[0].module
    context = {
        "trail": trail(assessment, str(module)),
        "assessment": assessment,
        "module": module,
        "form": form,
        "anchors": queries.anchors_of(assessment.set),
        "next_url": _next_module(assessment, module.code),
        "back_url": address(assessment),
        "evidence_from": assessment.set.evidence_from,
    }
    return page(request, "ccms/answer_module.html", context, status=status)


def _saved_by_itself(request: HttpRequest, assessment: SelfAssessment, form: AnswersForm) -> HttpResponse:
    """What was answered so far, without a button; what a colleague has answered meanwhile stays as it stands."""
    stale, refused = [], ""
    if form.is_valid():
        told = form.told()
        standing = queries.answers_of(assessment)
        for item in form.items:
            if services.is_stale(standing.get(item.pk), told[item.pk]):
                del told[item.pk]
                stale.append(item.code)
        try:
            services.save_answers(assessment, told, by=request.user)
        except RuleBroken as refusal:  # also when somebody was faster by a moment, or it was handed in
            refused = str(refusal)
    else:
        refused = "; ".join(f"{form.fields[name].label}: {' '.join(errors)}" for name, errors in form.errors.items())
    kept = AnswersForm(None, items=form.items, answers=queries.answers_of(assessment))
    context = {
        "rows": [] if refused else [row for row in kept.rows if row["item"].code not in stale],
        "stale": stale,
        "refused": refused,
        "saved_at": page_now(request),
    }
    return render(request, "ccms/_answers_saved.html", context)


def _next_module(assessment: SelfAssessment, code: str) -> str:
    asked = list(
        assessment.set.items.order_by("module__order").values_list("module__code", flat=True).distinct("module__order")
    )
    place = asked.index(code) + 1
    return address(assessment, "answer-module", asked[place]) if place < len(asked) else ""


@writes
def answer_file_remove(request: HttpRequest, number: str, uid: UUID) -> HttpResponse:
    """Take a document away."""
    assessment = assessment_or_404(request, number)
    answer = get_object_or_404(assessment.answers.select_related("item__module"), files__uid=uid)
    services.remove_file(assessment, answer.files.get(uid=uid), by=request.user)
    messages.success(request, _("The document is removed."))
    return see(request, address(assessment, "answer-module", answer.item.module.code))


@writes
def assessment_submit(request: HttpRequest, number: str) -> HttpResponse:
    """To a second person."""
    assessment = assessment_or_404(request, number)
    try:
        services.submit(assessment, by=request.user)
    except WrongState:
        raise
    except RuleBroken as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Handed in. A second person confirms it."))
    return see(request, address(assessment))


@writes(shows_form=True)
def assessment_check(request: HttpRequest, number: str) -> HttpResponse:
    """The second person: each answer with level 4 or 5, each flag; then confirm, or send it back."""
    assessment = assessment_or_404(request, number)
    require(policies.may_confirm(request.user, assessment))
    if assessment.state != AssessmentState.SUBMITTED and request.method != "POST":
        return see(request, address(assessment))
    answers = queries.to_accept(assessment.set, queries.answers_of(assessment).values())
    form = CheckForm(posted(request), answers=answers, flags=assessment.flags.all())
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            back = "send_back" in request.POST
            try:
                if back:
                    reason = form.cleaned_data["reason"]
                    services.send_back(assessment, form.judged(), reason=reason, by=request.user)
                else:
                    services.confirm(assessment, form.judged(), form.notes(), by=request.user)
            except WrongState:
                raise
            except RuleBroken as refusal:
                beside(form, refusal)
            else:
                words = _("It is open again, with your notes.") if back else _("Confirmed. The results are frozen.")
                messages.success(request, words)
                return see(request, address(assessment))
    context = {
        "trail": trail(assessment, _("Second person")),
        "assessment": assessment,
        "form": form,
        "back_url": address(assessment),
        "own": [each.item.code for each in answers if each.changed_by_id == request.user.pk],
    }
    return page(request, "ccms/assessment_check.html", context, status=status)


@reads
@throttled("export")
def assessment_pdf(request: HttpRequest, number: str) -> HttpResponse:
    """The report."""
    assessment = assessment_or_404(request, number)
    if assessment.state != AssessmentState.CONFIRMED:
        raise WrongState(_("The report is there once a second person has confirmed."))
    items, answers = queries.items_of(assessment.set), queries.answers_of(assessment)
    given = queries.answered(items, answers)
    below = assessment.set.action_below
    compared = queries.comparison(items, answers, queries.year_before(assessment))
    actions = queries.actions_visible_to(request.user).filter(assessment=assessment).order_by("due_on", "pk")
    pdf = assessed.report(
        title=_("Self-assessment report"),
        number=assessment.number,
        facts=[
            {"label": _("Unit or company"), "value": assessment.who},
            {"label": _("Set of statements"), "value": str(assessment.set)},
            {"label": _("Overall index"), "value": assessed.points(assessment.overall)},
            {"label": _("Handed in by"), "value": _person(assessment.submitted_by, assessment.submitted_at)},
            {"label": _("Confirmed by"), "value": _person(assessment.confirmed_by, assessment.confirmed_at)},
        ],
        rows=assessed.module_rows(list(modules()), given, below, compared),
        items=items,
        given=given,
        below=below,
        actions=[
            [each.module.code, each.title or _("to be planned"), day_text(each.due_on, "day"), each.get_state_display()]
            for each in actions
        ],
        sha256=assessment.sha256,
    )
    return pdf_response(pdf, f"{assessment.number}.pdf")


def _person(person, when) -> str:
    return f"{person.name}, {day_text(when, 'day')}" if person and when else "—"
