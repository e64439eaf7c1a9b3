"""Doors of judging: blind reviews, the stage of selecting, interviews, the list by two people."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from portal.deciding import Decision, Deed, beside, decide, posted
from portal.errors import RuleBroken, WrongState
from portal.http import page, page_now, reads, see, writes
from portal.people.queries import buyer_people_with_role
from portal.policy import require
from sharedgrowth.jobs.forms.cohorts import NothingForm, ReasonForm
from sharedgrowth.jobs.forms.review import (
    CRITERIA,
    ProposeForm,
    ReviewersForm,
    ReviewForm,
    TalkForm,
    TalkPlanForm,
)
from sharedgrowth.jobs.models import Cohort, Review, SelectionList, Talk
from sharedgrowth.jobs.policies import cohorts as cohort_policies
from sharedgrowth.jobs.policies import review as policies
from sharedgrowth.jobs.policies import training as list_policies
from sharedgrowth.jobs.queries.applications import blind_sheet
from sharedgrowth.jobs.queries.review import reviews_of, stage_rows
from sharedgrowth.jobs.rules.judging import DOCUMENTS, INTERVIEW
from sharedgrowth.jobs.services import review as services
from sharedgrowth.jobs.states import ApplicationState
from sharedgrowth.jobs.views.office import applicant_or_404, applicant_trail
from sharedgrowth.jobs.views.shown import cohort_facts, cohort_or_404, cohort_trail, home

A = ApplicationState


@reads
def review_list(request: HttpRequest) -> HttpResponse:
    """A reviewer's own: code names only."""
    require(policies.may_reviews(request.user))
    rows = list(reviews_of(request.user)[:200])
    waiting = [each for each in rows if each.given_at is None and each.application.state == A.SUBMITTED]
    context = {
        "trail": home(_("Blind reviews")),
        "waiting": waiting,
        "given": [each for each in rows if each.given_at is not None],
    }
    return page(request, "jobs/review_list.html", context)


def review_or_404(request: HttpRequest, uid: Any) -> Review:
    """One's own review that one has not stepped back from."""
    require(policies.may_reviews(request.user))
    return get_object_or_404(reviews_of(request.user), uid=uid)


@writes(shows_form=True)
def review_detail(request: HttpRequest, uid: Any) -> HttpResponse:
    """The sheet without a name, and the points."""
    review = review_or_404(request, uid)
    verdict = policies.may_review(request.user, review)
    form = ReviewForm(posted(request), scores=review.scores, remark=review.remark)
    status = 200
    if request.method == "POST":
        require(verdict)
        status = 422
        if form.is_valid():
            try:
                services.give_review(review, form.scores(), remark=form.cleaned_data["remark"], by=request.user)
            except WrongState:
                raise
            except RuleBroken as refusal:
                beside(form, refusal)
            else:
                messages.success(request, _("Your points are kept. They can change until the documents are decided."))
                return see(request, reverse("jobs:review-list"))
    application = review.application
    words = _("Blind reviews")
    context = {
        "trail": [*home(), (words, reverse("jobs:review-list")), (application.code, "")],
        "review": review,
        "application": application,
        "cohort": application.cohort,
        "sheet": blind_sheet(application),
        "weights": [(CRITERIA[name], weight) for name, weight in DOCUMENTS.items()],
        "form": form,
        "verdict": verdict,
    }
    return page(request, "jobs/review_detail.html", context, status=status)


@writes(shows_form=True)
def review_recuse(request: HttpRequest, uid: Any) -> HttpResponse:
    """Step back."""
    review = review_or_404(request, uid)
    decision = Decision(
        title=_("Step back"),
        text=_("You recognise the applicant, or are tied to the person. Another reviewer is assigned."),
        verb=_("Step back"),
        done=_("You have stepped back. Thank you."),
        allowed=policies.may_review(request.user, review),
        do=lambda given: services.recuse(review, by=request.user),
        back=reverse("jobs:review-list"),
        trail=[*home(), (_("Blind reviews"), reverse("jobs:review-list"))],
        docno=review.application.code,
    )
    return decide(request, decision, NothingForm(posted(request)))


@reads
def selection(request: HttpRequest, number: str) -> HttpResponse:
    """The stage of selecting: who stands where, by code names; what can be done."""
    cohort = cohort_or_404(request, number)
    require(cohort_policies.may_read_office(request.user))
    return _show(request, cohort)


def _show(request: HttpRequest, cohort: Cohort, *, forms: dict[str, Any] | None = None, status: int = 200):
    user, forms = request.user, forms or {}
    rows = stage_rows(cohort)
    counts = {state: sum(1 for each in rows if each.state == state) for state in A}
    proposed = cohort.selections.filter(returned_at=None).select_related("proposed_by", "confirmed_by").first()
    needed = cohort.terms.reviewers if cohort.terms else 1
    submitted = [each for each in rows if each.state == A.SUBMITTED]
    context = {
        "trail": cohort_trail(cohort, pgettext("cohort", "Selection")),
        "cohort": cohort,
        "facts": cohort_facts(cohort, inside=True),
        "rows": rows,
        "counts": counts,
        "needed": needed,
        "unassigned": sum(1 for each in submitted if each.assigned < needed),
        "ungiven": sum(1 for each in submitted if each.given < needed),
        "submitted": len(submitted),
        "proposed": proposed,
        "returned": cohort.selections.exclude(returned_at=None).first() if proposed is None else None,
        "may_decide": policies.may_decide(user, cohort),
        "may_confirm": list_policies.may_confirm_selection(user, proposed) if proposed else None,
        "reviewers": forms.get("reviewers") or ReviewersForm(people=_people()),
        "propose": forms.get("propose") or ProposeForm(),
        "pass_points": cohort.terms.documents_pass if cohort.terms else None,
        "now": page_now(request),
    }
    return page(request, "jobs/selection.html", context, status=status)


def _people():
    """Who may judge."""
    return buyer_people_with_role(*policies.REVIEWERS).order_by("name", "pk")


@writes
def selection_assign(request: HttpRequest, number: str) -> HttpResponse:
    """Spread the applications over reviewers."""
    cohort = cohort_or_404(request, number)
    require(policies.may_decide(request.user, cohort))
    form = ReviewersForm(request.POST, people=_people())
    if form.is_valid():
        try:
            made = services.assign_reviewers(cohort, list(form.cleaned_data["reviewers"]), by=request.user)
        except WrongState:
            raise
        except RuleBroken as refusal:
            beside(form, refusal)
        else:
            messages.success(request, _("%(count)s reviews were assigned.") % {"count": made})
            return see(request, reverse("jobs:selection", args=[cohort.number]))
    return _show(request, cohort, forms={"reviewers": form}, status=422)


@writes(shows_form=True)
def selection_documents(request: HttpRequest, number: str) -> HttpResponse:
    """Decide the documents by the mean of the reviews."""
    cohort = cohort_or_404(request, number)
    points = cohort.terms.documents_pass.normalize() if cohort.terms else 60
    decision = Decision(
        title=_("Decide the documents"),
        text=_("From %(points)s points an application passes; the others are told, and their window begins.")
        % {"points": f"{points:f}"},
        verb=_("Decide the documents"),
        done=_("The documents are decided."),
        allowed=policies.may_decide(request.user, cohort),
        do=lambda given: services.decide_documents(cohort, by=request.user),
        back=reverse("jobs:selection", args=[cohort.number]),
        trail=cohort_trail(cohort, "-")[:-1],
        docno=cohort.number,
        heading=cohort.title,
    )
    return decide(request, decision, NothingForm(posted(request)))


@writes
def selection_propose(request: HttpRequest, number: str) -> HttpResponse:
    """Propose the list."""
    cohort = cohort_or_404(request, number)
    require(policies.may_decide(request.user, cohort))
    form = ProposeForm(request.POST)
    if form.is_valid():
        try:
            services.propose_selection(cohort, **form.cleaned_data, by=request.user)
        except WrongState:
            raise
        except RuleBroken as refusal:
            beside(form, refusal)
        else:
            messages.success(request, _("The list is proposed. A colleague confirms it."))
            return see(request, reverse("jobs:selection", args=[cohort.number]))
    return _show(request, cohort, forms={"propose": form}, status=422)


def _list_or_404(request: HttpRequest, number: str) -> SelectionList:
    cohort = cohort_or_404(request, number)
    require(cohort_policies.may_read_office(request.user))
    return get_object_or_404(cohort.selections.select_related("cohort__terms"), returned_at=None)


@writes(shows_form=True)
def selection_confirm(request: HttpRequest, number: str) -> HttpResponse:
    """The second person: everybody is told."""
    proposed = _list_or_404(request, number)
    decision = Decision(
        title=_("Confirm the list"),
        text=_("Everybody on the list is told at once. Places have to be taken up in time; then they go to who waits."),
        verb=_("Confirm and announce"),
        done=_("The list is confirmed, and everybody is told."),
        allowed=list_policies.may_confirm_selection(request.user, proposed),
        do=lambda given: services.confirm_selection(proposed, by=request.user),
        back=reverse("jobs:selection", args=[proposed.cohort.number]),
        trail=cohort_trail(proposed.cohort, "-")[:-1],
        docno=proposed.cohort.number,
        heading=proposed.cohort.title,
    )
    return decide(request, decision, NothingForm(posted(request)))


@writes(shows_form=True)
def selection_return(request: HttpRequest, number: str) -> HttpResponse:
    """Back to who proposed it."""
    proposed = _list_or_404(request, number)
    decision = Decision(
        title=_("Return the list"),
        text=_("It can be proposed anew. Nobody was told anything."),
        verb=_("Return the list"),
        done=_("The list is returned."),
        allowed=list_policies.may_confirm_selection(request.user, proposed),
        do=lambda given: services.return_selection(proposed, reason=given["reason"], by=request.user),
        back=reverse("jobs:selection", args=[proposed.cohort.number]),
        trail=cohort_trail(proposed.cohort, "-")[:-1],
        docno=proposed.cohort.number,
    )
    return decide(request, decision, ReasonForm(posted(request)))


@writes(shows_form=True)
def talk_plan(request: HttpRequest, number: str) -> HttpResponse:
    """Plan an interview, or move it."""
    application = applicant_or_404(request, number)
    require(policies.may_talk(request.user, application))
    talk = Talk.objects.filter(application=application).first()
    initial = {"at": talk.at, "place": talk.place, "minutes": talk.minutes} if talk else None
    form = TalkPlanForm(posted(request), initial=initial)
    return _talk(
        request,
        application,
        form,
        _("Plan the interview"),
        lambda: services.plan_talk(application, **form.cleaned_data, by=request.user),
    )


@writes(shows_form=True)
def talk_hold(request: HttpRequest, number: str) -> HttpResponse:
    """The points of the interview."""
    application = applicant_or_404(request, number)
    require(policies.may_talk(request.user, application))
    talk = get_object_or_404(Talk, application=application)
    form = TalkForm(posted(request), scores=talk.scores, remark=talk.remark)

    def hold() -> object:
        came = not form.cleaned_data["absent"]
        scores = form.scores() if came else None
        return services.hold_talk(talk, came=came, scores=scores, remark=form.cleaned_data["remark"], by=request.user)

    return _talk(request, application, form, _("Points of the interview"), hold)


def _talk(request: HttpRequest, application: Any, form: Any, title: str, do: Any) -> HttpResponse:
    back = reverse("jobs:selection", args=[application.cohort.number])
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                do()
            except WrongState:
                raise
            except RuleBroken as refusal:
                beside(form, refusal)
            else:
                messages.success(request, _("Saved."))
                return see(request, back)
    talk = Talk.objects.filter(application=application).first()
    deeds = []
    if talk is not None:
        url = reverse("jobs:talk-plan", args=[application.number])
        deeds = [
            Deed(_("Plan the interview"), url, "calendar"),
            Deed(_("Points of the interview"), reverse("jobs:talk-hold", args=[application.number]), "clipboard-check"),
        ]
    context = {
        "trail": applicant_trail(application, title),
        "title": title,
        "form": form,
        "application": application,
        "talk": talk,
        "deeds": deeds,
        "weights": [(CRITERIA[name], weight) for name, weight in INTERVIEW.items()],
        "back": back,
    }
    return page(request, "jobs/talk_form.html", context, status=status)
