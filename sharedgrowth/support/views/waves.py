"""Doors of the waves: experts with their days, the ranking, selection. Source: domain 8, SGS-01, SGS-02."""

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from portal.audit.queries import staff_timeline_of
from portal.deciding import Decision, Deed, decide, posted
from portal.errors import NotAllowed
from portal.http import page, reads, writes
from sharedgrowth.support.forms.waves import ReleaseForm, WaveForm
from sharedgrowth.support.models import SupportWave
from sharedgrowth.support.policies import waves as policies
from sharedgrowth.support.queries import waves as queries
from sharedgrowth.support.services import waves
from sharedgrowth.support.states.waves import GROUP_IN, GroupState, WaveState
from sharedgrowth.support.views.labs import today_of
from sharedgrowth.support.views.steps import Step, home, run_step


def _inside(request: HttpRequest) -> None:
    reads_waves = request.user.is_internal and request.user.has_role(*queries.OVERSEERS, *queries.SCORERS)
    if not (reads_waves or policies.may_release_any(request.user)):
        raise NotAllowed(_("Waves are for shared growth, experts, the committee, finance and audit."))


def _wave(wave: str) -> SupportWave:
    year, _half, half = wave.partition("-H")
    return get_object_or_404(SupportWave, year=int(year), half=int(half))


def _wave_at(wave: SupportWave) -> str:
    return reverse("support:wave-detail", args=[str(wave)])


@reads
def wave_detail(request: HttpRequest, wave: str) -> HttpResponse:
    """One half year: experts with their days, the ranking, who takes part."""
    _inside(request)
    found = _wave(wave)
    user = request.user
    ranked = queries.ranking(found, today_of(request)) if found.state in (WaveState.OPEN, WaveState.SELECTING) else []
    own = set(found.requests.filter(scores__member=user).values_list("pk", flat=True))
    sees_all = user.has_role("AU") and not user.has_role(*queries.SCORERS)
    seen = [each for each in ranked if sees_all or each.request.pk in own]
    hidden = sorted((each for each in ranked if each not in seen), key=lambda each: each.request.number)
    context = {
        "trail": [home(), (str(found), "")],
        "wave": found,
        "experts": queries.experts_of(found),
        "ranked": [(each, each.points, each.request.pk in own) for each in seen]
        + [(each, None, False) for each in hidden],  # neither points nor order before one's own score
        "part": list(found.requests.filter(state__in=GROUP_IN).select_related("company").order_by("-points", "pk")),
        "waiting": found.requests.filter(state=GroupState.NOT_SELECTED).count(),
        "achieved": queries.achieved(found),
        "deeds": _wave_deeds(request, found),
        "entries": staff_timeline_of(user, found),
    }
    return page(request, "support/wave_detail.html", context)


@writes(shows_form=True)
def wave_create(request: HttpRequest) -> HttpResponse:
    """Plan a half year."""
    what = Decision(
        title=_("Plan a wave"),
        text=_("A half year with room for so many companies. Experts' days are released for it afterwards."),
        verb=_("Plan it"),
        done=_("Planned."),
        allowed=policies.may_run_waves(request.user),
        do=lambda given: waves.plan_wave(**given, by=request.user),
        back=reverse("support:group"),
        trail=[home()],
        after=_wave_at,
    )
    return decide(request, what, WaveForm(posted(request)))


WAVE_STEPS = {
    "open": Step(
        forms.Form,
        gettext_lazy("Open the wave"),
        gettext_lazy("Companies can ask until its day."),
        gettext_lazy("Open it"),
        lambda user, _wave: policies.may_run_waves(user),
        waves.open_wave,
        primary=True,
    ),
    "close": Step(
        forms.Form,
        gettext_lazy("Close for requests"),
        gettext_lazy("The committee scores what has come in. By itself this happens after the day for requests."),
        gettext_lazy("Close it"),
        lambda user, _wave: policies.may_run_waves(user),
        waves.close_wave,
        icon="lock",
    ),
    "decide": Step(
        forms.Form,
        gettext_lazy("Select"),
        gettext_lazy(
            "The best get the places of the wave, the others are told with their points. It cannot be undone."
        ),
        gettext_lazy("Select by the ranking"),
        lambda user, _wave: policies.may_run_waves(user),
        waves.decide_wave,
        done=gettext_lazy("Selected. All are told."),
        primary=True,
    ),
    "next": Step(
        forms.Form,
        gettext_lazy("Give a free place to the next"),
        gettext_lazy("The best of those that were not selected gets the place that was given up."),
        gettext_lazy("Give it"),
        lambda user, _wave: policies.may_run_waves(user),
        waves.take_next,
        icon="user-plus",
    ),
    "end": Step(
        forms.Form,
        gettext_lazy("End the wave"),
        gettext_lazy("All its companies are closed."),
        gettext_lazy("End it"),
        lambda user, _wave: policies.may_run_waves(user),
        waves.end_wave,
    ),
}
WAVE_NOW = {
    WaveState.PLANNED: ("open",),
    WaveState.OPEN: ("close",),
    WaveState.SELECTING: ("decide",),
    WaveState.RUNNING: ("next", "end"),
    WaveState.ENDED: (),
}


def _wave_deeds(request: HttpRequest, wave: SupportWave) -> list[Deed]:
    deeds = []
    if policies.may_run_waves(request.user):
        for name in WAVE_NOW[WaveState(wave.state)]:
            step = WAVE_STEPS[name]
            url = reverse("support:wave-step", args=[str(wave), name])
            deeds.append(Deed(step.title, url, step.icon, primary=step.primary))
    if wave.state != WaveState.ENDED and policies.may_release_any(request.user):
        deeds.append(
            Deed(_("Release days of an expert"), reverse("support:wave-release", args=[str(wave)]), "user-plus")
        )
    return deeds


@writes(shows_form=True)
def wave_step(request: HttpRequest, wave: str, step: str) -> HttpResponse:
    """Open, close, select, give a place to the next, end."""
    _inside(request)
    return run_step(request, _wave(wave), WAVE_STEPS, step, back=_wave_at, docno=wave)


@writes(shows_form=True)
def wave_release(request: HttpRequest, wave: str) -> HttpResponse:
    """The head of a unit gives days of an expert."""
    _inside(request)
    found = _wave(wave)
    form = ReleaseForm(posted(request))
    what = Decision(
        title=_("Release days of an expert"),
        text=_("Given by the head of the unit; by shared growth where none is named. More cannot be planned."),
        verb=pgettext("wave", "Release"),
        done=_("Released."),
        allowed=policies.may_release_any(request.user),  # whose days they are is known once the expert is chosen
        do=lambda given: waves.release_days(found, **given, by=request.user),
        back=_wave_at(found),
        trail=[home(), (str(found), _wave_at(found))],
        docno=str(found),
    )
    return decide(request, what, form)
