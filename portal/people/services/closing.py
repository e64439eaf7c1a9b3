"""A supplier leaves the portal."""

from django.db import transaction
from django.utils.translation import gettext as _

from portal.audit.services import move
from portal.errors import RuleBroken
from portal.outbox.services import announce
from portal.people import policies
from portal.people.models import Company, Invitation, User
from portal.people.states import InvitationState
from portal.policy import require


@transaction.atomic
def close_company(company: Company, *, reason: str, by: User) -> None:
    """End a supplier's registration: it bids and lists nothing any more; its people still read what there was."""
    require(policies.may_close_company(by, company))
    if not reason.strip():
        raise RuleBroken(_("A reason is needed: it stays on record."), field="reason")
    move(company, "close", by=by, reason=reason)
    for invitation in Invitation.objects.filter(company=company, state=InvitationState.SENT):
        move(invitation, "revoke", by=by, reason=_("The registration has ended"))
    announce("people.company_closed", company=company.pk)
