"""DO: review technology and marketability, check the plant. Source: domain 12, INV-04."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from portal.audit.services import move, record
from portal.checked import checked
from portal.clock import db_now, today
from portal.errors import RuleBroken, WrongState
from portal.files.services import store_upload
from portal.files.states import PICTURES
from portal.outbox.services import announce
from portal.people.models import User
from portal.policy import require
from sharedgrowth.innovilt.models import InnoviltApplication, Review, SiteCheck
from sharedgrowth.innovilt.policies import reviews as policies
from sharedgrowth.innovilt.queries import applications as application_queries
from sharedgrowth.innovilt.queries import reviews as queries
from sharedgrowth.innovilt.rules.scores import TOP_MARK, share_of_marks
from sharedgrowth.innovilt.services.applications import locked, require_going_on
from sharedgrowth.innovilt.states import ApplicationState, CheckState, Part
from sharedgrowth.innovilt.states.questions import QUESTIONS

A = ApplicationState
STAGES = {Part.TECHNOLOGY: (A.TECH_REVIEW,), Part.MARKET: (A.TECH_REVIEW, A.MARKET_REVIEW)}
PASSING = {A.TECH_REVIEW: (Part.TECHNOLOGY, "pass_technology"), A.MARKET_REVIEW: (Part.MARKET, "pass_market")}
MOST_PHOTOS = 12


# Reviews -------------------------------------------------------------------------------------------------------------
@transaction.atomic
def assign_reviewer(application: InnoviltApplication, *, part: str, reviewer: User, by: User) -> Review:
    """Ask somebody of the office, or an expert, to review one part."""
    require(policies.may_assign(by, application))
    application = locked(application)
    if part not in STAGES or application.state not in STAGES[Part(part)]:
        raise WrongState(_("This part is not being reviewed now."))
    if not (fit := policies.may_judge(reviewer, application)):
        raise RuleBroken(fit.reason, field="reviewer")
    _still_open(application, part)
    review = Review(application=application, part=part, reviewer=reviewer, assigned_by=by)
    checked(review, but=("marks",))
    review.save(force_insert=True)
    record(application, "reviewer_named", by=by, payload={"part": part, "reviewer": reviewer.pk})
    announce("innovilt.reviewer_named", review=review.pk)
    return review


def _still_open(application: InnoviltApplication, part: str) -> None:
    """No further marks are asked for until the mean passes."""
    score = next(each for each in queries.score_of(application).parts if each.part == part)
    if score.share is not None and not score.apart:
        raise RuleBroken(
            _("All reviewers of this part have handed in: another one is named only when they are far apart."),
            field="reviewer",
        )


def _open_review(review: Review) -> Review:
    rows = Review.objects.select_for_update(of=("self",)).select_related("application__company")
    review = rows.get(pk=review.pk)
    if review.done_at is not None or review.recused_at is not None:
        raise WrongState(_("This review has been handed in."))
    if review.application.state not in STAGES[Part(review.part)]:
        raise WrongState(_("This part is not being reviewed now."))
    return review


@transaction.atomic
def hand_in_review(
    review: Review, *, marks: Mapping[str, int], strengths: str, weaknesses: str, free: bool, by: User
) -> Review:
    """The marks, what is strong and weak, and that one is free of conflicts. It stays as it is then."""
    require(policies.may_hand_in(by, review))
    review = _open_review(review)
    if not free:
        raise RuleBroken(_("Declare that you are free of conflicts, or stand back."), field="free")
    questions = [str(value) for value in QUESTIONS[review.part].values]
    told = {question: marks[question] for question in questions if question in marks}
    if any(not 0 <= mark <= TOP_MARK for mark in told.values()):
        raise RuleBroken(_("A mark lies between 0 and 4."))
    if (share := share_of_marks(told, questions)) is None:
        raise RuleBroken(_("Give a mark for each question."))
    if not strengths.strip() or not weaknesses.strip():
        raise RuleBroken(
            _("Write what is strong and what is weak: the committee reads it."),
            field="strengths" if not strengths.strip() else "weaknesses",
        )
    review.marks, review.ratio, review.free, review.done_at = told, share, True, db_now()
    review.strengths, review.weaknesses = strengths.strip(), weaknesses.strip()
    checked(review)
    review.save()
    record(review, "handed_in", by=by, payload={"part": review.part, "share": f"{share:f}"})
    announce("innovilt.review_done", review=review.pk)
    return review


@transaction.atomic
def recuse_review(review: Review, *, reason: str, by: User) -> Review:
    """The reviewer has a conflict; the office asks somebody else."""
    require(policies.may_recuse_review(by, review))
    if not reason.strip():
        raise RuleBroken(_("Say what the conflict is."), field="reason")
    review = _open_review(review)
    review.recused_at, review.reason = db_now(), reason.strip()[:500]
    review.save(update_fields=["recused_at", "reason"])
    record(review, "recused", by=by, reason=review.reason)
    announce("innovilt.review_recused", review=review.pk)
    return review


@transaction.atomic
def pass_part(application: InnoviltApplication, *, by: User) -> InnoviltApplication:
    """All reviewers have handed in, and the part has its points: on to the next."""
    require(policies.may_pass_on(by, application))
    application = locked(application)
    if application.state not in PASSING:
        raise WrongState(_("No part is being reviewed now."))
    require_going_on(application)
    part, name = PASSING[A(application.state)]
    score = next(each for each in queries.score_of(application).parts if each.part == part)
    least = application_queries.terms_for(application).reviewers
    done = [review for review in score.reviews if review.done_at is not None]
    if len(done) < least or len(done) < len(score.reviews):
        told = {"done": len(done), "least": max(least, len(score.reviews))}
        raise RuleBroken(_("%(done)s of %(least)s reviews are there.") % told)
    if score.weak:
        raise RuleBroken(_weak(application, score.part, score.share))
    move(application, name, by=by, payload={"share": f"{score.share:f}", "reviews": len(done)})
    announce("innovilt.part_passed", application=application.pk)
    return application


def _weak(application: InnoviltApplication, part: Part, share) -> str:
    terms = application_queries.terms_for(application)
    return _("%(part)s has %(share)s percent of its points; %(least)s percent are needed: do not certify it.") % {
        "part": part.label,
        "share": f"{share * 100:.2f}",
        "least": f"{terms.part_least * 100:.0f}",
    }


# Site check ----------------------------------------------------------------------------------------------------------
@transaction.atomic
def plan_check(
    application: InnoviltApplication, *, planned_on: date, inspector: User, reason: str = "", by: User
) -> SiteCheck:
    """A day at the plant, and who goes. ``reason``: why a second time, when a check was held."""
    require(policies.may_plan_check(by, application))
    application = locked(application)
    if application.state != A.SITE_CHECK:
        raise WrongState(_("The site is checked after both reviews."))
    if planned_on < today():
        raise RuleBroken(_("This day has passed."), field="planned_on")
    if not (fit := policies.may_judge(inspector, application)):
        raise RuleBroken(fit.reason, field="inspector")
    again = application.site_checks.filter(state=CheckState.HELD).exists()
    if again and not reason.strip():
        raise RuleBroken(_("A check was held. Say why another one is needed: the committee reads it."), field="reason")
    check = SiteCheck(application=application, planned_on=planned_on, inspector=inspector, planned_by=by)
    check.reason = reason.strip()[:300] if again else ""
    checked(check, but=("answers",))
    check.save(force_insert=True)
    record(check, "planned", by=by, payload={"on": planned_on})
    announce("innovilt.check_planned", check=check.pk)
    return check


@transaction.atomic
def cancel_check(check: SiteCheck, *, reason: str, by: User) -> SiteCheck:
    """It does not take place; another one is planned."""
    require(policies.may_plan_check(by, check.application))
    if not reason.strip():
        raise RuleBroken(_("Say why: the company reads it."), field="reason")
    check = SiteCheck.objects.select_for_update(of=("self",)).get(pk=check.pk)
    move(check, "cancel", by=by, reason=reason.strip()[:300])
    SiteCheck.objects.filter(pk=check.pk).update(reason=reason.strip()[:300])
    announce("innovilt.check_cancelled", check=check.pk)
    return check


def _open_check(check: SiteCheck) -> SiteCheck:
    rows = SiteCheck.objects.select_for_update(of=("self",)).select_related("application__company")
    check = rows.get(pk=check.pk)
    if check.state != CheckState.PLANNED:
        raise WrongState(_("This site check was held or called off."))
    return check


@transaction.atomic
def save_check(
    check: SiteCheck,
    given: Mapping[str, Any],
    *,
    photos: Iterable[UploadedFile] = (),
    saves: int | None = None,
    by: User,
) -> SiteCheck:
    """Keep what was answered so far, also when the line broke in between. ``saves``: which one the phone has read."""
    require(policies.may_hold_check(by, check))
    check = _open_check(check)
    if saves is not None and saves != check.saves:
        raise WrongState(
            _("Somebody has saved this draft in another window since you opened it. Reload it; nothing was lost.")
        )
    check.answers = given["answers"]
    check.foreign_steel = given["foreign_steel"]
    check.summary, check.met = given["summary"].strip(), given["met"].strip()
    check.saves += 1
    checked(check, but=("answers",))
    check.save(update_fields=["answers", "foreign_steel", "summary", "met", "saves"])
    made = [store_upload(photo, company=by.company, by=by, kinds=PICTURES) for photo in photos]
    if check.photos.count() + len(made) > MOST_PHOTOS:
        raise RuleBroken(_("At most %(most)s photographs.") % {"most": MOST_PHOTOS}, field="photos")
    check.photos.add(*made)
    return check


@transaction.atomic
def hold_check(check: SiteCheck, *, by: User) -> SiteCheck:
    """The visit is over: its answers stay as they are. With the points it goes before the committee."""
    require(policies.may_hold_check(by, check))
    check = _open_check(check)
    if check.planned_on > today():
        raise RuleBroken(_("The visit has not taken place yet."))
    questions = [str(value) for value in QUESTIONS[Part.OPERATION].values]
    marks = {name: int(told["mark"]) for name, told in check.answers.items() if str(told.get("mark", "")).isdigit()}
    share = share_of_marks({name: mark for name, mark in marks.items() if 0 <= mark <= TOP_MARK}, questions)
    if share is None:
        raise RuleBroken(_("Give a mark for each question."))
    if not check.summary.strip():
        raise RuleBroken(_("Write what was seen on site."), field="summary")
    move(check, "hold", by=by, ratio=share, held_at=db_now(), payload={"share": f"{share:f}"})
    application = locked(check.application)
    score = queries.score_of(application)
    InnoviltApplication.objects.filter(pk=application.pk).update(total=score.total)
    if score.passed and not check.foreign_steel:
        move(application, "pass_site", by=by, payload={"total": f"{score.total:f}"})
    announce("innovilt.check_held", check=check.pk)
    return check
