"""DO: the joint investigation of both sides, and the committee of a call. Source: domain PI-03, 8."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from portal.audit.services import move, record
from portal.clock import db_now, today
from portal.errors import RuleBroken, WrongState
from portal.files.models import File
from portal.outbox.services import announce
from portal.people.models import User
from portal.policy import require
from sharedgrowth.support.models import (
    Application,
    Call,
    CommitteeDecision,
    CommitteeSeat,
    CommitteeVote,
    Investigation,
    InvestigationMember,
    Recommendation,
)
from sharedgrowth.support.policies import review as policies
from sharedgrowth.support.queries import review as queries
from sharedgrowth.support.queries.screening import number_of
from sharedgrowth.support.rules import review as rules
from sharedgrowth.support.services.clocks import end_clocks, next_stage
from sharedgrowth.support.services.screening import decide, held
from sharedgrowth.support.states import ApplicationState, InvestigationState, Opinion, Stage

A = ApplicationState


@dataclass(frozen=True, slots=True)
class Outsider:
    """Somebody of an outside organisation who goes along."""

    name: str
    organisation: str


def _held_visit(investigation: Investigation) -> Investigation:
    return (
        Investigation.objects.select_for_update(of=("self",))
        .select_related("application__call", "application__company")
        .get(pk=investigation.pk)
    )


# Joint investigation -------------------------------------------------------------------------------------------------
@transaction.atomic
def plan_investigation(
    application: Application,
    *,
    visit_on: date,
    members: Sequence[User],
    outsiders: Sequence[Outsider],
    by: User,
    place: str = "",
) -> Investigation:
    """Somebody of the buyer and somebody of an outside organisation visit the shortlisted company."""
    require(policies.may_investigate(by, application))
    if visit_on < today():
        raise RuleBroken(_("This day has passed."), field="visit_on")
    if len(members) < rules.FEWEST_INVESTIGATORS:
        raise RuleBroken(_("At least one person of the buyer goes."), field="members")
    if len(outsiders) < rules.FEWEST_INVESTIGATORS or any(not (row.name and row.organisation) for row in outsiders):
        raise RuleBroken(
            _("At least one person of an outside organisation goes: name and organisation."), field="outside"
        )
    for person in members:
        if not (fit := policies.may_go(person, application)):
            told = {"name": person.name, "why": fit.reason}
            raise RuleBroken(_("%(name)s cannot go: %(why)s") % told, field="members")
    move(application, "investigate", by=by)
    made = Investigation.objects.create(
        application=application, visit_on=visit_on, place=place.strip()[:200], planned_by=by
    )
    rows = [InvestigationMember(investigation=made, user=person, entered_by=by) for person in members]
    rows += [
        InvestigationMember(investigation=made, name=row.name, organisation=row.organisation, entered_by=by)
        for row in outsiders
    ]
    InvestigationMember.objects.bulk_create(rows)
    record(made, "planned", by=by, payload={"visit_on": visit_on, "members": len(rows)})
    announce("support.investigation_planned", investigation=made.pk)
    return made


@transaction.atomic
def report_investigation(
    investigation: Investigation, report: str, *, by: User, files: Iterable[File] = ()
) -> Investigation:
    """What was seen on site; after it the members say what they think."""
    require(policies.may_report(by, investigation))
    found = _held_visit(investigation)
    if found.visit_on > today():
        raise RuleBroken(_("The visit has not taken place yet."), field="report")
    if not report.strip():
        raise RuleBroken(_("Write what was seen on site."), field="report")
    move(found, "report", by=by, report=report.strip(), reported_by=by, reported_at=db_now())
    found.files.set(list(files))
    announce("support.investigation_reported", investigation=found.pk)
    return found


@transaction.atomic
def give_verdict(investigation: Investigation, opinion: str, reason: str, *, by: User) -> Investigation:
    """A member of the buyer."""
    require(policies.may_give_verdict(by, investigation))
    return _verdict(investigation, investigation.members.get(user=by), opinion, reason, by)


@transaction.atomic
def enter_verdict(member: InvestigationMember, opinion: str, reason: str, *, sheet: File, by: User) -> Investigation:
    """The officer writes down what a member of an outside organisation signed; the signed ``sheet`` stays with it."""
    require(policies.may_enter_verdict(by, member.investigation))
    if not member.is_outside:
        raise RuleBroken(_("People of the buyer give their verdict themselves."))
    return _verdict(member.investigation, member, opinion, reason, by, sheet)


def _verdict(
    investigation: Investigation,
    member: InvestigationMember,
    opinion: str,
    reason: str,
    by: User,
    sheet: File | None = None,
) -> Investigation:
    found = _held_visit(investigation)
    if found.state != InvestigationState.REPORTED:
        raise WrongState(_("Verdicts are given after the report, and until all are there."))
    if opinion not in (Opinion.FOR, Opinion.AGAINST):
        raise RuleBroken(_("Say whether you are in favour or against."), field="opinion")
    if not reason.strip():
        raise RuleBroken(_("Write the reason."), field="reason")
    rows = InvestigationMember.objects.filter(pk=member.pk, verdict="")
    if not rows.update(verdict=opinion, reason=reason.strip()[:500], given_at=db_now(), entered_by=by, sheet=sheet):
        raise WrongState(_("This verdict is already there."))
    told = {"verdict": str(opinion), "outside": member.is_outside}
    record(member, "verdict_given", by=by, payload=told | ({"sheet_sha256": sheet.sha256} if sheet else {}))
    outcome = rules.outcome_of((each.is_outside, each.verdict) for each in found.members.all())
    if outcome:
        move(found, outcome, by=by)
        application = held(found.application)
        if outcome == "differ":
            _convene(application, by=by, reason=_("The two sides of the joint investigation differ."))
        elif outcome == "refuse":
            reasons = "\n".join(each.reason for each in found.members.order_by("pk") if each.verdict == Opinion.AGAINST)
            decide(application, "decline", by=by, reason=reasons[:2000])
            end_clocks(application)
            announce("support.application_declined", application=application.pk)
        elif Recommendation.objects.filter(application=application, related=True).exists():
            _convene(
                application, by=by, reason=_("Who recommended the company is related to it: the committee decides.")
            )
        else:
            next_stage(application, Stage.SELECT)
        announce("support.investigation_closed", investigation=found.pk)
    return found


@transaction.atomic
def cancel_investigation(investigation: Investigation, reason: str, *, by: User) -> Investigation:
    """The visit does not take place: another one is planned, or the committee decides."""
    require(policies.may_investigate(by, investigation.application))
    if not reason.strip():
        raise RuleBroken(_("Write the reason."), field="reason")
    found = _held_visit(investigation)
    move(found, "cancel", by=by, reason=reason.strip())
    _convene(held(found.application), by=by, reason=reason.strip())
    return found


# Committee -----------------------------------------------------------------------------------------------------------
@transaction.atomic
def seat_member(call: Call, member: User, *, by: User) -> CommitteeSeat:
    """Call somebody into the committee."""
    require(policies.may_seat(by, call))
    if not (fit := policies.may_sit(member)):
        raise RuleBroken(fit.reason, field="member")
    seat, made = CommitteeSeat.objects.get_or_create(call=call, member=member, defaults={"appointed_by": by})
    if not made:
        raise RuleBroken(_("This person already sits on the committee."), field="member")
    record(seat, "appointed", by=by, payload={"call": call.number})
    announce("support.committee_seated", seat=seat.pk)
    return seat


@transaction.atomic
def unseat_member(seat: CommitteeSeat, *, by: User) -> None:
    """Out of the committee, unless a vote was given."""
    require(policies.may_seat(by, seat.call))
    if CommitteeVote.objects.filter(application__call=seat.call, member=seat.member).exists():
        raise WrongState(_("This person has voted: the seat stays."))
    record(seat, "removed", by=by, payload={"call": seat.call.number, "member": seat.member_id})
    seat.delete()


@transaction.atomic
def convene_committee(application: Application, reason: str, *, by: User) -> Application:
    """Lay an application before the committee."""
    require(policies.may_shortlist(by, application))
    if not reason.strip():
        raise RuleBroken(_("Write the reason."), field="reason")
    found = held(application)
    if found.state == A.IN_REVIEW and queries.is_scored(found.call):
        score = queries.score_of(found, queries.reviews_of(found))
        if not score.locked or score.awaited:
            raise RuleBroken(_("Wait until the reviewers have locked their points."))
        Application.objects.filter(pk=found.pk).update(points=score.mean)
    _convene(found, by=by, reason=reason.strip())
    application.state = found.state
    return application


def _convene(application: Application, *, by: User, reason: str) -> None:
    move(application, "convene", by=by, reason=reason)
    next_stage(application, Stage.SELECT)
    announce("support.committee_convened", application=application.pk)


@transaction.atomic
def cast_vote(application: Application, opinion: str, reason: str, *, by: User) -> CommitteeVote:
    """For, against, or abstaining; once."""
    require(policies.may_vote(by, application))
    found = held(application)
    if found.state != A.COMMITTEE or CommitteeDecision.objects.filter(application=found).exists():
        raise WrongState(_("The committee does not vote on it now."))
    if opinion not in Opinion.values:
        raise RuleBroken(_("Say whether you are in favour or against."), field="opinion")
    if not reason.strip():
        raise RuleBroken(_("Write the reason."), field="reason")
    if found.votes.filter(member=by).exists():
        raise WrongState(_("You have already voted on this application."))
    made = CommitteeVote.objects.create(application=found, member=by, opinion=opinion, reason=reason.strip()[:1000])
    record(made, "cast", by=by, payload={"application": found.number, "opinion": str(opinion)})
    return made


@transaction.atomic
def conclude_committee(application: Application, *, by: User) -> CommitteeDecision:
    """Count the votes. In favour: it may be selected; else it is declined with the committee's reasons."""
    require(policies.may_conclude(by, application))
    found = held(application)
    if found.state != A.COMMITTEE or CommitteeDecision.objects.filter(application=found).exists():
        raise WrongState(_("The committee does not vote on it now."))
    votes = list(found.votes.all())
    least = int(number_of(found.call, "committee_votes"))
    if len(votes) < least:
        told = {"given": len(votes), "least": least}
        raise RuleBroken(_("%(given)s votes were given; a committee needs %(least)s at least.") % told)
    count = {opinion: sum(vote.opinion == opinion for vote in votes) for opinion in Opinion}
    decision = CommitteeDecision.objects.create(
        application=found,
        in_favour=rules.passes_committee(count[Opinion.FOR], count[Opinion.AGAINST]),
        votes_for=count[Opinion.FOR],
        votes_against=count[Opinion.AGAINST],
        votes_abstained=count[Opinion.ABSTAIN],
        concluded_by=by,
    )
    record(decision, "concluded", by=by, payload={"in_favour": decision.in_favour, "application": found.number})
    if not decision.in_favour:
        reasons = "\n".join(vote.reason for vote in votes if vote.opinion == Opinion.AGAINST)
        decide(found, "decline", by=by, reason=reasons[:2000] or _("The committee is not in favour."))
        end_clocks(found)
        announce("support.application_declined", application=found.pk)
    application.state = found.state
    return decision
