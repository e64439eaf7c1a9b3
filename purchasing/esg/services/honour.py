"""DO: what keeps a trading supplier from being honoured. Source: domain 1.3, 17 (band and limitation: L3 status)."""

from django.utils.translation import gettext as _

from portal.clock import today
from portal.errors import RuleBroken
from portal.people.models import Company
from portal.people.queries import standing_of
from purchasing.esg.states import Band, StandingFact

NO_LIMITATION = ("", "0")


def check_before_honour(company: Company) -> None:
    """Neither under a supply limitation nor in band D or R."""
    day = today()
    if (standing_of(company, StandingFact.LIMITATION, day) or "") not in NO_LIMITATION:
        raise RuleBroken(
            _("%(name)s is under an ESG supply limitation and cannot be honoured.") % {"name": company.name}
        )
    band = standing_of(company, StandingFact.BAND, day)
    if band in (Band.D, Band.R):
        raise RuleBroken(
            _("%(name)s is in ESG band %(band)s and cannot be honoured.") % {"name": company.name, "band": band}
        )
