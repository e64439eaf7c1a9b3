"""Doors of the support group: the public page, waves with their ranking, requests and what can be done with them."""

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from portal.audit.queries import staff_timeline_of
from portal.deciding import Decision, Deed, decide, posted
from portal.fresh import fresh
from portal.http import page, public, reads, writes
from portal.paging import Paginator
from sharedgrowth.support.forms.labs import ReasonForm
from sharedgrowth.support.forms.waves import (
    AskGroupForm,
    DiagnosisForm,
    GroupFilter,
    SatisfactionForm,
    ScoreForm,
    TriageForm,
    VisitForm,
)
from sharedgrowth.support.models import GroupRequest
from sharedgrowth.support.policies import waves as policies
from sharedgrowth.support.queries import waves as queries
from sharedgrowth.support.registry import programmes
from sharedgrowth.support.services import group_tasks, waves
from sharedgrowth.support.states.facility import SiteHazard
from sharedgrowth.support.states.waves import Direction, GroupState
from sharedgrowth.support.views.labs import today_of
from sharedgrowth.support.views.steps import Step, home, run_step

PER_PAGE = 20
SLUG = "support_group"


# For everybody -------------------------------------------------------------------------------------------------------
@public
@reads
def group(request: HttpRequest) -> HttpResponse:
    """What the support group is, its waves, what it has achieved by the portal's own rows; earlier figures apart."""
    user = request.user
    known = programmes.get(SLUG)
    labels = dict(Direction.choices)
    wave = queries.open_wave()
    context = {
        "wave": wave,
        "waves": list(queries.waves()[:8]),
        "achieved": queries.achieved(),
        "directions": [(labels[code], tasks, won) for code, tasks, won in queries.by_direction()],
        "all_directions": [label for _code, label in Direction.choices],
        "historical": known.historical if known else (),
        "may_ask": user.is_authenticated and bool(policies.may_ask_group(user)),
        "has_requests": user.is_authenticated and (user.is_supplier or user.is_internal),
        "may_run": user.is_authenticated and bool(policies.may_run_waves(user)),
    }
    return page(request, "support/group.html", context)


# Requests ------------------------------------------------------------------------------------------------------------
def request_or_404(request: HttpRequest, number: str) -> GroupRequest:
    """What this reader may see."""
    return get_object_or_404(queries.requests_visible_to(request.user), number=number)


def at(asked: GroupRequest) -> str:
    """Its page."""
    return reverse("support:group-detail", args=[asked.number])


@reads
def group_list(request: HttpRequest) -> HttpResponse:
    """Own requests; for staff those that they may see."""
    form = GroupFilter(request.GET or None)
    given = form.given() if form.is_bound else {}
    found = queries.requests_listed_for(request.user, **given)
    context = {
        "trail": [home(), (_("Requests"), "")],
        "filter": form,
        "filtered": bool(given),
        "inside": request.user.is_internal,
        "results": Paginator(found, PER_PAGE).get_page(request.GET.get("page")),
        "may_ask": bool(policies.may_ask_group(request.user)),
        "today": today_of(request),
    }
    return page(request, "support/group_list.html", context, part="support/_group_results.html")


@writes(shows_form=True)
def group_ask(request: HttpRequest) -> HttpResponse:
    """A company asks."""
    what = Decision(
        title=_("Ask the support group"),
        text=_("Answered within ten business days: the selection of the wave, or the unit that fits better."),
        verb=pgettext("support group", "Ask"),
        done=_("Asked. The answer comes within ten business days."),
        allowed=policies.may_ask_group(request.user),
        do=lambda given: waves.ask_group(**given, by=request.user),
        back=reverse("support:group"),
        trail=[home()],
        after=at,
    )
    return decide(request, what, AskGroupForm(posted(request)))


STEPS = {
    "triage": Step(
        TriageForm,
        gettext_lazy("Triage"),
        gettext_lazy("To the selection of the wave, or to the unit that fits better. The company reads the note."),
        gettext_lazy("Decide"),
        policies.may_triage,
        waves.triage,
        icon="arrows-exchange",
        primary=True,
    ),
    "score": Step(
        ScoreForm,
        pgettext_lazy("support group", "Score"),
        gettext_lazy("Each part from 0 to 100 percent. Ten more points go to companies without support in 24 months."),
        gettext_lazy("Give the score"),
        policies.may_score,
        waves.score_request,
        icon="scale",
        primary=True,
    ),
    "diagnose": Step(
        forms.Form,
        gettext_lazy("Begin the diagnosis"),
        gettext_lazy("It takes at most eight weeks."),
        gettext_lazy("Begin"),
        policies.may_diagnose,
        waves.begin_diagnosis,
        primary=True,
    ),
    "visit": Step(
        VisitForm,
        gettext_lazy("Note a visit"),
        gettext_lazy("With its safety form. From then on you decide in no tender in which the company bids."),
        gettext_lazy("Save the visit"),
        policies.may_visit,
        waves.note_visit,
        icon="map-pin",
        primary=True,
    ),
    "diagnosis": Step(
        DiagnosisForm,
        gettext_lazy("Hand the diagnosis in"),
        gettext_lazy("The company reads it together with the list of tasks."),
        gettext_lazy("Hand it in"),
        policies.may_diagnose,
        waves.hand_in_diagnosis,
        icon="file-text",
    ),
    "list": Step(
        forms.Form,
        gettext_lazy("Hand the list of tasks to the company"),
        gettext_lazy("The company signs it, or wants another one."),
        gettext_lazy("Hand it over"),
        policies.may_diagnose,
        group_tasks.list_tasks,
        icon="send",
    ),
    "relist": Step(
        ReasonForm,
        gettext_lazy("Want other tasks"),
        gettext_lazy("The experts read the reason and write the list again."),
        gettext_lazy("Send it back"),
        policies.may_act_for_company,
        group_tasks.want_other_list,
        icon="arrow-back-up",
    ),
    "hold": Step(
        ReasonForm,
        gettext_lazy("Put on hold"),
        gettext_lazy("It rests until it is taken up again."),
        gettext_lazy("Put on hold"),
        lambda user, _asked: policies.may_run_waves(user),
        group_tasks.hold_request,
        icon="hourglass",
    ),
    "resume": Step(
        forms.Form,
        gettext_lazy("Take up again"),
        gettext_lazy("Work goes on."),
        gettext_lazy("Take up again"),
        lambda user, _asked: policies.may_run_waves(user),
        group_tasks.resume_request,
    ),
    "close": Step(
        SatisfactionForm,
        pgettext_lazy("group request", "Close"),
        gettext_lazy("All tasks are verified or cancelled. How satisfied is your company?"),
        pgettext_lazy("group request", "Close"),
        policies.may_act_for_company,
        group_tasks.close_request,
        primary=True,
    ),
    "cancel": Step(
        ReasonForm,
        gettext_lazy("Cancel the support"),
        gettext_lazy("The place and the days of experts are free again. The other side is told the reason."),
        gettext_lazy("Cancel the support"),
        policies.may_cancel_request,
        group_tasks.cancel_request,
        icon="circle-x",
        danger=True,
    ),
}
NOW: dict[str, tuple[str, ...]] = {
    GroupState.REQUESTED: ("triage", "cancel"),
    GroupState.TRIAGED: ("score", "cancel"),
    GroupState.SELECTED: ("cancel",),
    GroupState.MOU_SIGNED: ("diagnose", "cancel"),
    GroupState.DIAGNOSIS: ("visit", "diagnosis", "list", "cancel"),
    GroupState.LISTED: ("relist", "cancel"),
    GroupState.TASKS_AGREED: ("cancel",),
    GroupState.IN_PROGRESS: ("close", "hold", "cancel"),
    GroupState.ON_HOLD: ("resume", "cancel"),
}


@reads
def group_detail(request: HttpRequest, number: str) -> HttpResponse:
    """One request: where it stands, visits, diagnosis, tasks, what can be done now."""
    asked = request_or_404(request, number)
    user = request.user
    labels = dict(Direction.choices)
    scores = list(asked.scores.select_related("member").order_by("pk")) if user.is_internal else []
    scored = any(score.member_id == user.pk for score in scores)
    sees_scores = asked.state != GroupState.TRIAGED or scored
    tasks = queries.tasks_of(asked)
    context = {
        "trail": [home(), (_("Requests"), reverse("support:group-list")), (asked.number, "")],
        "asked": asked,
        "own": user.company_id == asked.company_id,
        "directions": [labels.get(code, code) for code in asked.directions],
        "scores": scores if sees_scores else [],
        "hidden_scores": 0 if sees_scores else len(scores),
        "visits": [
            (visit, [SiteHazard(code).label for code in visit.hazards])
            for visit in asked.visits.select_related("expert__user").order_by("-visited_on", "-pk")
        ],
        "sees_diagnosis": user.is_internal or asked.state not in (GroupState.MOU_SIGNED, GroupState.DIAGNOSIS),
        "tasks": tasks,
        "deeds": _deeds(request, asked, scored),
        "may_task": asked.state == GroupState.DIAGNOSIS and bool(policies.may_diagnose(user, asked)),
        "entries": staff_timeline_of(user, asked),
        "today": today_of(request),
    }
    return page(request, "support/group_detail.html", context)


def _deeds(request: HttpRequest, asked: GroupRequest, scored: bool) -> list[Deed]:
    user, deeds = request.user, []
    if asked.state == GroupState.SELECTED:
        ours = user.is_supplier and asked.company_signed_at is None and policies.may_act_for_company(user, asked)
        theirs = user.is_internal and asked.buyer_signed_at is None and policies.may_run_waves(user)
        if ours or theirs:
            url = reverse("support:group-sign", args=[asked.number])
            deeds.append(Deed(_("Sign the memorandum"), url, "certificate", primary=True))
    if asked.state == GroupState.LISTED and user.is_supplier and policies.may_act_for_company(user, asked):
        url = reverse("support:group-agree", args=[asked.number])
        deeds.append(Deed(_("Sign the list of tasks"), url, "certificate", primary=True))
    for name in NOW.get(asked.state, ()):
        step = STEPS[name]
        if (name == "score" and scored) or not step.allowed(user, asked):
            continue
        url = reverse("support:group-step", args=[asked.number, name])
        deeds.append(Deed(step.title, url, step.icon, primary=step.primary, danger=step.danger))
    return deeds


@writes(shows_form=True)
def group_step(request: HttpRequest, number: str, step: str) -> HttpResponse:
    """One of the steps of a request."""
    asked = request_or_404(request, number)
    return run_step(request, asked, STEPS, step, back=at, docno=number)


def _signed(request: HttpRequest, number: str, step: Step) -> HttpResponse:
    return run_step(request, request_or_404(request, number), {"sign": step}, "sign", back=at, docno=number)


@writes(shows_form=True)
@fresh
def group_sign(request: HttpRequest, number: str) -> HttpResponse:
    """The memorandum, by one side."""
    inside = request.user.is_internal
    step = Step(
        forms.Form,
        _("Sign the memorandum"),
        _(
            "The buyer's experts diagnose and advise; the company opens its works and does its part. Know-how of the "
            "company stays its own, patents of the buyer are licensed apart, and nothing is published without consent."
        ),
        _("Sign"),
        (lambda user, _asked: policies.may_run_waves(user)) if inside else policies.may_act_for_company,
        waves.sign_memorandum,
        done=_("Signed."),
    )
    return _signed(request, number, step)


@writes(shows_form=True)
@fresh
def group_agree(request: HttpRequest, number: str) -> HttpResponse:
    """The list of tasks, by the company."""
    step = Step(
        forms.Form,
        _("Sign the list of tasks"),
        _("The tasks begin. Who leads, who pays and what is expected stands in the list and is not changed any more."),
        _("Sign"),
        policies.may_act_for_company,
        group_tasks.agree_tasks,
        done=_("Signed. The tasks begin."),
    )
    return _signed(request, number, step)
