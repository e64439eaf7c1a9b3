"""Doors of reviewers and inspectors: what waits for one, a review sheet, the site check on a phone."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from portal.audit.queries import staff_timeline_of
from portal.deciding import beside, decide, posted
from portal.errors import RuleBroken, WrongState
from portal.http import page, reads, see, writes
from portal.policy import require
from sharedgrowth.innovilt.forms.fields import ReasonForm
from sharedgrowth.innovilt.forms.reviews import CheckForm, ReviewForm
from sharedgrowth.innovilt.models import Review, SiteCheck
from sharedgrowth.innovilt.policies import reviews as policies
from sharedgrowth.innovilt.queries import applications as application_queries
from sharedgrowth.innovilt.queries import reviews as queries
from sharedgrowth.innovilt.services import reviews as services
from sharedgrowth.innovilt.states import CheckState
from sharedgrowth.innovilt.states.questions import QUESTIONS, Mark
from sharedgrowth.innovilt.views.application_shown import application_or_404, at, decision, facts, trail
from sharedgrowth.innovilt.views.drafting import files_posted


@reads
def review_list(request: HttpRequest) -> HttpResponse:
    """What waits for me, and what I have done."""
    require(policies.may_read_reviews(request.user))
    done = queries.reviews_visible_to(request.user).filter(reviewer=request.user, done_at__isnull=False)
    context = {
        "open": list(queries.open_reviews_of(request.user).select_related("application__version__class_node")),
        "checks": list(
            queries.checks_visible_to(request.user).filter(inspector=request.user, state=CheckState.PLANNED)
        ),
        "done": list(done.order_by("-done_at")[:20]),
    }
    return page(request, "innovilt/review_list.html", context)


def _review(request: HttpRequest, uid: UUID) -> Review:
    return get_object_or_404(queries.reviews_visible_to(request.user), uid=uid)


@writes(shows_form=True)
def review_detail(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The sheet: to be filled in by its reviewer, to be read by the office."""
    review = _review(request, uid)
    application = review.application
    mine = review.reviewer_id == request.user.pk and review.done_at is None and review.recused_at is None
    form, status = None, 200
    if mine:
        form = ReviewForm(posted(request), review=review)
    if request.method == "POST":
        require(policies.may_hand_in(request.user, review))
        if form is None:
            raise WrongState(_("This review has been handed in."))
        status = 422
        if form.is_valid():
            try:
                services.hand_in_review(review, **form.given(), by=request.user)
            except WrongState:
                raise
            except RuleBroken as refusal:
                beside(form, refusal)
            else:
                messages.success(request, _("Handed in. Thank you."))
                return see(request, reverse("innovilt:review-list"))
    own_steel = list(application.items.order_by("no"))
    context = {
        "review": review,
        "application": application,
        "trail": [*trail(application_or_404(request, application.number)), (review.get_part_display(), "")],
        "facts": facts(application),
        "form": form,
        "may": policies.may_hand_in(request.user, review) if mine else None,
        "marks": _told(review),
        "papers": list(application.papers.select_related("file")),
        "items": own_steel,
        "sold": list(application.sales.order_by("year")),
        "points": application_queries.points_for(application).most(review.part),
        "entries": staff_timeline_of(request.user, review),
    }
    return page(request, "innovilt/review_detail.html", context, status=status)


def _told(review: Review) -> list[tuple[object, object]]:
    labels = dict(QUESTIONS[review.part].choices)
    return [(labels[name], Mark(str(mark)).label) for name, mark in review.marks.items() if name in labels]


@writes(shows_form=True)
def review_recuse(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The reviewer stands back."""
    review = _review(request, uid)
    told = decision(
        review.application,
        title=_("Stand back"),
        text=_("A conflict is nothing to be ashamed of: somebody else reviews it."),
        verb=_("Stand back"),
        done=_("Thank you. The office asks somebody else."),
        allowed=policies.may_recuse_review(request.user, review),
        do=lambda given: services.recuse_review(review, reason=given["reason"], by=request.user),
        back=reverse("innovilt:review-list"),
    )
    return decide(request, told, ReasonForm(posted(request)))


# Site check ----------------------------------------------------------------------------------------------------------
def _check(request: HttpRequest, uid: UUID) -> SiteCheck:
    return get_object_or_404(queries.checks_visible_to(request.user), uid=uid)


@writes(shows_form=True)
def check_detail(request: HttpRequest, uid: UUID) -> HttpResponse:
    """On a phone at the plant: saved as often as one likes, then closed. Everybody else reads it."""
    check = _check(request, uid)
    application = check.application
    mine = check.inspector_id == request.user.pk and check.state == CheckState.PLANNED
    form, status = (CheckForm(*files_posted(request), check=check) if mine else None), 200
    if request.method == "POST":
        require(policies.may_hold_check(request.user, check))
        if form is None:
            raise WrongState(_("This site check was held or called off."))
        status = 422
        if form.is_valid():
            try:
                saved = services.save_check(
                    check,
                    form.given(),
                    photos=form.cleaned_data["photos"],
                    saves=form.cleaned_data["saves"],
                    by=request.user,
                )
                if "hold" in request.POST:
                    services.hold_check(saved, by=request.user)
            except WrongState:
                raise
            except RuleBroken as refusal:
                check.refresh_from_db()
                form.data = form.data.copy()
                form.data["saves"] = check.saves
                beside(form, refusal)
            else:
                done = _("The site check is closed.") if "hold" in request.POST else _("Saved.")
                messages.success(request, done)
                return see(request, reverse("innovilt:check-detail", args=[check.uid]))
    labels = dict(QUESTIONS["operation"].choices)
    context = {
        "check": check,
        "application": application,
        "trail": [*trail(application_or_404(request, application.number)), (_("Site check"), "")],
        "facts": facts(application),
        "form": form,
        "answers": [
            (labels[name], Mark(told["mark"]).label if told.get("mark") else "—", told.get("note", ""))
            for name, told in check.answers.items()
            if name in labels
        ],
        "photos": list(check.photos.all()),
        "may_cancel": check.state == CheckState.PLANNED and bool(policies.may_plan_check(request.user, application)),
        "entries": staff_timeline_of(request.user, check),
    }
    return page(request, "innovilt/check_detail.html", context, status=status)


@writes(shows_form=True)
def check_cancel(request: HttpRequest, uid: UUID) -> HttpResponse:
    """It does not take place."""
    check = _check(request, uid)
    told = decision(
        check.application,
        title=_("Call the site check off"),
        text=_("The company is told; another day is planned."),
        verb=pgettext("innovilt", "Call off"),
        done=_("Called off."),
        allowed=policies.may_plan_check(request.user, check.application),
        do=lambda given: services.cancel_check(check, reason=given["reason"], by=request.user),
        danger=True,
        after=lambda made: at(check.application),
    )
    return decide(request, told, ReasonForm(posted(request)))
