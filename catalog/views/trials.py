"""Doors of a trial test: its page, measured values, the verdict."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from catalog.forms.sourcing import ReasonForm
from catalog.forms.trials import FindingsForm, VerdictForm
from catalog.forms.values import AttributesForm
from catalog.models import TrialTest
from catalog.policies import sourcing as may
from catalog.queries import sourcing as queries
from catalog.queries.offers import match_of_proposal
from catalog.rules.sourcing import allowed_verdicts
from catalog.rules.values import number_text
from catalog.services import evaluation as services
from catalog.states import TrialState, Verdict
from catalog.views.sourcing import beside, posted
from catalog.views.sourcing_shown import trail_to
from catalog.views.sourcing_steps import Decision, decide
from portal.audit.queries import timeline_of
from portal.display import day_text
from portal.errors import RuleBroken, WrongState
from portal.http import page, reads, see, writes
from portal.policy import require


def trial_or_404(request: HttpRequest, uid: UUID) -> TrialTest:
    """A trial that this person may see."""
    return get_object_or_404(queries.trials_visible_to(request.user), uid=uid)


def trial_address(trial: TrialTest, name: str = "trial-detail") -> str:
    """A page of the trial."""
    return reverse(f"catalog:{name}", args=[trial.uid])


def _trail(trial: TrialTest, words: object = "") -> list[tuple[object, str]]:
    thing = trial.proposal.request
    steps = trail_to(thing, _("Trial test"))
    steps[-1] = (_("Trial test"), trial_address(trial) if words else "")
    return [*steps, (words, "")] if words else steps


@reads
def trial_detail(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Plan, measured values beside what is asked for and what was stated, the verdict."""
    trial = trial_or_404(request, uid)
    user = request.user
    asked = queries.requirements_of(trial.proposal.request)
    stated = match_of_proposal(trial.proposal, asked)
    measured = services.match_of_trial(trial) if trial.measured_at else None
    decides = may.may_decide_trial(user, trial)
    context = {
        "trial": trial,
        "thing": trial.proposal.request,
        "proposal": trial.proposal,
        "trail": _trail(trial),
        "facts": _facts(trial),
        "rows": [
            {"asked": row, "stated": stated.lines[place], "measured": measured.lines[place] if measured else None}
            for place, row in enumerate(asked)
        ],
        "measured": measured,
        "may_measure": trial.state == TrialState.PLANNED and may.may_run_trial(user, trial),
        "may_decide": trial.state == TrialState.MEASURED and decides,
        "why_not": decides.reason if trial.state == TrialState.MEASURED else "",
        "may_cancel": trial.state == TrialState.PLANNED and may.may_cancel_trial(user, trial),
        "entries": timeline_of(trial),
    }
    return page(request, "catalog/trial_detail.html", context)


def _facts(trial: TrialTest) -> list[dict[str, Any]]:
    proposal = trial.proposal
    days = f"{day_text(trial.starts_on, 'short')} – {day_text(trial.ends_on, 'short')}"
    sample = f"{number_text(trial.sample_qty)} {proposal.request.get_uom_display()}"
    return [
        {"label": _("Product"), "value": proposal.version.name, "note": proposal.company},
        {"label": _("Site"), "value": trial.site, "note": ""},
        {"label": _("Period"), "value": days, "note": ""},
        {"label": _("Sample quantity"), "value": sample, "note": ""},
        {"label": _("Runs the trial"), "value": trial.runner, "note": _("another person decides")},
    ]


@writes(shows_form=True)
def trial_measure(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Write down what was measured, with the report."""
    trial = trial_or_404(request, uid)
    require(may.may_run_trial(request.user, trial))
    if trial.state != TrialState.PLANNED:
        raise WrongState(_("This trial is already measured. Reload the page to see where it stands."))
    asked = queries.requirements_of(trial.proposal.request)
    definitions = {row.definition.code: row.definition for row in asked}
    values = trial.values.select_related("attribute__definition")
    sheet = AttributesForm(posted(request), definitions=definitions, values=values)
    sheet.says_required = False
    form = FindingsForm(
        posted(request),
        request.FILES if request.method == "POST" else None,
        initial={"findings": trial.findings},
    )
    if request.method == "POST" and sheet.is_valid() & form.is_valid():
        try:
            services.measure_trial(trial, entered=sheet.entered, by=request.user, **form.cleaned_data)
        except WrongState:
            raise
        except RuleBroken as refusal:
            beside(sheet if refusal.field in sheet.fields else form, refusal)
        else:
            messages.success(request, _("The measured values are in. Another person gives the verdict."))
            return see(request, trial_address(trial))
    context = {
        "trial": trial,
        "thing": trial.proposal.request,
        "trail": _trail(trial, _("Measured values")),
        "sheet": sheet,
        "rows": [(row, sheet[f"attr_{row.definition.code}"]) for row in asked],
        "form": form,
        "back_url": trial_address(trial),
    }
    status = 422 if form.errors or sheet.errors else 200
    return page(request, "catalog/trial_measure.html", context, status=status)


def _of(trial: TrialTest, title: object, **facts: Any) -> Decision:
    return Decision(
        title=title,
        back=trial_address(trial),
        number=trial.proposal.request.number,
        heading=f"{trial.proposal.version.name} · {trial.site}",
        trail=_trail(trial, title),
        **facts,
    )


@writes(shows_form=True)
def trial_return(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Something was not measured."""
    trial = trial_or_404(request, uid)
    decision = _of(
        trial,
        _("Measure again"),
        text=_("The trial goes back to who runs it; what was written stays and can be changed."),
        verb=_("Send back"),
        done=_("The trial is to be measured again."),
        allowed=may.may_decide_trial(request.user, trial),
        do=lambda given: services.return_trial(trial, reason=given["reason"], by=request.user),
    )
    return decide(request, decision, ReasonForm(posted(request)))


@writes(shows_form=True)
def trial_decide(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The verdict."""
    trial = trial_or_404(request, uid)
    only_fail = trial.measured_at is not None and allowed_verdicts(services.match_of_trial(trial)) == (Verdict.FAIL,)
    text = _("The supplier reads the verdict and the reason.")
    if only_fail:
        text = _("A required attribute was not met in the trial: only “failed” is possible.") + " " + text
    decision = _of(
        trial,
        _("Verdict of the trial"),
        text=text,
        verb=_("Give the verdict"),
        done=_("The verdict is given. The supplier is told."),
        allowed=may.may_decide_trial(request.user, trial),
        do=lambda given: services.decide_trial(trial, by=request.user, **given),
    )
    return decide(request, decision, VerdictForm(posted(request)))


@writes(shows_form=True)
def trial_cancel(request: HttpRequest, uid: UUID) -> HttpResponse:
    """It is not run after all."""
    trial = trial_or_404(request, uid)
    decision = _of(
        trial,
        _("Cancel the trial"),
        text=_("Another trial of this proposal may be planned afterwards."),
        verb=_("Cancel the trial"),
        done=_("The trial is cancelled."),
        allowed=may.may_cancel_trial(request.user, trial),
        do=lambda given: services.cancel_trial(trial, reason=given["reason"], by=request.user),
        danger=True,
    )
    return decide(request, decision, ReasonForm(posted(request)))
