"""DO: note a call about a late payment."""

from django.db import transaction
from django.utils.translation import gettext as _

from portal.audit.models import AuditEntry
from portal.audit.services import record
from portal.errors import RuleBroken, WrongState
from portal.people.models import User
from portal.policy import require
from purchasing.payments.models import Obligation
from purchasing.payments.policies import money as policies
from purchasing.payments.states import ObligationState


@transaction.atomic
def note_call(obligation: Obligation, *, text: str, by: User) -> AuditEntry:
    """Keep with a debt what its payer or payee said; it changes nothing else."""
    require(policies.may_note_call(by, obligation))
    if not text.strip():
        raise RuleBroken(_("Write who was spoken to and what was said."), field="text")
    if obligation.state in (ObligationState.PAID, ObligationState.CANCELLED):
        raise WrongState(_("This is paid or cancelled: there is nothing to ask about. Reload the page."))
    return record(obligation, "call_noted", by=by, reason=text)
