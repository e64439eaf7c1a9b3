"""DO: judge documents blind, hold interviews, propose and confirm the list. Source: domain 9.3, YDC-04."""

import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from hashlib import sha256
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from portal.audit.services import move, record
from portal.calendar import business_days_after
from portal.clock import db_now, today
from portal.errors import RuleBroken, WrongState
from portal.outbox.services import announce
from portal.people.models import User
from portal.policy import require
from sharedgrowth.jobs.models import Application, Cohort, Review, SelectionList, Talk
from sharedgrowth.jobs.policies import review as policies
from sharedgrowth.jobs.policies import training as list_policies
from sharedgrowth.jobs.rules.judging import (
    DOCUMENTS,
    INTERVIEW,
    MOST_STARS,
    Judged,
    lot,
    mean,
    outcomes,
    points_of,
    total_points,
)
from sharedgrowth.jobs.rules.judging import ranking as ranked
from sharedgrowth.jobs.services.cohorts import locked
from sharedgrowth.jobs.states import ApplicationState, CohortState

A = ApplicationState


@transaction.atomic
def assign_reviewers(cohort: Cohort, reviewers: Sequence[User], *, by: User) -> int:
    """Spread the applications over the reviewers, each to as many as the terms ask; by lot, not by arrival."""
    held = locked(cohort)
    require(policies.may_decide(by, held))
    needed = held.terms.reviewers if held.terms else 1
    if len({each.pk for each in reviewers}) < needed:
        raise RuleBroken(_("Each application needs %(count)s reviewers.") % {"count": needed}, field="reviewers")
    load = {each.pk: 0 for each in reviewers}
    made = 0
    waiting = held.applications.filter(state=A.SUBMITTED).prefetch_related("reviews")
    for application in sorted(waiting, key=lambda each: lot(held.number, each.code)):
        live = [each for each in application.reviews.all() if each.recused_at is None]
        had = {each.reviewer_id for each in application.reviews.all()}
        free = [each for each in reviewers if each.pk not in had and policies.may_be_reviewer(each, application)]
        free.sort(key=lambda each: (load[each.pk], lot(application.code, str(each.pk))))
        for reviewer in free[: max(0, needed - len(live))]:
            Review.objects.create(application=application, reviewer=reviewer, assigned_by=by)
            load[reviewer.pk] += 1
            made += 1
        if len(live) + len(free) < needed:
            raise RuleBroken(
                _("Not enough reviewers who have not seen the name of %(code)s.") % {"code": application.code},
                field="reviewers",
            )
    record(held, "reviewers_assigned", by=by, payload={"reviews": made})
    for pk, count in load.items():
        if count:
            announce("jobs.reviews_assigned", cohort=held.pk, reviewer=pk, count=count)
    return made


def _check_scores(scores: Mapping[str, int], criteria: Mapping[str, int]) -> None:
    for name in criteria:
        if not isinstance(scores.get(name), int) or not 0 <= scores[name] <= MOST_STARS:
            raise RuleBroken(_("Give 0 to 5 points for each criterion."), field=name)


@transaction.atomic
def give_review(review: Review, scores: Mapping[str, int], *, remark: str = "", by: User) -> Review:
    """The points of one reviewer; changed until the documents are decided."""
    require(policies.may_review(by, review))
    held = Review.objects.select_for_update(of=("self",)).select_related("application").get(pk=review.pk)
    require(policies.may_review(by, held))
    require(policies.may_be_reviewer(by, held.application))
    _check_scores(scores, DOCUMENTS)
    held.scores = {name: scores[name] for name in DOCUMENTS}
    held.points, held.remark, held.given_at = points_of(held.scores, DOCUMENTS), remark.strip()[:1000], db_now()
    held.save(update_fields=["scores", "points", "remark", "given_at"])
    record(held, "given", by=by, payload={"code": held.application.code})
    return held


@transaction.atomic
def recuse(review: Review, *, by: User) -> Review:
    """Step back: the reviewer recognises the applicant. Another one is assigned."""
    require(policies.may_review(by, review))
    held = Review.objects.select_for_update(of=("self",)).select_related("application__cohort").get(pk=review.pk)
    require(policies.may_review(by, held))
    held.recused_at, held.given_at, held.points, held.scores = db_now(), None, None, {}
    held.save(update_fields=["recused_at", "given_at", "points", "scores"])
    record(held, "recused", by=by, payload={"code": held.application.code})
    announce("jobs.reviewer_recused", application=held.application_id)
    return held


@transaction.atomic
def decide_documents(cohort: Cohort, *, by: User) -> tuple[int, int]:
    """Pass or fail each application by the mean of its reviews; (passed, failed). Refused while one review waits."""
    held = locked(cohort)
    require(policies.may_decide(by, held))
    terms = held.terms
    assert terms is not None  # noqa: S101 (published under terms)
    passed = failed = 0
    rows = held.applications.select_for_update(of=("self",)).filter(state=A.SUBMITTED).prefetch_related("reviews")
    applications = list(rows.order_by("pk"))
    if not applications:
        raise WrongState(_("No application waits for this decision."))
    for application in applications:
        given = [each.points for each in application.reviews.all() if each.points is not None]
        if len(given) < terms.reviewers:
            told = {"code": application.code, "given": len(given), "needed": terms.reviewers}
            raise RuleBroken(_("%(code)s has %(given)s of %(needed)s reviews.") % told)
    for application in applications:
        points = mean([each.points for each in application.reviews.all() if each.points is not None])
        if points >= terms.documents_pass:
            move(application, "pass_documents", by=by, documents_points=points)
            passed += 1
        else:
            move(application, "fail_documents", by=by, documents_points=points, decided_at=db_now())
            failed += 1
            announce("jobs.application_rejected", application=application.pk)
    record(held, "documents_decided", by=by, payload={"passed": passed, "failed": failed})
    announce("jobs.documents_decided", cohort=held.pk)
    return passed, failed


@transaction.atomic
def plan_talk(application: Application, *, at: datetime, place: str, minutes: int = 20, by: User) -> Talk:
    """Plan an interview, or move it; the applicant gets a new calendar entry."""
    held = Application.objects.select_for_update(of=("self",)).select_related("cohort").get(pk=application.pk)
    require(policies.may_talk(by, held))
    if at <= db_now():
        raise RuleBroken(_("The time lies in the past."), field="at")
    if not place.strip():
        raise RuleBroken(_("Say where."), field="place")
    talk = Talk.objects.filter(application=held).first()
    if talk is not None and talk.came is not None:
        raise WrongState(_("This interview was held already."))
    if talk is None:
        talk = Talk(application=held, planned_by=by, at=at, place=place.strip()[:120], minutes=minutes)
    else:
        talk.at, talk.place, talk.minutes, talk.sequence = at, place.strip()[:120], minutes, talk.sequence + 1
    talk.save()
    record(held, "interview_planned", by=by, payload={"at": at})
    announce("jobs.talk_planned", talk=talk.pk)
    return talk


@transaction.atomic
def hold_talk(talk: Talk, *, came: bool, scores: Mapping[str, int] | None = None, remark: str = "", by: User) -> Talk:
    """The points of the interview, or that nobody came."""
    application = Application.objects.select_for_update(of=("self",)).select_related("cohort__terms")
    held = application.get(pk=talk.application_id)
    require(policies.may_talk(by, held))
    talk = Talk.objects.select_for_update(of=("self",)).get(pk=talk.pk)
    if not came:
        if held.state != A.DOC_PASSED:
            raise WrongState(_("This interview was held already."))
        talk.came, talk.held_by, talk.remark = False, by, remark.strip()[:1000]
        talk.save()
        move(held, "miss", by=by, decided_at=db_now())
        announce("jobs.application_rejected", application=held.pk)
        return talk
    _check_scores(scores or {}, INTERVIEW)
    talk.scores = {name: (scores or {})[name] for name in INTERVIEW}
    talk.came, talk.held_by, talk.remark = True, by, remark.strip()[:1000]
    talk.save()
    interview = points_of(talk.scores, INTERVIEW)
    terms = held.cohort.terms
    documents = held.documents_points if held.documents_points is not None else Decimal(0)
    total = total_points(documents, interview, terms.documents_weight if terms else Decimal(40))
    if held.state == A.DOC_PASSED:
        move(held, "interview", by=by, interview_points=interview, points=total)
    else:
        Application.objects.filter(pk=held.pk).update(interview_points=interview, points=total)
        record(held, "interview_corrected", by=by)
    return talk


@transaction.atomic
def propose_selection(cohort: Cohort, *, waiting: int, note: str = "", by: User) -> SelectionList:
    """The list by code names: places by rank, then those who wait. Another person confirms it."""
    held = locked(cohort)
    require(policies.may_decide(by, held))
    if held.applications.filter(state__in=[A.SUBMITTED, A.DOC_PASSED]).exists():
        raise RuleBroken(_("Some applications are not judged yet."))
    judged = [
        Judged(each.code, each.documents_points or Decimal(0), each.interview_points or Decimal(0), each.points)
        for each in held.applications.filter(state=A.INTERVIEWED, points__isnull=False)
    ]
    if not judged:
        raise RuleBroken(_("Nobody was interviewed."))
    rows = [
        {
            "code": each.code,
            "documents": str(each.documents),
            "interview": str(each.interview),
            "points": str(each.points),
            "rank": rank,
            "outcome": outcome,
        }
        for rank, (each, outcome) in enumerate(outcomes(ranked(judged, seed=held.number), held.capacity, waiting), 1)
    ]
    text = json.dumps(rows, sort_keys=True, separators=(",", ":"))
    try:
        with transaction.atomic():
            made = SelectionList.objects.create(
                cohort=held,
                rows=rows,
                sha256=sha256(text.encode()).hexdigest(),
                note=note.strip()[:600],
                proposed_by=by,
            )
    except IntegrityError as twice:
        raise WrongState(_("A selection list of this cohort is there already.")) from twice
    record(held, "selection_proposed", by=by, payload={"sha256": made.sha256, "rows": len(rows)})
    announce("jobs.selection_proposed", cohort=held.pk)
    return made


@transaction.atomic
def return_selection(proposed: SelectionList, *, reason: str, by: User) -> SelectionList:
    """Back to who proposed it, with the reason."""
    held = SelectionList.objects.select_for_update(of=("self",)).get(pk=proposed.pk)
    require(list_policies.may_confirm_selection(by, held))
    if not reason.strip():
        raise RuleBroken(_("Say what should change."), field="reason")
    held.returned_at, held.reason = db_now(), reason.strip()[:600]
    held.save(update_fields=["returned_at", "reason"])
    record(held.cohort, "selection_returned", by=by)
    return held


@transaction.atomic
def confirm_selection(proposed: SelectionList, *, by: User) -> SelectionList:
    """The list counts: everybody is told the same day; who is chosen takes the place up in time, or it goes on."""
    cohort = locked(proposed.cohort)
    held = SelectionList.objects.select_for_update(of=("self",)).get(pk=proposed.pk)
    require(list_policies.may_confirm_selection(by, held))
    if cohort.state != CohortState.SELECTING:
        raise WrongState(_("Applicants are judged between the deadline and the training."))
    now, answer_by = db_now(), answer_day(cohort)
    by_code = {each.code: each for each in cohort.applications.select_for_update(of=("self",)).order_by("pk")}
    for row in held.rows:
        application = by_code[row["code"]]
        if application.state != A.INTERVIEWED:
            continue  # withdrawn since
        if str(application.points) != row["points"]:
            raise WrongState(_("Points changed since the list was proposed. Return it and propose it anew."))
        step = {"selected": "select", "waitlist": "wait", "failed": "fail"}[row["outcome"]]
        more: dict[str, Any] = {} if step == "wait" else {"decided_at": now}
        if step == "select":
            more["answer_by"] = answer_by
        move(application, step, by=by, rank=row["rank"], **more)
        name = {"select": "selected", "wait": "waitlisted", "fail": "rejected"}[step]
        announce(f"jobs.application_{name}", application=application.pk)
    held.confirmed_by, held.confirmed_at = by, now
    held.save(update_fields=["confirmed_by", "confirmed_at"])
    Cohort.objects.filter(pk=cohort.pk).update(decided_at=now)
    record(cohort, "selection_confirmed", by=by, payload={"sha256": held.sha256})
    fill_places(cohort)
    return held


def answer_day(cohort: Cohort) -> date:
    """Until when a place is taken up: business days by the terms, and not after the training starts."""
    days = cohort.terms.answer_days if cohort.terms else 5
    return min(business_days_after(today(), days), max(cohort.starts_on, today()))


@transaction.atomic
def fill_places(cohort: Cohort) -> int:
    """Places that are free go to who waits, by rank. Called after each place that falls free; says how many."""
    held = locked(cohort)
    if held.state != CohortState.SELECTING or held.decided_at is None:
        return 0
    taken = held.applications.filter(state__in=[A.SELECTED, A.ENROLLED]).count()
    waiting = held.applications.select_for_update(of=("self",)).filter(state=A.WAITLIST).order_by("rank", "pk")
    moved = 0
    for application in waiting[: max(0, held.capacity - taken)]:
        move(application, "select", by=None, decided_at=db_now(), answer_by=answer_day(held))
        announce("jobs.application_selected", application=application.pk)
        moved += 1
    return moved
