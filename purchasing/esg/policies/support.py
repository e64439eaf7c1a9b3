"""WHO: the council, sharing of results, consulting requests. Source: domain 11.8, 11.10, 16.2."""

from django.utils.translation import gettext as _

from portal.audit.queries import has_done
from portal.people.models import User
from portal.policy import YES, Verdict, no
from purchasing.esg.models import ConsultingRequest, CouncilMeeting, CouncilMember
from purchasing.esg.queries import council as queries


def _staff(user: User, codes: tuple[str, ...], refusal: str) -> Verdict:
    if user.is_service:
        return no(_("A program may not decide: a person must."))
    return YES if user.is_internal and user.has_role(*codes) else no(refusal)


def may_keep_council(user: User) -> Verdict:
    """ESG reviewers are its secretariat: agenda, presence, decisions, minutes."""
    return _staff(user, ("ER",), _("Only ESG reviewers keep the council."))


def may_approve_minutes(user: User, meeting: CouncilMeeting) -> Verdict:
    """A member of the ESG committee, or of the council, who did not write them."""
    if meeting.minutes_by_id == user.pk or has_done(user, meeting, "minuted"):
        return no(_("Who wrote the minutes does not approve them."))
    if not user.is_service and queries.is_member(user):
        return YES
    return _staff(user, ("EC",), _("Only a member of the council or of the ESG committee approves the minutes."))


def may_report_progress(user: User, member: CouncilMember) -> Verdict:
    """The member itself, or the secretariat for a member without an account."""
    if user.is_service:
        return no(_("A program may not decide: a person must."))
    if member.user_id == user.pk:
        return YES
    if member.user_id is None:
        return may_keep_council(user)
    return no(_("Only the member itself says where its company stands."))


def may_share_result(user: User) -> Verdict:
    """The administrator of a supplier, for its own result."""
    if user.is_service:
        return no(_("A program may not decide: a person must."))
    if user.is_supplier and user.has_role("SA"):
        return YES
    return no(_("Only your company's administrator consents for it."))


def may_ask_consulting(user: User) -> Verdict:
    """The administrator or ESG officer of a supplier."""
    if user.is_service:
        return no(_("A program may not decide: a person must."))
    if user.is_supplier and user.has_role("SA", "SE"):
        return YES
    return no(_("Only your company's administrator or ESG officer applies."))


def may_withdraw_consulting(user: User, request: ConsultingRequest) -> Verdict:
    """The company that asked."""
    if user.company_id != request.company_id:
        return no(_("Only the company that asked may withdraw it."))
    return may_ask_consulting(user)


def may_decide_consulting(user: User) -> Verdict:
    """Shared growth, or an ESG reviewer."""
    return _staff(user, ("SG", "ER"), _("Only shared growth or an ESG reviewer answers consulting requests."))
