"""WHO: the person for oneself; the privacy officer for all others; auditors read without names. Source: domain 16.1."""

from django.utils.translation import gettext as _

from portal.people.models import User
from portal.people.states import MembershipState
from portal.policy import YES, Verdict, no
from portal.privacy.models import ExportGrant, Incident, PolicyText, RightsRequest
from portal.privacy.states import ExportState, IncidentState, PolicyState, RightState


def _officer(user: User | None) -> bool:
    return user is not None and user.is_internal and user.has_role("PR")


def may_ask(user: User | None) -> Verdict:
    """Every person."""
    if user is None or user.is_service or not user.is_active:
        return no(_("Only a person may ask, and only about the own data."))
    return YES


def may_erase_oneself(user: User | None) -> Verdict:
    """Who acts for no company: others hand over first, and ask the privacy officer."""
    if not may_ask(user):
        return may_ask(user)
    if user is not None and user.memberships.filter(state=MembershipState.ACTIVE).exists():
        return no(
            _(
                "You act for a company. Its administrator ends that first; or ask the privacy officer to erase "
                "your data."
            )
        )
    return YES


def may_withdraw_request(user: User, request: RightsRequest) -> Verdict:
    """Who asked, until it is answered."""
    if request.person_id != user.pk:
        return no(_("Only who asked may take the request back."))
    return YES if request.state == RightState.RECEIVED else no(_("It is answered already."))


def may_keep_privacy(user: User | None) -> Verdict:
    """The privacy officer: requests, incidents, exports, destruction, policy."""
    return YES if _officer(user) else no(_("Only the privacy officer may do this."))


def may_read_privacy(user: User | None) -> Verdict:
    """The privacy officer; the auditor and compliance read along, names masked."""
    if user is not None and user.is_internal and user.has_role("PR", "AU", "CP"):
        return YES
    return no(_("Only the privacy officer, compliance and auditors read this."))


def may_answer(user: User, request: RightsRequest) -> Verdict:
    """The privacy officer, never about oneself."""
    if not _officer(user):
        return no(_("Only the privacy officer may do this."))
    if request.person_id == user.pk:
        return no(_("Nobody answers the own request."))
    return YES


def may_decide_export(user: User, grant: ExportGrant) -> Verdict:
    """The privacy officer, never who asked."""
    if not _officer(user):
        return no(_("Only the privacy officer may do this."))
    if grant.asked_by_id == user.pk:
        return no(_("Who asks for an export does not approve it."))
    return YES if grant.state == ExportState.ASKED else no(_("This export is decided already."))


def may_ask_export(user: User) -> Verdict:
    """Staff only: others take their own data out, which needs no leave."""
    return (
        YES if user.is_internal and not user.is_service else no(_("Only staff may ask for an export of many people."))
    )


def may_publish_policy(user: User, policy: PolicyText) -> Verdict:
    """Compliance or another privacy officer, never who drafted it."""
    if not user.is_internal or not user.has_role("PR", "CP"):
        return no(_("Only the privacy officer and compliance publish the policy."))
    if policy.drafted_by_id == user.pk:
        return no(_("Who drafts the policy does not publish it."))
    return YES if policy.state == PolicyState.DRAFT else no(_("This version is published."))


def may_tell(user: User, incident: Incident) -> Verdict:
    """The privacy officer, while the incident is open."""
    if not _officer(user):
        return no(_("Only the privacy officer may do this."))
    return no(_("This incident is closed.")) if incident.state == IncidentState.CLOSED else YES


def may_read_incident(user: User, incident: Incident) -> Verdict:
    """Who keeps or audits privacy; and those concerned, once they were told."""
    if may_read_privacy(user) or incident.affected.filter(person=user, told_at__isnull=False).exists():
        return YES
    return no(_("Only the privacy officer, compliance and auditors read this."))
