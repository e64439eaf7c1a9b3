"""Doors of screening and review: one deed each. And the applicant's answer, and what it reads of the decision."""

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from portal.deciding import Decision, decide, posted
from portal.files.services import store_upload
from portal.http import page, reads, see, writes
from portal.people.models import User
from sharedgrowth.support.forms.review import (
    PAPERS,
    AbstainForm,
    AnswerForm,
    AskForm,
    AssignForm,
    DeclareForm,
    InnerReasonForm,
    ReasonForm,
)
from sharedgrowth.support.models import Application, InfoRequest, Review
from sharedgrowth.support.policies import review as policies
from sharedgrowth.support.queries import review as reviewing
from sharedgrowth.support.queries import screening as queries
from sharedgrowth.support.services import review as services
from sharedgrowth.support.services import screening
from sharedgrowth.support.states import ApplicationState, ReviewState
from sharedgrowth.support.views.review_shown import (
    address,
    application_or_404,
    programme_title,
    review_or_404,
    title_of,
    today_of,
    trail,
)

A = ApplicationState
DECLINED = (A.REJECTED, A.NOT_SELECTED)


def decision(request: HttpRequest, application: Application, **fields: Any) -> Decision:
    """A decision about an application."""
    told = {
        "back": address(application),
        "trail": trail(request, application, " ")[:-1],
        "docno": application.number,
        "heading": application.company.name,
    }
    return Decision(**(told | fields))


# Screening -----------------------------------------------------------------------------------------------------------
@writes
def review_take_up(request: HttpRequest, number: str) -> HttpResponse:
    """Begin the screening."""
    application = application_or_404(request, number)
    screening.take_up(application, by=request.user)
    messages.success(request, _("You are its officer now."))
    return see(request, address(application))


@writes
def review_pass(request: HttpRequest, number: str) -> HttpResponse:
    """On to the reviewers."""
    application = application_or_404(request, number)
    screening.pass_screening(application, by=request.user)
    messages.success(request, _("It is with the reviewers now: ask them."))
    return see(request, address(application))


@writes(shows_form=True)
def review_ask(request: HttpRequest, number: str) -> HttpResponse:
    """Ask for more."""
    application = application_or_404(request, number)
    days = queries.number_of(application.call, "info_days")
    told = decision(
        request,
        application,
        title=_("Ask for more"),
        text=_(
            "The applicant answers within %(days)s business days. Meanwhile the promised days stand still; without an "
            "answer the screening goes on with what is there."
        )
        % {"days": days},
        verb=_("Send the question"),
        done=_("Sent. The applicant is told, with the day."),
        allowed=policies.may_screen(request.user, application),
        do=lambda given: screening.ask_for_more(application, given["text"], by=request.user),
    )
    return decide(request, told, AskForm(posted(request)))


@writes(shows_form=True)
def review_reject(request: HttpRequest, number: str) -> HttpResponse:
    """Not eligible."""
    application = application_or_404(request, number)
    told = decision(
        request,
        application,
        title=pgettext("application", "Reject"),
        text=_("It ends here. The applicant reads your reason, and which other programmes may fit."),
        verb=_("Reject it"),
        done=_("Rejected. The applicant is told."),
        allowed=policies.may_screen(request.user, application),
        do=lambda given: screening.reject_application(application, given["reason"], by=request.user),
        danger=True,
    )
    return decide(request, told, ReasonForm(posted(request)))


# Reviewers -----------------------------------------------------------------------------------------------------------
@writes(shows_form=True)
def review_assign(request: HttpRequest, number: str) -> HttpResponse:
    """Ask a reviewer."""
    application = application_or_404(request, number)
    told = decision(
        request,
        application,
        title=_("Ask a reviewer"),
        text=_(
            "Offered are only people without a tie to the applicant: no adviser of the last twelve months (SOD-11), no "
            "member, nobody who pays grants (SOD-13). They declare it once more before they read on."
        ),
        verb=_("Ask for the review"),
        done=_("Asked. The reviewer is told."),
        allowed=policies.may_assign(request.user, application),
        do=lambda given: services.assign_reviewer(application, given["reviewer"], by=request.user),
    )
    return decide(request, told, AssignForm(posted(request), reviewers=reviewing.reviewers_for(application)))


@writes(shows_form=True)
def review_remove(request: HttpRequest, number: str, uid) -> HttpResponse:
    """Take somebody off."""
    application = application_or_404(request, number)
    found = Review.objects.select_related("application__call", "application__company", "reviewer")
    review = get_object_or_404(found, application=application, uid=uid)
    told = decision(
        request,
        application,
        title=_("Take %(name)s off the review") % {"name": review.reviewer.name},
        text=_("Only while nothing is locked. Somebody else can be asked then."),
        verb=pgettext("review", "Take off"),
        done=_("Taken off."),
        allowed=policies.may_assign(request.user, application),
        do=lambda given: services.remove_reviewer(review, given["reason"], by=request.user),
    )
    return decide(request, told, InnerReasonForm(posted(request)))


@writes(shows_form=True)
def review_declare(request: HttpRequest, number: str) -> HttpResponse:
    """Free of ties: then the points can be given."""
    review = review_or_404(request, number)
    application = review.application
    told = decision(
        request,
        application,
        title=_("Declare that you are free of ties"),
        text=_("Your declaration is kept with the review. If you are tied, abstain instead."),
        verb=_("Declare and begin"),
        done=_("Declared. You can give your points now."),
        allowed=policies.may_review(request.user, review),
        do=lambda given: services.declare_free(review, by=request.user),
    )
    return decide(request, told, DeclareForm(posted(request)))


@writes(shows_form=True)
def review_abstain(request: HttpRequest, number: str) -> HttpResponse:
    """Not by me."""
    review = review_or_404(request, number)
    application = review.application
    told = decision(
        request,
        application,
        title=_("Abstain"),
        text=_("Somebody else is asked. What you gave so far does not count."),
        verb=_("Abstain"),
        done=_("You abstain. The officer is told."),
        allowed=policies.may_abstain(request.user, review),
        do=lambda given: services.abstain(review, given["reason"], tied=given["tied"], by=request.user),
        after=lambda made: reverse("support:review-list"),
    )
    return decide(request, told, AbstainForm(posted(request)))


# Shortlist -----------------------------------------------------------------------------------------------------------
@writes
def review_shortlist(request: HttpRequest, number: str) -> HttpResponse:
    """It may be selected."""
    application = application_or_404(request, number)
    services.shortlist_application(application, by=request.user)
    messages.success(request, _("Shortlisted."))
    return see(request, address(application))


@writes(shows_form=True)
def review_fall_short(request: HttpRequest, number: str) -> HttpResponse:
    """Not enough."""
    application = application_or_404(request, number)
    told = decision(
        request,
        application,
        title=pgettext("application", "Decline"),
        text=_("The applicant reads your reason, its points, and the reasons of the reviewers without their names."),
        verb=_("Decline the application"),
        done=_("Declined. The applicant is told."),
        allowed=policies.may_shortlist(request.user, application),
        do=lambda given: services.fall_short(application, given["reason"], by=request.user),
        danger=True,
    )
    return decide(request, told, ReasonForm(posted(request)))


# The applicant -------------------------------------------------------------------------------------------------------
def _own_or_404(user: User, number: str) -> Application:
    found = Application.objects.select_related("call", "company")
    if user.company_id is None or user.is_internal or not user.has_role(*policies.APPLICANTS):
        found = found.none()
    return get_object_or_404(found, number=number, company=user.company_id)


def _own_trail(application: Application, words: object) -> list[tuple[object, str]]:
    return [(title_of(application.call), ""), (application.number, ""), (words, "")]


@writes(shows_form=True)
def info_answer(request: HttpRequest, number: str) -> HttpResponse:
    """What the officer asked for, and the answer of the company."""
    application = _own_or_404(request.user, number)
    waiting = queries.open_request(application)
    if waiting is None:
        if request.method == "POST":
            messages.error(request, _("This request is no longer open: it was answered, or its days are over."))
        return see(request, reverse("support:decision-seen", args=[application.number]))
    form = AnswerForm(posted(request), request.FILES or None)
    told = Decision(
        title=_("Answer the request"),
        text=_("Until this day: %(day)s. After it the screening goes on with what is there.")
        % {"day": waiting.due_on.isoformat()},
        verb=_("Send the answer"),
        done=_("Sent. The screening goes on."),
        allowed=policies.may_answer_request(request.user, waiting),
        do=lambda given: _answer(request, waiting, given),
        back=reverse("support:decision-seen", args=[application.number]),
        trail=_own_trail(application, "")[:-1],
        docno=application.number,
        heading=application.title or title_of(application.call),
        quote=waiting.text,
        quote_title=_("What is asked for"),
    )
    return decide(request, told, form)


@transaction.atomic
def _answer(request: HttpRequest, waiting: InfoRequest, given: dict[str, Any]) -> InfoRequest:
    company = waiting.application.company
    files = [store_upload(each, company=company, by=request.user, kinds=PAPERS) for each in given["files"]]
    return screening.answer_request(waiting, given["text"], files=files, by=request.user)


@reads
def decision_seen(request: HttpRequest, number: str) -> HttpResponse:
    """Where the own application stands: the stages with their days, requests, the decision with its reasons."""
    application = _own_or_404(request.user, number)
    reviews = reviewing.reviews_of(application)
    decided = application.state in (A.SELECTED, A.WAITLISTED, A.NOT_SELECTED)
    score = reviewing.score_of(application, reviews) if decided else None
    language = "en" if get_language() == "en" else "ko"
    rubric = reviewing.rubric_of_call(application.call)
    context = {
        "application": application,
        "title": title_of(application.call),
        "programme": programme_title(application.call),
        "trail": _own_trail(application, _("Review and decision")),
        "clocks": queries.clocks_of(application),
        "requests": queries.info_requests_of(application),
        "waiting": queries.open_request(application),
        "score": score,
        "cells": [
            {"label": row.get(language) or row["ko"], "weight": row["weight"], "points": score.by_code.get(row["code"])}
            for row in rubric
        ]
        if score is not None and score.locked
        else [],
        "comments": [each.comment for each in reviews if each.state == ReviewState.LOCKED] if decided else [],
        "alternatives": queries.alternatives_for(application) if application.state in DECLINED else [],
        "today": today_of(request),
    }
    return page(request, "support/decision_seen.html", context)
