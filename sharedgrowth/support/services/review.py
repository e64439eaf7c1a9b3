"""DO: ask reviewers, declare or abstain, score, lock; shortlist by points."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from portal.audit.services import move, record
from portal.clock import db_now
from portal.errors import Refused, RuleBroken, WrongState
from portal.outbox.services import announce
from portal.people.models import User
from portal.policy import require
from purchasing.esg.services import note_help
from purchasing.esg.states import TieReason
from sharedgrowth.support.models import Application, Call, Review
from sharedgrowth.support.policies import review as policies
from sharedgrowth.support.queries import review as queries
from sharedgrowth.support.queries.screening import number_of
from sharedgrowth.support.registry import programmes
from sharedgrowth.support.rules import review as rules
from sharedgrowth.support.services.clocks import end_clocks, next_stage
from sharedgrowth.support.services.screening import decide, held
from sharedgrowth.support.states import REVIEW_AWAITED, ApplicationState, ReviewState, Stage

A = ApplicationState


def _in_review(application: Application) -> Application:
    found = held(application)
    if found.state != A.IN_REVIEW:
        raise WrongState(_("This step is not possible in the present state. Reload the page to see where it stands."))
    return found


# Who reviews ---------------------------------------------------------------------------------------------------------
@transaction.atomic
def assign_reviewer(application: Application, reviewer: User, *, by: User) -> Review:
    """Ask a person without a tie. After a large difference it is a second look, blind like the first."""
    require(policies.may_assign(by, application))
    found = _in_review(application)
    if not (fit := policies.may_be_reviewer(reviewer, found)):
        told = {"name": reviewer.name, "why": fit.reason}
        raise RuleBroken(_("%(name)s cannot review it: %(why)s") % told, field="reviewer")
    reviews = queries.reviews_of(found)
    if any(each.reviewer_id == reviewer.pk for each in reviews):
        raise RuleBroken(_("This person already reviews the application."), field="reviewer")
    score = queries.score_of(found, reviews)
    if score.complete:
        raise WrongState(_("Enough reviewers have scored it, and they agree."))
    if score.second_look and reviewer.pk == by.pk:
        raise RuleBroken(_("You can see the points already given: ask somebody who cannot."), field="reviewer")
    made = Review.objects.create(
        application=found, reviewer=reviewer, assigned_by=by, second_look=score.second_look, state=ReviewState.ASSIGNED
    )
    record(made, "assigned", by=by, payload={"application": found.number})
    announce("support.review_assigned", review=made.pk)
    return made


@transaction.atomic
def share_out(applications: Sequence[Application], reviewers: Sequence[User], *, by: User) -> tuple[int, list[str]]:
    """Give each application as many of these reviewers as it lacks, whoever has least to do first.

    Returns how many reviews were asked for, and why some applications did not get all of theirs.
    """
    load = {each.pk: 0 for each in reviewers}
    for pk in Review.objects.filter(reviewer__in=load, state__in=REVIEW_AWAITED).values_list("reviewer", flat=True):
        load[pk] += 1
    people = {each.pk: each for each in reviewers}
    made, refused = 0, []
    for application in applications:
        score = queries.score_of(application, queries.reviews_of(application))
        lacking = 1 if score.second_look else max(0, score.wanted - score.asked)
        for pk in sorted(load, key=lambda key: (load[key], key)):
            if not lacking:
                break
            try:
                assign_reviewer(application, people[pk], by=by)
            except Refused:
                continue
            load[pk] += 1
            made, lacking = made + 1, lacking - 1
        if lacking:
            told = {"number": application.number, "count": lacking}
            refused.append(_("%(number)s: %(count)s more needed; nobody of these is free of ties.") % told)
    return made, refused


@transaction.atomic
def remove_reviewer(review: Review, reason: str, *, by: User) -> Review:
    """Take somebody off who has not scored yet."""
    require(policies.may_assign(by, review.application))
    if not reason.strip():
        raise RuleBroken(_("Write why this person no longer reviews it."), field="reason")
    move(review, "remove", by=by, reason=reason.strip())
    return review


# One review ----------------------------------------------------------------------------------------------------------
@transaction.atomic
def declare_free(review: Review, *, by: User) -> Review:
    """No shares, family, earlier employment, consulting: the reviewer says so before reading on."""
    require(policies.may_review(by, review))
    move(review, "declare", by=by, declared_at=db_now())
    return review


@transaction.atomic
def abstain(review: Review, reason: str, *, by: User, tied: bool = False) -> Review:
    """Not by me; ``tied``: the reason is a tie to the company, which keeps the person away from it from now on."""
    require(policies.may_abstain(by, review))
    if not reason.strip():
        raise RuleBroken(_("Write the reason."), field="reason")
    move(review, "abstain", by=by, reason=reason.strip(), abstained=reason.strip())
    if tied:
        company = review.application.company
        note_help(by, company, reason=TieReason.RELATED, note=reason.strip()[:300], by=by)
    announce("support.review_abstained", review=review.pk)
    return review


@transaction.atomic
def save_points(review: Review, points: Mapping[str, Decimal], comment: str, *, by: User) -> Review:
    """Keep what is given so far; a criterion may still lack its points."""
    require(policies.may_review(by, review))
    application = _in_review(review.application)
    found = Review.objects.select_for_update(of=("self",)).get(pk=review.pk)
    if found.state != ReviewState.OPEN:
        raise WrongState(_("Points are given after the declaration, and until they are locked."))
    criteria = queries.criteria_of(application.call)
    known = {each.code: each for each in criteria}
    if unknown := sorted(set(points) - set(known)):
        raise RuleBroken(_("%(codes)s: not a criterion of this call.") % {"codes": ", ".join(unknown)})
    if wrong := rules.beyond(criteria, points):
        told = {"most": f"{known[wrong[0]].weight:f}"}
        raise RuleBroken(_("Points lie between 0 and %(most)s here.") % told, field=wrong[0])
    found.points = {code: f"{value.normalize():f}" for code, value in points.items()}
    found.comment = comment.strip()
    found.save(update_fields=["points", "comment"])
    review.points, review.comment = found.points, found.comment
    return review


@transaction.atomic
def lock_review(review: Review, *, by: User) -> Review:
    """The points stand; now the reviewer sees what the others gave, once they have locked theirs."""
    require(policies.may_review(by, review))
    application = _in_review(review.application)
    found = Review.objects.select_for_update(of=("self",)).get(pk=review.pk)
    total = rules.total_points(queries.criteria_of(application.call), queries.points_of(found))
    if total is None:
        lacking = [each.code for each in queries.criteria_of(application.call) if each.code not in found.points]
        raise RuleBroken(_("Give points for every criterion first."), field=lacking[0] if lacking else None)
    if not found.comment.strip():
        raise RuleBroken(_("Write your reasons: the applicant reads them, without your name."), field="comment")
    move(review, "lock", by=by, total=total, locked_at=db_now())
    _weigh(application)
    announce("support.review_locked", review=review.pk)
    return review


def _weigh(application: Application) -> None:
    """Once complete, the mean becomes the application's points."""
    score = queries.score_of(application, queries.reviews_of(application))
    if score.complete and score.mean is not None:
        Application.objects.filter(pk=application.pk).update(points=score.mean)


# Shortlist -----------------------------------------------------------------------------------------------------------
def _ready(application: Application, by: User) -> Application:
    require(policies.may_shortlist(by, application))
    found = _in_review(application)
    if queries.is_scored(found.call):
        score = queries.score_of(found, queries.reviews_of(found))
        if score.second_look:
            raise RuleBroken(_("The reviewers are far apart: ask for a second look first."))
        if not score.complete or score.mean is None:
            told = {"done": len(score.locked), "wanted": score.wanted}
            raise RuleBroken(_("%(done)s of %(wanted)s reviews are locked: wait for the others.") % told)
        found.points = score.mean
    return found


def _follow(application: Application, found: Application) -> Application:
    """Show the caller's row what was done to the locked one."""
    for name in ("state", "points", "reason", "decided_at", "rank"):
        setattr(application, name, getattr(found, name))
    return application


@transaction.atomic
def shortlist_application(application: Application, *, by: User) -> Application:
    """Enough points (or, where nobody scores, the officer's triage): it may be selected."""
    found = _ready(application, by)
    least = Decimal(str(number_of(found.call, "pass_points")))
    if found.points is not None and queries.is_scored(found.call) and found.points < least:
        raise RuleBroken(_("It has less than the %(least)s points of this call.") % {"least": f"{least:f}"})
    changes: dict[str, Any] = {"points": found.points} if found.points is not None else {}
    move(found, "shortlist", by=by, **changes)
    programme = programmes.get(found.call.programme)
    investigated = programme is not None and programme.stages.investigation
    next_stage(found, Stage.INVESTIGATE if investigated else Stage.SELECT)
    announce("support.application_shortlisted", application=found.pk)
    return _follow(application, found)


@transaction.atomic
def fall_short(application: Application, reason: str, *, by: User) -> Application:
    """Not enough points, or the triage says no: with the reason that the applicant reads."""
    found = _ready(application, by)
    least = Decimal(str(number_of(found.call, "pass_points")))
    if queries.is_scored(found.call) and found.points is not None and found.points >= least:
        raise RuleBroken(_("It has the points of this call: shortlist it, or let the committee decide."))
    if not reason.strip():
        raise RuleBroken(_("Write the reason: the applicant reads it."), field="reason")
    changes = {"points": found.points} if found.points is not None else {}
    decide(found, "fall_short", by=by, reason=reason.strip(), **changes)
    end_clocks(found)
    announce("support.application_declined", application=found.pk)
    return _follow(application, found)


@transaction.atomic
def shortlist_by_points(call: Call, applications: Iterable[Application], *, by: User) -> tuple[int, int]:
    """All whose reviews are complete: who has enough points is shortlisted, the others are told. Both counts."""
    taken = left = 0
    for application in applications:
        if application.call_id != call.pk or application.state != A.IN_REVIEW:
            continue
        score = queries.score_of(application, queries.reviews_of(application))
        if not score.complete or score.mean is None or not queries.is_scored(call):
            continue
        if not policies.untied(by, application.company):
            continue  # a colleague decides about a company of one's own
        least = Decimal(str(number_of(call, "pass_points")))
        if score.mean >= least:
            shortlist_application(application, by=by)
            taken += 1
        else:
            told = {"points": f"{score.mean:.2f}", "least": f"{least:f}"}
            fall_short(application, _("%(points)s points; this call needs %(least)s.") % told, by=by)
            left += 1
    return taken, left
