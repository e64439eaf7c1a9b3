"""DO: tell the ground floor which certificates a company has in force. Source: domain 17."""

from django.db import transaction
from django.utils.translation import gettext_noop

from portal.clock import today
from portal.people.models import Company, Standing
from portal.people.queries import standing_of
from portal.people.services import record_standing
from sharedgrowth.innovilt.models import Certificate
from sharedgrowth.innovilt.queries.register import in_force

FACT = "innovilt.certificate"
SOURCE = gettext_noop("INNOVILT register")
MOST = 9  # numbers in one value; the register has all


@transaction.atomic
def follow_standing(company: Company) -> Standing | None:
    """One row for the numbers in force today; none where nothing has changed. Hearing twice does no harm."""
    company = Company.objects.select_for_update(of=("self",)).get(pk=company.pk)
    day = today()
    found = list(Certificate.objects.filter(in_force(day), company=company).order_by("pk"))
    value = ", ".join(each.number for each in found[:MOST])
    if (standing_of(company, FACT, day) or "") == value:
        return None
    last = max((each.valid_to for each in found), default=None)
    return record_standing(company, FACT, value, valid_from=day, valid_to=last, source=SOURCE)
