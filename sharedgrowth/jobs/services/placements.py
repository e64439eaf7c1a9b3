"""DO: who began to work, whether they stay, and what is forgotten afterwards. Source: domain 9.2, YDC-07, PII-06."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from portal.audit.services import move, record
from portal.clock import SEOUL, db_now, today
from portal.errors import RuleBroken, WrongState
from portal.numbers import next_number
from portal.outbox.services import announce, once
from portal.people.models import User
from portal.policy import require
from sharedgrowth.jobs.models import Match, Placement, Rank, Release, RetentionCheck, Trainee, WishList
from sharedgrowth.jobs.policies import matching as policies
from sharedgrowth.jobs.queries import placements as queries
from sharedgrowth.jobs.rules.placements import check_days
from sharedgrowth.jobs.services.matches import end_of_trainee, held
from sharedgrowth.jobs.services.rounds import forget_reasons, leave_rounds
from sharedgrowth.jobs.states.matching import MatchState
from sharedgrowth.jobs.states.placements import MONTHS, Retention


@transaction.atomic
def note_start(match: Match, *, started_on: date, by: User) -> Placement:
    """The trainee began to work. Four checks follow; the papers are no longer readable."""
    require(policies.may_note_start(by, match))
    match = held(match)
    if match.state != MatchState.ACCEPTED:
        raise WrongState(_("Only an accepted offer becomes a job."))
    if started_on > today():
        raise RuleBroken(_("Note it on the first day of work or later."), field="started_on")
    if started_on < match.made_at.astimezone(SEOUL).date():
        raise RuleBroken(_("The work begins after the match."), field="started_on")
    offer = match.offer
    placement = Placement.objects.create(
        number=next_number("YDP"),
        cohort=match.trainee.cohort,
        company=match.vacancy.company,
        match=match,
        employment=offer.employment,
        wage_won=offer.wage_won,
        started_on=started_on,
        noted_by=by,
    )
    RetentionCheck.objects.bulk_create(
        RetentionCheck(placement=placement, months=months, due_on=due) for months, due in check_days(started_on, MONTHS)
    )
    Release.objects.filter(match=match, revoked_at=None).update(revoked_at=db_now())
    move(match, "place", by=by)
    announce("jobs.placed", placement=placement.pk)
    return placement


@transaction.atomic
def answer_check(check: RetentionCheck, *, answer: str, left_on: date | None = None, by: User) -> RetentionCheck:
    """Still there, or gone since a day; who has gone is not asked about again."""
    require(policies.may_answer_check(by, check.placement))
    placement = Placement.objects.select_for_update(of=("self",)).get(pk=check.placement_id)
    check = RetentionCheck.objects.select_for_update(of=("self",)).get(pk=check.pk)
    if check.answer:
        raise WrongState(_("This was answered already. Reload the page."))
    if check.due_on > today():
        raise WrongState(_("This check is not due yet."))
    if answer == Retention.LEFT:
        if left_on is None:
            raise RuleBroken(_("Say on which day the person left."), field="left_on")
        if not placement.started_on <= left_on <= today():
            raise RuleBroken(_("Choose a day between the start of work and today."), field="left_on")
    else:
        left_on = None
    _write(check, answer, left_on, by=by)
    if answer == Retention.LEFT:
        placement.left_on = left_on
        placement.save(update_fields=["left_on"])
        for later in placement.checks.filter(months__gt=check.months, answer=""):
            _write(later, Retention.LEFT, left_on, by=by)
    record(placement, "checked", by=by, payload={"months": check.months, "answer": answer})
    return check


def _write(check: RetentionCheck, answer: str, left_on: date | None, *, by: User) -> None:
    check.answer, check.left_on, check.answered_by, check.answered_at = answer, left_on, by, db_now()
    check.save(update_fields=["answer", "left_on", "answered_by", "answered_at"])


@transaction.atomic
def run_retention_checks(on: date) -> tuple[int, int]:
    """Once a day: firms are asked about checks that are due, and reminded once after two weeks."""
    if not once("jobs.retention", on.isoformat()):
        return 0, 0
    asked, reminded = list(queries.checks_to_ask(on)), list(queries.checks_to_remind(on))
    now = db_now()
    for check in asked:
        check.asked_at = now
        check.save(update_fields=["asked_at"])
        announce("jobs.retention_due", check=check.pk)
    for check in reminded:
        check.reminded_at = now
        check.save(update_fields=["reminded_at"])
        announce("jobs.retention_due", check=check.pk)
    return len(asked), len(reminded)


# Forgetting -----------------------------------------------------------------------------------------------------------
def make_figure(placement: Placement) -> dict[str, int]:
    """The placement stays as a figure of its cohort and firm; whose it was is destroyed with its match."""
    match = placement.match
    placement.match, placement.pseudonymised_at = None, db_now()
    placement.save(update_fields=["match", "pseudonymised_at"])
    return {"jobs.placement": 1, **(_destroy_match(match) if match else {})}


def _destroy_match(match: Match) -> dict[str, int]:
    """With its released papers, interviews and offer."""
    _total, rows = match.delete()
    names = {"jobs.Match": "jobs.match", "jobs.Interview": "jobs.interview", "jobs.Offer": "jobs.offer"}
    return {words: rows[model] for model, words in names.items() if rows.get(model)}


@transaction.atomic
def forget(trainee: Trainee) -> dict[str, int]:
    """Everything that matching keeps of one trainee; open matches end first, so that firms are told."""
    end_of_trainee(trainee, reason=_("The trainee has left the programme."), by=None)
    leave_rounds(trainee)
    counts: dict[str, int] = {"jobs.wish_list": 0, "jobs.rank": 0, "jobs.round": forget_reasons(trainee)}
    for wish_list in WishList.objects.filter(trainee=trainee):
        wish_list.delete()
        counts["jobs.wish_list"] += 1
    counts["jobs.rank"] = Rank.objects.filter(trainee=trainee).delete()[0]
    for match in Match.objects.filter(trainee=trainee):
        placement = Placement.objects.filter(match=match).first()
        found = make_figure(placement) if placement else _destroy_match(match)
        for kind, number in found.items():
            counts[kind] = counts.get(kind, 0) + number
    return {kind: number for kind, number in counts.items() if number}
