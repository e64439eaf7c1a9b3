"""WHO: eco-friendly purchases. Who enters does not confirm (CNV-09)."""

from django.utils.translation import gettext as _

from portal.people.models import User
from portal.policy import YES, Verdict, no
from purchasing.esg.models import EcoDeclaration, EcoTarget, FxRate
from purchasing.esg.policies.flags import staff
from purchasing.esg.queries.eco import reads_eco


def may_read_eco(user: User) -> Verdict:
    """Staff who deal with it."""
    return YES if reads_eco(user) else no(_("Eco-friendly purchases are read by purchasing and ESG staff."))


def may_enter_eco(user: User) -> Verdict:
    """Purchasing officers, ESG reviewers and finance enter rates, declarations and targets."""
    return staff(user, "PO", "ER", "FI", refusal=_("Only purchasing, finance or an ESG reviewer may do this."))


def may_decide_eco(user: User, thing: FxRate | EcoDeclaration | EcoTarget) -> Verdict:
    """A second person of the same."""
    if not (able := may_enter_eco(user)):
        return able
    if thing.entered_by_id == user.pk:
        return no(_("Who entered it does not confirm it: ask a colleague."))
    return YES
