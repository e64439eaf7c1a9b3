"""Doors of the review: the board of all calls, one call with its ranking, a reviewer's own list, one application."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from portal.audit.queries import timeline_of
from portal.deciding import beside, posted
from portal.errors import NotAllowed, Refused, RuleBroken, WrongState
from portal.http import page, reads, see, writes
from portal.paging import Paginator
from portal.people.states import SizeClass
from portal.policy import require
from sharedgrowth.support.forms.review import LANES, BatchForm, BoardFilter, OwnFilter, PointsForm, ShareForm
from sharedgrowth.support.models import Application, Call, Review
from sharedgrowth.support.policies import review as policies
from sharedgrowth.support.queries import calls as calling
from sharedgrowth.support.queries import review as reviewing
from sharedgrowth.support.queries import screening as queries
from sharedgrowth.support.queries import selection as selecting
from sharedgrowth.support.queries.applicants import facts_out
from sharedgrowth.support.queries.applications import sheet_of
from sharedgrowth.support.registry import Applicant
from sharedgrowth.support.services import review as services
from sharedgrowth.support.services import screening
from sharedgrowth.support.states import APPLICATION_OPEN, ApplicationState, ReviewState
from sharedgrowth.support.views.application_shown import split_lines
from sharedgrowth.support.views.review_shown import (
    application_or_404,
    call_or_404,
    call_trail,
    deeds_of,
    programme_title,
    staff_call_or_404,
    title_of,
    today_of,
    trail,
)

PER_PAGE = 25
A = ApplicationState


# The board -----------------------------------------------------------------------------------------------------------
@reads
def board(request: HttpRequest) -> HttpResponse:
    """What waits, for whom, and what is late, over all calls."""
    if not queries.reads_all(request.user):
        if request.user.is_internal:
            return see(request, reverse("support:review-list"))
        raise NotAllowed(_("This page is for the shared-growth side."))
    form = BoardFilter(request.GET or None)
    given = form.given() if form.is_bound else {}
    filtered = bool(given)
    found = queries.applications_listed_for(request.user, words=given.pop("q", ""), **given)
    if not filtered:
        found = found.filter(state__in=APPLICATION_OPEN)
    results = Paginator(found.order_by("submitted_at", "pk"), PER_PAGE).get_page(request.GET.get("page"))
    calls = list(queries.calls_on_board(request.user))
    context = {
        "filter": form,
        "filtered": filtered,
        "results": results,
        "rows": _rows(request, list(results)),
        "calls": [{"call": call, "title": title_of(call), "programme": programme_title(call)} for call in calls],
        "lanes": _lanes(request, given.get("lane", "")),
        "today": today_of(request),
    }
    return page(request, "support/board.html", context, part="support/_board_results.html")


def _rows(request: HttpRequest, applications: list[Application]) -> list[dict[str, Any]]:
    """Each with its reviews and its running clock. Two queries."""
    reviews = reviewing.reviews_by_application(applications)
    clocks = queries.running_clocks(applications)
    return [
        {
            "application": each,
            "score": reviewing.score_of(each, reviews[each.pk], request.user),
            "clock": clocks.get(each.pk),
            "title": title_of(each.call),
        }
        for each in applications
    ]


def _lanes(request: HttpRequest, chosen: str) -> list[dict[str, Any]]:
    counts, labels, home = queries.lane_counts(request.user), dict(LANES), reverse("support:board")
    return [
        {
            "label": labels[lane],
            "count": counts[lane],
            "url": f"{home}?lane={lane}",
            "current": lane == chosen,
        }
        for lane in queries.LANES
    ]


@reads
def review_list(request: HttpRequest) -> HttpResponse:
    """A reviewer's own reviews, what waits first; verdicts and votes that wait."""
    if not request.user.is_internal:
        raise NotAllowed(_("This page is for reviewers."))
    form = OwnFilter(request.GET or None)
    given = form.given() if form.is_bound else {}
    found = reviewing.reviews_for(request.user, state=given.get("state", ""))
    results = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "filter": form,
        "filtered": bool(given),
        "results": results,
        "rows": [{"review": each, "title": title_of(each.application.call)} for each in results],
        "votes": list(reviewing.votes_awaited_from(request.user)[:20]),
        "verdicts": list(reviewing.investigations_for(request.user)[:20]),
        "sees_board": queries.reads_all(request.user),
    }
    return page(request, "support/review_list.html", context, part="support/_review_results.html")


# One call ------------------------------------------------------------------------------------------------------------
@reads
def review_call(request: HttpRequest, number: str) -> HttpResponse:
    """The applications of a call by points, and beside them the own review of the chosen one."""
    return _call(request, call_or_404(request, number))


def _call(request: HttpRequest, call: Call, *, batch: BatchForm | None = None, status: int = 200) -> HttpResponse:
    user = request.user
    found = queries.applications_read_by(user).filter(call=call)
    applications = sorted(found, key=lambda each: (each.points is None, -(each.points or 0), each.submitted_at))
    results = Paginator(applications, 100).get_page(request.GET.get("page"))
    rows = _rows(request, list(results))
    rubric = _rubric(call)
    for row in rows:
        row["employees"] = (row["application"].facts or {}).get("employees")
        row["cells"] = [{"label": each["label"], "points": row["score"].by_code.get(each["code"])} for each in rubric]
    chosen = _chosen(request, rows)
    context = {
        "call": call,
        "title": title_of(call),
        "trail": call_trail(request, call),
        "programme": programme_title(call),
        "rubric": rubric,
        "rows": rows,
        "results": results,
        "chosen": chosen,
        "facts": _call_facts(call, rows) if queries.reads_all(user) else [],
        "paces": queries.paces_of(call) if queries.reads_all(user) else [],
        "batch": batch,
        "sees_all": queries.reads_all(user),
        "may_select": bool(policies.may_select(user, call)),
        "scored": reviewing.is_scored(call),
        "pass_points": queries.number_of(call, "pass_points"),
        "orphaned": calling.programme_of(call) is None,
    }
    if chosen is not None:
        context |= _own(request, chosen["application"])
    return page(request, "support/review_call.html", context, status=status)


def _rubric(call: Call) -> list[dict[str, Any]]:
    language = "en" if get_language() == "en" else "ko"
    return [{**row, "label": row.get(language) or row["ko"]} for row in reviewing.rubric_of_call(call)]


def _chosen(request: HttpRequest, rows: list[dict[str, Any]]) -> dict[str, Any] | None:
    wanted = request.GET.get("a", "")
    for row in rows:
        if row["application"].number == wanted:
            return row
    own = [row for row in rows if any(each.reviewer_id == request.user.pk for each in row["score"].awaited)]
    return own[0] if own else (rows[0] if rows else None)


def _own(request: HttpRequest, application: Application) -> dict[str, Any]:
    """The own review of the chosen application, with its form."""
    review = reviewing.own_review(request.user, application)
    form = None
    if review is not None and review.state == ReviewState.OPEN and application.state == A.IN_REVIEW:
        form = PointsForm(rubric=reviewing.rubric_of_call(application.call), review=review)
    return {"own": review, "form": form}


def _call_facts(call: Call, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    board = selecting.board_of(call)
    scored = sum(row["score"].complete for row in rows)
    abstained = sum(row["score"].abstained for row in rows)
    share = board.pick.nontrading_share
    facts = [
        {"label": _("Applications"), "value": len(rows), "note": _("%(count)s reviewed") % {"count": scored}},
        {
            "label": _("Places"),
            "value": call.places,
            "note": _("%(count)s selected") % {"count": board.taken},
        },
    ]
    if board.available is not None:
        told = {"amount": selecting.words_of(board.proposed_won)}
        note = _("%(amount)s as proposed") % told
        facts.append({"label": _("Budget left"), "value": selecting.words_of(board.available), "note": note})
    if call.nontrading_target is not None:
        target = _("target %(share)s") % {"share": f"{call.nontrading_target:.0%}"}
        facts.append(
            {
                "label": _("Non-trading companies"),
                "value": "—" if share is None else f"{share:.0%}",
                "note": target,
            }
        )
    facts.append({"label": _("Abstentions"), "value": abstained})
    return facts


@writes
def review_batch(request: HttpRequest, number: str) -> HttpResponse:
    """Do one thing to several applications; what cannot be done is said for each."""
    call = staff_call_or_404(request, number)
    require(policies.may_seat(request.user, call))
    found = {each.number: each for each in queries.applications_read_by(request.user).filter(call=call)}
    form = BatchForm(request.POST, numbers=found)
    if not form.is_valid():
        return _call(request, call, batch=form, status=422)
    chosen = [found[each] for each in form.cleaned_data["chosen"]]
    if form.cleaned_data["act"] == "points":
        for each in list(chosen):
            if not (verdict := policies.may_shortlist(request.user, each)):
                chosen.remove(each)
                messages.error(request, f"{each.number}: {verdict.reason}")
        taken, left = services.shortlist_by_points(call, chosen, by=request.user)
        told = {"taken": taken, "left": left, "rest": len(chosen) - taken - left}
        words = _("%(taken)s shortlisted, %(left)s below the points, %(rest)s not ready.") % told
        messages.success(request, words)
    else:
        _each(request, chosen, form.cleaned_data["act"])
    return see(request, reverse("support:review-call", args=[call.number]))


def _each(request: HttpRequest, chosen: list[Application], act: str) -> None:
    deed = screening.take_up if act == "take_up" else screening.pass_screening
    done = 0
    for application in chosen:
        try:
            deed(application, by=request.user)
        except Refused as refusal:
            messages.error(request, f"{application.number}: {refusal}")
        else:
            done += 1
    if done:
        said = ngettext("Done for %(count)s application.", "Done for %(count)s applications.", done)
        messages.success(request, said % {"count": done})


@writes(shows_form=True)
def review_share(request: HttpRequest, number: str) -> HttpResponse:
    """Share out the reviews that a call still needs."""
    call = staff_call_or_404(request, number)
    require(policies.may_seat(request.user, call))
    form = ShareForm(posted(request), reviewers=reviewing.reviewers_in_general())
    waiting = list(call.applications.filter(state=A.IN_REVIEW).select_related("call", "company").order_by("pk"))
    status = 200
    if request.method == "POST":
        if form.is_valid():
            made, refused = services.share_out(waiting, list(form.cleaned_data["reviewers"]), by=request.user)
            said = ngettext("%(count)s review was asked for.", "%(count)s reviews were asked for.", made)
            messages.success(request, said % {"count": made})
            for each in refused:
                messages.warning(request, each)
            return see(request, reverse("support:review-call", args=[call.number]))
        status = 422
    context = {"call": call, "form": form, "waiting": waiting, "trail": call_trail(request, call, _("Share out"))}
    return page(request, "support/review_share.html", context, status=status)


# One application -----------------------------------------------------------------------------------------------------
@reads
def review_detail(request: HttpRequest, number: str) -> HttpResponse:
    """Everything of one application that this person may see, and what can be done now."""
    return _detail(request, application_or_404(request, number))


def _detail(
    request: HttpRequest, application: Application, *, form: PointsForm | None = None, status: int = 200
) -> HttpResponse:
    user = request.user
    reviews = reviewing.reviews_of(application)
    score = reviewing.score_of(application, reviews, user)
    sheet = sheet_of(application)
    own = _own(request, application)
    if form is not None:
        own["form"] = form
    applicant = facts_out(application.facts) if application.facts else Applicant()
    visit = reviewing.investigation_of(application)
    context = {
        "application": application,
        "call": application.call,
        "title": title_of(application.call),
        "trail": trail(request, application),
        "facts": _facts(application, applicant),
        "not_eligible": queries.not_eligible_now(application, applicant),
        "score": score,
        "points": _points(application.call, reviews, score),
        "requests": queries.info_requests_of(application),
        "clocks": queries.clocks_of(application),
        "visit": visit,
        "may_enter": bool(visit is not None and policies.may_enter_verdict(user, visit)),
        "votes": reviewing.votes_of(application),
        "decision": getattr(application, "committee_decision", None),
        "deeds": deeds_of(request, application, score),
        "may_assign": bool(policies.may_assign(user, application)),
        "sees_all": queries.reads_all(user),
        "entries": timeline_of(application)[:30] if queries.reads_all(user) else None,
        "alternatives": queries.alternatives_for(application)
        if application.state in (A.REJECTED, A.NOT_SELECTED)
        else [],
        "sheet": sheet,
        "split_rows": split_lines(sheet.split),
        "today": today_of(request),
        **own,
    }
    return page(request, "support/review_detail.html", context, status=status)


def _facts(application: Application, applicant: Applicant) -> list[dict[str, Any]]:
    size = dict(SizeClass.choices).get(applicant.size, "—")
    return [
        {"label": _("Company"), "value": application.company.name, "note": application.company.id_display},
        {"label": _("Size"), "value": size},
        {"label": _("Dealings with the buyer"), "value": _("Trading") if application.trading else _("Non-trading")},
        {"label": _("Cost of the project"), "value": selecting.words_of(application.asked_won)},
        {"label": _("Points"), "value": "—" if application.points is None else f"{application.points:.2f}"},
    ]


def _points(call: Call, reviews: list[Review], score: reviewing.Score) -> list[dict[str, Any]]:
    """By reviewer, once the reader may see them."""
    if score.hidden:
        return []
    rubric = reviewing.rubric_of_call(call)
    found = []
    for each in reviews:
        if each.is_locked:
            given = reviewing.points_of(each)
            found.append({"review": each, "cells": [given.get(row["code"]) for row in rubric]})
    return found


@writes(shows_form=True)
def review_score(request: HttpRequest, number: str) -> HttpResponse:
    """Keep the own points; with ``lock`` they stand."""
    application = application_or_404(request, number)
    review = reviewing.own_review(request.user, application)
    if review is None:
        raise NotAllowed(_("Only its reviewer may do this."))
    require(policies.may_review(request.user, review))
    if request.method != "POST" or review.state != ReviewState.OPEN:
        if request.method == "POST":
            raise WrongState(_("Points are given after the declaration, and until they are locked."))
        return see(request, reverse("support:review-detail", args=[application.number]))
    form = PointsForm(request.POST, rubric=reviewing.rubric_of_call(application.call), review=review)
    if form.is_valid():
        try:
            services.save_points(review, form.given(), form.cleaned_data["comment"], by=request.user)
            if "lock" in request.POST:
                services.lock_review(review, by=request.user)
        except WrongState:
            raise
        except RuleBroken as refusal:
            beside(form, refusal)
        else:
            locked = "lock" in request.POST
            messages.success(request, _("Locked. You see now what the others gave.") if locked else _("Saved."))
            return see(request, reverse("support:review-detail", args=[application.number]))
    return _detail(request, application, form=form, status=422)
