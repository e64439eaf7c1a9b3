"""DO: the council: planned, invited, held, decided, minuted by one and approved by another. Source: domain 11.10."""

from collections.abc import Collection, Sequence
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from portal.audit.services import move, record
from portal.checked import checked
from portal.clock import db_now, today
from portal.errors import RuleBroken, WrongState
from portal.outbox.services import announce
from portal.people.models import User
from portal.policy import require
from purchasing.esg.models import (
    CouncilAgendaItem,
    CouncilDecision,
    CouncilMeeting,
    CouncilMember,
    CouncilPresence,
    CouncilProgress,
    SharingConsent,
)
from purchasing.esg.policies import support as policies
from purchasing.esg.queries import council as queries
from purchasing.esg.rules.council import notice_sha256
from purchasing.esg.states.support import DecisionProgress, MeetingState

NOTICE = gettext_noop(
    "Nobody speaks of prices, costs, volumes, customers, tenders or the choice of suppliers. Suppliers' results are "
    "shared by name only with their consent. Whoever hears something else objects, leaves, and has it noted."
)


def _locked(meeting: CouncilMeeting) -> CouncilMeeting:
    return CouncilMeeting.objects.select_for_update(of=("self",)).get(pk=meeting.pk)


@transaction.atomic
def add_member(
    *, group_company: str, person: str, title: str = "", user: User | None = None, chairs: bool = False, by: User
) -> CouncilMember:
    """A group company sends its executive; a former one of the same company leaves office."""
    require(policies.may_keep_council(by))
    former = CouncilMember.objects.filter(group_company=group_company, until=None)
    former.update(until=today())
    if chairs:
        CouncilMember.objects.filter(chairs=True, until=None).update(chairs=False)
    member = CouncilMember(
        group_company=group_company, person=person, title=title, user=user, chairs=chairs, since=today()
    )
    checked(member)
    member.save(force_insert=True)
    record(member, "added", by=by)
    return member


@transaction.atomic
def plan_meeting(
    *, half: str, meets_at: datetime, place: str, agenda: Sequence[tuple[str, str, str]], by: User
) -> CouncilMeeting:
    """Prepare a meeting with its agenda: (kind, Korean, English) in order."""
    require(policies.may_keep_council(by))
    if not agenda:
        raise RuleBroken(_("Name at least one point of the agenda."), field="agenda")
    meeting = CouncilMeeting(half=half, meets_at=meets_at, place=place, prepared_by=by)
    checked(meeting)
    meeting.save(force_insert=True)
    for no, (kind, title_ko, title_en) in enumerate(agenda, start=1):
        item = CouncilAgendaItem(meeting=meeting, no=no, kind=kind, title_ko=title_ko, title_en=title_en)
        checked(item)
        item.save(force_insert=True)
    record(meeting, "planned", by=by, payload={"half": half, "points": len(agenda)})
    return meeting


@transaction.atomic
def invite_council(meeting: CouncilMeeting, *, by: User) -> CouncilMeeting:
    """Send the agenda to the members, with the notice on competition law."""
    require(policies.may_keep_council(by))
    meeting = _locked(meeting)
    if not queries.members_now().exists():
        raise RuleBroken(_("The council has no members yet."))
    move(meeting, "invite", by=by)
    announce("esg.council_invited", meeting=meeting.pk)
    return meeting


@transaction.atomic
def cancel_meeting(meeting: CouncilMeeting, *, reason: str, by: User) -> CouncilMeeting:
    """It does not take place; another may be planned for the half-year."""
    require(policies.may_keep_council(by))
    if not reason.strip():
        raise RuleBroken(_("Say why."), field="reason")
    meeting = _locked(meeting)
    move(meeting, "cancel", by=by, reason=reason.strip()[:500])
    announce("esg.council_cancelled", meeting=meeting.pk)
    return meeting


@transaction.atomic
def hold_meeting(
    meeting: CouncilMeeting, *, present: Collection[CouncilMember], acknowledged: bool, by: User
) -> CouncilMeeting:
    """Note who is there; each has acknowledged the notice on competition law, whose text is kept by its fingerprint."""
    require(policies.may_keep_council(by))
    meeting = _locked(meeting)
    if not acknowledged:
        raise RuleBroken(_("Everybody acknowledges the notice before the meeting begins."), field="acknowledged")
    if not present:
        raise RuleBroken(_("Note who is there."), field="present")
    move(meeting, "hold", by=by, payload={"present": len(present)})
    for member in present:
        CouncilPresence.objects.create(meeting=meeting, member=member, notice_sha256=notice_sha256(NOTICE), noted_by=by)
    return meeting


@transaction.atomic
def decide_in_council(
    meeting: CouncilMeeting, *, text: str, owner: CouncilMember, due_on: date, by: User
) -> CouncilDecision:
    """Enter a decision: who is responsible, until when; every group company reports where it stands."""
    require(policies.may_keep_council(by))
    meeting = _locked(meeting)
    if meeting.state != MeetingState.HELD:
        raise WrongState(_("Decisions are entered between the meeting and the approval of its minutes."))
    if due_on <= today():
        raise RuleBroken(_("Choose a day to come."), field="due_on")
    no = meeting.decisions.count() + 1
    decision = CouncilDecision(meeting=meeting, no=no, text=text.strip(), owner=owner, due_on=due_on, entered_by=by)
    checked(decision)
    decision.save(force_insert=True)
    record(meeting, "decided", by=by, payload={"no": no, "due": due_on})
    return decision


@transaction.atomic
def write_minutes(meeting: CouncilMeeting, *, minutes: str, by: User) -> CouncilMeeting:
    """The secretariat writes the minutes; until they are approved they may be changed."""
    require(policies.may_keep_council(by))
    meeting = _locked(meeting)
    if meeting.state != MeetingState.HELD:
        raise WrongState(_("Minutes are written after the meeting and before their approval."))
    if not minutes.strip():
        raise RuleBroken(_("Write the minutes."), field="minutes")
    meeting.minutes, meeting.minutes_by = minutes.strip()[:8000], by
    meeting.save(update_fields=["minutes", "minutes_by"])
    record(meeting, "minuted", by=by)
    return meeting


@transaction.atomic
def approve_minutes(meeting: CouncilMeeting, *, by: User) -> CouncilMeeting:
    """A second person; the decisions are told to their owners."""
    meeting = _locked(meeting)
    require(policies.may_approve_minutes(by, meeting))
    if not meeting.minutes:
        raise RuleBroken(_("There are no minutes yet."))
    move(meeting, "close", by=by, approved_by=by, approved_at=db_now())
    announce("esg.council_closed", meeting=meeting.pk)
    return meeting


@transaction.atomic
def report_progress(
    decision: CouncilDecision, member: CouncilMember, *, state: str, note: str = "", by: User
) -> CouncilProgress:
    """Where the member's company stands now; former reports stay."""
    require(policies.may_report_progress(by, member))
    if state not in DecisionProgress.values:
        raise RuleBroken(_("Choose where it stands."), field="state")
    if state == DecisionProgress.NOT_FOR_US and not note.strip():
        raise RuleBroken(_("Say why it does not concern the company."), field="note")
    row = CouncilProgress.objects.create(decision=decision, member=member, state=state, note=note.strip()[:300], by=by)
    record(decision, "progress_reported", by=by, payload={"member": member.group_company, "state": state})
    return row


@transaction.atomic
def share_result(*, given: bool, by: User) -> SharingConsent:
    """A supplier lets group companies see its result by name, or takes that back; it holds at once."""
    require(policies.may_share_result(by))
    row = SharingConsent.objects.create(company=by.company, given=given, by=by)
    record(by.company, "sharing_given" if given else "sharing_taken_back", by=by)
    return row
