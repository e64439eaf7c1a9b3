"""Doors of cohorts: for everybody; plans and their stages for the office."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from portal.audit.queries import staff_timeline_of
from portal.deciding import Decision, Deed, beside, decide, posted
from portal.errors import RuleBroken, WrongState
from portal.http import page, page_now, public, reads, see, writes
from portal.paging import Paginator
from portal.policy import require
from sharedgrowth.jobs.forms.cohorts import CohortFilter, CohortForm, ExtendForm, NothingForm, ReasonForm
from sharedgrowth.jobs.models import Application, Cohort
from sharedgrowth.jobs.policies import applications as own_policies
from sharedgrowth.jobs.policies import cohorts as policies
from sharedgrowth.jobs.queries.cohorts import cohorts_found, cohorts_visible_to, open_cohorts, with_counts
from sharedgrowth.jobs.queries.people import is_operator, sees_office
from sharedgrowth.jobs.services import cohorts as services
from sharedgrowth.jobs.services.training import begin_training, end_training
from sharedgrowth.jobs.states import LIVE, CohortState, takes_applications
from sharedgrowth.jobs.views.figures import front_figures
from sharedgrowth.jobs.views.shown import cohort_facts, cohort_or_404, cohort_steps, cohort_trail, home

PER_PAGE = 20


@public
@reads
def front(request: HttpRequest) -> HttpResponse:
    """What Youth Dream is, what takes applications now, what came of it."""
    now = page_now(request)
    earlier = cohorts_visible_to(None).exclude(state__in=[CohortState.RECRUITING, CohortState.CANCELLED])
    context = {
        "open_cohorts": list(open_cohorts(now)[:6]),
        "earlier": list(earlier.order_by("-starts_on")[:6]),
        "now": now,
        "own": _has_own(request),
        "office": sees_office(request.user) if request.user.is_authenticated else False,
        **front_figures(),
    }
    return page(request, "jobs/front.html", context)


def _has_own(request: HttpRequest) -> bool:
    return request.user.is_authenticated and Application.objects.filter(user=request.user).exists()


@public
@reads
def cohort_list(request: HttpRequest) -> HttpResponse:
    """All cohorts; the office also sees plans and numbers."""
    inside = request.user.is_authenticated and sees_office(request.user)
    form = CohortFilter(request.GET, inside=inside)
    given = form.given()
    found = cohorts_found(cohorts_visible_to(request.user if inside else None), **given)
    if inside:
        found = with_counts(found)
    results = Paginator(found.order_by("-apply_to", "-pk"), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "trail": home(_("Cohorts")),
        "filter": form,
        "filtered": bool(given),
        "results": results,
        "inside": inside,
        "may_plan": is_operator(request.user) if inside else False,
        "now": page_now(request),
    }
    return page(request, "jobs/cohort_list.html", context, part="jobs/_cohort_results.html")


@public
@reads
def cohort_detail(request: HttpRequest, number: str) -> HttpResponse:
    """What is offered, for whom, how it goes; the office sees what can be done."""
    cohort = cohort_or_404(request, number)
    user, now = request.user, page_now(request)
    inside = user.is_authenticated and sees_office(user)
    own = None
    if user.is_authenticated:
        live = [state.value for state in LIVE]
        own = Application.objects.filter(user=user, cohort=cohort).order_by("-pk").first()
        if own is not None and own.state not in live and own.submitted_at is None:
            own = None
    counted = with_counts(Cohort.objects.filter(pk=cohort.pk)).get() if inside else None
    context = {
        "trail": cohort_trail(cohort),
        "cohort": cohort,
        "counted": counted,
        "facts": cohort_facts(cohort, inside=inside),
        "steps": cohort_steps(cohort),
        "open": takes_applications(cohort.state, cohort.apply_from, cohort.apply_to, now),
        "early": cohort.state == CohortState.RECRUITING and now < cohort.apply_from,
        "own": own,
        "may_apply": own_policies.may_apply(user) if user.is_authenticated else None,
        "inside": inside,
        "deeds": deeds_of(request, cohort) if inside else [],
        "entries": staff_timeline_of(user, cohort) if inside else None,
        "now": now,
    }
    return page(request, "jobs/cohort_detail.html", context)


def deeds_of(request: HttpRequest, cohort: Cohort) -> list[Deed]:
    """What the office can do with a cohort now."""
    user = request.user

    def url(name: str) -> str:
        return reverse(f"jobs:{name}", args=[cohort.number])

    rows: list[tuple[Any, Deed]] = [
        (
            policies.may_publish(user, cohort),
            Deed(pgettext("cohort", "Publish"), url("cohort-publish"), "send", primary=True),
        ),
        (policies.may_edit(user, cohort), Deed(_("Change the plan"), url("cohort-edit"), "pencil")),
        (policies.may_edit(user, cohort), Deed(_("Build the form"), url("cohort-form"), "clipboard-list")),
        (policies.may_extend(user, cohort), Deed(_("Move the deadline"), url("cohort-extend"), "calendar")),
        (
            policies.may_begin_training(user, cohort),
            Deed(_("Begin the training"), url("cohort-train"), "arrow-right"),
        ),
        (
            policies.may_end_training(user, cohort),
            Deed(_("End the training"), url("cohort-match"), "flag", primary=True),
        ),
        (
            policies.may_follow_up(user, cohort),
            Deed(_("End the matching"), url("cohort-follow-up"), "flag"),
        ),
        (policies.may_close(user, cohort), Deed(_("End the cohort"), url("cohort-close"), "archive")),
        (policies.may_cancel(user, cohort), Deed(_("Cancel the cohort"), url("cohort-cancel"), "ban", danger=True)),
    ]
    return [deed for verdict, deed in rows if verdict]


@writes(shows_form=True)
def cohort_create(request: HttpRequest) -> HttpResponse:
    """Plan a cohort."""
    require(policies.may_plan(request.user))
    return _save(request, None)


@writes(shows_form=True)
def cohort_edit(request: HttpRequest, number: str) -> HttpResponse:
    """Change a plan."""
    cohort = cohort_or_404(request, number)
    require(policies.may_edit(request.user, cohort))
    return _save(request, cohort)


def _save(request: HttpRequest, cohort: Cohort | None) -> HttpResponse:
    form = CohortForm(posted(request), cohort=cohort)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                if cohort is None:
                    made = services.plan_cohort(**form.cleaned_data, by=request.user)
                else:
                    made = services.edit_cohort(cohort, **form.cleaned_data, by=request.user)
            except WrongState:
                raise
            except RuleBroken as refusal:
                beside(form, refusal)
            else:
                messages.success(request, _("Saved. A colleague publishes it."))
                return see(request, reverse("jobs:cohort-detail", args=[made.number]))
    words = _("Change the plan") if cohort else _("Plan a cohort")
    trail = cohort_trail(cohort, words) if cohort else home(words)
    back = reverse("jobs:cohort-detail", args=[cohort.number]) if cohort else reverse("jobs:cohort-list")
    context = {"trail": trail, "form": form, "cohort": cohort, "title": words, "back": back}
    return page(request, "jobs/cohort_form.html", context, status=status)


def _decide(request: HttpRequest, number: str, form: Any, **words: Any) -> HttpResponse:
    cohort = cohort_or_404(request, number)
    do, allowed = words.pop("do"), words.pop("allowed")
    decision = Decision(
        **words,
        allowed=allowed(request.user, cohort),
        do=lambda given: do(cohort, **given, by=request.user),
        back=reverse("jobs:cohort-detail", args=[cohort.number]),
        trail=cohort_trail(cohort, words["title"])[:-1],
        docno=cohort.number,
        heading=cohort.title,
        facts=cohort_facts(cohort, inside=True),
    )
    return decide(request, decision, form)


@writes(shows_form=True)
def cohort_publish(request: HttpRequest, number: str) -> HttpResponse:
    """Publish what a colleague planned."""
    return _decide(
        request,
        number,
        NothingForm(posted(request)),
        title=_("Publish the cohort"),
        text=_("From now on plan and form do not change. The terms of this day bind the cohort."),
        verb=pgettext("cohort", "Publish"),
        done=_("The cohort is published."),
        allowed=policies.may_publish,
        do=services.publish_cohort,
    )


@writes(shows_form=True)
def cohort_extend(request: HttpRequest, number: str) -> HttpResponse:
    """A later deadline."""
    return _decide(
        request,
        number,
        ExtendForm(posted(request)),
        title=_("Move the deadline"),
        text=_("Everybody who writes or has sent an application is told of the new deadline."),
        verb=_("Move the deadline"),
        done=_("The deadline is moved."),
        allowed=policies.may_extend,
        do=services.extend_cohort,
    )


@writes(shows_form=True)
def cohort_cancel(request: HttpRequest, number: str) -> HttpResponse:
    """Cancel it."""
    return _decide(
        request,
        number,
        ReasonForm(posted(request)),
        title=_("Cancel the cohort"),
        text=_(
            "Applications, trainings and matches end; everybody is told the reason. Their data is destroyed by the "
            "rule of who was not chosen. This cannot be undone."
        ),
        verb=_("Cancel the cohort"),
        done=_("The cohort is cancelled, and everybody is told."),
        allowed=policies.may_cancel,
        do=services.cancel_cohort,
        danger=True,
    )


@writes(shows_form=True)
def cohort_train(request: HttpRequest, number: str) -> HttpResponse:
    """Begin the training."""
    return _decide(
        request,
        number,
        NothingForm(posted(request)),
        title=_("Begin the training"),
        text=_("Places that were not taken up fall away, and who waits is told. Attendance can be taken."),
        verb=_("Begin the training"),
        done=_("The training has begun."),
        allowed=policies.may_begin_training,
        do=begin_training,
    )


@writes(shows_form=True)
def cohort_match(request: HttpRequest, number: str) -> HttpResponse:
    """End the training: results, certificates."""
    return _decide(
        request,
        number,
        NothingForm(posted(request)),
        title=_("End the training"),
        text=_("Attendance and grades are final; who completed the training gets a certificate and is matched."),
        verb=_("End the training"),
        done=_("The training has ended; results are told."),
        allowed=policies.may_end_training,
        do=end_training,
    )


@writes(shows_form=True)
def cohort_follow_up(request: HttpRequest, number: str) -> HttpResponse:
    """End the matching."""
    return _decide(
        request,
        number,
        NothingForm(posted(request)),
        title=_("End the matching"),
        text=_("No new matches are made; placements are followed up for twelve months."),
        verb=_("End the matching"),
        done=_("The cohort is followed up now."),
        allowed=policies.may_follow_up,
        do=services.follow_up_cohort,
    )


@writes(shows_form=True)
def cohort_close(request: HttpRequest, number: str) -> HttpResponse:
    """End the cohort."""
    return _decide(
        request,
        number,
        NothingForm(posted(request)),
        title=_("End the cohort"),
        text=_("The follow-up is over. Figures stay; personal data goes when its time has ended."),
        verb=_("End the cohort"),
        done=_("The cohort has ended."),
        allowed=policies.may_close,
        do=services.close_cohort,
    )
