"""DO: a company is merged into another one: who acts for it, what burdens it, and who is told. Source: domain 17."""

from datetime import date

from django.utils.translation import gettext as _

from portal.audit.services import move, record
from portal.clock import today
from portal.errors import RuleBroken
from portal.outbox.services import announce
from portal.people.facts import facts
from portal.people.models import Company, CompanyProposal, CompanySuccession, Invitation, Membership, User
from portal.people.queries import standings_in_force
from portal.people.services.members import let_in
from portal.people.services.standing import record_standing
from portal.people.states import CompanyState, InvitationState, MembershipState

ACT_FOR_IT = ("SA", "SF")  # who of the successor acts for the former company as well
MERGEABLE = (CompanyState.ACTIVE, CompanyState.SUSPENDED, CompanyState.DORMANT, CompanyState.CLOSED)


def check_succession(company: Company, successor: Company, merged_on: date) -> None:
    """Refuse what cannot be: a company that is not there, itself, a day to come."""
    if company.state not in MERGEABLE:
        raise RuleBroken(
            _("%(name)s is “%(state)s”: it cannot be merged into another company.")
            % {"name": company.name, "state": company.get_state_display()}
        )
    if successor.pk == company.pk:
        raise RuleBroken(_("A company does not succeed itself."), field="successor")
    if successor.is_buyer:
        raise RuleBroken(_("The buying organisation is not entered as a supplier's successor."), field="successor")
    if successor.state != CompanyState.ACTIVE:
        raise RuleBroken(
            _("%(name)s is “%(state)s”: the successor has to be an active company of the portal.")
            % {"name": successor.name, "state": successor.get_state_display()},
            field="successor",
        )
    if merged_on > today():
        raise RuleBroken(
            _("This day has not come yet: a merger is entered once the register shows it."), field="merged_on"
        )


def succeed(proposal: CompanyProposal, company: Company, successor: Company, *, why: str, by: User) -> None:
    """The decision takes effect: both companies are locked by who calls."""
    assert proposal.merged_on is not None  # noqa: S101 (a constraint of the database)
    check_succession(company, successor, proposal.merged_on)
    made = CompanySuccession.objects.create(
        former=company, successor=successor, merged_on=proposal.merged_on, proposal=proposal
    )
    burdens = [row for row in standings_in_force(company, today()) if _burdens(row.fact, row.value)]
    suspended, until = company.state == CompanyState.SUSPENDED, company.suspended_until
    move(company, "merge", by=by, reason=why, payload={"successor": successor.number}, suspended_until=None)
    record(successor, "succeeded", by=by, reason=why, payload={"former": company.number})
    for invitation in Invitation.objects.filter(company=company, state=InvitationState.SENT):
        move(invitation, "revoke", by=by, reason=_("The company was merged into another one"))
    _let_successor_in(company, successor, by=by)
    for row in burdens:
        source = f"{company.number}: {row.source}"[:200]
        record_standing(successor, row.fact, row.value, valid_from=today(), valid_to=row.valid_to, source=source, by=by)
    if suspended:
        move(successor, "suspend", by=by, reason=why, suspended_until=until)
        announce("people.company_suspended", company=successor.pk)
    announce("people.company_merged", company=company.pk, successor=successor.pk, succession=made.pk)


def _burdens(fact: str, value: str) -> bool:
    known = facts.get(fact)
    return known is not None and value in known.burdens


def _let_successor_in(company: Company, successor: Company, *, by: User) -> None:
    """Its administrators and finance act for the former company, whose own people keep what they had."""
    members = Membership.objects.filter(
        company=successor, state=MembershipState.ACTIVE, user__is_active=True, user__is_service=False
    )
    for member in members.select_related("user").prefetch_related("roles"):
        roles = {role.code for role in member.roles.all()} & set(ACT_FOR_IT)
        if roles:
            let_in(member.user, company, roles, by=by)
