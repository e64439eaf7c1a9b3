"""WHO: proposes, approves, leads, takes part, confirms hours, verifies. Source: domain 10, FRD-01, FRD-02, FRD-07."""

from django.utils.translation import gettext as _

from portal.audit.queries import has_done
from portal.people.models import User
from portal.policy import YES, Verdict, no
from sharedgrowth.friends.models import Activity, Participation
from sharedgrowth.friends.policies.members import PURCHASING, is_office, may_ask_for_gifts, may_run_office
from sharedgrowth.friends.queries.activities import HANDS
from sharedgrowth.friends.queries.members import is_member
from sharedgrowth.friends.states import ActivityState, ActivityType, ParticipationState

GIFTS = frozenset({ActivityType.DONATION_GOODS, ActivityType.DONATION_MONEY, ActivityType.ADVANCE_PAYMENT})


def may_propose(user: User) -> Verdict:
    """The office, or an administrator or user of a member company."""
    if user.is_service:
        return no(_("A program may not decide: a person must."))
    if is_office(user):
        return YES
    if user.is_supplier and user.has_role("SA", "SU") and is_member(user.company_id):
        return YES
    return no(_("Activities are proposed by the office and by members of the Friends."))


def may_propose_type(user: User, kind: str) -> Verdict:
    """Gifts are not proposed for the buyer by people who buy."""
    if kind in GIFTS and user.is_internal:
        return may_ask_for_gifts(user)
    return may_propose(user)


def may_lead(user: User, kind: str) -> Verdict:
    """Gifts are not led for the buyer by people who buy."""
    if kind in GIFTS and user.is_internal and user.has_role(*PURCHASING):
        return no(_("People who buy have no part in donations: suppliers must not feel asked."))
    return YES


def may_edit(user: User, activity: Activity) -> Verdict:
    """Who proposed it, or a colleague of the same company with the same right."""
    able = may_propose_type(user, activity.type)
    if able and user.company_id != activity.company_id:
        return no(_("Only the company that proposed the activity changes it."))
    return able


def may_approve(user: User, activity: Activity) -> Verdict:
    """The office, another person than who proposed it or wrote in its plan."""
    if not (able := may_run_office(user)):
        return able
    if user.pk == activity.proposed_by_id or has_done(user, activity, *HANDS):
        return no(_("Who proposed the activity does not approve it."))
    return may_ask_for_gifts(user) if activity.type in GIFTS else YES


def may_write_risks(user: User, activity: Activity) -> Verdict:
    """Before the approval who plans and runs it; after it the office, another person than who leads."""
    if activity.state == ActivityState.PROPOSED:
        return may_run(user, activity) or may_edit(user, activity)
    if is_office(user) and user.pk == activity.lead_id:
        return no(_("Who leads the activity does not change its approved risk form: a colleague of the office does."))
    return may_run(user, activity) and may_run_office(user)


def may_run(user: User, activity: Activity) -> Verdict:
    """Open, close, hold, cancel: the office, and who leads it and still acts for its company."""
    leads = user.pk == activity.lead_id and user.company_id == activity.company_id and not user.is_service
    if is_office(user) or leads:
        return may_lead(user, activity.type)
    return no(_("Only the office and who leads the activity may do this."))


def may_report(user: User, activity: Activity) -> Verdict:
    """The same."""
    return may_run(user, activity)


def may_verify(user: User, activity: Activity) -> Verdict:
    """The office, another person than who reported, who leads, and whose hours would count with it."""
    if not (able := may_run_office(user)):
        return able
    if user.pk in (activity.reported_by_id, activity.lead_id):
        return no(_("Who led or reported the activity does not verify it."))
    if activity.participations.filter(person=user, state=ParticipationState.CONFIRMED).exists():
        return no(_("Who took part does not verify the activity: the own hours would count with it."))
    return YES


def may_take_part(user: User) -> Verdict:
    """A person of the buyer or of a member company; nobody has to."""
    if user.is_service:
        return no(_("A program may not decide: a person must."))
    if user.is_internal or (user.is_supplier and is_member(user.company_id)):
        return YES
    return no(_("People of the buyer and of member companies sign up; others come as guests."))


def may_withdraw(user: User, participation: Participation) -> Verdict:
    """The person; for a guest also the host."""
    guest = participation.guest
    own = guest.host_id == user.pk if guest is not None else participation.person_id == user.pk
    return YES if own else no(_("Only the person may do this."))


def may_keep_roster(user: User, activity: Activity) -> Verdict:
    """Check people in and out: who leads it, or the office."""
    return may_run(user, activity)


def may_confirm_hours(user: User, participation: Participation) -> Verdict:
    """Who leads the activity, or the office; nobody their own (FRD-01)."""
    if participation.person_id == user.pk:
        return no(_("Nobody confirms their own hours: the office confirms those of who leads."))
    return may_run(user, participation.activity)


def may_show_photos(user: User) -> Verdict:
    """The office looks at each picture first."""
    return may_run_office(user)
